"""Which edition of what the public reads, and of the year's course, is the present one (`evaluation/models/editions.py`)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.db.models import CharField
from django.db.models.expressions import RawSQL

from evaluation import clock
from evaluation.models.editions import COURSE, PUBLIC, Topic

__all__ = ["COURSE", "PUBLIC", "Topic"]
__all__ += ["along", "at_hand", "current", "made_of", "read", "when_still"]

#: By which name the public edition comes with the demo clock's row.
ALONG: Final = "edition"
_TOGETHER: Final = (
    "SELECT md5(string_agg(shard || ':' || mark, ',' ORDER BY shard)) FROM public.evaluation_edition "
    "WHERE shard >= %d AND shard < %d"
)


@dataclass
class _Page:
    """Of a page that is being made: the editions that it began with, and what was made of them."""

    marks: dict[Topic, str | None] = field(default_factory=dict)
    made: dict[tuple[Topic, Hashable], tuple[Any, Callable[[], None]]] = field(default_factory=dict)


_at_hand: ContextVar[_Page | None] = ContextVar("edition_at_hand", default=None)


@contextmanager
def at_hand() -> Iterator[None]:
    """Inside, ``current`` is the edition that it was first, so that a page of many parts asks for it once. For pages
    that change nothing; inside another, the outer one's stays."""
    if _at_hand.get() is not None:
        yield
        return
    page = _Page()
    token = _at_hand.set(page)
    try:
        yield
    finally:
        _at_hand.reset(token)
    for topic in sorted({topic for topic, _what in page.made}):
        if read(topic) == page.marks.get(topic):
            for (of, _what), (_made, then) in page.made.items():
                if of == topic:
                    then()


def is_at_hand() -> bool:
    """Whether a page is being made that changes nothing."""
    return _at_hand.get() is not None


def current(topic: Topic = PUBLIC) -> str | None:
    """The edition at the start of this page, or read now; None before anything was ever told. One query at most."""
    page = _at_hand.get()
    if page is not None and topic in page.marks:
        return page.marks[topic]
    found = (clock.came_along(ALONG) if topic == PUBLIC else None) or read(topic)
    if page is not None:
        page.marks[topic] = found
    return found


def read(topic: Topic = PUBLIC) -> str | None:
    """The edition as it is now. One query, written out: every public page asks it."""
    with connection.cursor() as cursor:
        cursor.execute(_together(topic))
        [(found,)] = cursor.fetchall()
    return str(found) if found else None


def made_of(topic: Topic, what: Hashable) -> list[Any]:
    """What this page made already and gave to `when_still`: a list of one, or of none."""
    page = _at_hand.get()
    found = page.made.get((topic, what)) if page is not None else None
    return [found[0]] if found else []


def when_still(topic: Topic, present: str, what: Hashable, made: Any, then: Callable[[], None]) -> None:
    """Call ``then`` if the edition is still ``present`` when the page is made, or now where none is. One query a page."""
    page = _at_hand.get()
    if page is not None:
        page.made[topic, what] = made, then
    elif read(topic) == present:
        then()


def along() -> RawSQL:
    """The public edition, for the query that reads the demo's clock."""
    return RawSQL(_together(PUBLIC), (), CharField(max_length=200))  # noqa: S611 - of the words of this module alone


def _together(topic: Topic) -> str:
    return _TOGETHER % (topic.first, topic.end)
