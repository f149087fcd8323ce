"""What the page of an objection shows to one person: the points, the forms that are theirs now, the difference."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.disputed import (
    Disputed,
    ValueCell,
    changed_indicators,
    correction_refusal,
    disputable,
    score_if,
)
from appeals.forms import DecisionsForm, PointForm, SeatsForm
from appeals.models import (
    Objection,
    ObjectionPoint,
    ObjectionState,
    PointOutcome,
    SpecialCommission,
    SpecialCommissionState,
)
from appeals.models.objections import OPEN, TONES
from appeals.selectors import composition_faults, is_overdue, own_documents, people_for
from blocks.models import Conclusion, ConclusionState
from evaluation import clock, journal, rights
from evaluation.acting import refusal_of
from evaluation.forms import ReasonForm
from evaluation.models import User
from evaluation.refusals import FieldFault, Refusal
from evaluation.typed_numbers import trimmed
from reports.quota import left_today

MOVES = ("file", "withdraw", "hand_to_commission", "accept", "reject")


@dataclass(frozen=True)
class PointLine:
    """A point as the page shows it: the value in the conclusion beside what is claimed and what was found."""

    point: ObjectionPoint
    disputed: Disputed | None
    fields: list[BoundField]

    @property
    def name(self) -> str:
        """The item's, in the reader's language; its code where the conclusion's trace does not list the value."""
        return self.disputed.item_name if self.disputed else self.point.item

    @property
    def claimed(self) -> Decimal:
        """What the body claims, without the column's trailing zeros."""
        return trimmed(self.point.claimed)

    @property
    def decided(self) -> Decimal | None:
        """What the commission found, without the column's trailing zeros."""
        return None if self.point.decided is None else trimmed(self.point.decided)

    @property
    def tone(self) -> str:
        """Of the outcome's chip: "accepted", "refused", and "neutral" while the point is undecided."""
        return {"accepted": "accepted", "not_accepted": "refused"}.get(self.point.outcome, "neutral")


def point_lines(
    objection: Objection, points: list[ObjectionPoint], form: DecisionsForm | None = None
) -> list[PointLine]:
    """The points with what the conclusion's trace says of their values."""
    shown: dict[tuple[str, ValueCell], Disputed] = {
        (value.indicator, value.place): value for value in disputable(objection.conclusion)
    }
    return [
        PointLine(
            point,
            shown.get((point.indicator, (point.item, point.language, point.row))),
            form.fields_of(point) if form is not None else [],
        )
        for point in points
    ]


def objection_page(
    request: HttpRequest,
    user: User,
    objection: Objection,
    *,
    refusal: Refusal | None = None,
    status: int | None = None,
    **bound: Any,
) -> HttpResponse:
    """The page; ``bound`` holds the form that was refused: ``point_form``, ``seats_form``, ``decisions_form``,
    ``return_form``."""
    points = list(objection.points.prefetch_related("documents"))
    commission = (
        SpecialCommission.objects.filter(objection=objection).prefetch_related("members__user").first()
    )
    _hold_back_unfinished(objection, points, commission, user)
    moves = {move: refusal_of(objection, move, user) for move in MOVES}
    allowed = {move for move, stopped in moves.items() if stopped is None}
    forms = _forms(user, objection, points, commission, allowed, bound)
    context: dict[str, Any] = {
        "objection": objection,
        "conclusion": objection.conclusion,
        "tone": TONES[ObjectionState(objection.state)],
        "lines": point_lines(objection, points, forms["decisions_form"]),
        "commission": commission,
        "allowed": allowed,
        "refusal": refusal,
        "files": rights.may(user, "appeals.file_objection", objection),
        "result_overdue": is_overdue(objection),
        "late": objection.objection_term is not None and clock.now() >= objection.objection_term.due_at,
        "journal": journal.entries_of(*[one for one in (objection, commission) if one is not None]),
        "synthetic_data": objection.cycle.synthetic,
        "crumbs": [
            {"label": _("Objections"), "url": reverse("objections") + f"?year={objection.cycle.year}"},
            {"label": objection.number},
        ],
        **forms,
        **_correction(user, objection, points, bound.get("return_form")),
    }
    if status is None:
        status = refusal.status if refusal is not None else 200
    return render(request, "appeals/objection.html", context, status=status)


