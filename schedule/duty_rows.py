"""A year's duties as rows of the database, counted and picked there: pages read those alone whom they concern.

Each floor says its duties twice: as ``Duty`` objects, for reminders and violations, which need all of them, and as a
query with the columns of ``COLUMNS``. A floor that gives no query has its duties read and handed to the database.
``tests/schedule/test_duty_rows.py`` holds both together.

A seat is written ``office:body id``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import get_language

from evaluation import planned_once
from evaluation.by_edition import of_course
from evaluation.models import Office
from schedule import duty_book
from schedule.due import DeadlineBook
from schedule.duty_book import Duty, Progress, Seat
from schedule.milestones import Milestone
from schedule.working_days import due_at

#: What names a duty within its floor: kind and object's id.
Name = tuple[str, int]
BLOCKS: Final = (1, 2, 3)
#: Whose people are told of what is overdue below them (c63, c66): what floors name as ``superiors``.
SUPERIORS: Final = (
    Office.FIRST_HEAD,
    Office.COORDINATOR,
    Office.WORKING_BODY,
    Office.HEAD_OF_ADMINISTRATION,
)
#: No object: floors ask for what they have none of too, so that a page costs the same whatever is late on it.
NONE: Final = [0]
COLUMNS: Final = {
    "kind": "text",
    "object_id": "bigint",
    "holder_id": "bigint",
    "milestone": "text",
    "block": "smallint",
    "due_at": "timestamptz",
    "done_at": "timestamptz",
    "optional": "boolean",
    "seats": "text[]",
    "superiors": "text[]",
}
_HELD: Final = re.compile(r"\{held:([^}]+)\}")
_TYPES: Final = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())


@dataclass(frozen=True)
class Query:
    """SQL that selects ``COLUMNS`` in this order, and its parameters.

    Where ``held_by(column)`` stands in it, rows of other holders may be left out: who asks for some holders' duties
    leaves them out anyway, and the database then need not put them together.
    """

    sql: str
    params: Mapping[str, Any]


@dataclass(frozen=True)
class Rows:
    """How a floor tells its duties to the database; ``told`` makes the duties of these names, and no others."""

    query: Callable[[int], Query | None]
    told: Callable[[int, Collection[Name]], Iterable[Duty]]


_rows: dict[Any, Rows] = {}


def register(provider: duty_book.Provider, rows: Rows, *kinds: str) -> None:
    """Add a floor's duties to the book and to the database's."""
    duty_book.register(provider, *kinds)
    _rows[provider] = rows


def seat(office: Office | str, body: Any) -> str:
    """A seat as the rows write it."""
    return f"{Office(office).value}:{body}"


def held_by(column: str) -> str:
    """A condition of a query: the holder in this column is one of those whose duties are asked for."""
    return f"{{held:{column}}}"


def due_sql(book: DeadlineBook, milestone: Milestone, block: str, body: str) -> str:
    """SQL for the end of a milestone's term, of the block and the holder that these columns name."""
    one = one_due(book, milestone)
    if one is not None:
        return one
    whens = []
    for of_block in BLOCKS:
        general = book.last_day(milestone, of_block)
        if general is None:
            continue
        extended = {
            key[2]: book.last_day(milestone, of_block, key[2])
            for key in book.extensions
            if key[0] == milestone.value and key[1] in (None, of_block)
        }
        whens += [
            f"WHEN {block} = {of_block} AND {body} = {holder} THEN {_moment(day)}"
            for holder, day in extended.items()
        ]
        whens.append(f"WHEN {block} = {of_block} THEN {_moment(general)}")
    return f"CASE {' '.join(whens)} END" if whens else "NULL::timestamptz"


def one_due(book: DeadlineBook, milestone: Milestone) -> str | None:
    """The end of the term as SQL where it is one for every block and holder: the database then leaves out at once what
    has not come yet. None where blocks or extensions differ."""
    days = {book.last_day(milestone, block) for block in BLOCKS}
    if len(days) > 1 or any(key[0] == milestone.value for key in book.extensions):
        return None
    [day] = days
    return "NULL::timestamptz" if day is None else _moment(day)


def _moment(day: Any) -> str:
    return f"'{due_at(day).isoformat()}'::timestamptz"


