"""How much a formula has to compute for one body: lists inside lists multiply, and must not without bound."""

from __future__ import annotations

from . import tree
from .errors import Problem
from .outcome import Failed
from .tree import Node
from .values import Values

MAX_WORK = (
    20_000  # parts computed for one body: a list of 40 inside a list of 40, ten parts each, and some to spare
)
_EASY = 100  # parts repeated over a single list: their work grows only as the data do


def is_heavy(root: Node) -> bool:
    """Whether the work can grow beyond what the size of the data explains."""
    return any(_is_heavy(node) for node in tree.walk(root))


def _is_heavy(node: Node) -> bool:
    if not isinstance(node, tree.Call | tree.Among) or node.over is None:
        return False
    inner = [n for part in node.parts() for n in tree.walk(part)]
    nested = any(isinstance(n, tree.Call | tree.Among) and n.over is not None for n in inner)
    return nested or len(inner) > _EASY


def work(node: Node, at: Values | None) -> int:
    """How many parts of `node` are computed for this body, of those that are looked at in every case."""
    if isinstance(node, tree.Call) and node.name == "previous":
        return 1 + work(node.arguments[0], at.previous if at else None)
    once = sum(work(part, at) for part in node.parts())
    if isinstance(node, tree.Call | tree.Among) and node.over is not None:
        once *= len(at.elements.get(node.over.dimension, ())) if at else 0
    return 1 + once


def too_much(node: Node, at: Values) -> Failed | None:
    """The sentence that refuses to compute `node` for this body, or None."""
    found = work(node, at)
    if found <= MAX_WORK:
        return None
    params = {"found": f"{found:,}", "limit": f"{MAX_WORK:,}"}
    return Failed((Problem("too_much_work", params, node.start, node.end),))
