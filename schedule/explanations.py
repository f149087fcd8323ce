"""Counts and schedule faults in words, in the active language: what `working_days` and `milestones` say in codes.

Used by pages, letters, PDFs and `manage.py count_term` alike, so that a date is explained everywhere the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from evaluation.presentation import base_language, date_text, date_weekday_text, weekday_text
from schedule.holiday_names import HOLIDAY_NAMES, Holiday
from schedule.milestone_labels import MILESTONE_LABELS
from schedule.milestones import Problem, ProblemCode
from schedule.working_days import (
    FIRST_YEAR,
    LAST_YEAR,
    Audience,
    Count,
    CountedDay,
    Day,
    Reason,
    Role,
    Unit,
    last_year_with_moved_days,
)


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of a count as the reader sees it. `number` is empty for a day that does not count."""

    day: date
    date: str
    weekday: str
    number: str
    counts: bool
    working: bool
    moved: bool
    sentence: str

    def __str__(self) -> str:
        head = f"{self.date}, {self.weekday}"
        return f"{self.number}. {head}: {self.sentence}" if self.number else f"{head}: {self.sentence}"


def holiday_name(holiday: Holiday) -> str:
    """The holiday's name in the active language."""
    return str(getattr(HOLIDAY_NAMES[holiday], _language()))


def day_sentence(day: Day) -> str:
    """Why the day is a working day or a day off."""
    params = {
        "date": date_text(day.exchanged, _language(), year=True) if day.exchanged else "",
        "holiday": holiday_name(day.holiday) if day.holiday else "",
        "resolution": day.resolution,
    }
    if day.reason is Reason.MOVED_WORKDAY:
        sentence = (
            _("working day in exchange for the day off on %(date)s")
            if day.exchanged
            else _("moved working day")
        )
    elif day.reason is Reason.MOVED_DAY_OFF:
        sentence = _("day off, moved from %(date)s") if day.exchanged else _("moved day off")
    elif day.reason is Reason.HOLIDAY:
        sentence = (
            _("day off: %(holiday)s (date not announced yet)") if day.estimated else _("day off: %(holiday)s")
        )
    elif day.reason is Reason.HOLIDAY_OBSERVED:
        sentence = _("day off: %(holiday)s fell on a day off and moved here")
    elif day.reason is Reason.OVERRIDE_WORKDAY:
        if day.audience is Audience.CIVIL_SERVANTS:
            sentence = _("working day for civil servants by the resolution: %(resolution)s")
        else:
            sentence = _("working day by the resolution: %(resolution)s")
    elif day.reason is Reason.OVERRIDE_DAY_OFF:
        if day.audience is Audience.CIVIL_SERVANTS:
            sentence = _("day off for civil servants by the resolution: %(resolution)s")
        else:
            sentence = _("day off by the resolution: %(resolution)s")
    elif day.reason is Reason.WEEKEND:
        sentence = _("day off: weekend")
    else:
        sentence = _("working day")
    return sentence % params


def line_sentence(line: CountedDay) -> str:
    """What the day did in the count, and why."""
    reason = day_sentence(line.day)
    if line.role is Role.RECEIPT:
        return _("day of receipt: the term starts on the next day")
    if line.role is Role.SKIPPED:
        return _("%(reason)s; does not count") % {"reason": reason}
    if line.role is Role.CARRIED:
        if line.day.working:
            return _("%(reason)s; the term ends here, because its last day was a day off") % {
                "reason": reason
            }
        return _("%(reason)s; the end moves on") % {"reason": reason}
    return reason


def day_lines(lines: Iterable[CountedDay]) -> list[DayLine]:
    """The count day by day in the active language, for a table or a list."""
    language = _language()
    return [
        DayLine(
            day=line.day.date,
            date=date_text(line.day.date, language, year=True),
            weekday=weekday_text(line.day.date, language),
            number="" if line.number is None else str(line.number),
            counts=line.counts,
            working=line.day.working,
            moved=line.day.reason not in (Reason.WORKDAY, Reason.WEEKEND, Reason.HOLIDAY),
            sentence=line_sentence(line),
        )
        for line in lines
    ]


