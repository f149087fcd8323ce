"""A conclusion delivered to the ministry of agriculture, and the way of an objection to it, by the real actions.

    def test_…(delivered): …                # block 3 of 2018, received on Monday 11 March 2019; undone after the test

Who took part: the people of `tests/worlds/scored.py`. The special commission of the ministry of communications has two
members who did not, and one who did: its evaluator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from appeals import actions
from appeals.models import Objection, ObjectionPoint, Seat
from blocks.models import Conclusion
from evaluation import clock
from evaluation.models import Membership, Office, User
from reports.models import Document
from tests.worlds.layers import Layers, layer
from tests.worlds.scored import MARCH, Scored
from tests.worlds.world import SINCE, add_person

#: The value in dispute: it stands in the conclusion as 15, the body claims 18 (then the block is 82.88).
ITEM, INDICATOR = "functions_automated", "3.2.1.1"
PREPARER, HEAD = "agriculture.preparer", "agriculture.first_head"
APPROVER, WORKING_BODY = "communications.approver", "commission.working_body"
CHAIR, MEMBER = "communications.special_commission_member", "communications.second_member"


@dataclass
class Delivered(Scored):
    """The scored year with a delivered conclusion of block 3."""

    @property
    def conclusion(self) -> Conclusion:
        """The first version."""
        return Conclusion.objects.select_related(
            "cycle", "body", "lead", "methodology", "objection_term"
        ).get(cycle=self.cycle, body__slug="agriculture", block=3, version=1)

    def proof_of_claim(self) -> Document:
        return self.document("agriculture", "letter.txt")

    def open(self) -> Objection:
        return actions.open_objection(self.conclusion, self.person(PREPARER))

    def point(
        self, objection: Objection, bare: bool = False, claimed: str = "18", **changes: Any
    ) -> ObjectionPoint:
        given = {
            "indicator": INDICATOR,
            "item": ITEM,
            "claimed": Decimal(claimed),
            "argument": "Eighteen functions were automated by the end of the year.",
            "documents": [] if bare else [self.proof_of_claim()],
            **changes,
        }
        return actions.save_point(objection, self.person(PREPARER), **given)

    def filed(self) -> Objection:
        objection = self.open()
        self.point(objection)
        return actions.file_objection(objection, self.person(HEAD))

    def seats(self) -> list[tuple[User, str]]:
        return [
            (self.person(CHAIR), Seat.CHAIR),
            (self.person(MEMBER), Seat.MEMBER),
            (self.person(WORKING_BODY), Seat.WORKING_BODY),
        ]

    def in_review(self) -> Objection:
        return self._considered(self.filed())

    def handed(self, objection: Objection) -> Objection:
        """A draft with its points, filed and handed to the special commission."""
        return self._considered(actions.file_objection(objection, self.person(HEAD)))

    def _considered(self, objection: Objection) -> Objection:
        actions.form_commission(objection, self.person(APPROVER), self.seats())
        return actions.hand_to_commission(objection, self.person(APPROVER))

    def decided(self, outcome: str = "accepted", found: str = "18") -> Objection:
        objection = self.in_review()
        value = Decimal(found) if outcome == "accepted" else None
        decision = actions.PointDecision(objection.points.get(), outcome, "The letter shows it.", value)
        return actions.decide_points(objection, self.person(CHAIR), [decision], finish=True)


def build_delivered(scored: Scored) -> Delivered:
    """Everything up to the delivery, and the people of the special commission."""
    delivered = Delivered(scored.world, scored.cycle)
    house = delivered.world.body("communications")
    for office, name in ((Office.SPECIAL_COMMISSION_MEMBER, MEMBER),):
        delivered.world.people[name] = add_person(house, office, name)
    Membership.objects.create(
        user=delivered.person("communications.evaluator"),
        body=house,
        office=Office.SPECIAL_COMMISSION_MEMBER,
        valid_from=SINCE,
    )
    with clock.frozen(MARCH):
        delivered.conclude()
    return delivered


layer("delivered", build_delivered, on="scored")


@pytest.fixture
def delivered(db: None, layers: Layers) -> Iterator[Delivered]:
    """The conclusion as it was received, at that moment."""
    with clock.frozen(MARCH):
        yield layers.value("delivered")


def refused(act: Any) -> Any:
    """The refusal of the act; fails when it is not refused."""
    from evaluation.refusals import Refusal

    with pytest.raises(Refusal) as caught:
        act()
    return caught.value


__all__ = ["Delivered", "build_delivered", "delivered", "refused"]
