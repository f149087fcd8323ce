"""The closures of the quick way: over bare Decimals, and over quotients that are kept as pairs of Decimals.

A pair is (numerator, denominator) with a denominator above 0, so that it compares by multiplying and never divides.
All of it runs inside `arithmetic.EXACT`: what would lose a digit raises, and the careful way takes over.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from .arithmetic import EXACT, ONE, ZERO
from .values import NeedsCare

Quick = Callable[[dict[str, Any], Any], Any]
Pair = tuple[Decimal, Decimal]

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip

# TypeError for anything but a Decimal: two codes may be equal, but not as numbers.
a_number = EXACT.plus


# --- pairs ----------------------------------------------------------------------------------------------------------
def quotient(over: Decimal, under: Decimal) -> Pair:
    """over / under as a pair. NeedsCare for a division by zero."""
    if under > ZERO:
        return over, under
    if under < ZERO:
        return -over, -under
    raise NeedsCare


def added(one: Pair, two: Pair) -> Pair:
    """The sum; of equal denominators, as shares of one total have, without multiplying."""
    (a, b), (c, d) = one, two
    return (a + c, b) if b == d else (a * d + c * b, b * d)


def less(one: Pair, two: Pair) -> bool:
    """Whether the first is less than the second."""
    return one[0] * two[1] < two[0] * one[1]


def as_fraction(pair: Pair) -> Fraction:
    """The pair as a fraction. TypeError when it holds no numbers."""
    return Fraction(a_number(pair[0])) / Fraction(a_number(pair[1]))


def as_pair(number: Any) -> Pair:
    """A fraction as a pair. NeedsCare for a bounded number."""
    if not isinstance(number, Fraction):
        raise NeedsCare
    return Decimal(number.numerator), Decimal(number.denominator)


def added_up(pairs: Sequence[Pair]) -> Pair:
    """The sum of all, 0 for none."""
    found = (ZERO, ONE)
    for pair in pairs:
        found = added(found, pair)
    return found


def least_of(pairs: Sequence[Pair]) -> Pair:
    """The least of at least one."""
    found = pairs[0]
    for pair in pairs[1:]:
        if less(pair, found):
            found = pair
    return found


def most_of(pairs: Sequence[Pair]) -> Pair:
    """The greatest of at least one."""
    found = pairs[0]
    for pair in pairs[1:]:
        if less(found, pair):
            found = pair
    return found


# --- arithmetic -----------------------------------------------------------------------------------------------------
def decimals(sign: str, left: Quick, right: Quick, fixed_left: Any, fixed_right: Any) -> Quick:
    """left + - * right of Decimals; `fixed_…` is the number when that side is written in the formula."""
    if sign == "+":
        return lambda v, r: left(v, r) + right(v, r)
    if sign == "-":
        if fixed_left is not None:
            return lambda v, r: fixed_left - right(v, r)
        if fixed_right is not None:
            return lambda v, r: left(v, r) - fixed_right
        return lambda v, r: left(v, r) - right(v, r)
    if fixed_right is not None:
        return lambda v, r: left(v, r) * fixed_right
    if fixed_left is not None:
        return lambda v, r: fixed_left * right(v, r)
    return lambda v, r: left(v, r) * right(v, r)


def pair_and_decimal(sign: str, pair: Quick, other: Quick, fixed: Any) -> Quick:
    """pair `sign` Decimal; `fixed` is the Decimal when it is written in the formula."""

    def plus(v: dict[str, Any], r: Any) -> Any:
        n, d = pair(v, r)
        return n + other(v, r) * d, d

    def minus(v: dict[str, Any], r: Any) -> Any:
        n, d = pair(v, r)
        return n - other(v, r) * d, d

    def times(v: dict[str, Any], r: Any) -> Any:
        n, d = pair(v, r)
        return n * other(v, r), d

    def times_fixed(v: dict[str, Any], r: Any) -> Any:
        n, d = pair(v, r)
        return n * fixed, d

    def over(v: dict[str, Any], r: Any) -> Any:
        n, d = pair(v, r)
        return quotient(n, d * other(v, r))

    if sign == "*" and fixed is not None:
        return times_fixed
    return {"+": plus, "-": minus, "*": times, "/": over}[sign]


def decimal_and_pair(sign: str, one: Quick, pair: Quick, fixed: Any) -> Quick:
    """Decimal `sign` pair."""

    def minus(v: dict[str, Any], r: Any) -> Any:
        x = one(v, r)
        n, d = pair(v, r)
        return x * d - n, d

    def under(v: dict[str, Any], r: Any) -> Any:
        x = one(v, r)
        n, d = pair(v, r)
        return quotient(x * d, n)

    def minus_fixed(v: dict[str, Any], r: Any) -> Any:
        n, d = pair(v, r)
        return fixed * d - n, d

    if sign in "+*":
        return pair_and_decimal(sign, pair, one, fixed)
    if sign == "-":
        return minus if fixed is None else minus_fixed
    return under


def pairs(sign: str, left: Quick, right: Quick) -> Quick:
    """pair `sign` pair."""

    def plus(v: dict[str, Any], r: Any) -> Any:
        return added(left(v, r), right(v, r))

    def minus(v: dict[str, Any], r: Any) -> Any:
        one = left(v, r)
        n, d = right(v, r)
        return added(one, (-n, d))

    def times(v: dict[str, Any], r: Any) -> Any:
        a, b = left(v, r)
        c, d = right(v, r)
        return a * c, b * d

    def over(v: dict[str, Any], r: Any) -> Any:
        a, b = left(v, r)
        c, d = right(v, r)
        return quotient(a * d, b * c)

    return {"+": plus, "-": minus, "*": times, "/": over}[sign]


def divided(left: Quick, right: Quick) -> Quick:
    """Decimal / Decimal as a pair."""

    def over(v: dict[str, Any], r: Any) -> Any:
        n, d = left(v, r), right(v, r)
        return (n, d) if d > ZERO else quotient(n, d)

    return over


def divided_items(left: str, right: str, row: bool) -> Quick:
    """Two data items of one place: `planned` and `spent`, or a KPI's fact and plan."""

    def in_row(v: dict[str, Any], r: Any) -> Any:
        d = r[right]
        return (r[left], d) if d > ZERO else quotient(r[left], d)

    def in_values(v: dict[str, Any], r: Any) -> Any:
        d = v[right]
        return (v[left], d) if d > ZERO else quotient(v[left], d)

    return in_row if row else in_values


