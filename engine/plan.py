"""What is measured of one group of bodies, with its weights: as fractions, as shares, as whole coefficients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Any, NamedTuple

from engine.formulas import Formula
from engine.formulas.arithmetic import shown
from engine.formulas.quick import Quick
from engine.methodology import Criterion, Direction, Indicator, Rounding


class Share(NamedTuple):
    """A part of the block's weight: the digits that are shown of it, and the whole."""

    shown: Decimal
    exact: Fraction


def share(exact: Fraction) -> Share:
    """The share with its digits."""
    return Share(shown(exact), exact)


# Of directions, criteria and indicators, in the order of the plan.
Shares = tuple[list[Share], list[Share], list[Share]]


@dataclass(frozen=True, slots=True, eq=False)
class ReadyIndicator:
    """An indicator with its compiled formula; `part` is its weight as a fraction."""

    indicator: Indicator
    formula: Formula
    quick: Quick
    part: Fraction


@dataclass(frozen=True, slots=True, eq=False)
class ReadyCriterion:
    """A criterion with the indicators that apply; `part` is its weight, `total` the sum of theirs."""

    criterion: Criterion
    indicators: tuple[ReadyIndicator, ...]
    part: Fraction
    total: Fraction


@dataclass(frozen=True, slots=True, eq=False)
class ReadyDirection:
    """A direction with the criteria that apply; `part` is its weight, `total` the sum of theirs."""

    direction: Direction
    criteria: tuple[ReadyCriterion, ...]
    part: Fraction
    total: Fraction


@dataclass(frozen=True, slots=True)
class Level:
    """A criterion or direction: its parts' whole coefficients, what their sum is divided by, its own coefficient."""

    parts: tuple[Any, ...]
    under: Decimal
    coefficient: Decimal


@dataclass(frozen=True, slots=True)
class Coefficients:
    """A plan's weights as whole numbers: sums of products alone, divided once where a value is shown or rounded."""

    directions: tuple[Level, ...]
    under: Decimal


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """What is measured of one group of bodies; `left_out` are the indicators that do not apply to it.

    `shares` are the parts of the block's weight (directions, criteria, indicators) when everything is counted, and
    `coefficients` its weights as whole numbers; None where some weights add up to nothing.
    """

    directions: tuple[ReadyDirection, ...]
    total: Fraction
    left_out: tuple[str, ...]
    shares: Shares | None
    coefficients: Coefficients | None


def total_weight(parts: Sequence[Any]) -> Fraction:
    """The sum of the parts' weights."""
    return sum((p.part for p in parts), Fraction(0))


def _all_shares(directions: Sequence[ReadyDirection], total: Fraction) -> Shares | None:
    """The shares when everything is counted; None when some weights add up to nothing."""
    by_direction: list[Fraction] = []
    by_criterion: list[Fraction] = []
    by_indicator: list[Fraction] = []
    for direction in directions:
        if not total or not direction.total or not all(c.total for c in direction.criteria):
            return None
        by_direction.append(direction.part / total)
        for criterion in direction.criteria:
            by_criterion.append(by_direction[-1] * criterion.part / direction.total)
            by_indicator += [by_criterion[-1] * r.part / criterion.total for r in criterion.indicators]
    return list(map(share, by_direction)), list(map(share, by_criterion)), list(map(share, by_indicator))


def _whole(parts: Sequence[Fraction]) -> tuple[list[Decimal], int]:
    """The parts over one denominator: numerators and the denominator."""
    under = lcm(*(p.denominator for p in parts))
    return [Decimal(int(p * under)) for p in parts], under


def _coefficients(
    ready: Sequence[ReadyDirection], total: Fraction, rounding: Rounding
) -> Coefficients | None:
    """The coefficients of a plan; None when some weights add up to nothing, or something is no mean by weight."""
    means = all(
        d.direction.combine == "mean" and all(c.criterion.combine == "mean" for c in d.criteria)
        for d in ready
    )
    if not total or not means:
        return None
    directions = []
    for direction in ready:
        if not direction.total or not all(c.total for c in direction.criteria):
            return None
        weighed = [_whole([r.part / c.total for r in c.indicators]) for c in direction.criteria]
        # an unrounded criterion goes on as its sum, so its denominator joins its weight
        own = [
            criterion.part / direction.total / (under if rounding.criterion is None else 1)
            for criterion, (_, under) in zip(direction.criteria, weighed, strict=True)
        ]
        factors, together = _whole(own)
        levels = [
            Level(tuple(parts), Decimal(under), factor)
            for (parts, under), factor in zip(weighed, factors, strict=True)
        ]
        directions.append((tuple(levels), together))
    shares = [
        d.part / total / (under if rounding.direction is None else 1)
        for d, (_, under) in zip(ready, directions, strict=True)
    ]
    factors, together = _whole(shares)
    return Coefficients(
        tuple(Level(c, Decimal(u), f) for (c, u), f in zip(directions, factors, strict=True)),
        Decimal(together),
    )


def make_plan(directions: Sequence[ReadyDirection], left_out: Sequence[str], rounding: Rounding) -> Plan:
    """The plan of the directions that apply."""
    total = total_weight(directions)
    shares, coefficients = _all_shares(directions, total), _coefficients(directions, total, rounding)
    return Plan(tuple(directions), total, tuple(left_out), shares, coefficients)
