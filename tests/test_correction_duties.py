"""A figure that comes late makes nobody late: what is counted again owes nothing by a milestone of the past (A-SCORE-2)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from blocks import actions as blocks
from evaluation import clock, desk
from schedule.duties import duties_of
from schedule.models import Violation
from schedule.violations import sweep_violations
from schedule.working_days import left_or_late
from tests.test_corrections import (
    APPROVER,
    COORDINATOR,
    LATER,
    conclusion,
    corrected,
    counted_again,
    figure_arrives,
    gapped,
    person,
)
from tests.test_working_days import PLAIN
from tests.world import World

__all__ = ["gapped"]


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
