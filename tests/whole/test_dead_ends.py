"""No act leaves a record that no act can leave again: the graph of every state machine, and the way of an objection
whose values are anything."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appeals import actions
from appeals.models import Objection, ObjectionState
from blocks.models import ConclusionState
from evaluation.acting import law_of
from evaluation.checks import every_state_has_a_way_out
from evaluation.models.base import transitions_of
from evaluation.refusals import Refusal
from reports.models import DatumValue
from schedule.due import ByMilestone
from tests.worlds.appeals import APPROVER, CHAIR, Delivered, delivered

__all__ = ["delivered"]

MACHINES = [model for model in apps.get_models() if transitions_of(model)]

#: States whose ways out all end with a day that no order moves, and why nothing is lost in them.
OVERTAKEN = {
    ("Schedule", "draft"): "a change that the day of D7 overtook: the approved version stands",
    ("Schedule", "approved"): "it stands; only its replacement is bound by the day of D7",
}


def moves_on(model: Any, state: str) -> list[Any]:
    return [law_of(model, name) for name, move in transitions_of(model) if str(move.source) == state]


def can_be_made(rule: Any) -> bool:
    """Whether an act is bound by no day, by one that only makes it late, or by one that an order moves (c8)."""
    due = rule.due
    if due is None or not getattr(due, "binding", True) or isinstance(due, ByMilestone):
        return True
    return any(isinstance(part, ByMilestone) for part in vars(due).values())


@pytest.mark.parametrize("model", MACHINES, ids=lambda model: model.__name__)
def test_no_term_shuts_every_way_out_of_a_state(model: Any) -> None:
    states = {str(code) for code, _label in model._meta.get_field("state").flatchoices}
    shut = {
        (model.__name__, state)
        for state in states - {str(end) for end in model.ends}
        if not any(map(can_be_made, moves_on(model, state)))
    }
    assert shut == {place for place in OVERTAKEN if place[0] == model.__name__}


def test_every_state_that_is_no_named_end_has_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert every_state_has_a_way_out(None) == []
    monkeypatch.setattr(Objection, "ends", (ObjectionState.NOT_ACCEPTED, ObjectionState.FILED))
    assert {error.msg for error in every_state_has_a_way_out(None)} == {
        "appeals.Objection: the state “withdrawn” has no way out.",
        "appeals.Objection: the state “filed” is named an end, and is left.",
    }


# --- an objection, whatever its values are ------------------------------------------------------------------------------

NUMBERS = st.one_of(
    st.sampled_from(["0", "1", "100"]).map(Decimal),
    st.decimals(min_value=-10, max_value=10**12, allow_nan=False, places=2),
)
STEPS = st.one_of(
    st.tuples(st.just("decide"), st.sampled_from(["accepted", "not_accepted"]), NUMBERS, st.booleans()),
    st.tuples(st.just("other value"), st.sampled_from(["0", "100"]).map(Decimal)),
    st.tuples(st.just("correct")),
    st.tuples(st.just("return")),
)


class Way:
    """The acts of one objection by those whose they are; a refusal leaves all as it was."""

    def __init__(self, delivered: Delivered, pk: int) -> None:
        self.pk = pk
        self.chair, self.approver = delivered.person(CHAIR), delivered.person(APPROVER)

    def objection(self) -> Objection:
        return Objection.objects.select_related("conclusion").get(pk=self.pk)

    def done(self, act: Callable[[], object]) -> bool:
        try:
            with transaction.atomic():
                act()
        except Refusal:
            return False
        return True

    def decide(self, outcome: str, number: Decimal, finish: bool) -> bool:
        objection = self.objection()
        point = objection.points.get()
        found = actions.PointDecision(point, outcome, "Why.", number if outcome == "accepted" else None)
        return self.done(lambda: actions.decide_points(objection, self.chair, [found], finish=finish))

    def correct(self) -> bool:
        return self.done(lambda: actions.correct_by_objection(self.objection(), self.approver))

    def back(self) -> bool:
        return self.done(lambda: actions.return_to_commission(self.objection(), self.approver, "No score."))

    def take(self, step: tuple[Any, ...]) -> None:
        if step[0] == "decide":
            self.decide(*step[1:])
        elif step[0] == "other value":  # figures restored from elsewhere
            DatumValue.objects.filter(item="documents").update(number=step[1])
        else:
            {"correct": self.correct, "return": self.back}[step[0]]()

    def leads_on(self) -> bool:
        """Whether somebody can bring the objection to its end from here; nothing stays of the trial."""
        with transaction.atomic():
            objection = self.objection()
            if (
                objection.state == ObjectionState.ACCEPTED
                and objection.conclusion.state == ConclusionState.DELIVERED
            ):
                if self.correct():
                    found = True
                else:
                    found = self.back() and self.decide("not_accepted", Decimal(0), True)
            elif objection.state == ObjectionState.IN_REVIEW:
                found = self.decide("not_accepted", Decimal(0), True)
            else:
                found = objection.state in (*Objection.ends, ObjectionState.ACCEPTED)
            transaction.set_rollback(True)
        return found


@pytest.mark.clause("c60", "c61")
def test_an_objection_in_review_comes_to_its_end_whatever_was_found(delivered: Delivered) -> None:
    objection = delivered.open()
    delivered.point(objection, item="staff", indicator="3.1.1.1", claimed="90")
    way = Way(delivered, delivered.handed(objection).pk)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(STEPS, min_size=1, max_size=5))
    def walk(steps: list[tuple[Any, ...]]) -> None:
        with transaction.atomic():
            for step in steps:
                way.take(step)
                assert way.leads_on(), (way.objection().state, steps)
            transaction.set_rollback(True)

    walk()