def count_sentence(count: Count) -> str:
    """The result in one sentence: how many days from when end when."""
    params = {
        "count": count.amount,
        "received": date_weekday_text(count.received, _language(), year=True),
        "end": date_weekday_text(count.end, _language(), year=True),
    }
    if count.unit is Unit.WORKING:
        sentence = ngettext(
            "%(count)s working day after receipt on %(received)s: the term ends on %(end)s, 24:00 Almaty time.",
            "%(count)s working days after receipt on %(received)s: the term ends on %(end)s, 24:00 Almaty time.",
            count.amount,
        )
    else:
        sentence = ngettext(
            "%(count)s calendar day after receipt on %(received)s: the term ends on %(end)s, 24:00 Almaty time.",
            "%(count)s calendar days after receipt on %(received)s: the term ends on %(end)s, 24:00 Almaty time.",
            count.amount,
        )
    return sentence % params


def provisional_sentence(last: date) -> str:
    """A warning when the Government's moved days of the year of `last` are not known yet; empty otherwise."""
    if last.year <= last_year_with_moved_days():
        return ""
    return _(
        "The days that the Government moves in %(year)s are not in the calendar yet: "
        "until they are entered, the count may still change."
    ) % {"year": last.year}


def problem_sentence(problem: Problem) -> str:
    """What is wrong with a date of the schedule and what to write instead."""
    # a Kazakh weekday ends with a point of its own ("дс."), which then ends the sentence too
    return _PROBLEMS[problem.code](problem).replace("..", ".")


def _missing(problem: Problem) -> str:
    return _("Give the last day for “%(milestone)s”.") % _named(problem)


def _unknown(problem: Problem) -> str:
    return _("“%(milestone)s” is not dated for this block: remove the date.") % _named(problem)


def _outside_year(problem: Problem) -> str:
    return _(
        "“%(milestone)s” is on %(day)s, but the evaluation is carried out in %(year)s: choose a day of that year."
    ) % {
        **_named(problem),
        "year": problem.bound.year if problem.bound else "",
    }


def _outside_calendar(problem: Problem) -> str:
    return _("“%(milestone)s” is on %(day)s, but the calendar knows only the years %(first)s–%(last)s.") % {
        **_named(problem),
        "first": FIRST_YEAR,
        "last": LAST_YEAR,
    }


def _day_off(problem: Problem) -> str:
    return _("“%(milestone)s” is on %(day)s, a day off: the nearest working day is %(bound)s.") % _named(
        problem
    )


def _out_of_order(problem: Problem) -> str:
    return _(
        "“%(milestone)s” is on %(day)s, but “%(other)s” must come before it and is on %(bound)s."
    ) % _named(problem)


def _no_time(problem: Problem) -> str:
    return _(
        "“%(milestone)s” is on %(day)s: five working days for objections and fifteen calendar days to answer them "
        "do not fit after “%(other)s”. The first possible day is %(bound)s."
    ) % _named(problem)


_PROBLEMS = {
    ProblemCode.MISSING: _missing,
    ProblemCode.UNKNOWN: _unknown,
    ProblemCode.OUTSIDE_YEAR: _outside_year,
    ProblemCode.OUTSIDE_CALENDAR: _outside_calendar,
    ProblemCode.DAY_OFF: _day_off,
    ProblemCode.OUT_OF_ORDER: _out_of_order,
    ProblemCode.NO_TIME_FOR_APPEALS: _no_time,
}


def _named(problem: Problem) -> dict[str, Any]:
    label = str(MILESTONE_LABELS[problem.milestone])
    if problem.block is not None:
        label = _("%(milestone)s, block %(block)s") % {"milestone": label, "block": problem.block}
    return {
        "milestone": label,
        "other": str(MILESTONE_LABELS[problem.other]) if problem.other else "",
        "day": date_weekday_text(problem.day, _language(), year=True) if problem.day else "",
        "bound": date_weekday_text(problem.bound, _language(), year=True) if problem.bound else "",
    }


def _language() -> str:
    return base_language(get_language())
