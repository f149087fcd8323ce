"""A number that came out of a root, a power, ln or exp: digits, and how far at most it lies from the true value.

Such numbers have no last digit. `Bounded` carries what is known: `value`, and `error`, which never tells too little.
Fractions and bounded numbers mix in all arithmetic, and the error grows with what is done. Comparing is declared so:
two numbers are equal when they are no further apart than their errors together; one is less than the other only when
it is less by more than that. So what a root loses in its last digits decides nothing.
"""

from __future__ import annotations

import decimal
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal
from fractions import Fraction

FUNCTION_DIGITS = 40
_TRAPS = [decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]
WORK = decimal.Context(prec=60, rounding=ROUND_HALF_EVEN, Emin=-999, Emax=999, traps=_TRAPS)
_ERRORS = decimal.Context(prec=9, rounding=ROUND_CEILING, Emin=-999, Emax=999, traps=_TRAPS)
_FUNCTIONS = decimal.Context(prec=FUNCTION_DIGITS, rounding=ROUND_HALF_EVEN, Emin=-999, Emax=999)
_LAST_WORKED, _LAST_GIVEN = Decimal("1e-59"), Decimal("1e-39")
_ZERO = Decimal(0)


class Bounded:
    """`value` ± `error`; `value` has 60 digits, `error` is 0 or more and rounded up."""

    __slots__ = ("error", "value")
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Decimal, error: Decimal) -> None:
        self.value, self.error = value, error

    def __repr__(self) -> str:
        return f"Bounded({self.value} ± {self.error})"

    # --- the ends -------------------------------------------------------------------------------------------------
    @property
    def least(self) -> Decimal:
        """The least that the number can be."""
        return WORK.subtract(self.value, self.error)

    @property
    def most(self) -> Decimal:
        """The most that the number can be."""
        return WORK.add(self.value, self.error)

    @property
    def may_be_zero(self) -> bool:
        """Whether nothing tells the number from 0."""
        return self.value.copy_abs() <= self.error

    # --- arithmetic -----------------------------------------------------------------------------------------------
    def __neg__(self) -> Bounded:
        return Bounded(self.value.copy_negate(), self.error)

    def __abs__(self) -> Bounded:
        return Bounded(self.value.copy_abs(), self.error)

    def __add__(self, other: Fraction | Bounded) -> Bounded:
        two = bounded(other)
        value = WORK.add(self.value, two.value)
        return _worked(value, _ERRORS.add(self.error, two.error))

    __radd__ = __add__

    def __sub__(self, other: Fraction | Bounded) -> Bounded:
        return self + -other

    def __rsub__(self, other: Fraction | Bounded) -> Bounded:
        return -self + other

    def __mul__(self, other: Fraction | Bounded) -> Bounded:
        two = bounded(other)
        grown = _ERRORS.add(
            _ERRORS.multiply(self.value.copy_abs(), two.error),
            _ERRORS.multiply(two.value.copy_abs(), self.error),
        )
        grown = _ERRORS.add(grown, _ERRORS.multiply(self.error, two.error))
        return _worked(WORK.multiply(self.value, two.value), grown)

    __rmul__ = __mul__

    def __truediv__(self, other: Fraction | Bounded) -> Bounded:
        """Raises ZeroDivisionError when the divisor may be 0."""
        two = bounded(other)
        if two.may_be_zero:
            raise ZeroDivisionError
        value = WORK.divide(self.value, two.value)
        nearest = WORK.subtract(two.value.copy_abs(), two.error)
        grown = _ERRORS.add(self.error, _ERRORS.multiply(value.copy_abs(), two.error))
        return _worked(value, _ERRORS.divide(grown, nearest))

    def __rtruediv__(self, other: Fraction | Bounded) -> Bounded:
        return bounded(other) / self

    # --- comparing ------------------------------------------------------------------------------------------------
    def _sign(self, other: object) -> int:
        if not isinstance(other, Fraction | Bounded | int):
            raise TypeError(other)
        apart = self - (Fraction(other) if isinstance(other, int) else other)
        if apart.may_be_zero:
            return 0
        return 1 if apart.value > 0 else -1

    def __eq__(self, other: object) -> bool:
        return self._sign(other) == 0

    def __lt__(self, other: object) -> bool:
        return self._sign(other) < 0

    def __le__(self, other: object) -> bool:
        return self._sign(other) <= 0

    def __gt__(self, other: object) -> bool:
        return self._sign(other) > 0

    def __ge__(self, other: object) -> bool:
        return self._sign(other) >= 0


def _worked(value: Decimal, error: Decimal) -> Bounded:
    """A result of arithmetic: its own 60th digit may be off too."""
    return Bounded(value, _ERRORS.add(error, _ERRORS.multiply(value.copy_abs(), _LAST_WORKED)))


def given(value: Decimal, error: Decimal) -> Bounded:
    """A function's result: rounded half even to 40 digits, the same on every machine and in every year."""
    short = _FUNCTIONS.plus(value)
    return Bounded(short, _ERRORS.add(error, _ERRORS.multiply(short.copy_abs(), _LAST_GIVEN)))


def divided_error(error: Decimal, by: Decimal) -> Decimal:
    """error / by, rounded up; `by` is above 0."""
    return _ERRORS.divide(error, by)


def multiplied_error(error: Decimal, by: Decimal) -> Decimal:
    """error × by, rounded up; both are 0 or more."""
    return _ERRORS.multiply(error, by)


def bounded(number: Fraction | Bounded) -> Bounded:
    """The number with its bound: 0 for a fraction that 60 digits hold."""
    if isinstance(number, Bounded):
        return number
    value = WORK.divide(Decimal(number.numerator), Decimal(number.denominator))
    if Fraction(value) == number:
        return Bounded(value, _ZERO)
    return _worked(value, _ZERO)
