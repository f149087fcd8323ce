"""What the commands on files share: bounded reading, writing to the last byte, complaints, exit codes."""

from __future__ import annotations

import sys
import unicodedata
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

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


#: What somebody may name as the sign that begins decimals in a data file.
DECIMALS = {"comma": ",", "point": "."}


def add_decimal(parser: ArgumentParser) -> None:
    """``--decimal``, for a file that does not show it by itself."""
    parser.add_argument(
        "--decimal",
        choices=tuple(DECIMALS),
        help="the sign that begins decimals in the data file, where 9,125 could be 9125",
    )


def decimal_of(options: Mapping[str, Any]) -> str:
    """The sign that ``--decimal`` names, or empty."""
    return DECIMALS.get(options.get("decimal") or "", "")


def refuse_data(console: Console, problems: Sequence[Any], name: str) -> NoReturn:
    """Say all problems of the data, and by which option those are settled that the file leaves open."""
    told: list[object] = list(problems)
    if any(getattr(problem, "code", "") == "ambiguous" for problem in problems):
        told.append("Say which sign begins the decimals: --decimal comma or --decimal point.")
    console.stop(DATA_REFUSED, told, name)


def _line(text: str) -> str:
    return printable(text) if text.endswith("\n") else printable(text) + "\n"


def printable(text: str) -> str:
    """The text with every sign that would command the screen, or turn the order of letters, as its number."""
    if text.isascii() and text.replace("\n", "").isprintable():
        return text
    return "".join(
        sign if sign in "\n\t" or not unicodedata.category(sign).startswith("C") else _numbered(sign)
        for sign in text
    )


def _numbered(sign: str) -> str:
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"
