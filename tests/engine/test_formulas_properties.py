"""What holds for every formula and all data: nothing crashes it, both ways agree, and bounds bind."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.formulas import (
    Counted,
    Failed,
    FormulaError,
    Missing,
    NotCounted,
    Values,
    compile_formula,
    make_peers,
)
from engine.formulas.mathml import to_mathml
from engine.formulas.outcome import number_of, to_json
from engine.formulas.parser import KEYWORDS, parse
from engine.formulas.spelling import brief, unparse
from engine.formulas.tree import MAX_DEPTH, MAX_LENGTH, MAX_SIZE
from engine.formulas.words import in_words
from tests.worlds.formula_strategies import formulas, given_values, number_texts
from tests.worlds.formulas import ITEMS, SCOPE, values

pytestmark = pytest.mark.slow

CALM = settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
PIECES = [
    *KEYWORDS, *(i.code for i in ITEMS), "kpi.plan", "min", "mean", "steps", "share", "count", "interpolate", "kpi",
    "(", ")", ",", ":", "->", "+", "-", "*", "/", "^", "<", ">=", "=", "0", "1.5", "7%", '"yes"', ";", "=", "previous",
    "peers_max", "not_counted", "weighted_mean", "where", "among", " ", "\n", "#", "0,5", "«",
]  # fmt: skip


def with_given(instead: dict[str, str | None], last_year: dict[str, str | None] | None = None) -> Values:
    gone = tuple(k for k, v in instead.items() if v == "gone")
    kept = {k: v for k, v in instead.items() if v != "gone"}
    earlier = None if last_year is None else {k: v for k, v in last_year.items() if v != "gone"}
    return values(kept, without=gone, previous=earlier)


@CALM
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join)))
@example("(" * MAX_LENGTH)
@example("-" * (MAX_LENGTH - 1) + "1")
@example("let a = 1; " * 300 + "a")
@example("if " * 1000)
@example("1" + "+1" * 1900)
@example("\x00")
@example("\ud800")
def test_no_text_crashes_it(text: str) -> None:
    """Every text is either a formula, whose every use works, or a FormulaError with a place inside the text."""
    try:
        formula = compile_formula(text, SCOPE)
    except FormulaError as error:
        for problem in error.problems:
            assert 0 <= problem.start <= len(text)
            assert problem.line >= 1
            assert problem.column >= 1
            assert str(problem)
    else:
        assert isinstance(formula.evaluate(values()), Counted | NotCounted | Missing | Failed)


@CALM
@given(formulas, given_values(), st.none() | given_values())
@example("interpolate(staff: 0 -> 0, 1 -> 0, 2 -> in_time)", {"staff": "0", "in_time": None}, None)
@example("interpolate(0: 0 -> min((ln(2)) ^ 2 over kpi), 1 -> 0)", {}, None)
def test_both_ways_agree_whatever_the_data(
    text: str, instead: dict[str, str | None], last_year: dict[str, str | None] | None
) -> None:
    body, other = with_given(instead, last_year), values({"staff": "7", "left": "3"}, body="b2")
    make_peers([body, other])
    try:
        formula = compile_formula(text, SCOPE)
    except FormulaError as error:
        # a random formula may add what cannot be added; it is never misread
        codes = {p.code for p in error.problems}
        assert codes <= {
            "unit_clash", "unit_scale", "divided_by_nought", "too_deep", "too_large", "too_long", "peers_inside_over",
            "peers_nested", "previous_too_deep", "over_too_deep",
        }  # fmt: skip
        return
    outcome = formula.evaluate(body)
    explained, steps = formula.explain(body)
    assert outcome == explained
    assert to_json(outcome)
    for step in steps:
        assert step.text
    if isinstance(outcome, Counted):
        assert isinstance(outcome.value, Decimal)
        assert outcome.value.is_finite()


@CALM
@given(formulas)
def test_spelling_is_read_back_as_the_same_formula(text: str) -> None:
    try:
        tree = parse(text)
    except FormulaError:
        return
    again = parse(unparse(tree))
    assert unparse(again) == unparse(tree)
    assert (again.size, again.depth) == (tree.size, tree.depth)
    assert brief(tree)
    assert in_words(tree)
    assert to_mathml(tree).count("<mrow>") == to_mathml(tree).count("</mrow>")


@CALM
@given(number_texts, number_texts)
def test_more_is_never_worse_on_a_rising_scale(one: str, other: str) -> None:
    low, high = sorted([Decimal(one), Decimal(other)])
    for text in (
        "clamp(staff, 0, 100)", "min(staff / 10, 1) * 100", "max(staff, 3)", "round(staff, 1)",
        "steps(staff: >= 100 -> 100, >= 50 -> 80, > 0 -> 50, else 0)",
        "interpolate(staff: 0 -> 0, 50 -> 60, 100 -> 100)", "mean(staff, 7)", "exp(staff / 100)",
        "weighted_mean(staff by 3, 50 by 2)", "if staff >= 10 then staff else 5",
    ):  # fmt: skip
        formula = compile_formula(text, SCOPE)
        worse, better = (formula.evaluate(values({"staff": format(x, "f")})) for x in (low, high))
        assert isinstance(worse, Counted)
        assert isinstance(better, Counted)
        assert worse.value <= better.value  # type: ignore[operator]


@CALM
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 50)), min_size=1, max_size=6))
def test_means_stay_between_the_least_and_the_greatest(rows: list[tuple[int, int]]) -> None:
    instead = {f"kpi_done[{i}]": str(v) for i, (v, _) in enumerate(rows)}
    instead |= {f"kpi.weight[{i}]": str(w) for i, (_, w) in enumerate(rows)}
    body = values(instead, kpi=[str(i) for i in range(len(rows))])
    least, greatest = min(v for v, _ in rows), max(v for v, _ in rows)
    for text in (
        "mean(kpi_done over kpi)", "weighted_mean(kpi_done by kpi.weight over kpi)", "geometric_mean(kpi_done over kpi)",
    ):  # fmt: skip
        outcome = compile_formula(text, SCOPE).evaluate(body)
        assert isinstance(outcome, Counted)
        assert isinstance(outcome.value, Decimal)
        assert least <= number_of(outcome) <= greatest
    weighted = compile_formula("weighted_mean(kpi_done by kpi.weight over kpi)", SCOPE).evaluate(body)
    tripled = {k: str(3 * int(v)) if k.startswith("kpi.weight") else v for k, v in instead.items()}
    assert (
        compile_formula("weighted_mean(kpi_done by kpi.weight over kpi)", SCOPE).evaluate(
            values(tripled, kpi=[str(i) for i in range(len(rows))])
        )
        == weighted
    )  # only proportions of weights matter


@CALM
@given(st.decimals(-(10**6), 10**6, places=6, allow_nan=False))
def test_values_pass_through_untouched(number: Decimal) -> None:
    assert compile_formula("staff", SCOPE).evaluate(values({"staff": format(number, "f")})) == Counted(number)


@pytest.mark.parametrize(
    "text",
    [
        "let a = staff * staff; let b = a * a; let c = b * b; let d = c * c; let e = d * d; let f = e * e; f ^ f",
        "mean(" + " + ".join(["sum(kpi_done over kpi)"] * 40) + " over kpi)",
        "exp(exp(exp(exp(staff))))",
        "staff ^ 63 ^ 63 ^ 63",
        "ln(" * 50 + "staff" + ")" * 50,
        "min(" + ", ".join(["staff"] * 500) + ")",
        "if " + " and ".join(["staff > 1"] * 90) + " then 1 else 2",
    ],
)  # fmt: skip
def test_no_formula_takes_long(text: str) -> None:
    """Depth, size and the list's length bound the time, whatever is written: here 500 elements, within seconds."""
    many = {f"kpi_done[{i}]": "5" for i in range(500)}
    body = values(many, kpi=[str(i) for i in range(500)])
    started = time.perf_counter()
    try:
        formula = compile_formula(text, SCOPE)
    except FormulaError as error:
        codes = [p.code for p in error.problems]
    else:
        codes = []
        assert formula.tree.size <= MAX_SIZE
        assert formula.tree.depth <= MAX_DEPTH
        formula.evaluate(body)
    assert codes in ([], ["too_large"], ["too_deep"])
    assert time.perf_counter() - started < 20
