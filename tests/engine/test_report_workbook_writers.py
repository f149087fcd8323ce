"""A report's workbook as others write it: the same cells by two more writers and by LibreOffice, read by two readers."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyexcelerate
import pytest
import python_calamine
import xlsxwriter
from openpyxl import Workbook, load_workbook

from engine.report_workbook.layout import Given
from engine.report_workbook.reading import NUMBER, FoundSheet, read_workbook
from tests.worlds.workbooks import VALUES, book_of_a_report, checked, filled, told

#: What was typed into the workbook before LibreOffice Calc 7.4 opened and saved it; made anew so when what the items of
#: `tests.worlds.workbooks` ask changes.
SAVED = Path(__file__).resolve().parents[1] / "data" / "workbooks" / "saved-by-libreoffice.xlsx"
TYPED = {
    "D2": 41, "D3": "1 234,5", "D4": 45, "D5": "45 %", "D6": -3, "D7": "Yes ru", "E8": "Нет данных",
}  # fmt: skip
MEANT = {
    ("served", "", ""): Given(Decimal(41)),
    ("spent", "", ""): Given(Decimal("1234.5")),
    ("in_time", "", ""): Given(Decimal(45)),
    ("part", "", ""): Given(Decimal("0.45")),
    ("growth", "", ""): Given(Decimal(-3)),
    ("open", "", ""): Given(choice="yes"),
    ("site", "kk", ""): Given(reason="Нет данных"),
    ("fact", "", "001"): Given(Decimal(4)),
}


def by_openpyxl(cells: dict[str, Any]) -> bytes:
    return filled(book_of_a_report(), cells)


def by_xlsxwriter(cells: dict[str, Any]) -> bytes:
    """As Excel lays a file out: shared strings, styles, a hidden sheet, panes, a filter."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as made:
        for page in _opened(cells):
            sheet = made.add_worksheet(page.title)
            for row in page.iter_rows():
                for cell in row:
                    if isinstance(cell.value, str):
                        sheet.write_string(cell.row - 1, cell.column - 1, cell.value)
                    elif isinstance(cell.value, date):
                        kind = made.add_format({"num_format": "dd.mm.yyyy"})
                        sheet.write_datetime(cell.row - 1, cell.column - 1, cell.value, kind)
                    elif cell.value is not None:
                        sheet.write(cell.row - 1, cell.column - 1, cell.value)
            if page.sheet_state != "visible":
                sheet.very_hidden()
            elif page.auto_filter.ref:
                sheet.autofilter(page.auto_filter.ref)
                sheet.freeze_panes(1, 2)
    return out.getvalue()


def by_pyexcelerate(cells: dict[str, Any]) -> bytes:
    """Bare: texts inside the cells, no styles."""
    made = pyexcelerate.Workbook()
    for page in _opened(cells):
        sheet = made.new_sheet(page.title)
        for row in page.iter_rows():
            for cell in row:
                if cell.value is not None:
                    sheet.set_cell_value(cell.row, cell.column, cell.value)
    out = io.BytesIO()
    made._save(out)
    return out.getvalue()


def _opened(cells: dict[str, Any]) -> Workbook:
    return load_workbook(io.BytesIO(by_openpyxl(cells)))


@cache
def typed(write: Callable[[dict[str, Any]], bytes]) -> bytes:
    return write(TYPED)


def by_libreoffice(_cells: dict[str, Any]) -> bytes:
    return SAVED.read_bytes()


WRITERS = [by_openpyxl, by_xlsxwriter, by_pyexcelerate, by_libreoffice]


@pytest.mark.parametrize("write", WRITERS)
def test_the_same_is_read_whoever_wrote_it(write: Callable[[dict[str, Any]], bytes]) -> None:
    found = checked(typed(write))
    assert told(found) == []
    assert {cell: one.given for cell, one in found.values.items()} == MEANT
    assert found.was == checked(typed(by_openpyxl)).was
    assert found.revision == 7


@pytest.mark.parametrize("write", WRITERS)
def test_another_reader_reads_the_same_cells(write: Callable[[dict[str, Any]], bytes]) -> None:
    data = typed(write)
    sheets = read_workbook(data)
    assert isinstance(sheets, list)
    other = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    assert other.sheet_names == [one.title for one in sheets]
    for sheet in sheets:
        assert _ours(sheet) == _theirs(other, sheet.title)


def _ours(sheet: FoundSheet) -> dict[tuple[int, int], str | Decimal]:
    return {
        (cell.row, cell.column): Decimal(cell.text) if cell.kind == NUMBER else cell.text
        for cell in sheet.cells
    }


def _theirs(book: python_calamine.CalamineWorkbook, title: str) -> dict[tuple[int, int], str | Decimal]:
    rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    return {
        (row, column): value if isinstance(value, str) else Decimal(str(value))
        for row, values in enumerate(rows, start=1)
        for column, value in enumerate(values, start=1)
        if value != ""
    }


@pytest.mark.parametrize("write", [by_openpyxl, by_xlsxwriter, by_pyexcelerate])
def test_the_same_is_wrong_whoever_wrote_it(write: Callable[[dict[str, Any]], bytes]) -> None:
    data = write({"D2": "много", "D3": date(2025, 5, 9), "D4": 145, "D5": True, "D6": 51.5, "H5": "сноска"})
    assert told(checked(data)) == [
        f"{VALUES}!{one}"
        for one in (
            "D2 R-NUM-01", "D3 R-CEL-04", "D4 R-NUM-07", "D5 R-CEL-05", "H5 R-ROW-04", "D6 R-NUM-06",
        )
    ]  # fmt: skip