def _hold_back_unfinished(
    objection: Objection, points: list[ObjectionPoint], commission: SpecialCommission | None, user: User
) -> None:
    """What the chair has only begun to write is no result yet: the commission alone reads it before the decision."""
    if objection.state != ObjectionState.IN_REVIEW or commission is None:
        return
    if not any(member.user_id == user.pk for member in commission.members.all()):
        for point in points:  # as shown on this page, never saved
            point.outcome, point.decided, point.decision = "", None, ""


def _forms(
    user: User,
    objection: Objection,
    points: list[ObjectionPoint],
    commission: SpecialCommission | None,
    allowed: set[str],
    bound: dict[str, Any],
) -> dict[str, Any]:
    """The forms that this person may use in this state; None for the others."""
    prepares = rights.may(user, "appeals.prepare_objection", objection)
    term = objection.objection_term
    editable = objection.state == ObjectionState.DRAFT and prepares
    editable = editable and (term is None or clock.now() < term.due_at)
    formed = commission is not None and commission.state == SpecialCommissionState.FORMED
    considers = rights.may(user, "appeals.consider_objection", objection)
    broken: list[FieldFault] = []
    if commission is not None and formed and considers and objection.state in OPEN:
        broken = composition_faults(commission)
    forming = considers and (bool(broken) or (objection.state == ObjectionState.FILED and not formed))
    people = people_for(objection) if forming else []
    sitting = {member.user_id: member.seat for member in commission.members.all()} if commission else {}
    decides = objection.state == ObjectionState.IN_REVIEW and rights.may(
        user, "appeals.decide_objection", objection
    )
    return {
        "prepares": prepares,
        "considers": considers,
        "formed": formed,
        "broken": broken,
        "point_form": (bound.get("point_form") or new_point_form(objection, record=objection))
        if editable
        else None,
        "seats_form": (bound.get("seats_form") or SeatsForm(record=objection, people=people, sitting=sitting))
        if forming
        else None,
        "people": people,
        "excluded": [person for person in people if person.excluded],
        "decisions_form": (bound.get("decisions_form") or DecisionsForm(record=objection, points=points))
        if decides
        else None,
    }


def new_point_form(
    objection: Objection, *args: Any, point: ObjectionPoint | None = None, **kwargs: Any
) -> PointForm:
    """The form of a point of this objection, with the values and all documents to choose from. Three queries."""
    return PointForm(
        *args,
        values=disputable(objection.conclusion),
        documents=own_documents(objection),
        point=point,
        room=left_today(objection.body_id).sentence(),
        **kwargs,
    )


def _correction(
    user: User, objection: Objection, points: list[ObjectionPoint], form: ReasonForm | None
) -> dict[str, Any]:
    """After acceptance: what the correction will make of the score, or what it has made of it (c61)."""
    if objection.state != ObjectionState.ACCEPTED:
        return {}
    old = objection.conclusion
    if old.state == ConclusionState.SUPERSEDED:
        new = Conclusion.objects.filter(supersedes=old).first()
        if new is None:
            return {}
        return {
            "corrected": new,
            "changes": changed_indicators(old, new),
            "movement": _between(old, new.score),
        }
    found = [
        ((point.item, point.language, point.row), point.decided)
        for point in points
        if point.outcome == PointOutcome.ACCEPTED and point.decided is not None
    ]
    after = score_if(old, found).value
    considers = rights.may(user, "appeals.consider_objection", objection)
    impossible = correction_refusal(objection)
    return {
        "correctable": considers and rights.may(user, "blocks.approve_conclusion", old),
        "impossible": impossible,
        "return_form": (form or ReasonForm(record=objection)) if considers and impossible else None,
        "not_theirs": rights.explain(user, "blocks.approve_conclusion", old) if considers else "",
        "score_after": after,
        "movement": _between(old, after),
    }


def _between(old: Conclusion, after: Decimal | None) -> Decimal | None:
    return None if after is None or old.score is None else after - old.score
