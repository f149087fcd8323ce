"""Objections: in time to the second, with documents, decided by people who took no part, corrected beside the old."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from appeals import actions
from appeals.disputed import disputable
from appeals.models import Objection, ObjectionState, Seat
from appeals.selectors import people_for
from evaluation import clock, desk
from evaluation.actions import declare_interest
from evaluation.models import InterestDeclaration, JournalEntry, Membership, Office, User
from schedule.models import Letter
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
from tests.worlds.elements import texts
from tests.worlds.scored import SECOND
from tests.worlds.world import SINCE

__all__ = ["delivered"]

pytestmark = pytest.mark.django_db


@pytest.mark.clause("c57")
def test_the_last_second_is_in_time_and_the_next_is_late(delivered: Delivered) -> None:
    objection = delivered.open()
    delivered.point(objection)
    term = objection.objection_term
    assert term.last_day == date(2019, 3, 18)  # 12, 13, 14, 15 and 18 March: five working days after receipt
    with clock.frozen(term.due_at), override("ru"):
        refusal = refused(lambda: actions.file_objection(objection, delivered.person(HEAD)))
        assert (refusal.code, refusal.clause, refusal.until) == ("late", "c57", term.due_at)
        assert "18\N{NO-BREAK SPACE}марта" in refusal.sentence
        assert refusal.remedy
        assert refused(lambda: delivered.point(objection, claimed="19")).code == "late"
        assert not JournalEntry.objects.filter(act="objection.file").exists()
    with clock.frozen(term.due_at - SECOND):
        filed = actions.file_objection(objection, delivered.person(HEAD))
    assert filed.state == ObjectionState.FILED


@pytest.mark.clause("c57")
def test_an_objection_cannot_be_begun_after_the_term(delivered: Delivered) -> None:
    term = delivered.conclusion.objection_term
    assert term is not None
    with clock.frozen(term.due_at):
        assert refused(delivered.open).code == "late"
    assert not Objection.objects.exists()


@pytest.mark.clause("c58")
def test_an_objection_without_documents_is_not_considered(delivered: Delivered) -> None:
    objection = delivered.open()
    head = delivered.person(HEAD)
    assert refused(lambda: actions.file_objection(objection, head)).faults[0].field == "points"
    bare = delivered.point(objection, bare=True)
    refusal = refused(lambda: actions.file_objection(objection, head))
    assert (refusal.code, refusal.clause) == ("incomplete", "c58")
    assert "only with supporting documents" in refusal.sentence
    assert [fault.field for fault in refusal.faults] == [f"point-{bare.pk}"]
    delivered.point(objection)
    assert actions.file_objection(objection, head).state == ObjectionState.FILED


def test_another_bodys_document_proves_nothing(delivered: Delivered) -> None:
    objection = delivered.open()
    foreign = delivered.document("culture", "foreign.txt")
    point = delivered.point(objection, documents=[foreign])
    assert list(point.documents.all()) == []


@pytest.mark.clause("c57")
def test_the_preparer_prepares_and_only_the_first_head_files(delivered: Delivered) -> None:
    objection = delivered.open()
    delivered.point(objection)
    refusal = refused(lambda: actions.file_objection(objection, delivered.person(PREPARER)))
    assert (refusal.code, refusal.sentence) == (
        "right",
        "Only the first head of this body files its objections.",
    )
    assert refused(lambda: actions.open_objection(delivered.conclusion, delivered.person("culture.preparer")))
    filed = actions.file_objection(objection, delivered.person(HEAD))
    assert filed.filed_by == delivered.person(HEAD)
    assert refused(lambda: delivered.point(filed, claimed="20")).code == "state"
    told = {letter.to.username for letter in Letter.objects.filter(kind="objection.filed")}
    assert told == {APPROVER, "commission.working_body"}


def test_what_is_disputed_stands_in_the_trace(delivered: Delivered) -> None:
    values = {value.key: value for value in disputable(delivered.conclusion)}
    shown = values[f"{INDICATOR}|{ITEM}||"]
    assert (shown.value, shown.points) == (Decimal(15), Decimal(75))
    assert not any(value.item.startswith("kpi.") for value in values.values())


def test_a_stale_point_is_not_written_over(delivered: Delivered) -> None:
    objection = delivered.open()
    seen = objection.revision
    delivered.point(objection)
    refusal = refused(lambda: delivered.point(objection, claimed="20", revision=seen))
    assert refusal.code == "stale"
    assert objection.points.get().claimed == 18


@pytest.mark.clause("c59")
def test_whoever_took_part_is_refused_from_the_journal(delivered: Delivered) -> None:
    objection = delivered.filed()
    took_part = delivered.person("communications.evaluator")
    approver = delivered.person(APPROVER)
    excluded = {person.user: person.excluded for person in people_for(objection) if person.excluded}
    assert list(excluded) == [took_part]
    assert "took part in evaluating this body" in excluded[took_part]
    may_sit = {person.user for person in people_for(objection) if not person.excluded}
    assert may_sit == {user for user, _seat in delivered.seats()}
    chair, _member, representative = delivered.seats()
    seats = [chair, (took_part, Seat.MEMBER), representative]
    refusal = refused(lambda: actions.form_commission(objection, approver, seats))
    assert (refusal.code, refusal.clause) == ("incomplete", "c59")
    assert [fault.field for fault in refusal.faults] == [f"member-{took_part.pk}"]
    assert str(took_part) in refusal.faults[0].sentence
    assert refused(lambda: actions.hand_to_commission(objection, approver)).clause == "c59"


@pytest.mark.clause("c59")
@pytest.mark.parametrize(("left_out", "field"), [(0, "chair"), (1, "members"), (2, "working_body")])
def test_the_commission_has_its_seats(delivered: Delivered, left_out: int, field: str) -> None:
    objection = delivered.filed()
    seats = [seat for place, seat in enumerate(delivered.seats()) if place != left_out]
    refusal = refused(lambda: actions.form_commission(objection, delivered.person(APPROVER), seats))
    assert [fault.field for fault in refusal.faults] == [field]


@pytest.mark.clause("c59")
def test_an_interest_and_a_stranger_keep_out(delivered: Delivered) -> None:
    objection = delivered.filed()
    member = delivered.person(MEMBER)
    InterestDeclaration.objects.create(
        user=member, body=objection.body, reason="Former service", valid_from=SINCE
    )
    assert member in {person.user for person in people_for(objection) if person.excluded}
    stranger = delivered.person("finance.special_commission_member")
    seats = [delivered.seats()[0], (stranger, Seat.MEMBER), delivered.seats()[2]]
    refusal = refused(lambda: actions.form_commission(objection, delivered.person(APPROVER), seats))
    assert [fault.field for fault in refusal.faults] == [f"member-{stranger.pk}"]


def leaves(delivered: Delivered, who: str) -> None:
    """The person's office ends today; another of the authority's house takes its place."""
    Membership.objects.filter(user=delivered.person(who)).update(
        valid_until=clock.today() - timedelta(days=1)
    )


@pytest.mark.clause("c59", "c60")
def test_a_commission_whose_member_left_is_formed_anew_and_goes_on(delivered: Delivered) -> None:
    objection = delivered.in_review()
    approver = delivered.person(APPROVER)
    refusal = refused(lambda: actions.form_commission(objection, approver, delivered.seats()))
    assert (refusal.code, refusal.clause) == ("state", "c59")  # nobody picks other judges at will
    leaves(delivered, CHAIR)
    assert "anew" in " ".join(str(turn.title) for turn in desk.turns_of(approver))
    successor = User.objects.create(username="successor", email="successor@example.test", language="en")
    Membership.objects.create(
        user=successor, body=objection.authority, office=Office.SPECIAL_COMMISSION_MEMBER, valid_from=SINCE
    )
    seats = [(successor, Seat.CHAIR), *delivered.seats()[1:]]
    refusal = refused(lambda: actions.form_commission(objection, approver, delivered.seats()))
    assert [fault.field for fault in refusal.faults] == [f"member-{delivered.person(CHAIR).pk}"]
    before = Objection.objects.get(pk=objection.pk)
    actions.form_commission(objection, approver, seats)
    after = Objection.objects.get(pk=objection.pk)
    assert (after.state, after.result_term_id) == ("in_review", before.result_term_id)
    told = Letter.objects.filter(kind="objection.consider", to=successor)
    assert told.count() == 1
    decision = actions.PointDecision(after.points.get(), "not_accepted", "The register is right.", None)
    assert refused(lambda: actions.decide_points(after, delivered.person(CHAIR), [decision])).code == "right"
    assert actions.decide_points(after, successor, [decision], finish=True).state == "not_accepted"
    acts = JournalEntry.objects.filter(object_type="appeals.specialcommission").values_list("act", flat=True)
    assert list(acts.order_by("id")) == [
        "specialcommission.form",
        "specialcommission.reopen",
        "specialcommission.form",
    ]


@pytest.mark.clause("c9.2", "c59")
def test_a_member_who_declares_an_interest_is_replaced(delivered: Delivered) -> None:
    objection, approver = delivered.in_review(), delivered.person(APPROVER)
    declare_interest(delivered.person(MEMBER), objection.body, "A near relative heads it")
    assert ["anew" in str(turn.title) for turn in desk.turns_of(approver)] == [True]
    faults = refused(lambda: actions.form_commission(objection, approver, delivered.seats())).faults
    assert ["declared an interest" in fault.sentence for fault in faults] == [True]


@pytest.mark.clause("c59")
def test_the_approver_forms_it_anew_on_the_objections_page(delivered: Delivered, client: Client) -> None:
    objection = delivered.in_review()
    delivered.world.sign_in(client, APPROVER)
    address = reverse("objection", args=[objection.pk])
    assert client.get(address).context["seats_form"] is None
    leaves(delivered, MEMBER)
    answer = client.get(address)
    assert answer.context["seats_form"] is not None
    assert [fault.field for fault in answer.context["broken"]] == [f"member-{delivered.person(MEMBER).pk}"]
    who = f"{delivered.person(MEMBER)} is neither of the authorised body's nor of the working body's people today."
    assert who in texts(answer, ".plain-list li")


def test_a_withdrawn_objection_is_over(delivered: Delivered) -> None:
    objection = delivered.filed()
    assert refused(lambda: actions.withdraw_objection(objection, delivered.person(PREPARER))).code == "right"
    withdrawn = actions.withdraw_objection(objection, delivered.person(HEAD))
    assert withdrawn.state == ObjectionState.WITHDRAWN
    approver, seats = delivered.person(APPROVER), delivered.seats()
    assert refused(lambda: actions.form_commission(withdrawn, approver, seats)).code == "state"
    anew = refused(lambda: actions.remove_point(withdrawn.points.all()[0], delivered.person(PREPARER)))
    assert anew.sentence == "The objection was withdrawn; it is not filed anew."
