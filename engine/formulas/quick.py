"""The quick way: a formula compiled once into closures over bare Decimals, and pairs of them where it divides.

A closure is called as `f(values, row)`: `values` is `Values.quick` and `row` the current element's dict inside
`over`, within `arithmetic.EXACT`. It knows only the sunny case. Whatever else there is (a value missing or not
counted, a division by zero, an unlawful value, a number too long, a root) ends in one of `CLOUDS`, and the careful
way in evaluator.py says what it comes to. Both ways give the same numbers; the tests hold them together.

Longer than other files on purpose: one compiler, one method for each construct of the language.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from . import arithmetic, tree
from . import quick_parts as parts_of
from .arithmetic import ONE, ROUNDING, ZERO, round_quotient
from .peer_answers import PeerAnswer
from .quick_parts import COMPARE, Quick, as_fraction, as_pair, quotient
from .scope import Checked, Scope, literal
from .tree import Node
from .values import NeedsCare

CLOUDS = (NeedsCare, LookupError, ArithmeticError, TypeError, AttributeError, arithmetic.Undefined)

AskPeers = Callable[[tree.Call, dict[str, Any]], PeerAnswer]

# Functions that leave the fractions, or have rules that the careful way knows.
_CARE = ("ln", "exp", "sqrt", "geometric_mean", "not_counted", "known", "peers_deviation")
_WHOLE = ("count", "round", "points", "peers_count", "peers_rank_high", "peers_rank_low", *_CARE)
_BROKEN = ("mean", "weighted_mean", "share", "peers_mean", "peers_median", "peers_min", "peers_max")
_HIGHEST_POWER = 64
_SHORT = decimal.Context(prec=40, Emin=-999, Emax=999, traps=[decimal.Inexact, decimal.Overflow])


class Compiler:
    """Builds the closures of one formula; `ask_peers` answers questions about comparable bodies."""

    def __init__(self, scope: Scope, checked: Checked, ask_peers: AskPeers) -> None:
        self.scope, self.checked, self.ask_peers = scope, checked, ask_peers
        self._known: dict[int, bool] = {}

    # --- Decimal or pair --------------------------------------------------------------------------------------
    def divides(self, node: Node) -> bool:
        """Whether the closure of `node` gives a pair: some division below it may not come out even."""
        known = self._known.get(id(node))
        if known is None:
            known = self._known[id(node)] = self._divides(node)
        return known

    def _divides(self, node: Node) -> bool:
        match node:
            case tree.Named() | tree.Minus():
                return any(map(self.divides, node.parts()))
            case tree.Binary(operator="/"):
                return reciprocal(literal(node.right)) is None or self.divides(node.left)
            case tree.Binary(operator="^"):
                return self._power_divides(node.left, node.right)
            case tree.Binary():
                return self.divides(node.left) or self.divides(node.right)
            case tree.If():
                return self.divides(node.then) or self.divides(node.other)
            case tree.Among():
                return node.name == "share"
            case tree.Table():
                values = [row.value for row in node.rows] + ([node.other] if node.other else [])
                return node.name == "interpolate" or any(map(self.divides, values))
            case tree.Call(name="power"):
                return self._power_divides(*node.arguments)
            case tree.Call(name="convert"):
                return even(self.checked.factors[id(node)]) is None or self.divides(node.arguments[0])
            case tree.Call(name="otherwise"):
                return self.divides(node.arguments[0])
            case tree.Call():
                return node.name in _BROKEN or (
                    node.name not in _WHOLE and any(map(self.divides, node.arguments))
                )
        return False

    def _power_divides(self, base: Node, exponent: Node) -> bool:
        n = whole(literal(exponent))
        return n is not None and (n < 0 or self.divides(base))

    def build(self, node: Node) -> Quick:
        """The closure of a node and all below: of a pair where it divides. TypeError for what has no value alone."""
        return self.pair(node) if self.divides(node) else self.plain(node)

    def pair(self, node: Node) -> Quick:
        """A closure that gives a pair, whatever the node."""
        if not self.divides(node):
            only = self.plain(node)
            return lambda v, r: (only(v, r), ONE)
        match node:
            case tree.Named():
                return self.pair(node.body)
            case tree.Minus():
                operand = self.pair(node.operand)
                return lambda v, r: (-(p := operand(v, r))[0], p[1])
            case tree.Binary():
                return self.binary(node)
            case tree.If():
                return self.conditional(node, self.pair)
            case tree.Among():
                return self.among(node)
            case tree.Table():
                return self.table(node, self.pair)
            case tree.Call():
                return self.call(node, self.pair)
        raise TypeError(node)

    def plain(self, node: Node) -> Quick:
        """A closure that gives a Decimal, a choice's code or a truth value."""
        match node:
            case tree.Number():
                value = node.value
                return lambda v, r: value
            case tree.Name():
                return self.read(node.code)
            case tree.Named():
                return self.plain(node.body)
            case tree.Minus():
                operand = self.plain(node.operand)
                return lambda v, r: -operand(v, r)
            case tree.Binary():
                return self.binary(node)
            case tree.Compare():
                return self.compare(node)
            case tree.Logic():
                left, right = self.plain(node.left), self.plain(node.right)
                if node.operator == "and":
                    return lambda v, r: left(v, r) and right(v, r)
                return lambda v, r: left(v, r) or right(v, r)
            case tree.Negation():
                operand = self.plain(node.operand)
                return lambda v, r: not operand(v, r)
            case tree.If():
                return self.conditional(node, self.plain)
            case tree.Among():
                return self.among(node)
            case tree.Table():
                return self.table(node, self.plain)
            case tree.Call():
                return self.call(node, self.plain)
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
        """Two data items divided take a closure of their own; a written divisor with few digits is multiplied by."""
        sign, left, right = node.operator, node.left, node.right
        if sign == "^":
            return self.power(left, right)
        first = self.build(left)  # once: a long sum built twice at each level would take for ever
        fixed_left, fixed_right = literal(left), literal(right)
        if sign == "/":
            turned = reciprocal(fixed_right)
            if turned is not None:
                sign, fixed_right = "*", turned
            elif isinstance(right, tree.Name) and (two := self.scope.known(right.code)).default is None:
                one = self.scope.known(left.code) if isinstance(left, tree.Name) else None
                if one is not None and one.per == two.per and one.default is None:
                    return parts_of.divided_items(one.code, two.code, one.per != "none")
                if two.per == "none" and not self.divides(left):
                    return parts_of.divided_by_item(first, two.code)
        second = self.build(right)
        match self.divides(left), self.divides(right):
            case False, False:
                if sign == "/":
                    return parts_of.divided(first, second)
                return parts_of.decimals(sign, first, second, fixed_left, fixed_right)
            case True, False:
                return parts_of.pair_and_decimal(sign, first, second, fixed_right)
            case False, True:
                return parts_of.decimal_and_pair(sign, first, second, fixed_left)
        return parts_of.pairs(sign, first, second)

    def power(self, base: Node, exponent: Node) -> Quick:
        """Written whole exponents by multiplying; all else is the careful way's."""
        n = whole(literal(exponent))
        if n is None:
            return _refuse
        pair = self.divides(base) or n < 0
        return parts_of.raised(self.pair(base) if pair else self.plain(base), n, pair=pair)

    def worths(self, choice: Node, worth: Callable[[str], Any]) -> Quick:
        """What each choice of a choice item is worth; an unlawful choice is a KeyError."""
        table = {c: worth(c) for c in self.scope.choice_item(choice).choices}
        value = self.plain(choice)
        return lambda v, r: table[value(v, r)]

    def compare(self, node: tree.Compare) -> Quick:
        """A choice is looked up by its code; quotients are compared by multiplying."""
        for text, choice in ((node.left, node.right), (node.right, node.left)):
            if isinstance(text, tree.Text):
                return self.worths(choice, _is(text.value, node.operator == "="))
        kinds = self.divides(node.left), self.divides(node.right)
        left, right = self.build(node.left), self.build(node.right)
        return parts_of.compared(COMPARE[node.operator], left, right, kinds, literal(node.right))

    def conditional(self, node: tree.If, part: Callable[[Node], Quick]) -> Quick:
        """Only the branch that the condition picks is computed."""
        condition, then, other = self.plain(node.condition), part(node.then), part(node.other)
        return lambda v, r: then(v, r) if condition(v, r) else other(v, r)

    # --- tables -----------------------------------------------------------------------------------------------
    def table(self, node: tree.Table, part: Callable[[Node], Quick]) -> Quick:
        """Steps and points of written numbers alone are laid out once; interpolate reads its whole table."""
        if node.name == "choose":
            values = {r.key.value: part(r.value) for r in node.rows if isinstance(r.key, tree.Text)}
            other = part(node.other) if node.other else None
            chosen = self.worths(node.subject, lambda c: values.get(c, other))
            return lambda v, r: chosen(v, r)(v, r)
        if node.name == "interpolate":
            return self.interpolate(node)
        written = [(row.sign, literal(row.key), literal(row.value)) for row in node.rows]
        last = part(node.last)
        if all(key is not None and value is not None for _, key, value in written):
            pair = part == self.pair
            rows = [(sign, key, (value, ONE) if pair else value) for sign, key, value in written]
            subject = self.build(node.subject)
            return parts_of.climb_written(subject, rows, last, pair=self.divides(node.subject))
        subject = self.pair(node.subject)
        steps = [(COMPARE[row.sign], self.pair(row.key), part(row.value)) for row in node.rows]

        def climb(v: dict[str, Any], r: Any) -> Any:
            n, d = subject(v, r)
            for reached, key, value in steps:
                a, b = key(v, r)
                if reached(n * b, a * d):
                    return value(v, r)
            return last(v, r)

        return climb

    def interpolate(self, node: tree.Table) -> Quick:
        """With the trace all of the table is read: a point that is not counted beyond the value counts too."""
        subject = self.pair(node.subject)
        points = [(literal(row.key), literal(row.value)) for row in node.rows]
        written = sorted((k, v) for k, v in points if k is not None and v is not None)
        if len(written) == len(points) and all(a < b for (a, _), (b, _) in pairwise(written)):
            return parts_of.along_written(subject, written)
        rows = [(self.pair(row.key), self.pair(row.value)) for row in node.rows]

        def along(v: dict[str, Any], r: Any) -> Any:
            table = [(as_fraction(key(v, r)), as_fraction(value(v, r))) for key, value in rows]
            return as_pair(arithmetic.interpolate(as_fraction(subject(v, r)), table))

        return along

    # --- lists ------------------------------------------------------------------------------------------------
    def rows(self, over: tree.Over | None) -> Callable[[dict[str, Any], Any], list[Any]]:
        """The elements that a call runs over; without `over`, the place where the call itself stands."""
        if over is None:
            return lambda v, r: [r]
        name = "@" + over.dimension
        if over.condition is None:
            return lambda v, r: v[name]
        condition = self.plain(over.condition)
        return lambda v, r: [row for row in v[name] if condition(v, row)]

    def among(self, node: tree.Among) -> Quick:
        """Each choice counts 1 among `codes`, else 0: their sum is the count, their mean the share."""
        codes = {c.value for c in node.codes}
        worths = [self.worths(a, lambda c: ONE if c in codes else ZERO) for a in node.arguments]
        return self.gathered(worths, node.over, "sum" if node.name == "count" else "mean", pair=False)

    def gathered(self, parts: list[Quick], over: tree.Over | None, name: str, *, pair: bool) -> Quick:
        """min, max, sum or mean of all parts for all elements; `pair`: the parts give pairs."""
        finish = (_OF_PAIRS if pair else _OF_DECIMALS)[name]
        if over is None:
            return lambda v, r: finish([part(v, r) for part in parts])
        rows = self.rows(over)
        if len(parts) == 1:
            (only,) = parts
            return lambda v, r: finish([only(v, row) for row in rows(v, r)])
        return lambda v, r: finish([part(v, row) for row in rows(v, r) for part in parts])

    # --- functions --------------------------------------------------------------------------------------------
    def call(self, node: tree.Call, part: Callable[[Node], Quick]) -> Quick:
        """`part` says whether a Decimal or a pair is wanted; convert has its factor from the check."""
        name, arguments = node.name, node.arguments
        if name in _CARE:
            return _refuse
        if name == "count" and not arguments:
            rows = self.rows(node.over)
            return lambda v, r: Decimal(len(rows(v, r)))
        if name in ("count", "share"):
            conditions = [_as_number(self.plain(a)) for a in arguments]
            return self.gathered(conditions, node.over, "sum" if name == "count" else "mean", pair=False)
        if name == "weighted_mean":
            return self.weighted(node)
        if name in ("min", "max") and node.over is None and len(arguments) == 2:
            limit = literal(arguments[1])
            if part == self.plain:
                one, two = self.plain(arguments[0]), self.plain(arguments[1])
                return parts_of.least_or_most(name, one, two, limit)
            if limit is not None:
                return parts_of.least_or_most_pair(name, self.pair(arguments[0]), limit)
        if name in _OF_DECIMALS:
            pair = any(map(self.divides, arguments))
            return self.gathered(
                [self.pair(a) if pair else self.plain(a) for a in arguments], node.over, name, pair=pair
            )
        if name.startswith("peers_"):
            if name in _WHOLE:
                return lambda v, r: as_pair(self.ask_peers(node, v).number(v))[0]
            return lambda v, r: as_pair(self.ask_peers(node, v).number(v))
        if name == "power":
            return self.power(*arguments)
        return self.of_one(node, part)

    def of_one(self, node: tree.Call, part: Callable[[Node], Quick]) -> Quick:
        """The functions of one value, its written limits beside it."""
        name, arguments = node.name, node.arguments
        if name == "round":
            return self.rounded(*arguments)
        if name == "points":
            choices = self.scope.choice_item(node).choices
            return self.worths(arguments[0], lambda c: choices[c])
        first, pair = part(arguments[0]), part == self.pair
        if name == "previous":
            return lambda v, r: first(v["@previous"], None if r is None else r["@previous"])
        if name == "otherwise":
            return first
        if name == "convert":
            factor = self.checked.factors[id(node)]
            times = even(factor)
            if times is not None:
                return (
                    parts_of.pair_and_decimal("*", first, first, times)
                    if pair
                    else lambda v, r: first(v, r) * times
                )
            a, b = as_pair(factor)
            return lambda v, r: ((p := first(v, r))[0] * a, p[1] * b)
        if name == "abs":
            return (
                (lambda v, r: (abs((p := first(v, r))[0]), p[1])) if pair else lambda v, r: abs(first(v, r))
            )
        low, high = literal(arguments[1]), literal(arguments[2])
        if low is not None and high is not None and low <= high:
            return parts_of.between(first, low, high, pair=pair)
        return self.clamp(*arguments, pair=pair)

    def clamp(self, x: Node, low: Node, high: Node, *, pair: bool) -> Quick:
        """clamp with limits of any kind; NeedsCare when they stand the wrong way round."""
        subject, least, most = self.pair(x), self.pair(low), self.pair(high)

        def clamped(v: dict[str, Any], r: Any) -> Any:
            a, b, c = subject(v, r), least(v, r), most(v, r)
            if parts_of.less(c, b):
                raise NeedsCare
            found = b if parts_of.less(a, b) else c if parts_of.less(c, a) else a
            return found if pair else found[0]

        return clamped

    def rounded(self, x: Node, places: Node) -> Quick:
        """Half up to a written number of places."""
        n = whole(literal(places))
        if n is None or not 0 <= n <= 20:
            return _refuse
        quantum, value = ONE.scaleb(-n), self.build(x)
        if self.divides(x):
            return lambda v, r: round_quotient((p := value(v, r))[0], p[1], quantum)
        return lambda v, r: value(v, r).quantize(quantum, ROUND_HALF_UP, ROUNDING)

    def weighted(self, node: tree.Call) -> Quick:
        """Sum of value × weight over the sum of weights; a weight below 0, or a sum of 0, is one of CLOUDS."""
        rows = self.rows(node.over)
        if not any(map(self.divides, (*node.arguments, *node.weights))):
            plain = [
                (self.plain(a), self.plain(w)) for a, w in zip(node.arguments, node.weights, strict=True)
            ]

            def decimals(v: dict[str, Any], r: Any) -> Any:
                total = summed = ZERO
                for row in rows(v, r):
                    for part, weight in plain:
                        w = weight(v, row)
                        if w < ZERO:
                            raise NeedsCare
                        total += w
                        summed += part(v, row) * w
                return quotient(summed, total)

            return decimals
        pairs = [(self.pair(a), self.pair(w)) for a, w in zip(node.arguments, node.weights, strict=True)]

        def quotients(v: dict[str, Any], r: Any) -> Any:
            total = summed = (ZERO, ONE)
            for row in rows(v, r):
                for part, weight in pairs:
                    w = weight(v, row)
                    if w[0] < ZERO:
                        raise NeedsCare
                    a, b = part(v, row)
                    total = parts_of.added(total, w)
                    summed = parts_of.added(summed, (a * w[0], b * w[1]))
            return quotient(summed[0] * total[1], summed[1] * total[0])

        return quotients


