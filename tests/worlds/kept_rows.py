"""The rows of a world that was built once: written down, and put back wherever the same world is asked for again.

Building the opened year takes seconds, putting its rows back a tenth of one. Rows keep their numbers; sequences go on
from where they are, which emptying the tables never sets back, or from where the builder's had come to.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection, transaction

from tests.worlds.roles import owners_role

#: Written anew, with other numbers, whenever the tables are emptied; no world's row names them.
_OF_DJANGO = (ContentType._meta.db_table, Permission._meta.db_table, "django_migrations")
#: How a trigger is switched, by the letter that PostgreSQL keeps of it.
_SWITCHED = {"O": "ENABLE", "A": "ENABLE ALWAYS", "R": "ENABLE REPLICA", "D": "DISABLE"}

Rows = Mapping[str, bytes]


def written_down() -> Rows:
    """The rows of every table that has any."""
    found = {}
    with owners_role(), connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names(cursor)) - {*_OF_DJANGO}):
            rows = BytesIO()
            cursor.copy_expert(f'COPY "{table}" TO STDOUT', rows)
            if rows.tell():
                found[table] = rows.getvalue()
    return found


def sequences() -> dict[str, int]:
    """The last number that each sequence has given."""
    with owners_role(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I', sequencename), last_value FROM pg_sequences"
            " WHERE schemaname = 'public' AND last_value IS NOT NULL"
        )
        return {str(name): int(last) for name, last in cursor.fetchall()}


def go_on_from(last: Mapping[str, int]) -> None:
    """The sequences give no number twice that another worker's have given."""
    with owners_role(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(name::regclass, last) FROM unnest(%s, %s::bigint[]) AS given (name, last)"
            " WHERE last > coalesce(pg_sequence_last_value(name::regclass), 0)",
            [list(last), list(last.values())],
        )


def put_back(rows: Rows, instead_of: Rows | None = None) -> None:
    """Past the tables' triggers: all of it has been through them once. Each is then switched as before.

    ``instead_of`` are the rows that the tables hold now; without it they are empty.
    """
    cache.clear()  # what was counted against the same people in another test
    held = instead_of or {}
    changed = [table for table in sorted({*rows, *held}) if rows.get(table) != held.get(table)]
    with transaction.atomic(), owners_role(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgrelid = ANY(%s::regclass[])",
            [[f'"{table}"' for table in changed]],
        )
        triggers = cursor.fetchall()
        cursor.execute(
            ";".join(["SELECT 1", *(f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in changed)])
        )
        for table in changed:
            if table in held:
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - the database's own names
        for table in changed:
            if table in rows:
                cursor.copy_expert(f'COPY "{table}" FROM STDIN', BytesIO(rows[table]))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        switched = [f"ALTER TABLE {table} {_SWITCHED[how]} TRIGGER {name}" for table, name, how in triggers]
        cursor.execute(";".join(["SET CONSTRAINTS ALL DEFERRED", *switched]))
