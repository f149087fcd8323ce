"""The verbs of block conclusions: drawing up, approval, delivery, finality, correction (c32, c38, c45–c47, c61)."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from blocks.actions.recommendations import refuse_unjudged
from blocks.conclusion_text import Matter, typical_recommendations, weakest, written
from blocks.guards import refusal_while_waiting, score_refusal
from blocks.models import (
    Conclusion,
    ConclusionFile,
    ConclusionState,
    Language,
    MarkStatus,
    PartialConclusion,
    Recommendation,
)
from blocks.models.conclusions import UNAPPROVED
from blocks.remade_marks import NOT_ASKED, ON_APPEAL, Remade
from blocks.selectors.scores import score_of
from blocks.selectors.scoring import (
    current_conclusion,
    differs,
    direction_points,
    direction_value,
    reason_text,
)
from blocks.stored_scores import as_stored
from blocks.trace.record import documents_in, whole_trace
from engine.formulas import NotCounted
from engine.scoring import BlockScore
from evaluation import clock, rights
from evaluation.acting import lock, note, perform, refuse_without_right, wake
from evaluation.changes import Watched, WatchedRow
from evaluation.models import Body, Cycle, Office, Role, User
from evaluation.refusals import FieldFault, Refusal
from methodologies.content import methodology_of
from methodologies.models import Methodology, MethodologyState
from reports.actions.documents import hand_over
from reports.changed_values import WatchedValues
from reports.entries import ValueEntry, faults_of
from reports.models import DatumValue, Document, Provenance, Report, ValueStatus
from schedule.letters import write_letters
from schedule.models import TermKind
from schedule.terms import open_term

RECOMMENDED_AT_MOST = 3


def draw_up_conclusion(cycle: Cycle, body: Body, block: int, by: User) -> Conclusion:
    """Draw up the conclusion: score with its whole trace, the sections of c47, proposed recommendations.

    Drawing up a draft again makes it anew from what is stored now. Refused before every partial conclusion is in.
    """
    with transaction.atomic():
        partials = list(
            PartialConclusion.objects.select_for_update(of=("self",))
            .filter(assignment__cycle=cycle, assignment__body=body, assignment__block=block)
            .select_related("assignment__lead", "assignment__evaluator")
            .order_by("pk")
        )
        if not partials:
            raise Refusal("state", _("This block does not apply to this body in this year."), clause="c16")
        methodology = Methodology.objects.defer("document").get(
            cycle=cycle, subject=str(block), state=MethodologyState.APPROVED
        )
        stored = current_conclusion(cycle.pk, body.pk, block)
        conclusion = (
            lock(stored)
            if stored is not None
            else Conclusion(
                cycle=cycle,
                body=body,
                block=block,
                lead=partials[0].lead,
                methodology=methodology,
                number=number_of(cycle, body, block, 1),
            )
        )
        refuse_without_right(by, "blocks.draw_up_conclusion", conclusion, "c47")
        if conclusion.state not in UNAPPROVED:
            raise Refusal(
                "state",
                _("The conclusion is “%(state)s”; it is corrected only on an accepted objection.")
                % {"state": conclusion.get_state_display()},
                clause="c61",
            )
        waiting = refusal_while_waiting(partials)
        if waiting is not None:
            raise waiting
        refuse_unjudged(cycle, body, block)
        score = score_of(methodology, body, cycle, trace=True)
        watched = WatchedRow(conclusion, "score", "methodology")
        fill(conclusion, score)
        conclusion.revision += 1
        conclusion.save()
        recommend(conclusion, score)
        told = {"score": str(conclusion.score), "changed": watched.changed()}
        note(conclusion, "draw_up", by, "c47", after=conclusion.state, details=told)
    return conclusion


def next_version(old: Conclusion, score: BlockScore, **more: Any) -> Conclusion:
    """The version after ``old`` with this score, saved as a draft with its recommendations; ``more``: further fields."""
    version = old.version + 1
    new = Conclusion(
        cycle=old.cycle,
        body=old.body,
        block=old.block,
        version=version,
        supersedes=old,
        lead=old.lead,
        methodology=old.methodology,
        number=number_of(old.cycle, old.body, old.block, version),
        **more,
    )
    fill(new, score)
    new.save()
    recommend(new, score)
    return new


def number_of(cycle: Cycle, body: Body, block: int, version: int) -> str:
    """The conclusion's number: year, block, the body's number in the register, version."""
    return f"{cycle.year}-{block}-{body.order:03d}-{body.pk}" + (f"/{version}" if version > 1 else "")


def fill(conclusion: Conclusion, score: BlockScore) -> None:
    """Write score, trace and words into a draft. Raises a refusal when the score is blocked."""
    stopped = score_refusal(score)
    if stopped is not None:
        raise stopped
    previous = (
        Conclusion.objects.filter(
            cycle__year=conclusion.cycle.year - 1, body_id=conclusion.body_id, block=conclusion.block
        )
        .exclude(state=ConclusionState.SUPERSEDED)
        .select_related("methodology")
        .defer("methodology__document", "trace", "content")
        .first()
    )
    earlier = (
        Recommendation.objects.filter(conclusion=previous) if previous else Recommendation.objects.none()
    )
    report = Report.objects.filter(
        cycle_id=conclusion.cycle_id, body_id=conclusion.body_id, block=conclusion.block
    ).first()
    conclusion.score = as_stored(score.value)
    conclusion.trace = whole_trace(conclusion, score)
    conclusion.content = written(Matter(conclusion, score, previous, report, tuple(earlier)))


def recommend(conclusion: Conclusion, score: BlockScore) -> None:
    """Propose recommendations for the weakest indicators of each direction, from the typical ones (c47)."""
    conclusion.recommendations.all().delete()
    low = {indicator.code for indicator, _points in weakest(score.indicators())}
    directions = [direction.direction.code for direction in score.plan.directions]
    chosen: list[tuple[str, dict[str, Any]]] = []
    for direction in directions:
        for typical in typical_recommendations().get(direction, []):
            if low.intersection(map(str, typical.get("indicators", []))):
                chosen.append((direction, typical))
    start = clock.today()
    Recommendation.objects.bulk_create(
        Recommendation(
            conclusion=conclusion,
            direction=direction,
            text_kk=typical["text"]["kk"],
            text_ru=typical["text"]["ru"],
            text_en=typical["text"]["en"],
            due_on=_months_later(start, int(typical.get("months", 6))),
        )
        for direction, typical in chosen[:RECOMMENDED_AT_MOST]
    )


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def approve_conclusion(conclusion: Conclusion, by: User, revision: int | None = None) -> Conclusion:
    """The lead's approver stands behind the conclusion; score and text no longer change (c46, c47)."""

    def prepare(fresh: Conclusion) -> None:
        fresh.approved_by, fresh.approved_at = by, clock.now()

    return perform(conclusion, "approve", by, revision=revision, prepare=prepare)


