"""A special commission is asked again whether it may sit at the moment at which it acts, not only when it was formed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from appeals import actions
from appeals.desk import turns
from appeals.models import Objection, PointOutcome
from evaluation import clock
from evaluation.acting import note
from evaluation.models import Body, Membership, Office, User
from evaluation.rights import forget_standing
from tests.worlds.appeals import APPROVER, CHAIR, MEMBER, WORKING_BODY, Delivered, delivered, refused
from tests.worlds.elements import element, texts
from tests.worlds.world import SINCE

__all__ = ["delivered"]


def takes_part(delivered: Delivered, person: User) -> None:
    """The journal shows the person at a mark of the disputed conclusion's body."""
    note(delivered.partials()[0], "save_marks", person, "c9.3")


def joins_the_house(delivered: Delivered, person: User) -> None:
    """The person takes an office in the evaluated body itself."""
    Membership.objects.create(
        user=person,
        office=Office.PREPARER,
        body=delivered.world.body("agriculture"),
        valid_from=clock.today(),
    )
    forget_standing(person)


def joins_a_part_of_the_house(delivered: Delivered, person: User) -> None:
    """The person takes an office in a committee of the evaluated body."""
    committee = Body.objects.create(
        slug="forestry", kind="part", parent=delivered.world.body("agriculture"), valid_from=SINCE,
        name_kk="Комитет", name_ru="Комитет", name_en="Committee",
        short_name_kk="Комитет", short_name_ru="Комитет", short_name_en="Committee",
    )  # fmt: skip
    Membership.objects.create(user=person, office=Office.PREPARER, body=committee, valid_from=clock.today())
    forget_standing(person)


Becoming = Callable[[Delivered, User], None]
WAYS = [takes_part, joins_the_house, joins_a_part_of_the_house]


def fresh(objection: Objection) -> Objection:
    return Objection.objects.get(pk=objection.pk)


@pytest.mark.clause("c59", "c60")
@pytest.mark.parametrize("who", [CHAIR, MEMBER, WORKING_BODY])
@pytest.mark.parametrize("becomes_a_party", WAYS)
@pytest.mark.parametrize("finish", [False, True])
def test_nobody_decides_beside_one_who_became_a_party(
    delivered: Delivered, becomes_a_party: Becoming, who: str, finish: bool
) -> None:
    objection = delivered.in_review()
    member = delivered.person(who)
    becomes_a_party(delivered, member)
    chair = User.objects.get(pk=delivered.person(CHAIR).pk)
    decision = actions.PointDecision(objection.points.get(), "not_accepted", "No.")
    refusal = refused(lambda: actions.decide_points(fresh(objection), chair, [decision], finish=finish))
    if refusal.code != "right":  # whoever is of the house now has lost the right itself
        assert (refusal.code, refusal.clause) == ("incomplete", "c59")
        assert str(member) in refusal.sentence
        assert refusal.remedy
    assert fresh(objection).state == "in_review"
    assert objection.points.get().outcome == ""
    # the approver is told, fills the seats anew, and the answer comes
    cards = [turn.title for turn in turns(User.objects.get(pk=delivered.person(APPROVER).pk))]
    assert cards == [f"Form the special commission on objection {objection.number} anew"]


@pytest.mark.clause("c59")
@pytest.mark.parametrize("becomes_a_party", WAYS)
def test_an_objection_is_not_handed_to_a_commission_that_may_not_sit(
    delivered: Delivered, becomes_a_party: Becoming
) -> None:
    objection = delivered.filed()
    actions.form_commission(objection, delivered.person(APPROVER), delivered.seats())
    becomes_a_party(delivered, delivered.person(MEMBER))
    approver = User.objects.get(pk=delivered.person(APPROVER).pk)
    refusal = refused(lambda: actions.hand_to_commission(fresh(objection), approver))
    assert (refusal.code, refusal.clause) == ("incomplete", "c59")


@pytest.mark.clause("c59", "c60")
def test_the_chairs_page_keeps_what_was_typed_and_says_who_may_not_sit(
    delivered: Delivered, client: Client
) -> None:
    objection = delivered.in_review()
    takes_part(delivered, delivered.person(MEMBER))
    delivered.world.sign_in(client, CHAIR)
    point = objection.points.get()
    shown = client.post(
        reverse("objection_decide", args=[objection.pk]),
        {
            f"outcome-{point.pk}": "not_accepted",
            f"decision-{point.pk}": "Long reasons that took an hour.",
            "revision": fresh(objection).revision,
            "finish": "1",
        },
    )
    assert shown.status_code == 422
    assert element(shown, f"[name=decision-{point.pk}]").text == "Long reasons that took an hour."
    who = f"{delivered.person(MEMBER)} took part in evaluating this body"
    assert [fault for fault in texts(shown, "#form-errors li") if fault.startswith(who)]
    assert fresh(objection).state == "in_review"


@pytest.mark.clause("c59")
def test_a_commission_in_which_all_may_sit_waits_for_nobody(delivered: Delivered) -> None:
    delivered.in_review()
    assert turns(User.objects.get(pk=delivered.person(APPROVER).pk)) == []


def test_the_database_refuses_an_unlawful_state_and_an_accepted_point_without_value(
    delivered: Delivered,
) -> None:
    objection = delivered.filed()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE appeals_objection SET state = 'accepted' WHERE id = %s", [objection.pk])
    with pytest.raises(DatabaseError), transaction.atomic():
        objection.points.update(outcome=PointOutcome.ACCEPTED, decided=None)
