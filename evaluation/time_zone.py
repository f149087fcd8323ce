"""The time zone in which the law's days begin and end. Pure, so that the rules of terms need no Django."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ALMATY = ZoneInfo("Asia/Almaty")


def day_of(moment: datetime) -> date:
    """The day in Almaty to which ``moment`` (aware) belongs: what people call its date."""
    if moment.tzinfo is None:
        raise ValueError(f"A moment needs a time zone: {moment.isoformat()}")
    return moment.astimezone(ALMATY).date()


def end_of_term(due_at: datetime) -> tuple[date, str]:
    """A term's end as the law says it, of the first moment that is late (aware): its last day and "24:00".

    A moment within a day stays what it is: "17:30".
    """
    local = due_at.astimezone(ALMATY)
    if (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0):
        return last_day_before(due_at), "24:00"
    return local.date(), f"{local:%H:%M}"


def last_day_before(due_at: datetime) -> date:
    """The last day that is in time, of the first moment that is late (24:00 of that day), aware."""
    return day_of(due_at - timedelta(microseconds=1))
