"""The desk pages of withholding at once what is public already (c9.5)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commission import actions
from commission.forms import WithholdAtOnceForm
from commission.models import Withholding, WithholdingState
from commission.models.withholdings import AWAITS_SECOND, OFFICES, TONES
from commission.selectors_withholdings import (
    is_told_elsewhere,
    latest_published_year,
    published_bodies,
    targets_of,
    withholdings_of,
)
from commission.views import years_with
from commission.withholding import grounds
from commission.withholding_letters import until, what
from evaluation import clock, journal, rights
from evaluation.access import found_or_404, offices, person_of
from evaluation.acting import possible_moves, refuse_without_right
from evaluation.cuts import first_read
from evaluation.forms import ReasonForm
from evaluation.frame import current_cycle
from evaluation.models import Body, Cycle, Office, Role, User
from evaluation.moves import act, write_into
from evaluation.paging import ROWS, page_of
from evaluation.posted import seen_revision
from evaluation.presentation import base_language
from evaluation.refusals import Refusal

#: Signs of the words by which a body is looked for.
MOST_WORDS = 120
AT_WITHHOLDINGS = (*OFFICES, Office.COMMISSION_MEMBER, Office.AUDITOR)
#: The move of the address → the action, whether it needs a reason, and what the person reads after it.
MOVES: dict[str, tuple[Any, bool, Any]] = {
    "confirm": (actions.confirm_withholding, False, lambda: _("Withheld: the public reads the note now.")),
    "refuse": (actions.refuse_withholding, True, lambda: _("Refused: the public reads it as before.")),
    "ask_to_lift": (actions.ask_to_lift, True, lambda: _("Asked: a second person has been told.")),
    "lift": (actions.lift_withholding, False, lambda: _("Lifted: the public reads it again.")),
    "keep": (actions.keep_withheld, True, lambda: _("It stays withheld.")),
}


@require_safe
@offices(*AT_WITHHOLDINGS)
def latest(request: HttpRequest) -> HttpResponse:
    """`desk/withholdings/`: leads to the latest year with public results, before there is one to the year under way."""
    cycle = current_cycle()
    year = latest_published_year() or (cycle.year if cycle is not None else None)
    if year is None:
        raise Http404
    return redirect("withholdings", year)


def _authorities(user: User) -> Iterable[int] | None:
    """Whose withholdings the person reads: None for everybody's."""
    standing = rights.standing(user)
    if (
        standing.holds(Office.COMMISSION_MEMBER, Office.AUDITOR)
        or standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)
        or standing.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)
    ):
        return None
    return standing.bodies(Office.APPROVER)


