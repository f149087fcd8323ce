"""What happens next in the year: the nearest milestones, by whose hand and until when."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluation import desk
from evaluation.cuts import Cut, first
from evaluation.frame import current_cycle, main_office
from evaluation.models import User
from schedule import selectors
from schedule.milestones import Milestone

SHOWN = 3

#: Whose work each milestone bounds (c40, c46, c49, c51).
WHO: dict[Milestone, Any] = {
    Milestone.REPORTS: _("first heads of the evaluated bodies"),
    Milestone.CONCLUSIONS: _("authorities of the blocks"),
    Milestone.AFTER_APPEALS: _("authorities of the blocks"),
    Milestone.BLOCK_CONCLUSIONS: _("state planning"),
    Milestone.OVERALL: _("state planning"),
    Milestone.PRESIDENT: _("the Commission"),
}


def next_steps(user: User) -> Cut[desk.Next]:
    """The nearest milestones of the evaluation under way, with the extensions of the person's body."""
    cycle = current_cycle()
    if cycle is None:
        return Cut([], 0)
    office = main_office(user)
    ahead: dict[tuple[Any, Any], desk.Next] = {}
    for line in selectors.year_lines(cycle.year, office.body_id if office else None):
        if not line.passed:
            step = desk.Next(line.label, WHO[line.milestone], line.last_day, line.clause)
            ahead.setdefault((line.milestone, line.last_day), step)
    return first(sorted(ahead.values(), key=lambda step: step.until), SHOWN)  # type: ignore[arg-type, return-value]
