"""Objections decided: in time, by the chair, with reasons; what was accepted is corrected beside the old."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from appeals import actions
from appeals.disputed import changed_indicators, disputable, score_if
from appeals.models import ObjectionState
from blocks.actions import finalise_conclusion
from blocks.models import Conclusion, ConclusionState
from evaluation import clock
from evaluation.models import JournalEntry
from methodologies.content import methodology_of
from reports.models import DatumValue
from schedule.models import Letter, Violation
from schedule.violations import sweep_violations
from tests.worlds.appeals import (
    APPROVER,
    CHAIR,
    HEAD,
    INDICATOR,
    ITEM,
    MEMBER,
    PREPARER,
    Delivered,
    delivered,
    refused,
)
from tests.worlds.scored import BLOCK_SCORE, MARCH, SECOND

__all__ = ["delivered"]

pytestmark = pytest.mark.django_db

#: functions_automated 18 of 20 instead of 15 (see test_conclusions.py).
CORRECTED = Decimal("82.88")


@pytest.mark.clause("c60")
def test_the_result_comes_within_fifteen_calendar_days(delivered: Delivered) -> None:
    objection = delivered.in_review()
    term = objection.result_term
    assert term is not None
    assert term.last_day == MARCH.date() + timedelta(days=15)
    decision = actions.PointDecision(objection.points.get(), "not_accepted", "The letter is of another year.")
    chair = delivered.person(CHAIR)
    with clock.frozen(term.due_at - SECOND):
        decided = actions.decide_points(objection, chair, [decision], finish=True)
    assert decided.state == ObjectionState.NOT_ACCEPTED
    assert not Violation.objects.filter(act="objection.decide").exists()
    assert "late" not in JournalEntry.objects.get(act="objection.reject").details
    told = {letter.to.username for letter in Letter.objects.filter(kind="objection.not_accepted")}
    assert {PREPARER, HEAD, APPROVER, "commission.working_body"} == told


@pytest.mark.clause("c60", "c63", "c66")
def test_a_result_a_second_late_stands_and_is_the_approvers_violation(delivered: Delivered) -> None:
    """A body whose objection nobody decided in time still gets its answer, and its conclusion becomes final."""
    objection = delivered.in_review()
    term = objection.result_term
    assert term is not None
    decision = actions.PointDecision(objection.points.get(), "not_accepted", "The letter is of another year.")
    with clock.frozen(term.due_at):
        waits = refused(lambda: finalise_conclusion(delivered.conclusion, delivered.person(APPROVER)))
        assert (waits.clause, "recorded as a violation" in waits.remedy) == ("c60", True)
        decided = actions.decide_points(objection, delivered.person(CHAIR), [decision], finish=True)
        assert decided.state == ObjectionState.NOT_ACCEPTED
        assert finalise_conclusion(delivered.conclusion, delivered.person(APPROVER)).state == "final"
    late = JournalEntry.objects.get(act="objection.reject").details
    assert late == {"late": True, "due": term.due_at.isoformat()}
    violation = Violation.objects.get(act="objection.decide")
    assert (violation.kind, violation.clause, violation.object_id) == ("late_act", "c60", objection.pk)
    assert (violation.body, violation.responsible) == (objection.authority, delivered.person(APPROVER))
    assert violation.settled_at == decided.decided_at


@pytest.mark.clause("c60", "c66")
def test_an_objection_left_lying_is_taken_up_after_the_term(delivered: Delivered) -> None:
    """Not even the commission was formed in time; the sweep recorded it, and the late decision settles that record."""
    objection = delivered.filed()
    term = objection.result_term
    assert term is not None
    with clock.frozen(term.due_at):
        sweep_violations()
        assert Violation.objects.get(act="objection.decide").settled_at is None
        actions.form_commission(objection, delivered.person(APPROVER), delivered.seats())
        actions.hand_to_commission(objection, delivered.person(APPROVER))
        point = actions.PointDecision(objection.points.get(), "accepted", "The letter shows it.", Decimal(18))
        decided = actions.decide_points(objection, delivered.person(CHAIR), [point], finish=True)
    assert decided.state == ObjectionState.ACCEPTED
    assert Violation.objects.get(act="objection.decide").settled_at == decided.decided_at


@pytest.mark.clause("c60")
def test_every_point_is_decided_with_reasons_by_the_chair(delivered: Delivered) -> None:
    objection = delivered.in_review()
    point = objection.points.get()
    bare = actions.PointDecision(point, "accepted", " ")
    refusal = refused(lambda: actions.decide_points(objection, delivered.person(CHAIR), [bare], finish=True))
    assert {fault.field for fault in refusal.faults} == {f"decision-{point.pk}", f"decided-{point.pk}"}
    whole = actions.PointDecision(point, "accepted", "Shown.", Decimal(18))
    by_member = refused(lambda: actions.decide_points(objection, delivered.person(MEMBER), [whole]))
    assert by_member.code == "right"
    kept = actions.decide_points(objection, delivered.person(CHAIR), [whole])
    assert kept.state == ObjectionState.IN_REVIEW
    assert refused(lambda: actions.reject_objection(kept, delivered.person(CHAIR))).clause == "c60"


@pytest.mark.clause("c60")
def test_a_rejected_objection_leaves_the_conclusion_as_it_is(delivered: Delivered) -> None:
    objection = delivered.decided("not_accepted")
    assert objection.state == ObjectionState.NOT_ACCEPTED
    refusal = refused(lambda: actions.correct_by_objection(objection, delivered.person(APPROVER)))
    assert (refusal.code, refusal.clause) == ("state", "c61")
    term = delivered.conclusion.objection_term
    assert term is not None
    with clock.frozen(term.due_at):
        final = finalise_conclusion(delivered.conclusion, delivered.person(APPROVER))
    assert (final.score, final.version) == (BLOCK_SCORE, 1)


@pytest.mark.clause("c60")
def test_the_conclusion_is_not_final_while_an_objection_is_open(delivered: Delivered) -> None:
    objection = delivered.in_review()
    term = delivered.conclusion.objection_term
    assert term is not None
    with clock.frozen(term.due_at):
        refusal = refused(lambda: finalise_conclusion(delivered.conclusion, delivered.person(APPROVER)))
    assert refusal.clause == "c60"
    assert objection.number in refusal.sentence


@pytest.mark.clause("c61")
def test_an_accepted_objection_makes_a_new_version_with_its_difference(delivered: Delivered) -> None:
    objection = delivered.decided()
    assert objection.state == ObjectionState.ACCEPTED
    old = delivered.conclusion
    assert score_if(old, [((ITEM, "", ""), Decimal(18))]).value == CORRECTED
    new = actions.correct_by_objection(objection, delivered.person(APPROVER))
    old = delivered.conclusion
    assert (old.state, old.score) == (ConclusionState.SUPERSEDED, BLOCK_SCORE)
    assert (new.version, new.score, new.supersedes_id) == (2, CORRECTED, old.pk)
    assert new.state == ConclusionState.DELIVERED
    changes = changed_indicators(old, new)
    assert [(change.code, change.before, change.after) for change in changes] == [
        (INDICATOR, Decimal(75), Decimal(90))
    ]
    again = refused(lambda: actions.correct_by_objection(objection, delivered.person(APPROVER)))
    assert again.code in ("right", "state")
    assert Conclusion.objects.filter(body=old.body, block=3).count() == 2
    # the corrected version has no term of its own and takes no second objection
    assert refused(lambda: actions.open_objection(new, delivered.person(HEAD))).clause == "c57, c60"


@pytest.mark.clause("c61")
def test_the_value_found_may_lie_between(delivered: Delivered) -> None:
    objection = delivered.decided(found="16")
    new = actions.correct_by_objection(objection, delivered.person(APPROVER))
    assert new.score is not None
    assert BLOCK_SCORE < new.score < CORRECTED


@pytest.mark.clause("c61")
@pytest.mark.parametrize("counts", ["reverified", "reported"])
def test_what_was_found_on_appeal_counts_before_every_other_hand(
    delivered: Delivered, monkeypatch: pytest.MonkeyPatch, counts: str
) -> None:
    """Also where the methodology lets the reported value count before the verified one."""
    methodology = methodology_of(delivered.conclusion.methodology)
    items = tuple(replace(item, counts=counts) for item in methodology.items)
    monkeypatch.setattr(
        "blocks.selectors.scores.methodology_of", lambda _record: replace(methodology, items=items)
    )
    old = DatumValue.objects.get(item=ITEM)
    DatumValue.objects.create(
        cycle=old.cycle, body=old.body, item=ITEM, provenance="verified", number=Decimal(14),
        given_by=delivered.person("communications.evaluator"), given_at=clock.now(),
    )  # fmt: skip
    objection = delivered.decided()
    new = actions.correct_by_objection(objection, delivered.person(APPROVER))
    assert new.score == CORRECTED
    [shown] = [one for one in disputable(new) if one.item == ITEM]
    assert shown.value == 18
    hands = dict(DatumValue.objects.filter(item=ITEM).values_list("provenance", "number"))
    assert hands == {"reported": 15, "verified": 14, "appeal": 18}


@pytest.mark.parametrize("number", ["-1", "17.5"])
def test_what_is_no_lawful_value_is_neither_claimed_nor_found(delivered: Delivered, number: str) -> None:
    """The item is a count: what no report could give, no objection brings in (c57, c60)."""
    objection = delivered.open()
    claimed = refused(lambda: delivered.point(objection, claimed=number))
    assert [fault.field for fault in claimed.faults] == ["claimed"]
    objection = delivered.in_review()
    point = objection.points.get()
    decision = actions.PointDecision(point, "accepted", "It was so.", Decimal(number))
    found = refused(lambda: actions.decide_points(objection, delivered.person(CHAIR), [decision]))
    assert [fault.field for fault in found.faults] == [f"decided-{point.pk}"]
