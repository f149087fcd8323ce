"""The arithmetic of a block: indicator → criterion → direction → block, penalties, and the trace of all of it.

    score = score_block(methodology, values)                # values: engine.formulas.Values of one body
    score.value                                             # Decimal, or None: see score.state
    score_block(methodology, values, trace=True).trace      # how it came about (score_trace.py)

Pure: plain values in, plain values out. Everything is computed exactly (formulas/arithmetic.py, weighing.py) and
rounded half up at the levels that the methodology names, nowhere else; a value that is not rounded is shown with 50
digits and handed on whole (`BlockScore.exact`). Scoring the same inputs again gives the same digits.
A value that is missing, or a formula that fails, blocks the score; what is not counted leaves the denominator and
the weights of the rest are renormalised as the methodology says (`Methodology.renormalise`).
"""

from __future__ import annotations

import decimal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from engine.compiled import CompiledMethodology, compile_methodology
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
from engine.formulas.arithmetic import (
    EXACT,
    ONE,
    ROUNDING,
    STICKY,
    ZERO,
    Number,
    number_text,
    plain,
    round_quotient,
    shown,
    total,
)
from engine.formulas.bounded import Bounded
from engine.formulas.outcome import number_of
from engine.formulas.quick import CLOUDS
from engine.formulas.quick_parts import Pair, as_fraction
from engine.formulas.values import NeedsCare
from engine.methodology import SCALE, Indicator, MethodologyText, Penalty
from engine.plan import Plan, ReadyIndicator
from engine.score_trace import BlockTrace, trace_block
from engine.weighing import BLOCKED as BLOCKED  # the states that a score can have stand together here
from engine.weighing import NOT_APPLICABLE as NOT_APPLICABLE
from engine.weighing import NOT_COUNTED as NOT_COUNTED
from engine.weighing import Weighed, quantum_of, settled, weigh, weigh_numbers

LOW, HIGH = SCALE
COUNTED = "counted"

Points = Decimal | NotCounted | Missing | Failed


@dataclass(frozen=True, slots=True)
class PenaltyScore:
    """A penalty: `points` taken off (0 when not counted, None when it cannot be computed)."""

    penalty: Penalty
    points: Decimal | None
    outcome: Outcome
    exact: Number | None = field(default=None, compare=False)

    @property
    def number(self) -> Number:
        """The points themselves; `exact` holds them where the digits of `points` are not all of them."""
        return Fraction(self.points or 0) if self.exact is None else self.exact


