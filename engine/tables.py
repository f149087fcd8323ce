"""A table that people upload, CSV or Excel, as rows of text with the place of every cell. Pure and bounded.

found = read_table(data, required=("body", "item", "value"), optional=("language",))
# list[TableRow] | list[TableFault]: every fault at its place, "line 7, value" or "Sheet1!C7"
"""

from __future__ import annotations

import csv
import datetime
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from engine.formulas.errors import nearest
from engine.formulas.terms import gettext_noop
from engine.methodology_format.problems import CELL_MESSAGES
from engine.methodology_workbook.safety import (
    MAX_BYTES,
    MAX_COLUMNS,
    MAX_ROWS,
    Unsafe,
    looks_like_workbook,
    refuse_unsafe,
)

MESSAGES: dict[str, str] = {
    "not_text": gettext_noop(
        "The file is neither a workbook nor text in UTF-8. Save it as .xlsx or as CSV UTF-8."
    ),
    "too_big": gettext_noop("The file has {size} bytes; at most {limit} are read."),
    "no_rows": gettext_noop("There are no rows under the first one."),
    "too_many_rows": gettext_noop("There are more than {rows} rows; divide the file."),
    "missing_column": gettext_noop("The column {key} is missing in the first row. The columns are: {known}."),
    "unknown_column": gettext_noop("There is no column {key}. The columns are: {known}."),
    "double_column": gettext_noop("The column {key} stands twice in the first row."),
    "extra_cell": gettext_noop("The row has more cells than there are columns."),
    "split_number": gettext_noop(
        "A comma divides the columns of this file, so {found} fell into two cells. Write {dot}, or put the number in "
        "quotation marks."
    ),
    **{code: what for code, (what, _instead) in CELL_MESSAGES.items()},
}


@dataclass(frozen=True)
class TableFault:
    """One fault: its place ("line 7, value", "Sheet1!C7", or empty for the file), code and parameters."""

    where: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TableRow:
    """One row: its number from 1 in the file, and the text of each column; ``where`` names a column's cell."""

    number: int
    cells: Mapping[str, str]
    places: Mapping[str, str]

    def __getitem__(self, key: str) -> str:
        return self.cells.get(key, "")

    def where(self, key: str) -> str:
        """ "7:value" in CSV, "Sheet1!C7" in a workbook; for a cell that is absent, its line or the row's first."""
        first = next(iter(self.places.values()), f"{self.number}:{key}")
        line, colon, _column = first.partition(":")
        return self.places.get(key) or (f"{line}:{key}" if colon else first)


#: A row of cells with their places: (text or fault, place).
_Line = list[tuple[str | TableFault, str]]


#: Column → the words that may stand above it, the first of them in sentences: {"plan": ("Plan", "План")}.
Headings = Mapping[str, Sequence[str]]


def read_table(
    data: bytes, required: Sequence[str], optional: Sequence[str] = ()
) -> list[TableRow] | list[TableFault]:
    """The rows below the first that is not blank, or every fault of the table. Blank rows are passed over."""
    rows, faults = read_cells(data, required, optional)
    return faults or rows


def read_cells(
    data: bytes, required: Sequence[str], optional: Sequence[str] = (), headings: Headings | None = None
) -> tuple[list[TableRow], list[TableFault]]:
    """The rows as far as they are read, and every fault beside them: for whoever names all bad cells at once.

    A cell with a fault is absent from its row. ``headings`` are words that may stand above a column beside its key.
    """
    if len(data) > MAX_BYTES:
        return [], [TableFault("", "too_big", {"size": str(len(data)), "limit": str(MAX_BYTES)})]
    try:
        lines = list(_workbook(data) if looks_like_workbook(data) else _csv(data))
    except Unsafe as unsafe:
        return [], [TableFault("", unsafe.code, unsafe.params)]
    while lines and _is_blank(lines[0][1]):
        del lines[0]
    if not lines:
        return [], [TableFault("", "no_rows")]
    return _rows(lines, tuple(required), (*required, *optional), headings or {})


def _is_blank(line: _Line) -> bool:
    return not any(isinstance(text, TableFault) or text.strip() for text, _place in line)


