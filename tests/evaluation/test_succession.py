"""What becomes of the evaluation of a body reorganised or abolished: the rule at every boundary (c54–c56)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.succession import Succession, SuccessionRule, succession

YEAR = 2018
DUE = date(2019, 2, 21)


def rule_on(day: date) -> tuple[SuccessionRule, str]:
    found = succession(day, YEAR, DUE)
    return found.rule, found.clause


@pytest.mark.clause("c54", "c55", "c56")
@pytest.mark.parametrize(
    ("day", "rule", "clause"),
    [
        (date(2017, 12, 31), SuccessionRule.NONE, ""),
        (date(2018, 1, 1), SuccessionRule.WITHIN_SUCCESSOR, "c54"),
        (date(2018, 6, 19), SuccessionRule.WITHIN_SUCCESSOR, "c54"),
        (date(2018, 6, 30), SuccessionRule.WITHIN_SUCCESSOR, "c54"),
        (date(2018, 7, 1), SuccessionRule.ANALYSED_AS_RECOMMENDATIONS, "c55"),
        (date(2018, 12, 31), SuccessionRule.ANALYSED_AS_RECOMMENDATIONS, "c55"),
        (date(2019, 1, 1), SuccessionRule.RECOMMENDATIONS_ON_TRANSFERRED_FUNCTIONS, "c56"),
        (DUE, SuccessionRule.RECOMMENDATIONS_ON_TRANSFERRED_FUNCTIONS, "c56"),
        (DUE + timedelta(days=1), SuccessionRule.NONE, ""),
    ],
)
def test_the_date_picks_the_rule(day: date, rule: SuccessionRule, clause: str) -> None:
    assert rule_on(day) == (rule, clause)


@pytest.mark.clause("c54")
def test_first_half_counts_in_the_final_score_of_the_successor() -> None:
    found = succession(date(2018, 6, 30), YEAR, DUE)
    assert (found.counts_in_successor, found.recommends_to_successor, found.evaluated_itself) == (
        True,
        False,
        False,
    )


@pytest.mark.clause("c55", "c56")
@pytest.mark.parametrize("day", [date(2018, 7, 1), date(2019, 1, 1)])
def test_later_the_results_are_recommendations(day: date) -> None:
    found = succession(day, YEAR, DUE)
    assert (found.counts_in_successor, found.recommends_to_successor, found.evaluated_itself) == (
        False,
        True,
        False,
    )


def test_outside_the_periods() -> None:
    """Gone before the year: nothing to evaluate. Reorganised after its reports: evaluated as usual."""
    assert not succession(date(2017, 6, 1), YEAR, DUE).evaluated_itself
    assert succession(DUE + timedelta(days=1), YEAR, DUE).evaluated_itself


@pytest.mark.clause("c56")
def test_a_block_whose_reports_are_due_later_ends_c56_later() -> None:
    """The schedule may set the first milestone per block (c7.1): the same date falls under different rules."""
    between = DUE + timedelta(days=1)
    assert succession(between, YEAR, DUE).rule is SuccessionRule.NONE
    assert succession(between, YEAR, DUE + timedelta(days=7)).clause == "c56"


def test_reports_due_within_the_evaluated_year_are_no_schedule() -> None:
    with pytest.raises(ValueError, match="2018-12-31"):
        succession(date(2018, 3, 1), YEAR, date(2018, 12, 31))


@given(
    st.integers(2010, 2100),
    st.dates(date(2009, 1, 1), date(2103, 12, 31)),
    st.integers(0, 365),
)
def test_every_date_has_one_rule_and_lies_in_its_period(year: int, day: date, wait: int) -> None:
    due = date(year + 1, 1, 1) + timedelta(days=wait)
    found: Succession = succession(day, year, due)
    if found.rule is SuccessionRule.NONE:
        assert day < date(year, 1, 1) or day > due
        assert (found.first, found.last, found.clause) == (None, None, "")
    else:
        assert found.first is not None
        assert found.last is not None
        assert found.first <= day <= found.last
        assert found.counts_in_successor != found.recommends_to_successor
