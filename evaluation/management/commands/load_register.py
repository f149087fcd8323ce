"""`manage.py load_register`: the bodies, scopes, roles and reorganisations of the shipped register, or another's."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation.register import RegisterRefused, load_register


class Command(BaseCommand):
    """One transaction: a single fault, and nothing is loaded."""

    help = "Load the register of evaluated bodies, roles and reorganisations from files. Loading twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``directory`` is fixtures/register unless given; the demo's accounts come without passwords."""
        parser.add_argument("directory", nargs="?", type=Path, help="where the files lie (fixtures/register)")
        parser.add_argument(
            "--demo-accounts", action="store_true", help="also the demo's accounts (refused in production)"
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="bring rows that staff edited back to what the files say; without it they are left and named",
        )

    def handle(
        self,
        *args: Any,
        directory: Path | None,
        demo_accounts: bool,
        overwrite: bool,
        verbosity: int,
        **options: Any,
    ) -> None:
        """Counts go to stdout, rows left as staff edited them to stderr; CommandError names every fault."""
        try:
            loaded = load_register(directory, demo_accounts=demo_accounts, overwrite=overwrite)
        except RegisterRefused as refused:
            raise CommandError("The register was not loaded.\n" + "\n".join(refused.faults)) from refused
        except PermissionError as refused:
            raise CommandError(str(refused)) from refused
        for row in loaded.differing:
            self.stderr.write(f"Left as staff edited it: {row}")
        if verbosity:
            for name in sorted({*loaded.created, *loaded.changed, *loaded.kept}):
                self.stdout.write(
                    f"{name}: {loaded.created[name]} new, {loaded.changed[name]} changed, {loaded.kept[name]} kept"
                )
