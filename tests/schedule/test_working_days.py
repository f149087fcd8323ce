"""Working days and terms (c57, c60, c62): golden cases, properties, the official calendar day by day."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.clock import ALMATY
from schedule.holiday_names import HOLIDAY_NAMES, Holiday
from schedule.stored_counts import from_codes, to_codes
from schedule.working_days import (
    FIRST_DAY,
    LAST_DAY,
    ONE_DAY,
    Audience,
    Calendar,
    Count,
    OutsideCalendar,
    Override,
    Reason,
    Role,
    TermRules,
    add_calendar_days,
    add_working_days,
    base_days,
    due_at,
    in_time,
    is_working_day,
    last_year_with_moved_days,
    local_date,
    working_days_between,
    working_days_left,
)

DATA = Path(__file__).parents[1] / "data"
PLAIN = Calendar()


def _column(name: str, column: str) -> set[date]:
    with (DATA / name).open(encoding="utf-8", newline="") as table:
        return {date.fromisoformat(row[column]) for row in csv.DictReader(table)}


HOLIDAYS = _column("kz_nonworking_days_2016_2020.csv", "date")
WORKED_WEEKENDS = _column("kz_working_weekend_days_2016_2020.csv", "date_worked")


def _every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


# --- The official calendar ---------------------------------------------------------------------------------


@pytest.mark.clause("c57")
@pytest.mark.parametrize("year", range(2016, 2021))
def test_every_day_of_the_year_is_as_the_resolutions_say(year: int) -> None:
    for day in _every_day(date(year, 1, 1), date(year, 12, 31)):
        expected = day in WORKED_WEEKENDS or (day.weekday() < 5 and day not in HOLIDAYS)
        assert is_working_day(PLAIN, day) is expected, day


def test_tables_are_whole() -> None:
    assert (len(HOLIDAYS), len(WORKED_WEEKENDS)) == (109, 11)
    assert {day.year for day in HOLIDAYS} == set(range(2016, 2021))


def test_every_moved_day_knows_its_pair() -> None:
    moved = [
        day for day in base_days().values() if day.reason in (Reason.MOVED_WORKDAY, Reason.MOVED_DAY_OFF)
    ]
    assert len(moved) == 62
    for day in moved:
        assert day.exchanged is not None
        assert base_days()[day.exchanged].exchanged == day.date
        assert base_days()[day.exchanged].working is not day.working


def test_saturday_of_one_year_worked_for_a_day_of_the_next() -> None:
    # 28 December 2013 was worked for 3 January 2014: asked for 2013 alone, the library does not know it
    assert PLAIN.day(date(2013, 12, 28)).exchanged == date(2014, 1, 3)
    assert PLAIN.is_working_day(date(2013, 12, 28))


def test_monday_worked_for_a_friday() -> None:
    # 9 May 2020 was a Saturday; its Monday was worked so that Friday 8 May could be free
    assert PLAIN.day(date(2020, 5, 11)).reason is Reason.MOVED_WORKDAY
    assert not PLAIN.is_working_day(date(2020, 5, 8))


def test_reasons_agree_with_the_answer_and_every_holiday_is_named() -> None:
    working = {Reason.WORKDAY, Reason.MOVED_WORKDAY}
    for day in base_days().values():
        assert day.working is (day.reason in working), day
        named = day.reason in (Reason.HOLIDAY, Reason.HOLIDAY_OBSERVED)
        assert (day.holiday is not None) is named, day
        assert day.holiday is not Holiday.OTHER, day
    assert len(base_days()) == (LAST_DAY - FIRST_DAY).days + 1
    assert all(all(names) for names in HOLIDAY_NAMES.values())
    assert set(HOLIDAY_NAMES) == set(Holiday)


def test_calendar_is_built_once() -> None:
    assert base_days() is base_days()


def test_years_without_known_moves_are_told_apart() -> None:
    assert last_year_with_moved_days() >= 2025
    assert PLAIN.day(date(2028, 5, 5)).estimated


def test_outside_the_calendar_is_refused() -> None:
    for day in (date(2009, 12, 31), date(2031, 1, 1)):
        with pytest.raises(OutsideCalendar) as refused:
            PLAIN.is_working_day(day)
        assert refused.value.day == day
    with pytest.raises(OutsideCalendar):
        add_working_days(PLAIN, date(2030, 12, 30), 5)
    with pytest.raises(OutsideCalendar):
        Calendar((Override(date(2031, 1, 1), True, "No. 1"),))


# --- Golden cases ------------------------------------------------------------------------------------------


def _monday_to_friday(received: date, amount: int) -> date:
    """The first wrong way: every Monday to Friday counts, nothing else."""
    while amount:
        received += ONE_DAY
        amount -= received.weekday() < 5
    return received


def _without_worked_saturdays(received: date, amount: int) -> date:
    """The second wrong way: holidays are free, but a worked Saturday does not count."""
    while amount:
        received += ONE_DAY
        amount -= received.weekday() < 5 and received not in HOLIDAYS
    return received


@pytest.mark.clause("c57")
def test_received_on_27_april_2018_ends_on_saturday_5_may() -> None:
    received = date(2018, 4, 27)
    assert _monday_to_friday(received, 5) == date(2018, 5, 4)
    assert _without_worked_saturdays(received, 5) == date(2018, 5, 11)
    count = add_working_days(PLAIN, received, 5)
    assert count.end == date(2018, 5, 5)
    assert count.end.isoweekday() == 6
    assert count.end not in (_monday_to_friday(received, 5), _without_worked_saturdays(received, 5))
    assert count.due_at == datetime(2018, 5, 5, 18, tzinfo=UTC)


@pytest.mark.clause("c57")
def test_the_count_of_the_golden_case_explains_itself() -> None:
    lines = add_working_days(PLAIN, date(2018, 4, 27), 5).days
    assert [(line.day.date.day, line.role, line.number, line.day.reason) for line in lines] == [
        (27, Role.RECEIPT, None, Reason.WORKDAY),
        (28, Role.COUNTED, 1, Reason.MOVED_WORKDAY),
        (29, Role.SKIPPED, None, Reason.WEEKEND),
        (30, Role.SKIPPED, None, Reason.MOVED_DAY_OFF),
        (1, Role.SKIPPED, None, Reason.HOLIDAY),
        (2, Role.COUNTED, 2, Reason.WORKDAY),
        (3, Role.COUNTED, 3, Reason.WORKDAY),
        (4, Role.COUNTED, 4, Reason.WORKDAY),
        (5, Role.COUNTED, 5, Reason.MOVED_WORKDAY),
    ]
    assert lines[1].day.exchanged == date(2018, 4, 30)
    assert lines[4].day.holiday is Holiday.UNITY_DAY
    assert lines[8].day.exchanged == date(2018, 5, 8)


@pytest.mark.parametrize(
    ("received", "amount", "end"),
    [
        (date(2018, 3, 2), 5, date(2018, 3, 12)),  # Saturday 3 worked, 8 holiday, 9 moved
        (date(2018, 12, 28), 1, date(2018, 12, 29)),  # a worked Saturday alone
        (date(2018, 12, 28), 2, date(2019, 1, 3)),  # over New Year
        (date(2019, 12, 31), 2, date(2020, 1, 6)),  # Sunday 5 January 2020 worked
        (date(2019, 4, 30), 5, date(2019, 5, 8)),  # Saturday 4 worked, 1 and 7 holidays
        (date(2017, 6, 30), 4, date(2017, 7, 5)),  # Saturday 1 July worked
        (date(2018, 5, 5), 1, date(2018, 5, 10)),  # 7–9 May: holiday, moved, holiday
        (date(2019, 4, 14), 5, date(2019, 4, 19)),  # received on a Sunday
    ],
)
@pytest.mark.clause("c57", "c62")
def test_working_day_terms_counted_by_hand(received: date, amount: int, end: date) -> None:
    assert add_working_days(PLAIN, received, amount).end == end


@pytest.mark.parametrize(
    ("received", "end", "carried"),
    [
        (date(2018, 5, 2), date(2018, 5, 17), False),
        (date(2018, 4, 27), date(2018, 5, 14), True),  # Saturday 12 May to Monday
        (date(2018, 4, 20), date(2018, 5, 5), False),  # a worked Saturday ends the term
        (date(2019, 4, 24), date(2019, 5, 13), True),  # 9 May holiday, 10 moved, weekend
    ],
)
@pytest.mark.clause("c60")
def test_fifteen_calendar_days(received: date, end: date, carried: bool) -> None:
    count = add_calendar_days(PLAIN, received, 15)
    assert (count.end, count.carried) == (end, carried)
    strict = add_calendar_days(PLAIN, received, 15, TermRules(calendar_end_carries=False))
    assert strict.end == received + timedelta(days=15)
    assert not strict.carried


def test_first_day_by_the_other_rule_is_the_day_of_receipt() -> None:
    rules = TermRules(starts_next_day=False)
    count = add_working_days(PLAIN, date(2018, 4, 27), 5, rules)
    assert count.end == date(2018, 5, 4)
    assert (count.days[0].role, count.days[0].number) == (Role.COUNTED, 1)
    assert add_calendar_days(PLAIN, date(2018, 4, 2), 1, rules).end == date(2018, 4, 2)


def test_zero_days_end_on_receipt_and_negative_are_refused() -> None:
    assert add_working_days(PLAIN, date(2018, 4, 29), 0).end == date(2018, 4, 29)
    assert add_calendar_days(PLAIN, date(2018, 4, 29), 0).end == date(2018, 4, 29)
    with pytest.raises(ValueError, match="-1"):
        add_working_days(PLAIN, date(2018, 4, 27), -1)


# --- Overrides ---------------------------------------------------------------------------------------------


def test_override_moves_the_end_and_names_its_resolution() -> None:
    calendar = Calendar((Override(date(2018, 5, 5), False, "No. 100 of 2 May 2018"),))
    count = add_working_days(calendar, date(2018, 4, 27), 5)
    assert count.end == date(2018, 5, 10)
    line = next(line for line in count.days if line.day.date == date(2018, 5, 5))
    assert (line.day.reason, line.day.resolution) == (Reason.OVERRIDE_DAY_OFF, "No. 100 of 2 May 2018")
    assert PLAIN.is_working_day(date(2018, 5, 5))


@pytest.mark.parametrize("order", [1, -1])
def test_override_for_civil_servants_wins_over_one_for_everybody(order: int) -> None:
    day = date(2018, 6, 9)
    overrides = (
        Override(day, True, "No. 1", Audience.CIVIL_SERVANTS),
        Override(day, False, "No. 2", Audience.EVERYBODY),
    )[::order]
    assert Calendar(overrides).is_working_day(day)
    assert not Calendar(overrides, Audience.EVERYBODY).is_working_day(day)


def test_override_for_civil_servants_is_not_for_everybody() -> None:
    override = Override(date(2018, 6, 9), True, "No. 1", Audience.CIVIL_SERVANTS)
    assert not Calendar((override,), Audience.EVERYBODY).is_working_day(override.day)


def test_neighbouring_working_days() -> None:
    assert PLAIN.next_working_day(date(2018, 4, 29)) == date(2018, 5, 2)
    assert PLAIN.next_working_day(date(2018, 5, 2)) == date(2018, 5, 2)
    assert PLAIN.previous_working_day(date(2018, 5, 1)) == date(2018, 4, 28)


# --- The end of a day --------------------------------------------------------------------------------------


@pytest.mark.clause("c57", "c60", "c62")
def test_last_microsecond_is_in_time_and_midnight_is_late() -> None:
    midnight = datetime(2018, 5, 6, tzinfo=ALMATY)
    assert in_time(midnight - timedelta(microseconds=1), date(2018, 5, 5))
    assert not in_time(midnight, date(2018, 5, 5))


@pytest.mark.parametrize(
    ("end", "boundary"),
    [
        (date(2018, 5, 5), datetime(2018, 5, 5, 18, tzinfo=UTC)),
        (date(2024, 2, 28), datetime(2024, 2, 28, 18, tzinfo=UTC)),
        # its last hour was lived twice: the date ended at the second midnight
        (date(2024, 2, 29), datetime(2024, 2, 29, 19, tzinfo=UTC)),
        (date(2024, 3, 1), datetime(2024, 3, 1, 19, tzinfo=UTC)),
        (date(2026, 7, 1), datetime(2026, 7, 1, 19, tzinfo=UTC)),
    ],
)
def test_24_00_has_the_offset_of_its_date(end: date, boundary: datetime) -> None:
    assert due_at(end) == boundary
    assert due_at(end).utcoffset() == timedelta(0)
    assert local_date(boundary - timedelta(microseconds=1)) == end
    assert local_date(boundary) == end + ONE_DAY


def test_a_moment_without_zone_has_no_date() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_date(datetime(2018, 5, 5))  # noqa: DTZ001


# --- Properties --------------------------------------------------------------------------------------------

days = st.dates(date(2010, 1, 1), date(2029, 12, 31))
amounts = st.integers(0, 60)
overrides = st.lists(
    st.builds(
        Override,
        st.dates(date(2018, 1, 1), date(2018, 12, 31)),
        st.booleans(),
        st.just("No. 1"),
        st.sampled_from(Audience),
    ),
    max_size=30,
)
calendars = st.builds(lambda found: Calendar(tuple(found)), overrides)
busy_days = st.dates(date(2017, 11, 1), date(2018, 12, 31))


def _check_explanation(calendar: Calendar, count: Count) -> None:
    """The lines are every day from receipt to the end, numbered as the result says."""
    assert count.days[0].day.date == count.received
    assert count.days[-1].day.date == count.end
    assert all(later.day.date - earlier.day.date == ONE_DAY for earlier, later in pairwise(count.days))
    assert [line.number for line in count.days if line.counts] == list(range(1, count.amount + 1))
    assert all(line.day == calendar.day(line.day.date) for line in count.days)
    assert all((line.role is Role.COUNTED) is line.counts for line in count.days)


@given(calendars, busy_days, amounts)
def test_working_count_agrees_with_its_explanation(calendar: Calendar, received: date, amount: int) -> None:
    count = add_working_days(calendar, received, amount)
    _check_explanation(calendar, count)
    assert all(line.counts is line.day.working for line in count.days[1:])
    assert amount == 0 or calendar.is_working_day(count.end)
    assert working_days_between(calendar, received, count.end).total == amount
    assert not count.carried


@given(calendars, busy_days, amounts)
def test_calendar_count_agrees_with_its_explanation(calendar: Calendar, received: date, amount: int) -> None:
    count = add_calendar_days(calendar, received, amount)
    _check_explanation(calendar, count)
    nominal = received + timedelta(days=amount)
    assert count.end == (nominal if amount == 0 else calendar.next_working_day(nominal))
    assert count.carried is (count.end > nominal)


@given(days, amounts, amounts)
def test_working_days_add_up(received: date, first: int, second: int) -> None:
    halfway = add_working_days(PLAIN, received, first).end
    assert (
        add_working_days(PLAIN, halfway, second).end == add_working_days(PLAIN, received, first + second).end
    )


@given(days, st.integers(0, 30), amounts, st.integers(0, 10))
def test_later_receipt_or_longer_term_never_ends_earlier(
    received: date, later: int, amount: int, more: int
) -> None:
    for add in (add_working_days, add_calendar_days):
        end = add(PLAIN, received, amount).end
        assert add(PLAIN, received + timedelta(days=later), amount).end >= end
        assert add(PLAIN, received, amount + more).end >= end


@given(calendars, busy_days, busy_days, busy_days)
def test_working_days_between_add_up_in_any_order(calendar: Calendar, a: date, b: date, c: date) -> None:
    def between(x: date, y: date) -> int:
        return working_days_between(calendar, x, y).total

    assert between(a, b) + between(b, c) == between(a, c)
    assert between(a, b) == -between(b, a)
    span = working_days_between(calendar, a, b)
    assert abs(span.total) == sum(line.counts for line in span.days)


@given(st.dates(date(2010, 1, 1), date(2030, 12, 30)))
def test_boundary_is_local_midnight(end: date) -> None:
    local = due_at(end).astimezone(ALMATY)
    assert (local.date(), local.hour, local.minute) == (end + ONE_DAY, 0, 0)
    assert local.utcoffset() == timedelta(hours=6 if end <= date(2024, 2, 28) else 5)


@given(calendars, busy_days, amounts, st.booleans())
def test_count_survives_storage(calendar: Calendar, received: date, amount: int, working: bool) -> None:
    count = (add_working_days if working else add_calendar_days)(calendar, received, amount)
    assert from_codes(to_codes(count.days)) == count.days


def test_days_left_until_the_golden_end() -> None:
    end = date(2018, 5, 5)
    assert working_days_left(PLAIN, date(2018, 4, 27), end).total == 5
    assert working_days_left(PLAIN, date(2018, 5, 4), end).total == 1
    assert working_days_left(PLAIN, end, end).total == 0
    assert working_days_left(PLAIN, date(2018, 5, 10), end).total == -1
