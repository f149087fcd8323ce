"""Proposed changes of accounts and offices: the list, one with its buttons, and the link by which a password is set."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evaluation import erasures
from evaluation.access import offices, person_of, signed_in
from evaluation.account_actions import (
    confirm_change,
    refuse_change,
    reset_second_step,
    send_password_link,
)
from evaluation.account_rights import confirms_accounts, reads_change
from evaluation.acting import refusal_of
from evaluation.erasure_actions import propose_erasure, propose_erasure_of_all
from evaluation.forms import ErasureForm, ErasureOfAllForm, WhoseForm
from evaluation.journal import entries_of
from evaluation.models import AccountChange, Office, User
from evaluation.moves import act, act_and_go
from evaluation.paging import page_of
from evaluation.second_step import has_second_factor

PAGE = 25
WAITS_FOR_A_SECOND = gettext_lazy(
    "Nothing is changed yet: a second person has to confirm it. They see it on their desk."
)


@require_safe
@never_cache
@offices(Office.ADMINISTRATOR, Office.AUDITOR, Office.COORDINATOR)
def changes(request: HttpRequest) -> HttpResponse:
    """`desk/accounts/`: what waits for a second person first, then what was decided. Two queries of its own."""
    if not confirms_accounts(person_of(request), None):
        raise Http404
    rows = AccountChange.objects.select_related("person", "body", "proposed_by", "decided_by").order_by(
        Case(When(state="proposed", then=0), default=1), "-proposed_at"
    )
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "query": "",
        "crumbs": [{"label": _("Desk"), "url": reverse("desk")}, {"label": _("Changes of accounts")}],
    }
    return render(request, "evaluation/account_changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def change_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/accounts/<id>/`: what changes, who proposed it, until when it may be confirmed; POST decides.

    For those who confirm, for whom it concerns and for whom the portal told of it.
    """
    by = person_of(request)
    rows = AccountChange.objects.select_related("person", "body", "proposed_by", "decided_by", "membership")
    change = get_object_or_404(rows, pk=pk)
    if not reads_change(by, change):
        raise Http404
    if request.method == "POST":
        confirmed = request.POST.get("do") == "confirm"
        return act_and_go(
            request,
            confirm_change if confirmed else refuse_change,
            change,
            by,
            go=request.path,
            success=_("Confirmed: the change is made.") if confirmed else _("Refused: nothing is changed."),
        )
    context = {
        "change": change,
        "may_confirm": refusal_of(change, "confirm", by) is None,
        "may_refuse": refusal_of(change, "refuse", by) is None,
        "entries": entries_of(change),
        "numbers": erasures.numbers_in(change),
        "crumbs": [
            {"label": _("Desk"), "url": reverse("desk")},
            {"label": _("Changes of accounts"), "url": reverse("account_changes")},
            {"label": change.person.title},
        ],
    }
    return render(request, "evaluation/account_change.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@offices(Office.ADMINISTRATOR)
def link_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/accounts/people/<id>/link/`: send the person the link by which they set their password."""
    person = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        send_password_link(person, person_of(request))
        messages.success(request, _("The link is on its way."))
        return redirect("admin:evaluation_user_change", person.pk)
    context = {
        "person": person,
        "crumbs": [
            {"label": _("Registers"), "url": reverse("admin:index")},
            {"label": person.title, "url": reverse("admin:evaluation_user_change", args=[person.pk])},
            {"label": _("Link for the password")},
        ],
    }
    return render(request, "evaluation/account_link.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@offices(Office.ADMINISTRATOR)
def erasure_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/accounts/people/<id>/erasure/`: propose that words of the journal are erased for the person's sake."""
    person, by = get_object_or_404(User, pk=pk), person_of(request)
    choice = WhoseForm(request.GET)
    whose = choice.cleaned_data["whose"] if choice.is_valid() else []
    page = page_of(request, erasures.entries_of(person, whose).select_related("entry"))
    sent = request.POST if request.method == "POST" else None
    form: ErasureForm = ErasureForm(sent)
    verb: Any = propose_erasure
    if whose:
        form = ErasureOfAllForm(sent, initial={"seen": page.paginator.count})
        verb = partial(propose_erasure_of_all, whose=whose)
    if request.method == "POST" and form.is_valid():
        proposed = act(request, verb, person, by, form=form, **form.asked())
        if proposed.done:
            messages.warning(request, WAITS_FOR_A_SECOND)
            return redirect("account_change", proposed.result.pk)
    context = {
        "person": person,
        "choice": choice,
        "form": form,
        "whose": whose,
        "page": page,
        "entries": erasures.entries_shown(page),
        "query": urlencode({"whose": whose}, doseq=True),
        "most": erasures.AT_ONCE,
        "crumbs": [
            {"label": _("Registers"), "url": reverse("admin:index")},
            {"label": person.title, "url": reverse("admin:evaluation_user_change", args=[person.pk])},
            {"label": _("Erase words in the journal")},
        ],
    }
    return render(request, "evaluation/account_erasure.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@offices(Office.ADMINISTRATOR)
def second_step_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/accounts/people/<id>/second-step/`: propose that a lost second step is taken off."""
    person = get_object_or_404(User, pk=pk)
    if request.method == "POST":
        change = reset_second_step(person, person_of(request))
        messages.warning(request, WAITS_FOR_A_SECOND)
        return redirect("account_change", change.pk)
    context = {
        "person": person,
        "has_one": has_second_factor(person),
        "crumbs": [
            {"label": _("Registers"), "url": reverse("admin:index")},
            {"label": person.title, "url": reverse("admin:evaluation_user_change", args=[person.pk])},
            {"label": _("Lost second step")},
        ],
    }
    return render(request, "evaluation/account_second_step.html", context)
