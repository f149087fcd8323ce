"""The verb of late figures: an authority records, after the approval, what its indicators were counted without (A-SCORE-4)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from blocks.actions.scoring import write_values
from blocks.entries import ValueEntry, faults_of
from blocks.models import Document, PartialConclusion, ValueStatus
from blocks.selectors.late import MARKS_STAND, OpenPlace, conclusion_that_stands, open_places
from blocks.selectors.sight import documents_before_evaluators
from evaluation.acting import lock, note, refuse_without_right
from evaluation.models import User
from evaluation.refusals import FieldFault, Refusal

CLAUSES = "c9.3, c47"


def record_late_values(
    partial: PartialConclusion, by: User, entries: Sequence[ValueEntry], revision: int | None = None
) -> PartialConclusion:
    """Record figures that were not counted when the marks were approved, each with its document.

    The approved marks stay as they are; the lead's approver counts the conclusion again with what arrived. A place
    that was given does not change, official statistics arrive as a file. All faults at once, then nothing is written.
    """
    with transaction.atomic():
        fresh = lock(partial, revision)
        refuse_without_right(by, "blocks.score_partialconclusion", fresh, CLAUSES)
        _refuse_too_early(fresh)
        places = {place.cell: place for place in open_places(fresh)}
        documents = {
            document.pk: document for document in documents_before_evaluators(fresh.cycle_id, fresh.body_id)
        }
        given = [entry for entry in entries if not entry.is_empty]
        faults = [fault for entry in given for fault in _faults(entry, places.get(entry.cell), documents)]
        if not given:
            faults.append(FieldFault("", _("Write at least one figure.")))
        if faults:
            raise Refusal(
                "incomplete",
                _("The figures were not recorded: %(count)s places need mending.") % {"count": len(faults)},
                clause=CLAUSES,
                faults=faults,
            )
        items = {place.item.code: place.item for place in places.values()}
        write_values(fresh, by, given, items, documents)
        fresh.revision += 1
        fresh.save(update_fields=["revision"])
        figures = [
            {
                "place": entry.key,
                "left_out_because": places[entry.cell].reason,
                "documents": entry.document_ids,
            }
            for entry in given
        ]
        note(fresh, "record_late_values", by, CLAUSES, details={"figures": figures})
    return fresh


def _refuse_too_early(partial: PartialConclusion) -> None:
    if partial.state not in MARKS_STAND:
        raise Refusal(
            "state",
            _("The marks are “%(state)s”: this figure is no late one yet.")
            % {"state": partial.get_state_display()},
            clause=CLAUSES,
            remedy=_("Record it among the values of the direction, with the marks."),
        )
    if conclusion_that_stands(partial) is None:
        raise Refusal(
            "state",
            _("The block's conclusion has not been delivered to the body yet."),
            clause=CLAUSES,
            remedy=_("Record the figure when it is delivered; the conclusion is then counted again with it."),
        )


def _faults(entry: ValueEntry, place: OpenPlace | None, documents: dict[int, Document]) -> list[FieldFault]:
    if place is None:
        return [
            FieldFault(
                entry.key,
                _(
                    "%(what)s: nothing was left out here. What was given when the marks were approved changes only on an accepted objection (clause 61)."
                )
                % {"what": entry.key},
            )
        ]
    found = [f"{place.label}: {sentence}" for sentence in faults_of(place.item, entry)]
    if entry.status != ValueStatus.GIVEN:
        found.append(_("%(where)s: write the figure itself.") % {"where": place.label})
    if not entry.document_ids or any(pk not in documents for pk in entry.document_ids):
        found.append(_("%(where)s: choose the document behind the value.") % {"where": place.label})
    return [FieldFault(entry.key, sentence) for sentence in found]
