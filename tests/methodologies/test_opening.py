"""The opening of the year (c16, c20)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from blocks import actions as block_actions
from blocks.models import PartialConclusion
from blocks.selectors.opening import opening_faults
from evaluation import clock
from evaluation.models import Cycle, JournalEntry
from methodologies.models import Methodology, MethodologyState
from reports.models import Report
from schedule.models import Letter
from tests.worlds.opened import (
    JANUARY,
    NOVEMBER,
    Opened,
    approve_methodology,
    prepare_year,
)
from tests.worlds.opening import refused, unopened
from tests.worlds.world import World

__all__ = ["unopened"]


def letters(kind: str) -> set[str]:
    return set(Letter.objects.filter(kind=kind).values_list("to__username", flat=True))


# --- opening -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("c15", "c16")
def test_opening_makes_a_report_for_each_body_and_block_that_applies(opened: Opened) -> None:
    found = set(Report.objects.values_list("body__slug", "block"))
    bodies = ("agriculture", "culture", "akmola", "economy", "finance", "civil-service", "communications")
    assert found == {(body, block) for body in bodies for block in (1, 2, 3)} | {("prosecutor", 2)}
    assert letters("cycle.opened") == {f"{body}.preparer" for body in (*bodies, "prosecutor")}


@pytest.mark.clause("c23", "c24", "c28", "c30", "c35")
def test_opening_names_who_evaluates_and_who_takes_the_conclusion(opened: Opened) -> None:
    def of(body: str, direction: str) -> tuple[str, str]:
        partial = PartialConclusion.objects.select_related("assignment__evaluator", "assignment__lead").get(
            assignment__body__slug=body, assignment__direction=direction
        )
        assert partial.methodology.subject == direction[0]
        assert partial.clauses
        return partial.evaluator.slug, partial.lead.slug

    assert of("agriculture", "1.1") == ("economy", "economy")
    assert of("agriculture", "1.2") == ("finance", "economy")
    assert of("finance", "1.2") == ("chancellery", "chancellery")
    assert of("agriculture", "2.2") == ("legal-statistics", "civil-service")
    assert of("prosecutor", "2.1")[0] == "administration"
    assert of("civil-service", "3.1")[0] == "administration"
    assert PartialConclusion.objects.filter(assignment__body__slug="agriculture").count() == 7


def test_opening_needs_the_schedule_and_the_three_methodologies(world: World, unopened: Cycle) -> None:
    coordinator = world.person("economy.coordinator")
    refusal = refused("incomplete", lambda: block_actions.open_cycle(unopened, coordinator))
    assert [fault.field for fault in refusal.faults] == [
        "schedule",
        "methodology.1",
        "methodology.2",
        "methodology.3",
    ]
    world.approve_schedule()
    for subject in ("1", "3", "overall"):
        approve_methodology(world, unopened, subject)
    refusal = refused("incomplete", lambda: block_actions.open_cycle(unopened, coordinator))
    assert [fault.field for fault in refusal.faults] == ["methodology.2"]
    assert not Report.objects.exists()


def test_only_state_planning_s_coordinator_opens_and_only_once(world: World) -> None:
    cycle = prepare_year(world)
    with clock.frozen(JANUARY):
        for who in ("commission.working_body", "economy.administrator", "economy.evaluator"):
            refused("right", lambda who=who: block_actions.open_cycle(cycle, world.person(who)))
        opened = block_actions.open_cycle(cycle, world.person("economy.coordinator"))
        assert opened.opened_at == clock.now()
        refused("state", lambda: block_actions.open_cycle(cycle, world.person("economy.coordinator")))
    entry = JournalEntry.objects.get(act="cycle.open")
    assert entry.details == {"bodies": 8, "reports": 22, "partials": 7 * 7 + 3}


@pytest.mark.clause("c6", "c40")
def test_a_year_opens_when_it_is_over_and_not_a_second_before(world: World) -> None:
    cycle = prepare_year(world)
    coordinator = world.person("economy.coordinator")
    new_year = datetime(2018, 12, 31, 18, 0, tzinfo=UTC)
    with clock.frozen(new_year - timedelta(seconds=1)):
        refusal = refused("early", lambda: block_actions.open_cycle(cycle, coordinator))
        assert (refusal.clause, refusal.until) == ("c6, c40", new_year)
        assert "1 January 2019" in refusal.sentence
        assert [fault.field for fault in opening_faults(cycle)] == ["year"]
        assert not Report.objects.exists()
    with clock.frozen(new_year):
        assert opening_faults(cycle) == []
        assert block_actions.open_cycle(cycle, coordinator).opened_at == new_year


def test_opening_costs_a_bounded_number_of_queries(world: World, django_assert_max_num_queries: Any) -> None:
    cycle = prepare_year(world)
    with clock.frozen(JANUARY), django_assert_max_num_queries(60):
        block_actions.open_cycle(cycle, world.person("economy.coordinator"))


def test_the_year_prepares_itself_in_november(world: World) -> None:
    with clock.frozen(NOVEMBER):
        prepare_year(world)
    assert Methodology.objects.filter(state=MethodologyState.APPROVED).count() == 4
