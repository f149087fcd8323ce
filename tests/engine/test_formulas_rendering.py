"""Formulas in words and as mathematics."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree

import pytest

from engine.formulas.errors import DID_YOU_MEAN, KIND_WORDS, MESSAGES
from engine.formulas.functions import FUNCTIONS
from engine.formulas.mathml import LABELS, to_mathml
from engine.formulas.parser import parse
from engine.formulas.words import WORDS, in_words
from tests.worlds.formulas import compiled

WORDED = [
    ("min(in_time / rendered, 1) * 100", "the smallest of (in_time ÷ rendered; 1) × 100"),
    ("100 - 5 * staff", "100 − 5 × staff"),
    ("(staff + left) / 2", "(staff + left) ÷ 2"),
    ("-staff ^ 2", "−staff ^ 2"),
    ("steps(spent / planned: >= 99% -> 100, > 95% -> 80, else 0)",
     "by steps of spent ÷ planned: 99% or more gives 100; more than 95% gives 80; otherwise 0"),
    ("steps(staff: <= 7 -> 100, < 12 -> 70, else 0)",
     "by steps of staff: 7 or less gives 100; less than 12 gives 70; otherwise 0"),
    ("interpolate(staff: 0 -> 100, 10 -> 0)", "on straight lines by staff: 0 gives 100; 10 gives 0"),
    ('choose(ready: "yes" -> 1, "no" -> 0)', "by the answer to ready: “yes” gives 1; “no” gives 0"),
    ('choose(grade: "yes" -> 1, else 0)', "by the answer to grade: “yes” gives 1; otherwise 0"),
    ('if staff < 5 then not_counted("few_answers") else left',
     "if staff < 5, then not counted (few_answers); otherwise left"),
    ('if ready = "yes" and not left > 1 or ready <> "no" then 1 else 2',
     "if (ready is “yes” and not (left > 1)) or ready is not “no”, then 1; otherwise 2"),
    ("weighted_mean(kpi_done by kpi.weight over kpi)",
     "the weighted mean of (kpi_done, weighted by the weight) over all key performance indicators"),
    ("mean(programme_fact / programme_plan over programme where programme_plan > 0)",
     "the mean of (programme_fact ÷ programme_plan) only where programme_plan > 0, over all budget programmes"),
    ('share("yes", "partly" among contacts, services over language)',
     "the share of answers “yes”, “partly” among (contacts; services) over all languages"),
    ("count(over kpi)", "how many there are over all key performance indicators"),
    ("previous(staff)", "last year's staff"),
    ("peers_rank_high(staff)", "the place among comparable bodies, from the highest, by staff"),
    ('convert(spent, "million_kzt")', "spent in million_kzt"),
    ("clamp(round(staff, 2), 0, 1)", "(staff, rounded half up to 2 decimal places), but not below 0 and not above 1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), WORDED)
def test_in_words(text: str, words: str) -> None:
    assert in_words(compiled(text).tree) == words


def test_names_numbers_and_language_are_the_readers() -> None:
    tree = compiled('if ready = "yes" then min(in_time / rendered, 1.5) else not_counted("few_answers")').tree
    names = {
        "in_time": "Услуги в срок",
        "rendered": "Услуги",
        "ready": "Готово",
        "yes": "да",
        "few_answers": "мало ответов",
    }
    russian = {
        WORDS["if"]: "если {condition}, то {then}, иначе {other}", WORDS["is"]: "{a} — {b}",
        WORDS["min"]: "наименьшее из ({a})", WORDS["not_counted"]: "не учитывается ({a})",
    }  # fmt: skip
    words = in_words(tree, names, lambda s: russian.get(s, s), lambda d: format(d, "f").replace(".", ","))
    assert words == (
        "если “Готово” — “да”, то наименьшее из (“Услуги в срок” ÷ “Услуги”; 1,5), иначе не учитывается (мало ответов)"
    )


MATHS = [
    (
        "in_time / rendered",
        "<mfrac><mrow><mtext>in_time</mtext></mrow><mrow><mtext>rendered</mtext></mrow></mfrac>",
    ),
    ("staff ^ 2", "<msup><mrow><mtext>staff</mtext></mrow><mrow><mn>2</mn></mrow></msup>"),
    ("sqrt(staff)", "<msqrt><mtext>staff</mtext></msqrt>"),
    ("exp(staff)", "<msup><mi>e</mi><mrow><mtext>staff</mtext></mrow></msup>"),
    ("7% * 2", "<mn>7</mn><mo>%</mo></mrow><mo>×</mo><mn>2</mn>"),
    (
        "sum(kpi_done over kpi)",
        "<munder><mo>∑</mo><mrow><mtext>key performance indicators</mtext></mrow></munder>",
    ),
    ("steps(staff: >= 7 -> 100, else 0)", "<mtr><mtd><mn>100</mn></mtd>"),
    ("previous(staff)", "<msub><mrow><mtext>staff</mtext></mrow><mtext>last year</mtext></msub>"),
    ("peers_max(staff)", "<munder><mi>max</mi><mtext>comparable bodies</mtext></munder>"),
]


@pytest.mark.parametrize(("text", "part"), MATHS)
def test_as_mathematics(text: str, part: str) -> None:
    assert part in to_mathml(compiled(text).tree)


EVERY_FORM = [
    *(text for text, _ in WORDED), *(text for text, _ in MATHS),
    "ln(abs(power(staff, 2)))", "geometric_mean(1, 2)", "weighted_mean(1 by 2, 3 by 4)", "otherwise(staff, 1)",
    "points(grade)", "count(kpi_fact > 1 over kpi)", "peers_min(staff) + peers_mean(staff) + peers_count(staff)",
    "peers_rank_low(staff)", "max(1, 2) - sum(1, 2)", 'count("yes" among grade)', "share(staff > 1, left > 1)",
    "let a = staff; a * a", "weighted_mean(kpi_fact by 1, kpi.plan by 2 over kpi)",
    "interpolate(staff: 0 -> 100, 10 -> 0)",
]  # fmt: skip


@pytest.mark.parametrize("text", EVERY_FORM)
def test_mathematics_is_well_formed_and_words_are_whole(text: str) -> None:
    tree = parse(text)
    assert ElementTree.fromstring(to_mathml(tree)).tag == "{http://www.w3.org/1998/Math/MathML}math"  # noqa: S314
    assert "{" not in in_words(tree)


def test_what_comes_from_outside_is_escaped() -> None:
    markup = to_mathml(parse('if staff > 1 and ready = "<b>" then 1 else 2'), {"staff": "<script>&"})
    assert "<script>" not in markup
    assert "&lt;script&gt;&amp;" in markup
    assert "&lt;b&gt;" in markup


def test_numbers_of_mathematics_are_the_readers() -> None:
    assert "<mn>0,5</mn>" in to_mathml(parse("0.5"), number=lambda d: format(d, "f").replace(".", ","))
    assert in_words(parse("12.5%")) == "12.5%"
    assert Decimal("0.125") == parse("12.5%").value  # type: ignore[attr-defined]


def test_the_direction_of_a_key_indicator_is_the_reader_s_word() -> None:
    """The list's "lower" is a code: words and mathematics say it in the reader's language."""
    tree = compiled(
        'mean(if kpi.better = "lower" then kpi.plan / kpi_fact else kpi_fact / kpi.plan over kpi)'
    ).tree
    russian = {"lower": "меньше", "the wanted direction": "направление"}
    drawn = to_mathml(tree, {}, lambda text: russian.get(text, text))
    assert "меньше" in drawn
    assert "lower" not in drawn


def test_every_function_has_its_words() -> None:
    """Functions with rows and those named apart included, so that none is shown by a bare code."""
    assert set(FUNCTIONS) <= {*WORDS}
    for text in (*WORDS.values(), *LABELS.values(), *MESSAGES.values(), *KIND_WORDS.values(), DID_YOU_MEAN):
        assert text.strip() == text
        assert text


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_is_drawn_and_said(name: str) -> None:
    tree = parse(FUNCTIONS[name].example)
    assert ElementTree.fromstring(to_mathml(tree)).tag == "{http://www.w3.org/1998/Math/MathML}math"  # noqa: S314
    assert in_words(tree)
