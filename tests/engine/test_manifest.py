"""The manifest that a first head signs: one text, byte for byte, on any machine (c64)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.manifest import (
    STATEMENTS,
    ReportManifest,
    SignedDocument,
    SignedValue,
    SignedWarning,
    canonical,
    differences,
    digits,
    sha256_of,
    warnings_in,
)

PAPER = SignedDocument("ab" * 32, "Отчёт «о целях»", 3, "open")
PLANNED = SignedValue(
    "goals_planned", "", "", "given", Decimal("12.50000000"), "", "", ("ab" * 32,), "Новая программа"
)
REACHED = SignedValue("goals_reached", "", "", "not_counted", None, "", "Есеп жоқ", ())
MANIFEST = ReportManifest(
    body="agriculture",
    bin="000000000017",
    year=2018,
    block=1,
    methodology_version=2,
    methodology_sha256="cd" * 32,
    values=(REACHED, PLANNED),
    documents=(PAPER, PAPER),
    statements=tuple((code, f"{code}.") for code in STATEMENTS),
    at=datetime(2019, 2, 20, 9, 30, 15, 250000, tzinfo=UTC),
    warnings=(
        SignedWarning("goals_reached", "", "", "not_given"),
        SignedWarning("goals_planned", "", "", "jump"),
    ),
)
GOLDEN = (
    '{"at":"2019-02-20T09:30:15Z","block":1,"body":{"address":"agriculture","bin":"000000000017"},"documents":[{'
    '"confidentiality":"open","sha256":"' + "ab" * 32 + '","source":3,"title":"Отчёт «о целях»"}],'
    '"format":"sarap-report-manifest/2","methodology":{"sha256":"' + "cd" * 32 + '","version":2},'
    '"statements":[{"code":"truth","words":"truth."},{"code":"completeness","words":"completeness."},'
    '{"code":"timeliness","words":"timeliness."}],"values":[{"choice":"","documents":["' + "ab" * 32 + '"],'
    '"explanation":"Новая программа","item":"goals_planned","language":"","number":"12.5","reason":"","row":"","status":"given"},{"choice":"",'
    '"documents":[],"explanation":"","item":"goals_reached","language":"","number":null,"reason":"Есеп жоқ","row":"",'
    '"status":"not_counted"}],"warnings":[{"check":"jump","item":"goals_planned","language":"","row":""},'
    '{"check":"not_given","item":"goals_reached","language":"","row":""}],"year":2018}'
)


@pytest.mark.clause("c64")
def test_the_bytes_are_these_and_no_others() -> None:
    assert MANIFEST.to_bytes().decode() == GOLDEN
    assert sha256_of(MANIFEST.to_bytes()) == sha256_of(GOLDEN.encode())


def test_neither_the_order_nor_the_zone_nor_idle_zeros_change_a_byte() -> None:
    other = replace(
        MANIFEST,
        values=(replace(PLANNED, number=Decimal("12.5")), REACHED),
        documents=(PAPER,),
        at=MANIFEST.at.astimezone(timezone(timedelta(hours=6))),
    )
    assert other.to_bytes() == MANIFEST.to_bytes()


@pytest.mark.parametrize("code", STATEMENTS)
def test_no_manifest_lacks_a_statement(code: str) -> None:
    lacking = tuple(pair for pair in MANIFEST.statements if pair[0] != code)
    with pytest.raises(ValueError, match="every statement"):
        replace(MANIFEST, statements=lacking).to_bytes()


def test_a_moment_without_a_zone_and_a_float_are_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        replace(MANIFEST, at=datetime(2019, 2, 20)).to_bytes()  # noqa: DTZ001
    for plain in (1.5, {"a": [1.5]}, float("nan")):
        with pytest.raises(TypeError, match="float"):
            canonical(plain)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=8, min_value=-(10**20), max_value=10**20))
def test_digits_say_the_number_itself(number: Decimal) -> None:
    text = digits(number)
    assert Decimal(text) == number
    assert "E" not in text
    assert not ("." in text and text.endswith(("0", ".")))
    assert text != "-0"


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ("values", {"values": (PLANNED,)}),
        ("values", {"values": (replace(PLANNED, number=Decimal(13)), REACHED)}),
        ("values", {"values": (replace(PLANNED, explanation=""), REACHED)}),
        ("documents", {"documents": (replace(PAPER, sha256="ef" * 32),)}),
        ("methodology", {"methodology_version": 3}),
        ("body", {"bin": ""}),
        ("block", {"block": 2}),
    ],
)
def test_a_difference_is_named_by_its_part(part: str, changed: dict[str, object]) -> None:
    assert differences(MANIFEST.to_bytes(), replace(MANIFEST, **changed).to_bytes()) == [part]  # type: ignore[arg-type]


def test_another_moment_is_no_difference() -> None:
    later = replace(MANIFEST, at=MANIFEST.at + timedelta(days=1))
    assert differences(MANIFEST.to_bytes(), later.to_bytes()) == []


def test_what_others_report_warns_of_and_changes_nothing_of_the_report() -> None:
    fewer = replace(MANIFEST, warnings=MANIFEST.warnings[:1])
    assert differences(MANIFEST.to_bytes(), fewer.to_bytes()) == []
    assert [one["check"] for one in warnings_in(MANIFEST.to_bytes())] == ["jump", "not_given"]
    assert [one["check"] for one in warnings_in(fewer.to_bytes())] == ["not_given"]
