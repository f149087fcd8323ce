"""Whatever is deleted stays in the history as it last was, or the database refuses to delete it."""

from __future__ import annotations

from typing import Any

import pgtrigger
import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from evaluation.models.history import HistoryTrigger
from tests.worlds.appeals import Delivered, delivered

__all__ = ["delivered"]

TRACKED: list[Any] = [model for model in apps.get_models() if hasattr(model, "pgh_event_model")]


def deletes(model: type[models.Model], pk: int) -> str:
    """Past the ORM, as whoever holds the portal's connection could; what the database says against it."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id = %s", [pk])  # noqa: S608
            assert cursor.rowcount == 1
    except DatabaseError as refusal:
        return str(refusal)
    return ""


def test_every_tracked_model_keeps_what_is_deleted() -> None:
    assert len(TRACKED) > 30
    registered: Any = pgtrigger.registered()
    keeping = {
        model
        for model, trigger in registered
        if isinstance(trigger, HistoryTrigger) and str(trigger.operation) == "DELETE" and trigger.row == "OLD"
    }
    assert [model.__name__ for model in TRACKED if model not in keeping] == []
    # what history leaves out for its bulk is never deleted
    whole = {model for model, trigger in registered if trigger.name == "never_deleted"}
    columns = {model: {field.name for field in model.pgh_event_model._meta.fields} for model in TRACKED}
    cut = {
        model for model in TRACKED if {field.name for field in model._meta.concrete_fields} - columns[model]
    }
    assert whole == cut
    assert cut


@pytest.mark.clause("c9.4")
def test_a_deleted_row_stays_as_it_last_was(delivered: Delivered) -> None:
    delivered.filed()
    kept: set[str] = set()
    refused: set[str] = set()
    for model in TRACKED:
        row = model._base_manager.order_by("-pk").values().first()
        if row is None:
            continue
        events = model.pgh_event_model.objects.filter(pgh_obj_id=row["id"], pgh_label="delete")
        with transaction.atomic():
            if said := deletes(model, row["id"]):
                assert "pgtrigger: Cannot" in said or "sarap: " in said, said
                assert model._base_manager.filter(pk=row["id"]).exists()
                refused.add(model.__name__)
            else:
                last = events.values().get()
                assert {name: last[name] for name in row if name in last} == {
                    name: value for name, value in row.items() if name in last
                }, model
                kept.add(model.__name__)
            transaction.set_rollback(True)
    assert kept >= {
        "DatumValue",
        "Report",
        "PartialConclusion",
        "ObjectionPoint",
    }
    assert refused >= {"Mark", "Conclusion", "Term", "MilestoneDate", "Document"}
