"""Working days and terms as the law counts them (c57, c60, c62). Pure: plain values in, plain values out.

The official calendar of Kazakhstan for 2010–2030 comes from the `holidays` library with every day that the
Government moved; the register's overrides are laid over it. Every function that counts returns how it counted,
day by day, in codes; `schedule.explanations` puts them into words.

A date is a `datetime.date` in Asia/Almaty; a moment is an aware datetime in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType

import holidays

from evaluation.time_zone import ALMATY, day_of
from schedule.holiday_names import BY_LIBRARY_NAME, Holiday

FIRST_YEAR, LAST_YEAR = 2010, 2030
FIRST_DAY, LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
ONE_DAY = timedelta(days=1)


class OutsideCalendar(ValueError):
    """A date that the calendar does not know: before 2010 or after 2030."""

    def __init__(self, day: date) -> None:
        self.day = day
        super().__init__(f"{day.isoformat()} is outside the calendar of {FIRST_YEAR}–{LAST_YEAR}")


class Reason(StrEnum):
    """Why a day is a working day or a day off."""

    WORKDAY = "workday"
    MOVED_WORKDAY = "moved-workday"
    OVERRIDE_WORKDAY = "override-workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    HOLIDAY_OBSERVED = "holiday-observed"
    MOVED_DAY_OFF = "moved-day-off"
    OVERRIDE_DAY_OFF = "override-day-off"


class Audience(StrEnum):
    """For whom a resolution moves a day. The terms of the Decree bind civil servants."""

    EVERYBODY = "everybody"
    CIVIL_SERVANTS = "civil_servants"


class Unit(StrEnum):
    """In which days a term is counted."""

    WORKING = "working"
    CALENDAR = "calendar"


class Role(StrEnum):
    """What a day does in a count."""

    RECEIPT = "receipt"  # the day of receipt, before the term starts
    COUNTED = "counted"
    SKIPPED = "skipped"  # a day off inside a working-day term
    CARRIED = "carried"  # after the last day: the end is carried from a day off to the next working day


@dataclass(frozen=True, slots=True)
class Override:
    """A day that the register sets otherwise than the library, with the resolution that says so."""

    day: date
    working: bool
    resolution: str
    audience: Audience = Audience.EVERYBODY


_Date = date  # inside Day, `date` is its field


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar: does it work, and why."""

    date: _Date
    working: bool
    reason: Reason
    holiday: Holiday | None = None
    exchanged: _Date | None = None  # the other day of a pair moved by the Government
    estimated: bool = False  # the date of a lunar feast that is not announced yet
    resolution: str = ""
    audience: Audience = Audience.EVERYBODY

    @property
    def weekday(self) -> int:
        """1 for Monday to 7 for Sunday."""
        return self.date.isoweekday()


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One line of the explanation: a day, its part in the count, and its running number if it counts."""

    day: Day
    role: Role
    number: int | None = None

    @property
    def counts(self) -> bool:
        """False for the day of receipt, days off passed over, and days over which the end is carried."""
        return self.number is not None


@dataclass(frozen=True, slots=True)
class TermRules:
    """What the Decree leaves open in counting (assumptions A-TIME-1 and A-TIME-2)."""

    starts_next_day: bool = True
    calendar_end_carries: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """A counted term: from the day of receipt to its last day, and every day between.

    `days` begins with the day of receipt and ends with `end`; `amount` of them are numbered 1…amount.
    """

    received: date
    amount: int
    unit: Unit
    rules: TermRules
    end: date
    days: tuple[CountedDay, ...]

    @property
    def carried(self) -> bool:
        """Whether the last day fell on a day off and the end was carried on."""
        return any(line.role is Role.CARRIED for line in self.days)

    @property
    def due_at(self) -> datetime:
        """The first moment that is too late, in UTC."""
        return due_at(self.end)


@dataclass(frozen=True, slots=True)
class Span:
    """The working days after `after` up to and including `through`; `total` is negative when it lies before."""

    after: date
    through: date
    total: int
    days: tuple[CountedDay, ...]


@dataclass(frozen=True)
class Calendar:
    """The working-day calendar of one audience: the library's days with the register's overrides over them.

    An override for exactly this audience wins over one for everybody. Immutable; the base is shared by all.
    """

    overrides: tuple[Override, ...] = ()
    audience: Audience = Audience.CIVIL_SERVANTS
    _laid: Mapping[date, Day] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "overrides", tuple(self.overrides))
        object.__setattr__(self, "_laid", MappingProxyType(_lay(self.overrides, self.audience)))

    def day(self, on: date) -> Day:
        """The day with its reason. Raises OutsideCalendar before 2010 and after 2030."""
        found = self._laid.get(on) or base_days().get(on)
        if found is None:
            raise OutsideCalendar(on)
        return found

    def is_working_day(self, on: date) -> bool:
        """Raises OutsideCalendar before 2010 and after 2030."""
        return self.day(on).working

    def days(self, first: date, last: date) -> Iterator[Day]:
        """Every day from `first` to `last`, both included; none when `last` is earlier."""
        current = first
        while current <= last:
            yield self.day(current)
            current += ONE_DAY

    def next_working_day(self, on: date) -> date:
        """`on` itself when it works, else the first working day after it."""
        while not self.is_working_day(on):
            on += ONE_DAY
        return on

    def previous_working_day(self, on: date) -> date:
        """`on` itself when it works, else the last working day before it."""
        while not self.is_working_day(on):
            on -= ONE_DAY
        return on


def is_working_day(calendar: Calendar, on: date) -> bool:
    """Whether `on` is a working day; `calendar.day(on)` says why."""
    return calendar.is_working_day(on)


def add_working_days(
    calendar: Calendar, received: date, amount: int, rules: TermRules | None = None
) -> Count:
    """Count `amount` working days from the receipt on `received`; the end is always a working day.

    Zero days end on the day of receipt. Raises ValueError for a negative amount, OutsideCalendar when the count
    leaves the calendar.
    """
    return _count(calendar, received, amount, Unit.WORKING, rules or TermRules())


def add_calendar_days(
    calendar: Calendar, received: date, amount: int, rules: TermRules | None = None
) -> Count:
    """Count `amount` calendar days from the receipt on `received`; an end on a day off is carried by the rules.

    Zero days end on the day of receipt. Raises ValueError for a negative amount, OutsideCalendar when the count
    leaves the calendar.
    """
    return _count(calendar, received, amount, Unit.CALENDAR, rules or TermRules())


def working_days_between(calendar: Calendar, after: date, through: date) -> Span:
    """The working days after `after` up to and including `through`, numbered; counted backwards if it is earlier.

    between(a, b) + between(b, c) = between(a, c), in any order of the three.
    """
    backwards = through < after
    first, last = (through, after) if backwards else (after, through)
    lines: list[CountedDay] = []
    number = 0
    for day in calendar.days(first + ONE_DAY, last):
        if day.working:
            number += 1
        lines.append(_line(day, number if day.working else None))
    return Span(after, through, -number if backwards else number, tuple(lines))


def working_days_left(calendar: Calendar, today: date, end: date) -> Span:
    """The working days still to come after `today` until `end`: 0 on the last day, negative when overdue."""
    return working_days_between(calendar, today, end)


@lru_cache(maxsize=1024)
def left_or_late(calendar: Calendar, today: date, end: date) -> int:
    """The same for people: from the day after `end` a term is overdue, though only days off have passed since."""
    first, last = sorted((today, end))
    between = sum(day.working for day in calendar.days(first + ONE_DAY, last))
    return min(-between, -1) if today > end else between


def due_at(end: date) -> datetime:
    """The first moment that is too late for a term ending on `end`: 24:00 in Asia/Almaty, in UTC.

    The offset is that date's own: UTC+6 until 29.02.2024, UTC+5 from 01.03.2024. The last day of UTC+6 itself
    lasted 25 hours, because at its midnight clocks went back to 23:00; it ends when its date ends.
    """
    return datetime.combine(end + ONE_DAY, time(0), tzinfo=ALMATY).astimezone(UTC)


def in_time(at: datetime, end: date) -> bool:
    """Whether an act at `at` (aware) meets a term ending on `end`."""
    return at < due_at(end)


def local_date(at: datetime) -> date:
    """The date of the moment `at` (aware) in Asia/Almaty: the day of receipt for the law."""
    if at.tzinfo is None:
        raise ValueError(f"A moment needs a time zone: {at.isoformat()}")
    return day_of(at)


def _count(calendar: Calendar, received: date, amount: int, unit: Unit, rules: TermRules) -> Count:
    if amount < 0:
        raise ValueError(f"A term cannot be {amount} days long")
    lines: list[CountedDay] = []
    day, number = calendar.day(received), 0

    def take() -> None:
        nonlocal number
        counts = unit is Unit.CALENDAR or day.working
        number += counts
        lines.append(_line(day, number if counts else None))

    if rules.starts_next_day or amount == 0:
        lines.append(CountedDay(day, Role.RECEIPT))
    else:
        take()
    while number < amount:
        day = calendar.day(day.date + ONE_DAY)
        take()
    if unit is Unit.CALENDAR and amount > 0 and rules.calendar_end_carries:
        while not day.working:
            day = calendar.day(day.date + ONE_DAY)
            lines.append(CountedDay(day, Role.CARRIED))
    return Count(received, amount, unit, rules, day.date, tuple(lines))


def _line(day: Day, number: int | None) -> CountedDay:
    return CountedDay(day, Role.SKIPPED if number is None else Role.COUNTED, number)


def _lay(overrides: Iterable[Override], audience: Audience) -> dict[date, Day]:
    laid: dict[date, Day] = {}
    # those for everybody first, so that one for this audience replaces them
    for item in sorted(overrides, key=lambda item: item.audience is audience):
        if item.audience not in (Audience.EVERYBODY, audience):
            continue
        if not FIRST_DAY <= item.day <= LAST_DAY:
            raise OutsideCalendar(item.day)
        reason = Reason.OVERRIDE_WORKDAY if item.working else Reason.OVERRIDE_DAY_OFF
        laid[item.day] = Day(
            item.day, item.working, reason, resolution=item.resolution, audience=item.audience
        )
    return laid


@lru_cache(maxsize=1)
def base_days() -> Mapping[date, Day]:
    """Every day of 2010–2030 as the library knows it; built once per process."""
    # One year more on each side: a day worked in December 2013 belongs to an exchange of January 2014 and is
    # unknown to the library until it has looked at 2014.
    library = holidays.country_holidays("KZ", years=range(FIRST_YEAR - 1, LAST_YEAR + 2), language="en_US")
    names = dict(library.items())
    worked_for = {source: off for off, name in names.items() if (source := _exchanged_with(name)) is not None}
    days: dict[date, Day] = {}
    current = FIRST_DAY
    while current <= LAST_DAY:
        days[current] = _base_day(
            current, library.is_working_day(current), names.get(current), worked_for.get(current)
        )
        current += ONE_DAY
    return MappingProxyType(days)


@lru_cache(maxsize=1)
def last_year_with_moved_days() -> int:
    """The last year for which the library knows of moved days: later calendars may still change."""
    return max(day.date.year for day in base_days().values() if day.reason is Reason.MOVED_DAY_OFF)


_EXCHANGE = re.compile(r"substituted from (\d\d)/(\d\d)/(\d{4})")


def _exchanged_with(name: str) -> date | None:
    """The day worked instead, from the library's 'Day off (substituted from 05/05/2018)'."""
    match = _EXCHANGE.search(name)
    if match is None:
        return None
    month, day, year = map(int, match.groups())
    return date(year, month, day)


def _base_day(on: date, working: bool, name: str | None, worked_for: date | None) -> Day:
    if name is None:
        if working and (worked_for is not None or on.isoweekday() >= 6):
            return Day(on, True, Reason.MOVED_WORKDAY, exchanged=worked_for)
        return Day(on, working, Reason.WORKDAY if working else Reason.WEEKEND)
    source = _exchanged_with(name)
    if source is not None:
        return Day(on, working, Reason.MOVED_DAY_OFF, exchanged=source)
    plain, _, qualifiers = name.partition(" (")
    return Day(
        on,
        working,
        Reason.HOLIDAY_OBSERVED if "observed" in qualifiers else Reason.HOLIDAY,
        holiday=BY_LIBRARY_NAME.get(plain, Holiday.OTHER),
        estimated="estimated" in qualifiers,
    )
