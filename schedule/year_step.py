"""Where a year's schedule stands, for the page of the year (c7, c8)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation import rights
from evaluation.models import Office, Role, User
from evaluation.year_steps import People, Step, in_state_since
from schedule import selectors
from schedule.milestones import last_change_day
from schedule.models import ScheduleState

TONES = {
    ScheduleState.DRAFT: "neutral",
    ScheduleState.SUBMITTED: "waiting",
    ScheduleState.APPROVED: "accepted",
    ScheduleState.SUPERSEDED: "neutral",
}


def steps(year: int, user: User, people: People) -> list[Step]:
    """One step. Two queries besides the standing."""
    schedule = selectors.latest_schedule(year)
    state = None if schedule is None else ScheduleState(schedule.state)
    planning = people.at(Office.COORDINATOR, Role.STATE_PLANNING)
    head = people.at(Office.HEAD_OF_ADMINISTRATION, Role.PRESIDENTIAL_ADMINISTRATION)
    approved = _("the Head of the Presidential Administration approves it by order, or returns it")
    right, holder, following = {
        None: ("schedule.draft_schedule", planning, _("state planning drafts it with last year's dates")),
        ScheduleState.DRAFT: ("schedule.draft_schedule", planning, approved),
        ScheduleState.SUBMITTED: ("schedule.approve_schedule", head, _("it becomes public")),
    }.get(state, ("", "", ""))
    if rights.may(user, "schedule.read_schedule", None):
        url = reverse("desk_schedule", args=[year])
    else:
        url = reverse("schedule_year", args=[year]) if state == ScheduleState.APPROVED else ""
    return [
        Step(
            code="schedule",
            order=10,
            title=_("Schedule of the evaluation"),
            clause="c7 c8",
            state=_("not begun") if schedule is None else schedule.get_state_display(),
            tone=TONES[state] if state else "neutral",
            holder=holder,
            since=in_state_since([schedule]).get(schedule.pk) if schedule is not None else None,
            following=following,
            until=last_change_day(year),
            url=url,
            mine=bool(right) and rights.may(user, right, None),
        )
    ]
