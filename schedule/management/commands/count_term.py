"""`manage.py count_term`: when a term ends, and how that was counted."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import translation

from schedule.calendar import current_calendar, term_rules
from schedule.explanations import DayLine, count_sentence, day_lines, provisional_sentence
from schedule.working_days import (
    FIRST_YEAR,
    LAST_YEAR,
    Calendar,
    OutsideCalendar,
    add_calendar_days,
    add_working_days,
)


class Command(BaseCommand):
    """Counts by the portal's own rules (``term_rules``), on the shipped calendar unless told otherwise."""

    help = (
        "Print the last day of a term (ISO, alone on the first line), then the count day by day with reasons. "
        "Needs no database unless --overrides is given."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One of the two lengths is required, in whole days from 0; dates are ISO."""
        parser.add_argument(
            "--from", dest="received", required=True, type=_iso_date, help="day of receipt, YYYY-MM-DD"
        )
        length = parser.add_mutually_exclusive_group(required=True)
        length.add_argument(
            "--working-days", type=_days, metavar="N", help="length of the term in working days"
        )
        length.add_argument(
            "--calendar-days", type=_days, metavar="N", help="length of the term in calendar days"
        )
        parser.add_argument(
            "--language",
            choices=[code for code, _name in settings.LANGUAGES],
            default=settings.LANGUAGE_CODE,
            help="language of the explanation",
        )
        parser.add_argument(
            "--overrides",
            action="store_true",
            help="apply the days moved in the portal's register (needs its database)",
        )

    def handle(self, *args: Any, received: date, overrides: bool, language: str, **options: Any) -> None:
        """CommandError when the count leaves the calendar, or the register of moved days cannot be read."""
        calendar = self._registered() if overrides else Calendar()
        working, amount = options["working_days"] is not None, options["working_days"]
        if not working:
            amount = options["calendar_days"]
        try:
            add = add_working_days if working else add_calendar_days
            count = add(calendar, received, amount, term_rules())
        except OutsideCalendar as refusal:
            raise CommandError(
                f"The calendar knows the years {FIRST_YEAR}–{LAST_YEAR}; the count reaches {refusal.day.isoformat()}."
            ) from refusal
        with translation.override(language):
            lines = [count.end.isoformat(), count_sentence(count), *map(_row, day_lines(count.days))]
            warning = provisional_sentence(count.end)
        # one write: whoever takes the first line alone (`| head -1`) may then close the pipe
        self.stdout.write("\n".join([*lines, *([warning] if warning else [])]))

    def _registered(self) -> Calendar:
        try:
            return current_calendar()
        except DatabaseError as error:
            raise CommandError(
                f"The register of moved days cannot be read ({error}). Leave --overrides out to count without it."
            ) from error


def _row(line: DayLine) -> str:
    return f"{line.day.isoformat()}  {line.weekday:<4} {line.number or '–':>3}  {line.sentence}"


def _iso_date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(
            f"{text!r} is not a date: write it as YYYY-MM-DD, for example 2018-04-27."
        ) from error


def _days(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f"{text!r} is not a number of days: write a whole number, 0 or more.")
    return int(text)
