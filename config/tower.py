"""The picture of the floors in docs/architecture.md, drawn from the code: each floor, its rooms, what it imports."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import Path

from config.environment import ROOT
from config.floors import PACKAGES

BEGIN, END = "<!-- floors: begin -->", "<!-- floors: end -->"
#: The rooms that the same names hold on every floor, from the doors down.
ROOMS = ("doors", "desk", "duties", "letter_texts", "actions", "guards", "selectors", "rights", "models")
_DOORS = ("views", "admin", "forms", "tasks", "urls", "api", "management", "templatetags")
_WIDTH = 96


def drawn_into(text: str) -> str:
    """The document with the picture of now between its marks. Raises ValueError where the marks are missing."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"docs/architecture.md has no place for the picture: {BEGIN} … {END}")
    return f"{before}{BEGIN}\n\n```\n{picture()}\n```\n\n{END}{after}"


def picture() -> str:
    """The tower as text, the highest floor first: a frame each, joined by what it stands on."""
    lines = []
    for name in reversed(PACKAGES):
        below = [one for one in PACKAGES if one in _imports(name) and one != name]
        lines.append("┌" + f" {name} ".ljust(_WIDTH - 2, "─") + "┐")
        lines += _folded("", _purpose(name).split())
        rooms = _rooms(name)
        if rooms:
            lines += _folded("rooms: ", rooms)
        lines += _folded("stands on: ", below) if below else [_row("stands on nothing of the portal")]
        lines.append("└" + "─" * (_WIDTH - 2) + "┘")
    return "\n".join(lines)


def _row(text: str) -> str:
    return f"│ {text.ljust(_WIDTH - 4)} │"


def _folded(head: str, names: Sequence[str]) -> list[str]:
    """The words after the head, as many on a row as fit."""
    rows, line = [], head
    for name in names:
        if len(line) + len(name) + 1 > _WIDTH - 4:
            rows.append(_row(line.rstrip()))
            line = " " * len(head)
        line += f"{name} "
    return [*rows, _row(line.rstrip())]


def _purpose(name: str) -> str:
    """The opening sentence of the floor's ``apps.py``, or of the package."""
    for file in ("apps.py", "__init__.py"):
        path = ROOT / name / file
        said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) if path.exists() else None
        if said:
            return said.split("\n")[0]
    return ""


def _rooms(name: str) -> list[str]:
    here = {path.stem for path in (ROOT / name).iterdir()}
    doors = any(stem.split("_")[0] in _DOORS for stem in here)
    return [room for room in ROOMS if room in here or (room == "doors" and doors and name not in ("config",))]


def _imports(name: str) -> set[str]:
    """The packages of the portal that the floor's modules import."""
    found = set()
    for path in _modules(name):
        text = path.read_text(encoding="utf-8")
        found |= set(re.findall(r"^(?:from|import) (\w+)", text, re.MULTILINE))
    return found.intersection(PACKAGES)


def _modules(name: str) -> list[Path]:
    return [path for path in (ROOT / name).rglob("*.py") if "migrations" not in path.parts]
