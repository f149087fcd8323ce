"""docs/methodology-format.md says what is: its formulas are read, its examples give the outputs that it shows."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.management import call_command

from engine import methodology as m
from engine.formulas import Counted, Datum, Item, Scope, Values, compile_formula, make_peers
from engine.formulas.functions import FUNCTIONS, MAX_YEARS_BACK
from engine.formulas.outcome import number_of
from engine.formulas.scope import Other
from engine.formulas.tree import MAX_DEPTH, MAX_LENGTH, MAX_SIZE
from engine.formulas.units import BUILT_IN, Unit
from engine.methodology_format.compound_shapes import Applies, ListOf, Object
from engine.methodology_format.layout import METHODOLOGY, OVERALL
from engine.methodology_format.shapes import OneOf, Shape
from tests.worlds.formulas import ANSWERS

DOC = (Path(__file__).resolve().parents[2] / "docs" / "methodology-format.md").read_text(encoding="utf-8")
TABLE = DOC[DOC.index("| arithmetic |") : DOC.index("Inside `over kpi` the list")]
FORMULAS = [
    f
    for f in re.findall(r"`([^`]+)`", TABLE)
    if re.search(r"[a-z]", f) and f not in ("and", "or", "not", "7%")
]


def scope() -> Scope:
    services = (
        "in_time",
        "rendered",
        "answers",
        "survey_mean",
        "overturned",
        "overtime",
        "repeated",
        "appeals",
        "upheld",
    )
    people = ("left", "staff", "x", "a", "b")
    items = [Item(code) for code in (*services, *people)]
    items += [Item(code, unit="thousand_kzt") for code in ("spent", "planned", "violations")]
    items += [Item(code, unit="own", per="kpi") for code in ("kpi_fact",)]
    items += [Item(code, unit="own", per="programme") for code in ("programme_fact", "programme_plan")]
    items += [
        Item(code, "choice", per="language", choices=ANSWERS) for code in ("site_contacts", "site_services")
    ]
    return Scope(
        {i.code: i for i in items},
        {"few_answers"},
        {"service": Unit("service", "service")},
        {"2.1.1.1": Other("x")},
    )


@pytest.mark.parametrize("text", FORMULAS)
def test_every_formula_of_the_reference_is_read(text: str) -> None:
    compile_formula(text, scope())


LAST_YEAR = "if known(previous(staff)) then clamp(staff / previous(staff) * 50, 0, 100) else 50"
LIMITED = 'if otherwise(points_of("2.1.1.1"), 100) = 0 then min(x, 50) else x'
SPREAD = "let d = peers_deviation(x); if d = 0 then 50 else clamp(50 + 10 * (x - peers_mean(x)) / d, 0, 100)"


def given(last_year: str | None = None, **now: str | None) -> Values:
    """Data items by code; None: not counted. `last_year` is last year's staff."""
    data: dict[str | tuple[str, str], Datum] = {
        code: Datum(None, "why") if n is None else Datum(Decimal(n)) for code, n in now.items()
    }
    before = None if last_year is None else Values({"staff": Datum(Decimal(last_year))}, body="b", year=2017)
    return Values(data, body="b", kind="oblast", year=2018, previous=before)


