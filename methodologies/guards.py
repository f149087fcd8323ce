"""Why a methodology may not go on (c17, c18)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation import clock
from evaluation.conditions import guard
from evaluation.refusals import FieldFault, Refusal
from methodologies.models import Methodology
from methodologies.review import faults_of


@guard
def content_is_complete(methodology: Methodology) -> Refusal | None:
    """The six requirements of c18 answered, weights adding up, every item supplied."""
    faults = faults_of(methodology)
    if not faults:
        return None
    return Refusal(
        "incomplete",
        _("The methodology cannot go on: %(count)s places need mending.") % {"count": len(faults)},
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
