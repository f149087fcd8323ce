"""Marks: a document behind each, a second person, in time, nobody's of the body; two people at once (c9, c32, c38)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import InternalError, close_old_connections, connection, transaction
from django.db.utils import DatabaseError, IntegrityError

from blocks import actions
from blocks.actions.scoring import MarkEntry
from blocks.models import Mark, MarkStatus, PartialConclusion, PartialState
from evaluation import clock, rights
from evaluation.models import InterestDeclaration, JournalEntry, Membership, Office
from evaluation.refusals import Refusal
from reports.entries import ValueEntry
from reports.models import DatumValue, Provenance
from schedule.models import Letter
from tests.worlds.layers import Layers
from tests.worlds.scored import DIRECTION_SCORES, MARCH, SECOND, Scored, scored
from tests.worlds.unguarded import unguarded
from tests.worlds.world import SINCE, add_person

__all__ = ["scored"]


def refused(act: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


@pytest.mark.clause("c9.3")
def test_marks_go_to_the_approver_and_on_to_the_lead(scored: Scored) -> None:
    partial = scored.deliver(scored.partials()[0])
    assert (partial.state, partial.score) == (PartialState.DELIVERED, DIRECTION_SCORES["3.1"])
    marks = dict(partial.marks.values_list("indicator", "score"))
    assert marks == {
        "3.1.1.1": Decimal(100),
        "3.1.1.2": Decimal(80),
        "3.1.2.1": Decimal(99),
        "3.1.2.2": Decimal(70),
    }
    acts = JournalEntry.objects.filter(object_type="blocks.partialconclusion", object_id=partial.pk)
    assert list(acts.order_by("id").values_list("act", flat=True)) == [
        f"partialconclusion.{verb}"
        for verb in ("record_values", "save_marks", "submit", "approve", "deliver")
    ]
    asked = Letter.objects.filter(kind="marks.approve", path=f"desk/scoring/{partial.pk}/")
    assert [letter.to for letter in asked] == [scored.person("civil-service.approver")]


@pytest.mark.clause("c9.3")
@pytest.mark.parametrize("document", [None, 999_999])
def test_a_mark_without_a_document_is_refused(scored: Scored, document: int | None) -> None:
    partial = scored.partials()[0]
    refusal = refused(
        lambda: actions.save_marks(
            partial, scored.person("civil-service.evaluator"), [MarkEntry("3.1.1.1", document)]
        )
    )
    assert (refusal.code, refusal.clause, [fault.field for fault in refusal.faults]) == (
        "incomplete",
        "c9.3",
        ["3.1.1.1"],
    )
    assert "without a document" in refusal.faults[0].sentence
    assert not Mark.objects.exists()


@pytest.mark.clause("c9.3")
def test_a_document_of_another_body_stands_behind_nothing(scored: Scored) -> None:
    partial = scored.partials()[0]
    other = scored.document("culture", "culture.txt")
    refused(
        lambda: actions.save_marks(
            partial, scored.person("civil-service.evaluator"), [MarkEntry("3.1.1.1", other.pk)]
        )
    )
    entry = ValueEntry("staff", number=Decimal(5), document_ids=(other.pk,))
    refusal = refused(
        lambda: actions.record_values(partial, scored.person("civil-service.evaluator"), [entry])
    )
    assert [fault.field for fault in refusal.faults] == ["staff"]
    assert DatumValue.objects.get(item="staff").number == 100


@pytest.mark.clause("c9.3")
def test_every_fault_is_told_at_once_and_nothing_is_written(scored: Scored) -> None:
    partial = scored.partials()[0]
    proof = scored.proof(partial)
    entries = [MarkEntry("3.1.1.1", proof.pk), MarkEntry("3.1.1.2", None), MarkEntry("3.2.1.1", proof.pk)]
    refusal = refused(lambda: actions.save_marks(partial, scored.person("civil-service.evaluator"), entries))
    assert [fault.field for fault in refusal.faults] == ["3.1.1.2", "3.2.1.1"]
    assert not partial.marks.exists()


@pytest.mark.clause("c9.3")
def test_incomplete_marks_are_not_sent_for_approval(scored: Scored) -> None:
    partial = scored.partials()[0]
    evaluator = scored.person("civil-service.evaluator")
    partial = actions.save_marks(partial, evaluator, scored.entries_of_marks(partial)[:3])
    refusal = refused(lambda: actions.submit_marks(partial, evaluator))
    assert [fault.field for fault in refusal.faults] == ["3.1.2.2"]


@pytest.mark.clause("c9.3")
def test_a_value_changed_after_its_mark_asks_for_the_mark_again(scored: Scored) -> None:
    partial = scored.mark(scored.partials()[0])
    partial = scored.give_values(partial, filled_by_competition=9)
    refusal = refused(lambda: actions.submit_marks(partial, scored.person("civil-service.evaluator")))
    assert [fault.field for fault in refusal.faults] == ["3.1.1.2"]
    assert scored.submit(partial).state == PartialState.AWAITING_APPROVAL


def test_what_the_methodology_does_not_count_is_marked_so_and_leaves_the_mean(scored: Scored) -> None:
    partial = scored.give_values(scored.partials()[0], vacancies_filled=0)
    partial = scored.approve(partial)
    mark = partial.marks.get(indicator="3.1.1.2")
    assert (mark.status, mark.score, bool(mark.reason)) == (MarkStatus.NOT_COUNTED, None, True)
    # 3.1.1 is 3.1.1.1 alone: 0.6 × 100 + 0.4 × 84.5
    assert partial.score == Decimal("93.8")


@pytest.mark.clause("c9.3")
def test_who_gave_a_mark_does_not_approve_it(scored: Scored) -> None:
    partial = scored.partials()[0]
    both = scored.person("civil-service.evaluator")
    Membership.objects.create(user=both, body=partial.evaluator, office=Office.APPROVER, valid_from=SINCE)
    partial = scored.submit(partial)
    for act in (actions.approve_marks, lambda record, by: actions.send_back_marks(record, by, "Why")):
        refusal = refused(lambda act=act: act(partial, scored.person("civil-service.evaluator")))  # type: ignore[misc]
        assert (refusal.code, refusal.clause) == ("right", "c9.3")
        assert "second person" in refusal.sentence
    assert scored.fresh(partial).state == PartialState.AWAITING_APPROVAL


@pytest.mark.clause("c9.2")
def test_a_person_with_a_declared_interest_neither_scores_nor_approves(scored: Scored) -> None:
    partial = scored.partials()[0]
    entries = scored.entries_of_marks(partial)
    for office in ("evaluator", "approver"):
        InterestDeclaration.objects.create(
            user=scored.person(f"civil-service.{office}"),
            body=partial.body,
            reason="Former service",
            valid_from=date(2019, 1, 1),
        )
    refusal = refused(lambda: actions.save_marks(partial, scored.person("civil-service.evaluator"), entries))
    assert refusal.code == "right"
    assert "declared interest" in refusal.sentence
    assert not rights.may(
        scored.person("civil-service.approver"), "blocks.approve_partialconclusion", partial
    )


@pytest.mark.clause("c9.2")
@pytest.mark.parametrize("of", ["agriculture", "a part of it", "what it is part of"])
def test_a_person_of_the_body_or_of_its_house_does_not_score_it(scored: Scored, of: str) -> None:
    partial = scored.partials()[0]
    body, entries = partial.body, scored.entries_of_marks(partial)
    if of != "agriculture":
        other = scored.world.body("integrator")
        child, parent = (other, body) if of == "a part of it" else (body, other)
        type(body).objects.filter(pk=child.pk).update(parent=parent)
        body = other
    Membership.objects.create(
        user=scored.person("civil-service.evaluator"), body=body, office=Office.EXPERT, valid_from=SINCE
    )
    refusal = refused(lambda: actions.save_marks(partial, scored.person("civil-service.evaluator"), entries))
    assert (refusal.code, refusal.clause) == ("right", "c9.2")
    assert "person of this body" in refusal.sentence


def test_a_stranger_neither_scores_nor_approves(scored: Scored) -> None:
    """Who evaluates is said by the clauses that brought the direction to its authority, and the refusal cites them."""
    partial = scored.partials()[0]
    stranger = scored.person("finance.evaluator")
    refusal = refused(lambda: actions.save_marks(partial, stranger, []))
    assert (refusal.code, refusal.clause) == ("right", partial.clauses)
    assert "c35" in refusal.clause
    partial = scored.submit(partial)
    assert refused(lambda: actions.approve_marks(partial, scored.person("finance.approver"))).code == "right"
    assert (
        refused(lambda: actions.approve_marks(partial, scored.person("civil-service.evaluator"))).code
        == "right"
    )


@pytest.mark.clause("c40")
def test_marks_are_approved_on_an_accepted_report_only(scored: Scored) -> None:
    culture = prepare_other(scored)
    partial = scored.submit(culture)
    refusal = refused(lambda: actions.approve_marks(partial, scored.person("civil-service.approver")))
    assert (refusal.code, refusal.clause) == ("incomplete", "c40")
    scored.accept(scored.report("culture", 3))
    assert (
        actions.approve_marks(partial, scored.person("civil-service.approver")).state == PartialState.APPROVED
    )


def prepare_other(scored: Scored) -> PartialConclusion:
    """Culture's direction 3.1 with values, on a report that is signed and not accepted."""
    from tests.worlds.world import NOW

    with clock.frozen(NOW):
        scored.sign(scored.report("culture", 3))
    return scored.give_values(scored.partials("culture")[0])


