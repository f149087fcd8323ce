"""What the pages of a document read: what happened to its name, source and label, and what was read out of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from engine.foreign.plain import unpacked
from evaluation import journal
from evaluation.journal import JournalRow
from evaluation.models import JournalEntry
from reports.evidence import NotShown, Shown
from reports.models import Document, DocumentPreview, PreviewState


def document_journal(document: Document) -> list[JournalRow]:
    """The supplying and each change, newest first, with the value before and after. One query."""
    entries = JournalEntry.objects.filter(
        object_type=Document._meta.label_lower,
        object_id=document.pk,
        act__in=("document.attach", "document.mend"),
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
