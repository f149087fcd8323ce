"""What an opened year has read, and nobody may write any more: the register until that year's last day (A-ROUTE-11)."""

from __future__ import annotations

from datetime import date
from typing import Any

from evaluation.models import Cycle, Reorganisation
from evaluation.selectors import register_day


def read_until() -> date | None:
    """The last day of the register that an opened year read; None before the first opening. One query."""
    latest = Cycle.objects.filter(opened_at__isnull=False).order_by("-year").first()
    return register_day(latest.year) if latest else None


def hold_years() -> None:
    """Let no year be opened before this transaction ends: what is decided by ``is_read`` is asked after this. One query.

    Opening locks its year and then reads the register; whoever writes the register holds the years first, then its row.
    """
    list(Cycle.objects.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def is_read(record: Any) -> bool:
    """Whether an opened year reads this row of the register: it was true on a day until ``read_until``."""
    if isinstance(record, Cycle):
        return record.opened_at is not None
    day = read_until()
    begins = record.took_effect_on if isinstance(record, Reorganisation) else record.valid_from
    return day is not None and begins <= day
