"""The six milestones of the annual schedule (c7): what they are, whether their dates are sound, when they may change.

Pure: plain values in, plain values out. The *cycle year* is the reporting year; the evaluation is carried out in
the year after it. Dates are `datetime.date`, keyed by (milestone, block), the block being None for a milestone
that is common to all blocks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schedule.working_days import (
    FIRST_YEAR,
    LAST_YEAR,
    ONE_DAY,
    Calendar,
    OutsideCalendar,
    TermRules,
    add_calendar_days,
    add_working_days,
)

BLOCKS = (1, 2, 3)
OBJECTION_WORKING_DAYS = 5  # c57
APPEAL_CALENDAR_DAYS = 15  # c60


class Milestone(StrEnum):
    """The six terms of c7, in its order."""

    REPORTS = "reports"
    CONCLUSIONS = "conclusions"
    AFTER_APPEALS = "after_appeals"
    BLOCK_CONCLUSIONS = "block_conclusions"
    OVERALL = "overall"
    PRESIDENT = "president"

    @property
    def number(self) -> int:
        """Its number in c7, 1 to 6."""
        return list(Milestone).index(self) + 1

    @property
    def clause(self) -> str:
        """The subitem of c7 that names it."""
        return f"c7.{self.number}"

    @property
    def per_block(self) -> bool:
        """Whether every block has its own date: reports are presented "by the respective blocks" (c7.1)."""
        return self is Milestone.REPORTS

    @property
    def blocks(self) -> tuple[int | None, ...]:
        """The blocks that need a date of this milestone; (None,) for one date for all."""
        return BLOCKS if self.per_block else (None,)


Key = tuple[Milestone, int | None]
Dates = Mapping[Key, date]

# Day and month in the evaluation year, when there is no earlier schedule to start from.
FIRST_PROPOSAL: dict[Milestone, tuple[int, int]] = {
    Milestone.REPORTS: (2, 21),
    Milestone.CONCLUSIONS: (4, 15),
    Milestone.AFTER_APPEALS: (5, 20),
    Milestone.BLOCK_CONCLUSIONS: (6, 3),
    Milestone.OVERALL: (6, 17),
    Milestone.PRESIDENT: (7, 15),
}


class ProblemCode(StrEnum):
    """What can be wrong with a date of the schedule."""

    MISSING = "missing"
    UNKNOWN = "unknown"  # a block's date for a milestone that has one date, or the reverse
    OUTSIDE_YEAR = "outside-year"
    OUTSIDE_CALENDAR = "outside-calendar"
    DAY_OFF = "day-off"
    OUT_OF_ORDER = "out-of-order"
    NO_TIME_FOR_APPEALS = "no-time-for-appeals"


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of one date. `other` and `bound` say what the date was measured against.

    OUTSIDE_YEAR: `bound` is 1 January of the evaluation year. DAY_OFF: `bound` is the next working day.
    OUT_OF_ORDER: `other` is the milestone that must come first, `bound` its date. NO_TIME_FOR_APPEALS: `bound` is
    the first date that leaves room for the terms of c57 and c60.
    """

    code: ProblemCode
    milestone: Milestone
    block: int | None = None
    day: date | None = None
    other: Milestone | None = None
    bound: date | None = None

    @property
    def clause(self) -> str:
        """For room for appeals, that of the terms which need it; else the milestone's own point of c7."""
        if self.code is ProblemCode.NO_TIME_FOR_APPEALS:
            return "c57, c60"
        return self.milestone.clause

    @property
    def field(self) -> str:
        """The name of the date's form field: "reports_2", "overall"."""
        return field_name(self.milestone, self.block)


def field_name(milestone: Milestone, block: int | None = None) -> str:
    """The form field of one date: the milestone's code, with the block's number where each block has its own."""
    return milestone.value if block is None else f"{milestone.value}_{block}"


def keys() -> Iterator[Key]:
    """Every (milestone, block) that a schedule dates, in the order of c7."""
    for milestone in Milestone:
        for block in milestone.blocks:
            yield milestone, block


def evaluation_year(cycle_year: int) -> int:
    """The year in which the reporting year `cycle_year` is evaluated (c6, c40)."""
    return cycle_year + 1


