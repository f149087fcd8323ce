"""The verbs of the objecting body: opening, points with documents, filing, withdrawing (c57, c58)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from appeals.actions.telling import tell_of_objection
from appeals.disputed import value_faults
from appeals.models import Objection, ObjectionPoint, ObjectionState
from appeals.models.objections import OBJECTION_DUE
from blocks.models import Conclusion, ConclusionState
from evaluation import clock, rights
from evaluation.acting import late, lock, note, perform, refuse_without_right
from evaluation.changes import Watched
from evaluation.models import Office, Role, User
from evaluation.refusals import FieldFault, Refusal
from reports.actions.documents import hand_over
from reports.models import Document
from schedule.models import TermKind
from schedule.terms import open_term

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
    with transaction.atomic():
        # whoever makes the conclusion final, or opens an objection as well, waits
        objection.conclusion = conclusion = lock(conclusion)
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
        objection.save()
        note(objection, "open", by, "c57", after=objection.state)
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
        unlawful = value_faults(fresh.conclusion, (item, language, row), claimed)
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
        tell_of_objection(filed, people, "objection.filed")
    return filed


def withdraw_objection(objection: Objection, by: User, revision: int | None = None) -> Objection:
    """The body no longer objects."""
    return perform(objection, "withdraw", by, revision=revision)
