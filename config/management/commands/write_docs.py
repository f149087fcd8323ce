"""`manage.py write_docs`: the tables in docs/, made from the code; a test fails when they are stale."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.documents import FOLDER, documents


class Command(BaseCommand):
    """Touches only tables whose text differs; runs without system checks."""

    help = "Write docs/ from the code: clauses, and states × transitions × offices × deadlines."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--check` writes nothing; the exit status says whether a table is stale."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a table is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints each table written; with `--check`, CommandError names those that are stale."""
        stale = []
        for name, text in documents().items():
            path = FOLDER / name
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(name)
            if not options["check"]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
                self.stdout.write(f"written: docs/{name}")
        if stale and options["check"]:
            raise CommandError(f"stale: {', '.join(stale)}; run manage.py write_docs")
