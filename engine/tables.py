"""A table that people upload, text or Excel, as rows of text with the place of every cell. Pure and bounded.

rows = read_table(data, required=("body", "item", "value"), optional=("language",))
# list[TableRow] | list[TableFault]: every fault at its place, "line 7, value" or "Sheet1!C7"
number = numbers_of(rows, ("value",)).read(rows[0]["value"])    # as the file means it: `engine.foreign.numbers`

One reader for all: official statistics, the list of indicators, the data of the scoring command.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from openpyxl.utils import get_column_letter

from engine.foreign.archives import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, looks_like_workbook, refuse_other_kinds
from engine.foreign.gate import Unreadable, behind_gate
from engine.foreign.numbers import NotANumber, Signs, TypedNumber, shown_digits, signs_of
from engine.foreign.text import decoded, delimiter_of, lines_of
from engine.foreign.workbook import Cell, Sheet, moment_text, sheets_of
from engine.formulas.errors import nearest
from engine.table_faults import TableFault

#: So many faults are told; a file with more is wrong as a whole.
MAX_FAULTS = 1_000
#: So many foreign columns, and merged cells, are told by name.
TOLD_BY_NAME = 4


@dataclass(frozen=True, slots=True)
class _Table:
    """What the rows of one table share: its sheet (empty in text), the columns by key, what divides them in text."""

    sheet: str
    columns: Mapping[str, int]
    delimiter: str


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: its number from 1 in the file, and the text of each column; ``where`` names a column's cell."""

    number: int
    cells: Mapping[str, str]
    table: _Table

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")

    def where(self, key: str) -> str:
        """ "7:value" in text, "Sheet1!C7" in a workbook; for a column that is absent the row's first cell."""
        if not self.table.sheet:
            return f"{self.number}:{key}"
        return self.cell_of(key)

    def cell_of(self, key: str) -> str:
        """The column's cell in a workbook; empty in text."""
        if not self.table.sheet:
            return ""
        return f"{self.table.sheet}!{get_column_letter(self.table.columns.get(key, 1))}{self.number}"


#: A line: its number and its cells from the first column on.
_Line = tuple[int, list[str | TableFault]]
#: Column → the words that may stand above it, the first of them in sentences: {"plan": ("Plan", "План")}.
Headings = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Bounds:
    """How much is read: bytes, and rows under the heading."""

    size: int = MAX_BYTES
    rows: int = MAX_ROWS


#: What a page takes in.
OF_PAGES = Bounds()


def read_table(
    data: bytes, required: Sequence[str], optional: Sequence[str] = ()
) -> list[TableRow] | list[TableFault]:
    """The rows below the first that is not blank, or every fault of the table. Blank rows are passed over."""
    rows, faults = read_cells(data, required, optional)
    return faults or rows


def numbers_of(rows: Iterable[TableRow], columns: Sequence[str], told: str = "") -> Signs:
    """How the numbers in these columns are to be read. ``told``: the decimal sign that a person named."""
    listed = list(rows)
    delimiter = listed[0].table.delimiter if listed else ""
    return signs_of((row[column] for row in listed for column in columns), delimiter, told)


@behind_gate(lambda unreadable: ([], [TableFault("", unreadable.code, unreadable.params)]))
def read_cells(
    data: bytes,
    required: Sequence[str],
    optional: Sequence[str] = (),
    headings: Headings | None = None,
    bounds: Bounds = OF_PAGES,
) -> tuple[list[TableRow], list[TableFault]]:
    """The rows as far as they are read, and every fault beside them: for whoever names all bad cells at once.

    A cell with a fault is absent from its row. ``headings`` are words that may stand above a column beside its key.
    """
    if len(data) > bounds.size:
        raise Unreadable("too_big", size=f"{len(data):,}", limit=f"{bounds.size:,}")
    reading = _Reading(tuple(required), (*required, *optional), headings or {}, bounds)
    if looks_like_workbook(data):
        reading.sheet(_sheet_of(sheets_of(data, bounds.rows + 2), reading))
    else:
        refuse_other_kinds(data)
        reading.text(decoded(data))
    if not reading.rows and not reading.faults:
        raise Unreadable("no_rows")
    return reading.rows, reading.faults


def _head(text: str) -> str:
    """A heading as it is compared: without the case of its letters, and with single spaces."""
    return " ".join(text.replace("\ufeff", "").replace("\u200b", "").split()).lower()


