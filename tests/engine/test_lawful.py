"""What a value of each kind may be, the same wherever a value comes in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.lawful import unlawful
from engine.methodology import DataItem, Words
from engine.trial.values_text import ValueRefused, read_value
from reports.entries import ValueEntry, faults_of

WORDS = Words("x", "x", "x")


def item(value: str, unit: str, low: str = "", high: str = "") -> DataItem:
    limits = {"minimum": Decimal(low) if low else None, "maximum": Decimal(high) if high else None}
    return DataItem("x", WORDS, unit, "year", "body", value, **limits)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("of", "number", "code"),
    [
        (item("share", "ratio"), "0", ""),
        (item("share", "ratio"), "1.00", ""),
        (item("share", "ratio"), "1.01", "share_outside"),
        (item("share", "ratio"), "85", "share_outside"),
        (item("share", "ratio"), "-0.1", "share_outside"),
        (item("share", "percent"), "100", ""),
        (item("share", "percent"), "100.1", "share_outside"),
        (item("share", "percent", "10", "90"), "95", "above_maximum"),
        (item("share", "percent", "10", "90"), "5", "below_minimum"),
        (item("share", "percent", high="500"), "200", "share_outside"),  # an older text cannot widen it
        (item("money", "kzt"), "0.01", ""),
        (item("money", "kzt"), "0.010", ""),
        (item("money", "kzt"), "0.001", "too_fine"),
        (item("money", "kzt"), "-1", "below_minimum"),
        (item("money", "kzt"), "1000000000000", ""),
        (item("money", "thousand_kzt"), "0.00001", ""),
        (item("money", "thousand_kzt"), "0.000001", "too_fine"),
        (item("money", "million_kzt", "5"), "4", "below_minimum"),
        (item("count", "person"), "5.5", "not_whole"),
        (item("count", "person"), "-1", "not_whole"),
        (item("count", "person", "3"), "2", "below_minimum"),
        (item("number", "percent"), "-250.123", ""),
    ],
)
def test_one_rule_wherever_a_value_comes_in(of: DataItem, number: str, code: str) -> None:
    """The rule itself, the scoring command's reader, and the entry of reports, statistics and the scoring desk."""
    found = unlawful(of, Decimal(number))
    assert (found.code if found else "") == code
    read = ""
    try:
        read_value(of, number)
    except ValueRefused as refused:
        read = refused.code
    assert read == code
    assert bool(faults_of(of, ValueEntry("x", number=Decimal(number)))) == bool(code)


def test_the_entry_says_what_the_value_may_be() -> None:
    entry = ValueEntry("x", number=Decimal("120.001"))
    assert faults_of(item("share", "percent"), entry) == ["This is a share: write a number from 0 to 100."]
    assert faults_of(item("money", "kzt"), entry) == [
        "This is a sum of money, no finer than a hundredth of a tenge: at most 2 decimal places."
    ]
