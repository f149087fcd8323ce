"""How often a worker tries what the world refuses: with pauses of 1, 2, 4, … minutes, an hour at most."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet

#: With these pauses so many attempts span the better part of a day without a mail server.
ATTEMPTS: Final = 24
LONGEST_PAUSE: Final = timedelta(hours=1)
#: What stands at a row whose attempts are used up without a failure on record: each cost a worker its life.
WORKER_LOST: Final = "the worker was lost each time"


def next_try(now: datetime, attempts: int) -> datetime:
    """Not before which moment it is tried again, after so many attempts."""
    return now + min(timedelta(minutes=2 ** (attempts - 1)), LONGEST_PAUSE)


def begin_next(waiting: QuerySet[Any], now: datetime, give_up: Callable[[Any], None]) -> int | None:
    """The key of the first row of ``waiting`` that is due, its attempt and pause on record; None when there is none.

    Counted in a transaction of its own, before anything is tried: a row that costs its worker its life is tried again
    after its pause, behind the others, and given up at last. ``give_up(row)`` saves the row as failed, for its reason
    in ``failure``. Rows have ``attempts``, ``try_at`` and ``failure``.
    """
    due = Q(try_at__isnull=True) | Q(try_at__lte=now)
    while True:
        with transaction.atomic():
            rows = waiting.select_for_update(skip_locked=True, of=("self",))
            row = rows.filter(due).order_by("id").first()
            if row is None:
                return None
            if row.attempts < ATTEMPTS:
                row.attempts, row.try_at = row.attempts + 1, next_try(now, row.attempts + 1)
                row.save(update_fields=["attempts", "try_at"])
                return int(row.pk)
            row.failure = row.failure or WORKER_LOST
            give_up(row)
