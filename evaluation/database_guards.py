"""Whether the database still refuses what the models say it refuses: each trigger there, on, and as declared.

Compared with PostgreSQL's own catalogue, not with the marks that migrations leave: what the function says, letter by
letter; when it fires; that no condition was put before it.
"""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.db import connection, models

from evaluation.models.triggers import GuardSql, OwnersSql

#: The bits of pg_trigger.tgtype.
_ROW, _BEFORE = 1, 2
_OPERATIONS = {"INSERT": 4, "DELETE": 8, "UPDATE": 16, "TRUNCATE": 32}
_INSTALLED = """
    SELECT t.tgname, c.relname, t.tgenabled, t.tgtype, t.tgqual IS NOT NULL OR t.tgattr <> ''::int2vector, p.prosrc,
           p.proname, p.prosecdef, p.proconfig
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE NOT t.tgisinternal AND c.relnamespace = 'public'::regnamespace
"""


def faults() -> list[str]:
    """One sentence for each trigger that is missing, off or changed; empty when all stand. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_INSTALLED)
        found = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
    said = []
    registered: Any = pgtrigger.registered()
    for model, trigger in registered:
        place = f"“{trigger.name}” on the table {model._meta.db_table}"
        row = found.get((trigger.get_pgid(model), model._meta.db_table))
        if row is None:
            said.append(f"The guard {place} is missing: the database takes what it should refuse.")
        elif row[0] not in _on(trigger, model):
            said.append(f"The guard {place} is switched off, or not on for every session.")
        elif not _as_declared(trigger, model, row):
            said.append(f"The guard {place} is not as the models declare it.")
    return said


def _on(trigger: Any, model: type[models.Model]) -> tuple[str, ...]:
    return ("A",) if isinstance(_sql(trigger, model), GuardSql) else ("A", "O")


def _sql(trigger: Any, model: type[models.Model]) -> Any:
    return trigger.compile(model).sql


def _as_declared(trigger: Any, model: type[models.Model], row: tuple[Any, ...]) -> bool:
    """Of a guard everything is compared; of a trigger of history its function and when it fires."""
    _enabled, kind, conditional, source, function, lends, settings = row
    sql = _sql(trigger, model)
    # The library's own template makes two functions; the last is the trigger's.
    body = str(sql).split("$$")[-2]
    operations = sum(bit for name, bit in _OPERATIONS.items() if name in str(trigger.operation).split(" OR "))
    declared = operations + _ROW * (str(trigger.level) == "ROW") + _BEFORE * (str(trigger.when) == "BEFORE")
    same = (source, kind, function) == (body, declared, trigger.get_pgid(model))
    owners = isinstance(sql, OwnersSql)
    same = (
        same and lends == owners and (settings or []) == (["search_path=public, pg_temp"] if owners else [])
    )
    return same and (not isinstance(sql, GuardSql) or not conditional)
