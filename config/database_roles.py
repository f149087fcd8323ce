"""Two roles: the owner of the tables, who migrates, and the portal's own, who works with them and owns nothing.

``DATABASE_URL`` names the portal's, ``DATABASE_OWNER_URL`` the owner's; only ``manage.py migrate`` connects as owner.
What the portal's role may is written here and granted at the end of every migration. Without an owner's address the
portal works as the one role that it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.db import connection, models
from pghistory.models import Context, Event

from blocks.models import TraceIndex
from evaluation.models import (
    IssuedFile,
    JournalCheckpoint,
    JournalEntry,
    JournalSalt,
    JournalSeal,
    JournalVerification,
)
from evaluation.models.triggers import OwnersTrigger

_READ, _ADD, _ALL = "SELECT", "SELECT, INSERT", "SELECT, INSERT, UPDATE, DELETE"
_WHO = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")
_MAINTAIN_SINCE = 170000
_owning = False


def owning() -> bool:
    """Whether this process now works as the owner."""
    return _owning


@contextmanager
def as_owner() -> Iterator[None]:
    """Inside, the default connection is the owner's; outside a transaction only. Does nothing without an owner."""
    global _owning
    if _owning:
        yield
        return
    kept = {name: connection.settings_dict[name] for name in _WHO}
    connection.close()
    connection.settings_dict.update(
        {name: settings.OWNER_DATABASE[name] for name in _WHO if settings.OWNER_DATABASE}
    )
    _owning = True
    try:
        yield
    finally:
        _owning = False
        connection.close()
        connection.settings_dict.update(kept)


def allowed() -> dict[str, str]:
    """Each table of the portal → what its role may do there: the journal only grows, history is only read."""
    kept: dict[type[models.Model], str] = {
        JournalEntry: _ADD,
        IssuedFile: _ADD,
        JournalSalt: _READ,
        JournalSeal: _READ,
        JournalCheckpoint: _ADD,
        JournalVerification: _ADD,
        TraceIndex: _READ,
        # Written by the guards that keep history, in the owner's name.
        Context: _READ,
    }
    found = {"django_migrations": _READ}
    for model in apps.get_models(include_auto_created=True):
        history = issubclass(model, Event)
        found[model._meta.db_table] = kept.get(model, _READ if history else _ALL)
    return found


def grant_rights() -> None:
    """Give the portal's role what it may, and take what it may not; for the owner, after each migration."""
    role = settings.PORTAL_ROLE
    if not role:
        return
    with connection.cursor() as cursor:
        quoted = connection.ops.quote_name(role)
        present = set(connection.introspection.table_names(cursor))
        statements = [
            f"GRANT USAGE ON SCHEMA public TO {quoted}",
            f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quoted}",
            f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
        ]
        for table, rights in sorted(allowed().items()):
            if table in present:
                statements.append(f"GRANT {rights} ON {connection.ops.quote_name(table)} TO {quoted}")
        # They work with the owner's rights: nobody is to hang them on a table of his own.
        registered: Any = pgtrigger.registered()
        statements += [
            f"REVOKE ALL ON FUNCTION {trigger.get_pgid(model)}() FROM PUBLIC"
            for model, trigger in registered
            if isinstance(trigger, OwnersTrigger) and model._meta.db_table in present
        ]
        cursor.execute("SELECT current_setting('server_version_num')::int")
        [(version,)] = cursor.fetchall()
        if not settings.PRODUCTION and version >= _MAINTAIN_SINCE:
            # A walked year is one long transaction, which has to tell PostgreSQL itself how the tables have grown.
            statements.append(f"GRANT MAINTAIN ON ALL TABLES IN SCHEMA public TO {quoted}")
        cursor.execute(";".join(statements))


def granted() -> bool:
    """Whether the portal's role has been given its rights once; for the owner."""
    if not settings.PORTAL_ROLE:
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'django_migrations', 'SELECT')", [settings.PORTAL_ROLE]
        )
        [(has,)] = cursor.fetchall()
    return bool(has)


def faults() -> list[str]:
    """One sentence for each thing that the role of this connection may and should not; three queries."""
    tables = allowed()
    with connection.cursor() as cursor:
        cursor.execute(_MAY)
        rows = cursor.fetchall()
        cursor.execute(
            "SELECT current_user, rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user"
        )
        [(role, powerful)] = cursor.fetchall()
        cursor.execute(_LENT)
        lent = [name for (name,) in cursor.fetchall()]
    said = []
    if powerful:
        said.append(
            f"The portal's role “{role}” is a superuser or makes roles: no guard of the database binds it."
        )
    owned = sorted(table for table, owns, *_may in rows if owns and table in tables)
    if owned:
        said.append(
            f"The portal's role “{role}” owns {len(owned)} of its tables, and could take their guards down."
        )
        return said
    said += [
        f"The portal's role “{role}” may use the function {name} of the owner, and should not."
        for name in lent
    ]
    for table, _owns, *may in rows:
        given = {name for name, has in zip(_RIGHTS, may, strict=True) if has}
        more = given - set(tables.get(table, "").split(", "))
        if more:
            said.append(
                f"The portal's role “{role}” may {', '.join(sorted(more))} on {table}, and should not."
            )
    return said


#: Functions that work with their owner's rights and that this role may hang on a table.
_LENT = """
    SELECT proname FROM pg_proc
    WHERE prosecdef AND pronamespace = 'public'::regnamespace AND has_function_privilege(oid, 'EXECUTE')
    ORDER BY proname
"""
_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER")
_MAY = f"""
    SELECT c.relname, pg_has_role(c.relowner, 'USAGE'),
        {", ".join(f"has_table_privilege(c.oid, '{name}')" for name in _RIGHTS)}
    FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname
"""  # noqa: S608 - of the words of this module alone
