"""The shipped illustrative methodologies and lists of key performance indicators: whole, concrete and right."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from engine.methodology import REQUIREMENTS, WHOLE, MethodologyText, OverallMethodologyText, Words
from engine.methodology_format import dump, load, load_or_raise
from tests.evaluation.test_decree_content import language_faults

FIXTURES = Path(__file__).parents[2] / "fixtures"
EDITIONS = (2016, 2018)
#: Reasons that the language itself gives where a list is read; the methodology says them in three languages.
GIVEN_BY_THE_LANGUAGE = {"nothing_to_count", "not_in_earlier_list"}
BLOCKS = (1, 2, 3)
YEARS = (2016, 2017, 2018, 2019)
FILES = sorted(str(p.relative_to(FIXTURES)) for p in (FIXTURES / "methodologies").glob("201?/*.yaml"))


@cache
def block(edition: int, number: int) -> MethodologyText:
    path = FIXTURES / "methodologies" / str(edition) / f"block{number}.yaml"
    found = load_or_raise(path.read_text(encoding="utf-8"))
    assert isinstance(found, MethodologyText)
    return found


@cache
def overall(edition: int) -> OverallMethodologyText:
    path = FIXTURES / "methodologies" / str(edition) / "overall.yaml"
    found = load_or_raise(path.read_text(encoding="utf-8"))
    assert isinstance(found, OverallMethodologyText)
    return found


@cache
def kpis(year: int) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        (FIXTURES / "methodologies" / "kpi" / f"{year}.yaml").read_text(encoding="utf-8")
    )
    return loaded


every_block = pytest.mark.parametrize(
    ("edition", "number"), [(edition, number) for edition in EDITIONS for number in BLOCKS]
)


@pytest.mark.clause("c16")
def test_three_blocks_and_the_overall_evaluation_are_shipped_for_both_editions() -> None:
    names = {"block1.yaml", "block2.yaml", "block3.yaml", "overall.yaml"}
    assert {Path(f).parts[1:] for f in FILES} == {(str(e), n) for e in EDITIONS for n in names}


@pytest.mark.parametrize("path", FILES)
def test_every_methodology_loads_and_comes_back_the_same(path: str) -> None:
    loaded = load((FIXTURES / path).read_bytes())
    assert not isinstance(loaded, list), [str(problem) for problem in loaded]
    assert load(dump(loaded)) == loaded
    assert loaded.illustrative
    assert loaded.note is not None
    assert "официальная методика Казахстана" in loaded.note.ru


@pytest.mark.parametrize("path", [*FILES, *(f"methodologies/kpi/{year}.yaml" for year in YEARS)])
def test_every_text_is_in_three_languages(path: str) -> None:
    assert language_faults(yaml.safe_load((FIXTURES / path).read_text(encoding="utf-8"))) == []


@every_block
def test_weights_of_brothers_add_up(edition: int, number: int) -> None:
    methodology = block(edition, number)
    assert sum(d.weight for d in methodology.directions) == WHOLE
    for direction in methodology.directions:
        assert sum(c.weight for c in direction.criteria) == WHOLE, direction.code
        assert 1 <= len(direction.criteria) <= 2
        for criterion in direction.criteria:
            assert sum(i.weight for i in criterion.indicators) == WHOLE, criterion.code


@every_block
@pytest.mark.clause("c18")
def test_each_indicator_answers_the_six_requirements_about_itself(edition: int, number: int) -> None:
    """An answer that two indicators share is a form of words, not an answer."""
    methodology = block(edition, number)
    for language in ("kk", "ru", "en"):
        answers: Counter[str] = Counter()
        for _direction, _criterion, indicator in methodology.indicators():
            assert indicator.definition is not None, indicator.code
            for requirement in REQUIREMENTS:
                answer = getattr(indicator.requirements, requirement)
                assert isinstance(answer, Words), (indicator.code, requirement)
                text = getattr(answer, language)
                assert len(text.split()) >= 4, (indicator.code, requirement, text)
                answers[text] += 1
        assert [text for text, times in answers.items() if times > 1] == []


@every_block
def test_every_item_is_read_and_every_formula_reads_its_own_items(edition: int, number: int) -> None:
    methodology = block(edition, number)
    formulas = [i.formula for _d, _c, i in methodology.indicators()] + [
        p.formula for p in methodology.penalties
    ]
    read = {word for formula in formulas for word in re.findall(r"[a-z]\w*", formula)}
    assert [item.code for item in methodology.items if item.code not in read] == []
    given = {reason.code for reason in methodology.reasons} - GIVEN_BY_THE_LANGUAGE
    assert given == {r for formula in formulas for r in re.findall(r'not_counted\("(\w+)"\)', formula)}


@every_block
@pytest.mark.clause("c9.3")
def test_every_value_is_proved_by_a_document(edition: int, number: int) -> None:
    """What takes points off too: a deduction without a document would be refused (c9.3)."""
    assert [i.code for i in block(edition, number).items if i.evidence is None] == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_datum_of_two_blocks_is_described_once(edition: int) -> None:
    described: dict[str, Any] = {}
    shared = set()
    for number in BLOCKS:
        for item in block(edition, number).items:
            if item.code in described:
                shared.add(item.code)
                assert described[item.code] == item
            described[item.code] = item
    assert shared == ({"rendered"} if edition == 2018 else set())


def test_no_datum_is_asked_for_two_indicators_twice() -> None:
    """The data that the practice asks for again and again have one code each, read by several indicators."""
    formulas = [i.formula for number in BLOCKS for _d, _c, i in block(2018, number).indicators()]
    for code in ("spent", "rendered", "appeals", "staff"):
        assert sum(bool(re.search(rf"\b{code}\b", formula)) for formula in formulas) >= 2, code


@pytest.mark.clause("c20")
def test_an_indicator_measures_only_bodies_that_do_the_work() -> None:
    narrow = {
        i.code: i.applies_to
        for number in BLOCKS
        for _d, _c, i in block(2018, number).indicators()
        if i.applies_to.kinds
    }
    assert set(narrow) == {"1.2.1.3", "2.3.2.3"}
    assert all(narrow["1.2.1.3"].covers("x", kind) for kind in ("oblast", "city", "capital"))
    assert not narrow["1.2.1.3"].covers("x", "central")
    assert not narrow["2.3.2.3"].covers("x", "oblast")


@pytest.mark.clause("c19")
def test_borrowed_practice_is_named() -> None:
    borrowed = [i.code for number in BLOCKS for _d, _c, i in block(2018, number).indicators() if i.practice]
    assert len(borrowed) >= 10


def indicators(edition: int) -> dict[str, Any]:
    return {i.code: i for number in BLOCKS for _d, _c, i in block(edition, number).indicators()}


def test_the_editions_differ_where_their_heads_say() -> None:
    old, new = indicators(2016), indicators(2018)
    assert set(new) - set(old) == {"1.1.1.2", "1.2.1.3", "2.3.2.3", "3.1.2.2", "3.2.1.3"}
    assert set(old) - set(new) == {"3.1.1.3"}
    both = set(old) & set(new)
    assert all(old[code].name == new[code].name for code in both), "one code is one indicator"
    changed = {code for code in both if old[code].formula != new[code].formula}
    assert changed == {"1.2.1.1", "2.1.2.1", "2.2.2.1", "2.3.1.1", "3.1.1.1"}
    weights = {
        edition: [[d.weight for d in block(edition, number).directions] for number in BLOCKS]
        for edition in EDITIONS
    }
    assert weights[2016] == [[50, 50], [50, 25, 25], [50, 50]]
    assert weights[2018] == [[60, 40], [45, 25, 30], [55, 45]]
    assert [b.weight for b in overall(2016).blocks] == [50, 30, 20]
    assert [b.weight for b in overall(2018).blocks] == [60, 25, 15]
    assert overall(2016).degrees == overall(2018).degrees


# --- the lists of key performance indicators (c22) ----------------------------------------------------------
def evaluated_in_block_1(year: int) -> Iterator[str]:
    """Slugs of the bodies that block 1 applies to at the end of the year, from the register."""
    for name in ("central_bodies", "local_bodies"):
        register = yaml.safe_load((FIXTURES / "register" / f"{name}.yaml").read_text(encoding="utf-8"))
        for body in register["bodies"]:
            since, until = body.get("valid_from", register["valid_from"]), body.get("valid_until")
            if since.year <= year and (until is None or until.year > year) and 1 in body["scope"]["blocks"]:
                yield body["slug"]


@pytest.mark.clause("c22")
@pytest.mark.parametrize("year", YEARS)
def test_every_body_of_block_1_has_its_list(year: int) -> None:
    listed = kpis(year)["bodies"]
    assert set(listed) == set(evaluated_in_block_1(year))
    assert kpis(year)["cycle"] == year
    assert kpis(year)["illustrative"] is True
    for slug, rows in listed.items():
        assert len(rows) == 3, slug
        assert sum(Decimal(row["weight"]) for row in rows) == 100, slug
        assert len({row["code"] for row in rows}) == 3, slug
        for row in rows:
            assert set(row) == {"code", "name", "unit", "better", "weight", "plan"}
            assert row["better"] in ("higher", "lower")
            assert isinstance(row["plan"], str), "a plan is exact: text, not a float"
            assert Decimal(row["plan"]) > 0
            assert len(row["unit"]) <= 60


def test_a_key_indicator_is_the_same_over_the_years() -> None:
    """So that 1.1.1.2 compares a fact with the same indicator's fact of the year before."""
    known: dict[tuple[str, str], Any] = {}
    for year in YEARS:
        for slug, rows in kpis(year)["bodies"].items():
            for row in rows:
                same = (row["name"], row["better"], row["unit"])
                assert known.setdefault((slug, row["code"]), same) == same
