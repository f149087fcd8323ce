"""Weights of brothers: decimals, or fractions written as such ("100/3"), so that three thirds add up to exactly 100."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Any

from engine.formulas.arithmetic import CONTEXT, plain

Weight = Decimal | Fraction

#: A fraction as it is written; at most nine digits on either side.
FRACTION = r"([0-9]{1,9}) ?/ ?([1-9][0-9]{0,8})"


def weight_of(written: Any) -> Weight:
    """The weight that a number, or its text, is; "100/3" is a fraction. Raises ValueError or ArithmeticError."""
    if isinstance(written, Decimal | Fraction):
        return written
    found = re.fullmatch(FRACTION, written.strip()) if isinstance(written, str) else None
    return Fraction(int(found[1]), int(found[2])) if found else Decimal(str(written))


def weight_text(weight: Weight | int) -> str:
    """The weight with all its digits, as files write it: 12.5, 100/3."""
    if not isinstance(weight, Fraction):
        return plain(Decimal(weight))
    return ended(weight) or f"{weight.numerator}/{weight.denominator}"


def ended(number: Fraction) -> str:
    """The digits of a fraction whose decimals end; empty for one whose do not."""
    rest = number.denominator
    places = 0
    for prime in (2, 5):
        times = 0
        while rest % prime == 0:
            rest, times = rest // prime, times + 1
        places = max(places, times)
    if rest != 1:
        return ""
    scaled = number * 10**places
    sign = 1 if scaled < 0 else 0
    return plain(Decimal((sign, Decimal(abs(scaled.numerator)).as_tuple().digits, -places)))


def summed(weights: Iterable[Weight]) -> Fraction:
    """What weights add up to, exactly: no digit is lost, however many each has."""
    return sum((Fraction(weight) for weight in weights), Fraction(0))


def in_decimals(weight: Weight) -> Decimal:
    """The weight with the digits that are computed with."""
    if isinstance(weight, Fraction):
        return CONTEXT.divide(Decimal(weight.numerator), Decimal(weight.denominator))
    return weight


def in_proportion(weights: Sequence[Weight]) -> list[int]:
    """The smallest whole numbers that are to each other as the weights, of which none is 0."""
    exact = [Fraction(weight) for weight in weights]
    under = lcm(*(weight.denominator for weight in exact))
    times = [int(weight * under) for weight in exact]
    shared = gcd(*times)
    return [n // shared for n in times]
