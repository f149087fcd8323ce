"""Roots, powers, ln and exp: exact where the result is a fraction, else given with 40 digits and a bound.

sqrt(9 / 4) is 3/2, geometric_mean(4, 9) is 6, 1.05 ^ 40 is what multiplying gives. All else is a `Bounded` number
(bounded.py), worked out with 60 digits and given with 40.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from math import isqrt

from .arithmetic import MAX_BITS, Number, Undefined, length, mean, number_text, too_long, total
from .bounded import WORK, Bounded, bounded, divided_error, given, multiplied_error

LARGEST_WHOLE = 1000  # whole exponents up to here are computed by multiplying
LARGEST_ROOT = 64  # the n-th roots that are tried for an exact result
_ONE, _NOUGHT = Decimal(1), Decimal(0)


def ln(x: Number) -> Number:
    """Natural logarithm; ln(1) is 0."""
    if x == 1 and isinstance(x, Fraction):
        return Fraction(0)
    around = bounded(x)
    if around.least <= 0:
        raise Undefined("ln_of_not_positive", value=number_text(x))
    return given(WORK.ln(around.value), divided_error(around.error, around.least))


def exp(x: Number) -> Number:
    """e to the power x; exp(0) is 1."""
    if x == 0 and isinstance(x, Fraction):
        return Fraction(1)
    around = bounded(x)
    value = WORK.exp(around.value)
    # e^(x+d) - e^x = e^x · (e^d - 1), and e^d - 1 is at most 2d for d from 0 to 1
    spread = WORK.multiply(around.error, 2) if around.error <= 1 else WORK.exp(around.error)
    return given(value, multiplied_error(value, spread))


def sqrt(x: Number) -> Number:
    """Square root."""
    if isinstance(x, Fraction):
        if x < 0:
            raise Undefined("sqrt_of_negative", value=number_text(x))
        exact = exact_root(x, 2)
        if exact is not None:
            return exact
    around = bounded(x)
    if around.most < 0:
        raise Undefined("sqrt_of_negative", value=number_text(x))
    widest = WORK.sqrt(around.most)
    if around.least <= 0:
        return Bounded(_NOUGHT, widest)
    return given(WORK.sqrt(around.value), divided_error(around.error, WORK.sqrt(around.least)))


def power(base: Number, exponent: Number) -> Number:
    """base ^ exponent: by multiplication for whole exponents up to 1,000, by an exact root where there is one."""
    if isinstance(exponent, Fraction) and exponent.denominator == 1 and abs(exponent) <= LARGEST_WHOLE:
        return _whole_power(base, int(exponent), exponent)
    if base == 0:
        if exponent <= 0:
            raise _undefined(base, exponent)
        if isinstance(base, Fraction):
            return Fraction(0)
        return Bounded(_NOUGHT, bounded(power(Fraction(base.most), exponent)).most)
    if base < 0:
        raise _undefined(base, exponent)
    if (
        isinstance(base, Fraction)
        and isinstance(exponent, Fraction)
        and abs(exponent.numerator) <= LARGEST_ROOT
    ):
        root = exact_root(base, exponent.denominator)
        if root is not None:
            return _whole_power(root, exponent.numerator, exponent)
    return exp(_careful_ln(base) * exponent)


def _undefined(base: Number, exponent: Number) -> Undefined:
    return Undefined("power_undefined", base=number_text(base), exponent=number_text(exponent))


def _careful_ln(x: Number) -> Number:
    """The logarithm with 60 digits: a power made of it has 40 good ones."""
    around = bounded(x)
    value = WORK.ln(around.value)
    error = WORK.add(
        divided_error(around.error, around.least), WORK.multiply(value.copy_abs(), Decimal("1e-59"))
    )
    return Bounded(value, error)


def _whole_power(base: Number, n: int, exponent: Number) -> Number:
    if base == 0 and n <= 0:
        raise _undefined(base, exponent)
    if isinstance(base, Fraction):
        if length(base) * abs(n) > MAX_BITS:
            raise too_long()
        return base**n
    result = reduce(lambda made, _: made * base, range(abs(n)), bounded(Fraction(1)))
    return result if n >= 0 else Fraction(1) / result


def exact_root(x: Fraction, n: int) -> Fraction | None:
    """The n-th root of `x` from 0 up when it is a fraction."""
    if n > LARGEST_ROOT:
        return None
    over, under = _whole_root(x.numerator, n), _whole_root(x.denominator, n)
    return None if over is None or under is None else Fraction(over, under)


def _whole_root(x: int, n: int) -> int | None:
    """The n-th root of a whole number when it is whole too, by Newton's steps from above."""
    if n == 1 or x < 2:
        return x
    if n == 2:
        root = isqrt(x)
        return root if root * root == x else None
    root = 1 << -(-x.bit_length() // n)
    while True:
        nearer = ((n - 1) * root + x // root ** (n - 1)) // n
        if nearer >= root:
            return root if root**n == x else None
        root = nearer


def deviation(values: Sequence[Number]) -> Number:
    """Standard deviation of all the values there are (their number is divided by, not one less); 0 when all are equal."""
    middle = mean(values)
    return sqrt(mean([(value - middle) * (value - middle) for value in values]))


def geometric_mean(values: Sequence[Number]) -> Number:
    """n-th root of the product of n values from 0 up; 0 when one of them is 0."""
    for value in values:
        if value < 0:
            raise Undefined("geometric_mean_of_negative", value=number_text(value))
    if any(value == 0 for value in values):
        return Fraction(0)
    exact = [v for v in values if isinstance(v, Fraction)]
    if len(exact) == len(values) <= LARGEST_ROOT and sum(map(length, exact)) <= MAX_BITS:
        root = exact_root(reduce(lambda made, v: made * v, exact), len(exact))
        if root is not None:
            return root
    return exp(total([_careful_ln(v) for v in values]) / Fraction(len(values)))