@pytest.mark.parametrize(
    ("text", "body", "expected"),
    [
        (LAST_YEAR, given(staff="120", last_year="100"), 60),
        (LAST_YEAR, given(staff="300", last_year="100"), 100),
        (LAST_YEAR, given(staff="120"), 50),
        (LIMITED, given(x="80", a="0"), 50),
        (LIMITED, given(x="30", a="0"), 30),
        (LIMITED, given(x="80", a="1"), 80),
        (LIMITED, given(x="80", a=None), 80),
    ],
)
def test_formulas_of_the_reference_give_what_their_words_say(text: str, body: Values, expected: int) -> None:
    assert f"`{text}`" in DOC
    there = replace(scope(), others={"2.1.1.1": Other("a")})
    assert compile_formula(text, there).evaluate(body) == Counted(Decimal(expected))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("peers_min(x)", (2, 2, 2, 2)),
        ("peers_max(x)", (10, 10, 10, 10)),
        ("peers_mean(x)", (5, 5, 5, 5)),
        ("peers_median(x)", (4, 4, 4, 4)),
        ("peers_deviation(x)", (3, 3, 3, 3)),  # the root of (9 + 1 + 1 + 25) / 4
        ("peers_count(x)", (4, 4, 4, 4)),
        ("peers_rank_high(x)", (4, 2, 2, 1)),
        ("peers_rank_low(x)", (1, 2, 2, 4)),
        (SPREAD, (40, Fraction(140, 3), Fraction(140, 3), Fraction(200, 3))),
    ],
)
def test_questions_to_comparable_bodies_in_the_reference(
    text: str, expected: tuple[int | Fraction, ...]
) -> None:
    assert f"`{text}`" in DOC
    bodies = [
        Values({"x": Datum(Decimal(n))}, body=f"b{at}", kind="oblast", year=2018)
        for at, n in enumerate((2, 4, 4, 10))
    ]
    make_peers(bodies)
    outcomes = [compile_formula(text, scope()).evaluate(one) for one in bodies]
    assert [number_of(one) for one in outcomes if isinstance(one, Counted)] == list(expected)


def test_equal_bodies_have_no_spread_in_the_reference() -> None:
    bodies = [Values({"x": Datum(Decimal(7))}, body=body, kind="oblast", year=2018) for body in "abc"]
    make_peers(bodies)
    assert compile_formula(SPREAD, scope()).evaluate(bodies[0]) == Counted(Decimal(50))


def test_every_function_and_every_unit_is_in_the_reference() -> None:
    shown = " ".join(FORMULAS)
    assert [f for f in FUNCTIONS if f"{f}(" not in shown] == []
    assert [u for u in BUILT_IN if f"`{u}`" not in DOC] == []
    assert [r for r in m.ROLES if f"`{r}`" not in DOC] == []
    for bound in (f"{MAX_LENGTH:,}", f"{MAX_DEPTH} levels", f"{MAX_SIZE} parts", f"{MAX_YEARS_BACK} years"):
        assert bound in DOC


def _keys(shape: Shape) -> set[str]:
    if isinstance(shape, ListOf):
        return _keys(shape.entry)
    if isinstance(shape, Applies):
        return _keys(shape.body)
    if isinstance(shape, Object):
        return {*shape.constants, *(k.name for k in shape.keys)}.union(*(_keys(k.shape) for k in shape.keys))
    return {str(a) for a in shape.allowed} if isinstance(shape, OneOf) else set()


def test_every_key_and_every_word_of_the_format_is_in_the_reference() -> None:
    shown = set(re.findall(r"[a-z_0-9]+", DOC))
    assert sorted((_keys(METHODOLOGY) | _keys(OVERALL)) - shown) == []


def _block(after: str, language: str) -> str:
    rest = DOC[DOC.index(after) :]
    found = re.search(rf"```{language}\n(.*?)```", rest, re.DOTALL)
    assert found is not None
    return found.group(1)


@pytest.mark.parametrize(("title", "code"), [("### First example", 1), ("### Second example", 0)])
def test_complete_examples_give_what_is_shown(title: str, code: int, tmp_path: Path) -> None:
    methodology, data = tmp_path / "x.yaml", tmp_path / "x.csv"
    methodology.write_text(_block(title, "yaml"), encoding="utf-8")
    data.write_text(_block(title, "csv"), encoding="utf-8")
    out, ended = io.StringIO(), 0
    try:
        call_command("score", str(methodology), str(data), stdout=out)
    except SystemExit as end:
        ended = int(end.code or 0)
    assert ended == code
    assert out.getvalue() == _block(title, "text")
