"""The shipped illustrative methodologies give the numbers that their definitions say, worked by hand."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from engine.compiled import compile_methodology
from engine.formulas import Counted, Datum, NotCounted, Values
from engine.formulas.outcome import number_of
from engine.methodology import DataItem
from engine.scoring import Points, score_block
from tests.engine.test_shipped import block, every_block

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
    for (code, (better, plan, weight)), fact, last in zip(KPI.items(), facts, ("8", "5"), strict=True):
        data["kpi_fact", code], before["kpi_fact", code] = Datum(Decimal(fact)), Datum(Decimal(last))
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
        given: dict[str, Any] = {late: days, untrue: values_untrue}
        body = values(number, **given)
        return [penalty.points for penalty in score_block(methodology, body).penalties]

    assert taken("0", "0") == [0, 0]
    assert taken("3", "2") == [3, 6]
    assert taken("9", "9") == [5, 15]
    assert score_block(methodology, values(number)).penalties[0].points == 0, "nobody need enter a nought"


def corners(item: DataItem) -> list[Datum]:
    """The least lawful values of an item, one in the middle of nowhere, and a great one."""
    if item.value == "choice":
        return [Datum(choice.code) for choice in item.choices]
    least = Decimal(0) if item.minimum is None else item.minimum
    most = Decimal(10) ** 9 if item.maximum is None else item.maximum
    found = [least, least + 1, most]
    if item.minimum is None:
        found += [Decimal(-1), Decimal(-10)]
    return [Datum(value) for value in found if least + 1 <= most]


KPI_CORNERS = {
    "kpi.plan": [Datum(Decimal(v)) for v in ("-4", "0", "0.5", "1000000")],
    "kpi.better": [Datum("higher"), Datum("lower")],
    "kpi.weight": [Datum(Decimal(100))],
}


@pytest.mark.parametrize(("edition", "number"), sorted(EXPECTED))
def test_no_lawful_value_leaves_a_body_without_points(edition: int, number: int) -> None:
    """An approved methodology cannot be mended during the year: each formula holds for whatever may be given."""
    methodology = block(edition, number)
    lawful = {item.code: corners(item) for item in methodology.items} | KPI_CORNERS
    per = {item.code: item.per for item in methodology.items} | dict.fromkeys(KPI_CORNERS, "kpi")
    elements = {"kpi": ["a"], "programme": ["a"], "language": ["kk", "ru"]}
    compiled = compile_methodology(methodology)
    for _, _, indicator in methodology.indicators():
        formula = compiled.indicators[id(indicator)].formula
        codes = list(dict.fromkeys(read.item for read in formula.reads))
        choices = [lawful[code] if per[code] != "language" else lawful[code][:1] for code in codes]
        for given in product(*choices):
            data: dict[Any, Datum] = {}
            for code, datum in zip(codes, given, strict=True):
                places = elements.get(per[code], [""])
                data.update({(code, e) if e else code: datum for e in places})
            last = Values(data, elements=elements)
            outcome = formula.evaluate(Values(data, elements=elements, previous=last))
            assert isinstance(outcome, Counted | NotCounted), (indicator.code, given, outcome)
            if isinstance(outcome, Counted):
                assert 0 <= number_of(outcome) <= 100, (indicator.code, given, outcome)
