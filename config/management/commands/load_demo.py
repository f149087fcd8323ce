"""The demo's data: the register with its accounts, three finished years and one under way, made by walking them."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import F
from django.utils.translation import override

from config.walk.year import walk
from evaluation import clock
from evaluation.acting import without_workers
from evaluation.models import Membership
from evaluation.refusals import Refusal
from evaluation.register import load_register
from schedule.models import Letter, Schedule

PAST = (2016, 2017, 2018)
#: The year under way and where its clock stands: conclusions are arriving, objections run, reports come back.
UNDER_WAY = 2019
STANDS_AT = datetime(2020, 4, 10, 11, 0, tzinfo=clock.ALMATY)


class Command(BaseCommand):
    """May be stopped and run again: a year is one transaction, and one with a schedule is passed over."""

    help = "Load the demo: register, accounts, the years 2016-2018 and 2019 under way. Loaded years are kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--years` picks among PAST and UNDER_WAY; any other year is passed over in silence."""
        parser.add_argument("--years", type=int, nargs="*", help="only these years (all)")

    def handle(self, *args: Any, **options: Any) -> None:
        """CommandError in production and at a refusal. In demo mode an unmoved clock goes to STANDS_AT."""
        if settings.PRODUCTION:
            raise CommandError("The demo's data never go into production.")
        if not Membership.objects.exists():
            self._say("Loading the register: bodies, roles, accounts named by office")
            load_register(demo_accounts=True)
        wanted = options["years"] or (*PAST, UNDER_WAY)
        for year in (*PAST, UNDER_WAY):
            if year in wanted and not Schedule.objects.filter(cycle__year=year).exists():
                self._walk(year)
                self._read_letters()
        if settings.DEMO_MODE and clock.offset() == clock.timedelta(0):
            clock.move_to(STANDS_AT, allow_back=True)

    def _walk(self, year: int) -> None:
        started = time.monotonic()
        stands_at = STANDS_AT if year == UNDER_WAY else None
        steps = 0
        try:
            with override("ru"), without_workers(), transaction.atomic():
                for step in walk(year, stands_at=stands_at):
                    steps += 1
                    self._say(f"{year}: {step.what} ({step.outcome})")
        except Refusal as refusal:
            raise CommandError(f"{year} was refused: {refusal} [{refusal.clause}]") from refusal
        self._say(f"{year}: walked in {time.monotonic() - started:.0f} s, {steps} steps")

    @staticmethod
    def _read_letters() -> None:
        """People of the demo have read what came more than a week before the moment at which it stands."""
        old = Letter.objects.filter(read_at=None, written_at__lt=STANDS_AT - timedelta(days=7))
        old.update(read_at=F("written_at") + timedelta(hours=3))

    def _say(self, text: str) -> None:
        self.stdout.write(f"  {text}")
        self.stdout.flush()
