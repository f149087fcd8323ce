"""Whether the database still refuses what the models say it refuses: each trigger there, on, and as declared.

Compared with PostgreSQL's own catalogue, not with the marks that migrations leave: what the function says, letter by
letter; when it fires; that no condition was put before it. Told too is what nobody declared: a trigger or a rule that
could turn a row into another one before a guard sees it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pgtrigger
from django.db import connection, models
from pghistory.models import Context

from evaluation import database_limits
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
_RULES = "SELECT rulename, tablename FROM pg_rules WHERE schemaname = 'public' ORDER BY tablename, rulename"
#: Called by every trigger that keeps history; installed by the library, and by no trigger's migration.
_ATTACH = "_pgh_attach_context"
_FUNCTION = f"""
    SELECT p.prosrc, p.prosecdef, p.proconfig IS NOT NULL, l.lanname
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE p.pronamespace = 'public'::regnamespace AND p.proname = '{_ATTACH}'
"""  # noqa: S608 - of the words of this module alone


def faults() -> list[str]:
    """One sentence for each trigger that is missing, off, changed or a stranger, and for each text without its limit.

    Empty when all stand. Four queries.
    """
    with connection.cursor() as cursor:
        cursor.execute(_INSTALLED)
        found = {(row[0], row[1]): row[2:] for row in cursor.fetchall()}
        cursor.execute(_RULES)
        rules = cursor.fetchall()
        cursor.execute(_FUNCTION)
        functions = cursor.fetchall()
    registered: Any = pgtrigger.registered()
    said = _faults_of(registered, found)
    known = {(trigger.get_pgid(model), model._meta.db_table) for model, trigger in registered}
    strangers = [("trigger", *one) for one in sorted(set(found) - known)] + [("rule", *one) for one in rules]
    said += [
        f"The {kind} “{name}” on the table {table} is none of the portal's: it may change what is written."
        for kind, name, table in strangers
    ]
    if functions != [(_declared_function(), False, False, "plpgsql")]:
        said.append(f"The function “{_ATTACH}”, which history calls, is missing or not as it was installed.")
    return said + database_limits.faults()


@cache
def _declared_function() -> str:
    """What stands between the dollars of the library's function: read from its statement, which is not executed."""
    heard: list[str] = []
    with connection.execute_wrapper(lambda execute, sql, *rest: heard.append(sql)):
        Context.install_pgh_attach_context_func()
    return heard[0].split("$$")[1]


def _faults_of(registered: Any, found: dict[tuple[str, str], tuple[Any, ...]]) -> list[str]:
    said = []
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
