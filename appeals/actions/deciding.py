"""The verbs of the decision: of the special commission, its correction, and the way back (c60, c61)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from appeals.actions.filing import POINT
from appeals.actions.telling import tell_of_objection
from appeals.disputed import place_of, value_faults
from appeals.guards import unlawful_commission
from appeals.models import Objection, ObjectionPoint, ObjectionState, PointOutcome
from appeals.models.objections import DECIDE
from blocks.actions.conclusions import Correction, correct_conclusion
from blocks.models import Conclusion
from blocks.words_asked import refuse_without_words
from evaluation import clock, rights
from evaluation.acting import lock, note, perform, refuse_without_right
from evaluation.changes import Watched
from evaluation.models import Office, Role, User
from evaluation.refusals import FieldFault, Refusal
from schedule.duty_book import duties_of_kind
from schedule.violations import record_violations


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
            for sentence in value_faults(fresh.conclusion, place_of(one.point), one.decided)
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


def return_to_commission(
    objection: Objection, by: User, reason: str, revision: int | None = None
) -> Objection:
    """Return an accepted objection that cannot be corrected to its special commission, with the reason (A-APPEAL-7).

    Refused while the correction can be made. What was decided stays as the commission's draft until it decides anew.
    """
    refuse_without_words(reason, _("Write why the conclusion cannot be corrected."))

    def prepare(fresh: Objection) -> None:
        fresh.decided_at = None

    with transaction.atomic():
        back = perform(
            objection,
            "return_to_commission",
            by,
            revision=revision,
            details={"reason": reason.strip()},
            prepare=prepare,
        )
        members = [member.user for member in back.commission.members.select_related("user")]
        heads = rights.people_with(Office.FIRST_HEAD, back.body_id)
        tell_of_objection(back, [*members, *heads], "objection.returned", reason=reason.strip())
    return back


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
        tell_of_objection(decided, people, kind)
    return decided


def _record_if_late(decided: Objection) -> None:
    """A result after the fifteen days stands, and is a violation of the authority's responsible official (c63, c66)."""
    own = [duty for duty in duties_of_kind(DECIDE, decided.cycle.year) if duty.object_id == decided.pk]
    record_violations(own, clock.now())
