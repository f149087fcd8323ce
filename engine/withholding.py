"""What else must be withheld of a score's way, so that a withheld value cannot be computed from what is shown. Pure.

    # of a body's year; the indicators and penalties that read something withheld
    more = complement_of_year([Block(1, share, trace), …], {"1/indicator:1.2.1"})

An indicator's points follow from its parent's and its neighbours', so hiding them alone hides nothing: a second unknown
must stand beside them, which reads something that nothing else reads. The nearest neighbours that leave the points open
by at least `WIDE` are taken, as few as do; where none do, the parents' points go too, and last of all the block's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

#: So many points of a hundred must stay open; of a penalty that takes off less, half of its limit.
WIDE: Final = Fraction(10)
_FULL: Final = Fraction(100)
BLOCK: Final = "block:"
OVERALL: Final = "overall:"


@dataclass(frozen=True)
class Withheld:
    """``parts``: whose points are not told, as "level:code"; ``items``: inputs that would tell a neighbour's points."""

    parts: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()


@dataclass(eq=False)
class Node:
    """A part of the tree; ``share`` is of the whole block, and negative where points are taken off."""

    key: str
    share: Fraction
    value: Fraction | None
    most: Fraction = _FULL
    is_mean: bool = True
    items: frozenset[str] = frozenset()
    #: Items that it reads of other bodies or years: whoever reads their pages knows them.
    elsewhere: frozenset[str] = frozenset()
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)

    def under(self) -> Iterator[Node]:
        """The indicators and penalties."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.under()

    def above(self) -> list[Node]:
        """The parents, the nearest first."""
        return [] if self.parent is None else [self.parent, *self.parent.above()]


@dataclass(frozen=True)
class Block:
    """A counted block of a body's year: its part of the overall score, and its trace.

    ``closed``: the block is withheld as a whole, so nobody reads anything of its way.
    """

    number: int
    share: Fraction
    trace: Mapping[str, Any]
    closed: bool = False


def complement_of_year(
    blocks: Iterable[Block], protected: Iterable[str], told: Collection[str] = ()
) -> Withheld:
    """What is withheld of a body's year, so that the points of the protected indicators and penalties stay open.

    Parts are named as "2/indicator:2.1.1", "2/penalty:late", "2/block:", "overall:"; a closed block is withheld.
    ``told``: those of them that other bodies' pages tell (`is_told_by_others`).
    """
    given = list(blocks)
    closed = {f"{block.number}/{BLOCK}" for block in given if block.closed}
    return complement_in(year_tree(given), closed.union(protected), told)


def is_told_by_others(part: Mapping[str, Any]) -> bool:
    """Whether an indicator of a stored trace reads nothing of the body's own: whoever brings the figures of the other
    bodies from their pages computes its points, and nothing withheld on the body's own pages keeps them open."""
    return part.get("state", "counted") == "counted" and all(
        given.get("body") for given in part.get("inputs", ())
    )


def complement_in(root: Node, protected: Iterable[str], told: Collection[str] = ()) -> Withheld:
    """What is withheld in a tree so that the points of its protected leaves stay open.

    One that is ``told`` all the same hides no other: only whoever does not look elsewhere finds nothing of it.
    """
    wanted = set(protected)
    asked = [leaf for leaf in root.under() if leaf.key in wanted]
    hidden, items = set(asked), frozenset[str]()
    for leaf in sorted(asked, key=lambda one: one.key):
        if leaf.value is None or not leaf.share:
            continue
        known = {one for one in asked if one.key in told and one is not leaf}
        beside = _beside(leaf, hidden - known, root)
        hidden |= beside
        items |= frozenset(item for one in beside if not one.children for item in _own_items(one, root))
    return Withheld(frozenset(node.key for node in hidden), items)


def _beside(leaf: Node, hidden: set[Node], root: Node) -> set[Node]:
    """The fewest parts to withhold besides, the nearest ones."""
    if is_open(leaf, hidden):
        return set()
    for parent in leaf.above():
        path = _between(leaf, parent)
        free = [
            one
            for one in parent.under()
            if one not in hidden and one.value is not None and one.share and _own_items(one, root)
        ]
        free.sort(key=lambda one: (-abs(one.share), one.key))
        for one in free:
            alone = path | {one} | _between(one, parent)
            if is_open(leaf, hidden | alone):
                return alone
        together = set(path)
        for one in free:
            together |= {one} | _between(one, parent)
            if is_open(leaf, hidden | together):
                return together
    return set(leaf.above())


