"""The workbook of a report that stands in the database, filled in as a body would."""

from __future__ import annotations

import io
from typing import Any

from openpyxl import load_workbook

from engine.report_workbook.writing import written
from reports.models import Report
from reports.selectors import read_sheet
from reports.workbooks import book_of
from tests.worlds.workbooks import VALUES, saved


def filled_in(report: Report, **numbers: Any) -> bytes:
    """The report's own workbook, in Russian, with numbers written by item."""
    workbook = load_workbook(io.BytesIO(written(book_of(read_sheet(report), "ru"))))
    page = workbook[VALUES]
    for row in range(2, page.max_row + 1):
        if page.cell(row, 1).value in numbers:
            page.cell(row, 4).value = numbers[str(page.cell(row, 1).value)]
    return saved(workbook)
