"""The sheets of an OpenDocument spreadsheet, in the same shape as a workbook's (`engine/foreign/workbook.py`). Pure.

A row or a cell that the file says to be repeated stands so many times, within what is asked for: empty ones fill a
sheet to its millionth row.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime
from typing import Final
from xml.etree import ElementTree

from engine.foreign.gate import Unreadable
from engine.foreign.workbook import Cell, Sheet, Value
from reports.office_text import cell_text, local_name, tree_in

PART: Final = "content.xml"
#: What rows and columns are grouped in.
_GROUPS: Final = frozenset(
    {
        "table-row-group",
        "table-header-rows",
        "table-rows",
        "table-column-group",
        "table-header-columns",
        "table-columns",
    }
)
_NUMBERS: Final = frozenset({"float", "percentage", "currency"})


def open_sheets_of(data: bytes, most_rows: int, most_columns: int) -> tuple[list[Sheet], frozenset[str]]:
    """The sheets in their order, of each so many rows that hold something and so many columns; and what is told of the
    file beside: changed. Raises Unreadable."""
    root = tree_in(data, PART)
    not_shown = _styles_not_shown(root)
    body = next((one for one in root.iter() if local_name(one) == "spreadsheet"), None)
    if body is None:
        raise Unreadable("damaged")
    found = []
    for table in body:
        if local_name(table) == "table":
            sheet = Sheet(_said(table, "name"), hidden=_said(table, "style-name") in not_shown)
            _read(sheet, table, most_rows, most_columns)
            found.append(sheet)
    changed = any(local_name(one) == "tracked-changes" for one in body)
    return found, frozenset({"changed"} if changed else ())


def _styles_not_shown(root: ElementTree.Element) -> set[str]:
    """The styles by which a sheet is hidden."""
    return {
        _said(style, "name")
        for style in root.iter()
        if local_name(style) == "style" and any(_said(part, "display") == "false" for part in style)
    }


def _read(sheet: Sheet, table: ElementTree.Element, most_rows: int, most_columns: int) -> None:
    names = {local_name(one) for one in table.iter()}
    sheet.drawn = bool(names & {"frame", "custom-shape", "control", "line", "rect", "ellipse", "g"})
    sheet.noted = "annotation" in names
    row = column = 0
    for part in _parts(table):
        hidden = _said(part, "visibility") in ("collapse", "filter")
        if local_name(part) == "table-column":
            times = _times(part, "number-columns-repeated")
            if hidden:
                sheet.hidden_columns.append((column + 1, column + times))
            column += times
            continue
        times = _times(part, "number-rows-repeated")
        cells = _cells(sheet.title, part, most_columns)
        if cells:
            for number in range(row + 1, row + 1 + min(times, most_rows - len(sheet.rows))):
                sheet.rows[number] = {at: replace(cell, row=number) for at, cell in cells.items()}
                if hidden:
                    sheet.hidden_rows.add(number)
            sheet.max_row, sheet.max_column = row + times, max(sheet.max_column, *cells)
        row += times
        if len(sheet.rows) >= most_rows:
            return


def _parts(table: ElementTree.Element) -> Iterator[ElementTree.Element]:
    """The columns and rows of a table, out of their groups; those of a table inside a cell are not among them."""
    for child in table:
        name = local_name(child)
        if name in _GROUPS:
            yield from _parts(child)
        elif name in ("table-column", "table-row"):
            yield child


def _cells(title: str, row: ElementTree.Element, most: int) -> dict[int, Cell]:
    """Column → cell, of those that hold something."""
    found: dict[int, Cell] = {}
    column = 0
    for part in row:
        if local_name(part) not in ("table-cell", "covered-table-cell"):
            continue
        times = _times(part, "number-columns-repeated")
        cell = _cell(title, part)
        if cell is not None:
            for at in range(column + 1, min(column + times, most) + 1):
                found[at] = replace(cell, column=at)
        column += times
        if column >= most:
            break
    return found


def _cell(title: str, part: ElementTree.Element) -> Cell | None:
    kind, formula = _said(part, "value-type"), _said(part, "formula")
    value = _value(kind, part)
    if formula:
        formula = "=" + formula.partition("=")[2]
        computed = bool(kind) or value is not None
        return Cell(title, 0, 0, value if computed else None, "f", _format(kind), formula)
    if value is None:
        return None
    return Cell(title, 0, 0, value, "s" if isinstance(value, str) else "n", _format(kind))


def _value(kind: str, part: ElementTree.Element) -> Value:
    """What the cell holds; where its value is none that we know, what the file shows of it."""
    with suppress(ValueError):
        if kind in _NUMBERS:
            return float(_said(part, "value"))
        if kind == "boolean":
            return _said(part, "boolean-value") == "true"
        if kind == "date":
            said = _said(part, "date-value")
            return datetime.fromisoformat(said) if "T" in said else date.fromisoformat(said)
    return _said(part, "string-value") or cell_text(part) or None


def _format(kind: str) -> str:
    return "0%" if kind == "percentage" else "General"


def _said(element: ElementTree.Element, name: str) -> str:
    """The attribute of this name, of the format's own names and not of a program's beside them."""
    return next(
        (value for key, value in element.attrib.items() if key.rpartition("}")[2] == name and "oasis" in key),
        "",
    )


def _times(element: ElementTree.Element, name: str) -> int:
    said = _said(element, name)
    return max(int(said), 1) if said.isdecimal() and len(said) < 9 else 1
