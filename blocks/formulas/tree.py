"""The tree of a formula: what the parser builds, and what everything else walks.

Nodes compare by identity. `start`/`end` are character offsets in the formula's text. `size` counts the nodes below
and including this one, with let names filled in each time they are used; `depth` is the longest way down. Both are
bounded at building, so that no formula, however written, costs more than `MAX_SIZE` steps per element.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

MAX_LENGTH = 4000
MAX_DEPTH = 100
MAX_SIZE = 800


@dataclass(frozen=True, eq=False)
class Node:
    """Any part of a formula."""

    start: int
    end: int
    size: int = field(init=False, default=1)
    depth: int = field(init=False, default=1)

    def __post_init__(self) -> None:
        parts = list(self.parts())
        object.__setattr__(self, "size", 1 + sum(p.size for p in parts))
        object.__setattr__(self, "depth", 1 + max((p.depth for p in parts), default=0))

    def parts(self) -> Iterator[Node]:
        """The nodes directly below."""
        return iter(())


@dataclass(frozen=True, eq=False)
class Number(Node):
    """A number in the text; `percent` when written with %, `value` then already divided by 100."""

    value: Decimal
    percent: bool = False


@dataclass(frozen=True, eq=False)
class Text(Node):
    """A code in quotes: a choice, a reason, a unit."""

    value: str


@dataclass(frozen=True, eq=False)
class Name(Node):
    """The value of a data item."""

    code: str


@dataclass(frozen=True, eq=False)
class Named(Node):
    """A let name in use: stands for `body`."""

    name: str
    body: Node

    def parts(self) -> Iterator[Node]:
        return iter((self.body,))


@dataclass(frozen=True, eq=False)
class Minus(Node):
    """The number with the opposite sign."""

    operand: Node

    def parts(self) -> Iterator[Node]:
        return iter((self.operand,))


@dataclass(frozen=True, eq=False)
class Binary(Node):
    """`operator` is one of + - * / ^."""

    operator: str
    left: Node
    right: Node

    def parts(self) -> Iterator[Node]:
        return iter((self.left, self.right))


@dataclass(frozen=True, eq=False)
class Compare(Node):
    """`operator` is one of < <= > >= = <>."""

    operator: str
    left: Node
    right: Node

    def parts(self) -> Iterator[Node]:
        return iter((self.left, self.right))


@dataclass(frozen=True, eq=False)
class Logic(Node):
    """`operator` is and / or; the right side is looked at only when the left does not decide."""

    operator: str
    left: Node
    right: Node

    def parts(self) -> Iterator[Node]:
        return iter((self.left, self.right))


@dataclass(frozen=True, eq=False)
class Negation(Node):
    """The condition does not hold."""

    operand: Node

    def parts(self) -> Iterator[Node]:
        return iter((self.operand,))


@dataclass(frozen=True, eq=False)
class If(Node):
    """Only the branch that the condition picks is computed."""

    condition: Node
    then: Node
    other: Node

    def parts(self) -> Iterator[Node]:
        return iter((self.condition, self.then, self.other))


@dataclass(frozen=True, eq=False)
class Over(Node):
    """over `dimension` [where `condition`]."""

    dimension: str
    condition: Node | None = None

    def parts(self) -> Iterator[Node]:
        return iter((self.condition,) if self.condition else ())


@dataclass(frozen=True, eq=False)
class Call(Node):
    """A function on its arguments; `weights` stand beside the arguments of weighted_mean, else empty."""

    name: str
    arguments: tuple[Node, ...]
    weights: tuple[Node, ...] = ()
    over: Over | None = None

    def parts(self) -> Iterator[Node]:
        yield from self.arguments
        yield from self.weights
        if self.over:
            yield self.over


@dataclass(frozen=True, eq=False)
class Among(Node):
    """count or share of the choices `codes` among choice items."""

    name: str
    codes: tuple[Text, ...]
    arguments: tuple[Node, ...]
    over: Over | None = None

    def parts(self) -> Iterator[Node]:
        yield from self.arguments
        if self.over:
            yield self.over


@dataclass(frozen=True, eq=False)
class Row(Node):
    """One row of steps (with `sign`), interpolate or choose."""

    sign: str
    key: Node
    value: Node

    def parts(self) -> Iterator[Node]:
        return iter((self.key, self.value))


@dataclass(frozen=True, eq=False)
class Table(Node):
    """steps, interpolate or choose: `subject` looked up in `rows`; `other` is the else row's value."""

    name: str
    subject: Node
    rows: tuple[Row, ...]
    other: Node | None = None

    def parts(self) -> Iterator[Node]:
        yield self.subject
        yield from self.rows
        if self.other:
            yield self.other


def walk(node: Node) -> Iterator[Node]:
    """`node` and everything below it, parents first."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(list(current.parts())))


_TIGHTNESS = {"or": 1, "and": 2, "compare": 4, "+": 5, "-": 5, "*": 6, "/": 6, "^": 8}


def unparse(node: Node, inside: int = 0) -> str:
    """The formula as text in its plainest spelling, let names filled in; parsing it gives an equal tree."""
    text, tightness = _unparse(node)
    return f"({text})" if tightness < inside else text


def _arguments(node: Call | Among) -> str:
    weights = node.weights if isinstance(node, Call) else ()
    if weights:
        pairs = zip(node.arguments, weights, strict=True)
        text = ", ".join(f"{unparse(a)} by {unparse(w)}" for a, w in pairs)
    else:
        text = ", ".join(unparse(a) for a in node.arguments)
    if node.over:
        text += (" " if text else "") + unparse(node.over)
    return text


def _unparse(node: Node) -> tuple[str, int]:
    match node:
        case Number():
            if node.percent:
                return f"{format(node.value.scaleb(2), 'f')}%", 9
            return format(node.value, "f"), 9
        case Text():
            return f'"{node.value}"', 9
        case Name():
            return node.code, 9
        case Named():
            return _unparse(node.body)
        case Minus():
            return f"-{unparse(node.operand, 7)}", 7
        case Binary():
            tight = _TIGHTNESS[node.operator]
            if node.operator == "^":
                return f"{unparse(node.left, 9)} ^ {unparse(node.right, 7)}", tight
            return f"{unparse(node.left, tight)} {node.operator} {unparse(node.right, tight + 1)}", tight
        case Compare():
            return f"{unparse(node.left, 5)} {node.operator} {unparse(node.right, 5)}", 4
        case Logic():
            tight = _TIGHTNESS[node.operator]
            return f"{unparse(node.left, tight)} {node.operator} {unparse(node.right, tight + 1)}", tight
        case Negation():
            return f"not {unparse(node.operand, 3)}", 3
        case If():
            condition, then, other = (unparse(p) for p in node.parts())
            return f"if {condition} then {then} else {other}", 0
        case Over():
            where = f" where {unparse(node.condition)}" if node.condition else ""
            return f"over {node.dimension}{where}", 9
        case Call():
            return f"{node.name}({_arguments(node)})", 9
        case Among():
            codes = ", ".join(unparse(c) for c in node.codes)
            return f"{node.name}({codes} among {_arguments(node)})", 9
        case Row():
            sign = f"{node.sign} " if node.sign else ""
            return f"{sign}{unparse(node.key)} -> {unparse(node.value)}", 9
        case Table():
            rows = [unparse(r) for r in node.rows] + ([f"else {unparse(node.other)}"] if node.other else [])
            return f"{node.name}({unparse(node.subject)}: {', '.join(rows)})", 9
    raise TypeError(node)
