"""The arithmetic of a block: indicator → criterion → direction → block, penalties, and the trace of all of it.

    score = score_block(methodology, values)                # values: engine.formulas.Values of one body
    score.value                                             # Decimal, or None: see score.state
    score_block(methodology, values, trace=True).trace      # how it came about (score_trace.py)

Pure: plain values in, plain values out, Decimals throughout, computed in formulas.arithmetic.CONTEXT; rounded half
up at the levels that the methodology names, and nowhere else. Scoring the same inputs again gives the same digits.
A value that is missing, or a formula that fails, blocks the score; what is not counted leaves the denominator and
the weights of the rest are renormalised as the methodology says (`Methodology.renormalise`).
"""

from __future__ import annotations

import decimal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from engine.compiled import CompiledMethodology, Plan, ReadyIndicator, compile_methodology
from engine.formulas import (
    Counted,
    Failed,
    Formula,
    Missing,
    MissingItem,
    NotCounted,
    Outcome,
    Problem,
    Reason,
    Values,
)
from engine.formulas.arithmetic import CONTEXT, ONE, ZERO, plain, quantized, taken
from engine.formulas.outcome import number_of
from engine.formulas.quick import CLOUDS
from engine.methodology import SCALE, Indicator, MethodologyText, Penalty
from engine.score_trace import BlockTrace, trace_block

LOW, HIGH = SCALE
_CLOUDS = (*CLOUDS, AttributeError)

# What a group (or a block) can be instead of having a value.
NOT_COUNTED = "not_counted"
BLOCKED = "blocked"
NOT_APPLICABLE = "not_applicable"
COUNTED = "counted"

Points = Decimal | NotCounted | Missing | Failed


@dataclass(frozen=True, slots=True)
class PenaltyScore:
    """A penalty: `points` taken off (0 when not counted, None when it cannot be computed)."""

    penalty: Penalty
    points: Decimal | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class BlockScore:
    """The score of one body in one block.

    `state`: counted (then `value` is the score); blocked (values are missing or a formula fails: see `missing()`,
    `failures()`); not_counted (nothing in the block could be counted); not_applicable (no indicator applies).
    `points` stand in the order of the plan's indicators; `criteria` and `directions` are their values or states.
    """

    methodology: MethodologyText = field(repr=False)
    body: str
    state: str
    value: Decimal | None
    before_penalties: Decimal | None
    penalties: tuple[PenaltyScore, ...]
    points: tuple[Points, ...] = field(repr=False)
    criteria: tuple[Decimal | str, ...] = field(repr=False)
    directions: tuple[Decimal | str, ...] = field(repr=False)
    plan: Plan = field(repr=False, compare=False)
    trace: BlockTrace | None = field(default=None, repr=False, compare=False)

    def indicators(self) -> Iterator[tuple[Indicator, Points]]:
        """Each indicator that applies, with its points or why it has none."""
        points = iter(self.points)
        for direction in self.plan.directions:
            for criterion in direction.criteria:
                for ready in criterion.indicators:
                    yield ready.indicator, next(points)

    def direction_values(self) -> dict[str, Decimal | str]:
        """Direction code → value, or not_counted / blocked."""
        codes = [d.direction.code for d in self.plan.directions]
        return dict(zip(codes, self.directions, strict=True))

    def criterion_values(self) -> dict[str, Decimal | str]:
        """Criterion code → value, or not_counted / blocked."""
        codes = [c.criterion.code for d in self.plan.directions for c in d.criteria]
        return dict(zip(codes, self.criteria, strict=True))

    def missing(self) -> list[tuple[str, MissingItem]]:
        """Code of the indicator or penalty, and what it lacks."""
        found = [(i.code, m) for i, p in self.indicators() if isinstance(p, Missing) for m in p.items]
        for penalty in self.penalties:
            if isinstance(penalty.outcome, Missing):
                found += [(penalty.penalty.code, m) for m in penalty.outcome.items]
        return found

    def failures(self) -> list[tuple[str, Problem]]:
        """Code of the indicator or penalty, and the sentence that says why it cannot be computed."""
        found = [(i.code, x) for i, p in self.indicators() if isinstance(p, Failed) for x in p.problems]
        for penalty in self.penalties:
            if isinstance(penalty.outcome, Failed):
                found += [(penalty.penalty.code, x) for x in penalty.outcome.problems]
        return found

    def not_counted(self) -> list[tuple[str, Reason]]:
        """Code of the indicator, and why it is not counted."""
        return [(i.code, r) for i, p in self.indicators() if isinstance(p, NotCounted) for r in p.reasons]


