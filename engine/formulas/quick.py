"""The quick way: a formula compiled once into closures over bare Decimals.

A closure is called as `f(values, row)`: `values` is `Values.quick` and `row` the current element's dict inside
`over`. It knows only the sunny case. Whatever else there is (a value missing or not counted, a division by zero, an
unlawful value) ends in one of `CLOUDS`, and the careful way in evaluator.py says what it comes to. Both ways give
the same numbers; the tests hold them together.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from . import arithmetic, tree
from .arithmetic import ONE, ZERO, in_context, taken
from .peer_answers import PeerAnswer
from .quick_parts import COMPARE, Quick, between, binary, climb_written, least_or_most, of_items, with_item
from .scope import Checked, Scope, literal
from .tree import Node
from .values import NeedsCare

CLOUDS = (NeedsCare, LookupError, ArithmeticError, TypeError, arithmetic.Undefined)

AskPeers = Callable[[tree.Call, dict[str, Any]], PeerAnswer]


class Compiler:
    """Builds the closures of one formula; `ask_peers` answers questions about comparable bodies."""

    def __init__(self, scope: Scope, checked: Checked, ask_peers: AskPeers) -> None:
        self.scope, self.checked, self.ask_peers = scope, checked, ask_peers

    def build(self, node: Node) -> Quick:
        """The closure of a node and all below. TypeError for what has no value alone: a code, a row, an over."""
        match node:
            case tree.Number():
                value = node.value
                return lambda v, r: value
            case tree.Name():
                return self.read(node.code)
            case tree.Named():
                return self.build(node.body)
            case tree.Minus():
                operand = self.build(node.operand)
                return lambda v, r: -operand(v, r)
            case tree.Binary():
                return self.binary(node)
            case tree.Compare():
                return self.compare(node)
            case tree.Logic():
                left, right = self.build(node.left), self.build(node.right)
                if node.operator == "and":
                    return lambda v, r: left(v, r) and right(v, r)
                return lambda v, r: left(v, r) or right(v, r)
            case tree.Negation():
                operand = self.build(node.operand)
                return lambda v, r: not operand(v, r)
            case tree.If():
                condition, then, other = (self.build(p) for p in node.parts())
                return lambda v, r: then(v, r) if condition(v, r) else other(v, r)
            case tree.Among():
                return self.among(node)
            case tree.Table():
                return self.table(node)
            case tree.Call():
                return self.call(node)
        raise TypeError(node)

    # --- values -----------------------------------------------------------------------------------------------
    def read(self, code: str) -> Quick:
        """From the body's values, inside `over` from the row; KeyError without value and default."""
        item = self.scope.known(code)
        default = item.default
        if item.per == "none":
            if default is None:
                return lambda v, r: v[code]
            return lambda v, r: v.get(code, default)
        if default is None:
            return lambda v, r: r[code]
        return lambda v, r: r.get(code, default)

    def binary(self, node: tree.Binary) -> Quick:
        """Two data items, or one beside anything, take closures of quick_parts; all else the general one."""
        left, right = node.left, node.right
        first = self.build(left)  # once: a long sum built twice at each level would take for ever
        made: Quick | None = None
        if isinstance(right, tree.Name) and (two := self.scope.known(right.code)).default is None:
            one = self.scope.known(left.code) if isinstance(left, tree.Name) else None
            if one is not None and one.per == two.per and one.default is None:
                made = of_items(node.operator, one.code, two.code, one.per != "none")
            elif two.per == "none":
                made = with_item(node.operator, first, literal(left), two.code)
        if made is not None:
            return made
        return binary(node.operator, first, self.build(right), literal(left), literal(right))

    def worths(self, choice: Node, worth: Callable[[str], Any]) -> Quick:
        """What each choice of a choice item is worth; an unlawful choice is a KeyError."""
        table = {c: worth(c) for c in self.scope.choice_item(choice).choices}
        value = self.build(choice)
        return lambda v, r: table[value(v, r)]

    def compare(self, node: tree.Compare) -> Quick:
        """A choice is looked up by its code; a number written on the right is rounded to 36 digits here, once."""
        for text, choice in ((node.left, node.right), (node.right, node.left)):
            if isinstance(text, tree.Text):
                return self.worths(choice, _is(text.value, node.operator == "="))
        left, right, decide = self.build(node.left), self.build(node.right), COMPARE[node.operator]
        written = literal(node.right)
        if written is not None:
            limit = taken(written)
            return lambda v, r: decide(taken(left(v, r)), limit)
        return lambda v, r: decide(taken(left(v, r)), taken(right(v, r)))

    # --- tables -----------------------------------------------------------------------------------------------
    def table(self, node: tree.Table) -> Quick:
        """Steps of written numbers alone are laid out once; interpolate reads its whole table each time."""
        values = [self.build(row.value) for row in node.rows]
        if node.name == "choose":
            by_code = {
                r.key.value: f for r, f in zip(node.rows, values, strict=True) if isinstance(r.key, tree.Text)
            }
            other = self.build(node.other) if node.other else None
            chosen = self.worths(node.subject, lambda c: by_code.get(c, other))
            return lambda v, r: chosen(v, r)(v, r)
        subject = self.build(node.subject)
        keys = [self.build(row.key) for row in node.rows]
        if node.name == "interpolate":
            pairs = list(zip(keys, values, strict=True))
            # all of the table is read, as with the trace: a point that is not counted beyond the value counts too
            return lambda v, r: arithmetic.interpolate(
                in_context(subject(v, r)), [(in_context(k(v, r)), in_context(f(v, r))) for k, f in pairs]
            )
        if all(literal(part) is not None for row in node.rows for part in (row.key, row.value)):
            written = [(row.sign, literal(row.key), literal(row.value)) for row in node.rows]
            rows = [(sign, taken(key or ZERO), value) for sign, key, value in written]
            return climb_written(subject, rows, self.build(node.last))
        steps = [(COMPARE[row.sign], k, f) for row, k, f in zip(node.rows, keys, values, strict=True)]
        last = self.build(node.last)

        def climb(v: dict[str, Any], r: Any) -> Any:
            x = taken(subject(v, r))
            for reached, key, value in steps:
                if reached(x, taken(key(v, r))):
                    return value(v, r)
            return last(v, r)

        return climb

    # --- lists ------------------------------------------------------------------------------------------------
    def rows(self, over: tree.Over | None) -> Callable[[dict[str, Any], Any], list[Any]]:
        """The elements that a call runs over; without `over`, the place where the call itself stands."""
        if over is None:
            return lambda v, r: [r]
        name = "@" + over.dimension
        if over.condition is None:
            return lambda v, r: v[name]
        condition = self.build(over.condition)
        return lambda v, r: [row for row in v[name] if condition(v, row)]

    def among(self, node: tree.Among) -> Quick:
        """Each choice counts 1 among `codes`, else 0: their sum is the count, their mean the share."""
        codes = {c.value for c in node.codes}
        worths = [self.worths(a, lambda c: ONE if c in codes else ZERO) for a in node.arguments]
        return self.gathered(worths, node.over, "sum" if node.name == "count" else "mean")

    def gathered(self, parts: list[Quick], over: tree.Over | None, name: str) -> Quick:
        """min, max, sum, mean or geometric_mean of all parts for all elements."""
        finish: Callable[[list[Decimal]], Decimal] = FINISH[name]
        rows = self.rows(over)
        if over is None:

            def listed(v: dict[str, Any], r: Any) -> Any:
                return finish([part(v, r) for part in parts])

            return listed
        if len(parts) == 1:
            (only,) = parts

            def gathered(v: dict[str, Any], r: Any) -> Any:
                return finish([only(v, row) for row in rows(v, r)])

            return gathered

        def pooled(v: dict[str, Any], r: Any) -> Any:
            return finish([part(v, row) for row in rows(v, r) for part in parts])

        return pooled

    # --- functions --------------------------------------------------------------------------------------------
    def call(self, node: tree.Call) -> Quick:
        """not_counted hands over to the careful way; convert has its factor from the check."""
        name = node.name
        if name == "not_counted":
            return _refuse
        if name == "count" and not node.arguments:
            rows = self.rows(node.over)
            return lambda v, r: Decimal(len(rows(v, r)))
        parts = [self.build(a) for a in node.arguments if not isinstance(a, tree.Text)]
        if name in ("count", "share"):
            return self.gathered(
                [_as_number(p) for p in parts], node.over, "sum" if name == "count" else "mean"
            )
        if name == "weighted_mean":
            return self.weighted(node, parts)
        if name in ("min", "max") and node.over is None and len(parts) == 2:
            return least_or_most(name, parts[0], parts[1], literal(node.arguments[1]))
        if name in FINISH:
            return self.gathered(parts, node.over, name)
        if name.startswith("peers_"):
            return lambda v, r: self.ask_peers(node, v).number(v)
        first = parts[0]
        if name == "previous":
            return lambda v, r: first(v["@previous"], None if r is None else r["@previous"])
        if name == "otherwise":
            return first
        if name == "points":
            choices = self.scope.choice_item(node).choices
            return self.worths(node.arguments[0], lambda c: choices[c])
        if name == "convert":
            factor = self.checked.factors[id(node)]
            return lambda v, r: first(v, r) * factor
        if name == "clamp":
            low, high = literal(node.arguments[1]), literal(node.arguments[2])
            if low is not None and high is not None and low <= high:
                return between(first, low, high)
        function = PLAIN[name]
        return lambda v, r: function(*[part(v, r) for part in parts])

    def weighted(self, node: tree.Call, parts: list[Quick]) -> Quick:
        """Sum of value × weight over the sum of weights; a weight below 0, or a sum of 0, is one of CLOUDS."""
        weights = [self.build(w) for w in node.weights]
        pairs = list(zip(parts, weights, strict=True))
        rows = self.rows(node.over)
        if len(pairs) == 1:
            ((part, weight),) = pairs

            def one(v: dict[str, Any], r: Any) -> Any:
                total = summed = ZERO
                for row in rows(v, r):
                    w = weight(v, row)
                    if w < 0:
                        raise NeedsCare
                    total += w
                    summed += part(v, row) * w
                return summed / total

            return one

        def many(v: dict[str, Any], r: Any) -> Any:
            computed = [(part(v, row), weight(v, row)) for row in rows(v, r) for part, weight in pairs]
            return arithmetic.weighted_mean([p for p, _ in computed], [w for _, w in computed])

        return many


