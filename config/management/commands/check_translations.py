"""`manage.py check_translations`: does every sentence exist in Kazakh, Russian and English?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.translations import ExtractionRefused, problems


class Command(BaseCommand):
    """Reads files alone: no database, no system checks. `make check` stops at its exit status."""

    help = "Fail when a sentence in code or templates has no translation, or a fuzzy one."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--limit` bounds what is printed, not what is counted."""
        parser.add_argument("--limit", type=int, default=50, help="how many problems to print (50)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Problems go to stderr, one a line; CommandError when there are any, or extraction is refused."""
        try:
            lines = problems()
        except ExtractionRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        for line in lines[: options["limit"]]:
            self.stderr.write(line)
        if lines:
            raise CommandError(f"{len(lines)} problems with translations; `make messages` adds what is new.")
        self.stdout.write("Every sentence is translated.")
