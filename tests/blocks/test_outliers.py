"""What draws an approver's attention, by hand (A-OUTLIER-1)."""

from __future__ import annotations

from decimal import Decimal as D

import pytest

from blocks.outliers import Rule, changed_much, fell_much, quantile, rule_from, stands_apart, times_as_much
from blocks.selectors.flags import indicators_apart, rule

RULE = Rule(change=D(5), indicator_change=D(20), times=D(10), group=D(5), fences=D("1.5"), distance=D(5))


def test_the_declared_thresholds_are_those_of_the_assumption() -> None:
    assert rule() == RULE
    with pytest.raises(KeyError):
        rule_from({"change": 5})


@pytest.mark.parametrize(
    ("now", "before", "changed", "fell"),
    [
        (D("84.9"), D("90"), True, True),
        (D("85"), D("90"), True, True),
        (D("85.0001"), D("90"), False, False),
        (D("95"), D("90"), True, False),
        (None, D("90"), False, False),
        (D("90"), None, False, False),
    ],
)
def test_a_change_counts_from_the_threshold_on(
    now: D | None, before: D | None, changed: bool, fell: bool
) -> None:
    assert changed_much(now, before, RULE.change) is changed
    assert fell_much(now, before, RULE.change) is fell


def test_quartiles_lie_between_neighbours_in_proportion() -> None:
    row = [D(value) for value in (10, 20, 30, 40)]
    assert [quantile(row, D(part)) for part in ("0", "0.25", "0.5", "0.75", "1")] == [
        D(10),
        D("17.5"),
        D(25),
        D("32.5"),
        D(40),
    ]


@pytest.mark.parametrize(
    ("score", "others", "apart"),
    [
        # quartiles 90 and 94, fences 84 and 100, median 92
        (D("83.9"), (88, 90, 92, 94, 96), True),
        (D(84), (88, 90, 92, 94, 96), False),
        (D("70"), (88, 90, 92, 94), False),  # four others are no group
        (D("93"), (90, 90, 90, 90, 90), False),  # beyond the fences, and yet near
        (D("95"), (90, 90, 90, 90, 90), True),
        (D("100"), (60, 61, 62, 63, 64), True),
    ],
)
def test_a_score_stands_apart_beyond_the_fences_and_far_from_the_median(
    score: D, others: tuple[int, ...], apart: bool
) -> None:
    assert stands_apart(score, [D(one) for one in others], RULE) is apart


@pytest.mark.parametrize(
    ("now", "before", "times"),
    [(D(530), D(11), D(530) / D(11)), (D(2), D(20), D(10)), (D(0), D(20), None), (D(-3), D(30), None)],
)
def test_how_many_times(now: D, before: D, times: D | None) -> None:
    assert times_as_much(now, before) == times


def test_an_indicator_is_named_by_its_points_alone() -> None:
    assert indicators_apart({"1": D(60), "2": D(81), "3": D(0)}, {"1": D(80), "2": D(100)}) == {"1"}