def is_open(leaf: Node, hidden: set[Node]) -> bool:
    """Whether its points can be anything within a wide span, for somebody who knows all that is not hidden."""
    shown = next((node for node in leaf.above() if node not in hidden), None)
    if shown is None:
        return True
    if not shown.is_mean:
        return False
    unknown = {
        _unknown(one, shown) for one in shown.under() if one in hidden and _is_told_by(one, shown, hidden)
    }
    mine = _unknown(leaf, shown)
    total = sum((one.share * (one.value or 0) for one in unknown), Fraction(0))
    others = [one for one in unknown if one is not mine]
    least = total - sum((max(one.share * one.most, Fraction(0)) for one in others), Fraction(0))
    most = total - sum((min(one.share * one.most, Fraction(0)) for one in others), Fraction(0))
    low, high = sorted((least / mine.share, most / mine.share))
    return min(high, mine.most) - max(low, Fraction(0)) >= min(WIDE, mine.most / 2)


def _is_told_by(leaf: Node, shown: Node, hidden: set[Node]) -> bool:
    """Whether no nearer part that is shown tells its sum already; what does not count brings nothing."""
    nearest = next((node for node in leaf.above() if node not in hidden), None)
    return nearest is shown and leaf.value is not None and bool(leaf.share)


def _unknown(leaf: Node, shown: Node) -> Node:
    """The leaf, or the highest part above it that is no mean: its points are what the shown sum tells of."""
    above = [leaf, *(node for node in leaf.above() if node in _between(leaf, shown))]
    return next((node for node in reversed(above) if not node.is_mean), leaf)


def _between(leaf: Node, parent: Node) -> set[Node]:
    return set(leaf.above()[: leaf.above().index(parent)])


def _own_items(leaf: Node, root: Node) -> frozenset[str]:
    """The items that nothing else reads, of no body and year: only these hide its points."""
    others = (one.items for one in root.under() if one is not leaf)
    return leaf.items.difference(*others, *(one.elsewhere for one in root.under()))


def year_tree(blocks: Iterable[Block]) -> Node:
    """A body's year: the overall score, under it the counted blocks with all that they consist of."""
    root = Node(OVERALL, Fraction(1), None)
    for block in blocks:
        whole = tree_of(block.trace)
        if block.closed:
            leaves = list(whole.under())
            items = frozenset[str]().union(*(leaf.items for leaf in leaves))
            elsewhere = frozenset[str]().union(*(leaf.elsewhere for leaf in leaves))
            whole = Node(BLOCK, whole.share, whole.value, items=items, elsewhere=elsewhere)
        _move(whole, f"{block.number}/", block.share)
        whole.parent = root
        root.children.append(whole)
    root.value = sum((one.share * (one.value or 0) for one in root.children), Fraction(0))
    return root


def _move(node: Node, prefix: str, times: Fraction) -> None:
    node.key = prefix + node.key
    node.share *= times
    for child in node.children:
        _move(child, prefix, times)


# --- the stored trace ----------------------------------------------------------------------------------------------


def tree_of(trace: Mapping[str, Any]) -> Node:
    """The parts of a stored trace with their points."""
    root = Node(BLOCK, Fraction(1), _number(trace, "value"))
    for direction in trace.get("directions", ()):
        branch = _node(direction, "direction", root)
        for criterion in direction["criteria"]:
            twig = _node(criterion, "criterion", branch)
            for indicator in criterion["indicators"]:
                _node(indicator, "indicator", twig)
    for penalty in trace.get("penalties", ()):
        most = Fraction(str(penalty.get("limit") or 100))
        value = Fraction(str(penalty.get("taken_off_exact") or penalty.get("taken_off") or 0))
        leaf = Node(f"penalty:{penalty['code']}", Fraction(-1), value, most, True, _items(penalty))
        leaf.elsewhere, leaf.parent = _elsewhere(penalty), root
        root.children.append(leaf)
    return root


def _node(part: Mapping[str, Any], level: str, parent: Node) -> Node:
    share = Fraction(str(part.get("share_exact") or part.get("share") or 0))
    value = _number(part, "value") if part.get("state") == "counted" else None
    is_mean = part.get("combine", "mean") == "mean"
    node = Node(
        f"{level}:{part['code']}", share, value, _FULL, is_mean, _items(part), _elsewhere(part), parent
    )
    parent.children.append(node)
    return node


def _items(part: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(str(given["item"]) for given in part.get("inputs", ()))


def _elsewhere(part: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(
        str(given["item"]) for given in part.get("inputs", ()) if given.get("body") or given.get("years_back")
    )


def _number(part: Mapping[str, Any], key: str) -> Fraction | None:
    said = part.get("exact") or part.get(key)
    return None if said in (None, "") else Fraction(str(said))