def _refuse(v: dict[str, Any], r: Any) -> Any:
    raise NeedsCare


def _is(wanted: str, equal: bool) -> Callable[[str], bool]:
    return lambda code: (code == wanted) == equal


def _as_number(condition: Quick) -> Quick:
    return lambda v, r: ONE if condition(v, r) else ZERO


def total(values: list[Decimal]) -> Decimal:
    """The sum, 0 for none."""
    return sum(values, ZERO)


def _mean(values: list[Decimal]) -> Decimal:
    return sum(values, ZERO) / len(values)


def _some(function: Callable[[list[Decimal]], Decimal]) -> Callable[[list[Decimal]], Decimal]:
    def of_some(values: list[Decimal]) -> Decimal:
        if not values:
            raise NeedsCare
        return function(values)

    return of_some


# What gathers a list of numbers; an empty list has a sum, but neither a mean nor a least.
FINISH: dict[str, Callable[[list[Decimal]], Decimal]] = {
    "min": _some(min), "max": _some(max), "sum": total, "mean": _some(_mean),
    "geometric_mean": _some(arithmetic.geometric_mean),
}  # fmt: skip

PLAIN: dict[str, Callable[..., Decimal]] = {
    "abs": abs, "ln": arithmetic.ln, "exp": arithmetic.exp, "sqrt": arithmetic.sqrt, "power": arithmetic.power,
    "round": arithmetic.round_to, "clamp": arithmetic.clamp,
}  # fmt: skip
