"""A criterion or direction as the geometric mean, or the least, of its parts: declared, and exact where it can be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from engine import methodology as m
from engine.formulas import Datum, Values
from engine.methodology_format import dump, load
from engine.methodology_workbook import read_workbook, to_workbook
from engine.score_trace import to_json
from engine.scoring import BlockScore, score_block
from engine.weights import Weight, weight_of

WORDS = m.Words("x", "x", "x")


def methodology(how: str, weights: list[str], places: int | None = None) -> m.MethodologyText:
    """One direction with one criterion of indicators that are their data."""
    parts: list[Weight] = [weight_of(one) for one in weights]
    indicators = tuple(
        m.Indicator(f"1.1.{n}", WORDS, weight, f"item_{n}", "output", 1) for n, weight in enumerate(parts)
    )
    criterion = m.Criterion("1.1", WORDS, Decimal(100), indicators, how)
    direction = m.Direction("1", WORDS, "state_planning", Decimal(100), (criterion,))
    items = tuple(
        m.DataItem(f"item_{n}", WORDS, "point", "year", "body", "number") for n in range(len(parts))
    )
    return m.MethodologyText(
        2018, 1, 1, WORDS, (direction,), items, rounding=m.Rounding(criterion=places, block=4)
    )


def score(text: m.MethodologyText, *points: str | None) -> BlockScore:
    data = {
        f"item_{n}": Datum(None, "why") if one is None else Datum(Decimal(one))
        for n, one in enumerate(points)
    }
    return score_block(text, Values(data), trace=True)


@pytest.mark.parametrize(
    ("how", "weights", "points", "expected"),
    [
        ("mean", ["50", "50"], ["40", "90"], "65"),
        ("geometric", ["50", "50"], ["40", "90"], "60"),
        ("least", ["50", "50"], ["40", "90"], "40"),
        ("geometric", ["100/3"] * 3, ["27", "64", "1"], "12"),
        ("geometric", ["75", "25"], ["16", "81"], "24"),
        ("geometric", ["50", "50"], ["0", "90"], "0"),  # a part that is 0 makes the whole 0
        ("geometric", ["50", "50"], ["80", "80"], "80"),
        ("least", ["0", "100"], ["10", "90"], "90"),  # without weight it takes no part
        ("geometric", ["50", "50"], [None, "90"], "90"),  # not counted: leaves
        ("least", ["50", "50"], [None, "90"], "90"),
    ],
)
def test_values(how: str, weights: list[str], points: list[str | None], expected: str) -> None:
    found = score(methodology(how, weights), *points)
    assert found.value == Decimal(expected)
    assert score(methodology(how, weights, places=2), *points).value == Decimal(expected)


def test_nothing_counted_and_something_missing() -> None:
    for how in ("geometric", "least"):
        assert score(methodology(how, ["50", "50"]), None, None).state == "not_counted"
        assert score_block(methodology(how, ["50", "50"]), Values({})).state == "blocked"


def test_a_direction_is_combined_too() -> None:
    text = methodology("mean", ["100"])
    (direction,) = text.directions
    (first,) = direction.criteria
    indicator = replace(first.indicators[0], code="1.2.0", formula="item_0 / 4")
    second = m.Criterion("1.2", WORDS, Decimal(50), (indicator,))
    two = replace(direction, criteria=(replace(first, weight=Decimal(50)), second), combine="geometric")
    assert score(replace(text, directions=(two,)), "80").value == Decimal(40)  # of 80 and 20
    assert score(replace(text, directions=(replace(two, combine="least"),)), "80").value == Decimal(20)


@pytest.mark.parametrize("how", m.COMBINE)
def test_file_workbook_and_trace_say_how(how: str) -> None:
    text = methodology(how, ["50", "50"])
    assert load(dump(text)) == text
    assert read_workbook(to_workbook(text)) == text
    assert ("combine" in dump(text)) == (how != "mean")
    trace: dict[str, list[dict[str, list[dict[str, list[dict[str, object]]]]]]] = to_json(
        score(text, "40", "90")
    )  # type: ignore[assignment]
    criterion = trace["directions"][0]["criteria"][0]
    assert criterion.get("combine", "mean") == how
    assert all(("contribution" in one) == (how == "mean") for one in criterion["indicators"])
