"""Queries that take longer to plan than to answer: planned once for a connection, asked on every page.

Of the counts in the rail and of a year's duties the database spends most of its time on the plan. Outside a transaction
such a query is prepared under a name that lives as long as its connection; inside one, where a refused preparation
would undo what was done, and where it cannot be prepared, it is asked as it stands. The answer is the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from threading import local
from typing import Any, Final

from django.db import DataError, ProgrammingError, connection

Params = Sequence[Any] | Mapping[str, Any]
#: So many plans in one connection; what is asked besides is planned each time.
MOST: Final = 48
_PLACE: Final = re.compile(r"%(?:(%)|s|\((\w+)\)s)")
#: As psycopg2 writes a value of the kind; a text is of no type until the query gives it one, as when written out.
_TYPES: Final[tuple[tuple[type, str], ...]] = (
    (bool, "boolean"),
    (int, "bigint"),
    (Decimal, "numeric"),
    (datetime, "timestamptz"),
    (date, "date"),
)
_UNKNOWN: Final = "unknown"
_Key = tuple[str, tuple[str, ...]]
#: What no connection could prepare.
_refused: set[_Key] = set()
_own = local()


def fetch(text: str, params: Params) -> list[tuple[Any, ...]]:
    """All rows of the query, with the values at its places. One query."""
    with connection.cursor() as cursor:
        values = _values(text, params)
        name = None if connection.in_atomic_block else _prepared(text, values)
        if name is None:
            cursor.execute(text, params)
        else:
            cursor.execute(
                f"EXECUTE {name} ({', '.join(['%s'] * len(values))})" if values else f"EXECUTE {name}", values
            )
        return list(cursor.fetchall())


def _values(text: str, params: Params) -> list[Any]:
    """The value of each place, in their order."""
    places = [place for place in _PLACE.finditer(text) if not place[1]]
    if isinstance(params, Mapping):
        return [params[place[2]] for place in places]
    return list(params)


def _prepared(text: str, values: Sequence[Any]) -> str | None:
    """The name under which this connection knows the query; None where it is not prepared."""
    key = (text, tuple(_type(value) for value in values))
    raw = connection.connection
    if getattr(_own, "connection", None) is not raw:
        _own.connection, _own.names = raw, {}
    names: dict[_Key, str] = _own.names
    if key in names or key in _refused or len(names) >= MOST:
        return names.get(key)
    name = f"planned_{len(names)}"
    if not _prepare(name, *key):
        _refused.add(key)
        return None
    names[key] = name
    return name


def _prepare(name: str, text: str, types: Sequence[str]) -> bool:
    """Whether the database took it. Asked past Django's log of queries: it is no query of a page."""
    number = 0

    def numbered(place: re.Match[str]) -> str:
        nonlocal number
        if place[1]:
            return "%"
        number += 1
        return f"${number}"

    given = f" ({', '.join(types)})" if types else ""
    try:
        with connection.wrap_database_errors, connection.connection.cursor() as cursor:
            cursor.execute("SET plan_cache_mode = force_generic_plan")
            cursor.execute(f"PREPARE {name}{given} AS {_PLACE.sub(numbered, text)}")
    except (ProgrammingError, DataError):
        return False
    return True


def _type(value: Any) -> str:
    if isinstance(value, list) and value:
        inside = {_type(one) for one in value}
        only = inside.pop() if len(inside) == 1 else _UNKNOWN
        return "text[]" if only == _UNKNOWN else f"{only}[]"
    return next((name for kind, name in _TYPES if isinstance(value, kind)), _UNKNOWN)
