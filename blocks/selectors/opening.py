"""What a year's evaluation still lacks before it can be opened (c6, c7, c17, c40)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from evaluation import clock
from evaluation.models import Cycle
from evaluation.refusals import FieldFault
from methodologies.content import records_in_force
from methodologies.models import Subject
from schedule.reporting_year import is_over
from schedule.selectors import approved_schedule


def early_sentence(year: int) -> str:
    """Why a year that still runs cannot be opened, and from which day it can."""
    return _(
        "The year %(year)s has not ended yet: its results are evaluated in %(next)s, so the evaluation opens "
        "on 1 January %(next)s at the earliest."
    ) % {"year": year, "next": year + 1}


def opening_faults(cycle: Cycle) -> list[FieldFault]:
    """What is missing before the evaluation can be opened; empty when nothing is. Three queries."""
    faults = []
    if not is_over(cycle.year, clock.now()):
        faults.append(FieldFault("year", early_sentence(cycle.year)))
    if approved_schedule(cycle.year) is None:
        faults.append(FieldFault("schedule", _("The schedule of the evaluation is not approved.")))
    in_force = records_in_force(cycle)
    for subject in (Subject.BLOCK1, Subject.BLOCK2, Subject.BLOCK3):
        if subject.value not in in_force:
            faults.append(
                FieldFault(
                    f"methodology.{subject.value}",
                    _("The methodology of block %(block)s, “%(name)s”, is not approved.")
                    % {"block": subject.value, "name": subject.label},
                )
            )
    return faults
