"""What holds for every methodology and all data: bounds, proportions, monotony, and one result by every way."""

from __future__ import annotations

import decimal
import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.formulas import Values
from engine.formulas.arithmetic import CONTEXT, EXACT
from engine.formulas.quick_parts import as_fraction
from engine.methodology import MethodologyText, Rounding
from engine.score_trace import to_json
from engine.scoring import BLOCKED, COUNTED, NOT_COUNTED, score_block
from engine.weighing import weigh, weigh_numbers
from tests.worlds.methodology import body, criterion, direction, indicator, item, methodology, penalty

pytestmark = pytest.mark.slow

CALM = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
weights = st.integers(0, 100).map(str)
points = st.decimals(0, 100, places=3, allow_nan=False).map(lambda d: format(d, "f"))
places = st.none() | st.integers(0, 4)


@st.composite
def methodologies(draw: st.DrawFn, **fixed: Any) -> MethodologyText:
    """One to three directions of one to three criteria of one to three indicators, with any weights."""
    n = 0
    directions = []
    for d in range(draw(st.integers(1, 3))):
        criteria = []
        for c in range(draw(st.integers(1, 3))):
            indicators = []
            for _ in range(draw(st.integers(1, 3))):
                indicators.append(indicator(str(n), draw(weights)))
                n += 1
            criteria.append(criterion(f"{d}.{c}", draw(weights), *indicators))
        directions.append(direction(str(d), draw(weights), *criteria))
    more: dict[str, Any] = {
        "rounding": Rounding(*(draw(places) for _ in range(4))),
        "renormalise": draw(st.sampled_from(["within_parent", "across_block", "none"])),
        "floor": Decimal(draw(st.integers(0, 30))),
        "items": (item("late"),),
        "penalties": (penalty("late", "late", "5"),),
        **fixed,
    }
    return methodology(*directions, **more)


@st.composite
def cases(
    draw: st.DrawFn, missing: bool = True, **fixed: Any
) -> tuple[MethodologyText, dict[str, str | None]]:
    """A methodology and a value, a not counted mark or nothing for each item."""
    m = draw(methodologies(**fixed))
    given: dict[str, str | None] = {"late": draw(st.integers(0, 9).map(str))}
    for _, _, i in m.indicators():
        kind = draw(st.sampled_from(["value"] * 6 + ["out"] + (["gone"] if missing else [])))
        if kind != "gone":
            given[i.code] = draw(points) if kind == "value" else None
    return m, given


def near(one: Decimal, other: Decimal) -> bool:
    return CONTEXT.subtract(one, other).copy_abs() < Decimal("1e-30")


@CALM
@given(cases())
def test_every_score_is_a_state_and_json(case: tuple[MethodologyText, dict[str, str | None]]) -> None:
    m, given_ = case
    score = score_block(m, body(given_), trace=True)
    assert json.loads(json.dumps(to_json(score)))["state"] == score.state
    gone = [i.code for _, _, i in m.indicators() if i.code not in given_]
    assert [code for code, _ in score.missing()] == gone
    assert (score.state == BLOCKED) == bool(gone)
    assert (score.value is None) == (score.state != COUNTED)
    if score.value is not None:
        assert 0 <= score.value <= 100


@CALM
@given(cases(missing=False, rounding=Rounding()))
def test_a_mean_lies_between_its_least_and_greatest_part(
    case: tuple[MethodologyText, dict[str, str | None]],
) -> None:
    m, given_ = replace(case[0], renormalise="within_parent"), {**case[1], "late": "0"}
    score = score_block(m, body(given_))
    counted = [p for _, p in score.indicators() if isinstance(p, Decimal)]
    if score.value is not None:
        assert score.exact is None or min(counted) <= score.exact <= max(counted)
        assert min(counted) <= score.value <= max(counted)
    else:
        assert score.state == NOT_COUNTED


@CALM
@given(cases(missing=False, rounding=Rounding()), st.integers(2, 9))
def test_only_proportions_of_weights_matter(
    case: tuple[MethodologyText, dict[str, str | None]], k: int
) -> None:
    m, given_ = case
    larger = replace(
        m,
        directions=tuple(
            replace(
                d,
                weight=d.weight * k,
                criteria=tuple(
                    replace(
                        c, weight=c.weight * k, indicators=tuple(replace(i, weight=i.weight * k) for i in c.indicators)
                    )
                    for c in d.criteria
                ),
            )
            for d in m.directions
        ),
    )  # fmt: skip
    one, other = score_block(m, body(given_)), score_block(larger, body(given_))
    assert one.state == other.state
    if one.value is not None and other.value is not None:
        assert near(one.value, other.value)


@CALM
@given(cases(missing=False), st.data())
def test_more_points_never_lower_the_score(
    case: tuple[MethodologyText, dict[str, str | None]], data: st.DataObject
) -> None:
    m, given_ = case
    counted = [i.code for _, _, i in m.indicators() if given_[i.code] is not None]
    if not counted:
        return
    code = data.draw(st.sampled_from(counted))
    better = max(Decimal(data.draw(points)), Decimal(given_[code] or 0))
    one = score_block(m, body(given_))
    other = score_block(m, body({**given_, code: format(better, "f")}))
    assert one.state == other.state
    if one.value is not None and other.value is not None:
        assert other.value >= one.value


@CALM
@given(cases(missing=False), st.integers(0, 9))
def test_a_penalty_takes_off_at_most_its_limit_and_never_adds(
    case: tuple[MethodologyText, dict[str, str | None]], late: int
) -> None:
    m, given_ = replace(case[0], rounding=Rounding()), case[1]
    free, fined = (score_block(m, body({**given_, "late": n})) for n in ("0", str(late)))
    if free.value is not None and fined.value is not None:
        before, after = (score.exact or Fraction(score.value or 0) for score in (free, fined))
        assert 0 <= before - after <= min(late, 5)
        assert before - after == min(late, 5) or after == min(before, Fraction(m.floor))


@CALM
@given(cases(missing=False, renormalise="within_parent"))
def test_the_short_way_of_weighing_is_the_long_way(
    case: tuple[MethodologyText, dict[str, str | None]],
) -> None:
    m, given_ = case
    full = {k: "0" if v is None else v for k, v in given_.items()}
    short = score_block(m, body(full))
    plan, listed = short.plan, list(short.points)
    long_ = weigh(m, plan, listed)
    if plan.coefficients is None:
        return
    with decimal.localcontext(EXACT):
        *shown, block = weigh_numbers(plan.coefficients, m.rounding, listed)
    assert list(long_) == [*shown, as_fraction(block)]


@CALM
@given(cases(missing=False), st.randoms())
def test_the_order_of_bodies_and_values_changes_nothing(
    case: tuple[MethodologyText, dict[str, str | None]], random_: Any
) -> None:
    m, given_ = case
    shuffled = list(given_.items())
    random_.shuffle(shuffled)
    one: Values = body(given_)
    assert score_block(m, one) == score_block(m, body(dict(shuffled)))
    assert score_block(m, one) == score_block(m, one)
