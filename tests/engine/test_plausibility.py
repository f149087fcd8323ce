"""What is asked about a value that may stand: thresholds of the item, nobody's figures told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.checks.declared import CHECKS, fact_of, findings_of_values, sentence_of
from engine.checks.numbers import wanted_of
from engine.methodology import CHECKS as DECLARED
from engine.methodology import DataItem, Words
from engine.plausibility import Doubt, Known, doubts_of, times_of

WORDS = Words("а", "а", "a")
HERE = ("x", "", "")


def item(**declared: Any) -> DataItem:
    return DataItem("x", WORDS, "number", "year", "body", "number", **declared)


def asked(
    one: DataItem, now: str, before: str | None = None, peers: Sequence[int] = (), **more: Any
) -> tuple[str, ...]:
    return tuple(doubt.check for doubt in doubts(one, now, before, peers, **more))


def doubts(
    one: DataItem,
    now: str,
    before: str | None = None,
    peers: Sequence[int] = (),
    parts: dict[str, str] | None = None,
    documents: Sequence[date] = (),
) -> tuple[Doubt, ...]:
    numbers = {HERE: Decimal(now)} | {(code, "", ""): Decimal(part) for code, part in (parts or {}).items()}
    known = Known(
        2018,
        numbers,
        {} if before is None else {HERE: Decimal(before)},
        {HERE: [Decimal(peer) for peer in peers]},
        {HERE: documents},
    )
    return doubts_of(one, "", "", known)


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        ("150", "100", ()),
        ("150.01", "100", ("jump",)),
        ("50", "100", ()),
        ("49.99", "100", ("jump",)),
        ("-60", "-100", ()),
        ("-40", "-100", ("jump",)),
        ("5", "0", ()),
        ("5", None, ()),
    ],
)
def test_a_jump_is_beyond_the_declared_share_either_way(
    now: str, before: str | None, expected: tuple[str, ...]
) -> None:
    assert asked(item(jump=Decimal(50)), now, before) == expected
    assert asked(item(), now, before) == ()


def test_a_total_is_the_sum_of_parts_that_are_all_given() -> None:
    total = item(sum_of=("a", "b"))
    assert asked(total, "5", parts={"a": "2", "b": "3"}) == ()
    assert asked(total, "5.5", parts={"a": "2", "b": "3"}) == ("sum_of",)
    assert asked(total, "5.5", parts={"a": "2"}) == ()
    [doubt] = doubts(total, "6", parts={"a": "2", "b": "3"})
    assert doubt.numbers == {"sum": Decimal(5), "now": Decimal(6)}


@pytest.mark.parametrize(
    ("now", "peers", "expected"),
    [
        ("50", (10, 10, 10, 10, 10), ()),
        ("51", (10, 10, 10, 10, 10), ("outlier",)),
        ("2", (10, 10, 10, 10, 10), ()),
        ("1.9", (10, 10, 10, 10, 10), ("outlier",)),
        ("51", (10, 10, 10, 10), ()),
        ("51", (0, 0, 0, 0, 0), ()),
    ],
)
def test_an_outlier_is_far_from_the_median_of_enough_bodies_and_their_figures_are_not_told(
    now: str, peers: tuple[int, ...], expected: tuple[str, ...]
) -> None:
    found = doubts(item(outlier=Decimal(5)), now, peers=peers)
    assert tuple(doubt.check for doubt in found) == expected
    assert all(doubt.numbers == {"now": Decimal(now)} for doubt in found)


def test_a_document_speaks_of_the_year_or_later() -> None:
    one = item(evidence=WORDS, evidence_of_period=True)
    assert asked(one, "1", documents=[date(2017, 12, 31)]) == ("evidence_of_period",)
    assert asked(one, "1", documents=[date(2017, 12, 31), date(2018, 1, 1)]) == ()
    assert asked(one, "1") == ()


def test_a_check_stops_is_on_trial_or_asks_for_an_explanation() -> None:
    one = item(jump=Decimal(10), sum_of=("a",), outlier=Decimal(2), stops=("sum_of",), on_trial=("outlier",))
    found = doubts(one, "100", "1", (1, 1, 1, 1, 1), {"a": "3"})
    assert [(doubt.check, doubt.stops, doubt.asks) for doubt in found] == [
        ("jump", False, True),
        ("sum_of", True, True),
        ("outlier", False, False),
    ]


@pytest.mark.parametrize(
    ("now", "before", "times"),
    [("96", "2", "48"), ("5", "2", "2.5"), ("3", "2", None), ("3", "0", None), ("3", "-1", None)],
)
def test_how_many_times_is_told_from_twice_on(now: str, before: str, times: str | None) -> None:
    assert times_of(Decimal(now), Decimal(before)) == (None if times is None else Decimal(times))


@pytest.mark.parametrize(
    ("more", "todo"),
    [
        ({}, "Если это опечатка, исправьте значение; если оно верно, поясните."),
        ({"stops": DECLARED}, "Исправьте его: с таким значением отчёт не передаётся."),
        (
            {"on_trial": DECLARED, "stops": DECLARED},
            "Проверка испытывается: пояснение поможет оценивающим, но не обязательно.",
        ),
    ],
)
def test_whoever_reads_is_told_the_fact_and_whoever_fills_in_what_to_do_besides(
    more: dict[str, Any], todo: str
) -> None:
    one = item(jump=Decimal(50), sum_of=("a", "b"), outlier=Decimal(4), evidence_of_period=True, **more)
    old, parts = [date(2016, 5, 1)], {"a": "1200", "b": "40"}
    found = doubts(one, "1234.5", "1000", [7] * 5, parts, old) + doubts(
        one, "1700", "1000", [7] * 5, parts, old
    )
    facts = [fact_of(doubt, "ru") for doubt in found]
    assert facts == [
        "Итог не равен сумме частей: сумма частей – 1240, внесено 1234,5.",
        "Значение 1234,5 сильно отличается от значений сопоставимых органов.",
        "Документы к значению относятся ко времени до отчётного года.",
        "Отличие от прошлого года больше 50%: было 1000, внесено 1700.",
        "Итог не равен сумме частей: сумма частей – 1240, внесено 1700.",
        "Значение 1700 сильно отличается от значений сопоставимых органов.",
        "Документы к значению относятся ко времени до отчётного года.",
    ]
    assert [sentence_of(doubt, "ru") for doubt in found] == [f"{fact} {todo}" for fact in facts]
    [again] = doubts(item(jump=Decimal(50), **more), "48000", "1000")
    assert fact_of(again, "kk") == "Былтырғыдан 48 есе көп: 1000 болған, енді 48\u00a0000."
    assert set(CHECKS) == set(DECLARED)


def test_the_workbook_says_what_the_form_says() -> None:
    one = item(jump=Decimal(50), sum_of=("a",))
    numbers = {HERE: Decimal(9), ("a", "", ""): Decimal(8)}
    told = findings_of_values({"x": one}, numbers, {HERE: Decimal(2)}, 2018)
    doubted = doubts(one, "9", "2", parts={"a": "8"})
    for language in ("kk", "ru", "en"):
        assert [finding.sentence(language) for finding in told[HERE]] == [
            sentence_of(doubt, language) for doubt in doubted
        ]


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, []),
        ({"value": "count"}, ["Это количество: напишите целое число.", "Не меньше 0."]),
        (
            {"value": "count", "minimum": Decimal(1), "maximum": Decimal(250)},
            ["Это количество: напишите целое число.", "Не меньше 1.", "Не больше 250."],
        ),
        ({"value": "share", "unit": "percent"}, ["Это доля: напишите число от 0 до 100."]),
        (
            {"value": "share", "unit": "ratio", "maximum": Decimal("0.8")},
            ["Не больше 0,8.", "Это доля: напишите число от 0 до 1."],
        ),
    ],
)
def test_what_may_be_given_is_told_beforehand_in_the_words_of_the_refusal(
    more: dict[str, Any], wanted: list[str]
) -> None:
    told = wanted_of(replace(item(), **more))
    assert [finding.sentence("ru") for finding in told] == wanted
