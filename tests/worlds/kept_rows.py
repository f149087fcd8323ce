"""The rows of a world that a committing test has built: written down once, and put back after the tables were emptied.

Building the opened year takes seconds, putting its rows back a tenth of one. Rows keep their numbers; sequences go on
from where they are, which emptying the tables never sets back.
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


def put_back(rows: Rows) -> None:
    """Into empty tables, past their triggers: all of it has been through them once. Each is then switched as before."""
    cache.clear()  # what was counted against the same people in another test
    with transaction.atomic(), owners_role(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname, tgenabled FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgrelid = ANY(%s::regclass[])",
            [[f'"{table}"' for table in rows]],
        )
        triggers = cursor.fetchall()
        cursor.execute(";".join(f'ALTER TABLE "{table}" DISABLE TRIGGER USER' for table in rows))
        for table, data in rows.items():
            cursor.copy_expert(f'COPY "{table}" FROM STDIN', BytesIO(data))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            ";".join(f"ALTER TABLE {table} {_SWITCHED[how]} TRIGGER {name}" for table, name, how in triggers)
        )
