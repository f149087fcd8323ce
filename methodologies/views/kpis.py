"""The desk page of the list of key performance indicators (c22)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evaluation import journal, rights
from evaluation.access import cycle_or_404, offices, person_of
from evaluation.acting import refuse_without_right
from evaluation.models import Cycle, Office, User
from evaluation.moves import act
from methodologies import actions
from methodologies.forms import KpiFileForm
from methodologies.kpi_list import KPI_COLUMNS, MAX_LIST_BYTES, kpi_rows
from methodologies.models import KeyPerformanceIndicator


@require_http_methods(["GET", "HEAD", "POST"])
@offices(Office.HEAD_OF_ADMINISTRATION, Office.COORDINATOR, Office.WORKING_BODY, Office.METHODOLOGIST)
def kpis_page(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/kpis/<year>/`: the list of key performance indicators, and its approval by order."""
    refuse_without_right(person_of(request), "methodologies.read_kpis", None, "c22")
    cycle = cycle_or_404(year)
    form = KpiFileForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST":
        refuse_without_right(person_of(request), "methodologies.approve_kpis", cycle, "c22")
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            outcome = act(
                request,
                _approve,
                cycle,
                person_of(request),
                given["file"].read(MAX_LIST_BYTES + 1),
                given["order_number"],
                given["order_date"],
                form=form,
                success=_("The list is approved."),
            )
            if outcome.done:
                return redirect("kpis_desk", year)
            status = outcome.status
    context = {
        "cycle": cycle,
        "form": form,
        "indicators": KeyPerformanceIndicator.objects.filter(cycle=cycle)
        .select_related("body")
        .order_by("body__order", "body__slug", "code"),
        "may_approve": rights.may(person_of(request), "methodologies.approve_kpis", cycle),
        "columns": ",".join(KPI_COLUMNS),
        "journal": journal.entries_of(cycle),
        "synthetic_data": cycle.synthetic,
        "crumbs": [{"label": _("Indicators for %(year)s") % {"year": year}}],
    }
    return render(request, "methodologies/kpis.html", context, status=status)


def _approve(
    cycle: Cycle, by: User, source: bytes, order_number: str, order_date: date
) -> Sequence[KeyPerformanceIndicator]:
    return actions.approve_kpis(cycle, by, kpi_rows(source), order_number, order_date)
