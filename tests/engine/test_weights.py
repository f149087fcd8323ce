"""Thirds as weights: exact in files, workbooks, sums and scores."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from engine import methodology as m
from engine.methodology_format import dump, load
from engine.methodology_format.layout import METHODOLOGY
from engine.methodology_workbook import read_workbook, to_workbook
from engine.plain_document import methodology_from
from engine.trial.report import weight_notes
from engine.weights import summed, weight_of, weight_text
from methodologies.review import checked_document

SERVICES = (Path(__file__).resolve().parents[2] / "examples" / "services.yaml").read_text(encoding="utf-8")
THIRDS = SERVICES.replace("\n    weight: 70\n", "\n    weight: 200/3\n")
THIRDS = THIRDS.replace("\n    weight: 30\n", "\n    weight: 100 / 3\n")


def read(text: str) -> m.MethodologyText:
    found = load(text)
    assert isinstance(found, m.MethodologyText), found
    return found


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("100/3", "100/3"),
        ("200/6", "100/3"),
        ("75 / 2", "37.5"),
        ("50/1", "50"),
        ("12.50", "12.5"),
        ("1/7", "1/7"),
    ],
)
def test_a_weight_as_it_is_written(written: str, text: str) -> None:
    assert weight_text(weight_of(written)) == text
    assert weight_of(text) == weight_of(written)


def test_three_thirds_are_a_hundred_and_no_digit_is_lost() -> None:
    assert summed([weight_of("100/3")] * 3) == 100
    assert (
        summed([Decimal("33.3333333333333333333333333333"), Decimal("66.6666666666666666666666666667")])
        == 100
    )
    almost = [Decimal("33.3333333333333333333333333333"), Decimal("66.6666666666666666666666666666")]
    assert summed(almost) != 100


def test_in_a_file_a_workbook_and_the_stored_document() -> None:
    methodology = read(THIRDS)
    assert [d.weight for d in methodology.directions] == [Fraction(200, 3), Fraction(100, 3)]
    assert list(weight_notes(methodology)) == []
    assert read(dump(methodology)) == methodology
    assert "weight: 200/3" in dump(methodology)
    assert read_workbook(to_workbook(methodology)) == methodology
    document = checked_document(METHODOLOGY.dump(methodology))
    assert document["directions"][0]["weight"] == "200/3"
    assert methodology_from(document) == methodology


@pytest.mark.parametrize("wrong", ["100/0", "1/-3", "a/3", "100/3/3", "1.5/3", "/3"])
def test_what_is_no_fraction_is_refused(wrong: str) -> None:
    found = load(SERVICES.replace("    weight: 70\n", f"    weight: {wrong}\n"))
    assert isinstance(found, list)
    assert [problem.code for problem in found] == ["needs_number"]
    assert "the part of 100 that it has among its brothers" in str(found[0])


def test_a_weight_that_is_missing_is_not_told_to_be_nothing() -> None:
    """A misspelt key is one fault with one advice, not "all weights are 0" besides."""
    only = "            weight: 100\n            applies_to: all\n            formula: mean("
    assert only in SERVICES
    found = load(SERVICES.replace(only, only.replace("weight", "wieght", 1)))
    assert isinstance(found, list)
    assert sorted(problem.code for problem in found) == ["missing_key", "unknown_key"]
