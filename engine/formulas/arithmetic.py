"""The arithmetic of formulas: exact.

A number is a fraction, kept as such: a third three times is one, twelve less eleven less one of twelve is nothing.
Sums, differences, products, quotients, comparing, ranking and rounding half up are those of fractions. Only roots,
powers, ln and exp may leave them; what they give is a `Bounded` number (bounded.py, transcendental.py).

The quick way (quick.py) holds a fraction as a numerator and a denominator that are Decimals, computed in `EXACT`,
which raises where a digit would be lost. Only what is shown is cut: `shown` gives 50 digits. Rounding half up happens
only in `round_half_up` and `round_quotient`, where a formula or the methodology says so.
docs/decisions/numbers-are-fractions.md says why.
"""

from __future__ import annotations

import decimal
from collections.abc import Sequence
from decimal import ROUND_05UP, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise

from .bounded import FUNCTION_DIGITS, Bounded

Number = Fraction | Bounded

_TRAPS = [decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]
SHOWN_DIGITS = 50
MAX_EXACT_DIGITS = 20_000  # of a numerator or denominator: beyond, a formula fails with a sentence
MAX_BITS = MAX_EXACT_DIGITS * 10 // 3
# What is shown: 50 digits.
CONTEXT = decimal.Context(
    prec=SHOWN_DIGITS, rounding=ROUND_HALF_EVEN, Emin=-30_000, Emax=30_000, traps=_TRAPS
)
_FUNCTIONS = decimal.Context(prec=FUNCTION_DIGITS, rounding=ROUND_HALF_EVEN, Emin=-30_000, Emax=30_000)
# The quick way: nothing may be lost. Longer numbers are the careful way's.
EXACT = decimal.Context(
    prec=2_000, rounding=ROUND_HALF_EVEN, Emin=-2_000, Emax=2_000, traps=[*_TRAPS, decimal.Inexact]
)
# A quotient for rounding: what is cut leaves its trace in the last digit, so that rounding it again is never wrong.
STICKY = decimal.Context(prec=60, rounding=ROUND_05UP, Emin=-2_000, Emax=2_000, traps=_TRAPS)
# Two digits fewer than STICKY: a quotient without room for a digit after the last is refused, not rounded twice.
ROUNDING = decimal.Context(prec=58, rounding=ROUND_HALF_UP, Emin=-2_000, Emax=2_000, traps=_TRAPS)

ZERO, ONE = Decimal(0), Decimal(1)


class Undefined(Exception):
    """A function has no value for what it was given; `code` is one of errors.MESSAGES, `params` its parameters."""

    def __init__(self, code: str, **params: str) -> None:
        self.code, self.params = code, params
        super().__init__(code)


# --- digits ---------------------------------------------------------------------------------------------------------
def plain(value: Decimal) -> str:
    """The digits of `value` without an exponent and without trailing zeros after the point."""
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def shown(number: Number | Decimal) -> Decimal:
    """The number as a decimal for people: 50 digits, those of a function 40."""
    if isinstance(number, Fraction):
        return CONTEXT.divide(Decimal(number.numerator), Decimal(number.denominator))
    if isinstance(number, Bounded):
        return _FUNCTIONS.plus(number.value)
    return CONTEXT.plus(number)


def number_text(number: Number) -> str:
    """The digits of `shown`, for a sentence."""
    return plain(shown(number))


def exactly(number: Number) -> Number | None:
    """The number, unless its shown digits are all of it."""
    return None if isinstance(number, Fraction) and number == Fraction(shown(number)) else number


# --- rounding -------------------------------------------------------------------------------------------------------
def round_half_up(number: Number | Decimal, places: int) -> Decimal:
    """`number` with exactly `places` decimal places, halves away from zero.

    A bounded number that may be a half is taken as the half.
    """
    slack = Fraction(0)
    if isinstance(number, Bounded):
        error = Fraction(number.error)
        slack = error if 2 * error * 10**places < 1 else slack
        number = Fraction(number.value)
    number = Fraction(number)
    over = (abs(number) + slack) * 10**places
    whole = (2 * over.numerator + over.denominator) // (2 * over.denominator)
    return Decimal((1 if number < 0 and whole else 0, Decimal(whole).as_tuple().digits, -places))


def trimmed(number: Number | Decimal, places: int) -> Decimal:
    """`number` half up to at most `places` decimal places, without zeros at their end: for a page."""
    return Decimal(plain(round_half_up(number, places)))


def round_quotient(over: Decimal, under: Decimal, quantum: Decimal) -> Decimal:
    """over / under rounded half up to the last digit of `quantum`. InvalidOperation for more than 58 digits."""
    return STICKY.divide(over, under).quantize(quantum, ROUND_HALF_UP, ROUNDING)


def round_to(x: Number, places: Number) -> Number:
    """The formula function round: half up to 0–20 places."""
    if not isinstance(places, Fraction) or places.denominator != 1 or not 0 <= places <= 20:
        raise Undefined("round_places", value=number_text(places))
    return Fraction(round_half_up(x, int(places)))


# --- means ----------------------------------------------------------------------------------------------------------
def total(values: Sequence[Number]) -> Number:
    """The sum, 0 for none; by halves, so that long denominators meet late. Undefined when it grows too long."""
    if len(values) < 2:
        return values[0] if values else Fraction(0)
    half = len(values) // 2
    return measured(total(values[:half]) + total(values[half:]))


def measured(number: Number) -> Number:
    """The number; Undefined when it has more digits than are computed with."""
    if isinstance(number, Fraction) and length(number) > MAX_BITS:
        raise too_long()
    return number


def length(number: Fraction) -> int:
    """The bits of numerator and denominator together."""
    return number.numerator.bit_length() + number.denominator.bit_length()


def too_long() -> Undefined:
    """A number on the way has more digits than are computed with."""
    return Undefined("number_too_long", limit=f"{MAX_EXACT_DIGITS:,}")


def mean(values: Sequence[Number]) -> Number:
    """Arithmetic mean of at least one value."""
    return total(values) / Fraction(len(values))


def median(values: Sequence[Number]) -> Number:
    """The middle one of at least one value; of an even number of them the mean of the middle two."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else measured((ordered[half - 1] + ordered[half]) / Fraction(2))


def weighted_mean(values: Sequence[Number], weights: Sequence[Number]) -> Number:
    """Sum of value × weight over the sum of weights; weights are 0 or more, not all 0."""
    for weight in weights:
        if weight < 0:
            raise Undefined("negative_weight", value=number_text(weight))
    together = total(weights)
    if together <= 0:
        raise Undefined("weights_not_positive", sum=number_text(together))
    return total([value * weight for value, weight in zip(values, weights, strict=True)]) / together


def clamp(x: Number, low: Number, high: Number) -> Number:
    """`x`, but not below `low` and not above `high`."""
    if low > high:
        raise Undefined("clamp_limits", low=number_text(low), high=number_text(high))
    return low if x < low else high if x > high else x


def interpolate(x: Number, points: Sequence[tuple[Number, Number]]) -> Number:
    """The value at `x` on straight lines through `points` (in one direction); beyond the ends the end's value."""
    keys = [k for k, _ in points]
    rising = all(a < b for a, b in pairwise(keys))
    if not rising and not all(a > b for a, b in pairwise(keys)):
        raise Undefined("interpolation_order", points=", ".join(number_text(k) for k in keys))
    ordered = list(points) if rising else list(reversed(points))
    if x <= ordered[0][0]:
        return ordered[0][1]
    for (x0, y0), (x1, y1) in pairwise(ordered):
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return ordered[-1][1]
