"""What rows were before: django-pghistory's tables, written by guards of the database and by nothing else.

The library's own triggers ask a session variable whether to look away, and write with the rights of whoever changes a
row, who could then write history too. Ours ask nothing and write as the tables' owner: the portal's role only reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pghistory
import pgtrigger
from pghistory.trigger import Event

from evaluation.models.triggers import OwnersTrigger, Refuses


class HistoryTrigger(OwnersTrigger, Event):
    """Keeps a row as it was written, whoever wrote it."""


class _Kept(pghistory.RowEvent):
    def add_event_trigger(self, event_model: Any) -> None:
        """As the library's, with a trigger of ours."""
        kept = HistoryTrigger(
            event_model=event_model,
            label=self.label,
            name=self.trigger_name,
            row=self.row,
            operation=self.operation,
            condition=self.condition,
            level=self.level,
        )
        pgtrigger.register(kept)(event_model.pgh_tracked_model)


class _Inserted(_Kept, pghistory.InsertEvent):
    pass


class _Updated(_Kept, pghistory.UpdateEvent):
    pass


class _Deleted(_Kept, pghistory.DeleteEvent):
    pass


def tracked(exclude: Sequence[str] = ()) -> Any:
    """Keep every row of the model as it is made, changed and at last deleted.

    ``exclude``: bulky columns that are left out; a row that has them is never deleted, as nothing would keep them.
    """
    keep = pghistory.track(_Inserted(), _Updated(), _Deleted(), exclude=list(exclude) or None)
    if not exclude:
        return keep
    stays: Any = pgtrigger.register(Refuses(name="never_deleted", operation=pgtrigger.Delete))
    return lambda model: stays(keep(model))
