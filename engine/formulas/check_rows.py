"""What can be wrong with the rows of steps, interpolate and choose, and with lists of choices, seen by themselves.

Each function yields `(code, node, suggestion, params)` for errors.Problem.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from . import tree
from .functions import FUNCTIONS
from .mistaken_words import nearest_word
from .scope import literal
from .tree import Node
from .values import Item

Found = tuple[str, Node, str, dict[str, str]]


def step_problems(node: tree.Table) -> Iterator[Found]:
    """steps: every row with a sign, all in one direction, none hidden by one above it, else at the end."""
    example = FUNCTIONS["steps"].example
    if node.other is None:
        yield "needs_else", node, "", {"example": example}
    first = next((r.sign for r in node.rows if r.sign), "")
    previous: tuple[Decimal, str] | None = None
    for row in node.rows:
        if not row.sign or row.sign in ("=", "<>"):
            yield "needs_sign", row, "", {"example": example}
            continue
        if row.sign[0] != first[0]:
            yield "mixed_signs", row, "", {}
            continue
        key = literal(row.key)
        if key is not None and previous is not None:
            before, sign = previous
            further = key < before if first[0] == ">" else key > before
            if not further and not (key == before and sign == first[0] and row.sign == first[0] + "="):
                yield "step_unreachable", row, "", {}
        if key is not None:
            previous = (key, row.sign)


def point_problems(node: tree.Table) -> Iterator[Found]:
    """interpolate: at least two points without signs, in one direction, no else."""
    if node.other is not None:
        yield "no_else_here", node.other, "", {}
    for row in node.rows:
        if row.sign:
            yield "no_sign_here", row, "", {"name": node.name}
    if len(node.rows) < 2:
        yield "too_few_points", node, "", {}
    known = [k for k in (literal(r.key) for r in node.rows) if k is not None]
    if len(known) == len(node.rows):
        pairs = list(pairwise(known))
        if not all(a < b for a, b in pairs) and not all(a > b for a, b in pairs):
            yield "points_not_ordered", node, "", {}


def choose_problems(node: tree.Table, item: Item | None) -> Iterator[Found]:
    """choose: codes in quotes, known and each once; every choice of the item, or else."""
    texts: list[tree.Text] = []
    for row in node.rows:
        if row.sign:
            yield "no_sign_here", row, "", {"name": "choose"}
        if isinstance(row.key, tree.Text):
            texts.append(row.key)
        else:
            yield "needs_text", row.key, "", {"name": "choose", "example": FUNCTIONS["choose"].example}
    yield from choice_problems(texts, [item] if item else [])
    given = {t.value for t in texts}
    if item and node.other is None:
        for code in item.choices:
            if code not in given:
                yield "choice_left_out", node, "", {"name": code, "item": item.code}


def choice_problems(texts: Sequence[tree.Text], items: Sequence[Item]) -> Iterator[Found]:
    """Codes that are not choices of the items, or stand twice."""
    seen: set[str] = set()
    for text in texts:
        if text.value in seen:
            yield "choice_twice", text, "", {"name": text.value}
        seen.add(text.value)
        for item in items:
            if text.value not in item.choices:
                near = nearest_word(text.value, item.choices)
                yield "unknown_choice", text, near, {"item": item.code, "name": text.value}
                break