@require_http_methods(["GET", "HEAD", "POST"])
@offices(*AT_WITHHOLDINGS)
def withholdings_page(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/withholdings/<year>/?q=&body=`: what is withheld at once; of the chosen body, the form to ask for more.

    ``q`` finds the body by words of its names: of thousands no list to choose from is sent.
    """
    user = person_of(request)
    refuse_without_right(user, "commission.view_withholding", None, "c9.5")
    cycle = get_object_or_404(Cycle, year=year)
    may_ask = rights.may(user, "commission.withhold_at_once", None)
    words = request.GET.get("q", "").strip()[:MOST_WORDS]
    bodies = first_read(published_bodies(cycle, words), ROWS) if may_ask else None
    chosen = published_bodies(cycle).filter(slug=request.GET.get("body", "")).first() if may_ask else None
    if request.method == "POST":
        refuse_without_right(user, "commission.withhold_at_once", None, "c9.5")
        if chosen is None:
            raise Http404
    form = _form(request, cycle, chosen) if chosen is not None else None
    refusal = None
    if request.method == "POST" and form is not None and chosen is not None and form.is_valid():
        try:
            asked = _ask(form, cycle, chosen, user)
        except Refusal as found:
            refusal = found
            write_into(form, found)
        else:
            messages.success(request, _("Asked: a second person has been told."))
            return redirect("withholding", asked.pk)
    status = refusal.status if refusal is not None else 422 if request.method == "POST" else 200
    page = page_of(request, withholdings_of(cycle, _authorities(user)))
    context = {
        "cycle": cycle,
        "years": years_with("withholdings", year),
        "page": page,
        "rows": [_row(one) for one in page],
        "bodies": bodies,
        "words": words,
        "most_words": MOST_WORDS,
        "searched": bodies is not None and bool(words or bodies.of_all > len(bodies)),
        "chosen": chosen,
        "form": form,
        "synthetic_data": cycle.synthetic,
    }
    return render(request, "commission/withholdings.html", context, status=status)


def _form(request: HttpRequest, cycle: Cycle, body: Body) -> WithholdAtOnceForm:
    asked = Withholding(cycle=cycle, body=body)
    user = person_of(request)
    targets = []
    for one in targets_of(cycle, body):
        asked.authority_id = one.authority
        if rights.may(user, "commission.withhold_at_once", asked):
            targets.append(one)
    data = request.POST if request.method == "POST" else None
    return WithholdAtOnceForm(data, targets=targets, initial={"target": request.GET.get("target", "")})


def _ask(form: WithholdAtOnceForm, cycle: Cycle, body: Body, user: User) -> Withholding:
    given = form.cleaned_data
    return actions.ask_to_withhold(
        cycle,
        body,
        given["target"],
        user,
        ground=given["ground"],
        reason=given["reason"],
        until=given["until"],
        notes=form.notes(),
    )


def _row(one: Withholding) -> dict[str, Any]:
    over = one.until is not None and one.until < clock.today()
    return {
        "record": one,
        "what": what(one),
        "until": until(one),
        "over": over and one.state in (WithholdingState.IN_EFFECT, WithholdingState.LIFTING),
        "tone": TONES[WithholdingState(one.state)],
    }


@require_safe
@offices(*AT_WITHHOLDINGS)
def withholding_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/withholdings/<id>/`: one request: what, why, until when, who asked, who decided, what may be done now."""
    return _withholding(request, _found(request, pk))


def _found(request: HttpRequest, pk: int) -> Withholding:
    rows = Withholding.objects.select_related(
        "cycle", "body", "authority", "asked_by", "confirmed_by", "lift_asked_by"
    )
    return found_or_404(request.user, "commission.view_withholding", rows.filter(pk=pk).first())


def _withholding(
    request: HttpRequest,
    record: Withholding,
    *,
    refusal: Refusal | None = None,
    reason_form: tuple[str, ReasonForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    allowed = possible_moves(record, person_of(request))
    forms = {
        move: reason_form[1]
        if reason_form is not None and reason_form[0] == move
        else ReasonForm(record=record, auto_id=f"id_{move}_%s")
        for move in allowed
        if MOVES[move][1]
    }
    language = base_language(get_language())
    context = {
        **_row(record),
        "withholding": record,
        "told_elsewhere": record.state in AWAITS_SECOND and is_told_elsewhere(record),
        "cycle": record.cycle,
        "ground": next((one.text(language) for one in grounds() if one.code == record.ground), ""),
        "allowed": allowed,
        "forms": forms,
        "refusal": refusal,
        "journal": journal.entries_of(record),
        "synthetic_data": record.cycle.synthetic,
        "crumbs": [
            {"label": _("Withheld at once"), "url": reverse("withholdings", args=[record.cycle.year])},
            {"label": record.body.short_name},
        ],
    }
    return render(request, "commission/withholding.html", context, status=status)


@require_POST
@offices(*OFFICES)
def withholding_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """`desk/withholdings/<id>/<move>/`: confirm, refuse, ask to lift, lift, keep."""
    record, user = _found(request, pk), person_of(request)
    if move not in MOVES:
        raise Http404
    action, needs_reason, success = MOVES[move]
    if not needs_reason:
        try:
            action(record, user, revision=seen_revision(request))
        except Refusal as refusal:
            return _withholding(request, _found(request, pk), refusal=refusal, status=refusal.status)
        messages.success(request, success())
        return redirect("withholding", pk)
    form = ReasonForm(request.POST, auto_id=f"id_{move}_%s")
    if not form.is_valid():
        return _withholding(request, record, reason_form=(move, form), status=422)
    outcome = act(
        request,
        action,
        record,
        user,
        form.cleaned_data["reason"],
        form.seen_revision,
        form=form,
        record=record,
        success=success(),
    )
    if outcome.done:
        return redirect("withholding", pk)
    return _withholding(
        request, _found(request, pk), refusal=outcome.refusal, reason_form=(move, form), status=outcome.status
    )
