"""What pages read of the year's time: the schedule's lines, its extensions, the calendar by months.

Each selector makes a fixed number of queries, whatever the number of rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from evaluation import clock
from evaluation.by_edition import of_course
from schedule.calendar import current_calendar
from schedule.due import DeadlineBook, book, schedule_closes_at
from schedule.milestone_labels import MILESTONE_LABELS
from schedule.milestones import Dates, Milestone, keys
from schedule.models import Extension, MilestoneDate, Schedule, ScheduleState
from schedule.models.annual import APPROVED_ONCE
from schedule.working_days import (
    FIRST_DAY,
    LAST_DAY,
    ONE_DAY,
    Calendar,
    Day,
    Reason,
    due_at,
    left_or_late,
)


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """One milestone of a year for one reader: its general last day, and the reader's own where it is extended.

    `last_day` is the day that counts, `due_at` the first moment that is too late (UTC); `working_days_left`
    counts after today: 0 on the last day, negative when it has passed.
    """

    milestone: Milestone
    block: int | None
    label: Any
    clause: str
    general_day: date
    last_day: date
    due_at: datetime
    passed: bool
    working_days_left: int

    @property
    def extended(self) -> bool:
        """Whether the reader's own day differs; an order that names the same day again does not show."""
        return self.last_day != self.general_day


def year_lines(
    year: int,
    body_id: int | None = None,
    blocks: tuple[int, ...] | None = None,
    calendar: Calendar | None = None,
) -> list[MilestoneLine]:
    """The approved schedule of `year` in the order of c7, empty while none is approved.

    With `body_id` its extensions are applied (one for a single block of a common milestone is on that block's
    pages and in `extensions_of`); `blocks` keeps the reports of those blocks only. Three queries, two with the
    calendar at hand.
    """
    found, days = book(year), calendar or current_calendar()
    lines = []
    for milestone, block in keys():
        general = found.last_day(milestone, block)
        if general is None or (block is not None and blocks is not None and block not in blocks):
            continue
        last = found.last_day(milestone, block, body_id) or general
        lines.append(_line(milestone, block, general, last, days))
    return lines


def lines_of(dates: Dates, calendar: Calendar | None = None) -> list[MilestoneLine]:
    """A version's own dates as lines, approved or not; dates outside the calendar are left out. One query at most."""
    days = calendar or current_calendar()
    return [
        _line(*key, day, day, days)
        for key in keys()
        if (day := dates.get(key)) is not None and FIRST_DAY <= day <= LAST_DAY
    ]


def _line(
    milestone: Milestone, block: int | None, general: date, last: date, calendar: Calendar
) -> MilestoneLine:
    return MilestoneLine(
        milestone=milestone,
        block=block,
        label=MILESTONE_LABELS[milestone],
        clause=milestone.clause,
        general_day=general,
        last_day=last,
        due_at=due_at(last),
        passed=clock.now() >= due_at(last),
        working_days_left=left_or_late(calendar, clock.today(), last),
    )


def extensions_of(year: int) -> QuerySet[Extension]:
    """The extensions of `year`, newest first, with their holders: what the public schedule shows. One query."""
    return (
        Extension.objects.filter(cycle__year=year)
        .select_related("body", "cycle")
        .order_by("-recorded_at", "-id")
    )


def approved_schedule(year: int) -> Schedule | None:
    """The schedule in force for `year` with its dates; None while none is approved. Two queries."""
    return (
        Schedule.objects.filter(cycle__year=year, state=ScheduleState.APPROVED)
        .select_related("cycle")
        .prefetch_related("milestones")
        .first()
    )


@dataclass(frozen=True, slots=True)
class DateChange:
    """One date that differs between two versions; None on the side that lacks it."""

    milestone: Milestone
    block: int | None
    label: Any
    before: date | None
    after: date | None


def changes(before: Dates, after: Dates) -> list[DateChange]:
    """What differs between two versions' dates (`Schedule.dates()`), in the order of c7. No query."""
    return [
        DateChange(milestone, block, MILESTONE_LABELS[milestone], before.get(key), after.get(key))
        for key in keys()
        for milestone, block in [key]
        if before.get(key) != after.get(key)
    ]


def calendar_year(year: int, calendar: Calendar | None = None) -> list[list[list[Day | None]]]:
    """The calendar of `year`: twelve months of weeks of seven days, Monday first, None outside the month.

    One query, none with the calendar at hand. Raises OutsideCalendar for a year it does not know.
    """
    days = calendar or current_calendar()
    months = []
    for number in range(1, 13):
        first = date(year, number, 1)
        last = date(year + number // 12, number % 12 + 1, 1) - ONE_DAY
        cells: list[Day | None] = [None] * first.weekday() + list(days.days(first, last))
        cells += [None] * (-len(cells) % 7)
        months.append([cells[start : start + 7] for start in range(0, len(cells), 7)])
    return months


@dataclass(frozen=True, slots=True)
class VersionStory:
    """A version that was in force, and what it changed of the one before; `late` when a first one came after D7's day."""

    schedule: Schedule
    changes: list[DateChange]
    late: bool


def versions_of(year: int) -> list[VersionStory]:
    """The versions of `year` that are or were in force, newest first, each with what it changed. Two queries."""
    in_force = Schedule.objects.filter(cycle__year=year, state__in=APPROVED_ONCE)
    stories, before = [], None
    for schedule in in_force.select_related("cycle").prefetch_related("milestones").order_by("version"):
        dates = schedule.dates()
        closed = schedule_closes_at(year)
        late = schedule.approved_at is not None and schedule.approved_at >= closed
        stories.append(VersionStory(schedule, changes(before, dates) if before is not None else [], late))
        before = dates
    return stories[::-1]


def latest_schedule(year: int) -> Schedule | None:
    """The newest version of `year` in whatever state, with its dates: what the desk works on. Two queries."""
    return (
        Schedule.objects.filter(cycle__year=year)
        .select_related("cycle")
        .prefetch_related("milestones")
        .order_by("-version")
        .first()
    )


def years_with_schedule() -> QuerySet[Schedule]:
    """The schedule in force of every year, the latest year first. One query."""
    return (
        Schedule.objects.filter(state=ScheduleState.APPROVED).select_related("cycle").order_by("-cycle__year")
    )


def moved_days(year: int, calendar: Calendar | None = None) -> list[Day]:
    """The days of `year` that are otherwise than week and holidays would have them, in order. One query at most."""
    days = calendar or current_calendar()
    return [
        day
        for day in days.days(date(year, 1, 1), date(year, 12, 31))
        if day.reason not in (Reason.WORKDAY, Reason.WEEKEND, Reason.HOLIDAY)
    ]


def read_book(year: int) -> DeadlineBook:
    """The deadlines of reporting year ``year`` as they stand; two queries, none for a page where they are remembered."""
    return of_course(("deadlines", year), lambda: _read_book(year))


def _read_book(year: int) -> DeadlineBook:
    dates = MilestoneDate.objects.filter(schedule__cycle__year=year, schedule__state=ScheduleState.APPROVED)
    extensions = Extension.objects.filter(cycle__year=year).order_by("recorded_at")
    return DeadlineBook(
        {(m, b): day for m, b, day in dates.values_list("milestone", "block", "due_on")},
        {
            (m, b, body): day
            for m, b, body, day in extensions.values_list("milestone", "block", "body_id", "due_on")
        },
    )
