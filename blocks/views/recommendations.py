"""The desk form by which the block's lead judges the execution of last year's recommendations (c45, c47)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from blocks.actions.recommendations import judge_recommendation
from blocks.models import Recommendation
from blocks.views.conclusions import conclusion_answer, seen
from evaluation.access import offices, person_of
from evaluation.models import Office
from evaluation.posted import seen_revision
from evaluation.refusals import Refusal


@require_POST
@offices(Office.EVALUATOR)
def recommendation_judge(request: HttpRequest, pk: int, recommendation: int) -> HttpResponse:
    """`desk/conclusions/<id>/recommendations/<id>/judge/`: carried out or not; what is typed is kept."""
    conclusion = seen(request, pk)
    given = get_object_or_404(
        Recommendation.objects.select_related("conclusion"), pk=recommendation, conclusion_id=conclusion.pk
    )
    outcome, words = request.POST.get("outcome", ""), request.POST.get("words", "")
    try:
        judge_recommendation(
            given,
            person_of(request),
            outcome,
            words,
            seen_revision(request),
        )
    except Refusal as refusal:
        typed = {"judged": given.pk, "outcome": outcome, "words": words}
        return conclusion_answer(request, seen(request, pk), refusal, typed)
    messages.success(request, _("The execution of the recommendation is judged."))
    return redirect("conclusion", pk)
