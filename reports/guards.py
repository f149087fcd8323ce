"""Why a report may not go on (c40, c64)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation.conditions import guard
from evaluation.refusals import FieldFault, Refusal
from reports.models import Report
from reports.selectors import report_gaps


@guard
def values_are_complete(report: Report) -> Refusal | None:
    """Every value asked is given or explained, every one with its document (c40, c64)."""
    gaps = report_gaps(report)
    if not gaps:
        return None
    return Refusal(
        "incomplete",
        _("The report is not complete: %(count)s places need filling in.") % {"count": len(gaps)},
        clause="c40",
        remedy=_("Each is listed below and marked in the form."),
        faults=[FieldFault(gap.field, gap.sentence) for gap in gaps],
    )
