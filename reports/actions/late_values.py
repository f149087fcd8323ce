"""The verb of late figures: an authority records, after the approval, what its indicators were counted without (A-SCORE-4)."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation.acting import note
from evaluation.models import Assignment, User
from evaluation.refusals import FieldFault, Refusal
from methodologies.models import Methodology
from reports.actions.values import write_values
from reports.entries import ValueEntry, faults_of
from reports.marks_gate import hold_for_late_figures
from reports.models import Document, ValueStatus
from reports.rights import documents_before_evaluators
from reports.selectors.late import OpenPlace, open_places

CLAUSES = "c9.3, c47"


def record_late_values(
    assignment: Assignment,
    record: Methodology,
    by: User,
    entries: Sequence[ValueEntry],
    revision: int | None = None,
) -> None:
    """Record figures that ``record``'s formulas did not count when the marks were approved, each with its document.

    The approved marks stay as they are; the lead's approver counts the conclusion again with what arrived. A place
    that was given does not change, official statistics arrive as a file. All faults at once, then nothing is written.
    """
    with transaction.atomic():
        marks = hold_for_late_figures(assignment, by, revision)
        places = {place.cell: place for place in open_places(assignment, record)}
        documents = {
            document.pk: document
            for document in documents_before_evaluators(assignment.cycle_id, assignment.body_id)
        }
        given = [entry for entry in entries if not entry.is_empty]
        faults = [fault for entry in given for fault in _faults(entry, places.get(entry.cell), documents)]
        if not given:
            faults.append(FieldFault("", _("Write at least one figure.")))
        if faults:
            raise Refusal(
                "incomplete",
                _("The figures were not recorded; places to mend: %(count)s.") % {"count": len(faults)},
                clause=CLAUSES,
                faults=faults,
            )
        items = {place.item.code: place.item for place in places.values()}
        written = write_values(assignment, by, given, items, documents)
        marks.revision += 1
        marks.save(update_fields=["revision"])
        figures = [
            {
                "place": entry.key,
                "left_out_because": places[entry.cell].reason,
                "documents": entry.document_ids,
            }
            for entry in given
        ]
        note(marks, "record_late_values", by, CLAUSES, details={"figures": figures, **written})


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
