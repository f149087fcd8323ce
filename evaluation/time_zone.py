"""The time zone in which the law's days begin and end. Pure, so that the rules of terms need no Django."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ALMATY = ZoneInfo("Asia/Almaty")


def last_day_before(due_at: datetime) -> date:
    """The last day that is in time, of the first moment that is late (24:00 of that day), aware."""
    return (due_at - timedelta(microseconds=1)).astimezone(ALMATY).date()
