"""The list of reports that a person sees (c40)."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluation import edition
from evaluation.access import offices, person_of
from evaluation.models import Cycle
from evaluation.posted import whole
from reports.models import Report, ReportState
from reports.rights import SEES_REPORTS
from reports.selectors import counts_by_state, lines_of, read_whole, report_years, reports_of

#: Reports on a page of the list.
PAGE = 50


@require_safe
@offices(*SEES_REPORTS)
@edition.at_hand()
def report_list(request: HttpRequest) -> HttpResponse:
    """`desk/reports/?year=&state=&page=`: the reports that the person sees, with progress, state and deadline."""
    user = person_of(request)
    years = report_years(user)
    wanted = request.GET.get("year", "")
    asked = whole(wanted)
    year = asked if asked in years else (years[0] if years else None)
    cycle = Cycle.objects.filter(year=year).first() if year is not None else None
    every = reports_of(user, cycle) if cycle is not None else Report.objects.none()
    standing = counts_by_state(every)
    counts = standing.counts
    state = request.GET.get("state", "") if request.GET.get("state") in counts else ""
    paginator = Paginator(every.filter(state=state) if state else every, PAGE)
    paginator.count = counts[state] if state else sum(counts.values())
    page = paginator.get_page(request.GET.get("page"))
    lines = lines_of(cycle, read_whole(page)) if cycle is not None else []
    context = {
        "states": [(code, label, counts[code]) for code, label in ReportState.choices if code in counts],
        "state": state,
        "years": years,
        "cycle": cycle,
        "lines": lines,
        "page": page,
        "query": f"year={year}&state={state}",
        "here": {"lines": lines, "several_bodies": standing.several_bodies},
        "reused": sum(line.reused for line in lines),
        "synthetic_data": bool(cycle and cycle.synthetic),
    }
    return render(request, "reports/reports.html", context)
