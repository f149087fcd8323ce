"""When a reporting year is over, so that there are results to report and to evaluate (c6, c40). Pure."""

from __future__ import annotations

from datetime import datetime

from evaluation.time_zone import ALMATY


def over_at(year: int) -> datetime:
    """The first moment after the reporting year: 1 January, 0:00 in Almaty (assumption A-TIME-21)."""
    return datetime(year + 1, 1, 1, tzinfo=ALMATY)


def is_over(year: int, now: datetime) -> bool:
    """Whether the year has ended at ``now`` (aware): bodies report "by the results of the previous year" (c40)."""
    return now >= over_at(year)
