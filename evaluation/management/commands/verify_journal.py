"""`manage.py verify_journal [--checkpoint FILE] [--key KEY]`: hash the journal anew and name the first entry that differs."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evaluation.actions import record_verification
from evaluation.checkpoints import NotACheckpoint, read
from evaluation.journal_seals import compared, read_anew, sentence


class Command(BaseCommand):
    """Reads every entry; what is found is kept for the auditor. Ends with 1 when anything differs."""

    help = "Hash every entry of the journal anew, compare with the seals (and a checkpoint); name the first that differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Without options: the journal against its own seals."""
        parser.add_argument(
            "--checkpoint", metavar="FILE", help="a checkpoint that was published or sent by mail"
        )
        parser.add_argument(
            "--key", default="", help="the public key to check it against (default: the portal's own)"
        )

    def handle(self, *args: Any, checkpoint: str | None, key: str, **options: Any) -> None:
        """One sentence; with a checkpoint a second one says how far it reaches."""
        found = read_anew()
        if checkpoint:
            try:
                kept = read(Path(checkpoint).read_text("utf-8"), key)
            except (OSError, UnicodeDecodeError, NotACheckpoint) as error:
                raise CommandError(f"{checkpoint}: {error}") from error
            found = compared(found, kept)
        record_verification(found)
        said = sentence(found.fault, found.position, found.entry)
        if found.fault:
            raise CommandError(said)
        self.stdout.write(f"{said} ({len(found.leaves)})")
        if found.erased:
            acts = ", ".join(str(number) for number in found.erasing)
            self.stdout.write(
                f"Words of {found.erased} entries were erased, by the acts that are entries {acts}."
            )
        if checkpoint:
            self.stdout.write(f"The checkpoint of {kept.size} entries agrees.")