class _Reading:
    """One table on its way from lines to rows."""

    def __init__(
        self, required: Sequence[str], known: Sequence[str], headings: Headings, bounds: Bounds
    ) -> None:
        self.required, self.known, self.bounds = required, known, bounds
        self.names = {key: headings.get(key, (key,))[0] for key in known}
        self.keys = {_head(word): key for key in known for word in (key, *headings.get(key, ()))}
        self.rows: list[TableRow] = []
        self.faults: list[TableFault] = []
        self.heads: list[str] = []

    def heading_keys(self, texts: Iterable[str]) -> set[str]:
        """Which columns stand in a row, if it is the heading."""
        return {self.keys[_head(text)] for text in texts if _head(text) in self.keys}

    def text(self, text: str) -> None:
        """A table of text."""
        delimiter, body = delimiter_of(text, tuple(self.keys))
        self.read(lines_of(body, delimiter), _Table("", {}, delimiter))

    def sheet(self, sheet: Sheet) -> None:
        """A sheet of a workbook."""
        if sheet.max_column > MAX_COLUMNS:
            raise Unreadable("too_many_columns", columns=str(MAX_COLUMNS))
        if merged := [f"{sheet.title}!{one}" for one in sheet.merged]:
            told = [*merged[:TOLD_BY_NAME], *(["…"] if len(merged) > TOLD_BY_NAME else [])]
            self.faults.append(TableFault("", "merged_cells", {"cells": ", ".join(told)}))
        lines = (
            (number, [_of_cell(sheet, sheet.cell(number, n)) for n in range(1, sheet.max_column + 1)])
            for number in sorted(sheet.rows)
        )
        self.read(lines, _Table(sheet.title, {}, ""))

    def read(self, lines: Iterable[tuple[int, Sequence[str | TableFault]]], table: _Table) -> None:
        """The heading, then the rows."""
        for number, found in lines:
            if all(isinstance(one, str) and not one.strip() for one in found[: MAX_COLUMNS + 1]):
                continue
            if not self.heads:
                table = self.heading(number, found, table)
                if self.faults:
                    return
            elif len(self.rows) >= self.bounds.rows:
                raise Unreadable("too_many_rows", rows=f"{self.bounds.rows:,}")
            else:
                self.row(number, found, table)
            if len(self.faults) >= MAX_FAULTS:
                last = {"limit": f"{MAX_FAULTS:,}"}
                self.faults[MAX_FAULTS:] = [TableFault("", "too_many_faults", last, number)]
                return

    def heading(self, number: int, found: Sequence[str | TableFault], table: _Table) -> _Table:
        """Which column is which; every fault of the heading is told."""
        filled = len(found)
        while filled and isinstance(last := found[filled - 1], str) and not last.strip():
            filled -= 1
        found = found[:filled]
        if len(found) > MAX_COLUMNS:
            raise Unreadable("too_many_columns", columns=str(MAX_COLUMNS))
        said_names = ", ".join(self.names.values())
        faults, columns = [], {}
        foreign: list[tuple[str, str]] = []
        for position, text in enumerate(found, start=1):
            if isinstance(text, TableFault):
                faults.append(text)
            head = "" if isinstance(text, TableFault) else _head(text)
            key = self.keys.get(head, head)
            place = _place(table.sheet, number, position, head)
            shown = "".join(sign if sign.isprintable() else "?" for sign in head[:60])
            if key and key not in self.known:
                near = nearest(key, tuple(self.keys))
                near = self.names.get(self.keys.get(near, ""), "")
                absent = near if near and self.keys.get(_head(near)) not in columns else ""
                if absent:
                    faults.append(
                        TableFault(place, "misspelt_column", {"key": shown, "near": absent}, number)
                    )
                else:
                    foreign.append((place, shown))
            elif key and key in columns:
                faults.append(TableFault(place, "double_column", {"key": self.names[key]}, number))
            elif key:
                columns[key] = position
            self.heads.append(key)
        if len(found) == 1 and len(self.heading_keys(re.split(r"[,;\t]", str(found[0])))) > 1:
            raise Unreadable("quoted_lines")
        faults += _foreign_columns(foreign, said_names, number)
        if missing := [self.names[key] for key in self.required if key not in columns]:
            params = {"key": missing[0], "keys": ", ".join(missing), "known": said_names}
            code = "missing_column" if len(missing) == 1 else "missing_columns"
            faults.append(TableFault(_place(table.sheet, number, 1, self.heads[0]), code, params, number))
        self.faults += faults
        return _Table(table.sheet, columns, table.delimiter)

    def row(self, number: int, found: Sequence[str | TableFault], table: _Table) -> None:
        """One row under the heading."""
        if table.delimiter == "," and len(found) > len(self.heads):
            found = _with_split_number(number, found, self.heads)
        cells: dict[str, str] = {}
        for position, text in enumerate(found[: MAX_COLUMNS + 1]):
            key = self.heads[position] if position < len(self.heads) else ""
            if isinstance(text, TableFault):
                self.faults.append(text)
                if text.code == "hidden_row":  # all of it is
                    break
                continue
            tidy = text if isinstance(text, TypedNumber) else _tidy(text)
            if not key:
                if tidy:
                    place = _place(table.sheet, number, position + 1, "")
                    code = "unnamed_column" if position < len(self.heads) else "extra_cell"
                    self.faults.append(TableFault(place, code, {}, number))
                    break
            elif not tidy.isprintable() and (sign := _unprintable(tidy)):
                place = _place(table.sheet, number, position + 1, key)
                self.faults.append(TableFault(place, "unprintable", {"sign": f"U+{ord(sign):04X}"}, number))
            else:
                cells[key] = tidy
        self.rows.append(TableRow(number, cells, table))


