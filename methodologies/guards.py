"""Why a methodology, or the list of key performance indicators, may not go on (c17, c18, c22)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation import clock
from evaluation.conditions import guard
from evaluation.refusals import FieldFault, Refusal
from methodologies.kpi_rows import Bodies, faults_in
from methodologies.models import KeyPerformanceIndicator, KpiList, Methodology
from methodologies.review import faults_of


@guard
def content_is_complete(methodology: Methodology) -> Refusal | None:
    """The six requirements of c18 answered, weights adding up, every item supplied."""
    faults = faults_of(methodology)
    if not faults:
        return None
    return Refusal(
        "incomplete",
        _("The methodology cannot go on; places to mend: %(count)s.") % {"count": len(faults)},
        clause="c18",
        faults=[FieldFault(path, sentence) for path, sentence in faults],
    )


@guard
def order_is_recorded(methodology: Methodology) -> Refusal | None:
    """The approving order has its number and date, and the date has come: what is in force has been ordered (c17)."""
    dated = methodology.order_date
    if methodology.order_number and dated and dated <= clock.today():
        return None
    fault = FieldFault("order_number", _("Number and date of the order"))
    if dated and dated > clock.today():
        fault = FieldFault("order_date", _("This day has not come yet."))
    return Refusal(
        "incomplete",
        _("The methodology is approved by an order: give its number and date."),
        clause="c17",
        faults=[fault],
    )


@guard
def list_is_complete(found: KpiList) -> Refusal | None:
    """Every row of the list names a body, an indicator in three languages, its plan, weight and direction (c22)."""
    faults = [
        FieldFault(
            f"rows.{fault.number}.{fault.field}",
            _("Row %(number)s: %(what)s") % {"number": fault.number, "what": fault.wanted},
        )
        for fault in faults_in(found.rows, Bodies())
    ]
    if not found.rows:
        faults = [FieldFault("rows", _("The list is empty."))]
    if not faults:
        return None
    return Refusal(
        "incomplete",
        _("The list cannot go on; places to mend: %(count)s.") % {"count": len(faults)},
        clause="c22",
        faults=faults,
    )


@guard
def list_may_change(found: KpiList) -> Refusal | None:
    """A list that stands when the evaluation opens stays: bodies are measured by what they knew (A-METHOD-2)."""
    if (
        found.cycle.opened_at is None
        or not KeyPerformanceIndicator.objects.filter(cycle=found.cycle).exists()
    ):
        return None
    return Refusal(
        "state",
        _("The evaluation for %(year)s is open with its list of indicators; the list no longer changes.")
        % {"year": found.cycle.year},
        clause="c22",
    )


@guard
def list_has_its_order(found: KpiList) -> Refusal | None:
    """The approving order has its number and date, and the date has come (c22)."""
    dated = found.order_date
    if found.order_number and dated and dated <= clock.today():
        return None
    fault = FieldFault("order_number", _("Give the number and date of the order."))
    if dated and dated > clock.today():
        fault = FieldFault("order_date", _("This day has not come yet."))
    return Refusal("incomplete", _("The list is approved by an order."), clause="c22", faults=[fault])
