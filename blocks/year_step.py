"""Whether a year's evaluation can be opened, or was, for the page of the year (c6, c40)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from blocks.selectors.opening import opening_faults
from evaluation import rights
from evaluation.models import Cycle, Office, Role, User
from evaluation.time_zone import ALMATY
from evaluation.year_steps import People, Step
from schedule.reporting_year import over_at


def steps(year: int, user: User, people: People) -> list[Step]:
    """One step. Four queries besides the standing."""
    cycle = Cycle.objects.filter(year=year).first()
    opened = cycle is not None and cycle.opened_at is not None
    waits = cycle is None or bool(not opened and opening_faults(cycle))
    if opened:
        state, tone = pgettext("evaluation", "open"), "accepted"
    elif waits:
        state, tone = _("waits for the steps above"), "neutral"
    else:
        state, tone = _("can be opened"), "waiting"
    first = over_at(year).astimezone(ALMATY).date()
    may_read = cycle is not None and rights.may(user, "blocks.read_opening", None)
    return [
        Step(
            code="opening",
            order=50,
            title=_("Opening of the evaluation"),
            clause="c6 c40",
            state=state,
            tone=tone,
            holder="" if opened else people.at(Office.COORDINATOR, Role.STATE_PLANNING),
            since=cycle.opened_at if cycle is not None else None,
            following=_("the evaluated bodies report")
            if opened
            else _("state planning opens it, from 1 January %(year)s at the earliest") % {"year": first.year},
            url=reverse("cycle", args=[year]) if may_read else "",
            mine=not opened and not waits and rights.may(user, "blocks.open_cycle", cycle),
        )
    ]
