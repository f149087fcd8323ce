"""Everything that is wrong with a report's workbook, at once; and the values in it, where nothing stops them.

found = read_workbook(data)                          # in a child process
checked = check(book, found)                         # book: what the report asks, in the workbook's language
checked.faults, checked.values                       # each fault at its cell; what was entered, by place
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from engine.checks import (
    heading,
    hidden,
    merged,
    programme_code,
    programme_twice,
    row_missing,
    row_twice,
    row_unknown,
    stray,
)
from engine.checks.base import Fault, in_order
from engine.checks.declared import findings_of_values
from engine.foreign.numbers import signs_of

from . import layout
from .cells import Entered, enter
from .first_checks import FoundMark, address, fault_of_file, first_faults, mark_of, sheet_faults
from .layout import Book, Given, Place
from .reading import TEXT, FoundCell, FoundSheet, NotRead
from .writing import programme_columns

#: So many faults of one code on a sheet are told; a workbook with more is wrong throughout.
MAX_OF_A_CODE = 200
_RANGE = re.compile(r"([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})")
_SPACES = re.compile(r"\s+")

Cell = tuple[str, str, str]


@dataclass(frozen=True)
class Checked:
    """What was found in a workbook: faults in order, and by place what was entered (``was`` is what stood there)."""

    faults: tuple[Fault, ...]
    values: dict[Cell, Entered] = field(default_factory=dict)
    was: dict[Cell, Given] = field(default_factory=dict)
    revision: int = 0

    @property
    def errors(self) -> tuple[Fault, ...]:
        """What stops the workbook."""
        return tuple(fault for fault in self.faults if fault.stops)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What is to be looked at."""
        return tuple(fault for fault in self.faults if not fault.stops)


def check(book: Book, found: Sequence[FoundSheet] | NotRead) -> Checked:
    """Is it this report's workbook? If so, everything else that is wrong with it."""
    if isinstance(found, NotRead):
        return Checked((fault_of_file(found, book.mark),))
    mark = mark_of(found)
    first = first_faults(mark, found, book)
    if first or mark is None:
        return Checked(tuple(first))
    return _Checking(book, found, mark).checked()


def _tidy(text: str) -> str:
    return _SPACES.sub(" ", text.replace("\u200b", "")).strip()


