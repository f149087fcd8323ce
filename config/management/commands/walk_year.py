"""One whole evaluation year, from the approved schedule to the published result, through the same actions as people."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import override

from config.scratch import scratch_database
from config.walk.core import Step
from config.walk.people import NobodyHolds
from config.walk.year import walk
from evaluation.acting import without_workers
from evaluation.models import Cycle, Membership
from evaluation.presentation import clause_label, date_numeric_text
from evaluation.refusals import Refusal
from evaluation.register import load_register
from schedule.models import Schedule

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def lateness(text: str) -> timedelta:
    """ "1s", "5m", "2h" or "3d" as a time span. Raises ValueError with what to write."""
    if len(text) < 2 or text[-1] not in UNITS or not text[:-1].isdigit():
        raise ValueError(f"{text!r}: write a number and s, m, h or d, for example 1s")
    return timedelta(**{UNITS[text[-1]]: int(text[:-1])})


class Command(BaseCommand):
    """One transaction; where the year stands in this database already, in a scratch database beside it."""

    help = (
        "Walk one whole evaluation year through the portal's own actions, printing each step with its clause, office, "
        "legal date and outcome; stop at the first refusal with exit code 1. Rolled back unless --keep."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--late-report` stays text here: `handle` reads it, to say what is wrong with it in its own words."""
        parser.add_argument("--year", type=int, required=True, help="the reporting year, for example 2018")
        parser.add_argument("--keep", action="store_true", help="keep what was walked")
        parser.add_argument(
            "--late-report", metavar="TIME", help="sign one report this much too late, for example 1s"
        )
        parser.add_argument(
            "--language", choices=["kk", "ru", "en"], default="en", help="language of refusals (en)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit status 1 at a refusal, with its clause, term and remedy; CommandError for a year kept before."""
        year = options["year"]
        try:
            late = lateness(options["late_report"]) if options["late_report"] else None
        except ValueError as error:
            raise CommandError(f"--late-report {error}") from None
        walked = Schedule.objects.filter(cycle__year=year).exists()
        if walked and not options["keep"]:
            self.stdout.write(
                f"{year} stands in this database already: walked in a scratch database beside it."
            )
        beside = scratch_database() if walked and not options["keep"] else nullcontext()
        with override(options["language"]), without_workers(), beside:
            try:
                self._walk(year, late, keep=options["keep"])
            except Refusal as refusal:
                self.stdout.write(self.style.ERROR(f"REFUSED [{refusal.code}] {refusal.sentence}"))
                if refusal.clause:
                    self.stdout.write(
                        f"  clause: {clause_label(refusal.clause.split(', '), options['language'])}"
                    )
                if refusal.until is not None:
                    self.stdout.write(f"  until:  {refusal.until.isoformat()}")
                if refusal.remedy:
                    self.stdout.write(f"  remedy: {refusal.remedy}")
                for fault in refusal.faults[:20]:
                    self.stdout.write(f"  - {fault.field}: {fault.sentence}")
                sys.exit(1)
            except NobodyHolds as error:
                raise CommandError(str(error)) from None

    def _walk(self, year: int, late: timedelta | None, *, keep: bool) -> None:
        with transaction.atomic():
            if not Membership.objects.exists():
                load_register(demo_accounts=True)
            if Schedule.objects.filter(cycle__year=year).exists():
                raise CommandError(
                    f"{year} has been walked in this database already. Choose another year, or walk it in a "
                    f"database of its own: SARAP_VAR=$(mktemp -d) manage.py walk_year --year {year}"
                )
            self.stdout.write(self.style.MIGRATE_HEADING(f"Evaluation for {year}"))
            for step in walk(year, late_report=late):
                self._print(step)
            bodies = Cycle.objects.get(year=year).overalls.count()
            self.stdout.write(self.style.SUCCESS(f"Walked: {bodies} bodies evaluated and published."))
            if not keep:
                transaction.set_rollback(True)
                self.stdout.write("Rolled back (use --keep to keep it).")

    def _print(self, step: Step) -> None:
        until = f"until {date_numeric_text(step.legal_date)} 24:00" if step.legal_date else "no fixed date"
        self.stdout.write(f"{step.number:>2}. {step.what}")
        self.stdout.write(
            f"    {clause_label(step.clause.split(', '), 'en')} · {step.office} · {until} · {step.outcome}"
        )
