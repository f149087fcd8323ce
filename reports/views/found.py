"""The report of an address, for whoever may see it."""

from __future__ import annotations

from django.http import HttpRequest

from evaluation.access import found_or_404, person_of
from reports.models import Report
from reports.rights import visible_reports


def the_report(request: HttpRequest, pk: int) -> Report:
    """The report if the person may see it; otherwise there is no such page."""
    found = visible_reports(person_of(request)).filter(pk=pk).first()
    return found_or_404(request.user, "reports.view_report", found)
