"""A direction of sixty indicators of every sort, ready to be scored: what an authority's month at the desk looks like.

Direction 3.1 of agriculture, 2018. Values of the authority, of the body (to be verified), of a survey and of an expert;
numbers, choices, one per language, per key indicator and per programme. `VALUES` counts the places to be filled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

import pytest

from evaluation import clock
from evaluation.models import Cycle
from tests.worlds.layers import Layers, layer
from tests.worlds.opened import NOW, open_year, shipped_document
from tests.worlds.scored import MARCH, Scored
from tests.worlds.world import World

INDICATORS = 60
CRITERIA = ("16", "16", "17", "17", "17", "17")
#: Places that the authority fills: 48 plain numbers, 4 choices, 2 languages, 2 key indicators, 1 expert's judgement.
VALUES = 57
KPI, LANGUAGE, PROGRAMME, EXPERT = 57, 58, 59, 60
CHOICES = (11, 12, 13, 14)
REPORTED = (21, 22, 23, 24)


def named(text: str) -> dict[str, str]:
    return {"kk": f"{text} қазақша", "ru": f"{text} по-русски", "en": f"{text} in English"}


def _item(number: int) -> dict[str, Any]:
    own: dict[str, Any] = {
        "code": f"datum_{number}",
        "name": named(f"Datum {number}"),
        "unit": "point",
        "period": "year",
        "supplier": "authority",
        "role": "civil_service",
        "value": "number",
        "minimum": 0,
    }
    answers = [
        {"code": code, "name": named(code), "points": points}
        for code, points in (("full", 1), ("partly", 0.5), ("none", 0))
    ]
    special: dict[int, dict[str, Any]] = {
        KPI: {"per": "kpi", "unit": "own"},
        LANGUAGE: {"per": "language"},
        PROGRAMME: {"per": "programme", "supplier": "body"},
        EXPERT: {"supplier": "expert", "maximum": 10},
        **{one: {"value": "choice", "unit": "ratio", "choices": answers} for one in CHOICES},
        **{one: {"supplier": "body", "evidence": named("Register")} for one in REPORTED},
    }
    item = own | special.get(number, {})
    if item["supplier"] == "body":
        del item["role"]
    if item["value"] == "choice":
        del item["minimum"]
    return item


def _formula(number: int) -> str:
    code = f"datum_{number}"
    return {
        KPI: f"weighted_mean(clamp({code} / kpi.plan, 0, 1) * 100 by kpi.weight over kpi)",
        LANGUAGE: f"mean(clamp({code}, 0, 100) over language)",
        PROGRAMME: f"mean(clamp({code}, 0, 100) over programme)",
        EXPERT: f"{code} * 10",
        **dict.fromkeys(CHOICES, f"points({code}) * 100"),
    }.get(number, f"clamp({code}, 0, 100)")


def methodology_of_sorts(places: Sequence[int] = range(1, 11)) -> dict[str, Any]:
    """Block 3 with direction 3.1 of six criteria; ``places`` are those of the ten indicators of each that it has."""
    document = shipped_document("3")
    first = document["directions"][0]
    like = first["criteria"][0]["indicators"][0]
    first["criteria"] = [
        {
            "code": f"3.1.{place}",
            "name": named(f"Criterion {place}"),
            "weight": int(weight),
            "indicators": [
                deepcopy(like)
                | {
                    "code": f"3.1.{place}.{within}",
                    "name": named(f"Indicator {10 * place - 10 + within}"),
                    "weight": 100 // len(places),
                    "formula": _formula(10 * place - 10 + within),
                }
                for within in places
            ],
        }
        for place, weight in enumerate(CRITERIA, start=1)
    ]
    gone = {"staff", "staff_left", "vacancies_filled", "filled_by_competition", "overtime_hours"}
    gone |= {"culture_answers", "culture_index"}
    kept = [item for item in document["items"] if item["code"] not in gone]
    numbers = [10 * place + within for place in range(len(CRITERIA)) for within in places]
    document["items"] = kept + [_item(number) for number in numbers]
    return document


def open_long_year(world: World, places: Sequence[int] = range(1, 11)) -> Scored:
    """The year with the long direction; agriculture's reports are in, block 3 accepted, nothing scored yet."""
    opened = open_year(world, {"3": methodology_of_sorts(places)})
    scored = Scored(opened.world, Cycle.objects.get(pk=opened.cycle.pk))
    with clock.frozen(NOW):
        scored.fill(scored.report("agriculture", 2))
        report = scored.sign(scored.report("agriculture", 3))
    with clock.frozen(MARCH):
        scored.accept(report)
    return scored


layer("long_year", open_long_year, on="world")
#: The same with half of the indicators, of every sort too.
layer("half_year", lambda world: open_long_year(world, (1, 7, 8, 9, 10)), on="world")


@pytest.fixture
def long_year(db: None, layers: Layers) -> Iterator[Scored]:
    """Agriculture's direction of sixty indicators, unscored, on Monday 11 March 2019."""
    with clock.frozen(MARCH):
        yield layers.value("long_year")


@pytest.fixture
def half_year(db: None, layers: Layers) -> Iterator[Scored]:
    """The same direction with thirty indicators."""
    with clock.frozen(MARCH):
        yield layers.value("half_year")


__all__ = ["half_year", "long_year"]
