"""Why a report may not go on (c40, c64)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation import clock
from evaluation.conditions import guard
from evaluation.refusals import FieldFault, Refusal
from reports.models import Report
from reports.selectors import report_gaps
from schedule.reporting_year import is_over, over_at


@guard
def year_is_over(report: Report) -> Refusal | None:
    """A body reports by the results of the previous year: nothing is signed for a year that still runs (c40)."""
    year = report.cycle.year
    if is_over(year, clock.now()):
        return None
    return Refusal(
        "early",
        _("The report is on the results of %(year)s, and that year has not ended yet.") % {"year": year},
        clause="c40",
        until=over_at(year),
        remedy=_("It can be signed from 1 January %(next)s on. Until then the values are saved as a draft.")
        % {"next": year + 1},
    )


@guard
def values_are_complete(report: Report) -> Refusal | None:
    """Every value asked is given or explained, every one with its document (c40, c64)."""
    gaps = report_gaps(report)
    if not gaps:
        return None
    return Refusal(
        "incomplete",
        _("The report is not complete; places to fill in: %(count)s.") % {"count": len(gaps)},
        clause="c40",
        remedy=_("Each is listed below and marked in the form."),
        faults=[FieldFault(gap.field, gap.sentence) for gap in gaps],
    )
