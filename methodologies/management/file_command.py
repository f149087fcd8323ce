"""What the commands that work on files alone share: bounded reading, writing to the last byte, exit codes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import NoReturn

from django.core.management.base import BaseCommand

from engine.trial.rows import read_bytes

SCORED, SOME_BLOCKED, USAGE, METHODOLOGY_REFUSED, DATA_REFUSED = range(5)


class FileCommand(BaseCommand):
    """Scores go to the standard output, every complaint to the standard error, one a line."""

    requires_system_checks = ()

    def read(self, name: str, most: int) -> bytes:
        """The file's bytes, at most one more than `most`; a file that cannot be read ends the command."""
        try:
            return read_bytes(name, most)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            self.stop(USAGE, [f"The file cannot be read: {reason}."], name)

    def show(self, text: str) -> None:
        """Write the scores. A reader who has seen enough (`| head`) is no error: manage.py ends quietly then."""
        try:
            self.stdout.write(text)
            self.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            self.stop(USAGE, [f"The output cannot be written: {error.strerror}."])

    def stop(self, code: int, problems: Iterable[object], name: str = "") -> NoReturn:
        """Say what is wrong, each with the file's name before it, and end with the exit code."""
        for problem in problems:
            self.stderr.write(f"{name}: {problem}" if name else str(problem))
        sys.exit(code)