def divided_by_item(left: Quick, item: str) -> Quick:
    """Something and one undivided data item: `… / rendered`."""

    def over(v: dict[str, Any], r: Any) -> Any:
        n, d = left(v, r), v[item]
        return (n, d) if d > ZERO else quotient(n, d)

    return over


def raised(base: Quick, exponent: int, *, pair: bool) -> Quick:
    """A whole power by multiplying. NeedsCare for 0 to a power that is not above 0."""

    def times(x: Decimal) -> Decimal:
        found = ONE
        for _ in range(abs(exponent)):
            found *= x
        return found

    def decimal_power(v: dict[str, Any], r: Any) -> Any:
        x = base(v, r)
        if exponent == 0 and x == ZERO:
            raise NeedsCare
        return times(x)

    def pair_power(v: dict[str, Any], r: Any) -> Any:
        n, d = base(v, r)
        if exponent <= 0 and n == ZERO:
            raise NeedsCare
        return quotient(times(n), times(d)) if exponent >= 0 else quotient(times(d), times(n))

    return pair_power if pair else decimal_power


# --- comparing ------------------------------------------------------------------------------------------------------
def compared(
    decide: Any, left: Quick, right: Quick, kinds: tuple[bool, bool], written: Decimal | None
) -> Quick:
    """left compared with right; `kinds` says which of them are pairs, `written` is the right one when it is written."""

    def pair_written(v: dict[str, Any], r: Any) -> Any:
        n, d = left(v, r)
        return decide(n, written * d)

    def pair_decimal(v: dict[str, Any], r: Any) -> Any:
        n, d = left(v, r)
        return decide(n, right(v, r) * d)

    def decimal_pair(v: dict[str, Any], r: Any) -> Any:
        x = left(v, r)
        n, d = right(v, r)
        return decide(x * d, n)

    def both(v: dict[str, Any], r: Any) -> Any:
        a, b = left(v, r)
        c, d = right(v, r)
        return decide(a * d, c * b)

    if kinds == (False, False):
        if decide in (operator.eq, operator.ne):
            return lambda v, r: decide(a_number(left(v, r)), a_number(right(v, r)))
        if written is not None:
            return lambda v, r: decide(left(v, r), written)
        return lambda v, r: decide(left(v, r), right(v, r))
    if kinds == (True, False):
        return pair_decimal if written is None else pair_written
    return both if kinds[0] else decimal_pair


