"""The first three questions of a file: is it our workbook, of this body and year, of this methodology? Then its sheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from engine.checks import block, body, sheet_foreign, sheet_missing, template, version, year
from engine.checks.base import Fault
from engine.checks.files import check_of_unreadable
from engine.methodology import LANGUAGES
from engine.questions import key_of

from . import layout, words
from .layout import Book, Given, Mark
from .reading import FoundSheet, NotRead


@dataclass(frozen=True)
class Kept:
    """What the hidden sheet says of one place: what stood in it when the file was made, and last year's number."""

    cell: tuple[str, str, str]
    given: Given = field(default_factory=Given)
    before: Decimal | None = None
    label: str = ""
    unit: str = ""
    measured: str = ""


@dataclass(frozen=True)
class FoundMark:
    """The mark of a workbook that came back, and what it says of each place, by its key."""

    mark: Mark
    places: dict[str, Kept] = field(default_factory=dict)


def mark_of(sheets: Sequence[FoundSheet]) -> FoundMark | None:
    """The mark, if the workbook has one that can be read. It is believed only where nothing hangs on it."""
    sheet = next((one for one in sheets if one.title == layout.MARK_SHEET), None)
    if sheet is None:
        return None
    cells = {(cell.row, cell.column): cell.text for cell in sheet.cells if cell.column <= 10}
    facts = [cells.get((row, 1), "").strip() for row in range(1, 9)]
    if facts[0] != layout.FORMAT or facts[6] not in LANGUAGES:
        return None
    numbers = [facts[2], facts[3], facts[4], facts[7]]
    if not all(one.isascii() and one.isdigit() and len(one) < 10 for one in numbers):
        return None
    year_, block_, version_, revision = map(int, numbers)
    rows = sorted({row for row, _column in cells if row >= layout.FIRST_PLACE})
    places = [_kept([cells.get((row, column), "") for column in range(1, 11)]) for row in rows]
    mark = Mark(facts[1], year_, block_, version_, facts[5], facts[6], revision)
    return FoundMark(mark, {key_of(*one.cell): one for one in places})


def _kept(row: list[str]) -> Kept:
    item, language, code, stood, choice, reason, before, label, unit, measured = row
    given = Given(_number(stood), choice, reason)
    return Kept((item, language, code), given, _number(before), label, unit, measured)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text) if text and len(text) < 60 else None
    except InvalidOperation:
        return None
    return number if number is None or number.is_finite() else None


def fault_of_file(found: NotRead, wanted: Mark) -> Fault:
    """A file that is not read, told at the first cell of the workbook that is wanted."""
    sheet = str(getattr(words.ABOUT, wanted.language))
    return check_of_unreadable(found.code).at(sheet, "A1", file=wanted.file_name)


def first_faults(found: FoundMark | None, sheets: Sequence[FoundSheet], book: Book) -> list[Fault]:
    """Whether it is the workbook that is wanted: one fault at most, for the rest hangs on it."""
    file, about = book.mark.file_name, book.about
    if found is None:
        first = next((one.title for one in sheets if one.title.strip()), about)
        return [template.CHECK.at(first, "A1", file=file)]
    mark, wanted = found.mark, book.mark
    if mark.body != wanted.body:
        return [body.CHECK.at(about, layout.AT_BODY, mark.body, expected=book.body_name, file=file)]
    if mark.year != wanted.year:
        return [year.CHECK.at(about, layout.AT_YEAR, str(mark.year), expected=str(wanted.year), file=file)]
    if mark.block != wanted.block:
        return [
            block.CHECK.at(about, layout.AT_BLOCK, str(mark.block), expected=str(wanted.block), file=file)
        ]
    if (mark.version, mark.digest) != (wanted.version, wanted.digest):
        had, needs = (f"{one.version} ({one.digest})" for one in (mark, wanted))
        return [version.CHECK.at(about, layout.AT_VERSION, had, expected=needs, file=file)]
    return []


def sheet_faults(sheets: Sequence[FoundSheet], book: Book) -> list[Fault]:
    """Sheets that are gone, and such as the workbook did not have."""
    titles = {one.title for one in sheets}
    faults = [
        sheet_missing.CHECK.at(title, "A1", sheet=title, file=book.mark.file_name)
        for title in book.sheets
        if title not in titles
    ]
    for one in sheets:
        if one.title not in (*book.sheets, layout.MARK_SHEET) and one.cells:
            first = one.cells[0]
            title = one.title if one.title.strip() else "?"
            faults.append(
                sheet_foreign.CHECK.at(title, address(first.row, first.column), first.text, sheet=book.values)
            )
    return faults


def address(row: int, column: int) -> str:
    """ "B7"."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
