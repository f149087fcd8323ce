"""The filters of days, moments and terms, loaded with the portal's others (``{% load sarap %}``).

Each writes in the language that is active; the writing rules are in :mod:`evaluation.presentation`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, Final

from django.utils.translation import get_language, gettext, ngettext

from evaluation import clock
from evaluation import presentation as writing
from evaluation.time_zone import end_of_term


def _language() -> str:
    return writing.base_language(get_language())


def _local_date(value: datetime.date | datetime.datetime) -> datetime.date:
    return clock.day_of(value) if isinstance(value, datetime.datetime) else value


def _hour(value: datetime.datetime, written: str) -> str:
    return value.astimezone(clock.ALMATY).strftime(written)


def _end(value: datetime.date | datetime.datetime, time: str | None = None) -> tuple[datetime.date, str]:
    """Day and hour of a term's end: a day ends at 24:00, and so does a moment at midnight the day before."""
    if isinstance(value, datetime.datetime):
        return end_of_term(value)
    return value, time or "24:00"


def day(value: datetime.date | None) -> str:
    """«21 февраля» · «21 ақпан» · "21 February"."""
    return writing.date_text(_local_date(value), _language()) if value else writing.DASH


def day_year(value: datetime.date | None) -> str:
    """«21 февраля 2019 года» · «2019 жылғы 21 ақпан» · "21 February 2019"."""
    return writing.date_text(_local_date(value), _language(), year=True) if value else writing.DASH


def day_of_act(value: datetime.date | None) -> str:
    """Before the number of an order or of minutes: «2019 жылғы 21 ақпандағы» (№ … бұйрық); else as ``day_year``."""
    return writing.date_of_act_text(_local_date(value), _language()) if value else writing.DASH


def day_short(value: datetime.date | None) -> str:
    """«21 фев»."""
    return writing.date_short_text(_local_date(value), _language()) if value else writing.DASH


def day_numeric(value: datetime.date | None) -> str:
    """«21.02.2019»."""
    return writing.date_numeric_text(_local_date(value)) if value else writing.DASH


def day_weekday(value: datetime.date | None) -> str:
    """«21 февраля, чт» · «21 ақпан, бейсенбі» · "Thu 21 February"."""
    return writing.date_weekday_text(_local_date(value), _language()) if value else writing.DASH


def day_in_full(value: datetime.date | None) -> str:
    """«четверг, 21 февраля 2019 года» · «2019 жылғы 21 ақпан, бейсенбі» · "Thursday, 21 February 2019"."""
    return writing.date_in_full_text(_local_date(value), _language()) if value else writing.DASH


def weekday(value: datetime.date | None) -> str:
    """«четверг»."""
    return writing.weekday_text(_local_date(value), _language(), short=False) if value else writing.DASH


def deadline(value: datetime.date | None) -> str:
    """«до 21 февраля, чт, 24:00» · «21 ақпан, бейсенбі, сағат 24.00-ге дейін»; with the year where it is not this one."""
    if not value:
        return writing.DASH
    day, hour = _end(value)
    return writing.deadline_text(day, _language(), time=hour, year=_of_another_year(day))


def _of_another_year(day: datetime.date) -> bool:
    """Whether a reader of today would take the day for one of this year: two years are often under way at once."""
    return day.year != clock.today().year


def day_end(value: datetime.date | None, time: str | None = None) -> str:
    """The same moment without the word: «21 февраля, чт, 24:00», where "until" stands elsewhere."""
    if not value:
        return writing.DASH
    day, hour = _end(value, time)
    return writing.moment_text(day, _language(), time=hour, year=_of_another_year(day))


def moment(value: datetime.datetime | None) -> str:
    """«15 фев, 17:42» in the portal's time zone."""
    return (
        f"{writing.date_short_text(_local_date(value), _language())}, {_hour(value, '%H:%M')}"
        if value
        else writing.DASH
    )


def moment_full(value: datetime.datetime | None) -> str:
    """«15.02.2019 17:42:09»: for the journal and for receipts, where the second counts."""
    return (
        f"{writing.date_numeric_text(_local_date(value))} {_hour(value, '%H:%M:%S')}"
        if value
        else writing.DASH
    )


def days_left(days: int | None) -> str:
    """Working days left, in words: «осталось 3 рабочих дня», «сегодня последний день», «просрочено на 2 рабочих дня»."""
    if days is None:
        return ""
    if days == 0:
        return gettext("today is the last day")
    if days < 0:
        return ngettext("overdue by %(days)s working day", "overdue by %(days)s working days", -days) % {
            "days": -days
        }
    return ngettext("%(days)s working day left", "%(days)s working days left", days) % {"days": days}


FILTERS: Final[tuple[Callable[..., Any], ...]] = (
    day,
    day_year,
    day_of_act,
    day_short,
    day_numeric,
    day_weekday,
    day_in_full,
    weekday,
    deadline,
    day_end,
    moment,
    moment_full,
    days_left,
)
