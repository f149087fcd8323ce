"""The walk's appeals: objections, special commissions, decisions, corrections (c57–c61)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from appeals import actions as appeals
from appeals.models import Objection, Seat
from appeals.selectors import took_part
from blocks import actions as blocks
from blocks.actions.conclusions import Correction
from blocks.models import Conclusion, ConclusionState
from config.walk.core import Core, Step, shipped
from evaluation.models import Office, Role
from schedule.milestones import Milestone

ACCEPTED_BECAUSE = "Документ подтверждает иное значение; показатель пересчитан (учебный пример)."
NOT_ACCEPTED_BECAUSE = "Документ не относится к отчётному году; значение не изменяется (учебный пример)."
OBJECTIONS_A_YEAR = 7

#: The item that a body disputes → the item that it is a part of: the claimed value lies between the two.
DISPUTED = {
    "goals_reached": "goals_planned",
    "rendered_in_time": "rendered",
    "functions_automated": "functions_due",
    "appeals_in_time": "appeals",
    "datasets_updated": "datasets_due",
    "documents_electronic": "documents",
    "rendered_electronically": "rendered",
    "filled_by_competition": "vacancies_filled",
    "spent": "planned",
}


def object_and_decide(walk: Core) -> Iterator[Step]:
    """Some bodies object, with documents and in time; special commissions decide; accepted ones correct."""
    filed = [objection for conclusion in disputed_conclusions(walk) if (objection := file(walk, conclusion))]
    yield walk.step("objections filed with documents", "c57, c58", "first heads", None, f"{len(filed)}")
    accepted = sum(decide(walk, objection, accept=index % 3 == 0) for index, objection in enumerate(filed))
    yield walk.step(
        "objections considered by special commissions",
        "c59, c60, c61",
        "special commissions",
        None,
        f"{accepted} of {len(filed)} accepted",
    )


def disputed_conclusions(walk: Core) -> list[Conclusion]:
    """The conclusions that are objected to: a sample, or, of a year under way, those whose halt says so."""
    delivered = list(
        Conclusion.objects.filter(cycle=walk.cycle, state=ConclusionState.DELIVERED)
        .select_related("body", "lead", "cycle", "methodology", "objection_term")
        .defer("methodology__document")
        .order_by("pk")
    )
    possible = [conclusion for conclusion in delivered if disputable(conclusion) is not None]
    if walk.stands_at is not None:
        halts = {"filed", "in_review", "decided", "corrected"}
        return [c for c in possible if walk.halts.get((c.body_id, c.block)) in halts]
    return sorted(walk.random.sample(possible, k=min(OBJECTIONS_A_YEAR, len(possible))), key=lambda c: c.pk)


def disputable(conclusion: Conclusion) -> tuple[str, str, Decimal] | None:
    """Indicator, item and claimed value: of the weakest indicator with a value that can be disputed."""
    found = []
    for direction in conclusion.trace.get("directions", []):
        for criterion in direction["criteria"]:
            for indicator in criterion["indicators"]:
                if indicator.get("state") == "counted":
                    inputs = {i["item"]: i.get("value") for i in indicator["inputs"] if not i.get("element")}
                    found.append((Decimal(indicator["value"]), str(indicator["code"]), inputs))
    for _score, code, inputs in sorted(found, key=lambda row: (row[0], row[1])):
        for item, whole in DISPUTED.items():
            if inputs.get(item) is not None and inputs.get(whole) is not None:
                value, goal = Decimal(inputs[item]), Decimal(inputs[whole])
                claimed = ((value + goal) / 2).quantize(Decimal(1))
                if claimed > value:
                    return code, item, claimed
    return None


def file(walk: Core, conclusion: Conclusion) -> Objection | None:
    """Prepare and file an objection on the day before the term ends; None if it stays a draft."""
    place, term = disputable(conclusion), conclusion.objection_term
    if place is None or term is None:
        return None
    indicator, item, claimed = place
    head = walk.people.of(Office.FIRST_HEAD, conclusion.body)
    draft_only = not walk.goes_through("filed", conclusion.body_id, conclusion.block)
    walk.at(term.last_day - timedelta(days=1), 12)
    objection = appeals.open_objection(conclusion, head)
    grounds = shipped("content", "recommendations.yaml")["objection_grounds"]
    ground = grounds[walk.random.randrange(len(grounds))]
    appeals.save_point(
        objection,
        head,
        indicator=indicator,
        item=item,
        claimed=claimed,
        argument=ground["text"]["ru"],
        documents=[walk.document(conclusion.body, conclusion.body, "objection")],
    )
    objection.refresh_from_db()
    return None if draft_only else appeals.file_objection(objection, head)


def decide(walk: Core, objection: Objection, *, accept: bool) -> int:
    """Form the commission, decide every point; 1 when the objection was accepted (and the conclusion corrected)."""
    body, block = objection.body_id, objection.block
    legal = walk.last_day(Milestone.CONCLUSIONS)
    walk.at(_after(walk, legal, 9), 11)
    if not walk.goes_through("in_review", body, block):
        return 0
    approver = walk.people.of(Office.APPROVER, objection.authority)
    chair, member = walk.people.all(Office.SPECIAL_COMMISSION_MEMBER, objection.authority)[:2]
    took = frozenset(took_part(body, walk.year))
    working_body = walk.people.body(Role.WORKING_BODY)
    representative = walk.people.of(Office.WORKING_BODY, working_body, not_one_of=took)
    seats = [(chair, Seat.CHAIR), (member, Seat.MEMBER), (representative, Seat.WORKING_BODY)]
    appeals.form_commission(objection, approver, seats)
    objection = appeals.hand_to_commission(objection, approver)
    if not walk.goes_through("decided", body, block):
        return 0
    accept = accept or walk.stands_at is not None
    points = list(objection.points.prefetch_related("documents"))
    outcome, why = ("accepted", ACCEPTED_BECAUSE) if accept else ("not_accepted", NOT_ACCEPTED_BECAUSE)
    decisions = [
        appeals.PointDecision(point, outcome, why, point.claimed if accept else None) for point in points
    ]
    appeals.decide_points(objection, chair, decisions)
    if not accept:
        appeals.reject_objection(objection, chair)
        return 0
    objection = appeals.accept_objection(objection, chair)
    if walk.goes_through("corrected", body, block):
        corrections = [
            Correction(p.item, p.claimed, p.documents.all()[0].pk, p.language, p.row) for p in points
        ]
        blocks.correct_conclusion(objection.conclusion, approver, corrections)
    return 1


def _after(walk: Core, legal: date, days: int) -> date:
    """The commissions' days: after the milestone, or, in a year under way, four days before its clock."""
    if walk.stands_at is None:
        return legal + timedelta(days=days)
    return walk.stands_at.date() - timedelta(days=4)