def progress(
    year: int, now: datetime, holders: Collection[int] | None = None
) -> dict[tuple[Milestone, int | None], Progress]:
    """How far each milestone (and block) is, for everybody or for what these bodies owe. One query."""
    rows = _ask(
        year,
        "SELECT milestone, block, count(*), count(done_at), count(*) FILTER (WHERE {overdue}) FROM duty "
        "WHERE milestone IS NOT NULL AND {held} GROUP BY 1, 2",
        {"now": now, "holders": holders},
    )
    return _by_milestone(rows)


def _by_milestone(rows: Iterable[Any]) -> dict[tuple[Milestone, int | None], Progress]:
    found: dict[tuple[Milestone, int | None], Progress] = {}
    for milestone, block, total, done, late in rows:
        key = (Milestone(milestone), block if Milestone(milestone).per_block else None)
        before = found.get(key, Progress())
        found[key] = Progress(before.total + total, before.done + done, before.late + late)
    return found


def of_all(
    year: int, now: datetime
) -> tuple[dict[tuple[Milestone, int | None], Progress], dict[int, Progress]]:
    """``progress`` and ``by_holder`` of everybody, counted in one passage. One query."""
    rows = _ask(
        year,
        "SELECT grouping(holder_id), milestone, block, holder_id, count(*), count(done_at), "
        "count(*) FILTER (WHERE {overdue}), count(*) FILTER (WHERE NOT optional), "
        "count(done_at) FILTER (WHERE NOT optional) "
        "FROM duty GROUP BY GROUPING SETS ((milestone, block), (holder_id))",
        {"now": now},
    )
    holders: dict[int, Progress] = {}
    milestones: list[tuple[Any, ...]] = []
    for by_milestone, milestone, block, holder, total, done, late, owed, owed_done in rows:
        if not by_milestone:
            if owed:
                holders[holder] = Progress(owed, owed_done, late)
        elif milestone is not None:
            milestones.append((milestone, block, total, done, late))
    return _by_milestone(milestones), holders


def by_holder(year: int, now: datetime, holders: Collection[int] | None = None) -> dict[int, Progress]:
    """The same for each body that owes something, optional duties aside. One query."""
    rows = _ask(
        year,
        "SELECT holder_id, count(*), count(done_at), count(*) FILTER (WHERE {overdue}) FROM duty "
        "WHERE NOT optional AND {held} GROUP BY 1",
        {"now": now, "holders": holders},
    )
    return {holder: Progress(*counted) for holder, *counted in rows}


def overdue_with_others(
    year: int, now: datetime, mine: Collection[Seat], limit: int, *, oversees: bool
) -> tuple[list[Duty], int]:
    """What is overdue and not this person's own: for who oversees all of it, for a superior what is below him; the
    first by time, and how many. The query, and those of the floors whose duties are among the first; none for who can
    be no superior."""
    if not oversees and not any(office in SUPERIORS for office, _body in mine):
        return [], 0
    return _pick(
        year,
        "{overdue} AND NOT seats && %(mine)s AND (%(oversees)s OR superiors && %(mine)s)",
        {"now": now, "mine": [seat(*one) for one in mine], "oversees": oversees},
        "NULL::int",
        limit,
    )


def open_names(year: int, holders: Collection[int] | None, limit: int, offset: int = 0) -> list[Name]:
    """The names of what these bodies owe and have not done, optional duties aside, the most urgent first. One query."""
    wanted = "NOT optional AND done_at IS NULL AND {held}"
    return _names(year, wanted, {"holders": holders}, "NULL::int", limit, offset)[0]


def overdue_or_late(year: int, now: datetime, limit: int) -> tuple[list[Duty], int]:
    """What is overdue, then what was done late; the first of each by time, and how many in all."""
    wanted = "({overdue} OR done_at >= due_at)"
    return _pick(year, wanted, {"now": now}, "(done_at IS NOT NULL)::int", limit)


def told_to(year: int, seats: Collection[Seat]) -> list[Duty]:
    """Every duty of which one of these seats is told before its term."""
    wanted = {"mine": [seat(*one) for one in seats]}
    return _pick(year, "seats && %(mine)s", wanted, "NULL::int", None)[0]


def named(year: int, names: Collection[Name]) -> list[Duty]:
    """The duties of these names."""
    if not names:
        return []
    found: list[Duty] = []
    for provider in duty_book._providers:
        rows = _rows.get(provider)
        found += rows.told(year, names) if rows else provider(year)
    wanted = set(names)
    return [duty for duty in found if (duty.kind, duty.object_id) in wanted]


