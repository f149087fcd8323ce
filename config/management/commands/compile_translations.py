"""`manage.py compile_translations`: make the .mo files that Django reads."""

from typing import Any

from django.core.management.base import BaseCommand

from config.translations import compile_catalogs


class Command(BaseCommand):
    """Reads and writes files alone: no database and no system checks."""

    help = "Compile locale/*.po where the compiled file is missing or old; needs no system gettext."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints the path of each file written; nothing when all are newer than their sources."""
        for path in compile_catalogs():
            self.stdout.write(str(path))
