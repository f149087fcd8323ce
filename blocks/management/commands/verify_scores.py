"""`manage.py verify_scores --year N`: compute every conclusion of a year again from what is stored, digit by digit."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from blocks.models import Conclusion, ConclusionState
from blocks.stored_scores import as_stored
from blocks.trace.again import score_from_trace
from blocks.trace.record import recompute
from evaluation.models import Cycle


class Command(BaseCommand):
    """Exit code 0: all the same; 1: something differs, and each difference is printed; 2: wrong use."""

    help = (
        "Compute the score and the trace of every conclusion in force again from the stored values and compare "
        "all digits; the score of every superseded version from the inputs that its own trace keeps, as its values "
        "were corrected on appeal or figures arrived since."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Called by Django: the reporting year has no default."""
        parser.add_argument("--year", type=int, required=True, help="reporting year")

    def handle(self, *args: Any, **options: Any) -> None:
        """Stores nothing. Raises CommandError: code 2 without such a year, 1 after every difference is printed."""
        year: int = options["year"]
        if not Cycle.objects.filter(year=year).exists():
            raise CommandError(f"There is no reporting year {year}.", returncode=2)
        related = ("cycle", "body", "methodology")
        conclusions = (
            Conclusion.objects.filter(cycle__year=year, score__isnull=False)
            .select_related(*related)
            .defer("methodology__document", "content")
            .order_by("body__order", "block", "version")
        )
        checked = different = superseded = 0
        for conclusion in conclusions.iterator(chunk_size=50):
            if conclusion.state == ConclusionState.SUPERSEDED:
                superseded += 1
                score = score_from_trace(conclusion)
                if score is None or as_stored(score) != conclusion.score:
                    different += 1
                    self.stdout.write(f"{conclusion.number}: score: {conclusion.score} → {score}")
                continue
            found = recompute(conclusion)
            checked += 1
            if found is not None and not found.same:
                different += 1
                self.stdout.write(f"{conclusion.number}: {'; '.join(found.differs)}")
        self.stdout.write(
            f"{year}: {checked} conclusions and {superseded} superseded versions computed again, {different} differ."
        )
        if different:
            raise CommandError(
                f"{different} of {checked + superseded} versions do not come to the same digits."
            )
