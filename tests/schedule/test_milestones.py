"""The annual schedule's dates (c7, c8, D7): sound, proposable, closed after 1 December."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.time_zone import ALMATY
from schedule.due import schedule_closes_at
from schedule.milestones import (
    BLOCKS,
    Dates,
    Key,
    Milestone,
    Problem,
    ProblemCode,
    earliest_after_appeals,
    field_name,
    keys,
    last_change_day,
    propose_dates,
    validate_schedule,
)
from schedule.working_days import Calendar, OutsideCalendar, Override, add_calendar_days, add_working_days

PLAIN = Calendar()
SOUND: dict[Key, date] = {
    (Milestone.REPORTS, 1): date(2019, 2, 21),
    (Milestone.REPORTS, 2): date(2019, 2, 22),
    (Milestone.REPORTS, 3): date(2019, 2, 25),
    (Milestone.CONCLUSIONS, None): date(2019, 4, 15),
    (Milestone.AFTER_APPEALS, None): date(2019, 5, 20),
    (Milestone.BLOCK_CONCLUSIONS, None): date(2019, 6, 3),
    (Milestone.OVERALL, None): date(2019, 6, 17),
    (Milestone.PRESIDENT, None): date(2019, 7, 15),
}


def _with(key: Key, day: date | None) -> Dates:
    changed = {**SOUND, key: day}
    return {k: v for k, v in changed.items() if v is not None}


def _problems(dates: Dates) -> list[Problem]:
    return validate_schedule(dates, PLAIN, 2018)


@pytest.mark.clause("c7")
def test_six_milestones_in_the_order_of_the_law() -> None:
    assert [(m.value, m.number, m.clause) for m in Milestone] == [
        ("reports", 1, "c7.1"),
        ("conclusions", 2, "c7.2"),
        ("after_appeals", 3, "c7.3"),
        ("block_conclusions", 4, "c7.4"),
        ("overall", 5, "c7.5"),
        ("president", 6, "c7.6"),
    ]
    assert [key for key in keys() if key[1] is not None] == [(Milestone.REPORTS, block) for block in BLOCKS]
    assert len(list(keys())) == 8


def test_a_sound_schedule_has_no_problems() -> None:
    assert _problems(SOUND) == []


@pytest.mark.clause("c7")
@pytest.mark.parametrize("key", list(keys()))
def test_every_date_must_be_there(key: Key) -> None:
    assert _problems(_with(key, None)) == [Problem(ProblemCode.MISSING, *key)]


@pytest.mark.clause("c7")
@pytest.mark.parametrize("key", list(keys()))
def test_day_off_is_named_with_the_nearest_working_day(key: Key) -> None:
    day = SOUND[key] + timedelta(days=6 - SOUND[key].weekday())  # the Sunday of its week
    found = [p for p in _problems(_with(key, day)) if p.code is ProblemCode.DAY_OFF]
    assert found == [Problem(ProblemCode.DAY_OFF, *key, day=day, bound=PLAIN.next_working_day(day))]


@pytest.mark.clause("c6", "c7")
@pytest.mark.parametrize("year", [2018, 2020])
def test_dates_lie_in_the_evaluation_year(year: int) -> None:
    key = (Milestone.PRESIDENT, None)
    day = PLAIN.next_working_day(date(year, 7, 15))
    found = [p for p in _problems(_with(key, day)) if p.code is ProblemCode.OUTSIDE_YEAR]
    assert found == [Problem(ProblemCode.OUTSIDE_YEAR, *key, day=day, bound=date(2019, 1, 1))]


@pytest.mark.clause("c7")
@pytest.mark.parametrize(("earlier", "later"), list(pairwise(Milestone)))
def test_each_milestone_follows_the_one_before(earlier: Milestone, later: Milestone) -> None:
    latest = max(day for (milestone, _), day in SOUND.items() if milestone is earlier)
    key = (later, None)
    too_early = PLAIN.previous_working_day(latest - timedelta(days=1))
    assert Problem(ProblemCode.OUT_OF_ORDER, later, None, too_early, earlier, latest) in _problems(
        _with(key, too_early)
    )
    same_day = [p.code for p in _problems(_with(key, latest))]
    assert (ProblemCode.OUT_OF_ORDER in same_day) is (later is not Milestone.OVERALL)


def test_reports_of_every_block_come_before_conclusions() -> None:
    late = date(2019, 4, 16)
    assert _problems(_with((Milestone.REPORTS, 2), late)) == [
        Problem(
            ProblemCode.OUT_OF_ORDER,
            Milestone.CONCLUSIONS,
            None,
            SOUND[Milestone.CONCLUSIONS, None],
            Milestone.REPORTS,
            late,
        )
    ]


@pytest.mark.clause("c57", "c60")
def test_room_for_objections_and_their_answer() -> None:
    # conclusions on 15 April: objections until 22 April, the answer until 7 May, a holiday, so 8 May
    assert earliest_after_appeals(date(2019, 4, 15), PLAIN) == date(2019, 5, 8)
    key = (Milestone.AFTER_APPEALS, None)
    assert _problems(_with(key, date(2019, 5, 8))) == []
    (problem,) = _problems(_with(key, date(2019, 5, 6)))
    assert (problem.code, problem.bound, problem.clause) == (
        ProblemCode.NO_TIME_FOR_APPEALS,
        date(2019, 5, 8),
        "c57, c60",
    )


def test_overrides_of_the_register_count() -> None:
    calendar = Calendar((Override(date(2019, 6, 3), False, "No. 1"),))
    assert [p.code for p in validate_schedule(SOUND, calendar, 2018)] == [ProblemCode.DAY_OFF]


def test_unknown_and_outside_dates_are_problems_not_crashes() -> None:
    dates = {**SOUND, (Milestone.OVERALL, 2): date(2019, 6, 17)}
    assert [(p.code, p.field) for p in _problems(dates)] == [(ProblemCode.UNKNOWN, "overall_2")]
    codes = {p.code for p in _problems(_with((Milestone.CONCLUSIONS, None), date(2031, 4, 15)))}
    assert ProblemCode.OUTSIDE_CALENDAR in codes
    assert field_name(Milestone.REPORTS, 2) == "reports_2"


@pytest.mark.clause("D7")
def test_schedule_changes_until_1_december_of_the_reporting_year_inclusive() -> None:
    assert last_change_day(2018) == date(2018, 12, 1)
    assert schedule_closes_at(2018) == datetime(2018, 12, 2, tzinfo=ALMATY)
    assert schedule_closes_at(2017) == datetime(2017, 12, 2, tzinfo=ALMATY)


@pytest.mark.clause("c8")
def test_first_proposal_is_the_usual_dates() -> None:
    proposed = propose_dates(2018, PLAIN)
    assert proposed == {
        **SOUND,
        (Milestone.REPORTS, 2): date(2019, 2, 21),
        (Milestone.REPORTS, 3): date(2019, 2, 21),
    }


def test_proposal_from_last_year_moves_to_working_days() -> None:
    proposed = propose_dates(2019, PLAIN, SOUND)
    assert proposed[Milestone.REPORTS, 1] == date(2020, 2, 21)
    assert proposed[Milestone.REPORTS, 2] == date(2020, 2, 24)  # 22 February 2020 is a Saturday
    assert proposed[Milestone.PRESIDENT, None] == date(2020, 7, 15)
    assert validate_schedule(proposed, PLAIN, 2019) == []


def test_proposal_pushes_what_would_leave_no_room() -> None:
    tight = dict(_with((Milestone.AFTER_APPEALS, None), date(2019, 5, 8)))
    tight[Milestone.CONCLUSIONS, None] = date(2019, 4, 29)
    proposed = propose_dates(2019, PLAIN, tight)
    objections = add_working_days(PLAIN, proposed[Milestone.CONCLUSIONS, None], 5).end
    assert proposed[Milestone.AFTER_APPEALS, None] == add_calendar_days(PLAIN, objections, 15).end
    assert validate_schedule(proposed, PLAIN, 2019) == []


def test_29_february_has_a_successor() -> None:
    leap = propose_dates(2019, PLAIN) | {(Milestone.REPORTS, 1): date(2020, 2, 29)}
    assert propose_dates(2020, PLAIN, leap)[Milestone.REPORTS, 1] == date(2021, 3, 1)


@pytest.mark.parametrize("year", [2008, 2030])
def test_no_proposal_outside_the_calendar(year: int) -> None:
    with pytest.raises(OutsideCalendar):
        propose_dates(year, PLAIN)


free_dates = st.fixed_dictionaries({key: st.dates(date(2018, 1, 9), date(2018, 9, 30)) for key in keys()})


@given(st.integers(2009, 2029), free_dates)
def test_every_proposal_is_sound(cycle_year: int, previous: dict[Key, date]) -> None:
    # whatever stood in the earlier schedule, the proposal needs no mending
    assert validate_schedule(propose_dates(cycle_year, PLAIN, previous), PLAIN, cycle_year) == []


@given(st.integers(2009, 2028), free_dates)
def test_sound_dates_change_only_to_reach_working_days(cycle_year: int, previous: dict[Key, date]) -> None:
    # from one proposal to the next year's, a date goes at most as far as days off and the terms push it
    this_year = propose_dates(cycle_year, PLAIN, previous)
    next_year = propose_dates(cycle_year + 1, PLAIN, this_year)
    for (milestone, block), day in this_year.items():
        moved = next_year[milestone, block] - date(day.year + 1, day.month, 1) - timedelta(days=day.day - 1)
        assert timedelta(0) <= moved <= timedelta(days=31)