def validate_schedule(
    dates: Dates, calendar: Calendar, cycle_year: int, rules: TermRules | None = None
) -> list[Problem]:
    """Everything wrong with the dates, in the order of c7; an empty list for a sound schedule.

    Each date is there, lies on a working day of the evaluation year, and comes after the milestone before it
    (the two of c49 may share a day); between the conclusions and those after appeals there is room for the five
    working days of c57 and the fifteen calendar days of c60.
    """
    expected = set(keys())
    problems = [
        Problem(ProblemCode.UNKNOWN, milestone, block, day)
        for (milestone, block), day in dates.items()
        if (milestone, block) not in expected
    ]
    year = evaluation_year(cycle_year)
    previous: tuple[Milestone, date] | None = None
    for milestone in Milestone:
        found = {block: dates.get((milestone, block)) for block in milestone.blocks}
        for block, day in found.items():
            problems.extend(_day_problems(milestone, block, day, calendar, year))
            if day is not None and previous is not None and not _follows(milestone, day, previous[1]):
                problems.append(Problem(ProblemCode.OUT_OF_ORDER, milestone, block, day, *previous))
        dated = [day for day in found.values() if day is not None]
        if dated:
            previous = (milestone, max(dated))
    return problems + _appeal_problems(dates, calendar, rules)


def earliest_after_appeals(conclusions: date, calendar: Calendar, rules: TermRules | None = None) -> date:
    """The first date for milestone 3 when conclusions may be received as late as `conclusions`.

    An objection sent on the last of its five working days (c57) must still be answered within fifteen calendar
    days (c60). Raises OutsideCalendar.
    """
    objections_end = add_working_days(calendar, conclusions, OBJECTION_WORKING_DAYS, rules).end
    return add_calendar_days(calendar, objections_end, APPEAL_CALENDAR_DAYS, rules).end


def last_change_day(cycle_year: int) -> date:
    """The last day on which the schedule may be changed: 1 December of the year before the evaluation year (D7)."""
    return date(evaluation_year(cycle_year) - 1, 12, 1)


def propose_dates(cycle_year: int, calendar: Calendar, previous: Dates | None = None) -> dict[Key, date]:
    """Dates for a new schedule: last year's day and month (or the first proposal), moved to sound working days.

    A date on a day off goes to the next working day, one too early after its predecessor is pushed on. Dates
    missing from `previous` come from the first proposal. Raises OutsideCalendar when the evaluation year is
    outside 2010–2030.
    """
    year = evaluation_year(cycle_year)
    proposed: dict[Key, date] = {}
    floor = date(year, 1, 1)
    for milestone in Milestone:
        for block in milestone.blocks:
            model = (previous or {}).get((milestone, block))
            month, day = FIRST_PROPOSAL[milestone] if model is None else (model.month, model.day)
            wanted = calendar.next_working_day(max(_same_day(year, month, day), floor))
            if wanted.year > year:
                wanted = calendar.previous_working_day(date(year, 12, 31))
            proposed[milestone, block] = wanted
        latest = max(proposed[milestone, block] for block in milestone.blocks)
        floor = latest if milestone is Milestone.BLOCK_CONCLUSIONS else latest + ONE_DAY
        if milestone is Milestone.CONCLUSIONS:
            floor = earliest_after_appeals(latest, calendar)
    return proposed


def _same_day(year: int, month: int, day: int) -> date:
    """That day of `year`; 29 February becomes 1 March in a common year."""
    return date(year, month, 1) + timedelta(days=day - 1)


def _follows(milestone: Milestone, day: date, before: date) -> bool:
    # c49 names block conclusions and the overall evaluation in one sentence: they may be brought on one day
    return day >= before if milestone is Milestone.OVERALL else day > before


def _day_problems(
    milestone: Milestone, block: int | None, day: date | None, calendar: Calendar, year: int
) -> Iterator[Problem]:
    if day is None:
        yield Problem(ProblemCode.MISSING, milestone, block)
        return
    if day.year != year:
        yield Problem(ProblemCode.OUTSIDE_YEAR, milestone, block, day, bound=date(year, 1, 1))
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        yield Problem(ProblemCode.OUTSIDE_CALENDAR, milestone, block, day)
    elif not calendar.is_working_day(day):
        try:
            bound = calendar.next_working_day(day)
        except OutsideCalendar:
            bound = calendar.previous_working_day(day)
        yield Problem(ProblemCode.DAY_OFF, milestone, block, day, bound=bound)


def _appeal_problems(dates: Dates, calendar: Calendar, rules: TermRules | None) -> list[Problem]:
    conclusions = dates.get((Milestone.CONCLUSIONS, None))
    after_appeals = dates.get((Milestone.AFTER_APPEALS, None))
    if conclusions is None or after_appeals is None or after_appeals <= conclusions:
        return []
    try:
        earliest = earliest_after_appeals(conclusions, calendar, rules)
    except OutsideCalendar:
        return []  # said of the date itself already
    if after_appeals >= earliest:
        return []
    return [
        Problem(
            ProblemCode.NO_TIME_FOR_APPEALS,
            Milestone.AFTER_APPEALS,
            day=after_appeals,
            other=Milestone.CONCLUSIONS,
            bound=earliest,
        )
    ]