def test_returned_marks_change_and_go_again(scored: Scored) -> None:
    partial = scored.submit(scored.partials()[0])
    approver = scored.person("civil-service.approver")
    refusal = refused(lambda: actions.send_back_marks(partial, approver, "  "))
    assert [fault.field for fault in refusal.faults] == ["reason"]
    assert refused(lambda: scored.mark(partial)).code == "state"
    returned = actions.send_back_marks(partial, approver, "The document is of another year.")
    letter = Letter.objects.get(kind="marks.returned")
    assert letter.to == scored.person("civil-service.evaluator")
    assert "another year" in letter.text
    approved = scored.approve(returned)
    assert approved.state == PartialState.APPROVED
    # nobody returns what was approved: it changes on an accepted objection, and the refusal says so
    assert refused(lambda: scored.mark(approved)).clause == "c61"


def test_a_verified_value_stands_beside_the_reported_one_and_counts(scored: Scored) -> None:
    partial = scored.partials()[1]
    evaluator = scored.person("communications.evaluator")
    entry = ValueEntry("functions_automated", number=Decimal(10), document_ids=(scored.proof(partial).pk,))
    partial = actions.record_values(partial, evaluator, [entry])
    hands = dict(DatumValue.objects.filter(item="functions_automated").values_list("provenance", "number"))
    assert hands == {Provenance.REPORTED: 15, Provenance.VERIFIED: 10}
    assert scored.mark(partial).marks.get(indicator="3.2.1.1").score == 50
    partial = actions.record_values(scored.fresh(partial), evaluator, [ValueEntry("functions_automated")])
    assert DatumValue.objects.get(item="functions_automated").provenance == Provenance.REPORTED


