"""A synthetic country: the bodies of a walked year and all that hangs on them, copied until there are as many as asked.

For measurements and tests alone: every copy says in its name that it is synthetic. Rows are copied by PostgreSQL
itself, as the owner of the tables and with the guards standing aside, for no act made them: journal, seals, history
and letters are not copied, so that nothing claims that somebody did what nobody did.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import pgtrigger
from django.db import connection, models, transaction

from appeals import models as appeals
from blocks import models as blocks
from commission import models as commission
from evaluation.models import Assignment, Body, Cycle, Membership, Scope, User
from evaluation.models.triggers import StandingTrigger
from methodologies.models import KeyPerformanceIndicator
from reports import models as reports
from schedule.models import Extension, Term, Violation


@dataclass(frozen=True)
class Copied:
    """A table, the relation through which its rows are a body's, and what a copy says differently (column → SQL).

    In the SQL ``t`` is the copied row and ``m.copy`` the number of the copy.
    """

    model: type[models.Model]
    through: str
    anew: Mapping[str, str] = field(default_factory=dict)
    where: str = ""


_MARK: Final = {"kk": "Синтетикалық орган", "ru": "Синтетический орган", "en": "Synthetic body"}
_OF_YEARS: Final = "t.cycle_id = ANY(%(cycles)s)"
_SINCE: Final = "GREATEST(t.valid_from, %(since)s::date)"
_NAMES: Final = {
    f"{name}_{code}": f"left('{mark} ' || m.copy || ' – ' || t.{name}_{code}, {length})"
    for code, mark in _MARK.items()
    for name, length in (("name", 400), ("short_name", 200))
}
#: Each table after those that its rows point at. People are copied with their memberships (``_people``).
COPIED: Final = (
    Copied(Scope, "body", {"valid_from": _SINCE, "number": "m.copy %% 32000"}, "t.valid_until IS NULL"),
    Copied(Membership, "body"),
    Copied(Assignment, "body", where=_OF_YEARS),
    Copied(KeyPerformanceIndicator, "body", where=_OF_YEARS),
    Copied(Term, "holder", where="t.started_at >= %(since)s::date"),
    Copied(Extension, "body", where=_OF_YEARS),
    Copied(Violation, "body", where=_OF_YEARS),
    Copied(reports.Document, "body", where=_OF_YEARS),
    Copied(reports.Report, "body", where=_OF_YEARS),
    Copied(reports.DatumValue, "body", where=_OF_YEARS),
    Copied(reports.DatumValue.documents.through, "datumvalue"),
    Copied(blocks.PartialConclusion, "assignment"),
    Copied(blocks.Mark, "partial"),
    Copied(blocks.Conclusion, "body", {"number": "left(t.number || '-' || m.copy, 40)"}, _OF_YEARS),
    Copied(blocks.TraceIndex, "conclusion"),
    Copied(blocks.ConclusionFile, "conclusion"),
    Copied(blocks.Recommendation, "conclusion"),
    Copied(appeals.Objection, "conclusion", {"number": "left(t.number || '-' || m.copy, 40)"}),
    Copied(appeals.ObjectionPoint, "objection"),
    Copied(appeals.ObjectionPoint.documents.through, "objectionpoint"),
    Copied(appeals.SpecialCommission, "objection"),
    Copied(appeals.SpecialCommissionMember, "commission"),
    Copied(commission.OverallEvaluation, "body", where=_OF_YEARS),
    Copied(commission.PublicationItem, "overall"),
)


def enlarge(bodies: int, years: Sequence[int] = ()) -> int:
    """Copy evaluated bodies, in turn, until so many are evaluated; returns how many were made.

    ``years``: the reporting years that are copied, by default the two newest that were opened. Inside one transaction,
    as the owner of the tables.
    """
    patterns = list(
        Body.objects.filter(scopes__valid_until=None, scopes__isnull=False)
        .order_by("order", "slug")
        .distinct()
    )
    wanted = bodies - len(patterns)
    if wanted <= 0:
        return 0
    opened = Cycle.objects.exclude(opened_at=None).order_by("-year")
    cycles = list(opened.filter(year__in=years) if years else opened[:2])
    made = {
        "patterns": [body.pk for body in patterns],
        "wanted": wanted,
        "cycles": [cycle.pk for cycle in cycles],
        "since": f"{min(cycle.year for cycle in cycles)}-01-01",
    }
    tables: list[type[models.Model]] = [Body, User, *(one.model for one in COPIED)]
    with transaction.atomic(), _without_guards(tables), connection.cursor() as cursor:
        _bodies(cursor, made)
        _people(cursor, made)
        for one in COPIED:
            _copy(cursor, one, made)
        for model in tables:
            cursor.execute(f"ANALYZE {model._meta.db_table}")
            cursor.execute(f"DROP TABLE IF EXISTS {_map(model)}")
    return wanted


def _map(model: Any) -> str:
    """The temporary table in which an old id and the copy's number lead to the new id."""
    return f"copied_{model._meta.db_table}"


