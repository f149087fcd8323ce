"""What the pages of documents read: what happened to one and what was read out of it, the values that they prove, and
what may be used again (c4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from engine.foreign.plain import unpacked
from evaluation import journal
from evaluation.journal import JournalRow
from evaluation.models import Cycle, JournalEntry
from evaluation.names import in_alphabet
from reports.evidence import NotShown, Shown
from reports.models import Document, DocumentPreview, PreviewState, Report
from reports.selectors.sheets import read_sheets


def document_journal(document: Document) -> list[JournalRow]:
    """The supplying and each change, newest first, with the value before and after. One query."""
    entries = JournalEntry.objects.filter(
        object_type=Document._meta.label_lower,
        object_id=document.pk,
        act__in=("document.attach", "document.mend", "document.replace"),
    )
    found: list[JournalRow] = []
    for entry in entries.select_related("actor").order_by("-at", "-pk"):
        (row,) = journal.rows([entry])
        found += list(_changes(row, entry.details.get("changed") or {})) or [row]
    return found


def _changes(row: JournalRow, changed: dict[str, list[Any]]) -> Iterator[JournalRow]:
    """One row for each field that an act changed, its choices by their names."""
    for name, (before, after) in changed.items():
        if name == "titles":
            continue  # how the portal named it in each language: told by the title
        field: Any = Document._meta.get_field(name)
        names = dict(field.flatchoices)
        yield replace(
            row,
            what=f"{row.what}: {field.verbose_name}",
            before=names.get(before, before),
            after=names.get(after, after),
        )


def preview_of(document: Document) -> Shown | NotShown | None:
    """What is shown of a document, or why nothing is; None while it is not read yet. One query."""
    kept = (
        DocumentPreview.objects.filter(document=document)
        .exclude(state=PreviewState.WAITING)
        .values_list("content", flat=True)
        .first()
    )
    if kept is None:
        return None
    found: Shown | NotShown = unpacked(kept.encode(), Shown | NotShown)
    return found


@dataclass(frozen=True)
class Proof:
    """One value of a report: its id, its key on the form, how it is called, and the documents behind it."""

    report: Report
    value: int
    key: str
    label: str
    documents: frozenset[int]


def proofs_of(cycle: Cycle, body_id: int, *, own: bool) -> list[Proof]:
    """Every value that the body gave in its reports of the year, by block, in the order of the forms (c4).

    ``own``: for the body's own people, to whom drafts belong; others read what was handed over (c40). Seven queries.
    """
    reports = list(
        Report.objects.filter(cycle=cycle, body_id=body_id).select_related("cycle", "body").order_by("block")
    )
    sheets = read_sheets(cycle, [report for report in reports if own or report.handed_over])
    return [
        Proof(
            sheet.report,
            value.pk,
            slot.key,
            sheet.label(slot),
            frozenset(document.pk for document in value.attached),
        )
        for sheet in sheets.values()
        for cell, slot in sheet.slots.items()
        if (value := sheet.values.get(cell)) is not None
    ]


def supplied_by_the_body(report: Report, *, own: bool) -> QuerySet[Document]:
    """The documents of the report's body for the year, in the alphabet; for others those that were handed over."""
    mine = Document.objects.filter(
        cycle_id=report.cycle_id, body_id=report.body_id, supplied_by_id=report.body_id
    )
    shown = mine if own else mine.filter(handed_at__isnull=False)
    return shown.select_related("uploaded_by", "replaced_by", "reused_from__cycle").order_by(
        in_alphabet("title"), "pk"
    )


def of_earlier_years(report: Report) -> QuerySet[Document]:
    """The body's documents of other years that may be used again: no older version, none that is used already."""
    again = Document.objects.filter(cycle_id=report.cycle_id, reused_from=OuterRef("pk"))
    return (
        Document.objects.filter(
            ~Exists(again), body_id=report.body_id, supplied_by_id=report.body_id, replaced_by=None
        )
        .exclude(cycle_id=report.cycle_id)
        .select_related("cycle")
        .order_by("-cycle__year", in_alphabet("title"), "pk")
    )


def earlier_versions(document: Document) -> list[Document]:
    """The versions in whose place it stands, newest first. One query for each, and one more."""
    found: list[Document] = []
    while (
        before := Document.objects.filter(replaced_by=found[-1] if found else document).first()
    ) is not None:
        found.append(before)
    return found
