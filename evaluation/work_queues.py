"""What workers have to do, told by the floors whose rows wait: for the administrator's page of work in the background.

    work_queues.register(WorkQueue("conclusions", _("PDFs of conclusions"), counts, failed, again))

The rows are the truth (docs/decisions/rows-are-the-truth.md), so a queue is counted in the database, not in the broker.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet

from evaluation.cuts import Cut
from evaluation.models import User


@dataclass(frozen=True)
class Counts:
    """How many rows wait, were given up and are done; since when the oldest done one is the latest."""

    waiting: int
    failed: int
    done: int
    last_done_at: datetime | None = None


def counts_of(rows: QuerySet[Any], waiting: str, failed: str, done: str, done_at: str) -> Counts:
    """The rows counted by these values of their ``state``; ``done_at``: the field of when one was done. One query."""
    return Counts(
        **rows.aggregate(
            waiting=Count("pk", filter=Q(state=waiting)),
            failed=Count("pk", filter=Q(state=failed)),
            done=Count("pk", filter=Q(state=done)),
            last_done_at=Max(done_at),
        )
    )


@dataclass(frozen=True)
class Broken:
    """One row that fails: given up, or still tried again. ``failure``: what the program said, in its own words."""

    pk: int
    name: str
    attempts: int
    failure: str
    given_up: bool


@dataclass(frozen=True)
class WorkQueue:
    """A kind of work: its code in addresses, its name, how it is counted, what fails, how a row is tried again."""

    code: str
    label: Any
    counts: Callable[[], Counts]
    broken: Callable[[int], Cut[Broken]]
    again: Callable[[int, User], None]


_queues: dict[str, WorkQueue] = {}


def register(queue: WorkQueue) -> WorkQueue:
    """Add a queue; registering one of the same code replaces it."""
    _queues[queue.code] = queue
    return queue


def registered() -> list[WorkQueue]:
    """Every queue, in the order of the floors."""
    return list(_queues.values())


def of_code(code: str) -> WorkQueue | None:
    """The queue of this code; None for any other."""
    return _queues.get(code)
