"""What must be done by when, by whom, and whether it is done: every floor tells its duties, the schedule floor uses them.

    duty_rows.register(provider, rows)    provider(year) -> Iterable[Duty], a fixed number of queries; ``rows``: the same
                                          as a query (``schedule/duty_rows.py``); in its ``registration.py``

From the duties come the state of each milestone in the year's picture, the reminders before and after a term, and
the violations of terms that nobody met (c63, c66, c68).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evaluation import clock
from evaluation.models import Cycle
from schedule.milestones import Milestone

Seat = tuple[str, int]
"""An office in a body: (``Office`` value, body's id)."""


@dataclass(frozen=True)
class Duty:
    """One thing that a body's people must do by a moment.

    ``kind`` names it ("report.sign"), with ``object_type`` (model label in lower case) and ``object_id`` it is
    unique. ``due_at`` (aware) is the first moment that is late. ``holder_id`` is the body that owes it, ``about_id``
    the body that it concerns. ``seats`` are told before the term, ``superiors`` besides them when it has passed.
    ``path`` is the page where it is done, without the language prefix. ``milestone`` and ``block`` tie it to the
    year's picture. ``done_at`` is when it was done (None: open). ``clause`` is the clause that it rests on. ``optional`` is what a
    body may do until a moment and need not: its people are reminded, and nothing is overdue.
    """

    kind: str
    object_type: str
    object_id: int
    year: int
    title: Any
    clause: str
    due_at: datetime
    holder_id: int
    path: str
    seats: Sequence[Seat]
    superiors: Sequence[Seat] = ()
    about_id: int | None = None
    milestone: Milestone | None = None
    block: int | None = None
    done_at: datetime | None = None
    optional: bool = False

    @property
    def done(self) -> bool:
        """Done in time or late alike: ``done_at`` says when."""
        return self.done_at is not None

    def overdue(self, now: datetime) -> bool:
        """Whether it is owed, open, and its term has passed."""
        return not self.optional and not self.done and now >= self.due_at


@dataclass(frozen=True)
class Progress:
    """How far a milestone is: how many duties it has, how many are done, how many are open after their term."""

    total: int = 0
    done: int = 0
    late: int = 0

    @property
    def complete(self) -> bool:
        """False for a milestone without duties."""
        return self.total > 0 and self.done == self.total


Provider = Callable[[int], Iterable[Duty]]

#: Who tells a floor's duties of a year → the kinds that acts ask for by name.
_providers: dict[Provider, tuple[str, ...]] = {}


def register(provider: Provider, *kinds: str) -> Provider:
    """Add a floor's duties; registering twice changes nothing. ``kinds``: those that ``duties_of_kind`` finds."""
    _providers.setdefault(provider, kinds)
    return provider


def duties_of(year: int) -> list[Duty]:
    """Every duty of reporting year ``year``, done or not, in order of time. A fixed number of queries per floor."""
    found = (duty for provider in _providers for duty in provider(year))
    return sorted(found, key=lambda duty: (duty.due_at, duty.kind, duty.object_id))


def years_under_way() -> list[int]:
    """The reporting years whose evaluation is this year or was in one of the two before. One query."""
    running = clock.today().year
    years = Cycle.objects.filter(year__range=(running - 2, running)).order_by("year")
    return list(years.values_list("year", flat=True))


def duties_of_kind(kind: str, year: int) -> list[Duty]:
    """The duties of one kind, told by the floor that registered it; for an act that itself may be late."""
    tellers = (provider for provider, kinds in _providers.items() if kind in kinds)
    return [duty for provider in tellers for duty in provider(year) if duty.kind == kind]


def progress(
    duties: Iterable[Duty], now: datetime, holder_id: int | None = None
) -> dict[tuple[Milestone, int | None], Progress]:
    """How far each milestone (and block) is, for everybody or for the duties of one body. No query."""
    counted: dict[tuple[Milestone, int | None], Progress] = {}
    for duty in duties:
        if duty.milestone is None or (holder_id is not None and duty.holder_id != holder_id):
            continue
        key = (duty.milestone, duty.block if duty.milestone.per_block else None)
        so_far = counted.get(key, Progress())
        counted[key] = Progress(so_far.total + 1, so_far.done + duty.done, so_far.late + duty.overdue(now))
    return counted