def _foreign_columns(found: Sequence[tuple[str, str]], known: str, number: int) -> list[TableFault]:
    """Columns that nobody asks for, in one fault at the first of them: the first few by name, the others counted."""
    if not found:
        return []
    place, first = found[0]
    told, more = [name for _place, name in found[:TOLD_BY_NAME]], len(found) - TOLD_BY_NAME
    params = {"key": first, "keys": ", ".join(told), "count": str(more), "known": known}
    code = "unknown_column" if len(found) == 1 else "unknown_columns" if more <= 0 else "many_unknown_columns"
    return [TableFault(place, code, params, number)]


_EDGES = "".join(map(chr, (9, 10, 13, 32, 0xA0, 0x2007, 0x202F, 0x200B, 0x2060, 0xFEFF)))


def _tidy(text: str) -> str:
    """A cell's text without what stands around it, in one line."""
    text = text.strip(_EDGES)
    return re.sub(r"[\t\r\n]+", " ", text) if not text.isprintable() else text


def _unprintable(text: str) -> str:
    """The first sign that would show as nothing, or command the screen it is shown on; odd spaces are no such signs."""
    return next((sign for sign in text if unicodedata.category(sign).startswith("C")), "")


def _place(sheet: str, number: int, position: int, key: str) -> str:
    return f"{sheet}!{get_column_letter(position)}{number}" if sheet else f"{number}:{key or position}"


def _with_split_number(
    number: int, found: Sequence[str | TableFault], heads: Sequence[str]
) -> Sequence[str | TableFault]:
    """A row longer than the heading whose 9,25 fell into two cells: it ends with the fault."""
    for n in range(min(len(found) - 1, len(heads))):
        left, right = str(found[n]).strip(), str(found[n + 1]).strip()
        if left.lstrip("-\u2212").isdecimal() and right.isdecimal():
            params = {"found": f"{left},{right}", "dot": f"{left}.{right}"}
            return [*found[:n], TableFault(f"{number}:{heads[n] or n + 1}", "split_number", params, number)]
    return found


# --- workbooks --------------------------------------------------------------------------------------------------------


def _sheet_of(sheets: Sequence[Sheet], reading: _Reading) -> Sheet:
    """The sheet that holds the table: the only one with its heading, or else the first that holds anything."""
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise Unreadable("no_rows")
    fitting = [
        sheet for sheet in filled if set(reading.required) <= reading.heading_keys(_first_texts(sheet))
    ]
    seen = [sheet for sheet in fitting if not sheet.hidden]
    if len(seen) > 1:
        raise Unreadable("several_sheets", sheets=", ".join(sheet.title for sheet in seen))
    if fitting and not seen:
        raise Unreadable("hidden_sheet", sheet=fitting[0].title)
    return seen[0] if seen else next((sheet for sheet in filled if not sheet.hidden), filled[0])


def _first_texts(sheet: Sheet) -> Iterator[str]:
    return (str(cell.value) for cell in sheet.rows[min(sheet.rows)].values())


def _of_cell(sheet: Sheet, cell: Cell) -> str | TableFault:
    """The text of a cell, or why it is none."""

    def fault(code: str, **params: str) -> TableFault:
        return TableFault(cell.place, code, params, cell.row)

    value = cell.value
    if cell.is_blank:
        return ""
    if cell.row in sheet.hidden_rows:
        return fault("hidden_row")
    if sheet.hides_column(cell.column):
        return fault("hidden_column")
    match cell.data_type:
        case "f":
            return fault("formula_cell")
        case "e":
            return fault("error_cell", found=str(value))
        case "d":
            return fault("date_cell", found=moment_text(value))
        case "b":
            return "TRUE" if value else "FALSE"
        case "n" if isinstance(value, int | float):
            try:
                if cell.is_percent:
                    return fault("percent_cell", found=shown_digits(value * 100))
                return TypedNumber(shown_digits(value))
            except NotANumber as error:
                return fault(error.code, **error.params)
    return str(value)
