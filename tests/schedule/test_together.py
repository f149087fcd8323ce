"""Two people record an extension, or move a day, at the same moment: the later one reads what the earlier one wrote."""

from __future__ import annotations

from datetime import date

import pytest

from evaluation import clock
from evaluation.models import JournalEntry
from evaluation.refusals import Refusal
from schedule import actions
from schedule.milestones import Milestone
from schedule.models import CalendarOverride, Extension
from tests.worlds.layers import Layers
from tests.worlds.together import at_once, in_turn
from tests.worlds.world import NOW, World

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
COORDINATOR, HEAD = "economy.coordinator", "administration.head_of_administration"


@pytest.mark.clause("c8", "c57")
def test_two_extensions_and_two_moved_days(transactional_db: None, layers: Layers) -> None:
    world: World = layers.value("world")
    world.approve_schedule()
    with clock.frozen(NOW):
        head, coordinator = world.person(HEAD), world.person(COORDINATOR)

        def extended(day: date) -> Extension:
            return actions.record_extension(
                world.cycle, head, milestone=Milestone.REPORTS, block=1, body=world.body("culture"), due_on=day,
                reason="Flood", order_number="9", order_date=date(2019, 1, 10),
            )  # fmt: skip

        later, earlier = date(2019, 6, 20), date(2019, 6, 10)
        first, then = in_turn(lambda: extended(later), lambda: extended(earlier))
        assert first.due_on == later
        assert isinstance(then, Refusal)
        assert [fault.field for fault in then.faults] == ["due_on"]
        assert [row.due_on for row in Extension.objects.all()] == [later]

        def moved(resolution: str) -> CalendarOverride:
            return actions.override_day(
                coordinator, day=date(2019, 5, 8), working=True, audience="everybody", resolution=resolution
            )

        for words in (("No. 1", "No. 2"), ("No. 3", "No. 4")):  # the day is new, and is there
            in_turn(lambda words=words: moved(words[0]), lambda words=words: moved(words[1]))  # type: ignore[misc]
        at_once(lambda: moved("No. 5"), lambda: moved("No. 6"))
        entries = JournalEntry.objects.filter(act="calendaroverride.override").order_by("id")
        told = [entry.details["changed"]["resolution"] for entry in entries]
        assert told[:4] == [[None, "No. 1"], ["No. 1", "No. 2"], ["No. 2", "No. 3"], ["No. 3", "No. 4"]]
        assert told[4][0] == "No. 4"
        assert told[5] == [told[4][1], CalendarOverride.objects.get().resolution]
