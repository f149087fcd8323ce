"""Units of data items and how they meet in a formula.

A unit belongs to a quantity (`base`) with a scale (`times`): thousand_kzt is kzt × 1000. A `Measure` is the unit of
an expression: powers of units, and whether a written coefficient takes part (`free`). Rules a methodologist feels:

- what is added, compared, or put together by min, max, mean must be in one unit, unless a written number takes part
  (in `100 - 5 * overturned` the 5 means "points per decision");
- one quantity in two scales (thousand and million tenge) is refused everywhere: convert() says what is meant.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .arithmetic import CONTEXT


@dataclass(frozen=True)
class Unit:
    """`code` is `times` × `base`; a base unit has itself as base and times 1."""

    code: str
    base: str
    times: Decimal = Decimal(1)


def _units(*rows: tuple[str, str, str]) -> dict[str, Unit]:
    return {code: Unit(code, base, Decimal(times)) for code, base, times in rows}


# An empty base: a bare number without a dimension.
BUILT_IN: Mapping[str, Unit] = _units(
    ("ratio", "ratio", "1"), ("percent", "ratio", "0.01"), ("point", "", "1"), ("number", "", "1"),
    ("own", "own", "1"), ("person", "person", "1"), ("hour", "hour", "1"), ("day", "day", "1"),
    ("working_day", "working_day", "1"), ("year", "year", "1"), ("kzt", "kzt", "1"),
    ("thousand_kzt", "kzt", "1000"), ("million_kzt", "kzt", "1000000"), ("billion_kzt", "kzt", "1000000000"),
)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """The unit of an expression: base → (unit code, power); `free` when a written number takes part."""

    powers: tuple[tuple[str, str, Fraction], ...] = ()
    free: bool = False

    def __str__(self) -> str:
        over = [_power(u, p) for _, u, p in self.powers if p > 0]
        under = [_power(u, -p) for _, u, p in self.powers if p < 0]
        if not over and not under:
            return "1"
        return (" × ".join(over) or "1") + (" / " + " / ".join(under) if under else "")


def _power(unit: str, power: Fraction) -> str:
    return unit if power == 1 else f"{unit} ^ {power}"


BARE = Measure()
WRITTEN = Measure(free=True)
WRITTEN_PERCENT = Measure((("ratio", "ratio", Fraction(1)),), free=True)


class ScaleClash(Exception):
    """One quantity in two scales: unit codes `left` and `right`."""

    def __init__(self, left: str, right: str) -> None:
        self.left, self.right = left, right
        super().__init__(left, right)


class UnitClash(Exception):
    """Two different quantities where one is needed."""


def of(unit: Unit) -> Measure:
    """The measure of a data item in `unit`. A ratio is a bare number."""
    if not unit.base or unit.code == "ratio":
        return BARE
    return Measure(((unit.base, unit.code, Fraction(1)),))


def _scales(measure: Measure) -> dict[str, str]:
    return {base: unit for base, unit, _ in measure.powers}


def _check_scales(left: Measure, right: Measure) -> None:
    mine = _scales(left)
    for base, unit in _scales(right).items():
        if mine.get(base, unit) != unit:
            raise ScaleClash(mine[base], unit)


def together(left: Measure, right: Measure) -> Measure:
    """The measure of a sum, a comparison, a choice of two. Raises ScaleClash or UnitClash."""
    _check_scales(left, right)
    if left.powers == right.powers:
        return Measure(left.powers, left.free and right.free)
    if left.free or right.free:
        return WRITTEN
    raise UnitClash


def times(left: Measure, right: Measure, sign: int = 1) -> Measure:
    """The measure of a product (`sign` 1) or a quotient (-1). Raises ScaleClash."""
    _check_scales(left, right)
    powers: dict[str, tuple[str, Fraction]] = {base: (unit, p) for base, unit, p in left.powers}
    for base, unit, p in right.powers:
        before = powers.get(base, (unit, Fraction(0)))[1]
        powers[base] = (unit, before + sign * p)
    kept = sorted((b, u, p) for b, (u, p) in powers.items() if p and u != "ratio")
    return Measure(tuple(kept), left.free or right.free)


def raised(measure: Measure, power: Fraction) -> Measure:
    """The measure of a power."""
    return Measure(tuple((b, u, p * power) for b, u, p in measure.powers if power), measure.free)


def conversion(measure: Measure, to: Unit, units: Mapping[str, Unit]) -> Decimal:
    """How many `to` one of `measure` is; raises UnitClash when they are not one quantity."""
    if len(measure.powers) == 1:
        base, code, p = measure.powers[0]
        if base == to.base and p == 1:
            return CONTEXT.divide(units[code].times, to.times)
    if not measure.powers and to.base in ("ratio", ""):
        return CONTEXT.divide(Decimal(1), to.times)
    raise UnitClash
