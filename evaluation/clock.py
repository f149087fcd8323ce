"""The portal's one clock: every part of the portal asks here what time it is, and nowhere else.

``now()`` is an aware UTC datetime, ``today()`` the date at that moment in Asia/Almaty, ``day_of`` that of any other.
In order of precedence the time comes from

1. ``frozen(at)``: tests and the year's walk, for the running context only (a thread started inside does not
   inherit it; run it in ``contextvars.copy_context()``);
2. ``set_source(callable)``: a replacement of the system clock for the whole process;
3. the system clock, shifted in demo mode by the single row of ``evaluation.DemoClock``, so that web, worker and
   beat agree.

Outside demo mode the clock cannot be moved, and with ``settings.CLOCK_SEALED`` (production) neither frozen nor
replaced. The module imports no model, so that anything may import it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction

from evaluation.time_zone import ALMATY, day_of

__all__ = [
    "ALMATY",
    "ClockNotMovable",
    "FrozenClock",
    "Source",
    "came_along",
    "day_of",
    "frozen",
    "move",
    "move_to",
    "now",
    "offset",
]
__all__ += ["read_along", "read_once", "set_source", "standing_still", "today"]

Source = Callable[[], datetime]


class ClockNotMovable(RuntimeError):
    """Somebody tried to move, freeze or replace a clock that must not be."""


class FrozenClock:
    """What ``frozen`` yields: stands still until it is told to move."""

    def __init__(self, at: datetime) -> None:
        self._at = _utc(at)

    @property
    def at(self) -> datetime:
        """The moment at which the clock stands, aware, UTC."""
        return self._at

    def move_to(self, at: datetime) -> datetime:
        """Stand at ``at`` (aware) from now on, earlier or later; returns it in UTC."""
        self._at = _utc(at)
        return self._at

    def tick(self, by: timedelta) -> datetime:
        """Move by ``by`` and return the new moment."""
        return self.move_to(self._at + by)


_frozen: ContextVar[FrozenClock | None] = ContextVar("sarap_frozen_clock", default=None)
_source: Source | None = None
_read_once: ContextVar[list[timedelta] | None] = ContextVar("sarap_demo_offset", default=None)
#: What is read with the clock's row while a page is made: name → expression; and what came, by name.
_along: dict[str, Any] = {}
_came_along: ContextVar[dict[str, Any] | None] = ContextVar("sarap_demo_came_along", default=None)


def now() -> datetime:
    """The moment it is for the portal: aware, UTC."""
    clock = _frozen.get()
    if clock is not None:
        return clock.at
    if _source is not None:
        return _utc(_source())
    return datetime.now(UTC) + offset()


def today() -> date:
    """The date it is for the portal in Asia/Almaty."""
    return day_of(now())


def offset() -> timedelta:
    """How far the demo clock is from the system's; zero outside demo mode, without asking the database."""
    if not _demo_mode():
        return timedelta(0)
    kept = _read_once.get()
    if kept:
        return kept[0]
    asked = _along if kept is not None else {}
    row = _demo_clock().objects.values("offset", **asked).first() or {}
    found: timedelta = row.pop("offset", timedelta(0))
    if kept is not None:
        kept.append(found)
        _came_along.set(row)
    return found


def read_along(name: str, expression: Any) -> None:
    """Read ``expression`` in the query that reads the demo clock's row, so that a page's demo bar costs that one alone."""
    _along[name] = expression


def came_along(name: str) -> Any:
    """What is read with the clock's row for the page that is being made; None where no row is read for one."""
    if _read_once.get() == []:
        offset()
    return (_came_along.get() or {}).get(name)


@contextmanager
def read_once() -> Iterator[None]:
    """Ask the demo clock's row only once while a page is made; a move in between is seen."""
    token, came = _read_once.set([]), _came_along.set(None)
    try:
        yield
    finally:
        _read_once.reset(token)
        _came_along.reset(came)


@contextmanager
def standing_still() -> Iterator[datetime]:
    """Inside, ``now()`` is one moment, this very object: whoever keeps what is written meanwhile knows it again.

    The time is what it was a moment before, so this moves no clock; nobody acts inside.
    """
    clock = FrozenClock(now())
    token = _frozen.set(clock)
    try:
        yield clock.at
    finally:
        _frozen.reset(token)


@contextmanager
def frozen(at: datetime) -> Iterator[FrozenClock]:
    """Stop the clock at ``at`` (aware) for the running context; nests. Raises ClockNotMovable when sealed."""
    _refuse_when_sealed()
    clock = FrozenClock(at)
    token = _frozen.set(clock)
    try:
        yield clock
    finally:
        _frozen.reset(token)


def set_source(source: Source | None) -> None:
    """Read the time from ``source`` in this process; ``None`` goes back. Raises ClockNotMovable when sealed.

    ``source`` returns an aware datetime in any zone.
    """
    global _source
    if source is not None:
        _refuse_when_sealed()
    _source = source


def move(by: timedelta) -> datetime:
    """Move the demo clock forward by ``by``, for every process, and return the new time.

    Raises ClockNotMovable outside demo mode and for a step back: what the journal holds would then lie in the
    future.
    """
    return move_to(now() + by)


def move_to(at: datetime, *, allow_back: bool = False) -> datetime:
    """Set the demo clock to ``at`` (aware), for every process, and return the new time.

    ``allow_back`` is for loading the demo years, when nothing has been recorded yet. Raises ClockNotMovable
    outside demo mode, while the clock is frozen or replaced, and for a step back otherwise.
    """
    if not _demo_mode():
        raise ClockNotMovable("The portal's clock can be moved only in demo mode.")
    if _frozen.get() is not None or _source is not None:
        raise ClockNotMovable("The clock is frozen or replaced: the demo clock has no say until that ends.")
    target = _utc(at)
    model = _demo_clock()
    with transaction.atomic():
        model.objects.get_or_create(pk=1, defaults={"offset": timedelta(0)})
        row = model.objects.select_for_update().get(pk=1)
        system = datetime.now(UTC)
        if target < system + row.offset and not allow_back:
            raise ClockNotMovable("The portal's clock moves only forward; start the demo over to go back.")
        row.offset = target - system
        row.save(update_fields=["offset"])
    kept = _read_once.get()
    if kept is not None:
        kept[:] = [row.offset]
    return target


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"The clock takes only moments with a time zone, not {at.isoformat()}")
    return at.astimezone(UTC)


def _setting(name: str) -> bool:
    return bool(settings.configured and getattr(settings, name, False))


def _demo_mode() -> bool:
    return _setting("DEMO_MODE")


def _refuse_when_sealed() -> None:
    if _setting("CLOCK_SEALED"):
        raise ClockNotMovable("The portal's clock is sealed: it can be neither frozen nor replaced here.")


def _demo_clock() -> Any:
    # by name: anything may import this module before the models are loaded
    return apps.get_model("evaluation", "DemoClock")