def _pick(
    year: int, wanted: str, params: dict[str, Any], first: str, limit: int | None
) -> tuple[list[Duty], int]:
    what = ("picked", year, wanted, _frozen(params), first, limit, get_language())
    found, total = of_course(what, lambda: _picked(year, wanted, params, first, limit))
    return list(found), total


def _picked(
    year: int, wanted: str, params: dict[str, Any], first: str, limit: int | None
) -> tuple[list[Duty], int]:
    names, total = _names(year, wanted, params, first, limit)
    told = {(duty.kind, duty.object_id): duty for duty in named(year, names)}
    return [told[name] for name in names if name in told], total


def _names(
    year: int, wanted: str, params: dict[str, Any], first: str, limit: int | None, offset: int = 0
) -> tuple[list[Name], int]:
    rows = _ask(
        year,
        f"SELECT kind, object_id, count(*) OVER () FROM duty WHERE {wanted} "
        f"ORDER BY {first}, due_at, kind, object_id LIMIT %(limit)s OFFSET %(offset)s",
        {**params, "limit": limit, "offset": offset},
    )
    return [(kind, pk) for kind, pk, _total in rows], rows[0][2] if rows else 0


def _ask(year: int, statement: str, params: Mapping[str, Any]) -> Sequence[Any]:
    """The statement, over the table ``duty`` of every floor's duties of the year.

    For a page its answer is remembered for the day: every term ends with one, so what is overdue changes with the day
    and with the edition of the year's course alone.
    """
    return of_course(("duties", year, statement, _frozen(params)), lambda: _asked(year, statement, params))


def _frozen(params: Mapping[str, Any]) -> tuple[Any, ...]:
    """The parameters without the moment, to know an answer by."""
    return tuple(
        (
            name,
            tuple(sorted(value)) if isinstance(value, Collection) and not isinstance(value, str) else value,
        )
        for name, value in sorted(params.items())
        if name != "now"
    )


def _asked(year: int, statement: str, params: Mapping[str, Any]) -> Sequence[Any]:
    parts: list[str] = []
    given = dict(params)
    for query in queries(year):
        parts.append(f"SELECT * FROM ({query.sql}) AS floor_{len(parts)} ({', '.join(COLUMNS)})")
        given |= query.params
    if not parts:
        return []
    holders = given.get("holders")
    given["holders"] = list(holders) if holders is not None else None
    statement = statement.replace("{overdue}", "NOT optional AND done_at IS NULL AND due_at <= %(now)s")
    statement = statement.replace("{held}", held_by("holder_id"))
    statement = statement.replace("FROM duty ", f"FROM ({' UNION ALL '.join(parts)}) AS duty ")
    return planned_once.fetch(
        _HELD.sub("TRUE" if holders is None else r"(\1) = ANY(%(holders)s)", statement), given
    )


_at_hand: ContextVar[dict[int, list[Query]] | None] = ContextVar("duty_queries_at_hand", default=None)


@contextmanager
def queries_at_hand() -> Iterator[None]:
    """Ask the floors for a year's queries once while a page is made."""
    token = _at_hand.set({})
    try:
        yield
    finally:
        _at_hand.reset(token)


def queries(year: int) -> list[Query]:
    """The floors' duties of the year as queries: those at hand, or made now."""
    kept = _at_hand.get()
    if kept is None:
        return list(_queries(year))
    if year not in kept:
        kept[year] = list(_queries(year))
    return kept[year]


def _queries(year: int) -> Iterator[Query]:
    handed: list[Duty] = []
    for provider in duty_book._providers:
        rows = _rows.get(provider)
        if rows is None:
            handed += provider(year)
        elif (query := rows.query(year)) is not None:
            yield query
    if handed:
        yield handed_over(handed, "handed")


def handed_over(duties: Iterable[Duty], name: str) -> Query:
    """Duties that were read, as rows; ``name`` tells their parameter from other floors'."""
    rows = [
        {
            "kind": duty.kind,
            "object_id": duty.object_id,
            "holder_id": duty.holder_id,
            "milestone": duty.milestone.value if duty.milestone else None,
            "block": duty.block,
            "due_at": duty.due_at.isoformat(),
            "done_at": duty.done_at.isoformat() if duty.done_at else None,
            "optional": duty.optional,
            "seats": [seat(*one) for one in duty.seats],
            "superiors": [seat(*one) for one in duty.superiors],
        }
        for duty in duties
    ]
    return Query(
        f"SELECT {', '.join(COLUMNS)} FROM jsonb_to_recordset(%({name})s::jsonb) AS given ({_TYPES})",
        {name: json.dumps(rows)},
    )
