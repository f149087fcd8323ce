"""A synthetic country of so many bodies, for measurements: never in production."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from config.country import enlarge
from config.database_roles import as_owner
from evaluation.models import Cycle


class Command(BaseCommand):
    """Copies what stands in the database: a published year and the one under way, as `load_demo` leaves them."""

    help = (
        "Copy the evaluated bodies of the two newest years, with reports, marks, conclusions and results, until there "
        "are as many as asked; the copies are named synthetic. Refused in production."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--bodies` counts those that are there already."""
        parser.add_argument(
            "--bodies", type=int, required=True, help="so many evaluated bodies, for example 3700"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """CommandError in production, and where no year was opened."""
        if settings.PRODUCTION:
            raise CommandError("A synthetic country never goes into production.")
        if not Cycle.objects.exclude(opened_at=None).exists():
            raise CommandError(
                "No year stands in this database to copy from: run `manage.py load_demo` first."
            )
        started = time.monotonic()
        with as_owner():
            made = enlarge(options["bodies"])
        self.stdout.write(f"Made {made} synthetic bodies in {time.monotonic() - started:.0f} s.")
