"""A value claimed or found is checked like any other, the corrected score stands before the decision, and what cannot be
corrected goes back (c57, c60, c61)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from appeals import actions
from appeals.desk import turns
from appeals.models import Objection
from blocks.actions.conclusions import Correction, correct_conclusion
from evaluation.models import JournalEntry
from reports.models import DatumValue
from schedule.models import Letter
from tests.worlds.appeals import APPROVER, CHAIR, HEAD, MEMBER, Delivered, delivered, refused
from tests.worlds.elements import elements

__all__ = ["delivered"]


def fresh(objection: Objection) -> Objection:
    return Objection.objects.get(pk=objection.pk)


@pytest.mark.clause("c57")
@pytest.mark.parametrize(
    "changes",
    [
        {"item": "no_such_item"},
        {"item": "kpi_fact", "indicator": "1.1.1.1"},
        {"language": "kk"},
        {"row": "001"},
        {"claimed": "1.5"},
        {"claimed": "-1"},
        {"claimed": "1e30"},
        {"claimed": "1.000000001"},
        {"claimed": "NaN"},
    ],
)
def test_only_a_value_that_the_conclusion_shows_is_claimed_and_a_lawful_one(
    delivered: Delivered, changes: dict[str, Any]
) -> None:
    objection = delivered.open()
    refusal = refused(lambda: delivered.point(objection, **changes))
    assert (refusal.code, refusal.clause) == ("incomplete", "c57")
    assert [fault.field for fault in refusal.faults] == ["claimed"]
    assert not objection.points.exists()


def decided(delivered: Delivered, objection: Objection, number: str) -> Objection:
    found = actions.PointDecision(objection.points.get(), "accepted", "So it was.", Decimal(number))
    return actions.decide_points(fresh(objection), delivered.person(CHAIR), [found], finish=True)


@pytest.mark.clause("c60", "c61")
def test_a_value_from_which_no_score_follows_is_no_decision(delivered: Delivered, client: Client) -> None:
    objection = delivered.in_review()
    point = objection.points.get()
    DatumValue.objects.filter(item="documents").update(number=0)  # figures restored from elsewhere
    refusal = refused(lambda: decided(delivered, objection, "18"))
    assert (refusal.code, refusal.clause) == ("incomplete", "c61")
    assert [fault.field for fault in refusal.faults] == [f"decided-{point.pk}"]
    assert "3.2.1.2" in refusal.sentence
    assert (fresh(objection).state, objection.points.get().outcome) == ("in_review", "")
    delivered.world.sign_in(client, CHAIR)
    page = client.post(
        reverse("objection_decide", args=[objection.pk]),
        {
            f"outcome-{point.pk}": "accepted",
            f"decision-{point.pk}": "So it was.",
            f"decided-{point.pk}": "18",
            "revision": fresh(objection).revision,
            "finish": "1",
        },
    )
    assert page.status_code == 422
    assert elements(page, f"[name=decided-{point.pk}][value='18']")
    DatumValue.objects.filter(item="documents").update(number=100)
    assert decided(delivered, objection, "18").state == "accepted"


@pytest.mark.clause("c61")
def test_a_correction_is_checked_like_any_value(delivered: Delivered) -> None:
    proof = delivered.proof_of_claim()
    for number in ("-1", "1.5"):
        wrong = [Correction("functions_automated", Decimal(number), proof.pk)]
        refusal = refused(
            lambda wrong=wrong: correct_conclusion(delivered.conclusion, delivered.person(APPROVER), wrong)
        )
        assert (refusal.clause, [fault.field for fault in refusal.faults]) == ("c61", ["functions_automated"])


@pytest.mark.clause("c60", "c61")
def test_an_accepted_objection_that_cannot_be_corrected_goes_back(
    delivered: Delivered, client: Client
) -> None:
    objection = delivered.decided()
    approver = delivered.person(APPROVER)
    early = refused(lambda: actions.return_to_commission(objection, approver, "I would rather not."))
    assert (early.code, early.clause) == ("state", "c61")
    DatumValue.objects.filter(item="documents").update(number=0)  # figures restored from elsewhere
    assert refused(lambda: actions.correct_by_objection(fresh(objection), approver)).code == "incomplete"
    chair = delivered.person(CHAIR)
    assert refused(lambda: actions.return_to_commission(fresh(objection), chair, "Mine.")).code == "right"
    delivered.world.sign_in(client, APPROVER)
    address = reverse("objection_return", args=[objection.pk])
    shown = client.get(reverse("objection", args=[objection.pk]))
    assert elements(shown, f'form[action="{address}"]')
    assert not elements(shown, f'form[action="{reverse("objection_correct", args=[objection.pk])}"]')
    revision = fresh(objection).revision
    assert client.post(address, {"reason": " ", "revision": revision}).status_code == 422
    assert (
        client.post(address, {"reason": "Nothing can be divided.", "revision": revision}).status_code == 302
    )
    back = fresh(objection)
    assert (back.state, back.decided_at) == ("in_review", None)
    entry = JournalEntry.objects.get(act="objection.return_to_commission")
    assert (entry.actor, entry.details["reason"]) == (approver, "Nothing can be divided.")
    told = Letter.objects.filter(kind="objection.returned").values_list("to__username", flat=True)
    assert {delivered.person(one).username for one in (CHAIR, MEMBER, HEAD)} <= set(told)
    assert [str(turn.title) for turn in turns(chair)] == [f"Decide objection {objection.number}"]
    found = actions.PointDecision(back.points.get(), "not_accepted", "It cannot be shown.")
    assert actions.decide_points(back, chair, [found], finish=True).state == "not_accepted"
    letters = Letter.objects.filter(
        kind__in=["objection.accepted", "objection.not_accepted"], to=delivered.person(HEAD)
    )
    assert letters.count() == 2
