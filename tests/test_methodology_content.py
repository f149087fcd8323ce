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

from blocks.formulas import Datum, NotCounted, Values
from blocks.methodology import REQUIREMENTS, WHOLE, Methodology, OverallMethodology, Words
from blocks.methodology_format import dump, load, load_or_raise
from blocks.scoring import Points, score_block
from tests.test_decree_content import language_faults

FIXTURES = Path(__file__).parent.parent / "fixtures"
EDITIONS = (2016, 2018)
BLOCKS = (1, 2, 3)
YEARS = (2016, 2017, 2018, 2019)
FILES = sorted(str(p.relative_to(FIXTURES)) for p in (FIXTURES / "methodologies").glob("201?/*.yaml"))


@cache
def block(edition: int, number: int) -> Methodology:
    path = FIXTURES / "methodologies" / str(edition) / f"block{number}.yaml"
    found = load_or_raise(path.read_text(encoding="utf-8"))
    assert isinstance(found, Methodology)
    return found


@cache
def overall(edition: int) -> OverallMethodology:
    path = FIXTURES / "methodologies" / str(edition) / "overall.yaml"
    found = load_or_raise(path.read_text(encoding="utf-8"))
    assert isinstance(found, OverallMethodology)
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
    given = {reason.code for reason in methodology.reasons}
    assert given == {r for formula in formulas for r in re.findall(r'not_counted\("(\w+)"\)', formula)}


@every_block
def test_what_a_body_gives_is_proved_by_a_document(edition: int, number: int) -> None:
    """Only what the portal itself records, with a default, is asked without a document (c9.3)."""
    bare = [i.code for i in block(edition, number).items if i.evidence is None]
    assert bare == [f"report_days_late_{number}", f"untrue_values_{number}"]


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


# --- the numbers ----------------------------------------------------------------------------------------------
KPI = {"good": ("higher", "10", "60"), "bad": ("lower", "4", "40")}
GIVEN = {
    1: {
        "goals_planned": "10", "goals_reached": "9", "goals_changed": "2", "planned": "1000", "spent": "950",
        "transfers_received": "400", "transfers_used": "380", "violations": "19",
    },
    2: {
        "rendered": "10000", "rendered_in_time": "9900", "upheld": "4", "survey_answers": "100", "survey_mean": "4.2",
        "appeals": "1000", "appeals_in_time": "985", "appeals_repeated": "35", "overturned": "3",
        "rendered_electronically": "6300", "datasets_due": "40", "datasets_updated": "38", "drafts_due": "8",
        "drafts_published": "6",
    },
    3: {
        "staff": "200", "staff_left": "22", "vacancies_filled": "20", "filled_by_competition": "15",
        "training_due": "50", "staff_trained": "45", "overtime_hours": "19200", "culture_answers": "60",
        "culture_index": "71.5", "functions_due": "40", "functions_automated": "30", "documents": "5000",
        "documents_electronic": "4900", "rendered": "10000", "rendered_once_only": "9000",
        "security_findings": "5", "security_remedied": "3",
    },
}  # fmt: skip


def values(
    number: int, *, kind: str = "oblast", facts: tuple[str, str] = ("9", "5"), **instead: Any
) -> Values:
    """One body's values; `facts` of the two key indicators, `instead` of GIVEN (None: not counted)."""
    data: dict[Any, Datum] = {}
    before: dict[Any, Datum] = {}
    for code, value in {**GIVEN[number], **instead}.items():
        data[code] = Datum(None, "not out") if value is None else Datum(Decimal(value))
    for (code, (better, plan, weight)), fact, earlier in zip(KPI.items(), facts, ("8", "5"), strict=True):
        data["kpi_fact", code], before["kpi_fact", code] = Datum(Decimal(fact)), Datum(Decimal(earlier))
        data["kpi.plan", code], data["kpi.weight", code] = Datum(Decimal(plan)), Datum(Decimal(weight))
        data["kpi.better", code] = Datum(better)
    for code, plan, fact in (("001", "50", "60"), ("002", "80", "40"), ("003", "0", "1")):
        data["programme_plan", code], data["programme_fact", code] = (
            Datum(Decimal(plan)),
            Datum(Decimal(fact)),
        )
    for item in ("contacts", "heads", "services", "reception", "budget", "vacancies"):
        data[f"site_{item}", "kk"], data[f"site_{item}", "ru"] = Datum("partly"), Datum("yes")
    data["site_budget", "kk"] = Datum("no")
    elements = {"kpi": list(KPI), "programme": ["001", "002", "003"], "language": ["kk", "ru"]}
    earlier = Values(before, body="b", kind=kind, year=2017, elements={"kpi": list(KPI)})
    return Values(data, body="b", kind=kind, year=2018, elements=elements, previous=earlier)


