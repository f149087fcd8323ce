"""The schema of a value allows what the checks allow, and refuses what they refuse."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from engine.checks.numbers import findings_of_number
from engine.methodology import Choice, DataItem, Words
from engine.value_schema import schema_of_value
from tests.worlds.workbooks import item

LIMITS = st.none() | st.integers(-1000, 1000).map(Decimal)
ITEMS = st.builds(
    lambda kind, low, high: replace(item("x"), value=kind[0], unit=kind[1], minimum=low, maximum=high),
    st.sampled_from(
        [
            ("count", "number"),
            ("share", "percent"),
            ("share", "ratio"),
            ("money", "thousand_kzt"),
            ("number", "number"),
        ]
    ),
    LIMITS,
    LIMITS,
)
NUMBERS = st.decimals(-2000, 2000, places=3) | st.integers(-(10**24), 10**24).map(Decimal)


def allowed(one: DataItem, number: object) -> bool:
    return Draft202012Validator(schema_of_value(one)).is_valid(number)


@given(ITEMS, NUMBERS)
def test_a_number_is_allowed_where_the_checks_find_nothing(one: DataItem, number: Decimal) -> None:
    sent = int(number) if number == number.to_integral_value() else number
    assert allowed(one, sent) == (findings_of_number(one, number) == ())


def test_a_choice_is_one_of_its_codes() -> None:
    one = replace(
        item("x"), value="choice", choices=tuple(Choice(code, Words("", "", "")) for code in ("yes", "no"))
    )
    assert schema_of_value(one) == {"enum": ["yes", "no"]}
    assert (allowed(one, "yes"), allowed(one, "Yes"), allowed(one, 1)) == (True, False, False)


def test_the_limits_of_kind_and_item_are_both_kept() -> None:
    one = replace(item("x"), value="share", unit="percent", minimum=Decimal(5), maximum=Decimal(200))
    assert schema_of_value(one) == {"type": "number", "minimum": Decimal(5), "maximum": Decimal(100)}
