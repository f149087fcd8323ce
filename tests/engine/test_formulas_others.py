"""The points of another indicator in a formula: a limit by them, with the trace, in a whole methodology."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from engine import methodology as m
from engine.formulas import Counted, NotCounted
from engine.formulas.mathml import to_mathml
from engine.formulas.spelling import unparse
from engine.formulas.words import in_words
from engine.methodology_format import dump, load
from engine.scoring import score_bodies
from engine.trial.data import read_data
from tests.worlds.formulas import compiled, values

SERVICES = (Path(__file__).resolve().parents[2] / "examples" / "services.yaml").read_text(encoding="utf-8")


def test_the_points_are_the_other_s_rounded_as_its_own() -> None:
    """30 (to one place), though the formula gives 29.9997."""
    formula = compiled('points_of("good") * 2')
    assert formula.evaluate(values()) == Counted(Decimal(60))
    outcome, steps = formula.explain(values())
    assert outcome == Counted(Decimal(60))
    assert "in_time / rendered" in [step.text for step in steps]
    assert 'points_of("good")' in [step.text for step in steps]
    assert {read.item for read in formula.reads} == {"in_time", "rendered"}


@pytest.mark.parametrize(
    ("instead", "expected"),
    [
        ({}, "200"),
        ({"in_time": "0"}, "50"),
        ({"in_time": None}, "200"),  # the other is not counted: no limit
    ],
)
def test_a_limit_by_another_indicator(instead: dict[str, str | None], expected: str) -> None:
    formula = compiled('if otherwise(points_of("good"), 100) = 0 then min(staff, 50) else staff')
    assert formula.evaluate(values(instead)) == Counted(Decimal(expected))
    assert formula.explain(values(instead))[0] == Counted(Decimal(expected))


def test_not_counted_goes_on_where_nothing_else_is_said() -> None:
    assert isinstance(compiled('min(points_of("good"), 50)').evaluate(values({"in_time": None})), NotCounted)


def test_in_words_as_mathematics_and_as_text() -> None:
    tree = compiled('min(points_of("good"), 50)').tree
    assert in_words(tree) == "the smallest of (the points of indicator good; 50)"
    assert "<mtext>points of indicator</mtext>" in to_mathml(tree)
    assert unparse(tree) == 'min(points_of("good"), 50)'


def test_in_a_methodology() -> None:
    """2.1.1.1 has at most 40 points when 2.1.1.2 has none."""
    plain = "formula: min(in_time / rendered, 1) * 100"
    limited = """formula: |
              let own = min(in_time / rendered, 1) * 100;
              if points_of("2.1.1.2") = 0 then min(own, 40) else own"""
    assert plain in SERVICES
    methodology = load(SERVICES.replace(plain, limited))
    assert isinstance(methodology, m.MethodologyText), methodology
    assert load(dump(methodology)) == methodology
    data = read_data(
        "body,item,value\na,in_time,99\na,rendered,100\na,upheld,0\nb,in_time,99\nb,rendered,100\nb,upheld,100\n",
        methodology,
    )
    found = [{i.code: p for i, p in one.indicators()} for one in score_bodies(methodology, data)]  # type: ignore[arg-type]
    assert [(one["2.1.1.1"], one["2.1.1.2"]) for one in found] == [
        (Decimal(99), Decimal(100)),
        (Decimal(40), Decimal(0)),
    ]
