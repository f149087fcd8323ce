"""Where code compares account with account, although one person may have two: read from the source, by function."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from config.floors import FLOORS

ROOT = Path(__file__).resolve().parents[2]
#: The rooms in which it is decided who may, what waits for whom and what was done by whom.
ROOMS = ("rights", "guards", "selectors", "desk", "duties", "actions")
#: Modules beside the rooms that are doors, or know nothing but who is signed in.
DOORS = (
    "admin",
    "apps",
    "registration",
    "views",
    "middleware",
    "frame",
    "context_processors",
    "office_admin",
)
#: Calls that pick rows.
PICKS = {"filter", "exclude", "get", "Q", "get_or_create"}
#: The ends of lookups and attributes that name an account.
ACCOUNTS = {"user", "user_id", "actor", "actor_id", "person", "person_id"}
#: Names that hold an account in those rooms.
HOLDS = {"user", "by", "person", "member", "actor"}


def sources() -> Iterator[Path]:
    """The files of those rooms on every floor, and the modules of law beside them."""
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            room = path.relative_to(ROOT / floor).parts[0].removesuffix(".py")
            if room in ROOMS or (path.parent == ROOT / floor and not room.startswith(DOORS)):
                yield path


def _names_account(name: str) -> bool:
    last = name.removesuffix("__in").rpartition("__")[2]
    return last in ACCOUNTS or (last.endswith(("_by", "_by_id")) and not last.startswith("supplied"))


def _is_account(node: ast.expr) -> bool:
    """Whether the expression is an account or its id: ``user``, ``by.pk``, ``request.user``, ``row.given_by_id``."""
    if isinstance(node, ast.Name):
        return node.id in HOLDS
    if isinstance(node, ast.Attribute):
        if node.attr in {"pk", "id"}:
            return _is_account(node.value)
        return node.attr != "person" and _names_account(node.attr)
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "OuterRef":
        return isinstance(node.args[0], ast.Constant) and _names_account(str(node.args[0].value))
    return False


def compared(path: Path) -> set[str]:
    """ "floor/module.py: function" wherever the function compares account with account."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    where = path.relative_to(ROOT).as_posix()
    found = set()
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef) and any(_compares(node) for node in ast.walk(function)):
            found.add(f"{where}: {function.name}")
    return found


def _compares(node: ast.AST) -> bool:
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        if any(isinstance(side, ast.Constant) or getattr(side, "id", "") == "accounts" for side in sides):
            return False
        identity = (ast.Eq, ast.NotEq, ast.In, ast.NotIn)
        return any(isinstance(op, identity) for op in node.ops) and any(map(_is_account, sides))
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return name in PICKS and any(
            keyword.arg is not None and _names_account(keyword.arg) and _is_account(keyword.value)
            for keyword in node.keywords
        )
    return False
