"""The verbs of scoring: the authority's own values, marks with documents, approval, delivery to the lead (c9.3, c32, c38)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from blocks.direction_items import expert_indicators, items_read
from blocks.models import Mark, MarkStatus, PartialConclusion, PartialState
from blocks.models.scores import MARKS_STAND
from blocks.selectors.names import direction_name
from blocks.selectors.scores import score_direction
from blocks.selectors.scoring import direction_points, direction_value, missing_sentence, reason_text
from blocks.stored_scores import as_stored
from blocks.words_asked import refuse_without_words
from engine.formulas import Missing, NotCounted
from engine.methodology import MethodologyText
from engine.scoring import Points
from evaluation import clock, rights
from evaluation.acting import lock, note, perform, refuse_without_right
from evaluation.changes import Watched
from evaluation.limits import ARGUMENT, too_long
from evaluation.models import Office, User
from evaluation.refusals import FieldFault, Refusal
from reports.actions.values import write_values
from reports.entries import ValueEntry, faults_of, label_of
from reports.rights import documents_before_evaluators
from schedule.letters import write_letters

#: What of a mark the journal tells.
MARK_TOLD = ("status", "score", "reason", "rationale", "document")


@dataclass(frozen=True)
class MarkEntry:
    """An evaluator's confirmation of one indicator: the document behind the mark, and why, where it needs words."""

    indicator: str
    document_id: int | None
    rationale: str = ""


def _open_for_scoring(partial: PartialConclusion, by: User, revision: int | None) -> PartialConclusion:
    fresh = lock(partial, revision)
    refuse_without_right(by, "blocks.score_partialconclusion", fresh, "c9.3")
    if fresh.state in MARKS_STAND:
        raise Refusal(
            "state",
            _("The marks are “%(state)s”; what was approved changes only on an accepted objection.")
            % {"state": fresh.get_state_display()},
            clause="c61",
        )
    if fresh.state != PartialState.SCORING:
        raise Refusal(
            "state",
            _("The marks are “%(state)s”; they change only when the approver returns them.")
            % {"state": fresh.get_state_display()},
            clause="c9.3",
        )
    return fresh


def record_values(
    partial: PartialConclusion, by: User, entries: Sequence[ValueEntry], revision: int | None = None
) -> PartialConclusion:
    """Write the authority's values for the direction: register, statistics, survey, or a verified reported value.

    Every value has a document behind it (c9.3); an empty entry takes the authority's value away again. All faults
    are told at once, and then nothing is written. A fixed number of queries.
    """
    with transaction.atomic():
        fresh = _open_for_scoring(partial, by, revision)
        items = items_read(fresh)
        documents = {
            document.pk: document for document in documents_before_evaluators(fresh.cycle_id, fresh.body_id)
        }
        faults = []
        for entry in entries:
            item = items.get(entry.item)
            if item is None:
                faults.append(
                    FieldFault(
                        entry.key, _("This direction does not read “%(item)s”.") % {"item": entry.item}
                    )
                )
                continue
            where = label_of(item, entry.language, entry.row)
            faults += [FieldFault(entry.key, f"{where}: {sentence}") for sentence in faults_of(item, entry)]
            if not entry.is_empty and not any(pk in documents for pk in entry.document_ids):
                faults.append(
                    FieldFault(
                        entry.key, _("%(where)s: choose the document behind the value.") % {"where": where}
                    )
                )
        if faults:
            raise Refusal(
                "incomplete",
                _("The values were not written; places to mend: %(count)s.") % {"count": len(faults)},
                clause="c9.3",
                faults=faults,
            )
        written = write_values(fresh.assignment, by, entries, items, documents)
        fresh.revision += 1
        fresh.save(update_fields=["revision"])
        if written:
            note(fresh, "record_values", by, "c9.3", details=written)
    return fresh


def save_marks(
    partial: PartialConclusion, by: User, entries: Sequence[MarkEntry], revision: int | None = None
) -> PartialConclusion:
    """Mark indicators: the formula's result on the values that count, confirmed with a document behind it (c9.3).

    What the formula cannot compute yet is refused with what is missing, and so is a mark that rests on an expert's
    judgement without a rationale; all faults at once, then nothing is written.
    """
    with transaction.atomic():
        fresh = _open_for_scoring(partial, by, revision)
        score = score_direction(fresh)
        points = direction_points(fresh, score)
        documents = set(
            documents_before_evaluators(fresh.cycle_id, fresh.body_id).values_list("pk", flat=True)
        )
        judged = expert_indicators(fresh)
        found = (_mark_fault(entry, score.methodology, points, documents, judged) for entry in entries)
        faults = [fault for fault in found if fault is not None]
        if faults:
            raise Refusal(
                "incomplete",
                _("The marks were not saved; places to mend: %(count)s.") % {"count": len(faults)},
                clause="c9.3",
                faults=faults,
            )
        watched = Watched(fresh.marks.all(), MARK_TOLD, by=("indicator",))
        _write_marks(fresh, by, entries, points)
        fresh.revision += 1
        fresh.save(update_fields=["revision"])
        told = {
            "indicators": [entry.indicator for entry in entries],
            "changed": watched.changed(),
        }
        note(fresh, "save_marks", by, "c9.3", details=told)
    return fresh


