"""Violations: a term that passes, and an act after it, recorded once with who answers (c63, c66, c68)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.utils import DatabaseError

from evaluation import clock
from evaluation.models import JournalEntry
from schedule import duty_book as duties
from schedule.duty_book import Progress
from schedule.milestones import Milestone
from schedule.models import Violation
from schedule.violations import record_violations, sweep_violations, violations_of
from tests.worlds.duties import DUE, Floor, duty, floor, now
from tests.worlds.world import World

__all__ = ["floor", "now"]


@pytest.mark.clause("c63", "c66", "c68")
def test_a_term_that_passes_is_recorded_once_with_the_official_who_answers(
    world: World, floor: Floor, now: clock.FrozenClock
) -> None:
    floor.duties = [duty(world)]
    now.move_to(DUE - timedelta(seconds=1))
    assert sweep_violations() == 0
    now.move_to(DUE)
    assert (sweep_violations(), sweep_violations()) == (1, 0)
    violation = violations_of(2018).get()
    assert (violation.kind, violation.body, violation.clause) == ("missed_term", world.body("culture"), "c40")
    assert violation.responsible == world.people["culture.first_head"]
    assert JournalEntry.objects.get(act="violation.record").subject_id == world.body("culture").pk
    floor.duties = [duty(world, done_at=DUE + timedelta(days=1))]
    assert sweep_violations() == 0
    violation.refresh_from_db()
    assert violation.settled_at == DUE + timedelta(days=1)


@pytest.mark.clause("c66")
def test_what_was_done_after_its_term_is_recorded_as_a_late_act(world: World, now: clock.FrozenClock) -> None:
    late = duty(world, done_at=DUE)
    in_time = duty(world, 2, done_at=DUE - timedelta(microseconds=1))
    now.move_to(DUE + timedelta(days=3))
    assert record_violations([late, in_time], clock.now()) == 1
    assert Violation.objects.get().kind == "late_act"


def test_a_violation_stays(world: World, now: clock.FrozenClock) -> None:
    record_violations([duty(world)], DUE)
    with pytest.raises(DatabaseError), transaction.atomic():
        Violation.objects.all().delete()


def test_progress_counts_done_and_late(world: World) -> None:
    found = [duty(world, 1, done_at=DUE), duty(world, 2), duty(world, 3, block=2)]
    assert duties.progress(found, DUE) == {
        (Milestone.REPORTS, 1): Progress(2, 1, 1),
        (Milestone.REPORTS, 2): Progress(1, 0, 1),
    }
    assert duties.progress(found, DUE - timedelta(seconds=1), holder_id=-1) == {}
