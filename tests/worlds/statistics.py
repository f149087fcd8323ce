"""Agriculture's block 1 of 2018, whose figures are official statistics that an authority takes in.

def test_…(measured):                                      # the report accepted, the budget's values recorded
    take_in(measured, OUT)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from blocks import actions as block_actions
from blocks.actions.scoring import items_read
from evaluation import clock
from reports import actions as report_actions
from reports.entries import ValueEntry
from reports.models import StatisticsImport
from tests.worlds.layers import Layers, layer
from tests.worlds.opened import Opened
from tests.worlds.scored import MARCH, Scored
from tests.worlds.world import NOW

AUTHOR = "economy.evaluator"
RETRIEVED = date(2019, 3, 1)
JUNE = datetime(2019, 6, 24, 6, 0, tzinfo=UTC)
HEAD = "body,item,kpi,value,status\n"
NOT_OUT = HEAD + "".join(f"agriculture,kpi_fact,kpi-{n},,not_counted: out in June\n" for n in (1, 2))
OUT = HEAD + "agriculture,kpi_fact,kpi-1,100.5,\nagriculture,kpi_fact,kpi-2,50.25,\n"


def build_measured(opened: Opened) -> Scored:
    """Agriculture's report on block 1 accepted, the budget's values recorded."""
    scored = Scored(opened.world, opened.cycle)
    with clock.frozen(NOW):
        report = scored.sign(scored.report("agriculture", 1))
    with clock.frozen(MARCH):
        scored.accept(report)
        second = scored.partials("agriculture", 1)[1]
        proof = scored.proof(second)
        entries = [
            ValueEntry(item.code, number=Decimal(100), document_ids=(proof.pk,))
            for item in items_read(second).values()
            if item.supplier == "authority" and item.default is None
        ]
        block_actions.record_values(second, scored.person("finance.evaluator"), entries)
    return scored


layer("measured", build_measured, on="opened")


@pytest.fixture
def measured(db: None, layers: Layers) -> Iterator[Scored]:
    """Block 1 waits for the statistics, on Monday 11 March 2019."""
    with clock.frozen(MARCH):
        yield layers.value("measured")


def take_in(scored: Scored, table: str | bytes, by: str = AUTHOR, **changes: Any) -> StatisticsImport:
    given: dict[str, Any] = {
        "authority": scored.world.body(by.split(".", maxsplit=1)[0]),
        "filename": "figures.csv",
        "data": table.encode() if isinstance(table, str) else table,
        "source": "Committee on Statistics, series 5",
        "retrieved_on": RETRIEVED,
        "by": scored.person(by),
    }
    return report_actions.import_statistics(scored.cycle, **(given | changes))
