"""What the schedule floor puts on the desk: its turns, the year's picture, working days left."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation import clock, desk, edition, rights
from evaluation.frame import current_cycle, main_office
from evaluation.models import Body, User
from evaluation.next_year import year_in_preparation
from evaluation.rights import standing
from evaluation.time_zone import last_day_before
from schedule import duty_rows, selectors
from schedule.calendar import calendar_at_hand, current_calendar
from schedule.due import deadlines_at_hand
from schedule.milestone_labels import MILESTONE_TERMS
from schedule.milestones import last_change_day
from schedule.models import Schedule, ScheduleState
from schedule.picture import draw_year, points
from schedule.rights import SEES_ALL_TERMS, SEES_OWN_TERMS
from schedule.working_days import left_or_late

#: So many overdue duties of others stand on the desk; the page of terms has them all.
OVERDUE_SHOWN = 10


class PortalCalendar:
    """What the desk asks of days: working days left, and the next milestone of the evaluation under way."""

    def working_days_left(self, last_day: date) -> int:
        """Working days after today up to ``last_day``; negative for working days overdue."""
        return left_or_late(current_calendar(), clock.today(), last_day)

    def next_milestone(self) -> desk.Approaching | None:
        """The nearest milestone that has not passed; None without an approved schedule or after the last."""
        cycle = current_cycle()
        if cycle is None:
            return None
        ahead = [line for line in selectors.year_lines(cycle.year) if not line.passed]
        if not ahead:
            return None
        nearest = min(ahead, key=lambda line: line.last_day)
        return desk.Approaching(
            MILESTONE_TERMS[nearest.milestone], nearest.last_day, nearest.working_days_left, nearest.clause
        )


@contextmanager
def reading() -> Iterator[None]:
    """Deadlines, calendar and the year's course at hand while the desk is read."""
    with edition.at_hand(), deadlines_at_hand(), calendar_at_hand(), duty_rows.queries_at_hand():
        yield


def turns(user: User) -> list[desk.Turn]:
    """The schedule's turns: state planning drafts and submits, the Head of the Administration decides. One query."""
    drafts = rights.may(user, "schedule.draft_schedule", None)
    decides = rights.may(user, "schedule.approve_schedule", None)
    if not (drafts or decides):
        return []
    running = clock.today().year
    newest: dict[int, Schedule] = {}
    for schedule in (
        Schedule.objects.filter(cycle__year__in=[running - 1, running])
        .select_related("cycle")
        .order_by("version")
    ):
        newest[schedule.cycle.year] = schedule
    found = []
    for year in (running - 1, running):
        latest = newest.get(year)
        if drafts:
            found.append(_drafting(year, latest, clock.today()))
        if decides and latest is not None and latest.state == ScheduleState.SUBMITTED:
            found.append(_deciding(latest))
    return [turn for turn in found if turn is not None]


def _drafting(year: int, latest: Schedule | None, today: date) -> desk.Turn | None:
    last_day = last_change_day(year)
    url = reverse("desk_schedule", args=[year])
    if latest is None:
        if year != year_in_preparation(today):
            return None  # this year's is not begun yet, or last year's has given way to it
        return desk.Turn(
            _("Draft the schedule of the evaluation for %(year)s") % {"year": year},
            _("The draft begins with last year's dates, moved to working days."),
            "c7 c8",
            url,
            _("Open the schedule"),
            last_day=last_day,
        )
    if latest.state != ScheduleState.DRAFT:
        return None
    return desk.Turn(
        _("Submit the schedule of the evaluation for %(year)s") % {"year": year},
        _("Version %(version)s is a draft. The Head of the Presidential Administration approves it by order.")
        % {"version": latest.version},
        "c8 D7",
        url,
        _("Open the schedule"),
        last_day=last_day,
        waiting_since=latest.created_at,
    )


def _deciding(schedule: Schedule) -> desk.Turn:
    year = schedule.cycle.year
    return desk.Turn(
        _("Approve the schedule of the evaluation for %(year)s by order") % {"year": year},
        _("State planning has submitted version %(version)s: approve it, or return it with the reason.")
        % {"version": schedule.version},
        "c8 D7",
        reverse("desk_schedule", args=[year]),
        _("Open the schedule"),
        last_day=last_change_day(year),
        waiting_since=schedule.created_at,
    )


def sections(user: User) -> list[desk.Section]:
    """The year's picture: for state planning and the working body of all, for others with their body's extensions."""
    cycle = current_cycle()
    if cycle is None:
        return []
    office = main_office(user)
    oversees = rights.may(user, "schedule.read_schedule", None)
    body = None if oversees or office is None else office.body
    lines = selectors.year_lines(cycle.year, body.pk if body else None)
    if not lines:
        return []
    done = duty_rows.progress(cycle.year, clock.now(), [body.pk] if body else None)
    found = points(lines, done)
    extensions = [] if body else list(selectors.extensions_of(cycle.year))
    return [
        *_overdue_with_others(user, cycle.year, oversees=oversees),
        desk.Section(
            _("The year of the evaluation for %(year)s") % {"year": cycle.year},
            "schedule/desk_year.html",
            {
                "drawing": draw_year(found, extensions, key="desk-year"),
                "points": found,
                "year": cycle.year,
                "body": body,
                "terms": standing(user).holds(*SEES_ALL_TERMS, *SEES_OWN_TERMS),
            },
            order=10,
        ),
    ]


def _overdue_with_others(user: User, year: int, *, oversees: bool) -> list[desk.Section]:
    """What others owe and have not done in time, for those who oversee the year or are their superiors (c63, c66).

    It is nobody's turn here, so it is no card; but "nothing waits for you" alone would hide it. Two queries, and those
    of the floors whose duties are shown.
    """
    shown, total = duty_rows.overdue_with_others(
        year, clock.now(), standing(user).offices, OVERDUE_SHOWN, oversees=oversees
    )
    if not shown:
        return []
    bodies = Body.objects.in_bulk({duty.holder_id for duty in shown})
    return [
        desk.Section(
            _("Overdue, in the hands of others"),
            "schedule/desk_overdue.html",
            {
                "lines": [
                    {
                        "title": duty.title,
                        "holder": bodies.get(duty.holder_id),
                        "last_day": last_day_before(duty.due_at),
                        "clause": duty.clause,
                    }
                    for duty in shown
                ],
                "shown": len(shown),
                "total": total,
                "year": year,
                "terms": standing(user).holds(*SEES_ALL_TERMS, *SEES_OWN_TERMS),
            },
            order=5,
        )
    ]
