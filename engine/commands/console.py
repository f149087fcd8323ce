"""What the commands on files share: bounded reading, writing to the last byte, complaints, exit codes."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NoReturn, Protocol

from engine.trial.rows import read_bytes

SCORED, SOME_BLOCKED, USAGE, METHODOLOGY_REFUSED, DATA_REFUSED = range(5)


class Stream(Protocol):
    """As much of a text stream as is needed; Django's wrapper of one will do."""

    def write(self, text: str, /) -> object:
        """Take the text."""

    def flush(self) -> None:
        """Hand on all that was taken."""


@dataclass(frozen=True)
class Console:
    """Where a command writes, and what the person types for each command. Complaints go to `err`, one a line."""

    out: Stream
    err: Stream
    score: str
    score_overall: str

    def read(self, name: str, most: int) -> bytes:
        """The file's bytes, at most one more than `most`; a file that cannot be read ends the command."""
        try:
            return read_bytes(name, most)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            self.stop(USAGE, [f"The file cannot be read: {reason}."], name)

    def show(self, text: str) -> None:
        """Write the scores. A reader who has seen enough (`| head`) is no error: the program ends quietly then."""
        try:
            self.out.write(_line(text))
            self.out.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            self.stop(USAGE, [f"The output cannot be written: {error.strerror}."])

    def complain(self, problem: object, name: str = "") -> None:
        """A line for what is wrong or worth a note, with the file's name before it."""
        self.err.write(_line(f"{name}: {problem}" if name else str(problem)))

    def stop(self, code: int, problems: Iterable[object], name: str = "") -> NoReturn:
        """Say what is wrong, each with the file's name before it, and end with the exit code."""
        for problem in problems:
            self.complain(problem, name)
        sys.exit(code)


def _line(text: str) -> str:
    return text if text.endswith("\n") else text + "\n"