def score_block(methodology: MethodologyText, values: Values, *, trace: bool = False) -> BlockScore:
    """The score of one body. Raises MethodologyError when a formula of the methodology is refused."""
    compiled = compile_methodology(methodology)
    with decimal.localcontext(CONTEXT):
        return _score(compiled, values, trace)


def score_bodies(
    methodology: MethodologyText, bodies: Iterable[Values], *, trace: bool = False
) -> list[BlockScore]:
    """The scores of several bodies, in their order."""
    compiled = compile_methodology(methodology)
    with decimal.localcontext(CONTEXT):
        return [_score(compiled, values, trace) for values in bodies]


def _quantum(places: int | None) -> Decimal | None:
    return None if places is None else ONE.scaleb(-places)


def _rounded(value: Decimal, quantum: Decimal | None) -> Decimal:
    return value if quantum is None else quantized(value, quantum)


def _score(compiled: CompiledMethodology, values: Values, with_trace: bool) -> BlockScore:
    methodology = compiled.methodology
    plan = compiled.plan(values)
    quantum = _quantum(methodology.rounding.indicator)
    quick_values = values.quick
    points: list[Points] = []
    clean = True
    for direction in plan.directions:
        for criterion in direction.criteria:
            for ready in criterion.indicators:
                try:
                    number = ready.quick(quick_values, None)
                    if number < LOW or number > HIGH:
                        raise LookupError
                    points.append(
                        number if quantum is None else taken(number).quantize(quantum, ROUND_HALF_UP)
                    )
                except _CLOUDS:
                    found = _points(ready, values, quantum)
                    clean = clean and isinstance(found, Decimal)
                    points.append(found)
    weigh = _weigh_clean if clean and methodology.renormalise == "within_parent" else _weigh
    criteria, directions, raw = weigh(methodology, plan, points)
    penalties = tuple(_penalty(p, f, values) for p, f in compiled.penalties) if compiled.penalties else ()
    state, value, before = _block(methodology, raw, penalties)
    return BlockScore(
        methodology, values.body, state, value, before, penalties, tuple(points), tuple(criteria), tuple(directions),
        plan, trace_block(methodology, plan, values, points, criteria, directions) if with_trace else None,
    )  # fmt: skip


def _points(ready: ReadyIndicator, values: Values, quantum: Decimal | None) -> Points:
    """The careful way for one indicator."""
    outcome = ready.formula.care(values)
    if not isinstance(outcome, Counted):
        return outcome
    value = number_of(outcome)
    if not LOW <= value <= HIGH:
        value = taken(value)  # 100 and a last digit of a division is 100
    if not LOW <= value <= HIGH:
        return _failed("outside_scale", value=plain(value), low=plain(LOW), high=plain(HIGH))
    return _rounded(value, quantum)


def _failed(code: str, **params: str) -> Failed:
    return Failed((Problem(code, params),))


def _weigh_clean(
    methodology: MethodologyText, plan: Plan, points: list[Points]
) -> tuple[list[Decimal | str], list[Decimal | str], Decimal | str]:
    """`_weigh` for the common case that every point is a number and weights are renormalised within the parent."""
    if not points:
        return [], [], NOT_APPLICABLE
    by_criterion = _quantum(methodology.rounding.criterion)
    by_direction = _quantum(methodology.rounding.direction)
    criteria: list[Decimal | str] = []
    directions: list[Decimal | str] = []
    block = ZERO
    n = 0
    for direction in plan.directions:
        in_direction = ZERO
        for criterion in direction.criteria:
            if not criterion.total:
                return _weigh(methodology, plan, points)
            summed = ZERO
            for ready in criterion.indicators:
                summed += points[n] * ready.weight  # type: ignore[operator]
                n += 1
            value = _rounded(summed / criterion.total, by_criterion)
            criteria.append(value)
            in_direction += value * criterion.weight
        if not direction.total:
            return _weigh(methodology, plan, points)
        value = _rounded(in_direction / direction.total, by_direction)
        directions.append(value)
        block += value * direction.weight
    return criteria, directions, block / plan.total if plan.total else NOT_COUNTED