def test_values_of_other_directions_are_not_written_here(scored: Scored) -> None:
    partial = scored.partials()[0]
    entry = ValueEntry("documents", number=Decimal(1), document_ids=(scored.proof(partial).pk,))
    refusal = refused(
        lambda: actions.record_values(partial, scored.person("civil-service.evaluator"), [entry])
    )
    assert [fault.field for fault in refusal.faults] == ["documents"]


def test_a_form_opened_before_somebody_elses_change_overwrites_nothing(scored: Scored) -> None:
    partial = scored.partials()[0]
    seen = partial.revision
    scored.give_values(partial, staff=90)
    refusal = refused(
        lambda: actions.save_marks(
            partial, scored.person("civil-service.evaluator"), scored.entries_of_marks(partial), seen
        )
    )
    assert refusal.code == "stale"
    assert not partial.marks.exists()


@pytest.mark.clause("c46")
@pytest.mark.parametrize("move", ["submit", "approve", "deliver"])
def test_the_last_second_is_in_time_and_the_next_is_late(scored: Scored, move: str) -> None:
    partial = scored.partials()[0]
    ready = {"submit": scored.mark, "approve": scored.submit, "deliver": scored.approve}[move](partial)
    verb: Callable[..., PartialConclusion] = {
        "submit": actions.submit_marks,
        "approve": actions.approve_marks,
        "deliver": actions.deliver_partial,
    }[move]
    who = scored.person(scored.office(partial, "evaluator" if move == "submit" else "approver"))
    with clock.frozen(scored.due()):
        refusal = refused(lambda: verb(ready, who))
        assert (refusal.code, refusal.until) == ("late", scored.due())
        assert scored.fresh(partial).state == ready.state
    with clock.frozen(scored.due() - SECOND):
        assert verb(ready, who).state != ready.state


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE blocks_partialconclusion SET state = 'approved' WHERE id = %s",
        "UPDATE blocks_partialconclusion SET state = 'delivered' WHERE id = %s",
    ],
)
def test_the_database_refuses_a_state_that_no_move_allows(scored: Scored, sql: str) -> None:
    partial = scored.partials()[0]
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [partial.pk])
    assert scored.fresh(partial).state == PartialState.SCORING


