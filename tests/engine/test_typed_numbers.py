"""Numbers as people type them, in each language."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.posted import whole
from evaluation.presentation import decimal_text
from evaluation.typed_numbers import NotANumber, parse_number


@pytest.mark.parametrize(
    ("text", "language", "number"),
    [
        ("1 234,5", "ru", "1234.5"),
        ("1\u00a0234,5", "kk", "1234.5"),
        ("1\u202f234\u202f567", "ru", "1234567"),
        ("1234.5", "ru", "1234.5"),
        ("1234,5", "ru", "1234.5"),
        ("1,234", "ru", "1.234"),
        ("1,234", "en", "1234"),
        ("1,234.5", "en", "1234.5"),
        ("1.234,5", "ru", "1234.5"),
        ("1,5", "en", "1.5"),
        ("0,123", "en", "0.123"),
        ("12,345,678", "en", "12345678"),
        ("12.345.678", "ru", "12345678"),
        ("−7,5", "ru", "-7.5"),
        ("- 7", "kk", "-7"),
        ("+7", "en", "7"),
        (",5", "ru", "0.5"),
        (" 42 ", "en", "42"),
        ("007", "ru", "7"),
        ("-0", "ru", "0"),
        ("1" * 22 + ",12345678", "ru", "1" * 22 + ".12345678"),
    ],
)
def test_reads_what_people_type(text: str, language: str, number: str) -> None:
    assert str(parse_number(text, language)) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_number"),
        ("many", "not_a_number"),
        ("12 %", "not_a_number"),
        ("1e5", "not_a_number"),
        ("NaN", "not_a_number"),
        ("٣", "not_a_number"),
        ("5,", "not_a_number"),
        ("--5", "not_a_number"),
        ("12 34", "grouping"),
        ("1,23,4", "grouping"),
        ("1.2,3.4", "grouping"),
        ("1" * 23, "too_long"),
        ("0,123456789", "too_precise"),
    ],
)
def test_refuses_what_is_not_one_number(text: str, code: str) -> None:
    with pytest.raises(NotANumber) as refused:
        parse_number(text, "ru")
    assert refused.value.code == code


@given(
    st.decimals(min_value=-(10**15), max_value=10**15, places=3, allow_nan=False),
    st.sampled_from(["kk", "ru", "en"]),
)
def test_what_the_portal_writes_it_reads_back(number: Decimal, language: str) -> None:
    assert parse_number(decimal_text(number, language), language) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("17", 17), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("9" * 5000, None)]
    + [(text, None) for text in ("", "-1", "+1", "1.0", "1 ", "²", "٣", "x")],
)
def test_what_a_browser_sends_is_a_whole_number_that_a_row_can_have_or_none(
    text: str, number: int | None
) -> None:
    assert whole(text) == number