class _Checking:
    """One workbook on its way from cells to values."""

    def __init__(self, book: Book, sheets: Sequence[FoundSheet], mark: FoundMark) -> None:
        self.book, self.mark = book, mark
        self.sheets = {sheet.title: sheet for sheet in sheets}
        self.faults = sheet_faults(sheets, book)
        self.values: dict[Cell, Entered] = {}
        self.signs = signs_of(
            cell.text for title in book.sheets[1:] for cell in self._cells(title) if cell.kind == TEXT
        )

    def _cells(self, title: str) -> tuple[FoundCell, ...]:
        sheet = self.sheets.get(title)
        return sheet.cells if sheet is not None else ()

    def checked(self) -> Checked:
        """Run every check."""
        book = self.book
        if self._is_headed(book.values, book.headings()):
            self._values()
        if book.programmes and self._is_headed(book.programmes, book.programme_headings()):
            self._programmes()
        self._declared()
        return Checked(
            _bounded(in_order(self.faults, book.sheets)),
            self.values,
            {kept.cell: kept.given for kept in self.mark.places.values()},
            self.mark.mark.revision,
        )

    def _is_headed(self, title: str, wanted: Sequence[str]) -> bool:
        """Whether the sheet is there and its columns are what they were: else nothing can be read by them."""
        if title not in self.sheets:
            return False
        stands = {cell.column: cell.text for cell in self._cells(title) if cell.row == 1}
        wrong = [
            (column, said)
            for column, said in enumerate(wanted, start=1)
            if _tidy(stands.get(column, "")) != _tidy(said)
        ]
        for column, said in wrong:
            self.faults.append(
                heading.CHECK.at(title, address(1, column), stands.get(column, ""), expected=_tidy(said))
            )
        return not wrong

    def _rows(self, title: str, width: int) -> Iterable[tuple[int, dict[int, FoundCell]]]:
        """The rows below the heading, by column; what stands outside the table is a fault of its own."""
        rows: dict[int, dict[int, FoundCell]] = {}
        for cell in self._cells(title):
            if cell.column > width:
                self.faults.append(
                    stray.CHECK.at(title, address(cell.row, cell.column), cell.formula or cell.text)
                )
            elif cell.row > 1:
                rows.setdefault(cell.row, {})[cell.column] = cell
        self._merged(title, width, max(rows, default=1))
        return rows.items()

    def _merged(self, title: str, width: int, last: int) -> None:
        for said in self.sheets[title].merged:
            match = _RANGE.fullmatch(said)
            if match and _column(match[1]) <= width and int(match[2]) <= last:
                self.faults.append(merged.CHECK.at(title, f"{match[1]}{match[2]}", cells=said))

    # --- the sheet of values ------------------------------------------------------------------------------------------

    def _values(self) -> None:
        title = self.book.values
        places = {place.key: place for place in self.book.rows}
        met: dict[str, str] = {}
        last = 1
        for row, cells in self._rows(title, len(self.book.headings())):
            code = cells.get(layout.CODE)
            where = address(row, layout.CODE)
            if code is None:
                first = cells[min(cells)]
                self.faults.append(
                    stray.CHECK.at(title, address(row, first.column), first.formula or first.text)
                )
                continue
            last = row
            key = _tidy(code.text)
            place = places.get(key)
            if place is None:
                self.faults.append(row_unknown.CHECK.at(title, where, code.text))
            elif key in met:
                self.faults.append(row_twice.CHECK.at(title, where, code.text, first=met[key]))
            else:
                met[key] = where
                self._enter(place, title, row, cells, layout.VALUE)
        for place in self.book.rows:
            if place.key not in met:
                last += 1
                where = address(last, layout.CODE)
                self.faults.append(
                    row_missing.CHECK.at(title, where, label=self._label(place), key=place.key)
                )

    def _label(self, place: Place) -> str:
        kept = self.mark.places.get(place.key)
        return (kept.label if kept is not None else "") or place.label or place.key

    def _enter(self, place: Place, title: str, row: int, cells: dict[int, FoundCell], column: int) -> None:
        value, reason = cells.get(column), cells.get(column + 1)
        at = address(row, column), address(row, column + 1)
        entered, faults = enter(place, value, reason, (title, *at), self.signs, self.book)
        self.faults += faults
        if entered is None:
            return
        if not entered.given.is_empty:
            self.values[place.cell] = entered
        kept = self.mark.places.get(place.key)
        if entered.given != (kept.given if kept is not None else Given()):
            for cell, where in zip((value, reason), at, strict=True):
                if cell is not None and cell.is_hidden:
                    self.faults.append(hidden.CHECK.at(title, where, cell.text))

    # --- the sheet of programmes --------------------------------------------------------------------------------------

    def _programmes(self) -> None:
        title = self.book.programmes
        columns = programme_columns(self.book)
        places = {place.cell: place for place in self.book.places if place.is_of_programme}
        met: dict[str, str] = {}
        for row, cells in self._rows(title, 1 + 2 * len(columns)):
            where = address(row, 1)
            code = _tidy(cells[1].text) if 1 in cells else ""
            if not programme_code.is_code(code):
                self.faults.append(programme_code.CHECK.at(title, where, code))
            elif code in met:
                self.faults.append(programme_twice.CHECK.at(title, where, code, first=met[code]))
            else:
                met[code] = where
                for asked, column in columns:
                    place = places.get((asked.item.code, "", code)) or _of_row(asked, code)
                    self._enter(place, title, row, cells, column)

    # --- what the methodology declares --------------------------------------------------------------------------------

    def _declared(self) -> None:
        """Checks that look at several values, or at last year's: at the cell of the value."""
        numbers = {
            cell: entered.given.number
            for cell, entered in self.values.items()
            if entered.given.number is not None
        }
        before = {kept.cell: kept.before for kept in self.mark.places.values() if kept.before is not None}
        before |= {place.cell: place.before for place in self.book.places if place.before is not None}
        items = {place.item.code: place.item for place in (*self.book.places, *self.book.programme_items)}
        for cell, findings in findings_of_values(items, numbers, before, self.book.mark.year).items():
            entered = self.values[cell]
            self.faults += [one.at(entered.sheet, entered.at, entered.text) for one in findings]


def _of_row(asked: Place, code: str) -> Place:
    return replace(asked, row=code, about="", document="")


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _bounded(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """The faults without what is the same again and again."""
    told: dict[tuple[str, str], int] = {}
    kept = []
    for fault in faults:
        kind = fault.sheet, fault.code
        told[kind] = told.get(kind, 0) + 1
        if told[kind] <= MAX_OF_A_CODE:
            kept.append(fault)
    return tuple(kept)
