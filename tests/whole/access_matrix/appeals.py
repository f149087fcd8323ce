"""Rows of appeals: the list, the draft that is the body's own, the filed objection and its acts."""

from __future__ import annotations

from decimal import Decimal

from appeals.models import Objection, Seat, SpecialCommission, SpecialCommissionMember
from blocks.models import Conclusion
from methodologies.actions import import_methodology
from schedule.models import TermKind
from schedule.terms import open_term
from tests.whole.access_matrix import LOGIN, OTHERS, VISITOR, Row
from tests.worlds.opened import shipped_document
from tests.worlds.unguarded import unguarded
from tests.worlds.world import NOW, World

HEAD, PREPARER = "agriculture.first_head", "agriculture.preparer"
APPROVER, CHAIR = "communications.approver", "communications.special_commission_member"
#: Offices that have nothing to do with objections: the door itself is shut.
OUTSIDE = dict.fromkeys(
    (
        "no office",
        "finance.methodologist",
        "economy.administrator",
        "commission.commission_member",
        "commission.expert",
        "administration.head_of_administration",
        "integrator.integrator",
    ),
    403,
)
#: Who reads every filed objection and decides none.
READERS = ("economy.coordinator", "commission.working_body", "commission.auditor")


def a_conclusion(world: World) -> list[int]:
    """Agriculture's conclusion on block 3, received at this moment; without marks, which no row needs."""
    author = world.person("communications.methodologist")
    with unguarded(Conclusion):  # born delivered: the way there is shown elsewhere
        conclusion = Conclusion.objects.create(
            cycle=world.cycle,
            body=world.body("agriculture"),
            block=3,
            lead=world.body("communications"),
            methodology=import_methodology(world.cycle, shipped_document("3"), author),
            state="delivered",
            number="2018-3-006",
            score=Decimal(80),
            approved_by=world.people[APPROVER],
            approved_at=NOW,
            received_at=NOW,
            objection_term=open_term(TermKind.OBJECTION, world.body("agriculture"), NOW),
        )
    return [conclusion.pk]


def an_objection(world: World, state: str) -> Objection:
    conclusion = Conclusion.objects.get(pk=a_conclusion(world)[0])
    filed = state != "draft"
    with unguarded(Objection, SpecialCommission):
        objection = Objection.objects.create(
            cycle=world.cycle,
            body=conclusion.body,
            conclusion=conclusion,
            authority=conclusion.lead,
            number="2018-3-006-O",
            state=state,
            filed_by=world.people[HEAD] if filed else None,
            filed_at=NOW if filed else None,
            result_term=open_term(TermKind.APPEAL_RESULT, conclusion.lead, NOW) if filed else None,
        )
        if state == "in_review":
            commission = SpecialCommission.objects.create(objection=objection, state="formed", formed_at=NOW)
            SpecialCommissionMember.objects.create(
                commission=commission, user=world.people[CHAIR], seat=Seat.CHAIR
            )
    return objection


def a_draft(world: World) -> list[int]:
    return [an_objection(world, "draft").pk]


def a_point(world: World) -> list[int]:
    objection = an_objection(world, "draft")
    point = objection.points.create(indicator="3.2.1.1", item="functions_automated", claimed=1, argument="x")
    return [objection.pk, point.pk]


def a_filed_one(world: World) -> list[int]:
    return [an_objection(world, "filed").pk]


def one_in_review(world: World) -> list[int]:
    return [an_objection(world, "in_review").pk]


def an_accepted_one(world: World) -> list[int]:
    return [an_objection(world, "accepted").pk]


SEEN = {OTHERS: 404, VISITOR: LOGIN, HEAD: 200, PREPARER: 200, APPROVER: 200, **dict.fromkeys(READERS, 200)}
#: Who sees a filed objection is refused its acts with the reason; to the others it is not there.
NOT_THEIRS = {OTHERS: 404, VISITOR: LOGIN, **dict.fromkeys((HEAD, PREPARER, APPROVER, *READERS), 403)}
#: A draft is the body's own.
OWN = {OTHERS: 404, VISITOR: LOGIN, HEAD: 422, PREPARER: 422}

ROWS = [
    Row("objections", {OTHERS: 200, VISITOR: LOGIN, **OUTSIDE}),
    Row(
        "objection_new",
        {OTHERS: 403, VISITOR: LOGIN, "culture.preparer": 404, HEAD: 200, PREPARER: 200},
        args=a_conclusion,
    ),
    Row(
        "objection_new",
        {OTHERS: 403, VISITOR: LOGIN, "culture.preparer": 404, HEAD: 302, PREPARER: 302},
        "POST",
        args=a_conclusion,
    ),
    Row(
        "objection",
        {OTHERS: 404, VISITOR: LOGIN, **OUTSIDE, HEAD: 200, PREPARER: 200},
        args=a_draft,
        note="draft",
    ),
    Row("objection", {**SEEN, **OUTSIDE}, args=a_filed_one, note="filed"),
    Row("objection_point", OWN, "POST", args=a_draft),
    Row("objection_point_remove", {**OWN, HEAD: 302, PREPARER: 302}, "POST", args=a_point),
    Row("objection_file", {**OWN, PREPARER: 403}, "POST", args=a_draft, note="no points yet"),
    Row("objection_withdraw", {**NOT_THEIRS, HEAD: 302}, "POST", args=a_filed_one),
    Row("objection_commission", {**NOT_THEIRS, APPROVER: 422}, "POST", args=a_filed_one, note="no seats"),
    Row("objection_hand", {**NOT_THEIRS, APPROVER: 422}, "POST", args=a_filed_one, note="not formed"),
    Row("objection_decide", {**NOT_THEIRS, CHAIR: 422}, "POST", args=one_in_review, note="nothing decided"),
    Row("objection_correct", {**NOT_THEIRS, APPROVER: 422}, "POST", args=an_accepted_one, note="no value"),
    Row("objection_return", {**NOT_THEIRS, APPROVER: 422}, "POST", args=an_accepted_one, note="no reason"),
]
