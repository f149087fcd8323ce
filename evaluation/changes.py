"""What an act changes, for the journal: read from the database before the act writes, and once more after it wrote.

    watched = Watched(partial.marks.all(), ("score", "status"), by=("indicator",))     # before anything is set
    …                                                                                  # the act writes
    note(partial, "save_marks", by, "c9.3", details={"changed": watched.changed()})

Never told from the objects that the act holds: it sets them, and then they say the new value twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Model, Q, QuerySet

#: Field → [before, after] of those that differ; None where there was no row, or is none any more.
Changed = dict[str, list[Any]]


class Watched:
    """Rows as the database holds them now. ``rows`` selects the same rows before the act and after it.

    ``by`` names what tells the rows apart in the journal; ``fields`` may name relations to many, told as sorted keys.
    """

    def __init__(self, rows: QuerySet[Any], fields: Sequence[str], by: Sequence[str] = ("pk",)) -> None:
        self.rows, self.fields, self.by = rows, tuple(fields), tuple(by)
        self.before = self.now()

    def now(self) -> dict[str, dict[str, Any]]:
        """Place → field → value, read at this moment. One query."""
        many = {name: f"{name}_of_row" for name in self.fields if self._is_many(name)}
        keys = {
            alias: ArrayAgg(name, filter=Q(**{f"{name}__isnull": False}), order_by=name, default=[])
            for name, alias in many.items()
        }
        columns = [many.get(name, name) for name in self.fields]
        found = self.rows.order_by().annotate(**keys).values_list(*self.by, *columns)
        at = len(self.by)
        return {
            ".".join("" if part is None else str(part) for part in row[:at]).rstrip("."): dict(
                zip(self.fields, map(plain, row[at:]), strict=True)
            )
            for row in found
        }

    def _is_many(self, name: str) -> bool:
        return "__" not in name and bool(self.rows.model._meta.get_field(name).many_to_many)

    def changed(self) -> dict[str, Changed]:
        """Place → field → [before, after], of what the database holds otherwise than before. One query."""
        after = self.now()
        found = {}
        for place in dict.fromkeys((*self.before, *after)):
            differing = differences(self.before.get(place), after.get(place))
            if differing:
                found[place] = differing
        return found


class WatchedRow:
    """One row as the database holds it now; a record that is not stored yet has none. ``changed()`` says the rest."""

    def __init__(self, record: Model, *fields: str) -> None:
        self.record, self.fields = record, fields
        self.before = self._now()

    def _now(self) -> dict[str, Any] | None:
        if self.record.pk is None:
            return None
        rows = type(self.record)._base_manager.filter(pk=self.record.pk)
        return next(iter(Watched(rows, self.fields).before.values()), None)

    def changed(self) -> Changed:
        """Field → [before, after], of what the database holds otherwise than before. One query."""
        return differences(self.before, self._now())


def differences(before: dict[str, Any] | None, after: dict[str, Any] | None) -> Changed:
    """Field → [before, after] of two readings of one row; None: there was none."""
    fields = dict.fromkeys((*(before or {}), *(after or {})))
    pairs = {name: [(before or {}).get(name), (after or {}).get(name)] for name in fields}
    return {
        name: pair for name, pair in pairs.items() if pair[0] != pair[1] and not all(map(_is_nothing, pair))
    }


def _is_nothing(value: Any) -> bool:
    return value is None or value == "" or value == []


def plain(value: Any) -> Any:
    """A column's value as the journal keeps it: numbers with every digit that the database keeps."""
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, bool | int | str | dict) or value is None:
        return value
    return str(value)
