"""Which body fills a role in law today (c10): read once while a page is made."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from evaluation import clock
from evaluation.models.bodies import RoleHolder

_at_hand: ContextVar[dict[date, dict[str, int]] | None] = ContextVar("role_holders_at_hand", default=None)


@contextmanager
def holders_at_hand(today: dict[str, int] | None = None) -> Iterator[None]:
    """Read the holders of a day once while a page is made; acts read afresh. ``today``: those that were read already."""
    token = _at_hand.set({} if today is None else {clock.today(): today})
    try:
        yield
    finally:
        _at_hand.reset(token)


def holders(day: date | None = None) -> dict[str, int]:
    """Role → the body that fills it on ``day`` (today by the portal's clock). One query, none where it is at hand."""
    day = day or clock.today()
    kept = _at_hand.get()
    if kept is not None and day in kept:
        return kept[day]
    found = dict(RoleHolder.objects.filter(RoleHolder.valid_on(day)).values_list("role", "body_id"))
    if kept is not None:
        kept[day] = found
    return found


def were_read(day: date, found: dict[str, int]) -> None:
    """What another query read of them: at hand from now on while the page is made."""
    kept = _at_hand.get()
    if kept is not None:
        kept.setdefault(day, found)


def holder_id(role: str) -> int | None:
    """The body that fills ``role`` today; None where nobody does."""
    return holders().get(role)