@pytest.mark.clause("c9.3")
def test_the_database_keeps_the_second_person_and_the_document(scored: Scored) -> None:
    partial = scored.approve(scored.partials()[0])
    for statement in (
        "UPDATE blocks_partialconclusion SET approved_by_id = submitted_by_id",
        "UPDATE blocks_mark SET document_id = NULL WHERE document_id IS NOT NULL",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        # The constraints hold also where the guards of what is approved stand aside.
        with unguarded(PartialConclusion, Mark), pytest.raises(IntegrityError), transaction.atomic():
            connection.cursor().execute(statement)
    assert scored.fresh(partial).approved_by == scored.person("civil-service.approver")


@pytest.mark.django_db(transaction=True)
def test_two_approvers_at_once_one_approves_and_one_is_told(
    layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored = layers.value("scored")
    with clock.frozen(MARCH):
        partial = scored.submit(scored.partials()[0])
        second = add_person(partial.evaluator, Office.APPROVER, "second.approver")
    people = [scored.person("civil-service.approver"), second]
    outcomes = at_once(
        [lambda who=who: actions.approve_marks(scored.fresh(partial), who) for who in people]  # type: ignore[misc]
    )
    done = [one for one in outcomes if isinstance(one, PartialConclusion)]
    told = [one for one in outcomes if isinstance(one, Refusal)]
    assert (len(done), [one.code for one in told]) == (1, ["state"])
    assert scored.fresh(partial).approved_by == done[0].approved_by
    approvals = JournalEntry.objects.filter(act="partialconclusion.approve", object_id=partial.pk)
    assert approvals.count() == 1


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """The acts in threads with connections of their own, started together; each result, or its refusal."""
    gate = threading.Barrier(len(acts))
    outcomes: list[Any] = [None] * len(acts)

    def run(number: int) -> None:
        try:
            with clock.frozen(MARCH):
                gate.wait(timeout=30)
                outcomes[number] = acts[number]()
        except Exception as error:
            outcomes[number] = error
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes
