"""Why a schedule may not go on (c7, c8)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation.conditions import guard
from evaluation.refusals import FieldFault, Refusal
from schedule import milestones
from schedule.calendar import current_calendar, term_rules
from schedule.explanations import problem_sentence
from schedule.models import Schedule


@guard
def dates_are_sound(schedule: Schedule) -> Refusal | None:
    """Every milestone dated, in order, on working days, with room for the terms of c57 and c60."""
    problems = milestones.validate_schedule(
        schedule.dates(), current_calendar(), schedule.cycle.year, term_rules()
    )
    if not problems:
        return None
    return Refusal(
        "incomplete",
        _("The schedule cannot go on; dates to mend: %(count)s.") % {"count": len(problems)},
        clause="c7",
        faults=[FieldFault(p.field, problem_sentence(p)) for p in problems],
    )


@guard
def order_is_recorded(schedule: Schedule) -> Refusal | None:
    """The approving order has its number and its date (c8)."""
    if schedule.order_number and schedule.order_date:
        return None
    return Refusal(
        "incomplete",
        _("The schedule is approved by an order: give its number and date."),
        clause="c8",
        faults=[FieldFault("order_number", _("Number and date of the order"))],
    )
