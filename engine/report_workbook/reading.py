"""Taking a workbook apart: in a child process, bounded, and nothing of it believed. What comes out are texts at places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Final

from engine.foreign.archives import BROKEN, Room, looks_like_workbook, opened, refuse_other_kinds
from engine.foreign.child import Limits
from engine.foreign.gate import Unreadable, behind_gate
from engine.foreign.numbers import NotANumber, shown_digits
from engine.foreign.text import decoded
from engine.foreign.workbook import Cell, Sheet, moment_text, sheets_of

#: Blank rows to the end of a sheet are a million elements, and a hundred megabytes unpacked.
ROOM: Final = Room(size=8_000_000, unpacked=160_000_000, ratio=250, parts=200, elements=6_000_000)
LIMITS: Final = Limits(seconds=25, memory=1 << 30, answer=32 << 20)
#: Rows with something in them that are read of a sheet, cells of all of it, signs of a cell.
MAX_ROWS, MAX_CELLS, MAX_SIGNS = 6_000, 60_000, 2_000

TEXT, NUMBER, TRUTH, MOMENT, ERROR = "s", "n", "b", "d", "e"


@dataclass(frozen=True, slots=True)
class FoundCell:
    """What stands in a cell. ``kind``: TEXT, NUMBER (digits, a point), TRUTH, MOMENT, ERROR; empty for no result.

    ``formula`` is what computes it, if anything does; ``marks`` holds % for a cell that shows a hundred times its number,
    h for one that is not seen.
    """

    row: int
    column: int
    kind: str
    text: str
    formula: str = ""
    marks: str = ""

    @property
    def is_percent(self) -> bool:
        """Whether the number is shown times a hundred, with a %."""
        return "%" in self.marks

    @property
    def is_hidden(self) -> bool:
        """Whether its row, its column or its sheet is hidden."""
        return "h" in self.marks


@dataclass(frozen=True)
class FoundSheet:
    """A sheet: its cells that hold something, in order, and the ranges that are merged."""

    title: str
    hidden: bool
    cells: tuple[FoundCell, ...]
    merged: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotRead:
    """Why a file was not read: a code of the gate."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@behind_gate(lambda unreadable: NotRead(unreadable.code, dict(unreadable.params)), limits=LIMITS)
def read_workbook(data: bytes) -> list[FoundSheet] | NotRead:
    """The sheets of a workbook, or why it is not read: told by its bytes, whatever the file is called."""
    if not data:
        raise Unreadable("damaged")
    if len(data) > ROOM.size:
        raise Unreadable("too_big", size=str(len(data)), limit=str(ROOM.size))
    if not looks_like_workbook(data):
        refuse_other_kinds(data)
        decoded(data)
        raise Unreadable("text")
    _refuse_macros(data)
    sheets = sheets_of(data, MAX_ROWS, ROOM)
    if sum(len(cells) for sheet in sheets for cells in sheet.rows.values()) > MAX_CELLS:
        raise Unreadable("too_much_found")
    return [_found(sheet) for sheet in sheets]


def _refuse_macros(data: bytes) -> None:
    """A workbook for macros says so of itself, even where it holds none; a broken archive is a damaged file."""
    try:
        with opened(data) as archive:
            kinds = next((n for n in archive.namelist() if n.lower() == "[content_types].xml"), "")
            if (
                kinds
                and archive.getinfo(kinds).file_size < 1_000_000
                and b"macroEnabled" in archive.read(kinds)
            ):
                raise Unreadable("macros")
    except BROKEN as error:
        raise Unreadable("damaged") from error


def _found(sheet: Sheet) -> FoundSheet:
    cells = [
        _cell(sheet, sheet.rows[row][column])
        for row in sorted(sheet.rows)
        for column in sorted(sheet.rows[row])
        if not sheet.rows[row][column].is_blank
    ]
    return FoundSheet(sheet.title, sheet.hidden, tuple(cells), tuple(sheet.merged))


def _cell(sheet: Sheet, cell: Cell) -> FoundCell:
    marks = "%" if cell.is_percent else ""
    if sheet.hidden or cell.row in sheet.hidden_rows or sheet.hides_column(cell.column):
        marks += "h"
    kind, text = _value(cell)
    return FoundCell(cell.row, cell.column, kind, text[:MAX_SIGNS], cell.formula[:MAX_SIGNS], marks)


def _value(cell: Cell) -> tuple[str, str]:
    value = cell.value
    if value is None or value == "":
        return "", ""
    if cell.data_type == "e" or (cell.data_type == "f" and isinstance(value, str) and value.startswith("#")):
        return ERROR, str(value)
    if isinstance(value, bool):
        return TRUTH, "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        try:
            return NUMBER, shown_digits(value)
        except NotANumber:
            return TEXT, repr(value)
    if isinstance(value, date | time | timedelta):
        return MOMENT, moment_text(value)
    return TEXT, str(value)
