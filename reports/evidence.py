"""A document as it is shown beside a value: text, tables and paragraphs read out of the file, nothing of it run. Pure.

    shown = readable("csv", data)      # Shown, or NotShown where the file is only to be downloaded

Pictures and PDF are shown by the browser itself from their bytes (`BY_BROWSER`). Office documents are opened within
the bounds that hold for uploads: a file beyond them is to be downloaded. What a file holds and the page cannot show is
told above it (`NOTES`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from engine.foreign.archives import looks_like_workbook
from engine.foreign.child import Limits
from engine.foreign.gate import BEYOND, Unreadable, behind_gate
from engine.foreign.numbers import NotANumber, shown_digits
from engine.foreign.text import decoded, delimiter_of
from engine.foreign.workbook import Cell, Sheet, moment_text, sheets_of
from engine.formulas.terms import gettext_noop, said
from reports.file_kinds import KINDS
from reports.office_text import PARTS, lines_of
from reports.open_sheets import open_sheets_of

#: Extensions that browsers show by themselves.
BY_BROWSER: Final = frozenset({"pdf", "png", "jpg", "jpeg"})
#: Types of content that are read, and what came of it kept.
READ: Final = tuple(sorted({one.content_type for one in KINDS.values() if one.extension not in BY_BROWSER}))
MAX_CHARACTERS: Final = 200_000
MAX_ROWS: Final = 500
MAX_COLUMNS: Final = 40
MAX_SHEETS: Final = 20
#: Cells of all sheets: a page with more is slow to draw and to scroll.
MAX_CELLS: Final = 40_000

#: What is told of a file of which less is shown than it holds, in this order.
NOTES: Final = {
    "uncomputed": gettext_noop(
        "The file does not keep the results of some formulas; the formulas stand in their place. Open the file in "
        "Excel, save it, and attach that one, or download it."
    ),
    "hidden": gettext_noop("Rows, columns or sheets that the file hides are shown here too."),
    "drawn": gettext_noop(
        "The file holds pictures or diagrams that are not shown here; download it to see them."
    ),
    "noted": gettext_noop(
        "Notes, comments, headers or footers of the file are not shown here; download it to read them."
    ),
    "numbered": gettext_noop("The numbers of lists and headings are not shown here."),
    "changed": gettext_noop("The file keeps changes to its text; what was deleted is not shown here."),
    "encoding": gettext_noop(
        "The file does not tell its encoding, so some letters may be wrong; download it to compare."
    ),
    "empty": gettext_noop("No text was found in this file; download it to see what it holds."),
}


@dataclass(frozen=True)
class Table:
    """A sheet: its name (empty for a file that is one table) and its rows of texts."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Shown:
    """What is shown: paragraphs of text or tables. ``cut``: there is more than is shown; ``notes``: what else is not."""

    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    cut: bool = False
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotShown:
    """Nothing is: ``code`` says why, of `BEYOND` with its ``params``; empty where the file is of no kind shown here."""

    code: str = ""
    params: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """Why, and what to do, in the reader's language (`translate` is gettext)."""
        if self.code not in BEYOND:
            return translate(CANNOT_BE_SHOWN)
        return f"{said(BEYOND[self.code][0], self.params, translate)} {translate(DOWNLOAD)}"


#: Whatever is wrong with a file, whoever may open it may download it.
CANNOT_BE_SHOWN: Final = gettext_noop("This file cannot be shown here. Download it to read it.")
DOWNLOAD: Final = gettext_noop("Download it to read it.")


@behind_gate(lambda unreadable: NotShown(unreadable.code, unreadable.params), Limits(seconds=10))
def readable(extension: str, data: bytes) -> Shown | NotShown:
    """What can be shown of a file of this kind, or why nothing can."""
    if extension in ("txt", "csv"):
        text, notes = _decoded(data)
        return _csv(text, notes) if extension == "csv" else _text(text, notes)
    if extension == "xlsx" and looks_like_workbook(data):
        return _sheets(sheets_of(data, MAX_ROWS + 1))
    if extension == "ods":
        sheets, told = open_sheets_of(data, MAX_ROWS + 1, MAX_COLUMNS + 1)
        return _sheets(sheets, told)
    if extension in PARTS:
        return _office(data, PARTS[extension])
    return NotShown()