def _bodies(cursor: Any, made: Mapping[str, object]) -> None:
    """The number of a copy is that of its body, so that one body's copy points at nothing of another's."""
    table = Body._meta.db_table
    _say(
        cursor,
        f"CREATE TEMP TABLE {_map(Body)} AS SELECT (%(patterns)s::bigint[])[1 + n %% cardinality(%(patterns)s::bigint[])] "
        "AS old, n + 1 + (SELECT count(*) FROM evaluation_body WHERE slug LIKE 'synthetic-%%') AS copy, "
        f"nextval(pg_get_serial_sequence('{table}', 'id')) AS new FROM generate_series(0, %(wanted)s - 1) AS n",
        made,
    )
    anew = {**_NAMES, "slug": "'synthetic-' || m.copy", "valid_from": _SINCE, "parent_id": "NULL"}
    _insert(cursor, Copied(Body, "", {**anew, "order": 'least(t."order" + m.copy, 32000)'}), made)


def _people(cursor: Any, made: Mapping[str, object]) -> None:
    _say(
        cursor,
        f"CREATE TEMP TABLE {_map(User)} AS SELECT old, copy, "
        "nextval(pg_get_serial_sequence('evaluation_user', 'id')) AS new FROM (SELECT DISTINCT s.user_id AS old, b.copy "
        f"FROM evaluation_membership s JOIN {_map(Body)} b ON s.body_id = b.old) AS people",
        made,
    )
    own = (
        "CASE WHEN t.email = '' THEN '' ELSE m.copy || '-' || t.email END"  # a person is known by the mailbox
    )
    _insert(
        cursor, Copied(User, "", {"username": "left(t.username || '-' || m.copy, 150)", "email": own}), made
    )


def _copy(cursor: Any, one: Copied, made: Mapping[str, object]) -> None:
    owner: Any = one.model._meta.get_field(one.through)
    table, key = one.model._meta.db_table, _key(one.model)
    # a row that is known by another's id is known by that of the other's copy
    new = "o.new" if owner.primary_key else f"nextval(pg_get_serial_sequence('{table}', '{key}'))"
    _say(
        cursor,
        f"CREATE TEMP TABLE {_map(one.model)} AS SELECT t.{key} AS old, o.copy, {new} AS new "
        f"FROM {table} t JOIN {_map(owner.related_model)} o ON t.{owner.column} = o.old"
        + (f" WHERE {one.where}" if one.where else ""),
        made,
    )
    _say(cursor, f"CREATE INDEX ON {_map(one.model)} (old, copy)", made)
    _say(cursor, f"ANALYZE {_map(one.model)}", made)
    _insert(cursor, one, made)


def _insert(cursor: Any, one: Copied, made: Mapping[str, object]) -> None:
    """Each copied row, pointing at the copies of what the row points at, and where there is none at the same."""
    ready = {Body, User, one.model, *(before.model for before in COPIED[: _place(one)])}
    columns, values, joins = [], [], []
    for number, column in enumerate(one.model._meta.concrete_fields):
        if column.generated:
            continue
        name, related = connection.ops.quote_name(str(column.column)), column.related_model
        value = f"t.{name}"
        if column.primary_key:
            value = "m.new"
        elif column.column in one.anew:
            value = one.anew[str(column.column)]
        elif related in ready:
            joins.append(
                f"LEFT JOIN {_map(related)} j{number} ON j{number}.old = {value} AND j{number}.copy = m.copy"
            )
            value = f"COALESCE(j{number}.new, {value})"
        columns.append(name)
        values.append(value)
    table = one.model._meta.db_table
    _say(
        cursor,
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} "
        f"FROM {_map(one.model)} m JOIN {table} t ON t.{_key(one.model)} = m.old {' '.join(joins)} ORDER BY m.new",
        made,
    )


def _key(model: Any) -> str:
    """The column by which a row is known."""
    return str(model._meta.pk.column)


def _place(one: Copied) -> int:
    return next((place for place, other in enumerate(COPIED) if other.model is one.model), 0)


def _say(cursor: Any, statement: str, made: Mapping[str, object]) -> None:
    cursor.execute(statement, made)


@contextmanager
def _without_guards(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Guards and history of these tables stand aside; what a transaction undoes, it undoes with it."""
    names = list(dict.fromkeys(model._meta.db_table for model in tables))
    registered = [(model, trigger) for model, trigger in pgtrigger.registered() if model in tables]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        [(superuser,)] = cursor.fetchall()
        if (
            superuser
        ):  # a copy points at what its original does or at other copies: nothing to look up a million times
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        if superuser:
            cursor.execute("SET LOCAL session_replication_role = origin")
        for name in names:
            cursor.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
        for model, trigger in registered:
            if isinstance(trigger, StandingTrigger):
                cursor.execute(
                    f"ALTER TABLE {model._meta.db_table} ENABLE ALWAYS TRIGGER {trigger.get_pgid(model)}"
                )
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
