"""Tests act as the portal's role, as production does: what it may not, no act of a test may either.

The connection is the owner's, who takes the portal's role as soon as it stands; ``owners_role`` lays it down for what
only an owner can do: switch a guard off, empty tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection as default
from django.db.backends.postgresql.operations import DatabaseOperations
from django.db.backends.signals import connection_created

from config import database_roles


def act_as(role: str) -> None:
    """From now on every connection takes ``role``, and tables are emptied as their owner."""
    settings.PORTAL_ROLE = role
    connection_created.connect(_take_role, dispatch_uid="tests.take_role")
    operations: Any = DatabaseOperations
    emptied = operations.execute_sql_flush

    def flush(self: Any, statements: Any) -> Any:
        with owners_role(self.connection):
            return emptied(self, statements)

    operations.execute_sql_flush = flush


def _take_role(connection: Any, **_kwargs: object) -> None:
    if connection.alias == "default" and not database_roles.owning():
        _say(connection, f"SET ROLE {settings.PORTAL_ROLE}")


def _say(connection: Any, statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def owners_role(connection: Any = default) -> Iterator[None]:
    """Inside, the connection works as the owner of the tables."""
    if not settings.PORTAL_ROLE:
        yield
        return
    _say(connection, "RESET ROLE")
    try:
        yield
    except BaseException:
        # What a transaction did goes with it, the role too.
        if not connection.in_atomic_block:
            _say(connection, f"SET ROLE {settings.PORTAL_ROLE}")
        raise
    _say(connection, f"SET ROLE {settings.PORTAL_ROLE}")
