"""Two people act on one objection at the same moment: one success, one clear refusal."""

from __future__ import annotations

from decimal import Decimal

import pytest

from appeals import actions
from appeals.models import Objection, ObjectionState
from blocks.actions.conclusions import finalise_conclusion
from evaluation import clock
from evaluation.models import JournalEntry
from evaluation.refusals import Refusal
from tests.worlds.appeals import APPROVER, CHAIR, HEAD, PREPARER, Delivered
from tests.worlds.layers import Layers
from tests.worlds.scored import MARCH
from tests.worlds.together import at_once, in_turn

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def together(transactional_db: None, layers: Layers) -> Delivered:
    """The delivered conclusion, committed, so that other connections see it."""
    made: Delivered = layers.value("delivered")
    return made


def test_withdrawing_against_handing_over_and_two_decisions(together: Delivered) -> None:
    with clock.frozen(MARCH):
        objection = together.filed()
        head, approver, chair = (together.person(who) for who in (HEAD, APPROVER, CHAIR))
        actions.form_commission(objection, approver, together.seats())
        results = at_once(
            lambda: actions.withdraw_objection(objection, head),
            lambda: actions.hand_to_commission(objection, approver),
        )
        assert [one.code for one in results if isinstance(one, Refusal)] == ["state"]
        acts = JournalEntry.objects.filter(act__in=["objection.withdraw", "objection.hand_to_commission"])
        assert acts.count() == 1
        state = Objection.objects.get(pk=objection.pk).state
        withdrawn = isinstance(results[1], Refusal)
        assert state == (ObjectionState.WITHDRAWN if withdrawn else ObjectionState.IN_REVIEW)
        if withdrawn:
            return
        fresh = Objection.objects.get(pk=objection.pk)
        yes = actions.PointDecision(fresh.points.get(), "accepted", "Shown.", Decimal(18))
        no = actions.PointDecision(fresh.points.get(), "not_accepted", "Not shown.")
        results = at_once(
            lambda: actions.decide_points(fresh, chair, [yes], fresh.revision, finish=True),
            lambda: actions.decide_points(fresh, chair, [no], fresh.revision, finish=True),
        )
    assert [one.code for one in results if isinstance(one, Refusal)] == ["stale"]
    decided = Objection.objects.get(pk=objection.pk)
    point = decided.points.get()
    assert decided.state == ("accepted" if point.outcome == "accepted" else "not_accepted")


def test_an_objection_is_opened_once_and_not_to_what_became_final(together: Delivered) -> None:
    preparer = together.person(PREPARER)
    with clock.frozen(MARCH):
        opened = in_turn(together.open, lambda: actions.open_objection(together.conclusion, preparer))
        assert opened[0] == opened[1]
        assert Objection.objects.count() == 1
        assert JournalEntry.objects.filter(act="objection.open").count() == 1
        actions.withdraw_objection(opened[0], together.person(HEAD))


def test_no_objection_to_what_becomes_final_at_this_moment(together: Delivered) -> None:
    preparer, conclusion = together.person(PREPARER), together.conclusion
    assert conclusion.objection_term is not None
    with clock.frozen(conclusion.objection_term.due_at):
        lead = together.person(f"{conclusion.lead.slug}.approver")
        final, refused = in_turn(
            lambda: finalise_conclusion(conclusion, lead),
            lambda: actions.open_objection(conclusion, preparer),
        )
    assert final.state == "final"
    assert isinstance(refused, Refusal)
    assert refused.code == "state"
    assert not Objection.objects.exists()
