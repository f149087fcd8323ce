"""Why an objection or a special commission may not go on (c57–c60)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from appeals.disputed import correction_refusal
from appeals.models import Objection, PointOutcome, SpecialCommission, SpecialCommissionState
from appeals.selectors import composition_faults
from blocks.models import ConclusionState
from evaluation.conditions import guard
from evaluation.refusals import FieldFault, Refusal


@guard
def has_documents(objection: Objection) -> Refusal | None:
    """Objections are considered only with supporting documents (c58)."""
    points = list(objection.points.prefetch_related("documents"))
    if not points:
        return Refusal(
            "incomplete",
            _("The objection has no points: name at least one indicator that you disagree with."),
            clause="c57",
            faults=[FieldFault("points", _("Choose an indicator and write your argument."))],
        )
    bare = [point for point in points if not point.documents.all()]
    if not bare:
        return None
    return Refusal(
        "incomplete",
        _("Objections are considered only with supporting documents; points without one: %(count)s.")
        % {"count": len(bare)},
        clause="c58",
        remedy=_("Attach a document to each point, or remove the point."),
        faults=[FieldFault(f"point-{point.pk}", _("Attach a supporting document.")) for point in bare],
    )


@guard
def commission_is_formed(objection: Objection) -> Refusal | None:
    """Only a formed special commission considers an objection, and everybody in it may sit today (c59)."""
    commission = getattr(objection, "commission", None)
    if commission is None or commission.state != SpecialCommissionState.FORMED:
        return Refusal("incomplete", _("The special commission is not formed yet."), clause="c59")
    return unlawful_commission(objection)


@guard
def commission_may_sit(objection: Objection) -> Refusal | None:
    """Nobody decides with somebody who may not sit: who left, became a party, or took part meanwhile (c59)."""
    return unlawful_commission(objection)


def unlawful_commission(objection: Objection) -> Refusal | None:
    """Why the commission, as it sits, may not act on the objection today; None when everybody in it may (c59)."""
    commission = getattr(objection, "commission", None)
    faults = composition_faults(commission) if commission is not None else []
    if not faults:
        return None
    return Refusal(
        "incomplete",
        _("The special commission cannot decide as it sits: %(why)s")
        % {"why": " ".join(fault.sentence for fault in faults)},
        clause="c59",
        remedy=_("The approver who formed it fills its seats anew; the term of the result goes on."),
        faults=faults,
    )


@guard
def points_are_decided(objection: Objection) -> Refusal | None:
    """Every point has its outcome and reasons."""
    open_points = [point for point in objection.points.all() if not point.outcome or not point.decision]
    if not open_points:
        return None
    return Refusal(
        "incomplete",
        _("Every point is decided, with reasons; still open: %(count)s.") % {"count": len(open_points)},
        clause="c60",
        faults=[
            FieldFault(f"point-{p.pk}", _("Choose the outcome and write the reasons.")) for p in open_points
        ],
    )


@guard
def correction_can_be_scored(objection: Objection) -> Refusal | None:
    """A score follows from the values found, so that the conclusion can be corrected with them (c61)."""
    return correction_refusal(objection)


@guard
def correction_is_impossible(objection: Objection) -> Refusal | None:
    """No score follows from the values found any more: only then an accepted objection goes back (A-APPEAL-7)."""
    if objection.conclusion.state == ConclusionState.DELIVERED and correction_refusal(objection):
        return None
    return Refusal(
        "state",
        _(
            "The conclusion can be corrected with the values found, or is corrected already: nothing goes back."
        ),
        clause="c61",
    )


@guard
def something_is_accepted(objection: Objection) -> Refusal | None:
    """An objection is accepted when at least one of its points is."""
    if any(point.outcome == PointOutcome.ACCEPTED for point in objection.points.all()):
        return None
    return Refusal(
        "incomplete", _("No point was accepted: record the objection as not accepted."), clause="c60"
    )


@guard
def nothing_is_accepted(objection: Objection) -> Refusal | None:
    """An objection is not accepted when none of its points is."""
    if not any(point.outcome == PointOutcome.ACCEPTED for point in objection.points.all()):
        return None
    return Refusal("incomplete", _("A point was accepted: record the objection as accepted."), clause="c60")


@guard
def composition_is_lawful(commission: SpecialCommission) -> Refusal | None:
    """A chair, a member, a representative of the working body, and nobody who took part in the evaluation (c59)."""
    faults = composition_faults(commission)
    if not faults:
        return None
    return Refusal(
        "incomplete", _("The special commission cannot be formed like this."), clause="c59", faults=faults
    )


@guard
def composition_is_broken(commission: SpecialCommission) -> Refusal | None:
    """Somebody who sits may not sit any more: left the office, or became a party (c59, A-APPEAL-6)."""
    if composition_faults(commission):
        return None
    return Refusal(
        "state",
        _("The special commission is formed already, and everybody in it may sit: it is not formed anew."),
        clause="c59",
    )
