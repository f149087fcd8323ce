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

    @property
    def written(self) -> Decimal:
        """The number as it stands in the text, 7 in 7%, with all its digits."""
        if not self.percent:
            return self.value
        sign, digits, exponent = self.value.as_tuple()
        return Decimal((sign, digits, int(exponent) + 2))


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
        """Its body, again at each use of the name: `size` counts it every time."""
        return iter((self.body,))


@dataclass(frozen=True, eq=False)
class PointsOf(Named):
    """The points of the indicator `code`: stands for that indicator's formula, rounded as its points are."""

    code: str


@dataclass(frozen=True, eq=False)
class Minus(Node):
    """The number with the opposite sign."""

    operand: Node

    def parts(self) -> Iterator[Node]:
        """The operand alone; the sign is no node."""
        return iter((self.operand,))


@dataclass(frozen=True, eq=False)
class Binary(Node):
    """`operator` is one of + - * / ^."""

    operator: str
    left: Node
    right: Node

    def parts(self) -> Iterator[Node]:
        """Left before right, in the order of computing; the operator is text."""
        return iter((self.left, self.right))


@dataclass(frozen=True, eq=False)
class Compare(Node):
    """`operator` is one of < <= > >= = <>."""

    operator: str
    left: Node
    right: Node

    def parts(self) -> Iterator[Node]:
        """Left before right, as written; one of them may be a Text, the code of a choice."""
        return iter((self.left, self.right))


@dataclass(frozen=True, eq=False)
class Logic(Node):
    """`operator` is and / or; the right side is looked at only when the left does not decide."""

    operator: str
    left: Node
    right: Node

    def parts(self) -> Iterator[Node]:
        """Left before right; the right one counts towards `size`, though it may never be computed."""
        return iter((self.left, self.right))


@dataclass(frozen=True, eq=False)
class Negation(Node):
    """The condition does not hold."""

    operand: Node

    def parts(self) -> Iterator[Node]:
        """The condition alone; not is no node."""
        return iter((self.operand,))


@dataclass(frozen=True, eq=False)
class If(Node):
    """Only the branch that the condition picks is computed."""

    condition: Node
    then: Node
    other: Node

    def parts(self) -> Iterator[Node]:
        """Condition, then, other: always three, in this order, which the compiler unpacks."""
        return iter((self.condition, self.then, self.other))


@dataclass(frozen=True, eq=False)
class Over(Node):
    """over `dimension` [where `condition`]."""

    dimension: str
    condition: Node | None = None

    def parts(self) -> Iterator[Node]:
        """The condition, if there is one; the dimension is a name and no node."""
        return iter((self.condition,) if self.condition else ())


@dataclass(frozen=True, eq=False)
class Call(Node):
    """A function on its arguments; `weights` stand beside the arguments of weighted_mean, else empty."""

    name: str
    arguments: tuple[Node, ...]
    weights: tuple[Node, ...] = ()
    over: Over | None = None

    def parts(self) -> Iterator[Node]:
        """Arguments, weights, then the over clause, whose condition lies one level deeper."""
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
        """The choice items, then the over clause; `codes` are words of the call and never computed."""
        yield from self.arguments
        if self.over:
            yield self.over


@dataclass(frozen=True, eq=False)
class TableRow(Node):
    """One row of steps (with `sign`), interpolate or choose."""

    sign: str
    key: Node
    value: Node

    def parts(self) -> Iterator[Node]:
        """Key before value; the sign is text."""
        return iter((self.key, self.value))


@dataclass(frozen=True, eq=False)
class Table(Node):
    """steps, interpolate or choose: `subject` looked up in `rows`; `other` is the else row's value."""

    name: str
    subject: Node
    rows: tuple[TableRow, ...]
    other: Node | None = None

    @property
    def last(self) -> Node:
        """The else row's value, where there is one (steps always has)."""
        if self.other is None:
            raise TypeError(self)
        return self.other

    def parts(self) -> Iterator[Node]:
        """The subject, the rows in order of writing, last the else row's value if there is one."""
        yield self.subject
        yield from self.rows
        if self.other:
            yield self.other


def code_of(node: Node) -> str:
    """The code in quotes that `node` is. Raises TypeError for any other node."""
    if isinstance(node, Text):
        return node.value
    raise TypeError(node)


def walk(node: Node) -> Iterator[Node]:
    """`node` and everything below it, parents first."""
    stack = [node]
    while stack:
        current = stack.pop()
        yield current
        stack.extend(reversed(list(current.parts())))
