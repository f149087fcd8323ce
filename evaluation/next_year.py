"""From when the next reporting year is prepared: its schedule, methodologies, list of indicators. Pure.

The Decree names the last day for changing a schedule (D7) and none on which the preparation begins; the portal lets it
begin three months before (assumption A-TIME-22).
"""

from __future__ import annotations

from datetime import date

#: Month and day of the reporting year from which its evaluation can be prepared.
PREPARATION_BEGINS = (9, 1)


def begins_on(year: int) -> date:
    """The first day on which the evaluation of reporting year ``year`` can be prepared."""
    return date(year, *PREPARATION_BEGINS)


def year_in_preparation(today: date) -> int:
    """The reporting year whose preparation has begun last: this year's from 1 September, else that of the year before."""
    return today.year if today >= begins_on(today.year) else today.year - 1
