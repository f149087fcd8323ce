"""What is ready of a report: the database counts what its sheet tells, report by report."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from engine.questions import BODY_SUPPLIES
from methodologies.content import blocks_in_force
from reports import actions
from reports.entries import ValueEntry
from reports.models import DatumValue, Report
from reports.selectors import progress, read_sheets, sheets
from reports.selectors.progress import Progress, progress_of
from tests.worlds.opened import Opened

pytestmark = pytest.mark.slow


def told_by_sheets(reports: list[Report]) -> dict[int, Progress]:
    return {
        pk: Progress(
            sheet.done, sheet.total, sheet.documents(), sum(1 for _one in sheet.sheet.questions(here=False))
        )
        for pk, sheet in read_sheets(reports[0].cycle, reports).items()
    }


def every(opened: Opened) -> list[Report]:
    return list(Report.objects.filter(cycle=opened.cycle).select_related("cycle", "body"))


def test_an_empty_year_asks_and_has_nothing(opened: Opened) -> None:
    counted = progress_of(opened.cycle, every(opened))
    assert counted == told_by_sheets(every(opened))
    assert {one.done for one in counted.values()} == {0}
    assert all(one.total for one in counted.values())


def test_the_counts_are_those_of_the_sheets(opened: Opened) -> None:
    """One report is whole, in another a document is missing, a programme is begun, a value is explained away."""
    opened.fill(opened.report("agriculture", 1))
    begun = opened.report("culture", 1)
    document = opened.document("culture")
    actions.save_values(
        begun,
        opened.person("culture.preparer"),
        [
            ValueEntry("programme_fact", row="001", number=Decimal(1)),
            ValueEntry("programme_plan", row="001", number=Decimal(1), document_ids=(document.pk,)),
            ValueEntry("programme_plan", row="002", status="not_counted", reason="It was not begun."),
        ],
    )
    counted = progress_of(opened.cycle, every(opened))
    assert counted == told_by_sheets(every(opened))
    whole, partly = counted[opened.report("agriculture", 1).pk], counted[begun.pk]
    assert whole.done == whole.total
    assert 0 < partly.done < partly.total
    assert partly.documents == 1


def test_what_repeats_is_asked_for_each_element(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    """Indicators of the list, if the body gave them; and what nobody asks, laid beside, is not counted."""
    report = opened.report("agriculture", 1)
    opened.fill(report)
    before = progress_of(opened.cycle, [report])[report.pk]
    asked = {
        block: replace(
            methodology,
            items=tuple(
                replace(item, supplier=BODY_SUPPLIES, evidence=None) if item.code == "kpi_fact" else item
                for item in methodology.items
            ),
        )
        for block, methodology in blocks_in_force(opened.cycle).items()
    }
    for module in (progress, sheets):
        monkeypatch.setattr(module, "blocks_in_force", lambda _cycle: asked)
    value = DatumValue.objects.filter(report=report, item="programme_plan")[0]
    for item, language, row in (
        ("kpi_fact", "", "kpi-1"),
        ("kpi_fact", "", "kpi-99"),
        ("kpi_fact", "kk", "kpi-2"),
        ("programme_plan", "", ""),
        ("of_nobody", "", ""),
    ):
        value.pk = None
        value.item, value.language, value.row = item, language, row
        value.save()
    now = progress_of(opened.cycle, [report])
    assert now == told_by_sheets([report])
    assert (now[report.pk].done, now[report.pk].total) == (before.done + 1, before.total + 2)


def test_progress_is_counted_in_three_queries(opened: Opened) -> None:
    reports = every(opened)
    for some in (reports[:1], reports):
        with CaptureQueriesContext(connection) as queries:
            progress_of(opened.cycle, some)
        assert len(queries) == 3
