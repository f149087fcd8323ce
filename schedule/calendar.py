"""The calendar as it stands now: the official days with the register's overrides, and the counting rules set.

One query reads the register, a table of a few rows, and the calendar built from the same rows is kept: so every
process sees a new override at once, also inside a transaction, and nothing has to be told to forget. A page or
a job that counts many terms asks once and passes the calendar on, or opens ``calendar_at_hand``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from django.conf import settings

from evaluation.by_edition import of_course
from schedule.models import CalendarOverride
from schedule.working_days import FIRST_DAY, LAST_DAY, Audience, Calendar, Override, TermRules

_at_hand: ContextVar[list[Calendar] | None] = ContextVar("calendar_at_hand", default=None)


@contextmanager
def calendar_at_hand() -> Iterator[None]:
    """Read the register of moved days at most once while a page is made."""
    token = _at_hand.set([])
    try:
        yield
    finally:
        _at_hand.reset(token)


def current_calendar() -> Calendar:
    """The calendar by which the terms of the Decree are counted now: the civil servants' one. One query.

    None with ``calendar_at_hand`` after the first.
    """
    kept = _at_hand.get()
    if kept:
        return kept[0]
    calendar = of_course("calendar", _read_calendar)
    if kept is not None:
        kept.append(calendar)
    return calendar


def _read_calendar() -> Calendar:
    # a row for a year that the calendar does not know must not stop the counting of all others
    known = CalendarOverride.objects.filter(day__range=(FIRST_DAY, LAST_DAY)).order_by("day", "audience")
    rows = known.values_list("day", "working", "resolution", "audience")
    return _calendar(
        tuple(
            Override(day, working, resolution, Audience(audience))
            for day, working, resolution, audience in rows
        )
    )


def term_rules() -> TermRules:
    """How terms are counted where the Decree is silent: settings, listed in `docs/assumptions.md`."""
    return TermRules(
        starts_next_day=settings.TERM_STARTS_NEXT_DAY,
        calendar_end_carries=settings.CALENDAR_TERM_END_CARRIES,
    )


@lru_cache(maxsize=4)
def _calendar(overrides: tuple[Override, ...]) -> Calendar:
    return Calendar(overrides)
