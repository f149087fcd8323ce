"""Where letters about marks lead: the scoring desk for those who work there, the same marks for reading for others."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from blocks.models import PartialConclusion
from blocks.selectors.names import direction_name
from blocks.selectors.workspace import read_workspace
from evaluation import journal, rights
from evaluation.access import ADMIN_OFFICES, found_or_404, person_of, signed_in


@require_safe
@signed_in
def scoring_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/scoring/<id>/`: to the scoring desk for evaluators and approvers; a page for reading for those who oversee."""
    found = (
        PartialConclusion.objects.select_related(
            "assignment__cycle",
            "assignment__body",
            "assignment__evaluator",
            "assignment__lead",
            "methodology",
        )
        .defer("methodology__document")
        .filter(pk=pk)
        .first()
    )
    partial = found_or_404(person_of(request), "blocks.view_partialconclusion", found)
    if rights.standing(person_of(request)).holds(*ADMIN_OFFICES):
        return redirect("admin:blocks_partialconclusion_change", partial.pk)
    context = {
        "partial": partial,
        "direction": direction_name(partial),
        "workspace": read_workspace(partial),
        "journal": journal.entries_of(partial, limit=20),
        "synthetic_data": partial.cycle.synthetic,
        "crumbs": [{"label": _("Scoring")}, {"label": partial.body.short_name}, {"label": partial.direction}],
    }
    return render(request, "blocks/scoring_read.html", context)
