"""Terms stored with their count, the schedule's dates with extensions, the register of moved days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction
from django.template import Context, Template
from django.utils import translation
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from evaluation import clock
from evaluation.models import Body, BodyKind, Cycle, User
from schedule.calendar import current_calendar, term_rules
from schedule.due import book, deadlines_at_hand
from schedule.milestones import Key, Milestone, propose_dates
from schedule.models import (
    CalendarOverride,
    DayAudience,
    Extension,
    MilestoneDate,
    Schedule,
    ScheduleState,
    Term,
    TermKind,
)
from schedule.selectors import (
    approved_schedule,
    calendar_year,
    changes,
    extensions_of,
    year_lines,
)
from schedule.terms import LENGTHS, how_counted, open_term
from schedule.working_days import Calendar, TermRules

pytestmark = pytest.mark.django_db

RECEIVED = datetime(2018, 4, 27, 12, tzinfo=clock.ALMATY)


def _body(slug: str) -> Body:
    names = {f"{field}_{code}": slug for field in ("name", "short_name") for code in ("kk", "ru", "en")}
    return Body.objects.create(slug=slug, kind=BodyKind.CENTRAL, valid_from=date(2010, 1, 1), **names)


@pytest.fixture
def body() -> Body:
    return _body("ministry-one")


def _approve(cycle: Cycle, dates: dict[Key, date]) -> Schedule:
    schedule = Schedule.objects.create(cycle=cycle, order_number="1", order_date=date(cycle.year, 11, 1))
    MilestoneDate.objects.bulk_create(
        MilestoneDate(schedule=schedule, milestone=milestone, block=block, due_on=day)
        for (milestone, block), day in dates.items()
    )
    # only the states are set up here: the acts themselves have tests of their own
    with clock.frozen(datetime(cycle.year, 11, 1, tzinfo=UTC)):
        schedule.submit()
        schedule.save()
        schedule.approve()
        schedule.save()
    return schedule


@pytest.fixture
def schedule() -> Schedule:
    return _approve(Cycle.objects.create(year=2018), propose_dates(2018, Calendar()))


def _extend(schedule: Schedule, body: Body, milestone: Milestone, block: int | None, day: date) -> Extension:
    clerk, _ = User.objects.get_or_create(username="clerk")
    return Extension.objects.create(
        cycle=schedule.cycle,
        milestone=milestone,
        block=block,
        body=body,
        due_on=day,
        reason="flood",
        order_number="2",
        order_date=date(2019, 2, 1),
        recorded_by=clerk,
        recorded_at=datetime(2019, 2, 1, tzinfo=UTC),
    )


# --- Terms -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "last_day"),
    [
        pytest.param(TermKind.OBJECTION, date(2018, 5, 5), marks=pytest.mark.clause("c57")),
        pytest.param(TermKind.APPEAL_RESULT, date(2018, 5, 14), marks=pytest.mark.clause("c60")),
        pytest.param(TermKind.COMPLAINT, date(2018, 5, 5), marks=pytest.mark.clause("c62")),
        pytest.param(TermKind.COMPLETION, date(2018, 5, 5), marks=pytest.mark.clause("c40")),
    ],
)
def test_term_is_stored_with_its_end_and_its_count(body: Body, kind: TermKind, last_day: date) -> None:
    term = Term.objects.get(pk=open_term(kind, body, RECEIVED).pk)
    assert term.last_day == last_day
    assert term.due_at == datetime(last_day.year, last_day.month, last_day.day, 18, tzinfo=UTC)
    with translation.override("en"):
        lines = how_counted(term)
    assert (lines[0].day, lines[-1].day) == (date(2018, 4, 27), last_day)
    assert max(int(line.number or 0) for line in lines) == LENGTHS[kind].amount


def test_every_kind_of_term_has_a_length() -> None:
    assert set(LENGTHS) == set(TermKind)


@pytest.mark.clause("c57")
@pytest.mark.parametrize(
    ("received", "last_day"),
    [
        (datetime(2018, 4, 27, 23, 59, 59, 999999, tzinfo=clock.ALMATY), date(2018, 5, 5)),
        (
            datetime(2018, 4, 28, tzinfo=clock.ALMATY),
            date(2018, 5, 10),
        ),  # a worked Saturday; in UTC still Friday
    ],
)
def test_day_of_receipt_is_the_date_in_almaty(body: Body, received: datetime, last_day: date) -> None:
    assert received.astimezone(UTC).date() == date(2018, 4, 27)
    assert open_term(TermKind.OBJECTION, body, received).last_day == last_day


@pytest.mark.clause("c57")
def test_later_resolution_does_not_move_a_stored_term(body: Body) -> None:
    term = open_term(TermKind.OBJECTION, body, RECEIVED)
    CalendarOverride.objects.create(day=date(2018, 5, 5), working=False, resolution="No. 100")
    term.refresh_from_db()
    assert term.last_day == date(2018, 5, 5)
    assert open_term(TermKind.OBJECTION, body, RECEIVED).last_day == date(2018, 5, 10)


def test_rules_of_counting_are_settings(body: Body, settings: Settings) -> None:
    assert term_rules() == TermRules(starts_next_day=True, calendar_end_carries=True)
    settings.TERM_STARTS_NEXT_DAY = False
    settings.CALENDAR_TERM_END_CARRIES = False
    assert open_term(TermKind.OBJECTION, body, RECEIVED).last_day == date(2018, 5, 4)
    assert open_term(TermKind.APPEAL_RESULT, body, RECEIVED).last_day == date(2018, 5, 11)


# --- The register of moved days ----------------------------------------------------------------------------


def test_calendar_follows_the_register_at_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    day = date(2018, 6, 9)
    with django_assert_num_queries(1):
        assert not current_calendar().is_working_day(day)
    row = CalendarOverride.objects.create(
        day=day, working=True, audience=DayAudience.CIVIL_SERVANTS, resolution="No. 100"
    )
    assert current_calendar().day(day).resolution == "No. 100"
    assert current_calendar() is current_calendar()
    row.delete()
    assert not current_calendar().is_working_day(day)


def test_calendar_of_a_rolled_back_change_is_not_kept() -> None:
    day = date(2018, 6, 9)
    with transaction.atomic():
        CalendarOverride.objects.create(day=day, working=True, resolution="No. 100")
        assert current_calendar().is_working_day(day)
        transaction.set_rollback(True)
    assert not current_calendar().is_working_day(day)


def test_row_outside_the_calendar_stops_nothing() -> None:
    CalendarOverride.objects.create(day=date(2031, 1, 1), working=True, resolution="No. 100")
    assert current_calendar().overrides == ()


# --- The schedule's dates ----------------------------------------------------------------------------------


@pytest.mark.clause("c7")
def test_no_dates_before_approval() -> None:
    cycle = Cycle.objects.create(year=2018)
    draft = Schedule.objects.create(cycle=cycle)
    MilestoneDate.objects.create(schedule=draft, milestone=Milestone.OVERALL, due_on=date(2019, 6, 17))
    assert book(2018).last_day(Milestone.OVERALL) is None
    assert year_lines(2018) == []
    assert approved_schedule(2018) is None


@pytest.mark.clause("c7", "c8")
def test_extension_is_for_its_holder_and_block_only(schedule: Schedule, body: Body) -> None:
    other = _body("ministry-two")
    _extend(schedule, body, Milestone.REPORTS, 2, date(2019, 3, 1))
    _extend(schedule, body, Milestone.CONCLUSIONS, None, date(2019, 4, 19))
    general, extended = date(2019, 2, 21), date(2019, 3, 1)
    assert book(2018).last_day(Milestone.REPORTS, 2) == general
    assert book(2018).last_day(Milestone.REPORTS, 2, body.pk) == extended
    assert book(2018).last_day(Milestone.REPORTS, 1, body.pk) == general
    assert book(2018).last_day(Milestone.REPORTS, 2, other.pk) == general
    assert book(2018).last_day(Milestone.CONCLUSIONS, 3, body.pk) == date(2019, 4, 19)
    assert book(2017).last_day(Milestone.REPORTS, 2, body.pk) is None


def test_lines_of_the_year_for_a_body(
    schedule: Schedule, body: Body, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    _extend(schedule, body, Milestone.REPORTS, 2, date(2019, 3, 1))
    with clock.frozen(datetime(2019, 2, 22, 0, tzinfo=clock.ALMATY)) as hands:
        with django_assert_num_queries(3):
            lines = year_lines(2018, body.pk)
        assert [(line.milestone, line.block) for line in lines[:3]] == [
            (Milestone.REPORTS, n) for n in (1, 2, 3)
        ]
        assert [line.passed for line in lines] == [True, False, True] + [False] * 5
        assert [line.extended for line in lines] == [False, True] + [False] * 6
        assert [line.working_days_left for line in lines[:3]] == [-1, 5, -1]
        hands.tick(-timedelta(microseconds=1))
        assert not year_lines(2018)[0].passed
    assert [line.block for line in year_lines(2018, blocks=(2,)) if line.block] == [2]


def test_dates_at_hand_are_read_once(
    schedule: Schedule, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with deadlines_at_hand(), django_assert_num_queries(2):
        assert book(2018).last_day(Milestone.OVERALL) == date(2019, 6, 17)
        assert book(2018).last_day(Milestone.PRESIDENT) == date(2019, 7, 15)


def test_changes_between_versions() -> None:
    before = propose_dates(2018, Calendar())
    after = {**before, (Milestone.REPORTS, 2): date(2019, 2, 25)}
    del after[Milestone.PRESIDENT, None]
    assert [
        (change.milestone, change.block, change.before, change.after) for change in changes(before, after)
    ] == [
        (Milestone.REPORTS, 2, date(2019, 2, 21), date(2019, 2, 25)),
        (Milestone.PRESIDENT, None, date(2019, 7, 15), None),
    ]


def test_public_extensions_in_one_query(
    schedule: Schedule, body: Body, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for block in (1, 2, 3):
        _extend(schedule, body, Milestone.REPORTS, block, date(2019, 3, 1))
    with django_assert_num_queries(1):
        assert {str(extension.body) for extension in extensions_of(2018)} == {"ministry-one"}
    assert approved_schedule(2018) == schedule
    assert schedule.state == ScheduleState.APPROVED


@pytest.mark.parametrize("year", [2010, 2018, 2020, 2030])
def test_calendar_of_a_year_has_every_day_once_under_its_weekday(year: int) -> None:
    months = calendar_year(year, Calendar())
    days = [day for month in months for week in month for day in week if day is not None]
    assert [day.date for day in days] == [
        date(year, 1, 1) + timedelta(days=n) for n in range((date(year, 12, 31) - date(year, 1, 1)).days + 1)
    ]
    for month in months:
        for week in month:
            assert len(week) == 7
            assert all(day is None or day.weekday == column for column, day in enumerate(week, start=1))


@pytest.mark.clause("c57")
def test_how_a_date_was_counted_stands_beside_it_on_every_page(body: Body) -> None:
    term = open_term(TermKind.OBJECTION, body, RECEIVED)
    page = Template("{% load terms %}{% how_counted term %}")
    with translation.override("en"):
        shown = page.render(Context({"term": term}))
        nothing = page.render(Context({"term": None}))
        later = open_term(TermKind.OBJECTION, body, datetime(2030, 3, 4, 12, tzinfo=clock.ALMATY))
        warned = page.render(Context({"term": later}))
    assert shown.count("<li") == 9  # from 27 April to 5 May
    assert shown.count('class="counts"') == 5
    assert "working day in exchange" in shown
    assert "are not in the calendar yet" not in shown
    assert nothing.strip() == ""
    assert "are not in the calendar yet" in warned
