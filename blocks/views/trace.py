"""How a score was obtained, as a page and as JSON (c9.4)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blocks.late_figures import in_three_languages
from blocks.models import Conclusion
from blocks.trace.as_json import trace_as_json
from blocks.trace.nodes import read_trace
from blocks.trace.record import recompute
from blocks.trace.sight import BodySight, Sight
from blocks.views.conclusions import SEES_CONCLUSIONS, seen
from evaluation import rights
from evaluation.access import offices, person_of
from reports.rights import OWN_OFFICES, may_see_body


def _document_address(pk: int) -> str:
    return reverse("document", args=[pk])


def _of_the_body(request: HttpRequest, conclusion: Conclusion) -> bool:
    """Whether the person reads the conclusion as one of its body, who sees no figures of others."""
    return rights.standing(person_of(request)).holds(*OWN_OFFICES, body=conclusion.body_id)


@require_safe
@offices(*SEES_CONCLUSIONS)
def conclusion_trace(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/conclusions/<id>/trace/?at=`: the tree from the score down to every value and its documents.

    ``at``: the code of an indicator whose way down stands open at first.
    """
    conclusion = seen(request, pk)
    opens = may_see_body(person_of(request), conclusion.body_id, conclusion.cycle.year)
    sight = (BodySight if _of_the_body(request, conclusion) else Sight)(_document_address if opens else None)
    context = {
        "conclusion": conclusion,
        "trace": read_trace(conclusion, sight, request.GET.get("at", "")),
        "recomputed": recompute(conclusion),
        "synthetic_data": conclusion.cycle.synthetic,
        "crumbs": [
            {"label": _("Conclusions"), "url": reverse("conclusions") + f"?year={conclusion.cycle.year}"},
            {"label": conclusion.body.short_name, "url": reverse("conclusion", args=[pk])},
            {"label": _("How the score was obtained")},
        ],
    }
    return render(request, "blocks/trace.html", context)


@require_safe
@offices(*SEES_CONCLUSIONS)
def conclusion_trace_json(request: HttpRequest, pk: int) -> JsonResponse:
    """`desk/conclusions/<id>/trace.json`: the stored trace, numbers as strings of digits; what was counted again.

    The body itself gets what its page tells: of others, with which it was compared, only how many they are.
    """
    conclusion = seen(request, pk)
    told = {
        "number": conclusion.number,
        "version": conclusion.version,
        "state": conclusion.state,
        "year": conclusion.cycle.year,
        "score": None if conclusion.score is None else str(conclusion.score),
        "recounted": in_three_languages(conclusion),
        "trace": trace_as_json(conclusion, BodySight())
        if _of_the_body(request, conclusion)
        else conclusion.trace,
    }
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})
