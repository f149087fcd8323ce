"""One's own account: offices, language of letters, second factor, declared interests."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.access import signed_in
from evaluation.actions import choose_language, declare_interest
from evaluation.forms import InterestForm, LanguageForm
from evaluation.models import InterestDeclaration, Membership, User
from evaluation.moves import act
from evaluation.persons import accounts_of
from evaluation.second_step import has_second_factor, needs_second_step


@require_safe
@never_cache
@signed_in
def session_state(request: HttpRequest) -> HttpResponse:
    """`session/`: for a page whose session had ended, the token of the new one; for a person, the way back to it."""
    if request.headers.get("HX-Request"):
        return JsonResponse({"token": get_token(request)})
    return render(request, "evaluation/session.html")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def account(request: HttpRequest) -> HttpResponse:
    """`account/`: GET shows it; POST with ``do=language`` or ``do=interest`` changes one thing."""
    person = request.user
    assert isinstance(person, User)  # noqa: S101 - signed_in lets nobody else in
    wanted = request.POST.get("do", "")
    language = LanguageForm(
        request.POST if wanted == "language" else None, initial={"language": person.language}
    )
    interest = InterestForm(request.POST if wanted == "interest" else None)
    status = 200
    if request.method == "POST":
        form = {"language": language, "interest": interest}.get(wanted)
        status = 422
        if form is not None and form.is_valid():
            if wanted == "language":
                outcome = act(
                    request,
                    choose_language,
                    person,
                    form.cleaned_data["language"],
                    form=form,
                    success=_("Letters will come to you in this language."),
                )
            else:
                outcome = act(
                    request,
                    declare_interest,
                    person,
                    form.cleaned_data["body"],
                    form.cleaned_data["reason"],
                    form.cleaned_data["until"],
                    form=form,
                    success=_("Your interest is on record: you take no part in evaluating this body."),
                )
            if outcome.done:
                return redirect("account")
            status = outcome.status
    context = {
        "language_form": language,
        "interest_form": interest,
        "memberships": Membership.objects.filter(user=person)
        .select_related("body")
        .order_by("-valid_from", "office"),
        "interests": InterestDeclaration.objects.filter(user__in=accounts_of(person))
        .select_related("body")
        .order_by("-valid_from"),
        "second_factor": has_second_factor(person),
        "second_factor_required": needs_second_step(person),
    }
    return render(request, "evaluation/account.html", context, status=status)
