"""How points are weighed up to the block: exactly, and rounded half up at the levels that the methodology names.

Two ways that come to the same: `weigh_numbers` for bodies of which every point is a Decimal, with whole coefficients
worked out once for a plan; `weigh` for all else, what is not counted and what is blocked included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from engine.formulas import NotCounted
from engine.formulas.arithmetic import (
    CONTEXT,
    ONE,
    ZERO,
    Number,
    exactly,
    round_half_up,
    round_quotient,
    shown,
    total,
)
from engine.formulas.bounded import Bounded
from engine.formulas.quick_parts import Pair
from engine.formulas.transcendental import exp, geometric_mean, ln
from engine.methodology import MethodologyText, Rounding
from engine.plan import Coefficients, Plan
from engine.weights import in_proportion

# What a group (or a block) can be instead of having a value.
NOT_COUNTED = "not_counted"
BLOCKED = "blocked"
NOT_APPLICABLE = "not_applicable"

Weighed = Number | str


def quantum_of(places: int | None) -> Decimal | None:
    """The last digit that is kept, 0.01 for two places; None where nothing is rounded."""
    return None if places is None else ONE.scaleb(-places)


def rounded(number: Number, places: int | None) -> Number:
    """The number rounded half up, or as it is."""
    return number if places is None else Fraction(round_half_up(number, places))


def settled(number: Number, places: int | None) -> tuple[Decimal, Number | None]:
    """The digits of the number, rounded half up or as they are shown; the number itself where they are not all of it."""
    if places is None:
        return shown(number), exactly(number)
    return round_half_up(number, places), None


# --- every point a number -----------------------------------------------------------------------------------------
def weigh_numbers(
    weights: Coefficients, rounding: Rounding, points: Sequence[Any]
) -> tuple[list[Decimal | str], list[Decimal | str], Pair]:
    """Criteria and directions as they are shown, and the block, from points that are Decimals. Within EXACT."""
    by_criterion, by_direction = quantum_of(rounding.criterion), quantum_of(rounding.direction)
    criteria: list[Decimal | str] = []
    directions: list[Decimal | str] = []
    block = ZERO
    n = 0
    for direction in weights.directions:
        in_direction = ZERO
        for criterion in direction.parts:
            summed = ZERO
            for weight in criterion.parts:
                summed += points[n] * weight
                n += 1
            if by_criterion is None:
                criteria.append(CONTEXT.divide(summed, criterion.under))
            else:
                summed = round_quotient(summed, criterion.under, by_criterion)
                criteria.append(summed)
            in_direction += summed * criterion.coefficient
        if by_direction is None:
            directions.append(CONTEXT.divide(in_direction, direction.under))
        else:
            in_direction = round_quotient(in_direction, direction.under, by_direction)
            directions.append(in_direction)
        block += in_direction * direction.coefficient
    return criteria, directions, (block, weights.under)


# --- whatever the points ------------------------------------------------------------------------------------------
def _gather(
    parts: list[tuple[Fraction, Weighed]], none: bool, places: int | None, how: str = "mean"
) -> Weighed:
    """What is counted, combined: the mean by weight, or as the methodology declares (`combined`).

    `none`: what is not counted keeps its weight and brings 0 points (with the mean alone).
    """
    if any(isinstance(value, str) and value == BLOCKED for _, value in parts):
        return BLOCKED
    counted = [(w, value) for w, value in parts if not isinstance(value, str)]
    weight = sum((w for w, _ in (parts if none else counted)), Fraction(0))
    if not counted or not weight:
        return NOT_COUNTED
    if how != "mean":
        return rounded(combined(how, [(w, value) for w, value in counted if w]), places)
    return rounded(total([w * value for w, value in counted]) / weight, places)


def combined(how: str, parts: Sequence[tuple[Fraction, Number]]) -> Number:
    """The least of the parts, or their geometric mean by weight, which is 0 when one of them is 0.

    Parts without weight are left out before.
    """
    values = [value for _, value in parts]
    if how == "least":
        return min(values)
    if any(value == 0 for value in values):
        return Fraction(0)
    times = in_proportion([weight for weight, _ in parts])
    if set(times) == {1}:
        return geometric_mean(values)
    whole = sum(times)
    logarithms = total([ln(value) * Fraction(n, whole) for value, n in zip(values, times, strict=True)])
    return exp(logarithms)


def _value(points: Any) -> Weighed:
    if isinstance(points, Decimal):
        return Fraction(points)
    if isinstance(points, Fraction | Bounded):
        return points
    return NOT_COUNTED if isinstance(points, NotCounted) else BLOCKED


def weigh(
    methodology: MethodologyText, plan: Plan, points: Sequence[Any]
) -> tuple[list[Decimal | str], list[Decimal | str], Weighed]:
    """Criteria and directions as they are shown, and the block: values, or the state of what has none."""
    criteria, directions, block = weigh_whole(methodology, plan, points)
    return _shown(criteria), _shown(directions), block


def weigh_whole(
    methodology: MethodologyText, plan: Plan, points: Sequence[Any]
) -> tuple[list[Weighed], list[Weighed], Weighed]:
    """Criteria, directions and the block themselves, none of them cut."""
    if not points:
        return [], [], NOT_APPLICABLE
    none = methodology.renormalise == "none"
    rounding = methodology.rounding
    remaining = iter(points)
    criteria: list[Weighed] = []
    directions: list[tuple[Fraction, Weighed]] = []
    across: list[tuple[Fraction, Weighed]] = []
    for direction in plan.directions:
        in_direction: list[tuple[Fraction, Weighed]] = []
        for criterion in direction.criteria:
            parts = [(ready.part, _value(next(remaining))) for ready in criterion.indicators]
            value = _gather(parts, none, rounding.criterion, criterion.criterion.combine)
            criteria.append(value)
            in_direction.append((criterion.part, value))
            if criterion.total and direction.total and plan.total:
                share = (direction.part / plan.total) * (criterion.part / direction.total)
                across += [(share * weight / criterion.total, part) for weight, part in parts]
        how = direction.direction.combine
        directions.append((direction.part, _gather(in_direction, none, rounding.direction, how)))
    block = _gather(across if methodology.renormalise == "across_block" else directions, none, None)
    return criteria, [value for _, value in directions], block


def _shown(values: Iterable[Weighed]) -> list[Decimal | str]:
    return [value if isinstance(value, str) else shown(value) for value in values]
