"""Asking whether last year is known; the middle and the spread of comparable bodies."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.formulas import Counted, Failed, Missing, Outcome, Values, make_peers
from engine.formulas.mathml import to_mathml
from engine.formulas.words import in_words
from tests.worlds.formulas import compiled, data, values

GROWTH = "if known(previous(staff)) then staff / previous(staff) * 50 else 33"


def both(text: str, body: Values) -> Outcome:
    """The outcome, the same by the quick way and by the way with a trace."""
    formula = compiled(text)
    outcome = formula.evaluate(body)
    assert formula.explain(body)[0] == outcome
    return outcome


@pytest.mark.parametrize(
    ("text", "previous", "expected"),
    [
        (GROWTH, {"staff": "100"}, "100"),
        (GROWTH, None, "33"),  # the body had no last year
        (GROWTH, {"staff": None}, "33"),  # not counted then
        ("if not known(previous(previous(staff))) then 7 else 8", {"staff": "100"}, "7"),
        ("if known(previous(grade)) then 1 else 2", {}, "1"),
        ("if known(previous(days_late)) then 1 else 2", {}, "1"),  # the default is a value
        ("if known(previous(left / staff)) then 1 else 2", {"left": None}, "2"),
        ("share(known(previous(kpi_done)) over kpi)", {}, "1"),
        ('otherwise(if known(previous(staff)) then 1 else not_counted("few_answers"), 5)', None, "5"),
    ],
)
def test_whether_last_year_is_known(text: str, previous: dict[str, str | None] | None, expected: str) -> None:
    assert both(text, values(previous=previous)) == Counted(Decimal(expected))


def test_an_element_that_is_new_in_the_list_has_no_last_year() -> None:
    body = values({"kpi_done[n]": "4"}, kpi=["a", "b", "n"], previous={})
    assert both("count(known(previous(kpi_done)) over kpi)", body) == Counted(Decimal(2))


def test_a_failure_of_last_year_is_told_and_this_year_s_gap_stays_one() -> None:
    failed = both("if known(previous(left / staff)) then 1 else 2", values(previous={"staff": "0"}))
    assert isinstance(failed, Failed)
    assert failed.problems[0].code == "division_by_zero"
    assert isinstance(both(GROWTH, values(previous={}, without=("staff",))), Missing)


def among(*numbers: str | None) -> list[Values]:
    bodies = [
        Values(data({"staff": n}), body=f"b{i}", kind="oblast", year=2018) for i, n in enumerate(numbers)
    ]
    make_peers(bodies)
    return bodies


@pytest.mark.parametrize(
    ("numbers", "median", "deviation"),
    [
        (["7"], "7", "0"),
        (["1", "9", "5"], "5", None),
        (["1", "9", "5", "6"], "5.5", None),
        (["2", "4", "4", "4", "5", "5", "7", "9"], "4.5", "2"),
        (["3", None, "5"], "4", "1"),  # not counted: left out
        (["0.1", "0.1", "0.1"], "0.1", "0"),
    ],
)
def test_median_and_deviation(numbers: list[str | None], median: str, deviation: str | None) -> None:
    for body in among(*numbers):
        assert both("peers_median(staff)", body) == Counted(Decimal(median))
        if deviation is not None:
            assert both("peers_deviation(staff)", body) == Counted(Decimal(deviation))


def test_equal_rates_have_no_spread_at_all() -> None:
    """Thirds are equal, and their deviation is 0, not a trace of the last digit."""
    bodies = [Values(data({"left": "1", "staff": "3"}), body=b, kind="city", year=2018) for b in "abc"]
    make_peers(bodies)
    text = "let d = peers_deviation(left / staff); if d = 0 then 50 else left / staff / d"
    for body in bodies:
        assert both(text, body) == Counted(Decimal(50))


def test_a_missing_value_of_a_comparable_body_keeps_the_answer_missing() -> None:
    bodies = [*among("1", "2"), Values({}, body="c", kind="oblast", year=2018)]
    make_peers(bodies)
    for name in ("peers_median", "peers_deviation"):
        assert isinstance(both(f"{name}(staff)", bodies[0]), Missing)


def test_in_words_and_as_mathematics() -> None:
    tree = compiled(GROWTH).tree
    assert in_words(tree).startswith("if there is a value for (last year's staff), then ")
    assert "<mtext>is known</mtext>" in to_mathml(tree)
    assert "<mtext>standard deviation</mtext>" in to_mathml(compiled("peers_deviation(staff)").tree)
