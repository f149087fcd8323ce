"""What moves single terms of the schedule: extensions for one body and block, and days moved by resolution."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from evaluation import clock
from evaluation.models import JournalEntry
from evaluation.refusals import Refusal
from schedule import actions
from schedule.calendar import current_calendar
from schedule.milestones import Milestone
from schedule.models import CalendarOverride, DayAudience, Extension, Letter
from schedule.selectors import read_book
from tests.worlds.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

NOVEMBER = datetime(2018, 11, 19, 6, tzinfo=UTC)
#: 1 December 2018, 24:00 in Almaty (UTC+6).
CLOSES = datetime(2018, 12, 1, 18, tzinfo=UTC)
LAST_SECOND = CLOSES - timedelta(seconds=1)


def extend(world: World, key: str = "administration.head_of_administration", **changes: object) -> Extension:
    given: dict[str, object] = {
        "milestone": Milestone.REPORTS,
        "block": 1,
        "body": world.body("agriculture"),
        "due_on": date(2019, 2, 28),
        "reason": "Flood in the archive",
        "order_number": "5",
        "order_date": date(2019, 2, 18),
    }
    return actions.record_extension(world.cycle, world.person(key), **(given | changes))  # type: ignore[arg-type]


@pytest.mark.clause("c7")
def test_an_extension_moves_the_day_of_one_body_and_block_only(world: World) -> None:
    world.approve_schedule()
    with clock.frozen(datetime(2019, 2, 18, 6, tzinfo=UTC)):
        extension = extend(world)
    book, body, other = read_book(2018), world.body("agriculture").pk, world.body("culture").pk
    assert book.last_day(Milestone.REPORTS, 1, body) == date(2019, 2, 28)
    assert book.last_day(Milestone.REPORTS, 2, body) == book.last_day(Milestone.REPORTS, 2)
    assert book.last_day(Milestone.REPORTS, 1, other) == book.last_day(Milestone.REPORTS, 1)
    letters = Letter.objects.filter(kind="schedule.extended")
    assert {letter.to.username for letter in letters} == {"agriculture.preparer", "agriculture.first_head"}
    entry = JournalEntry.objects.get(act="extension.record")
    assert (entry.object_id, entry.subject_id) == (extension.pk, body)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"block": None}, "block"),
        ({"due_on": date(2019, 2, 1)}, "due_on"),
        ({"reason": " "}, "reason"),
        ({"order_number": ""}, "order_number"),
        ({"order_date": None}, "order_number"),
    ],
)
def test_an_incomplete_extension_is_refused_at_its_field(
    world: World, changes: dict[str, object], field: str
) -> None:
    world.approve_schedule()
    with pytest.raises(Refusal) as refused:
        extend(world, **changes)  # type: ignore[arg-type]
    assert [fault.field for fault in refused.value.faults] == [field]
    assert not Extension.objects.exists()


def test_only_the_head_of_the_administration_extends(world: World) -> None:
    world.approve_schedule()
    with pytest.raises(Refusal) as refused:
        extend(world, "economy.coordinator")
    assert refused.value.code == "right"


def test_nothing_is_extended_without_a_schedule(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        extend(world)
    assert refused.value.code == "state"


# --- Moved days --------------------------------------------------------------------------------------------------


@pytest.mark.clause("c57")
def test_a_moved_day_counts_at_once_and_is_journaled(world: World) -> None:
    day = date(2019, 2, 23)  # a Saturday
    assert not current_calendar().is_working_day(day)
    row = actions.override_day(
        world.person("economy.coordinator"),
        day=day,
        working=True,
        audience=DayAudience.EVERYBODY,
        resolution="No. 1 of 1 February 2019",
    )
    assert current_calendar().is_working_day(day)
    assert JournalEntry.objects.get(act="calendaroverride.override").object_id == row.pk


@pytest.mark.parametrize(
    ("day", "resolution", "fields"),
    [
        (date(2009, 12, 31), "No. 1", ["day"]),
        (date(2031, 1, 1), "No. 1", ["day"]),
        (date(2019, 2, 23), " ", ["resolution"]),
        (date(2031, 1, 1), "", ["day", "resolution"]),
    ],
)
def test_a_day_outside_the_calendar_or_without_resolution_is_not_moved(
    world: World, day: date, resolution: str, fields: list[str]
) -> None:
    with pytest.raises(Refusal) as refused:
        actions.override_day(
            world.person("economy.coordinator"),
            day=day,
            working=True,
            audience=DayAudience.EVERYBODY,
            resolution=resolution,
        )
    assert [fault.field for fault in refused.value.faults] == fields
    assert not CalendarOverride.objects.exists()


def test_only_state_planning_moves_days(world: World) -> None:
    with pytest.raises(Refusal) as refused:
        actions.override_day(
            world.person("economy.administrator"),
            day=date(2019, 2, 23),
            working=True,
            audience=DayAudience.EVERYBODY,
            resolution="No. 1",
        )
    assert refused.value.code == "right"
