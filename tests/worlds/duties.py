"""A floor whose duties the test sets, and the moments around one term."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from evaluation import clock
from evaluation.models import Office
from schedule import duty_book as duties
from schedule.duty_book import Duty
from schedule.milestones import Milestone
from schedule.working_days import due_at
from tests.worlds.world import World

LAST_DAY = date(2019, 2, 21)  # a Thursday
DUE = due_at(LAST_DAY)


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> datetime:
    return datetime(2019, month, day, hour, minute, tzinfo=clock.ALMATY)


class Floor:
    """A floor with duties that the test sets."""

    def __init__(self) -> None:
        self.duties: list[Duty] = []

    def __call__(self, year: int) -> list[Duty]:
        return [duty for duty in self.duties if duty.year == year]


@pytest.fixture
def floor(monkeypatch: pytest.MonkeyPatch) -> Floor:
    found = Floor()
    monkeypatch.setattr(duties, "_providers", [found])
    return found


@pytest.fixture
def now() -> Iterator[clock.FrozenClock]:
    with clock.frozen(at(1, 21)) as frozen:
        yield frozen


def duty(world: World, pk: int = 1, **changes: Any) -> Duty:
    body = world.body("culture").pk
    made = Duty(
        kind="report.sign",
        object_type="reports.report",
        object_id=pk,
        year=2018,
        title=f"Report {pk}",
        clause="c40",
        due_at=DUE,
        holder_id=body,
        path=f"desk/reports/{pk}/",
        seats=((Office.PREPARER, body), (Office.FIRST_HEAD, body)),
        superiors=((Office.COORDINATOR, world.body("economy").pk),),
        milestone=Milestone.REPORTS,
        block=1,
    )
    return replace(made, **changes)
