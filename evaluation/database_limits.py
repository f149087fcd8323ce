"""Whether the database holds every text to its limit, as the fields of `evaluation/limits.py` declare it.

Django gives a new column the CHECK of its field, and an altered one nothing: of a field's own CHECK an alteration
knows nothing. So the columns themselves are compared at the end of every migration, and put right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.apps import apps
from django.db import IntegrityError, connection, transaction

from evaluation.limits import Data, Words

_INSTALLED = """
    SELECT c.relname, a.attname, o.conname, pg_get_constraintdef(o.oid)
    FROM pg_constraint o JOIN pg_class c ON c.oid = o.conrelid
    JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = o.conkey[1]
    WHERE o.contype = 'c' AND cardinality(o.conkey) = 1 AND c.relnamespace = 'public'::regnamespace
"""
#: As PostgreSQL itself writes the CHECK of a text, or of a document as text.
_WRITTEN = re.compile(r"CHECK \(\(char_length\(\(?\"?\w+\"?\)?(?:::text\)?)?\) <= (\d+)\)\)")
#: As long as PostgreSQL lets a name be.
_NAME = 63


class _Column(NamedTuple):
    table: str
    column: str
    check: str
    limit: int


def faults() -> list[str]:
    """One sentence for each column that takes a longer text than its field; empty when all are held. One query."""
    return [
        f"The column {one.column} of the table {one.table} is not held to its {one.limit} signs by the database."
        for one, _former in _unlike()
    ]


def put_right() -> int:
    """Give each column of a text the CHECK of its field, and no other one; how many were put right.

    As the tables' owner. Raises IntegrityError, naming the column, where a longer text already stands.
    """
    unlike = _unlike()
    quote = connection.ops.quote_name
    with transaction.atomic(), connection.cursor() as cursor:
        for one, former in unlike:
            for name in former:
                cursor.execute(f"ALTER TABLE {quote(one.table)} DROP CONSTRAINT {quote(name)}")
            name = f"{one.table}_{one.column}"[: _NAME - len("_check")] + "_check"
            try:
                cursor.execute(
                    f"ALTER TABLE {quote(one.table)} ADD CONSTRAINT {quote(name)} CHECK ({one.check})"
                )
            except IntegrityError as error:
                raise IntegrityError(
                    f"A text in the column {one.column} of the table {one.table} is longer than {one.limit} signs: "
                    "shorten it, then migrate again."
                ) from error
    return len(unlike)


def _unlike() -> list[tuple[_Column, list[str]]]:
    """The columns without the one CHECK that their field declares, each with the names of the CHECKs in its place."""
    with connection.cursor() as cursor:
        cursor.execute(_INSTALLED)
        found: dict[tuple[str, str], list[tuple[str, int]]] = {}
        for table, column, name, definition in cursor.fetchall():
            if written := _WRITTEN.fullmatch(definition):
                found.setdefault((table, column), []).append((name, int(written[1])))
    unlike = []
    for one in _declared():
        there = found.get((one.table, one.column), [])
        if [limit for _name, limit in there] != [one.limit]:
            unlike.append((one, [name for name, _limit in there]))
    return unlike


def _declared() -> Iterator[_Column]:
    for model in apps.get_models(include_auto_created=True):
        fields: Any = model._meta.local_concrete_fields
        for field in fields:
            if isinstance(field, Words | Data):
                check, table = field.db_check(connection), model._meta.db_table
                yield _Column(table, str(field.column), check, field.limit)
