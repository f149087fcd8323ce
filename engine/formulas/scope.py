"""What a methodology gives its formulas to work with, and what is found out of a formula before any data."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from . import tree, units
from .functions import FUNCTIONS
from .parser import KEYWORDS
from .tree import Node
from .units import Measure, Unit
from .values import DIMENSIONS, KPI_ITEMS, Item


@dataclass(frozen=True)
class Other:
    """Another indicator, whose points a formula may read: its formula, and the decimal places of its points."""

    formula: str
    places: int | None = None


@dataclass(frozen=True)
class Scope:
    """What a methodology declares: its data items, reasons and units (the built-in units are added).

    `others` are the indicators, by code, whose points a formula may read.
    """

    items: Mapping[str, Item]
    reasons: Collection[str] = ()
    units: Mapping[str, Unit] = field(default_factory=dict)
    others: Mapping[str, Other] = field(default_factory=dict)

    def item(self, code: str) -> Item | None:
        """The item called `code`, the KPI list's own included."""
        return self.items.get(code) or KPI_ITEMS.get(code)

    def known(self, code: str) -> Item:
        """The item called `code`, in a formula that was checked. Raises KeyError."""
        item = self.item(code)
        if item is None:
            raise KeyError(code)
        return item

    def choice_item(self, node: Node) -> Item:
        """The choice item that `node` reads (itself or through previous), in a formula that was checked."""
        return self.known(next(n.code for n in tree.walk(node) if isinstance(n, tree.Name)))

    def all_units(self) -> dict[str, Unit]:
        """Built-in and declared units by code."""
        return {**units.BUILT_IN, **self.units}

    def taken(self, name: str) -> bool:
        """Whether a let may not use this name."""
        return name in self.items or name in FUNCTIONS or name in KEYWORDS or name in DIMENSIONS


@dataclass(frozen=True, order=True)
class Read:
    """One thing a formula reads: `item` as of `years_back` years, of the body itself or of its `peers`."""

    item: str
    years_back: int = 0
    peers: bool = False


@dataclass(frozen=True)
class Checked:
    """What is known of a formula: its reads in the order of the text, its unit, and the factor of each convert."""

    reads: tuple[Read, ...]
    measure: Measure
    factors: Mapping[int, Fraction]


def literal(node: Node) -> Decimal | None:
    """The number that is written, or None when it has to be computed."""
    if isinstance(node, tree.Number):
        return node.value
    if isinstance(node, tree.Minus) and isinstance(node.operand, tree.Number):
        return node.operand.value.copy_negate()  # a minus sign would round to the digits of the context
    return None