def _rows(
    lines: list[tuple[int, _Line]], required: Sequence[str], known: Sequence[str], headings: Headings
) -> tuple[list[TableRow], list[TableFault]]:
    faults: list[TableFault] = []
    names = {key: headings.get(key, (key,))[0] for key in known}
    said = ", ".join(names.values())
    keys = {_head(word): key for key in known for word in (key, *headings.get(key, ()))}
    heads: list[str] = []
    for text, place in lines[0][1]:
        head = "" if isinstance(text, TableFault) else _head(text)
        key = keys.get(head, head)
        if key and key not in known:
            near = nearest(key, tuple(keys))
            faults.append(
                TableFault(place, "unknown_column", {"key": key, "known": f"{near}?" if near else said})
            )
        elif key and key in heads:
            faults.append(TableFault(place, "double_column", {"key": names[key]}))
        heads.append(key)
    for key in required:
        if key not in heads:
            params = {"key": names[key], "known": said}
            faults.append(TableFault(lines[0][1][0][1], "missing_column", params))
    if faults:
        return [], faults
    rows: list[TableRow] = []
    for number, line in lines[1:]:
        if _is_blank(line):
            continue
        if len(rows) >= MAX_ROWS:
            return [], [TableFault("", "too_many_rows", {"rows": str(MAX_ROWS)})]
        cells, places = {}, {}
        for position, (text, place) in enumerate(line):
            key = heads[position] if position < len(heads) else ""
            if isinstance(text, TableFault):
                faults.append(text)
            elif key:
                cells[key], places[key] = text.strip(), place
            elif text.strip():
                faults.append(TableFault(place, "extra_cell"))
        rows.append(TableRow(number, cells, places))
    if not rows and not faults:
        return [], [TableFault("", "no_rows")]
    return rows, faults


def _head(text: str) -> str:
    """A heading as it is compared: without the case of its letters, and with single spaces."""
    return " ".join(text.split()).lower()


def _csv(data: bytes) -> Iterator[tuple[int, _Line]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unsafe("not_text") from None
    if "\0" in text:
        raise Unsafe("not_text")
    declared = _DECLARED.match(text)
    if declared:
        text = text[declared.end() - 1 :]  # its line end stays, so that the lines keep their numbers
    delimiter = declared[1] if declared else _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    heads: list[str] = []
    try:
        for row in reader:
            if not heads and any(cell.strip() for cell in row):
                heads = [head.strip() for head in row]
            names = [heads[n] if n < len(heads) else str(n + 1) for n in range(len(row))]
            number = reader.line_num
            line: _Line = [(cell, f"{number}:{name}") for cell, name in zip(row, names, strict=True)]
            yield number, _with_split_number(line, len(heads)) if delimiter == "," else line
    except csv.Error:
        raise Unsafe("not_text") from None


#: The line by which a spreadsheet says what divides the columns.
_DECLARED = re.compile(r"sep=([;,\t|])\r?\n", re.IGNORECASE)


def _delimiter(text: str) -> str:
    """What divides the columns: the commonest of the three in the first line that is not blank, else a comma."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max((",", ";", "\t"), key=first.count)


def _with_split_number(line: _Line, columns: int) -> _Line:
    """A row longer than the heading whose 9,25 fell into two cells: it ends with the fault."""
    if len(line) <= columns:
        return line
    for n in range(len(line) - 1):
        (whole, place), (fraction, _place) = line[n], line[n + 1]
        left, right = str(whole).strip(), str(fraction).strip()
        if left.removeprefix("-").isdecimal() and right.isdecimal():
            params = {"found": f"{left},{right}", "dot": f"{left}.{right}"}
            return [*line[:n], (TableFault(place, "split_number", params), place)]
    return line


def _workbook(data: bytes) -> Iterator[tuple[int, _Line]]:
    """The first sheet of a workbook. Nothing is computed."""
    refuse_unsafe(data)
    try:
        page: Any = load_workbook(io.BytesIO(data), data_only=False, keep_links=False).worksheets[0]
    except Exception as error:  # the library raises whatever a broken part makes it stumble over
        raise Unsafe("not_workbook") from error
    if page.max_row > MAX_ROWS + 1:
        raise Unsafe("too_many_rows", rows=str(MAX_ROWS))
    if page.max_column > MAX_COLUMNS:
        raise Unsafe("too_many_cells", rows=str(MAX_ROWS), columns=str(MAX_COLUMNS))
    for number, row in enumerate(page.iter_rows(), start=1):
        yield number, [_cell(page, cell, number, n) for n, cell in enumerate(row, start=1)]


def _cell(page: Any, cell: Any, row: int, column: int) -> tuple[str | TableFault, str]:
    place, value = f"{page.title}!{get_column_letter(column)}{row}", cell.value
    if value is None:
        return "", place
    if cell.data_type == "f":
        return TableFault(place, "formula_cell"), place
    if cell.data_type == "e":
        return TableFault(place, "error_cell", {"found": str(value)}), place
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return TableFault(place, "date_cell"), place
    if isinstance(value, int | float) and not isinstance(value, bool):
        if "%" in str(cell.number_format):
            return TableFault(place, "percent_cell", {"found": f"{value * 100:.10g}"}), place
        text = repr(value)
        if isinstance(value, float) and value.is_integer() and abs(value) < 10**15:
            text = str(int(value))
        return text, place
    return str(value), place
