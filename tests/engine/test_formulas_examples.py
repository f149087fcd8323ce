"""The shipped formulas give the numbers that are written beside them, and the numbers that were published."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.formulas import (
    Counted,
    Datum,
    Formula,
    Item,
    NotCounted,
    Scope,
    Values,
    compile_formula,
    make_peers,
)
from engine.formulas.arithmetic import round_half_up
from engine.formulas.mathml import to_mathml
from engine.formulas.units import BUILT_IN, Unit
from engine.formulas.words import in_words

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = yaml.load((ROOT / "examples" / "formulas.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506
BY_NAME = {e["name"]: e for e in EXAMPLES}


def _item(code: str, about: dict[str, Any]) -> Item:
    choices = {c: Decimal(p) for c, p in about.get("choices", {}).items()}
    kind = "choice" if choices else "number"
    return Item(code, kind, about.get("unit", "number"), about.get("per", "none"), choices)


def formula_of(example: dict[str, Any]) -> Formula:
    items = {code: _item(code, about) for code, about in example["items"].items()}
    units = {i.unit: Unit(i.unit, i.unit) for i in items.values() if i.unit not in BUILT_IN}
    return compile_formula(example["formula"], Scope(items, {"few_answers"}, units))


def _datum(text: str) -> Datum:
    return Datum(Decimal(text) if text.replace(".", "").isdigit() else text)


def values_of(example: dict[str, Any], data: dict[str, Any]) -> Values:
    given: dict[Any, Datum] = {}
    elements: dict[str, list[str]] = {"language": ["kk", "ru"]}
    for code, value in data.items():
        if isinstance(value, dict):
            per = example["items"].get(code, {}).get("per", "kpi")
            elements[per] = list(value)
            given.update({(code, element): _datum(v) for element, v in value.items()})
        else:
            given[code] = _datum(value)
    return Values(given, elements=elements)


def result(formula: Formula, values: Values) -> Decimal:
    outcome = formula.evaluate(values)
    assert isinstance(outcome, Counted), outcome
    assert isinstance(outcome.value, Decimal)
    assert formula.explain(values)[0] == outcome
    return outcome.value


@pytest.mark.parametrize("name", BY_NAME)
def test_shipped_formula(name: str) -> None:
    example = BY_NAME[name]
    if "bodies" in example:
        ((code, answers),) = example["bodies"].items()
        bodies = [Values({code: _datum(a)}, body=str(i)) for i, a in enumerate(answers)]
        make_peers(bodies)
    else:
        bodies = [values_of(example, example["data"])]
    expected = Decimal(example["result"])
    exponent = expected.as_tuple().exponent
    assert isinstance(exponent, int)
    assert round_half_up(result(formula_of(example), bodies[0]), -exponent) == expected


@pytest.mark.parametrize("name", BY_NAME)
def test_shipped_formula_is_shown_in_words_and_as_mathematics(name: str) -> None:
    tree = formula_of(BY_NAME[name]).tree
    assert in_words(tree)
    assert to_mathml(tree).startswith("<math")


def _published(name: str) -> list[dict[str, str]]:
    with open(ROOT / "tests" / "data" / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _count(cell: str) -> int:
    return 0 if cell == "-" else int(cell)


@pytest.mark.parametrize(
    "row", _published("published_2017H2_akimat_websites_mobile.csv"), ids=lambda r: r["parameter_en"]
)
def test_monitoring_of_16_akimats_as_published(row: dict[str, str]) -> None:
    """H2 2017: 13 of 16 fully → 81.25 %; 3 fully and 10 partly → 18.75 %. From the counts, and body by body."""
    counts = {
        "fully": _count(row["fully_complies"]), "partly": _count(row["partly_complies"]),
        "not_at_all": _count(row["does_not_comply"]),
    }  # fmt: skip
    assert sum(counts.values()) == 16
    published = Decimal(row["published_completeness_pct"].replace(",", ".").rstrip("%"))
    by_counts = BY_NAME["Site monitoring, share of bodies that fully comply"]
    given = Values({code: Datum(Decimal(n)) for code, n in counts.items()})
    assert result(formula_of(by_counts), given) == published
    answers = ["full"] * counts["fully"] + ["partly"] * counts["partly"] + ["no"] * counts["not_at_all"]
    bodies = [Values({"answer": Datum(a)}, body=f"akimat_{i}", kind="oblast") for i, a in enumerate(answers)]
    make_peers(bodies)
    by_body = formula_of(BY_NAME["Site monitoring, from each body's own answer"])
    assert {result(by_body, b) for b in bodies} == {published}


def test_counts_of_2022_as_published() -> None:
    """430 target indicators: 302 fully → 70.2 %, 35 partly → 8.1 %, 5 not → 1.2 %, 88 not counted → 20.5 %."""
    row = next(
        r for r in _published("published_2022_indicator_counts.csv") if r["group"] == "all target indicators"
    )
    of_counts = formula_of(BY_NAME["Indicators fully achieved, of all"])
    outcomes = {
        "full": "fully_achieved",
        "partly": "partly_achieved",
        "no": "not_achieved",
        "out": "not_counted",
    }
    published = dict(zip(outcomes, ("full", "part", "not", "not_counted"), strict=True))
    listed = {f"kpi{i}_{o}": Datum(o) for o, column in outcomes.items() for i in range(int(row[column]))}
    values = Values(
        {("outcome", code): datum for code, datum in listed.items()}, elements={"kpi": list(listed)}
    )
    assert len(listed) == int(row["total"]) == 430
    template = BY_NAME["Indicators by outcome, from the list itself"]
    for outcome, column in outcomes.items():
        expected = Decimal(row[f"published_pct_{published[outcome]}"])
        counts = Values({"achieved": Datum(Decimal(row[column])), "total": Datum(Decimal(row["total"]))})
        assert round_half_up(result(of_counts, counts), 1) == expected
        of_list = formula_of({**template, "formula": template["formula"].replace('"full"', f'"{outcome}"')})
        assert round_half_up(result(of_list, values), 1) == expected


def test_not_counted_leaves_the_denominator_of_2022() -> None:
    """The same counts when the 88 are not counted: 302 of 342."""
    formula = formula_of(
        {"formula": 'share("full" among outcome over kpi) * 100',
         "items": {"outcome": {"per": "kpi", "choices": {"full": "1", "partly": "0", "no": "0"}}}}
    )  # fmt: skip
    given: dict[Any, Datum] = {}
    for outcome, n in (("full", 302), ("partly", 35), ("no", 5), (None, 88)):
        for i in range(n):
            given["outcome", f"{outcome}{i}"] = (
                Datum(outcome) if outcome else Datum(None, "statistics not out")
            )
    values = Values(given, elements={"kpi": [element for _, element in given]})
    assert round_half_up(result(formula, values), 1) == Decimal("88.3")


def test_hdi_of_the_technical_notes() -> None:
    """UNDP, technical notes, worked example: income index of 3,829 $ 0.5506; three indices 0.6971, 0.3447, 0.5506 → 0.510."""
    scope = Scope({c: Item(c, unit="ratio") for c in ("a", "b", "c")}, (), {})
    income = compile_formula("(ln(3829) - ln(100)) / (ln(75000) - ln(100))", scope)
    assert round_half_up(result(income, Values({})), 4) == Decimal("0.5506")
    index = compile_formula("geometric_mean(a, b, c)", scope)
    given = Values({c: Datum(Decimal(v)) for c, v in (("a", "0.6971"), ("b", "0.3447"), ("c", "0.5506"))})
    assert round_half_up(result(index, given), 3) == Decimal("0.510")


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ("1300", "100"),
        ("1200", "100"),
        ("1150", "95"),
        ("1100", "90"),
        ("850", "65"),
        ("800", "60"),
        ("799", "0"),
    ],
)
def test_results_framework_between_its_five_values(fact: str, expected: str) -> None:
    example = BY_NAME["Results framework, five target values"]
    targets = {"excellent": "1200", "very_good": "1100", "good": "1000", "fair": "900", "poor": "800"}
    data = {code: {"x": v} for code, v in {**targets, "fact": fact, "kpi.weight": "1"}.items()}
    assert result(formula_of(example), values_of(example, data)) == Decimal(expected)
    falling = {code: {"x": str(2000 - int(v))} for code, v in {**targets, "fact": fact}.items()}
    falling["kpi.weight"] = {"x": "1"}
    assert result(formula_of(example), values_of(example, falling)) == Decimal(expected)


def test_a_survey_with_too_few_answers_is_not_counted() -> None:
    example = BY_NAME["A survey that needs enough answers"]
    outcome = formula_of(example).evaluate(values_of(example, {"answers": "99", "survey_mean": "4.9"}))
    assert isinstance(outcome, NotCounted)
    assert outcome.reasons[0].code == "few_answers"
