"""Other indicators' points inside a formula: `points_of("1.1.1.1")` stands for that indicator's formula, rounded as it is.

So a limit by another indicator ("at most 50 if 1.1.1.1 is 0") is computed, explained and traced like everything else.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from . import tree
from .errors import FormulaError, Problem
from .parser import read
from .scope import Scope
from .tree import MAX_DEPTH, MAX_SIZE, Node


def filled_in(node: Node, scope: Scope, inside: tuple[str, ...] = ()) -> Node:
    """`node` with the formula of each indicator in the place of its points.

    What cannot be filled in (an unknown code, a formula that cannot be read, one that leads back to itself) stays as it
    is, and check.py says why. Raises FormulaError when the whole grows too large.
    """
    if isinstance(node, tree.Call) and node.name == "points_of":
        return _points_of(node, scope, inside)

    def again(value: Any) -> Any:
        if isinstance(value, Node):
            return filled_in(value, scope, inside)
        return tuple(map(again, value)) if isinstance(value, tuple) else value

    given = {key: value for key, value in vars(node).items() if key not in ("size", "depth")}
    fields = {key: again(value) for key, value in given.items()}
    if all(fields[key] is value or fields[key] == value for key, value in given.items()):
        return node
    return _bounded(type(node)(**fields))


def _points_of(node: tree.Call, scope: Scope, inside: tuple[str, ...]) -> Node:
    text = node.arguments[0] if len(node.arguments) == 1 else None
    code = text.value if isinstance(text, tree.Text) else ""
    other = scope.others.get(code)
    if other is None or code in inside:
        return node
    try:
        body = filled_in(read(other.formula, scope.taken).root, scope, (*inside, code))
    except FormulaError:
        return node
    if other.places is not None:
        places = tree.Number(node.start, node.end, Decimal(other.places))
        body = tree.Call(node.start, node.end, "round", (body, places))
    return _bounded(tree.PointsOf(node.start, node.end, f'points_of("{code}")', body, code))


def _bounded(node: Node) -> Node:
    if node.size > MAX_SIZE:
        raise FormulaError([Problem("too_large", {"limit": str(MAX_SIZE)}, node.start, node.end)])
    if node.depth > MAX_DEPTH:
        raise FormulaError([Problem("too_deep", {"limit": str(MAX_DEPTH)}, node.start, node.end)])
    return node
