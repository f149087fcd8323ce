"""The demo's clock stops: the moments to which the demo's visitor may move the portal's clock.

Floors name their last days: ``demo.register(days)``, ``days() -> list[LastDay]`` with what still lies ahead. The
visitor goes to the morning of such a day, when there is still time to act, and from there past its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from evaluation import clock
from evaluation.names import alphabetical

MORNING = time(10, 0)
AFTER_MIDNIGHT = time(0, 5)


@dataclass(frozen=True)
class LastDay:
    """The last day of a milestone or a term; ``milestone`` tells the six of the year from the other terms."""

    label: Any
    day: date
    clause: str = ""
    milestone: bool = False


@dataclass(frozen=True)
class Stop:
    """Where the clock may go: ``at`` (aware). ``past``: after the end of the last day rather than on its morning."""

    label: Any
    at: datetime
    day: date
    clause: str = ""
    milestone: bool = False
    past: bool = False

    @property
    def code(self) -> str:
        """How a form names the moment."""
        return self.at.isoformat()


_providers: list[Callable[[], Iterable[LastDay]]] = []
_milestones: list[Callable[[], Iterable[LastDay]]] = []


def register(provider: Callable[[], Iterable[LastDay]]) -> Callable[[], Iterable[LastDay]]:
    """Add a floor's last days; usable as a decorator."""
    if provider not in _providers:
        _providers.append(provider)
    return provider


def register_milestones(provider: Callable[[], Iterable[LastDay]]) -> Callable[[], Iterable[LastDay]]:
    """Add a floor's milestones alone, which every page's bar asks for: read with the clock's row, or by one query."""
    if provider not in _milestones:
        _milestones.append(provider)
    return register(provider)


def stop_of(last: LastDay, now: datetime) -> Stop | None:
    """The morning of the last day, or when that has passed, the moment after its end; None when both have."""
    morning = datetime.combine(last.day, MORNING, clock.ALMATY)
    after = datetime.combine(last.day + timedelta(days=1), AFTER_MIDNIGHT, clock.ALMATY)
    for at, past in ((morning, False), (after, True)):
        if at > now:
            return Stop(last.label, at, last.day, last.clause, last.milestone, past)
    return None


def stops() -> list[Stop]:
    """All moments ahead that are worth stopping at, the earliest first, each once."""
    return _stops_of(_providers)


def next_milestone() -> Stop | None:
    """The nearest stop at a milestone of the year."""
    return next(iter(_stops_of(_milestones)), None)


def _stops_of(providers: Iterable[Callable[[], Iterable[LastDay]]]) -> list[Stop]:
    now = clock.now()
    found: dict[tuple[datetime, str], Stop] = {}
    for provider in providers:
        for last in provider():
            stop = stop_of(last, now)
            if stop is not None:
                found.setdefault((stop.at, str(stop.label)), stop)
    return sorted(found.values(), key=lambda stop: (stop.at, alphabetical(stop.label)))


def tomorrow() -> datetime:
    """The morning of the next day."""
    return datetime.combine(clock.today() + timedelta(days=1), MORNING, clock.ALMATY)