def least_or_most(name: str, one: Quick, two: Quick, written: Decimal | None) -> Quick:
    """min or max of two Decimals; `written` is the second when it is a number in the formula."""
    if written is not None:

        def least_written(v: dict[str, Any], r: Any) -> Any:
            a = one(v, r)
            return written if written < a else a

        def most_written(v: dict[str, Any], r: Any) -> Any:
            a = one(v, r)
            return written if written > a else a

        return least_written if name == "min" else most_written

    def least(v: dict[str, Any], r: Any) -> Any:
        a, b = one(v, r), two(v, r)
        return b if b < a else a

    def most(v: dict[str, Any], r: Any) -> Any:
        a, b = one(v, r), two(v, r)
        return b if b > a else a

    return least if name == "min" else most


def least_or_most_pair(name: str, one: Quick, written: Decimal) -> Quick:
    """min or max of a pair and a number in the formula."""
    limit = (written, ONE)

    def least(v: dict[str, Any], r: Any) -> Any:
        pair = one(v, r)
        n, d = pair
        return limit if n > written * d else pair

    def most(v: dict[str, Any], r: Any) -> Any:
        pair = one(v, r)
        n, d = pair
        return limit if n < written * d else pair

    return least if name == "min" else most


def between(one: Quick, low: Decimal, high: Decimal, *, pair: bool) -> Quick:
    """clamp with written limits."""
    least, most = (low, ONE), (high, ONE)

    def clamped(v: dict[str, Any], r: Any) -> Any:
        x = one(v, r)
        return low if x < low else high if x > high else x

    def clamped_pair(v: dict[str, Any], r: Any) -> Any:
        x = one(v, r)
        n, d = x
        return least if n < low * d else most if n > high * d else x

    return clamped_pair if pair else clamped


# --- tables ---------------------------------------------------------------------------------------------------------
def climb_written(subject: Quick, rows: Sequence[tuple[str, Any, Any]], last: Quick, *, pair: bool) -> Quick:
    """A step scale whose limits and points are all written in the formula; `pair`: its subject is one."""
    limits = [(key, value) for _, key, value in rows]
    steps = [(COMPARE[sign], key, value) for sign, key, value in rows]

    def climb_pair(v: dict[str, Any], r: Any) -> Any:
        n, d = subject(v, r)
        for reached, key, value in steps:
            if reached(n, key * d):
                return value
        return last(v, r)

    def climb(v: dict[str, Any], r: Any) -> Any:
        x = subject(v, r)
        for key, value in limits:
            if x >= key:
                return value
        return last(v, r)

    def either(v: dict[str, Any], r: Any) -> Any:
        x = subject(v, r)
        for reached, key, value in steps:
            if reached(x, key):
                return value
        return last(v, r)

    def climb_pair_up(v: dict[str, Any], r: Any) -> Any:
        n, d = subject(v, r)
        for key, value in limits:
            if n >= key * d:
                return value
        return last(v, r)

    if {sign for sign, _, _ in rows} == {">="}:
        return climb_pair_up if pair else climb
    return climb_pair if pair else either


def along_written(subject: Quick, points: Sequence[Pair]) -> Quick:
    """interpolate through written points, from the least key up; the subject is a pair, and so is the value."""
    (first, start), (_, end) = points[0], points[-1]
    lines = [
        (x0, x1, y0, EXACT.subtract(x1, x0), EXACT.subtract(y1, y0))
        for (x0, y0), (x1, y1) in pairwise(points)
    ]

    def along(v: dict[str, Any], r: Any) -> Any:
        n, d = subject(v, r)
        if n <= first * d:
            return start, ONE
        for x0, x1, y0, width, rise in lines:
            if n <= x1 * d:
                under = width * d
                return y0 * under + rise * (n - x0 * d), under
        return end, ONE

    return along