def _decoded(data: bytes) -> tuple[str, set[str]]:
    """The text in its encoding; where that cannot be told, as Windows-1251, and a note of it."""
    try:
        return decoded(data), set()
    except Unreadable:
        return data.decode("cp1251", errors="replace"), {"encoding"}


def _noted(notes: Iterable[str]) -> tuple[str, ...]:
    found = set(notes)
    return tuple(note for note in NOTES if note in found)


def _text(text: str, notes: set[str]) -> Shown:
    return Shown((text[:MAX_CHARACTERS],), cut=len(text) > MAX_CHARACTERS, notes=_noted(notes))


def _csv(text: str, notes: set[str]) -> Shown:
    delimiter, body = delimiter_of(text)
    try:
        rows = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter, strict=True)
        table, cut = _table("", rows, _Room())
    except csv.Error:
        return _text(text, notes)
    return Shown(tables=(table,), cut=cut, notes=_noted(notes))


def _sheets(sheets: Sequence[Sheet], told: Iterable[str] = ()) -> Shown:
    notes = set(told)
    tables, cut, room = [], len(sheets) > MAX_SHEETS, _Room()
    for sheet in sheets[:MAX_SHEETS]:
        width = min(sheet.max_column, MAX_COLUMNS + 1)
        rows = (
            [_cell(sheet.cell(number, n), notes) for n in range(1, width + 1)]
            for number in sorted(sheet.rows)
        )
        table, more = _table(sheet.title, rows, room)
        tables.append(table)
        cut = cut or more
        notes |= _notes_of(sheet)
    if not any(table.rows for table in tables):
        notes.add("empty")
    return Shown(tables=tuple(tables), cut=cut, notes=_noted(notes))


def _notes_of(sheet: Sheet) -> set[str]:
    seen = {"drawn": sheet.drawn, "noted": sheet.noted}
    hides = (
        sheet.hidden
        or sheet.hidden_rows
        or any(first <= sheet.max_column for first, _ in sheet.hidden_columns)
    )
    return {note for note, holds in {**seen, "hidden": hides}.items() if holds}


class _Room:
    """What all tables of a file share: so many signs and cells are shown."""

    def __init__(self) -> None:
        self.signs, self.cells = MAX_CHARACTERS, MAX_CELLS

    def takes(self, row: Sequence[str]) -> bool:
        """Whether the row still fits; then its place is taken."""
        self.signs -= sum(map(len, row))
        self.cells -= len(row)
        return self.signs >= 0 and self.cells >= 0


def _table(name: str, rows: Iterable[Iterable[str]], room: _Room) -> tuple[Table, bool]:
    """The first rows and columns, without empty rows; and whether there are more."""
    kept: list[tuple[str, ...]] = []
    cut = False
    for row in rows:
        cells = list(row)
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        shown = tuple(cells[:MAX_COLUMNS])
        if len(kept) == MAX_ROWS or not room.takes(shown):
            return Table(name, tuple(kept)), True
        cut = cut or len(cells) > MAX_COLUMNS
        kept.append(shown)
    return Table(name, tuple(kept)), cut


def _cell(cell: Cell, notes: set[str]) -> str:
    """What a spreadsheet shows in the cell: a per cent as 94.2 %, a number to its 15 digits."""
    value = cell.value
    if value is None:
        if cell.data_type == "f":
            notes.add("uncomputed")
            return cell.formula
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        try:
            return f"{shown_digits(value * 100)} %" if cell.is_percent else shown_digits(value)
        except NotANumber as error:
            return error.params["found"]
    return value if isinstance(value, str) else moment_text(value)


def _office(data: bytes, part: str) -> Shown:
    lines, told = lines_of(data, part)
    kept: list[str] = []
    left = MAX_CHARACTERS
    for line in lines:
        left -= len(line)
        if left < 0:
            return Shown(paragraphs=tuple(kept), cut=True, notes=_noted(told))
        kept.append(line)
    return Shown(paragraphs=tuple(kept), notes=_noted(told if kept else {*told, "empty"}))
