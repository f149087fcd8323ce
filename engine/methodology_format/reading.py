"""What a reading of a methodology gathers on the way: the problems found, and where each part stands in the file."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from .nodes import Node
from .problems import FileProblem

MAX_PROBLEMS = 1000


@dataclass
class PlaceInFile:
    """Where a value was read: for problems found later, by the rules."""

    path: str
    node: Node


class Reading:
    """The problems found so far, and where each object's fields stand."""

    def __init__(self) -> None:
        self.problems: list[FileProblem] = []
        self.places: dict[tuple[int, str], PlaceInFile] = {}
        self._alive: list[Any] = []  # keeps ids in `places` from being given to other objects
        self.failed = 0

    def problem(self, code: str, path: str, node: Node, /, meant: str = "", **params: str) -> None:
        """Noted, never raised. `code` is one of problems.MESSAGES, `params` fill it; the place is the node's.

        `meant` is the right word where it is sure, and then said in the place of what to write instead.
        """
        self.problems.append(FileProblem(code, path, node.line, node.column, params, suggestion=meant))

    def full(self) -> bool:
        """Whether so much is wrong that no more is looked for: each nearest word takes its time."""
        return len(self.problems) > MAX_PROBLEMS

    def remember(self, value: Any, key: str, path: str, node: Node) -> None:
        """`value` goes by its identity; an empty `key` stands for the value itself."""
        self._alive.append(value)
        self.places[id(value), key] = PlaceInFile(path, node)

    def place(self, value: Any, key: str = "") -> PlaceInFile:
        """Where `value`'s field `key` was read, or where the value itself was."""
        return self.places.get((id(value), key)) or self.places[id(value), ""]


def unprintable(text: str) -> str:
    """The first sign of `text` that shows as nothing or commands what shows it (no file may hold it), or empty."""
    if text.isprintable():
        return ""
    return next((c for c in text if c not in "\n\t" and unicodedata.category(c).startswith("C")), "")
