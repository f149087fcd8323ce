"""The same workbook written anew, with its faults marked and explained at their cells.

Written, not resaved: nothing of the file that came in is in it but the texts and numbers of the sheets that the portal
knows; a formula comes back as text.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from openpyxl.styles import PatternFill
from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from engine.checks import row_missing
from engine.checks.base import Fault

from . import layout
from .layout import Book
from .reading import MAX_ROWS, NUMBER, FoundSheet
from .writing import blank, dress, note, put, row_of, saved

ERRORS = PatternFill("solid", fgColor="F6C6BF")
WARNINGS = PatternFill("solid", fgColor="FBE3A6")


def marked(book: Book, sheets: Sequence[FoundSheet], faults: Sequence[Fault], language: str) -> bytes:
    """The workbook as it came in, every fault marked in red or yellow, with a note in the language."""
    workbook = blank(book)
    rows: dict[str, list[int]] = {title: [] for title in book.sheets[1:]}
    for sheet in sheets:
        if sheet.title not in rows:
            continue
        page = workbook[sheet.title]
        rows[sheet.title] = sorted(
            {cell.row for cell in sheet.cells if cell.column == 1 and 1 < cell.row <= MAX_ROWS}
        )
        for cell in sheet.cells:
            value = (
                Decimal(cell.text) if cell.kind == NUMBER and not cell.formula else cell.formula or cell.text
            )
            if cell.is_percent and isinstance(value, Decimal):
                value = f"{format(value * 100, 'f').rstrip('0').rstrip('.')} %"
            put(page, cell.row, cell.column, value)
    places = {place.key: place for place in book.rows}
    for fault in faults:
        if fault.code == row_missing.CHECK.code and fault.params["key"] in places:
            _column, row = coordinate_from_string(fault.cell)
            row_of(workbook[fault.sheet], row, places[str(fault.params["key"])], book)
            rows[fault.sheet].append(row)
    dress(workbook, book, rows)
    for fault in faults:
        if fault.sheet in workbook.sheetnames and fault.sheet != layout.MARK_SHEET:
            letters, row = coordinate_from_string(fault.cell)
            page = workbook[fault.sheet]
            page[fault.cell].fill = ERRORS if fault.stops else WARNINGS
            note(page, row, column_index_from_string(letters), f"{fault.code}: {fault.wanted(language)}")
    return saved(workbook)
