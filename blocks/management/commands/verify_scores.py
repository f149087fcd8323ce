"""`manage.py verify_scores --year N`: compute every conclusion of a year again from what is stored, digit by digit."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from blocks.models import Conclusion, ConclusionState
from blocks.trace_nodes import recompute
from evaluation.models import Cycle


class Command(BaseCommand):
    """Exit code 0: all the same; 1: something differs, and each difference is printed."""

    help = (
        "Compute the score and the trace of every conclusion in force again from the stored values and compare "
        "all digits. Superseded versions are left out: their values were corrected on appeal."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--year", type=int, required=True, help="reporting year")

    def handle(self, *args: Any, **options: Any) -> None:
        year: int = options["year"]
        if not Cycle.objects.filter(year=year).exists():
            raise CommandError(f"There is no reporting year {year}.")
        related = ("cycle", "body", "methodology")
        conclusions = (
            Conclusion.objects.filter(cycle__year=year, score__isnull=False)
            .exclude(state=ConclusionState.SUPERSEDED)
            .select_related(*related)
            .defer("methodology__document", "content")
            .order_by("body__order", "block")
        )
        checked = different = 0
        for conclusion in conclusions.iterator(chunk_size=50):
            found = recompute(conclusion)
            checked += 1
            if found is not None and not found.same:
                different += 1
                self.stdout.write(f"{conclusion.number}: {'; '.join(found.differs)}")
        superseded = Conclusion.objects.filter(cycle__year=year, state=ConclusionState.SUPERSEDED).count()
        self.stdout.write(
            f"{year}: {checked} conclusions computed again, {different} differ; "
            f"{superseded} superseded versions left out."
        )
        if different:
            raise CommandError(f"{different} of {checked} conclusions do not come to the same digits.")