def _mark_fault(
    entry: MarkEntry,
    methodology: MethodologyText,
    points: dict[str, Points],
    documents: set[int],
    judged: set[str],
) -> FieldFault | None:
    code = entry.indicator
    if code not in points:
        return FieldFault(
            code, _("%(code)s is not an indicator of this direction for this body.") % {"code": code}
        )
    found = points[code]
    if isinstance(found, Missing):
        return FieldFault(code, missing_sentence(methodology, code, found))
    if not _computed(found):
        return FieldFault(code, _("%(code)s: the formula cannot be computed.") % {"code": code})
    if entry.document_id not in documents:
        return FieldFault(
            code, _("%(code)s: a mark without a document behind it is refused.") % {"code": code}
        )
    if code in judged and not entry.rationale.strip():
        return FieldFault(
            code, _("%(code)s: an expert mark needs a rationale; write why it is so.") % {"code": code}
        )
    if len(entry.rationale) > ARGUMENT:
        return FieldFault(
            code, f"{code}: {too_long(Mark._meta.get_field('rationale'), len(entry.rationale)).sentence}"
        )
    return None


def _computed(points: Points) -> bool:
    return isinstance(points, Decimal | NotCounted)


def _write_marks(
    partial: PartialConclusion, by: User, entries: Sequence[MarkEntry], points: dict[str, Points]
) -> None:
    kept = {mark.indicator: mark for mark in partial.marks.all()}
    now = clock.now()
    created, updated = [], []
    for entry in entries:
        mark = kept.get(entry.indicator)
        if mark is None:
            mark = Mark(partial=partial, indicator=entry.indicator)
            created.append(mark)
        else:
            updated.append(mark)
        found = points[entry.indicator]
        if isinstance(found, NotCounted):
            mark.status, mark.score, mark.reason = MarkStatus.NOT_COUNTED, None, reason_text(found)
        else:
            mark.status, mark.score, mark.reason = MarkStatus.COUNTED, found, ""  # type: ignore[assignment]
        mark.rationale = entry.rationale.strip()
        mark.document_id = entry.document_id  # type: ignore[assignment]
        mark.scored_by, mark.scored_at = by, now
    Mark.objects.bulk_create(created)
    Mark.objects.bulk_update(
        updated, ["status", "score", "reason", "rationale", "document_id", "scored_by", "scored_at"]
    )


def submit_marks(partial: PartialConclusion, by: User, revision: int | None = None) -> PartialConclusion:
    """Send the complete marks to the approver, with the score as it would be approved: a draft until then."""

    def prepare(fresh: PartialConclusion) -> None:
        fresh.submitted_by = by
        fresh.score = as_stored(direction_value(fresh, score_direction(fresh)))

    with transaction.atomic():
        submitted = perform(partial, "submit", by, revision=revision, prepare=prepare)
        _tell_of_marks(submitted, Office.APPROVER, submitted.evaluator_id, "marks.approve")
    return submitted


def send_back_marks(
    partial: PartialConclusion, by: User, reason: str, revision: int | None = None
) -> PartialConclusion:
    """Return the marks to the evaluator, with the reason; there is no draft of a score then."""
    refuse_without_words(reason, _("Write why the marks are returned."))

    def prepare(fresh: PartialConclusion) -> None:
        fresh.score = None

    with transaction.atomic():
        returned = perform(
            partial,
            "send_back",
            by,
            revision=revision,
            details={"reason": reason.strip()},
            prepare=prepare,
        )
        _tell_of_marks(
            returned, Office.EVALUATOR, returned.evaluator_id, "marks.returned", reason=reason.strip()
        )
    return returned


def approve_marks(partial: PartialConclusion, by: User, revision: int | None = None) -> PartialConclusion:
    """A second person approves the marks; the direction's score is fixed (c9.3)."""

    def prepare(fresh: PartialConclusion) -> None:
        fresh.approved_by, fresh.approved_at = by, clock.now()
        fresh.score = as_stored(direction_value(fresh, score_direction(fresh)))

    return perform(partial, "approve", by, revision=revision, prepare=prepare)


def approve_and_deliver(
    partial: PartialConclusion, by: User, revision: int | None = None
) -> PartialConclusion:
    """Approve the marks and deliver them to the block's lead in one act of one person (c9.3, c32, c38)."""
    with transaction.atomic():
        return deliver_partial(approve_marks(partial, by, revision), by)


def deliver_partial(partial: PartialConclusion, by: User) -> PartialConclusion:
    """Deliver the partial conclusion to the block's lead (c32, c38)."""

    def prepare(fresh: PartialConclusion) -> None:
        fresh.delivered_at = clock.now()

    with transaction.atomic():
        delivered = perform(partial, "deliver", by, prepare=prepare)
        waiting = PartialConclusion.objects.filter(
            assignment__cycle_id=delivered.cycle_id,
            assignment__body_id=delivered.body_id,
            assignment__block=delivered.block,
        ).exclude(state=PartialState.DELIVERED)
        if not waiting.exists():
            _tell_of_marks(delivered, Office.EVALUATOR, delivered.lead_id, "conclusion.draw_up")
    return delivered


def _tell_of_marks(
    partial: PartialConclusion, office: str, body_id: int, kind: str, **context: object
) -> None:
    write_letters(
        rights.people_with(office, body_id),
        kind,
        key=f"{kind}:{partial.pk}:{partial.revision}",
        about=partial.body,
        path=f"desk/scoring/{partial.pk}/",
        body=partial.body,
        direction=lazy(direction_name, str)(partial),
        year=partial.cycle.year,
        **context,
    )