def _gather(parts: list[tuple[Decimal, Decimal | str]], none: bool, quantum: Decimal | None) -> Decimal | str:
    """The weighted mean of what is counted; `none`: what is not counted keeps its weight and brings 0 points."""
    if any(value == BLOCKED for _, value in parts):
        return BLOCKED
    counted = [(w, value) for w, value in parts if isinstance(value, Decimal)]
    total = sum((w for w, _ in (parts if none else counted)), ZERO)
    if not counted or not total:
        return NOT_COUNTED
    return _rounded(sum((w * value for w, value in counted), ZERO) / total, quantum)


def _value(points: Points) -> Decimal | str:
    if isinstance(points, Decimal):
        return points
    return NOT_COUNTED if isinstance(points, NotCounted) else BLOCKED


def _weigh(
    methodology: MethodologyText, plan: Plan, points: list[Points]
) -> tuple[list[Decimal | str], list[Decimal | str], Decimal | str]:
    """Criteria, directions and block from the indicators' points: values, or the state of what has none."""
    if not points:
        return [], [], NOT_APPLICABLE
    none = methodology.renormalise == "none"
    by_criterion = _quantum(methodology.rounding.criterion)
    by_direction = _quantum(methodology.rounding.direction)
    remaining = iter(points)
    criteria: list[Decimal | str] = []
    directions: list[tuple[Decimal, Decimal | str]] = []
    across: list[tuple[Decimal, Decimal | str]] = []
    for direction in plan.directions:
        in_direction: list[tuple[Decimal, Decimal | str]] = []
        for criterion in direction.criteria:
            parts = [(ready.weight, _value(next(remaining))) for ready in criterion.indicators]
            value = _gather(parts, none, by_criterion)
            criteria.append(value)
            in_direction.append((criterion.weight, value))
            if criterion.total and direction.total and plan.total:
                share = (direction.weight / plan.total) * (criterion.weight / direction.total)
                across += [(share * weight / criterion.total, part) for weight, part in parts]
        directions.append((direction.weight, _gather(in_direction, none, by_direction)))
    block = _gather(across if methodology.renormalise == "across_block" else directions, none, None)
    return criteria, [value for _, value in directions], block


def _penalty(penalty: Penalty, formula: Formula, values: Values) -> PenaltyScore:
    outcome = formula.run(values)
    if isinstance(outcome, NotCounted):
        return PenaltyScore(penalty, ZERO, outcome)
    if not isinstance(outcome, Counted):
        return PenaltyScore(penalty, None, outcome)
    points = number_of(outcome)
    if points < 0:
        return PenaltyScore(penalty, None, _failed("negative_penalty", value=plain(points)))
    if penalty.limit is not None and points > penalty.limit:
        points = penalty.limit
    return PenaltyScore(penalty, points, outcome)


def _block(
    methodology: MethodologyText, raw: Decimal | str, penalties: tuple[PenaltyScore, ...]
) -> tuple[str, Decimal | None, Decimal | None]:
    """State, value and value before penalties of the block."""
    quantum = _quantum(methodology.rounding.block)
    if not isinstance(raw, Decimal):
        return raw, None, None
    before = _rounded(raw, quantum)
    if any(p.points is None for p in penalties):
        return BLOCKED, None, before
    deduction = sum((p.points for p in penalties if p.points is not None), ZERO)
    if not deduction:
        return COUNTED, before, before
    # a floor stops deductions; it never lifts a score that was below it anyway
    lowered = max(raw - deduction, min(raw, methodology.floor))
    return COUNTED, _rounded(lowered, quantum), before
