"""The verbs of appeals (c57–c61). Web forms, the walk of the year and tests call these and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from appeals.guards import unlawful_commission
from appeals.models import (
    Objection,
    ObjectionPoint,
    ObjectionState,
    PointOutcome,
    SpecialCommission,
    SpecialCommissionMember,
)
from appeals.models.objections import DECIDE, OBJECTION_DUE, OPEN
from appeals.models.special_commissions import SpecialCommissionState
from appeals.selectors import composition_faults
from blocks.actions.conclusions import Correction, correct_conclusion
from blocks.models import Conclusion, ConclusionState
from evaluation import clock, rights
from evaluation.acting import late, lock, note, perform, refuse_without_right
from evaluation.changes import Watched
from evaluation.models import Office, Role, User
from evaluation.refusals import FieldFault, Refusal
from methodologies.content import methodology_of
from reports.actions.documents import hand_over
from reports.entries import number_faults
from reports.models import Document
from schedule.duty_book import duties_of_kind
from schedule.letters import write_letters
from schedule.models import TermKind
from schedule.terms import open_term
from schedule.violations import record_violations

#: What tells points apart, and what of a point the journal tells.
POINT = ("item", "language", "row")
POINT_TOLD = ("indicator", "claimed", "argument", "documents")


def open_objection(conclusion: Conclusion, by: User) -> Objection:
    """Begin an objection to a delivered conclusion; a draft that only the body sees (c57)."""
    objection = Objection(
        cycle=conclusion.cycle,
        body=conclusion.body,
        conclusion=conclusion,
        authority=conclusion.lead,
        number=f"{conclusion.number}-O",
    )
    refuse_without_right(by, "appeals.prepare_objection", objection, "c57")
    existing = Objection.objects.filter(conclusion=conclusion).first()
    if existing is not None:
        return existing
    if conclusion.state != ConclusionState.DELIVERED or conclusion.objection_term is None:
        raise Refusal(
            "state",
            _("There is nothing to object to: the conclusion is “%(state)s”.")
            % {"state": conclusion.get_state_display()},
            clause="c57, c60",
        )
    refuse_after_term(objection)
    try:
        with transaction.atomic():
            objection.save()
            note(objection, "open", by, "c57", after=objection.state)
    except IntegrityError:  # a colleague opened it at the same moment
        return Objection.objects.get(conclusion=conclusion)
    return objection


def refuse_after_term(objection: Objection) -> None:
    """Nothing of an objection changes once the term of c57 has passed."""
    deadline = OBJECTION_DUE.deadline(objection)
    if deadline is not None and clock.now() >= deadline.due_at:
        raise late(deadline, _("Prepare an objection"))


def _open_for_drafting(objection: Objection, by: User, revision: int | None) -> Objection:
    fresh = lock(objection, revision)
    refuse_without_right(by, "appeals.prepare_objection", fresh, "c57")
    if fresh.state == ObjectionState.WITHDRAWN:
        raise Refusal(
            "state",
            _("The objection was withdrawn; it is not filed anew."),
            clause="c57",
            remedy=_(
                "The results stand. The working body alone may start a recheck on a complaint (clause 62)."
            ),
        )
    if fresh.state != ObjectionState.DRAFT:
        raise Refusal(
            "state", _("The objection is filed already; its points no longer change."), clause="c57"
        )
    refuse_after_term(fresh)
    return fresh


def save_point(
    objection: Objection,
    by: User,
    *,
    indicator: str,
    item: str,
    language: str = "",
    row: str = "",
    claimed: Decimal,
    argument: str,
    documents: Iterable[Document] = (),
    revision: int | None = None,
) -> ObjectionPoint:
    """Write (or rewrite) the point on one value: what it should be, why, and the documents that show it."""
    if not argument.strip():
        raise Refusal(
            "incomplete",
            _("Write why you disagree with this value."),
            clause="c57",
            faults=[FieldFault("argument", _("Write your argument."))],
        )
    with transaction.atomic():
        fresh = _open_for_drafting(objection, by, revision)
        unlawful = _number_faults(fresh, item, claimed)
        if unlawful:
            raise Refusal(
                "incomplete",
                _("What it should be is no lawful value of this item."),
                clause="c57",
                faults=[FieldFault("claimed", sentence) for sentence in unlawful],
            )
        own = [document for document in documents if document.body_id == fresh.body_id]
        watched = Watched(fresh.points.filter(item=item, language=language, row=row), POINT_TOLD, by=POINT)
        point, _created = ObjectionPoint.objects.update_or_create(
            objection=fresh,
            item=item,
            language=language,
            row=row,
            defaults={"indicator": indicator, "claimed": claimed, "argument": argument.strip()},
        )
        point.documents.set(own)
        fresh.revision += 1
        fresh.save(update_fields=["revision"])
        note(
            fresh,
            "save_point",
            by,
            "c57",
            details={
                "item": item,
                "claimed": str(claimed),
                "documents": len(own),
                "changed": watched.changed(),
            },
        )
    return point


def _number_faults(objection: Objection, code: str, number: Decimal) -> list[str]:
    """What is wrong with a number as a value of the item, in the methodology by which the conclusion was made."""
    items = methodology_of(objection.conclusion.methodology).items
    return next((number_faults(item, number) for item in items if item.code == code), [])


def remove_point(point: ObjectionPoint, by: User, revision: int | None = None) -> None:
    """Take a point out of a draft."""
    with transaction.atomic():
        fresh = _open_for_drafting(point.objection, by, revision)
        item = point.item
        watched = Watched(fresh.points.filter(pk=point.pk), POINT_TOLD, by=POINT)
        point.delete()
        fresh.revision += 1
        fresh.save(update_fields=["revision"])
        note(fresh, "remove_point", by, "c57", details={"item": item, "changed": watched.changed()})


def file_objection(objection: Objection, by: User, revision: int | None = None) -> Objection:
    """File the objection with its documents; the fifteen calendar days of c60 start."""

    def prepare(fresh: Objection) -> None:
        fresh.filed_by, fresh.filed_at = by, clock.now()
        fresh.result_term = open_term(TermKind.APPEAL_RESULT, fresh.authority, fresh.filed_at)

    with transaction.atomic():
        filed = perform(objection, "file", by, revision=revision, prepare=prepare)
        hand_over(Document.objects.filter(objection_points__objection=filed))
        people = [
            *rights.people_with(Office.APPROVER, filed.authority_id),
            *rights.people_with(Office.WORKING_BODY, rights.holder_of(Role.WORKING_BODY)),
        ]
        _tell_of_objection(filed, people, "objection.filed")
    return filed


def _tell_of_objection(objection: Objection, people: Sequence[User], kind: str) -> None:
    write_letters(
        people,
        kind,
        key=f"{kind}:{objection.pk}",
        about=objection.body,
        path=f"desk/objections/{objection.pk}/",
        number=objection.number,
        body=objection.body,
        block=objection.block,
        term=objection.result_term,
    )


def withdraw_objection(objection: Objection, by: User, revision: int | None = None) -> Objection:
    """The body no longer objects."""
    return perform(objection, "withdraw", by, revision=revision)


def form_commission(
    objection: Objection, by: User, seats: Sequence[tuple[User, str]], revision: int | None = None
) -> SpecialCommission:
    """Form the special commission of ``seats`` (person, seat), refused if the record shows anyone took part (c59).

    One that is formed is formed anew when somebody in it may not sit any more; the objection stays with it, and who
    is new in it gets the letter (A-APPEAL-6).
    """
    with transaction.atomic():
        fresh = lock(objection, revision)
        refuse_without_right(by, "appeals.consider_objection", fresh, "c59")
        if fresh.state not in OPEN:
            raise Refusal(
                "state",
                _("A special commission is formed for a filed objection; this one is “%(state)s”.")
                % {"state": fresh.get_state_display()},
                clause="c59",
            )
        commission, _created = SpecialCommission.objects.get_or_create(objection=fresh)
        sat = {member.user_id for member in commission.members.all()}
        watched = Watched(commission.members.all(), ("seat",), by=("user__username",))
        if commission.state == SpecialCommissionState.FORMED:
            left = [fault.sentence for fault in composition_faults(commission)]
            commission = perform(commission, "reopen", by, details={"why": left})
        commission.members.all().delete()
        if len({user.person_key for user, _seat in seats}) != len(seats):
            raise Refusal(
                "incomplete",
                _("One person cannot hold two seats."),
                clause="c59",
                faults=[FieldFault("members", _("Choose different people."))],
            )
        SpecialCommissionMember.objects.bulk_create(
            SpecialCommissionMember(commission=commission, user=user, seat=seat) for user, seat in seats
        )

        def prepare(row: SpecialCommission) -> None:
            row.formed_at = clock.now()

        details = {"changed": watched.changed()}
        formed = perform(commission, "form", by, prepare=prepare, details=details)
        if fresh.state == ObjectionState.IN_REVIEW:
            _tell_of_objection(
                fresh, [user for user, _seat in seats if user.pk not in sat], "objection.consider"
            )
        return formed


def hand_to_commission(objection: Objection, by: User, revision: int | None = None) -> Objection:
    """The formed commission receives the objection."""
    with transaction.atomic():
        handed = perform(objection, "hand_to_commission", by, revision=revision)
        members = [member.user for member in handed.commission.members.select_related("user")]
        _tell_of_objection(handed, members, "objection.consider")
    return handed


@dataclass(frozen=True)
class PointDecision:
    """What the commission found on one point: the outcome, its reasons, and the value if it is accepted (c60)."""

    point: ObjectionPoint
    outcome: str
    decision: str
    decided: Decimal | None = None

    def faults(self) -> list[FieldFault]:
        """What is lacking in the decision; empty when it is whole."""
        pk, found = self.point.pk, []
        if self.outcome not in PointOutcome.values:
            found.append(FieldFault(f"outcome-{pk}", _("Choose: accepted or not accepted.")))
        if not self.decision.strip():
            found.append(FieldFault(f"decision-{pk}", _("Write the reasons of the decision.")))
        if self.outcome == PointOutcome.ACCEPTED and self.decided is None:
            found.append(FieldFault(f"decided-{pk}", _("Write the value that the commission found.")))
        return found


def decide_points(
    objection: Objection,
    by: User,
    decisions: Sequence[PointDecision],
    revision: int | None = None,
    *,
    finish: bool = False,
) -> Objection:
    """Record the decisions on these points, all or none; with ``finish`` the objection is decided by them (c60).

    One accepted point makes the objection accepted; none, not accepted.
    """
    with transaction.atomic():
        fresh = lock(objection, revision)
        refuse_without_right(by, "appeals.decide_objection", fresh, "c60")
        if fresh.state != ObjectionState.IN_REVIEW:
            raise Refusal("state", _("The objection is not with the special commission."), clause="c60")
        if (unlawful := unlawful_commission(fresh)) is not None:
            raise unlawful
        if any(decision.point.objection_id != fresh.pk for decision in decisions):
            raise Refusal("state", _("The point is of another objection."), clause="c60")
        faults = [fault for decision in decisions for fault in decision.faults()]
        faults += [
            FieldFault(f"decided-{one.point.pk}", sentence)
            for one in decisions
            if one.outcome == PointOutcome.ACCEPTED and one.decided is not None
            for sentence in _number_faults(fresh, one.point.item, one.decided)
        ]
        if faults:
            raise Refusal(
                "incomplete", _("The decision on the point is not complete."), clause="c60", faults=faults
            )
        for found in decisions:
            point = found.point
            watched = Watched(fresh.points.filter(pk=point.pk), ("outcome", "decision", "decided"), by=POINT)
            point.outcome, point.decision = found.outcome, found.decision.strip()
            point.decided = found.decided if found.outcome == PointOutcome.ACCEPTED else None
            point.save(update_fields=["outcome", "decision", "decided"])
            told = {"item": point.item, "outcome": point.outcome, "changed": watched.changed()}
            note(fresh, "decide_point", by, "c60", details=told)
        fresh.revision += 1
        fresh.save(update_fields=["revision"])
        if not finish:
            return fresh
        accepted = fresh.points.filter(outcome=PointOutcome.ACCEPTED).exists()
        return accept_objection(fresh, by) if accepted else reject_objection(fresh, by)


def correct_by_objection(objection: Objection, by: User) -> Conclusion:
    """Correct the conclusion with the values that the special commission found: a new version beside the old (c61)."""
    with transaction.atomic():
        fresh = lock(objection)
        refuse_without_right(by, "appeals.consider_objection", fresh, "c61")
        if fresh.state != ObjectionState.ACCEPTED:
            raise Refusal(
                "state",
                _("A conclusion is corrected on an accepted objection; this one is “%(state)s”.")
                % {"state": fresh.get_state_display()},
                clause="c61",
            )
        accepted = fresh.points.filter(outcome=PointOutcome.ACCEPTED).prefetch_related("documents")
        return correct_conclusion(fresh.conclusion, by, [_correction(point) for point in accepted])


def _correction(point: ObjectionPoint) -> Correction:
    if point.decided is None:
        raise TypeError(f"{point} is accepted without a value: the database forbids it")
    return Correction(
        item=point.item,
        number=point.decided,
        document_id=point.documents.all()[0].pk,
        language=point.language,
        row=point.row,
    )


def accept_objection(objection: Objection, by: User) -> Objection:
    """The objection is accepted in whole or in part; the authorised body now corrects the conclusion (c60, c61)."""
    return _decide(objection, by, "accept", "objection.accepted")


def reject_objection(objection: Objection, by: User) -> Objection:
    """The objection is not accepted; the result is final, clause 62 aside (c60)."""
    return _decide(objection, by, "reject", "objection.not_accepted")


def _decide(objection: Objection, by: User, move: str, kind: str) -> Objection:
    def prepare(fresh: Objection) -> None:
        fresh.decided_at = clock.now()

    with transaction.atomic():
        decided = perform(objection, move, by, prepare=prepare)
        _record_if_late(decided)
        people = [
            *rights.people_with(Office.FIRST_HEAD, decided.body_id),
            *rights.people_with(Office.PREPARER, decided.body_id),
            *rights.people_with(Office.APPROVER, decided.authority_id),
            *rights.people_with(Office.WORKING_BODY, rights.holder_of(Role.WORKING_BODY)),
        ]
        _tell_of_objection(decided, people, kind)
    return decided


def _record_if_late(decided: Objection) -> None:
    """A result after the fifteen days stands, and is a violation of the authority's responsible official (c63, c66)."""
    own = [duty for duty in duties_of_kind(DECIDE, decided.cycle.year) if duty.object_id == decided.pk]
    record_violations(own, clock.now())
