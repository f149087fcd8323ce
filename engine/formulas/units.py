"""Units of data items and how they meet in a formula.

A unit belongs to a quantity (`base`) with a scale (`times`): thousand_kzt is kzt × 1000. A `Measure` is the unit of
an expression: powers of units, and whether a written coefficient takes part (`free`). Rules a methodologist feels:

- what is added, compared, or put together by min, max, mean must be in one unit, unless a written number takes part
  (in `100 - 5 * overturned` the 5 means "points per decision");
- one quantity in two scales (thousand and million tenge, a per cent and a ratio) is refused in every operation,
  multiplication and division included: convert() says what is meant. Nothing is converted by itself, so that each
  number of a trace is in the unit that the formula shows;
- what divides equal units is a ratio (`left / staff`), and meets a per cent as one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


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
    """The unit of an expression: base → (unit code, power).

    `free` when a written number takes part; `ratio` when it has no unit because it is a share of something;
    `added` when a written number was added to it, so that it is points or the like: a sum may then go on in any unit.
    """

    powers: tuple[tuple[str, str, Fraction], ...] = ()
    free: bool = False
    ratio: bool = False
    added: bool = False

    def __str__(self) -> str:
        over = [_power(u, p) for _, u, p in self.powers if p > 0]
        under = [_power(u, -p) for _, u, p in self.powers if p < 0]
        if not over and not under:
            return "1"
        return (" × ".join(over) or "1") + (" / " + " / ".join(under) if under else "")


def _power(unit: str, power: Fraction) -> str:
    return unit if power == 1 else f"{unit} ^ {power}"


BARE = Measure()
RATIO = Measure(ratio=True)
WRITTEN = Measure(free=True)
WRITTEN_PERCENT = Measure(free=True, ratio=True)


class ScaleClash(Exception):
    """One quantity in two scales: unit codes `left` and `right`."""

    def __init__(self, left: str, right: str) -> None:
        self.left, self.right = left, right
        super().__init__(left, right)


class UnitClash(Exception):
    """Two different quantities where one is needed."""


def of(unit: Unit) -> Measure:
    """The measure of a data item in `unit`. A ratio is a bare number."""
    if unit.code == "ratio":
        return RATIO
    if not unit.base:
        return BARE
    return Measure(((unit.base, unit.code, Fraction(1)),))


def _scales(measure: Measure) -> dict[str, str]:
    if measure.ratio:
        return {"ratio": "ratio"}
    return {base: unit for base, unit, _ in measure.powers}


def _check_scales(left: Measure, right: Measure) -> None:
    mine = _scales(left)
    for base, unit in _scales(right).items():
        if mine.get(base, unit) != unit:
            raise ScaleClash(mine[base], unit)


def together(left: Measure, right: Measure) -> Measure:
    """The measure of what is one of the two: the lesser, the mean, a choice. Raises ScaleClash or UnitClash."""
    free, added = left.free or right.free, left.added or right.added
    if not added:
        _check_scales(left, right)
    if left.powers == right.powers:
        ratio = (left.ratio or _any_unit(left)) and (right.ratio or _any_unit(right))
        return Measure(left.powers, left.free and right.free, ratio and left.ratio | right.ratio, added)
    for one, other in ((left, right), (right, left)):
        if _any_unit(one):  # max(violations, 0) is still in the unit of violations
            return Measure(other.powers, True, other.ratio, added or other.added)
    if free:
        return WRITTEN
    raise UnitClash


def total(left: Measure, right: Measure) -> Measure:
    """The measure of a sum or a difference. Raises ScaleClash or UnitClash."""
    found = together(left, right)
    if found.powers and (_any_unit(left) or _any_unit(right)):
        return Measure(found.powers, True, added=True)  # 100 - 5 * days: points, though of days
    return found


def is_own(measure: Measure) -> bool:
    """Whether it is in each element's own unit: tonnes for one, people for the next."""
    return any(base == "own" for base, _, _ in measure.powers)


def _any_unit(measure: Measure) -> bool:
    """Whether it is a written number, which takes on the unit of what it meets."""
    return measure.free and not measure.powers and not measure.ratio


def times(left: Measure, right: Measure, sign: int = 1) -> Measure:
    """The measure of a product (`sign` 1) or a quotient (-1). Raises ScaleClash."""
    _check_scales(left, right)
    powers: dict[str, tuple[str, Fraction]] = {base: (unit, p) for base, unit, p in left.powers}
    for base, unit, p in right.powers:
        before = powers.get(base, (unit, Fraction(0)))[1]
        powers[base] = (unit, before + sign * p)
    kept = tuple(sorted((b, u, p) for b, (u, p) in powers.items() if p))
    free = left.free or right.free
    if kept:
        return Measure(kept, free)
    if left.ratio or right.ratio:  # a share of a share is one; of people it is people
        return Measure((), free, left.ratio and right.ratio)
    return Measure((), free, not free and (bool(left.powers) or sign < 0))


def raised(measure: Measure, power: Fraction) -> Measure:
    """The measure of a power."""
    return Measure(tuple((b, u, p * power) for b, u, p in measure.powers if power), measure.free)


def conversion(measure: Measure, to: Unit, units: Mapping[str, Unit]) -> Fraction:
    """How many `to` one of `measure` is; raises UnitClash when they are not one quantity."""
    if len(measure.powers) == 1:
        base, code, p = measure.powers[0]
        if base == to.base and p == 1:
            return Fraction(units[code].times) / Fraction(to.times)
    if not measure.powers and to.base in ("ratio", ""):
        return 1 / Fraction(to.times)
    raise UnitClash