@dataclass(frozen=True, slots=True)
class BlockScore:
    """The score of one body in one block.

    `state`: counted (then `value` is the score); blocked (values are missing or a formula fails: see `missing()`,
    `failures()`); not_counted (nothing in the block could be counted); not_applicable (no indicator applies).
    `points` stand in the order of the plan's indicators; `criteria` and `directions` are their values or states.
    `exact` is the score itself where the digits of `value` are not all of it.
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
    exact: Number | None = field(default=None, compare=False)
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
    with decimal.localcontext(EXACT):
        return _score(compiled, values, trace)


def score_bodies(
    methodology: MethodologyText, bodies: Iterable[Values], *, trace: bool = False
) -> list[BlockScore]:
    """The scores of several bodies, in their order."""
    compiled = compile_methodology(methodology)
    with decimal.localcontext(EXACT):
        return [_score(compiled, values, trace) for values in bodies]


def _score(compiled: CompiledMethodology, values: Values, with_trace: bool) -> BlockScore:
    methodology = compiled.methodology
    plan = compiled.plan(values)
    quantum = quantum_of(methodology.rounding.indicator)
    quick_values = values.quick
    points: list[Any] = []
    clean = True
    divide = STICKY.divide  # as in round_quotient, written out: this is the innermost line of all scoring
    for direction in plan.directions:
        for criterion in direction.criteria:
            for ready in criterion.indicators:
                try:
                    number = ready.quick(quick_values, None)
                    if number.__class__ is tuple:
                        over, under = number
                        if over < LOW or over > HIGH * under:
                            raise LookupError
                        if quantum is None:
                            points.append(as_fraction(number))
                            clean = False
                        else:
                            points.append(divide(over, under).quantize(quantum, ROUND_HALF_UP, ROUNDING))
                    else:
                        if number < LOW or number > HIGH:
                            raise LookupError
                        points.append(
                            number if quantum is None else number.quantize(quantum, ROUND_HALF_UP, ROUNDING)
                        )
                except CLOUDS:
                    found = _points(ready, values, methodology.rounding.indicator)
                    clean = clean and isinstance(found, Decimal)
                    points.append(found)
    weights = plan.coefficients if clean and methodology.renormalise == "within_parent" else None
    raw: Weighed | Pair
    try:
        if weights is None:
            raise NeedsCare
        criteria, directions, raw = weigh_numbers(weights, methodology.rounding, points)
    except CLOUDS:  # or points of two thousand digits each
        criteria, directions, raw = weigh(methodology, plan, points)
    penalties = tuple(_penalty(p, f, values) for p, f in compiled.penalties) if compiled.penalties else ()
    state, value, before, exact = _block(methodology, raw, penalties)
    trace = trace_block(methodology, plan, values, points, criteria, directions) if with_trace else None
    return BlockScore(
        methodology, values.body, state, value, before, penalties,
        tuple(points if clean else map(_shown_points, points)), tuple(criteria), tuple(directions), plan, exact, trace,
    )  # fmt: skip


def _shown_points(points: Any) -> Points:
    return shown(points) if isinstance(points, Fraction | Bounded) else points


def _points(ready: ReadyIndicator, values: Values, places: int | None) -> Points | Number:
    """The careful way for one indicator."""
    outcome = ready.formula.care(values)
    if not isinstance(outcome, Counted):
        return outcome
    number = number_of(outcome)
    if not LOW <= number <= HIGH:
        return _failed("outside_scale", value=number_text(number), low=plain(LOW), high=plain(HIGH))
    digits, exact = settled(number, places)
    return digits if exact is None else exact


def _failed(code: str, **params: str) -> Failed:
    return Failed((Problem(code, params),))


def _penalty(penalty: Penalty, formula: Formula, values: Values) -> PenaltyScore:
    outcome = formula.run(values)
    if isinstance(outcome, NotCounted):
        return PenaltyScore(penalty, ZERO, outcome)
    if not isinstance(outcome, Counted):
        return PenaltyScore(penalty, None, outcome)
    if outcome.exact is None and isinstance(outcome.value, Decimal):
        if outcome.value < ZERO:
            return PenaltyScore(penalty, None, _failed("negative_penalty", value=plain(outcome.value)))
        above = penalty.limit is not None and outcome.value > penalty.limit
        return PenaltyScore(penalty, penalty.limit if above else outcome.value, outcome)
    number = number_of(outcome)
    if number < 0:
        return PenaltyScore(penalty, None, _failed("negative_penalty", value=number_text(number)))
    if penalty.limit is not None and number > Fraction(penalty.limit):
        return PenaltyScore(penalty, penalty.limit, outcome)
    return PenaltyScore(penalty, shown(number), outcome, number)


def _block(
    methodology: MethodologyText, raw: Weighed | Pair, penalties: tuple[PenaltyScore, ...]
) -> tuple[str, Decimal | None, Decimal | None, Number | None]:
    """State, value and value before penalties of the block, and the value itself where its digits are not all of it."""
    places = methodology.rounding.block
    if isinstance(raw, str):
        return raw, None, None, None
    if isinstance(raw, tuple):
        if places is not None and not any(p.points is None or p.points for p in penalties):
            value = round_quotient(*raw, ONE.scaleb(-places))
            return COUNTED, value, value, None
        raw = as_fraction(raw)
    before, _ = settled(raw, places)
    if any(p.points is None for p in penalties):
        return BLOCKED, None, before, None
    # a floor stops deductions; it never lifts a score that was below it anyway
    lowered = max(raw - total([p.number for p in penalties]), min(raw, Fraction(methodology.floor)))
    value, exact = settled(lowered, places)
    return COUNTED, value, before, exact