def points(edition: int, number: int, **given: Any) -> dict[str, Points]:
    score = score_block(block(edition, number), values(number, **given))
    return {indicator.code: found for indicator, found in score.indicators()}


#: Worked by hand from the definitions, on GIVEN.
EXPECTED = {
    (2018, 1): {
        "1.1.1.1": "86.00",  # good: 9/10 → 90 × 60; bad: less is better, 4/5 → 80 × 40
        "1.1.1.2": "50.00",  # good rose from 8; bad stayed at 5, above its plan
        "1.1.2.1": "86.00",  # 90 less 2 × 2
        "1.2.1.1": "80.00",  # 95 % exactly
        "1.2.1.2": "75.00",  # 100 and 50; the programme planned at nought is left out
        "1.2.1.3": "95.00",
        "1.2.2.1": "98.00",  # 19 of 950 is 2 %
    },
    (2018, 2): {
        "2.1.1.1": "99.00",
        "2.1.1.2": "80.00",  # 0.4 per thousand
        "2.1.2.1": "80.00",  # (4.2 − 1) / 4
        "2.2.1.1": "98.50",
        "2.2.2.1": "65.00",  # 3.5 %: half way between 80 and 50
        "2.2.2.2": "85.00",
        "2.3.1.1": "70.00",  # 63 % of the goal of 90 %
        "2.3.2.1": "87.50",  # (6 × 1 + 5 × 0.9 + 0) / 12
        "2.3.2.2": "95.00",
    },
    (2018, 3): {
        "3.1.1.1": "70.00",  # 11 %
        "3.1.1.2": "75.00",
        "3.1.2.1": "80.00",  # 19,200 / 200 / 48 = 2 hours
        "3.1.2.2": "71.50",  # 30 % answered, no less
        "3.2.1.1": "75.00",
        "3.2.1.2": "98.00",
        "3.2.1.3": "90.00",
        "3.2.2.1": "60.00",
    },
    (2016, 1): {"1.1.1.1": "86.00", "1.1.2.1": "86.00", "1.2.1.1": "60.00", "1.2.1.2": "75.00", "1.2.2.1": "98.00"},
    (2016, 2): {
        "2.1.1.1": "99.00", "2.1.1.2": "80.00", "2.1.2.1": "80.00", "2.2.1.1": "98.50", "2.2.2.1": "65.00",
        "2.2.2.2": "85.00", "2.3.1.1": "90.00", "2.3.2.1": "70.83", "2.3.2.2": "95.00",
    },
    (2016, 3): {
        "3.1.1.1": "70.00", "3.1.1.2": "75.00", "3.1.1.3": "90.00", "3.1.2.1": "80.00", "3.2.1.1": "75.00",
        "3.2.1.2": "98.00", "3.2.2.1": "60.00",
    },
}  # fmt: skip


@pytest.mark.parametrize(("edition", "number"), sorted(EXPECTED))
def test_the_formulas_give_what_the_definitions_say(edition: int, number: int) -> None:
    wanted = {code: Decimal(value) for code, value in EXPECTED[edition, number].items()}
    assert points(edition, number) == wanted


#: What is given instead of GIVEN → the points of one indicator of 2018.
EDGES: list[tuple[int, str, dict[str, Any], str]] = [
    (1, "1.1.1.1", {"facts": ("12", "0")}, "100"),  # above plan; nought where less is better
    (1, "1.1.1.1", {"facts": ("-1", "4")}, "40"),  # a fall instead of growth is worth nought, never less
    (1, "1.1.1.2", {"facts": ("8", "5")}, "0"),
    (1, "1.1.2.1", {"goals_reached": "0"}, "0"),
    (1, "1.2.1.1", {"spent": "989.99"}, "80"),
    (1, "1.2.1.1", {"spent": "990"}, "100"),
    (1, "1.2.1.1", {"spent": "900"}, "50"),
    (1, "1.2.1.1", {"spent": "899.99"}, "0"),
    (1, "1.2.2.1", {"violations": "951"}, "0"),
    (2, "2.1.1.1", {"rendered_in_time": "10001"}, "100"),
    (2, "2.1.1.2", {"upheld": "21"}, "0"),
    (2, "2.2.2.1", {"appeals_repeated": "100"}, "0"),
    (2, "2.2.2.1", {"appeals_repeated": "20"}, "80"),
    (2, "2.2.2.2", {"overturned": "21"}, "0"),
    (2, "2.3.1.1", {"rendered_electronically": "9000"}, "100"),
    (3, "3.1.1.1", {"staff_left": "14"}, "100"),
    (3, "3.1.1.1", {"staff_left": "41"}, "0"),
    (3, "3.1.2.1", {"overtime_hours": "999999"}, "0"),
    (3, "3.2.2.1", {"security_remedied": "5"}, "100"),
]


