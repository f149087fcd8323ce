"""Reminders: planned, recomputed, cancelled, sent once as a digest, missed where nobody sent them."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from evaluation import clock
from evaluation.attempts import ATTEMPTS, LONGEST_PAUSE
from evaluation.models import Membership, Office, User
from schedule import duty_book as duties
from schedule import reminders, tasks
from schedule.duty_book import Duty
from schedule.models import (
    Letter,
    Reminder,
    ReminderOffset,
    ReminderState,
    Violation,
)
from schedule.working_days import due_at
from tests.worlds.duties import DUE, LAST_DAY, Floor, at, duty, floor, now
from tests.worlds.world import World, build_world

__all__ = ["floor", "now"]


def planned(**filters: Any) -> list[tuple[str, str, date]]:
    rows = Reminder.objects.filter(state=ReminderState.PLANNED, **filters).order_by("at", "person__username")
    return [(row.person.username, row.kind, clock.day_of(row.at)) for row in rows.select_related("person")]


def count(call: Any) -> int:
    with CaptureQueriesContext(connection) as caught:
        call()
    return len(caught)


# --- Planning -----------------------------------------------------------------------------------------------


@pytest.mark.clause("c7", "c40")
def test_rows_are_planned_for_working_days_before_the_term(
    world: World, floor: Floor, now: clock.FrozenClock
) -> None:
    floor.duties = [duty(world)]
    assert reminders.plan(2018) == (10, 0)
    assert [(kind, day) for who, kind, day in planned() if who == "culture.preparer"] == [
        ("report.sign-14", date(2019, 2, 1)),
        ("report.sign-7", date(2019, 2, 12)),
        ("report.sign-3", date(2019, 2, 18)),
        ("report.sign-1", date(2019, 2, 20)),
        ("report.sign-0", LAST_DAY),
    ]
    assert {who for who, _kind, _day in planned()} == {"culture.preparer", "culture.first_head"}
    assert reminders.plan(2018) == (0, 0)


def test_offsets_are_a_register(world: World, floor: Floor, now: clock.FrozenClock) -> None:
    ReminderOffset.objects.bulk_create([ReminderOffset(days=5), ReminderOffset(days=2)])
    floor.duties = [duty(world)]
    reminders.plan(2018)
    assert {kind for _who, kind, _day in planned()} == {"report.sign-5", "report.sign-2"}


def test_a_moved_date_cancels_the_old_rows_and_plans_new_ones(
    world: World, floor: Floor, now: clock.FrozenClock
) -> None:
    floor.duties = [duty(world)]
    reminders.plan(2018)
    later = due_at(date(2019, 2, 28))
    floor.duties = [duty(world, due_at=later)]
    assert reminders.plan(2018) == (10, 10)
    assert set(Reminder.objects.filter(state="planned").values_list("due_at", flat=True)) == {later}
    floor.duties = [duty(world)]  # the extension is withdrawn: the old rows come back, none is doubled
    assert reminders.plan(2018) == (10, 10)
    assert Reminder.objects.count() == 20


def test_what_is_done_is_cancelled(world: World, floor: Floor, now: clock.FrozenClock) -> None:
    floor.duties = [duty(world, 1), duty(world, 2)]
    reminders.plan(2018)
    floor.duties = [duty(world, 1, done_at=at(1, 22)), duty(world, 2)]
    assert reminders.plan(2018) == (0, 10)
    assert set(Reminder.objects.filter(state="planned").values_list("object_id", flat=True)) == {2}


def test_who_leaves_the_office_is_no_longer_reminded(
    world: World, floor: Floor, now: clock.FrozenClock
) -> None:
    floor.duties = [duty(world)]
    reminders.plan(2018)
    Membership.objects.filter(user=world.people["culture.preparer"]).update(valid_until=date(2019, 1, 21))
    now.move_to(at(1, 23))
    reminders.plan(2018)
    assert {who for who, _kind, _day in planned()} == {"culture.first_head"}


def test_the_database_keeps_one_row_for_one_moment(
    world: World, floor: Floor, now: clock.FrozenClock
) -> None:
    floor.duties = [duty(world)]
    reminders.plan(2018)
    row = Reminder.objects.first()
    assert row is not None
    row.pk = None
    with pytest.raises(DatabaseError), transaction.atomic():
        row.save(force_insert=True)


# --- Sending ------------------------------------------------------------------------------------------------


def test_one_digest_a_day_names_every_matter_and_is_sent_once(
    world: World, floor: Floor, now: clock.FrozenClock
) -> None:
    User.objects.update(language="en")
    floor.duties = [duty(world, 1), duty(world, 2), duty(world, 3)]
    reminders.plan(2018)
    now.move_to(at(2, 18, 8, 59))
    Reminder.objects.filter(at__lt=at(2, 18, 0)).delete()
    assert reminders.sweep() == 0
    now.move_to(at(2, 18))
    assert reminders.sweep() == 2
    assert reminders.sweep() == 0
    letter = Letter.objects.get(to__username="culture.first_head")
    assert letter.subject == "Terms that concern you: 3. First: Report 1"
    for pk in (1, 2, 3):
        assert f"• Report {pk}: Thu\N{NO-BREAK SPACE}21\N{NO-BREAK SPACE}February 2019, 24:00" in letter.text
    assert "3 working days left" in letter.text
    assert Reminder.objects.filter(state="sent", letter=letter).count() == 3


def test_what_becomes_due_after_the_digest_waits_for_the_next_morning(
    world: World, floor: Floor, now: clock.FrozenClock
) -> None:
    now.move_to(at(2, 20))
    floor.duties = [duty(world, 1)]
    reminders.plan(2018)
    assert reminders.sweep() == 2
    floor.duties = [duty(world, 1), duty(world, 2)]
    now.move_to(at(2, 20, 15))
    reminders.plan(2018)
    assert reminders.sweep() == 0
    now.move_to(at(2, 21))
    assert reminders.sweep() == 2
    last = Letter.objects.filter(to__username="culture.preparer").order_by("-id")[0]
    assert "Report 1" in last.text
    assert "Report 2" in last.text


def test_earlier_moments_that_nobody_sent_are_missed_and_said_once(
    world: World, floor: Floor, now: clock.FrozenClock
) -> None:
    floor.duties = [duty(world)]
    reminders.plan(2018)
    now.move_to(at(2, 19))  # the moments of 14, 7 and 3 days have passed meanwhile
    assert reminders.sweep() == 2
    mine = Reminder.objects.filter(person__username="culture.preparer").order_by("at")
    assert list(mine.values_list("kind", "state")) == [
        ("report.sign-14", "missed"),
        ("report.sign-7", "missed"),
        ("report.sign-3", "sent"),
        ("report.sign-1", "planned"),
        ("report.sign-0", "planned"),
    ]


def test_reminders_before_a_term_that_is_over_are_missed(
    world: World, floor: Floor, now: clock.FrozenClock
) -> None:
    floor.duties = [duty(world)]
    reminders.plan(2018)
    now.move_to(DUE)
    assert reminders.sweep() == 0
    assert set(Reminder.objects.values_list("state", flat=True)) == {"missed"}


@pytest.mark.clause("c63")
def test_overdue_is_told_every_working_day_to_the_superior_too(
    world: World, floor: Floor, now: clock.FrozenClock
) -> None:
    User.objects.update(language="en")
    floor.duties = [duty(world)]
    told = {}
    for day in (22, 23, 24, 25):  # Friday, the weekend, Monday
        now.move_to(at(2, day))
        reminders.plan(2018)
        told[day] = reminders.sweep()
    assert told == {22: 3, 23: 0, 24: 0, 25: 3}
    letters = Letter.objects.filter(to__username="economy.coordinator").order_by("id")
    assert "overdue by 1 working day)" in letters[0].text
    assert "overdue by 2 working days)" in letters[1].text


def test_a_letter_that_nobody_could_deliver_makes_its_reminders_failed(
    world: World, floor: Floor, now: clock.FrozenClock, settings: Any
) -> None:
    floor.duties = [duty(world)]
    now.move_to(at(2, 20))
    reminders.plan(2018)
    reminders.sweep()
    User.objects.update(email="somebody@example.test")
    settings.EMAIL_BACKEND = "tests.schedule.test_letters_delivery.DownBackend"
    Letter.objects.update(attempts=ATTEMPTS - 2)
    tasks.deliver_letters()
    assert Reminder.objects.filter(state="failed").count() == 0
    now.tick(LONGEST_PAUSE)
    tasks.deliver_letters()
    assert Reminder.objects.filter(state="failed").count() == 2


class Killed(BaseException):
    """A worker that the system ends in the middle."""


def test_a_worker_killed_in_the_middle_loses_none_and_doubles_none(
    world: World, floor: Floor, now: clock.FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    now.move_to(at(2, 20))
    floor.duties = [duty(world)]
    reminders.plan(2018)

    def killed() -> None:
        raise Killed

    monkeypatch.setattr(reminders, "wake_delivery", killed)
    with pytest.raises(Killed), transaction.atomic():
        reminders.sweep()
    assert not Letter.objects.exists()
    assert set(Reminder.objects.values_list("state", flat=True)) == {"planned"}
    monkeypatch.undo()
    monkeypatch.setattr(duties, "_providers", [floor])
    assert reminders.sweep() == 2
    assert Letter.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_each_digest_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made, found = build_world(), Floor()
    monkeypatch.setattr(duties, "_providers", [found])
    found.duties = [duty(made, pk) for pk in range(1, 6)]
    with clock.frozen(at(2, 20)):
        reminders.plan(2018)
    start, written = threading.Barrier(2), []

    def work() -> None:
        try:
            with clock.frozen(at(2, 20)):  # a thread begins without its starter's clock
                start.wait(timeout=30)
                written.append(reminders.sweep())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sum(written) == 2
    assert Letter.objects.filter(kind="reminders.digest").count() == 2
    assert Reminder.objects.filter(state="sent").count() == 10


def test_queries_do_not_grow_with_duties_or_people(
    world: World, floor: Floor, now: clock.FrozenClock
) -> None:
    finance = ((Office.PREPARER, world.body("finance").pk), (Office.FIRST_HEAD, world.body("finance").pk))

    def duties_from(first: int, last: int) -> list[Duty]:
        own = duty(world).seats
        return [duty(world, pk, seats=finance if pk % 2 else own) for pk in range(first, last)]

    floor.duties = duties_from(1, 3)
    reminders.plan(2018)
    floor.duties = duties_from(3, 5)  # two are cancelled, two are new
    few = count(lambda: reminders.plan(2018))
    floor.duties = duties_from(5, 45)
    assert count(lambda: reminders.plan(2018)) == few
    now.move_to(at(2, 20))
    assert count(lambda: reminders.sweep()) <= 16  # for four people and eighty rows
    assert Letter.objects.count() == 4


# --- Clock ----------------------------------------------------------------------------------------------------


def test_a_jump_of_the_demos_clock_fires_every_morning_in_order(
    world: World, floor: Floor, settings: Any, now: clock.FrozenClock
) -> None:
    settings.DEMO_MODE = True
    floor.duties = [duty(world)]
    tasks.keep_time()
    now.move_to(at(2, 26, 12))
    tasks.keep_time()
    told = Letter.objects.filter(to__username="culture.preparer").order_by("id")
    days = [clock.day_of(letter.written_at).day for letter in told]
    assert days == [1, 12, 18, 20, 21, 22, 25, 26]
    assert not Reminder.objects.filter(state="missed").exists()
    assert Violation.objects.get().at == at(2, 22)
    assert tasks.keep_time() == 0


def test_outside_the_demo_what_was_slept_through_is_missed(
    world: World, floor: Floor, now: clock.FrozenClock
) -> None:
    floor.duties = [duty(world)]
    tasks.keep_time()
    now.move_to(at(2, 20, 12))
    tasks.keep_time()
    assert Letter.objects.filter(to__username="culture.preparer").count() == 1
    assert Reminder.objects.filter(state="missed", person__username="culture.preparer").count() == 3


def test_beat_keeps_time(settings: Any) -> None:
    assert settings.CELERY_BEAT_SCHEDULE["reminders"]["task"] == tasks.keep_time.name
    assert datetime(2019, 2, 21, 18, tzinfo=UTC) == DUE


def test_a_year_that_cannot_be_read_holds_up_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The job goes on with the next year and with the letters; what failed is in the log with its year."""
    kept: list[int] = []

    def keep(year: int) -> int:
        if year == 2016:
            raise ValueError("a duty that nobody understands")
        kept.append(year)
        return 1

    monkeypatch.setattr(tasks, "years_under_way", lambda: [2016, 2017])
    monkeypatch.setattr(tasks, "_keep_year", keep)
    monkeypatch.setattr(reminders, "sweep", lambda: 3)
    assert tasks._one_round() == 3
    assert kept == [2017]
    assert "keeping the time of a year failed: 2016" in caplog.text