def even(number: Fraction) -> Decimal | None:
    """The fraction as a decimal, if a short one is all of it."""
    try:
        return _SHORT.divide(Decimal(number.numerator), Decimal(number.denominator))
    except decimal.Inexact:
        return None


def reciprocal(divisor: Decimal | None) -> Decimal | None:
    """What to multiply by instead of dividing by a written number, if a short decimal is exactly that."""
    return even(1 / Fraction(divisor)) if divisor else None


def whole(number: Decimal | None) -> int | None:
    """A written whole number from -64 to 64."""
    if number is None or number != number.to_integral_value() or abs(number) > _HIGHEST_POWER:
        return None
    return int(number)


def _refuse(v: dict[str, Any], r: Any) -> Any:
    raise NeedsCare


def _is(wanted: str, equal: bool) -> Callable[[str], bool]:
    return lambda code: (code == wanted) == equal


def _as_number(condition: Quick) -> Quick:
    return lambda v, r: ONE if condition(v, r) else ZERO


def _some(function: Callable[[list[Any]], Any]) -> Callable[[list[Any]], Any]:
    def of_some(values: list[Any]) -> Any:
        if not values:
            raise NeedsCare
        return function(values)

    return of_some


def _mean_of_pairs(values: list[Any]) -> Any:
    n, d = parts_of.added_up(values)
    return n, d * len(values)


# What gathers a list of numbers; an empty list has a sum, but neither a mean nor a least. A mean is a pair.
_OF_DECIMALS: dict[str, Callable[[list[Any]], Any]] = {
    "min": _some(min), "max": _some(max), "sum": lambda values: sum(values, ZERO),
    "mean": _some(lambda values: (sum(values, ZERO), Decimal(len(values)))),
}  # fmt: skip
_OF_PAIRS: dict[str, Callable[[list[Any]], Any]] = {
    "min": _some(parts_of.least_of), "max": _some(parts_of.most_of), "sum": parts_of.added_up,
    "mean": _some(_mean_of_pairs),
}  # fmt: skip