@pytest.mark.parametrize(("number", "code", "given", "wanted"), EDGES)
def test_the_edges_of_the_scales(number: int, code: str, given: dict[str, Any], wanted: str) -> None:
    assert points(2018, number, **given)[code] == Decimal(wanted)


@pytest.mark.parametrize(
    ("number", "code", "given", "reason"),
    [
        (1, "1.2.1.3", {"transfers_received": "0"}, "no_transfers"),
        (2, "2.1.1.1", {"rendered": "0"}, "no_services"),
        (2, "2.1.2.1", {"survey_answers": "99"}, "few_answers"),
        (2, "2.2.1.1", {"appeals": "0"}, "no_appeals"),
        (2, "2.3.2.3", {"drafts_due": "0", "kind": "central"}, "no_drafts"),
        (3, "3.1.1.2", {"vacancies_filled": "0"}, "no_vacancies"),
        (3, "3.1.2.2", {"culture_answers": "59"}, "low_response"),
        (3, "3.2.1.1", {"functions_due": "0"}, "no_functions"),
        (3, "3.2.1.3", {"rendered": "0"}, "no_services"),
    ],
)
def test_what_cannot_be_measured_is_not_counted(
    number: int, code: str, given: dict[str, Any], reason: str
) -> None:
    found = points(2018, number, **given)[code]
    assert isinstance(found, NotCounted)
    assert [r.code for r in found.reasons] == [reason]


def test_a_key_indicator_without_statistics_leaves_the_mean() -> None:
    body = values(1)
    body = Values(
        {**body.data, ("kpi_fact", "bad"): Datum(None, "statistics are not out")},
        body="b", kind="oblast", year=2018, elements=body.elements, previous=body.previous,
    )  # fmt: skip
    found = {i.code: p for i, p in score_block(block(2018, 1), body).indicators()}
    assert found["1.1.1.1"] == Decimal(90)
    assert found["1.1.1.2"] == Decimal(100)


def test_movement_is_not_counted_for_a_body_that_had_no_list_the_year_before() -> None:
    body = values(1)
    empty = Values({}, body="b", kind="oblast", year=2017, elements={"kpi": []})
    new = Values(body.data, body="b", kind="oblast", year=2018, elements=body.elements, previous=empty)
    found = {i.code: p for i, p in score_block(block(2018, 1), new).indicators()}
    assert isinstance(found["1.1.1.2"], NotCounted)
    assert score_block(block(2018, 1), new).state == "counted"


def test_blocks_of_a_ministry_and_an_akimat() -> None:
    """Weights of what does not apply go to its brothers: worked by hand."""
    ministry = score_block(block(2018, 1), values(1, kind="central"))
    # 1.1: (86 × 70 + 50 × 30) = 75.2; × 70 + 86 × 30 = 78.44. 1.2: (80 + 75) / 2 = 77.5; × 70 + 98 × 30 = 83.65.
    assert ministry.direction_values() == {"1.1": Decimal("78.44"), "1.2": Decimal("83.65")}
    assert ministry.value == Decimal("80.52")  # 78.44 × 60 + 83.65 × 40 = 80.524
    akimat = score_block(block(2018, 1), values(1))
    assert akimat.direction_values()["1.2"] == Decimal(
        "86.10"
    )  # (80 × 40 + 75 × 40 + 95 × 20) = 81; × 70 + 98 × 30
    assert akimat.value == Decimal("81.50")  # 47.064 + 34.44 = 81.504


@every_block
def test_penalties_stop_at_their_limits(edition: int, number: int) -> None:
    methodology = block(edition, number)
    late, untrue = f"report_days_late_{number}", f"untrue_values_{number}"

    def taken(days: str, values_untrue: str) -> list[Decimal | None]:
        body = values(number, **{late: days, untrue: values_untrue})
        return [penalty.points for penalty in score_block(methodology, body).penalties]

    assert taken("0", "0") == [0, 0]
    assert taken("3", "2") == [3, 6]
    assert taken("9", "9") == [5, 15]
    assert score_block(methodology, values(number)).penalties[0].points == 0, "nobody need enter a nought"


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
