"""Methodology files: reading with all errors at their places, writing without loss, and the JSON Schema.

    loaded = load(text)            # Methodology | OverallMethodology | list[FileProblem]
    text = dump(methodology)       # load(dump(m)) == m

The format is described in docs/methodology-format.md; `python -m engine.methodology_format` prints the JSON Schema.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.foreign.gate import behind_gate
from engine.methodology import MethodologyText, OverallMethodologyText

from .layout import METHODOLOGY, OVERALL, json_schema
from .nodes import MAX_BYTES, Node, Refused, compose
from .problems import MESSAGES, FileProblem
from .reading import MAX_PROBLEMS, Reading
from .rules import check_methodology, check_overall
from .writing import dump

__all__ = [
    "MAX_BYTES",
    "MESSAGES",
    "FileProblem",
    "FormatError",
    "check_tree",
    "dump",
    "json_schema",
    "load",
    "load_or_raise",
]


class FormatError(Exception):
    """A methodology file is refused; `problems` are all its errors in the order of the lines."""

    def __init__(self, problems: list[FileProblem]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


def _is_overall(root: Node) -> bool:
    block = root.keys.get("block")
    return block is not None and block.kind == "scalar" and block.value == "overall"


@behind_gate(lambda unreadable: [FileProblem(unreadable.code, "", 0, 1, unreadable.params)], limits=None)
def load(text: str | bytes) -> MethodologyText | OverallMethodologyText | list[FileProblem]:
    """The methodology of a text of ours, or every error in it, by line. Never raises for bad input.

    A file that comes from outside is given to `engine.methodology_files.read_methodology`.
    """
    try:
        root, problems = compose(text)
    except Refused as refused:
        return refused.problems
    return check_tree(root, problems)


def check_tree(
    root: Node, problems: Iterable[FileProblem] = ()
) -> MethodologyText | OverallMethodologyText | list[FileProblem]:
    """The methodology of a tree with places, or every error in it, those given included, by line."""
    reading = Reading()
    reading.problems += problems
    overall = _is_overall(root)
    found = (OVERALL if overall else METHODOLOGY).read(root, "", reading)
    if (id(found), "") in reading.places:  # the file is at least keys with values
        if overall:
            check_overall(found, reading)
        else:
            check_methodology(found, reading)
    if reading.problems:
        unique = {(p.code, p.path, p.line, p.column, p.what): p for p in reading.problems}
        told = sorted(unique.values(), key=lambda p: (p.line, p.column, p.path, p.code))
        if len(told) > MAX_PROBLEMS:
            last = told[MAX_PROBLEMS]
            more = FileProblem(
                "too_many", "", last.line, last.column, {"limit": f"{MAX_PROBLEMS:,}"}, cell=last.cell
            )
            told = [*told[:MAX_PROBLEMS], more]
        return told
    methodology: MethodologyText | OverallMethodologyText = found
    return methodology


def load_or_raise(text: str | bytes) -> MethodologyText | OverallMethodologyText:
    """As `load`, raising FormatError with every problem."""
    found = load(text)
    if isinstance(found, list):
        raise FormatError(found)
    return found
