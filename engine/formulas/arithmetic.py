"""Exact decimal arithmetic of formulas, and the digits of the functions that cannot be exact.

All computing happens in `CONTEXT`: 50 significant digits, so that sums, differences and products of any real data
are exact. ln, exp, sqrt, power and geometric mean are worked out with 50 digits and given with 40
(`FUNCTION_DIGITS`), rounded half even, so that their digits are the same on every machine and in every year.
When numbers are compared, or rounded half up, they are taken with 36 digits (`taken`), fewer than anything was worked
out with: a third three times is one, the square of the root of two is two, and half a cent that a division left at
0.00499… is half a cent.
Rounding half up happens only in `round_half_up`, where a formula or the methodology says so.
"""

from __future__ import annotations

import decimal
from collections.abc import Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from itertools import pairwise

CONTEXT = decimal.Context(
    prec=50, rounding=ROUND_HALF_EVEN, Emin=-999, Emax=999,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)  # fmt: skip
FUNCTION_DIGITS = 40
TAKEN_DIGITS = 36
_FUNCTIONS = decimal.Context(prec=FUNCTION_DIGITS, rounding=ROUND_HALF_EVEN, Emin=-999, Emax=999)

_TAKEN = decimal.Context(prec=TAKEN_DIGITS, rounding=ROUND_HALF_EVEN, Emin=-999, Emax=999)

ZERO, ONE = Decimal(0), Decimal(1)


class Undefined(Exception):
    """A function has no value for what it was given; `code` is one of errors.MESSAGES, `params` its parameters."""

    def __init__(self, code: str, **params: str) -> None:
        self.code, self.params = code, params
        super().__init__(code)


# `value` with 36 significant digits, as it is compared and rounded; TypeError for anything but a Decimal.
taken = _TAKEN.plus
# `value` with all its digits; TypeError for anything but a Decimal.
in_context = CONTEXT.plus


def plain(value: Decimal) -> str:
    """The digits of `value` without an exponent and without trailing zeros after the point."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def round_half_up(value: Decimal, places: int) -> Decimal:
    """`value` with exactly `places` decimal places, halves away from zero."""
    return quantized(value, ONE.scaleb(-places))


def quantized(value: Decimal, quantum: Decimal) -> Decimal:
    """`value` rounded half up to the last digit of `quantum` (0.01 for cents)."""
    return taken(value).quantize(quantum, ROUND_HALF_UP, CONTEXT)


def ln(x: Decimal) -> Decimal:
    """Natural logarithm, 40 digits."""
    if x <= 0:
        raise Undefined("ln_of_not_positive", value=plain(x))
    return _FUNCTIONS.plus(CONTEXT.ln(x))


def exp(x: Decimal) -> Decimal:
    """e to the power x, 40 digits."""
    return _FUNCTIONS.plus(CONTEXT.exp(x))


def sqrt(x: Decimal) -> Decimal:
    """Square root, 40 digits."""
    if x < 0:
        raise Undefined("sqrt_of_negative", value=plain(x))
    return _FUNCTIONS.plus(CONTEXT.sqrt(x))


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """base ^ exponent: by multiplication for whole exponents from -64 to 64, else exp(exponent × ln(base))."""
    if exponent == exponent.to_integral_value() and abs(exponent) <= 64:
        n = int(exponent)
        if base == 0 and n <= 0:
            raise Undefined("power_undefined", base=plain(base), exponent=plain(exponent))
        result = ONE
        for _ in range(abs(n)):
            result = CONTEXT.multiply(result, base)
        return result if n >= 0 else _FUNCTIONS.plus(CONTEXT.divide(ONE, result))
    if base == 0 and exponent > 0:
        return ZERO
    if base <= 0:
        raise Undefined("power_undefined", base=plain(base), exponent=plain(exponent))
    return _FUNCTIONS.plus(CONTEXT.exp(CONTEXT.multiply(exponent, CONTEXT.ln(base))))


def mean(values: Sequence[Decimal]) -> Decimal:
    """Arithmetic mean of at least one value."""
    return CONTEXT.divide(sum(values, ZERO), Decimal(len(values)))


def weighted_mean(values: Sequence[Decimal], weights: Sequence[Decimal]) -> Decimal:
    """Sum of value × weight over the sum of weights; weights are 0 or more, not all 0."""
    total = ZERO
    summed = ZERO
    for value, weight in zip(values, weights, strict=True):
        if weight < 0:
            raise Undefined("negative_weight", value=plain(weight))
        total += weight
        summed += value * weight
    if total <= 0:
        raise Undefined("weights_not_positive", sum=plain(total))
    return summed / total


def geometric_mean(values: Sequence[Decimal]) -> Decimal:
    """n-th root of the product of n values from 0 up, 40 digits; 0 when one of them is 0."""
    for value in values:
        if value < 0:
            raise Undefined("geometric_mean_of_negative", value=plain(value))
    if any(value == 0 for value in values):
        return ZERO
    logs = sum((CONTEXT.ln(v) for v in values), ZERO)
    return _FUNCTIONS.plus(CONTEXT.exp(CONTEXT.divide(logs, Decimal(len(values)))))


def clamp(x: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """`x`, but not below `low` and not above `high`."""
    if low > high:
        raise Undefined("clamp_limits", low=plain(low), high=plain(high))
    return low if x < low else high if x > high else x


def round_to(x: Decimal, places: Decimal) -> Decimal:
    """The formula function round: half up to 0–20 places."""
    if places != places.to_integral_value() or not 0 <= places <= 20:
        raise Undefined("round_places", value=plain(places))
    return round_half_up(x, int(places))


def interpolate(x: Decimal, points: Sequence[tuple[Decimal, Decimal]]) -> Decimal:
    """The value at `x` on straight lines through `points` (in one direction); beyond the ends the end's value."""
    keys = [k for k, _ in points]
    rising = all(a < b for a, b in pairwise(keys))
    if not rising and not all(a > b for a, b in pairwise(keys)):
        raise Undefined("interpolation_order", points=", ".join(plain(k) for k in keys))
    ordered = list(points) if rising else list(reversed(points))
    if x <= ordered[0][0]:
        return ordered[0][1]
    for (x0, y0), (x1, y1) in pairwise(ordered):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return ordered[-1][1]
