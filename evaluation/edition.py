"""Which edition of what the public reads is the present one (`evaluation/models/editions.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from django.db import connection
from django.db.models import CharField
from django.db.models.expressions import RawSQL

from evaluation import clock

#: By which name the edition comes with the demo clock's row.
ALONG: Final = "edition"
_TOGETHER: Final = (
    "SELECT md5(string_agg(shard || ':' || mark, ',' ORDER BY shard)) FROM public.evaluation_edition"
)


_at_hand: ContextVar[list[str | None] | None] = ContextVar("edition_at_hand", default=None)


@contextmanager
def at_hand() -> Iterator[None]:
    """Inside, ``current`` is the edition that it was first, so that a page of many parts asks for it once."""
    token = _at_hand.set([])
    try:
        yield
    finally:
        _at_hand.reset(token)


def current() -> str | None:
    """The edition at the start of this page, or read now; None before anything was ever told. One query at most."""
    kept = _at_hand.get()
    if kept:
        return kept[0]
    found = clock.came_along(ALONG) or read()
    if kept is not None:
        kept.append(found)
    return found


def read() -> str | None:
    """The edition as it is now. One query, written out: every public page asks it."""
    with connection.cursor() as cursor:
        cursor.execute(_TOGETHER)
        [(found,)] = cursor.fetchall()
    return str(found) if found else None


def along() -> RawSQL:
    """The edition, for the query that reads the demo's clock."""
    return RawSQL(_TOGETHER, (), CharField(max_length=200))  # noqa: S611 - of the words of this module alone