def deliver_conclusion(conclusion: Conclusion, by: User) -> Conclusion:
    """Deliver the conclusion to the body: this moment is the receipt, and the term of c57 starts (A-RECEIPT-1)."""

    def prepare(fresh: Conclusion) -> None:
        fresh.received_at = clock.now()
        if fresh.version == 1 or fresh.recounted:
            fresh.objection_term = open_term(TermKind.OBJECTION, fresh.body, fresh.received_at)

    with transaction.atomic():
        delivered = perform(conclusion, "deliver", by, prepare=prepare)
        ConclusionFile.objects.bulk_create(
            [ConclusionFile(conclusion=delivered, language=language) for language in Language.values],
            ignore_conflicts=True,
        )
        hand_over(Document.objects.filter(pk__in=documents_in(delivered.trace), body_id=delivered.body_id))
        people = [
            *rights.people_with(Office.FIRST_HEAD, delivered.body_id),
            *rights.people_with(Office.PREPARER, delivered.body_id),
        ]
        kind = "conclusion.received" if delivered.version == 1 else "conclusion.corrected"
        if delivered.recounted:
            kind = "conclusion.recounted"
        _tell_of_conclusion(delivered, people, kind, until=delivered.objection_term)
        wake("blocks.build_conclusion_files")
    return delivered


def finalise_conclusion(conclusion: Conclusion, by: User) -> Conclusion:
    """Send the conclusion, final after the appeal procedure, to state planning (c46, c7.3)."""
    with transaction.atomic():
        final = perform(conclusion, "finalise", by)
        _tell_of_conclusion(
            final,
            rights.people_with(Office.COORDINATOR, rights.holder_of(Role.STATE_PLANNING)),
            "conclusion.final",
        )
    return final


def hand_over_conclusion(conclusion: Conclusion, by: User) -> Conclusion:
    """State planning brings the block conclusion to the working body (c49, c7.4)."""
    return perform(conclusion, "hand_over", by)


@dataclass(frozen=True)
class Correction:
    """One value found on appeal: which datum, what it is, the document that shows it."""

    item: str
    number: Decimal
    document_id: int
    language: str = ""
    row: str = ""


