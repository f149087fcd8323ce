"""What formulas come to: numbers, not counted, missing, and sentences for what cannot be computed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from engine.formulas import (
    Counted,
    Datum,
    Failed,
    Missing,
    MissingItem,
    NotCounted,
    Outcome,
    Reason,
    Values,
)
from engine.formulas.arithmetic import CONTEXT, round_half_up
from tests.engine.test_formulas_language import COMPUTED
from tests.worlds.formulas import compiled, data, values


def evaluated(text: str, given: Values) -> Outcome:
    """The outcome, the same by both ways of computing."""
    formula = compiled(text)
    outcome = formula.evaluate(given)
    assert formula.explain(given)[0] == outcome
    return outcome


NUMBERS = [
    ("2 + 3 * 4", "14"),
    ("(2 + 3) * 4", "20"),
    ("7 - 2 - 1", "4"),
    ("8 / 4 / 2", "1"),
    ("-2 ^ 2", "-4"),
    ("2 ^ 3 ^ 2", "512"),
    ("2 ^ -2", "0.25"),
    ("0.1 + 0.2", "0.3"),
    ("50% * 3", "1.5"),
    ("min(in_time / rendered, 1) * 100", "90"),
    ("max(staff, left)", "200"),
    ("min(3, 1, 2) + max(3, 1, 2)", "4"),
    ("sum(1, 2, 3.5)", "6.5"),
    ("abs(left - staff)", "186"),
    ("clamp(120, 0, 100) + clamp(-5, 0, 100) + clamp(7, 0, 100)", "107"),
    ("sqrt(2)", "1.414213562373095048801688724209698078570"),
    ("ln(2)", "0.6931471805599453094172321214581765680755"),
    ("exp(1)", "2.718281828459045235360287471352662497757"),
    ("power(2, 0.5)", "1.414213562373095048801688724209698078570"),
    ("9 ^ 0.5", "3"),
    ("0 ^ 0.5", "0"),
    ("round(exp(ln(7)), 20)", "7"),
    ("mean(1, 2, 6)", "3"),
    ("weighted_mean(10 by 1, 20 by 3)", "17.5"),
    ("geometric_mean(2, 4, 8)", "4"),
    ("geometric_mean(0, 4)", "0"),
    ("round(2.5, 0) + round(-2.5, 0) + round(1.005, 2)", "1.01"),
    ("steps(spent / planned: >= 99% -> 100, >= 95% -> 80, >= 90% -> 50, else 0)", "80"),
    ("steps(left / staff: <= 7% -> 100, <= 12% -> 70, else 0)", "100"),
    ("steps(left / staff: < 7% -> 100, <= 12% -> 70, else 0)", "70"),
    ("steps(left / staff: > 7% -> 1, >= 7% -> 2, else 3)", "2"),
    ("steps(2: >= 3 -> 1, else 0)", "0"),
    ("interpolate(3%: 0% -> 100, 2% -> 80, 5% -> 50, 10% -> 0)", "70"),
    ("interpolate(2%: 0% -> 100, 2% -> 80, 5% -> 50, 10% -> 0)", "80"),
    ("interpolate(-1: 0 -> 100, 2 -> 80)", "100"),
    ("interpolate(9: 0 -> 100, 2 -> 80)", "80"),
    ("interpolate(9: 10 -> 0, 8 -> 100)", "50"),
    ('if ready = "yes" then 1 else 2', "1"),
    ('if ready <> "yes" then 1 else 2', "2"),
    ('if "yes" = ready then 1 else 2', "1"),
    ("if staff > 200 then 1 else if staff >= 200 then 2 else 3", "2"),
    ("if not staff = 200 or left < 14 and 1 > 2 then 1 else 2", "2"),
    ("if staff <> 200 then 1 else 2", "2"),
    ("let rate = left / staff; max(1 - rate, 0) * 100 + rate", "93.07"),
    ('choose(grade: "yes" -> 1, "partly" -> 0.5, else 0)', "0.5"),
    ("points(grade)", "0.9"),
    ("days_late", "0"),
    ('convert(violations, "thousand_kzt") / spent', "0.05"),
    ('convert(turnover, "ratio")', "0.07"),
    ('convert(left / staff, "percent")', "7"),
    ("mean(min(kpi_fact / kpi.plan, 1) over kpi)", "0.75"),
    (("weighted_mean((if kpi.better = \"lower\" then kpi.plan / kpi_fact else kpi_fact / kpi.plan) "
      "by kpi.weight over kpi)"), "0.5"),
    ("weighted_mean(kpi_done by 1, kpi.weight by 3 over kpi)", "4.625"),
    ("count(over kpi)", "2"),
    ("count(over kpi where kpi_fact > 6)", "1"),
    ("count(kpi_fact >= kpi.plan over kpi)", "1"),
    ("count(staff > 1, left > 100)", "1"),
    ("share(kpi_fact >= kpi.plan over kpi)", "0.5"),
    ("sum(kpi_done * kpi.weight over kpi)", "65"),
    ("min(kpi_done over kpi) + max(kpi_done over kpi)", "25"),
    ("geometric_mean(kpi_done over kpi)", "10"),
    ("mean(kpi_done / sum(kpi_done over kpi) over kpi)", "0.5"),
    ("mean(min(programme_fact / programme_plan, 1) * 100 over programme)", "87.5"),
    ("mean(points(contacts), points(services) over language) * 100", "72.5"),
    ('share("yes" among contacts, services over language) * 100', "50"),
    ('count("yes", "partly" among contacts, services over language)', "3"),
    ('otherwise(staff, 5)', "200"),
    ('otherwise(not_counted("few_answers"), 5)', "5"),
    ("previous(staff)", "180"),
    ("staff - previous(staff)", "20"),
    ("share(kpi_fact > previous(kpi_fact) over kpi)", "1"),
    ("mean(previous(kpi_done) over kpi)", "6"),
    ("previous(mean(kpi_done over kpi))", "6"),
    ("steps(spent: >= 970 -> 1, else 0)", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_numbers(text: str, expected: str) -> None:
    given = values(
        previous={
            "staff": "180",
            "kpi_fact[a]": "4",
            "kpi_fact[b]": "8",
            "kpi_done[a]": "4",
            "kpi_done[b]": "8",
        }
    )
    assert evaluated(text, given) == Counted(Decimal(expected))


def test_arithmetic_is_exact() -> None:
    """No binary fractions anywhere: a thousand tenths are a hundred, thirds close up to 50 digits."""
    assert evaluated("sum(" + ", ".join(["0.1"] * 100) + ") * 10", values()) == Counted(Decimal(100))
    assert evaluated("123456789012345678901234567890.12 * 100", values()) == Counted(
        Decimal("12345678901234567890123456789012")
    )


def test_a_third_three_times_is_one_when_it_decides() -> None:
    """50 digits are carried and 40 decide: no step, comparison or half cent turns on the last digit of a division."""
    thirds = values({"staff": "1", "left": "3"})
    assert evaluated("steps(staff / left * 3: >= 1 -> 100, else 0)", thirds) == Counted(Decimal(100))
    assert evaluated("if staff / left * 3 = 1 then 1 else 2", thirds) == Counted(Decimal(1))
    assert evaluated("if staff / left * 3 < 1 then 1 else 2", thirds) == Counted(Decimal(2))
    assert evaluated("round(staff / left * 3 * 0.005, 2)", thirds) == Counted(Decimal("0.01"))


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [("2.345", 2, "2.35"), ("2.3449", 2, "2.34"), ("-2.345", 2, "-2.35"), ("0.5", 0, "1"), ("1.5", 0, "2"), ("7", 2, "7")],
)  # fmt: skip
def test_rounding_is_half_up(value: str, places: int, expected: str) -> None:
    assert round_half_up(Decimal(value), places) == Decimal(expected)


FAILURES: list[tuple[str, dict[str, str], str, str]] = [
    ("in_time / rendered", {"rendered": "0"}, "division_by_zero",
     "Division by zero: rendered is 0. Say what counts then: if rendered = 0 then not_counted(\"…\") else …"),
    ("1 / (left - 14)", {}, "division_by_zero", ""),
    ("0 / (left - 14)", {}, "division_by_zero", ""),
    ("ln(staff - 200)", {}, "ln_of_not_positive", ("ln is defined for numbers above 0; staff - 200 is 0. "
     'Say what counts then: if staff - 200 <= 0 then not_counted("…") else …')),
    ("ln(-1)", {}, "ln_of_not_positive", ""),
    ("sqrt(left - staff)", {}, "sqrt_of_negative", ""),
    ("(left - staff) ^ 0.5", {}, "power_undefined", ""),
    ("(staff - 200) ^ -1", {}, "power_undefined", ""),
    ("geometric_mean(2, -8)", {}, "geometric_mean_of_negative", ""),
    ("weighted_mean(kpi_done by kpi.weight over kpi)", {"kpi.weight[a]": "0", "kpi.weight[b]": "0"},
     "weights_not_positive", ""),
    ("weighted_mean(kpi_done by kpi.weight over kpi)", {"kpi.weight[a]": "-1"}, "negative_weight", ""),
    ("clamp(staff, 10, left)", {"left": "3"}, "clamp_limits",
     "clamp: the lower limit 10 is above the upper limit 3. Write the lower one first."),
    ("mean(interpolate(kpi_fact: 0 -> 0, kpi.plan -> 50, 10 -> 100) over kpi)", {}, "interpolation_order", ""),
    ("round(staff, left)", {"left": "2.5"}, "round_places", ""),
    ("round(staff, 21)", {}, "round_places", ""),
    ("exp(staff * 1000)", {}, "number_too_large", ""),
    ("staff ^ 60 ^ 3", {}, "number_too_large", ""),
    ("staff + 1", {"staff": "many"}, "bad_number", "staff holds many, which is not a number."),
    ("if staff = left then 1 else 2", {"staff": "many", "left": "many"}, "bad_number", ""),
    ("min(staff, left)", {"staff": "many", "left": "few"}, "bad_number", ""),
    ('if ready = "yes" then 1 else 2', {"ready": "maybe"}, "bad_choice", "ready holds maybe, which is not one of yes, no."),
    ("points(grade)", {"grade": "5"}, "bad_choice", ""),
    ('share("yes" among contacts over language)', {"contacts[kk]": "ja"}, "bad_choice", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "instead", "code", "sentence"), FAILURES)
def test_what_cannot_be_computed_is_a_sentence(
    text: str, instead: dict[str, str], code: str, sentence: str
) -> None:
    outcome = evaluated(text, values(instead))
    assert isinstance(outcome, Failed)
    assert outcome.problems[0].code == code
    assert "{" not in str(outcome.problems[0])
    if sentence:
        assert str(outcome.problems[0]) == sentence


def test_every_failure_is_reached() -> None:
    """Together with those that belong to scoring, and those of test_formulas_bounds and test_exact."""
    elsewhere = {"outside_scale", "negative_penalty", "too_much_work", "number_too_long"}
    assert {code for _, _, code, _ in FAILURES} | elsewhere == COMPUTED


def missing(*items: Any) -> Missing:
    return Missing(tuple(MissingItem(i) if isinstance(i, str) else MissingItem(*i) for i in items))


@pytest.mark.parametrize(
    ("text", "without", "expected"),
    [
        ("in_time / rendered", ("in_time", "rendered"), missing("in_time", "rendered")),
        ("if staff > 5 then in_time else rendered", ("rendered",), None),
        ("if staff > 5 then in_time else rendered", ("in_time",), missing("in_time")),
        ("if staff > 5 then in_time else rendered", ("staff", "in_time"), missing("staff")),
        ("if staff > 5 or left > 2 then 1 else 2", ("left",), None),
        ("if staff > 5 and left > 2 then 1 else 2", ("left",), missing("left")),
        ("days_late + 1", ("days_late",), None),
        ("mean(kpi_done over kpi)", ("kpi_done[a]",), missing(("kpi_done", "a"))),
        ("sum(kpi_fact / kpi.plan over kpi)", ("kpi_fact[a]", "kpi.plan[b]"), missing(("kpi_fact", "a"), ("kpi.plan", "b"))),
        ("points(grade)", ("grade",), missing("grade")),
        ("staff - previous(staff)", (), missing(("staff", "", 1))),
        ("mean(kpi_done - previous(kpi_done) over kpi)", (), missing(("kpi_done", "a", 1), ("kpi_done", "b", 1))),
        ("previous(days_late)", (), missing(("days_late", "", 1))),
    ],
)  # fmt: skip
def test_missing_items_are_all_named(text: str, without: tuple[str, ...], expected: Missing | None) -> None:
    outcome = evaluated(text, values(without=without))
    assert outcome == expected if expected else isinstance(outcome, Counted)


def test_a_list_that_is_not_known_is_missing_and_an_empty_one_is_not_counted() -> None:
    unknown, empty = values(kpi=None), values(kpi=[])
    assert evaluated("mean(kpi_done over kpi)", unknown) == missing("kpi")
    assert evaluated("count(over kpi)", unknown) == missing("kpi")
    assert evaluated("mean(kpi_done over kpi)", empty) == NotCounted(
        (Reason("nothing_to_count", item="kpi"),)
    )
    assert evaluated("share(kpi_fact > 1 over kpi)", empty) == NotCounted(
        (Reason("nothing_to_count", item="kpi"),)
    )
    assert evaluated("sum(kpi_done over kpi)", empty) == Counted(Decimal(0))
    assert evaluated("count(kpi_fact > 1 over kpi)", empty) == Counted(Decimal(0))
    assert evaluated("count(over kpi)", empty) == Counted(Decimal(0))


def not_out(item: str, element: str = "") -> NotCounted:
    return NotCounted((Reason("", "statistics are not out", item, element),))


@pytest.mark.parametrize(
    ("text", "instead", "expected"),
    [
        ("in_time / rendered", {"in_time": None}, not_out("in_time")),
        ("min(in_time / rendered, 1)", {"in_time": None}, not_out("in_time")),
        ("mean(staff, left)", {"left": None}, not_out("left")),
        ("if staff > 5 then 1 else left", {"left": None}, Counted(Decimal(1))),
        ("if staff > 5 then 1 else left", {"staff": None}, not_out("staff")),
        ("otherwise(left, staff)", {"left": None}, Counted(Decimal(200))),
        ("otherwise(left, staff)", {"left": None, "staff": None}, not_out("staff")),
        ("days_late + 1", {"days_late": None}, not_out("days_late")),
        ("points(grade)", {"grade": None}, not_out("grade")),
        ("if grade = \"yes\" then 1 else 2", {"grade": None}, not_out("grade")),
        ("if staff = 5 then 1 else 2", {"staff": None}, not_out("staff")),
        ("-staff", {"staff": None}, not_out("staff")),
        ("steps(staff: >= 1 -> 2, else 0)", {"staff": None}, not_out("staff")),
        ("mean(kpi_done over kpi)", {"kpi_done[a]": None}, Counted(Decimal(20))),
        ("weighted_mean(kpi_done by kpi.weight over kpi)", {"kpi_done[b]": None}, Counted(Decimal(5))),
        ("weighted_mean(kpi_done by kpi.weight over kpi)", {"kpi.weight[b]": None}, Counted(Decimal(5))),
        ("count(over kpi where kpi_fact > 1)", {"kpi_fact[b]": None}, Counted(Decimal(1))),
        ("share(kpi_fact > 6 over kpi)", {"kpi_fact[a]": None}, Counted(Decimal(1))),
        ("share(\"yes\" among contacts over language)", {"contacts[ru]": None}, Counted(Decimal(1))),
        ("mean(points(contacts), points(services) over language)", {"services[kk]": None}, Counted(Decimal("2.9") / 3)),
        ("sum(kpi_done over kpi)", {"kpi_done[a]": None}, Counted(Decimal(20))),
        ("mean(kpi_done over kpi)", {"kpi_done[a]": None, "kpi_done[b]": None},
         NotCounted((*not_out("kpi_done", "a").reasons, *not_out("kpi_done", "b").reasons))),
    ],
)  # fmt: skip
def test_not_counted(text: str, instead: dict[str, str | None], expected: Outcome) -> None:
    """Outside lists it takes the whole with it; inside over it leaves the list (and the denominator)."""
    outcome = evaluated(text, values(instead))
    if isinstance(expected, Counted) and isinstance(expected.value, Decimal):
        assert isinstance(outcome, Counted)
        assert CONTEXT.subtract(outcome.value, expected.value).copy_abs() < Decimal("1e-25")  # type: ignore[arg-type]
    else:
        assert outcome == expected


def test_a_reason_of_the_formula() -> None:
    text = 'if rendered < 100 then not_counted("few_answers") else in_time / rendered * 100'
    assert evaluated(text, values({"rendered": "99"})) == NotCounted((Reason("few_answers"),))
    assert evaluated(text, values({"rendered": "100"})) == Counted(Decimal(90))


def test_not_counted_goes_before_failures_and_failures_before_missing() -> None:
    assert evaluated("in_time * (left / staff)", values({"in_time": None, "staff": "0"})) == not_out(
        "in_time"
    )
    assert isinstance(
        evaluated("in_time * (left / staff)", values({"staff": "0"}, without=("in_time",))), Failed
    )
    assert evaluated("in_time * left", values({"in_time": None}, without=("left",))) == not_out("in_time")


def test_an_element_that_last_years_list_did_not_have_is_not_counted() -> None:
    new = values(
        {"kpi_fact[n]": "1"}, kpi=["a", "b", "n"], previous={"kpi_fact[a]": "4", "kpi_fact[b]": "30"}
    )  # fmt: skip
    assert evaluated("share(kpi_fact > previous(kpi_fact) over kpi)", new) == Counted(Decimal("0.5"))
    only = values({"kpi_done[n]": "1"}, kpi=["n"], previous={})
    assert evaluated("mean(previous(kpi_done) over kpi)", only) == NotCounted(
        (Reason("not_in_earlier_list", item="kpi_done", element="n"),)
    )
    gone = Values(data({}), year=2017, elements={"kpi": ["a"]})
    body = Values(data({"kpi_done[a]": "5"}), year=2018, elements={"kpi": ["a"]}, previous=gone)
    assert evaluated("mean(previous(kpi_done) over kpi)", body) == missing(("kpi_done", "a", 1))


def test_steps_of_an_explanation() -> None:
    _, steps = compiled("let part = in_time / rendered; min(part, 1) * 100").explain(values())
    assert [(s.text, s.outcome) for s in steps] == [
        ("in_time", Counted(Decimal(90))),
        ("rendered", Counted(Decimal(100))),
        ("in_time / rendered", Counted(Decimal("0.9"))),
        ("part", Counted(Decimal("0.9"))),
        ("min(part, 1)", Counted(Decimal("0.9"))),
        ("min(part, 1) * 100", Counted(Decimal(90))),
    ]


@pytest.mark.parametrize(
    ("value", "error"),
    [
        (Decimal("NaN"), ValueError), (Decimal("Infinity"), ValueError), (Decimal("1e40"), ValueError),
        (Decimal("1e-40"), ValueError), (1.5, TypeError), (5, TypeError), (None, ValueError),
    ],
)  # fmt: skip
def test_unlawful_data_are_refused_at_the_door(value: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        Datum(value)


def test_bodies_without_the_year_before_that() -> None:
    chain = values({"staff": "3"}, previous={"staff": "2"})
    assert evaluated("previous(previous(staff))", chain) == missing(("staff", "", 2))
    assert evaluated("staff + previous(staff)", chain) == Counted(Decimal(5))
