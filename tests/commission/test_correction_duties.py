"""A figure that comes late makes nobody late: what is counted again owes nothing by a milestone of the past (A-SCORE-2)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils.translation import override

from blocks import actions as blocks
from blocks.selectors.conclusions import lines_of
from commission import actions
from evaluation import clock, desk
from evaluation.models import Cycle
from schedule.duty_book import duties_of
from schedule.models import Violation
from schedule.violations import sweep_violations
from schedule.working_days import left_or_late
from tests.commission.test_corrections import (
    APPROVER,
    COORDINATOR,
    LATER,
    WORKING_BODY,
    conclusion,
    corrected,
    counted_again,
    cycle,
    figure_arrives,
    gapped,
    person,
)
from tests.schedule.test_working_days import PLAIN
from tests.worlds.world import World

__all__ = ["gapped"]


#: The evaluation of 2019 is under way.
NEXT_YEAR = datetime(2020, 2, 3, 6, 0, tzinfo=UTC)


def open_duties(year: int = 2018) -> list[Any]:
    return [duty for duty in duties_of(year) if not (duty.done or duty.optional)]


@pytest.mark.clause("c63", "c66", "c68")
def test_nobody_answers_for_a_figure_that_came_late(gapped: World) -> None:
    sweep_violations()
    before = set(Violation.objects.values_list("act", "object_id"))
    owed = len(open_duties())
    figure_arrives()
    with clock.frozen(LATER):
        assert len(open_duties()) == owed
        assert sweep_violations() == 0
        final = blocks.finalise_conclusion(conclusion(), person(APPROVER))
        assert sweep_violations() == 0
        blocks.hand_over_conclusion(final, person(COORDINATOR))
        assert sweep_violations() == 0
        assert len(open_duties()) == owed
    assert set(Violation.objects.values_list("act", "object_id")) == before


@pytest.mark.clause("c63", "c66")
def test_neither_does_the_overall_evaluation_computed_again(gapped: World) -> None:
    sweep_violations()
    before = set(Violation.objects.values_list("act", "object_id"))
    counted_again()
    with clock.frozen(LATER):
        assert sweep_violations() == 0
    assert set(Violation.objects.values_list("act", "object_id")) == before


@pytest.mark.clause("c46", "c49")
def test_desks_ask_for_it_without_a_term(gapped: World) -> None:
    def terms(username: str, words: str) -> list[date | None]:
        with override("en"):
            return [turn.last_day for turn in desk.turns_of(person(username)) if words in str(turn.title)]

    figure_arrives()
    with clock.frozen(LATER):
        assert [line.last_day for line in lines_of([conclusion()])] == [None]
        assert terms(APPROVER, "Send 1 final conclusion to state planning") == [None]
        blocks.finalise_conclusion(conclusion(), person(APPROVER))
        assert terms(COORDINATOR, "Bring 1 block conclusion for 2018") == [None]


@pytest.mark.clause("c49", "c53")
def test_no_turn_is_left_when_the_correction_is_public(gapped: World) -> None:
    corrected()
    with clock.frozen(LATER), override("en"):
        for username in (APPROVER, COORDINATOR, "commission.working_body"):
            assert not [
                turn.title
                for turn in desk.turns_of(person(username))
                if "2018" in str(turn.title) and "conclusion" in str(turn.title)
            ]


@pytest.mark.clause("c53")
def test_desks_lead_the_correction_to_its_end_in_a_later_year(gapped: World) -> None:
    """The correction of 2018 while the evaluation of 2019 is under way."""
    Cycle.objects.create(year=2019, opened_at=LATER)

    def mine(username: str) -> list[str]:
        with override("en"):
            return [str(turn.title) for turn in desk.turns_of(person(username)) if "2018" in str(turn.title)]

    counted_again()
    with clock.frozen(NEXT_YEAR):
        assert mine(COORDINATOR) == ["Correct the published results of 1 body for 2018"]
        listed = actions.prepare_publication(cycle(), person(COORDINATOR))
        assert mine(COORDINATOR) == ["Propose the correction of the published results for 2018"]
        assert not mine(WORKING_BODY)
        listed = actions.propose_publication(listed, person(COORDINATOR))
        assert mine(WORKING_BODY) == ["Agree to the correction of the published results for 2018"]
        assert not mine(COORDINATOR)
        listed = actions.clear_publication(listed, person(WORKING_BODY))
        assert mine(COORDINATOR) == ["Publish the corrected results for 2018"]
        assert not mine(WORKING_BODY)
        actions.publish_results(listed, person(COORDINATOR))
        assert not mine(COORDINATOR)
        assert not mine(WORKING_BODY)


def test_day_after_the_last_is_late_though_it_is_a_day_off() -> None:
    friday = date(2018, 6, 8)
    assert [left_or_late(PLAIN, date(2018, 6, day), friday) for day in (7, 8, 9, 10, 11, 12)] == [
        1,
        0,
        -1,
        -1,
        -1,
        -2,
    ]
