"""Writing the values that an authority gives for a body of its assignment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.methodology import DataItem
from evaluation import clock
from evaluation.models import Assignment, User
from reports.changed_values import WatchedValues
from reports.entries import ValueEntry
from reports.models import DatumValue, Document, Provenance, ValueStatus
from reports.selectors.values import HANDS


def write_values(
    assignment: Assignment,
    by: User,
    entries: Sequence[ValueEntry],
    items: dict[str, DataItem],
    documents: dict[int, Document],
) -> dict[str, Any]:
    """Insert, change and delete the authority's values; returns what the journal tells of it, nothing for nothing."""
    mine = DatumValue.objects.filter(cycle_id=assignment.cycle_id, body_id=assignment.body_id, item__in=items)
    own = mine.exclude(provenance=Provenance.REPORTED)
    watched = WatchedValues(own.filter(item__in={entry.item for entry in entries}))
    kept = {(value.item, value.language, value.row, value.provenance): value for value in own}
    now = clock.now()
    created, updated, removed, links = [], [], [], []
    for entry in entries:
        hand = HANDS[items[entry.item].supplier]
        value = kept.get((*entry.cell, hand))
        if entry.is_empty:
            if value is not None:
                removed.append(value)
            continue
        if value is None:
            value = DatumValue(
                cycle_id=assignment.cycle_id,
                body_id=assignment.body_id,
                item=entry.item,
                language=entry.language,
                row=entry.row,
                provenance=hand,
            )
            created.append(value)
        else:
            value.revision += 1
            updated.append(value)
        given = entry.status == ValueStatus.GIVEN
        value.number, value.choice = (entry.number, entry.choice) if given else (None, "")
        value.status, value.reason = entry.status, "" if given else entry.reason.strip()
        value.given_by, value.given_for_id, value.given_at = by, assignment.evaluator_id, now
        links.append((value, [pk for pk in entry.document_ids if pk in documents]))
    through = DatumValue.documents.through
    if removed:
        through.objects.filter(datumvalue_id__in=[value.pk for value in removed]).delete()
        DatumValue.objects.filter(pk__in=[value.pk for value in removed]).delete()
    DatumValue.objects.bulk_create(created)
    DatumValue.objects.bulk_update(
        updated, ["number", "choice", "status", "reason", "given_by", "given_for", "given_at", "revision"]
    )
    through.objects.filter(datumvalue_id__in=[value.pk for value in updated]).delete()
    through.objects.bulk_create(
        through(datumvalue_id=value.pk, document_id=pk) for value, pks in links for pk in dict.fromkeys(pks)
    )
    items_written = sorted({value.item for value in (*created, *updated, *removed)})
    return {"items": items_written, **watched.told()} if items_written else {}
