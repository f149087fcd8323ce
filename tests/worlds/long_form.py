"""A report that asks for as many values as a large ministry's: block 3 of agriculture, its data asked once each.

Every third value is given, with a document behind it, and every second has one of the year before; the texts are as
long as those of the shipped methodologies. `open_long_form(world, 150)` opens the year with so many.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from typing import Any

import pytest

from evaluation import clock
from evaluation.models import Cycle
from reports import actions as report_actions
from reports.entries import ValueEntry
from reports.models import DatumValue, Provenance, Report
from reports.selectors import read_sheet
from tests.worlds.layers import Layers, layer
from tests.worlds.opened import NOW, Opened, open_year, shipped_document
from tests.worlds.world import World

MANY, FEW = 150, 60
BLOCK = 3
#: Data that one indicator takes, and indicators of one criterion.
OF_ONE, OF_CRITERION = 5, 5
#: Values that the other directions of the shipped block ask here.
OTHERS = 2


def _words(kk: str, ru: str, en: str) -> dict[str, str]:
    return {"kk": kk, "ru": ru, "en": en}


def _item(number: int) -> dict[str, Any]:
    return {
        "code": f"asked_{number}",
        "name": _words(
            f"Есепті жылы көрсетілген қызметтер саны, {number}-топ",
            f"Число услуг, оказанных в отчётном году, группа {number}",
            f"Services rendered in the year, group {number}",
        ),
        "definition": _words(
            "Орталық және жергілікті органдар көрсеткен, нәтижесі берілген қызметтердің бәрі есепке алынады.",
            "Учитываются все услуги центральных и местных органов, по которым выдан результат.",
            "All services of central and local bodies whose result was issued are counted.",
        ),
        "unit": "number",
        "period": "year",
        "supplier": "body",
        "value": "count",
        "minimum": 0,
        "jump": 50,
        "on_trial": ["jump"],
        "evidence": _words("Қызметтер тізілімі", "Реестр услуг", "Register of services"),
    }


def long_document(count: int) -> dict[str, Any]:
    """The methodology of block 3 whose first direction takes ``count`` data of the body."""
    document = shipped_document(str(BLOCK))
    first = document["directions"][0]
    like = first["criteria"][0]["indicators"][0]
    numbers = list(range(1, count + 1))
    groups = [numbers[at : at + OF_ONE] for at in range(0, count, OF_ONE)]
    parts = [groups[at : at + OF_CRITERION] for at in range(0, len(groups), OF_CRITERION)]
    weights = _shares(len(parts))
    first["criteria"] = [
        {
            "code": f"3.1.{place}",
            "name": _words(f"Өлшемшарт {place}", f"Критерий {place}", f"Criterion {place}"),
            "weight": weights[place - 1],
            "indicators": [
                deepcopy(like)
                | {
                    "code": f"3.1.{place}.{within}",
                    "name": _words(f"Көрсеткіш {within}", f"Показатель {within}", f"Indicator {within}"),
                    "weight": _shares(len(part))[within - 1],
                    "formula": f"clamp(({' + '.join(f'asked_{n}' for n in group)}) / {len(group)}, 0, 100)",
                }
                for within, group in enumerate(part, start=1)
            ],
        }
        for place, part in enumerate(parts, start=1)
    ]
    document["items"] = _used(document) + [_item(number) for number in numbers]
    return document


def _used(document: dict[str, Any]) -> list[dict[str, Any]]:
    """The data of the shipped methodology that something still takes."""
    named = set(re.findall(r"\w+", f"{document['directions']} {document.get('penalties')}"))
    return [one for one in document["items"] if one["code"] in named]


def _shares(count: int) -> list[int]:
    """A hundred divided by ``count`` in whole numbers."""
    return [100 // count + (place < 100 % count) for place in range(count)]


def open_long_form(world: World, count: int = MANY) -> Opened:
    """The year whose report of agriculture on block 3 asks so many values in all."""
    opened = open_year(world, {str(BLOCK): long_document(count - OTHERS)})
    with clock.frozen(NOW):
        report = long_report(opened)
        document = opened.document("agriculture")
        earlier, _made = Cycle.objects.get_or_create(year=2017)
        preparer = opened.person("agriculture.preparer")
        codes = [cell[0] for cell in read_sheet(report).slots if cell[0].startswith("asked_")]
        DatumValue.objects.bulk_create(
            DatumValue(
                cycle=earlier, body=report.body, item=code, provenance=Provenance.REPORTED, number=Decimal(10),
                given_by=preparer, given_at=clock.now(),
            )
            for code in codes[::2]
        )  # fmt: skip
        report_actions.save_values(
            report,
            preparer,
            [ValueEntry(code, number=Decimal(12), document_ids=(document.pk,)) for code in codes[::3]],
        )
    return opened


def long_report(opened: Opened) -> Report:
    """Agriculture's report on block 3."""
    return opened.report("agriculture", BLOCK)


layer("long_form", open_long_form, on="world")
layer("shorter_form", lambda world: open_long_form(world, FEW), on="world")


@pytest.fixture(params=["long_form", "shorter_form"])
def asks_much(request: pytest.FixtureRequest, db: None, layers: Layers) -> Iterator[Opened]:
    """A long report and a shorter one, in turn."""
    with clock.frozen(NOW):
        yield layers.value(request.param)


__all__ = ["Opened", "asks_much", "long_report", "open_long_form"]