def correct_conclusion(conclusion: Conclusion, by: User, corrections: Sequence[Correction]) -> Conclusion:
    """Correct a delivered conclusion on an accepted objection: a new version beside the old one (c61).

    The values found are written as found on appeal, which counts before every other hand; the marks they change are made anew, and the new version is
    drawn up, approved and delivered in one act. Corrections for values outside the block are refused.
    """
    with transaction.atomic():
        old = lock(conclusion)
        refuse_without_right(by, "blocks.approve_conclusion", old, "c61")
        if not corrections:
            raise Refusal("incomplete", _("There is nothing to correct."), clause="c61")
        written = _write_corrections(old, by, corrections)
        items = [correction.item for correction in corrections]
        perform(old, "supersede", by, details={"items": items, **written})
        score = score_of(old.methodology, old.body, old.cycle, trace=True)
        remake_marks(old, by, score, ON_APPEAL)
        new = next_version(old, score)
        note(
            new,
            "correct",
            by,
            "c61",
            after=new.state,
            details={"from": str(old.score), "to": str(new.score), "corrects": old.number},
        )
        approved = approve_conclusion(new, by)
        return deliver_conclusion(approved, by)


def _write_corrections(conclusion: Conclusion, by: User, corrections: Sequence[Correction]) -> dict[str, Any]:
    """Write the values found on appeal; returns what the journal tells of them."""
    known = {item.code: item for item in methodology_of(conclusion.methodology).items}
    outside = [correction.item for correction in corrections if correction.item not in known]
    if outside:
        raise Refusal(
            "incomplete",
            _("These values do not belong to the block: %(items)s.") % {"items": ", ".join(outside)},
            clause="c61",
        )
    unlawful = [
        FieldFault(one.item, sentence)
        for one in corrections
        for sentence in faults_of(
            known[one.item], ValueEntry(one.item, one.language, one.row, number=one.number)
        )
    ]
    if unlawful:
        raise Refusal(
            "incomplete",
            _("The values found are no lawful values of their items; places to mend: %(count)s.")
            % {"count": len(unlawful)},
            clause="c61",
            faults=unlawful,
        )
    watched = WatchedValues(
        DatumValue.objects.filter(
            cycle_id=conclusion.cycle_id,
            body_id=conclusion.body_id,
            provenance=Provenance.APPEAL,
            item__in=[correction.item for correction in corrections],
        )
    )
    for correction in corrections:
        value, _created = DatumValue.objects.update_or_create(
            cycle_id=conclusion.cycle_id,
            body_id=conclusion.body_id,
            item=correction.item,
            language=correction.language,
            row=correction.row,
            provenance=Provenance.APPEAL,
            defaults={
                "number": correction.number,
                "choice": "",
                "status": ValueStatus.GIVEN,
                "reason": "",
                "given_by": by,
                "given_for_id": conclusion.lead_id,
                "given_at": clock.now(),
            },
        )
        value.documents.set(
            Document.objects.filter(
                pk=correction.document_id, body_id=conclusion.body_id, cycle_id=conclusion.cycle_id
            )
        )
    return watched.told()


def remake_marks(conclusion: Conclusion, by: User, score: BlockScore, why: Remade) -> None:
    """Bring the marks and direction scores of the block to the values that count now; each change is on record.

    A mark is remade when the formula gives another score at the stored scale, or counts where it did not, or the
    other way round; one whose indicator is not asked any more is not counted. ``why`` is kept with a mark that is no
    longer counted, as a code.
    """
    partials = PartialConclusion.objects.select_for_update(of=("self",)).filter(
        assignment__cycle_id=conclusion.cycle_id,
        assignment__body_id=conclusion.body_id,
        assignment__block=conclusion.block,
    )
    for partial in partials:
        points = direction_points(partial, score)
        marks = Watched(partial.marks.all(), ("score",), by=("indicator",))
        whole = WatchedRow(partial, "score")
        remade = False
        for mark in partial.marks.all():
            found = points.get(mark.indicator, NOT_ASKED)
            if not isinstance(found, Decimal | NotCounted) or not differs(mark, found):
                continue
            fresh = as_stored(found) if isinstance(found, Decimal) else None
            remade = True
            mark.score = fresh
            mark.status = MarkStatus.COUNTED if fresh is not None else MarkStatus.NOT_COUNTED
            mark.reason = f"{reason_text(found)[:270]}; {why.code}" if isinstance(found, NotCounted) else ""
            mark.remade_by, mark.remade_at = by, clock.now()
            mark.save(update_fields=["score", "status", "reason", "remade_by", "remade_at"])
        value = as_stored(direction_value(partial, score))
        if remade or partial.score != value:
            partial.score = value
            partial.revision += 1
            partial.save(update_fields=["score", "revision"])
            told = {indicator: one["score"] for indicator, one in marks.changed().items()}
            note(partial, why.verb, by, why.clause, details={"marks": told, **whole.changed()})


def _tell_of_conclusion(
    conclusion: Conclusion, people: Sequence[User] | Any, kind: str, **context: object
) -> None:
    write_letters(
        people,
        kind,
        key=f"{kind}:{conclusion.pk}",
        about=conclusion.body,
        path=f"desk/conclusions/{conclusion.pk}/",
        number=conclusion.number,
        body=conclusion.body,
        block=conclusion.block,
        year=conclusion.cycle.year,
        **context,
    )
