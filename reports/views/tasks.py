"""The list of tasks of a body's reports for a year (c40, c64)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evaluation.access import found_or_404, offices, person_of
from reports.rights import SEES_REPORTS
from reports.selectors import lines_of, sheets_at_hand
from reports.selectors.tasks import reader_of, reports_of_body, tasks_of
from reports.task_list import Reader
from reports.task_page import block_views


@require_safe
@offices(*SEES_REPORTS)
def report_tasks(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    """`desk/reports/tasks/<year>/<body>/`: the three blocks of a body, section by section: what is done, by whom, what lacks.

    One list for the preparers and the first head; the evaluators and those who oversee read it.
    """
    user = person_of(request)
    reports = reports_of_body(user, year, slug)
    first = found_or_404(request.user, "reports.view_report", reports[0] if reports else None)
    listed, sheets = tasks_of(first.cycle, reports, user)
    with sheets_at_hand(sheets.values()):
        lines = {line.report.block: line for line in lines_of(first.cycle, reports)}
    own = reader_of(user, first.body_id) is not Reader.OTHER
    context = {
        "body": first.body,
        "cycle": first.cycle,
        "blocks": block_views(listed, sheets, lines),
        "unready": listed.unready,
        "own": own,
        "fills": reader_of(user, first.body_id) is Reader.PREPARER,
        "synthetic_data": first.cycle.synthetic,
        "crumbs": [
            {"label": _("Reports"), "url": reverse("reports") + f"?year={year}"},
            {"label": first.body.short_name},
        ],
    }
    return render(request, "reports/tasks.html", context)
