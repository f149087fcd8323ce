"""The verbs of the schedule: rights, order, D7 to the second, superseding, stale forms, extensions, moved days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils.translation import override

from evaluation import clock
from evaluation.models import JournalEntry
from evaluation.refusals import Refusal
from schedule import actions
from schedule.milestones import Milestone
from schedule.models import (
    Letter,
    Schedule,
    ScheduleState,
    Violation,
)
from tests.worlds.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

NOVEMBER = datetime(2018, 11, 19, 6, tzinfo=UTC)
#: 1 December 2018, 24:00 in Almaty (UTC+6).
CLOSES = datetime(2018, 12, 1, 18, tzinfo=UTC)
LAST_SECOND = CLOSES - timedelta(seconds=1)


def draft(world: World, **options: object) -> Schedule:
    return actions.draft_schedule(world.cycle, world.person("economy.coordinator"), **options)  # type: ignore[arg-type]


def submitted(world: World) -> Schedule:
    return actions.submit_schedule(draft(world), world.person("economy.coordinator"))


def approve(world: World, schedule: Schedule, number: str = "17") -> Schedule:
    head = world.person("administration.head_of_administration")
    return actions.approve_schedule(schedule, head, number, clock.today())


# --- Rights and the way -------------------------------------------------------------------------------------


@pytest.mark.clause("c8")
@pytest.mark.parametrize(
    "key", ["economy.first_head", "finance.approver", "administration.head_of_administration"]
)
def test_only_state_plannings_coordinator_drafts(world: World, key: str) -> None:
    with clock.frozen(NOVEMBER), pytest.raises(Refusal) as refused:
        actions.draft_schedule(world.cycle, world.person(key))
    assert refused.value.code == "right"
    assert "coordinator" in str(refused.value)
    assert not Schedule.objects.exists()


@pytest.mark.clause("c8")
@pytest.mark.parametrize("key", ["economy.coordinator", "commission.working_body", "economy.administrator"])
def test_only_the_head_of_the_administration_approves(world: World, key: str) -> None:
    with clock.frozen(NOVEMBER):
        schedule = submitted(world)
        with pytest.raises(Refusal) as refused:
            actions.approve_schedule(schedule, world.person(key), "17", date(2018, 11, 19))
    assert refused.value.code == "right"
    schedule.refresh_from_db()
    assert schedule.state == ScheduleState.SUBMITTED


@pytest.mark.clause("c7", "c8")
def test_the_way_of_a_schedule_with_letters_and_journal(world: World) -> None:
    with clock.frozen(NOVEMBER):
        approved = approve(world, submitted(world))
    assert (approved.state, approved.order_number, approved.order_date) == (
        "approved",
        "17",
        date(2018, 11, 19),
    )
    assert approved.approved_at == NOVEMBER
    acts = (
        JournalEntry.objects.filter(object_type="schedule.schedule")
        .order_by("id")
        .values_list("act", "before", "after")
    )
    assert list(acts) == [
        ("schedule.draft", "", "draft"),
        ("schedule.submit", "draft", "submitted"),
        ("schedule.approve", "submitted", "approved"),
    ]
    told = set(Letter.objects.values_list("kind", "to__username"))
    assert told == {
        ("schedule.approve", "administration.head_of_administration"),
        ("schedule.approved", "economy.coordinator"),
        *(("schedule.begun", name) for name in world.people if name.endswith(".methodologist")),
    }


@pytest.mark.clause("c8")
@pytest.mark.parametrize(
    ("number", "day"), [("", date(2018, 11, 19)), ("  ", date(2018, 11, 19)), ("17", None)]
)
def test_no_approval_without_the_order(world: World, number: str, day: date | None) -> None:
    with clock.frozen(NOVEMBER):
        schedule = submitted(world)
        with pytest.raises(Refusal) as refused:
            actions.approve_schedule(
                schedule, world.person("administration.head_of_administration"), number, day
            )
    assert (refused.value.code, refused.value.clause) == ("incomplete", "c8")
    assert [fault.field for fault in refused.value.faults] == ["order_number"]


@pytest.mark.clause("c7")
def test_unsound_dates_are_kept_in_a_draft_and_stop_it_at_submission(world: World) -> None:
    coordinator = world.person("economy.coordinator")
    with clock.frozen(NOVEMBER):
        schedule = draft(world)
        dates = schedule.dates() | {
            (Milestone.CONCLUSIONS, None): date(2019, 4, 13),  # a Saturday
            (Milestone.AFTER_APPEALS, None): date(2019, 4, 16),
        }
        saved = actions.save_dates(schedule, coordinator, dates, schedule.revision)
        assert saved.revision == schedule.revision + 1
        with override("en"), pytest.raises(Refusal) as refused:
            actions.submit_schedule(saved, coordinator)
    sentences = {fault.field: fault.sentence for fault in refused.value.faults}
    assert set(sentences) == {"conclusions", "after_appeals"}
    assert "13\N{NO-BREAK SPACE}April" in sentences["conclusions"]
    assert "15\N{NO-BREAK SPACE}April" in sentences["conclusions"]  # the nearest working day


@pytest.mark.clause("c7")
def test_submitting_with_unsound_dates_saves_nothing(world: World) -> None:
    coordinator = world.person("economy.coordinator")
    with clock.frozen(NOVEMBER):
        schedule = draft(world)
        before = schedule.dates()
        bad = before | {(Milestone.PRESIDENT, None): date(2019, 7, 14)}  # a Sunday
        with pytest.raises(Refusal):
            actions.submit_schedule(schedule, coordinator, bad, schedule.revision)
    fresh = Schedule.objects.get(pk=schedule.pk)
    assert (fresh.dates(), fresh.state, fresh.revision) == (before, "draft", schedule.revision)


def test_every_milestone_has_its_date(world: World) -> None:
    with clock.frozen(NOVEMBER):
        schedule = draft(world)
        dates = schedule.dates()
        del dates[Milestone.REPORTS, 2]
        with pytest.raises(Refusal) as refused:
            actions.save_dates(schedule, world.person("economy.coordinator"), dates)
    assert [fault.field for fault in refused.value.faults] == ["reports_2"]


def test_returned_with_a_reason_that_reaches_state_planning(world: World) -> None:
    head = world.person("administration.head_of_administration")
    with clock.frozen(NOVEMBER):
        schedule = submitted(world)
        with pytest.raises(Refusal):
            actions.send_back_schedule(schedule, head, "  ")
        returned = actions.send_back_schedule(schedule, head, "Give the bodies a week more.")
    assert returned.state == "draft"
    letter = Letter.objects.get(kind="schedule.returned")
    assert letter.to == world.people["economy.coordinator"]
    assert "Give the bodies a week more." in letter.text


def test_a_form_opened_before_somebody_elses_change_does_not_overwrite_it(world: World) -> None:
    coordinator = world.person("economy.coordinator")
    with clock.frozen(NOVEMBER):
        seen = draft(world)
        first = seen.dates() | {(Milestone.PRESIDENT, None): date(2019, 7, 16)}
        actions.save_dates(seen, coordinator, first, seen.revision)
        second = seen.dates() | {(Milestone.PRESIDENT, None): date(2019, 7, 17)}
        with pytest.raises(Refusal) as refused:
            actions.save_dates(seen, coordinator, second, seen.revision)
    assert refused.value.code == "stale"
    assert Schedule.objects.get(pk=seen.pk).dates()[Milestone.PRESIDENT, None] == date(2019, 7, 16)


def test_one_open_version_at_a_time(world: World) -> None:
    with clock.frozen(NOVEMBER):
        draft(world)
        with pytest.raises(Refusal) as refused:
            draft(world)
    assert refused.value.code == "state"


def test_begin_makes_the_years_cycle(world: World) -> None:
    with clock.frozen(datetime(2019, 10, 1, tzinfo=UTC)):
        schedule = actions.begin_schedule(2019, world.person("economy.coordinator"))
    assert (schedule.cycle.year, schedule.version, len(schedule.dates())) == (2019, 1, 8)


def test_begin_refuses_a_year_that_the_calendar_does_not_know(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        actions.begin_schedule(2030, world.person("economy.coordinator"))
    assert "2030" in str(refused.value)


# --- D7 -----------------------------------------------------------------------------------------------------


@pytest.mark.clause("D7")
def test_a_change_on_1_december_at_the_last_second_is_in_time_and_supersedes(world: World) -> None:
    with clock.frozen(NOVEMBER) as now:
        first = approve(world, submitted(world))
        now.move_to(LAST_SECOND)
        second = approve(world, submitted(world), "18")
    first.refresh_from_db()
    assert (first.state, second.state, second.version) == ("superseded", "approved", 2)
    assert "late" not in JournalEntry.objects.get(act="schedule.approve", object_id=second.pk).details


@pytest.mark.clause("D7")
def test_a_change_at_the_first_second_after_1_december_is_refused(world: World) -> None:
    with clock.frozen(NOVEMBER) as now:
        first = approve(world, submitted(world))
        change = submitted(world)
        now.move_to(CLOSES)
        with pytest.raises(Refusal) as refused:
            approve(world, change, "18")
    assert (refused.value.code, refused.value.clause, refused.value.until) == ("late", "D7", CLOSES)
    assert "extensions" in refused.value.remedy
    first.refresh_from_db()
    change.refresh_from_db()
    assert (first.state, change.state) == ("approved", "submitted")


@pytest.mark.clause("D7")
def test_a_late_change_is_not_even_drafted_or_submitted(world: World) -> None:
    with clock.frozen(NOVEMBER) as now:
        approve(world, submitted(world))
        change = draft(world)
        now.move_to(CLOSES)
        with pytest.raises(Refusal) as refused:
            actions.submit_schedule(change, world.person("economy.coordinator"))
        assert refused.value.code == "late"
    with clock.frozen(NOVEMBER) as now:
        approve(world, actions.submit_schedule(change, world.person("economy.coordinator")), "18")
        now.move_to(CLOSES)
        with pytest.raises(Refusal) as refused:
            draft(world)
        assert refused.value.code == "late"


@pytest.mark.clause("D7", "c8", "c66")
def test_a_first_schedule_after_1_december_is_approved_and_recorded_as_late(world: World) -> None:
    with clock.frozen(CLOSES + timedelta(days=3)):
        schedule = approve(world, submitted(world))
    assert schedule.state == "approved"
    details = JournalEntry.objects.get(act="schedule.approve", object_id=schedule.pk).details
    assert details["late"] is True
    assert datetime.fromisoformat(details["due"]) == CLOSES
    violation = Violation.objects.get()
    assert (violation.kind, violation.act, violation.due_at) == ("late_act", "schedule.approve", CLOSES)
    assert violation.responsible == world.people["economy.coordinator"]


# --- The database's own guard ---------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["approved", "superseded"])
def test_database_refuses_a_jump_of_the_state(world: World, state: str) -> None:
    with clock.frozen(NOVEMBER):
        schedule = draft(world, dates=None)
    Schedule.objects.filter(pk=schedule.pk).update(order_number="1", order_date=date(2018, 11, 1))
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE schedule_schedule SET state = %s WHERE id = %s", [state, schedule.pk])
    schedule.refresh_from_db()
    assert schedule.state == "draft"


def test_database_refuses_a_schedule_born_approved(world: World) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Schedule.objects.bulk_create(
            [Schedule(cycle=world.cycle, state="approved", order_number="1", order_date=date(2018, 11, 1))]
        )
