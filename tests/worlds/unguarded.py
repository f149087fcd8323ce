"""Rows as the database would never take them: its guards stand aside, as only the owner of the tables can make them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.db import connection, models

from evaluation.models import Cycle
from evaluation.models.triggers import GuardTrigger
from tests.worlds.roles import owners_role


@contextmanager
def unguarded(*tables: type[models.Model]) -> Iterator[None]:
    """Inside, the guards of ``tables`` (of all, when none is named) are switched off, and rows written as the owner."""
    with owners_role():
        switch("DISABLE", *tables)
        try:
            yield
        finally:
            if not connection.needs_rollback:
                switch("ENABLE ALWAYS", *tables)


def switch(how: str, *tables: type[models.Model]) -> None:
    """``DISABLE`` or ``ENABLE ALWAYS`` the guards. What waits for the end of the transaction is checked before."""
    found = [
        (model, trigger) for model, trigger in pgtrigger.registered() if isinstance(trigger, GuardTrigger)
    ]
    statements = ["SET CONSTRAINTS ALL IMMEDIATE"]
    statements += [
        f"ALTER TABLE {model._meta.db_table} {how} TRIGGER {trigger.get_pgid(model)}"
        for model, trigger in found
        if not tables or model in tables
    ]
    if how != "DISABLE":
        statements.append("SET CONSTRAINTS ALL DEFERRED")
    with connection.cursor() as cursor:
        cursor.execute(";".join(statements))


def switch_one(model: type[models.Model], name: str, how: str) -> None:
    """``DISABLE`` or ``ENABLE ALWAYS`` one guard of a table."""
    registered: Any = pgtrigger.registered()
    [found] = [one for one in registered if one[0] is model and one[1].name == name]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {model._meta.db_table} {how} TRIGGER {found[1].get_pgid(model)}")


def unopen(cycle: int | None = None) -> None:
    """The year (all, when none is named) as before its evaluation was opened, which no act undoes."""
    years = Cycle.objects.all() if cycle is None else Cycle.objects.filter(pk=cycle)
    with unguarded(Cycle):
        years.update(opened_at=None)
