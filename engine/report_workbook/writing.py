"""Writing a report's workbook: structure protected without a password, sheets open for sorting and filtering."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.protection import WorkbookProtection
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from engine.methodology_workbook.sheets import escaped

from . import layout, words
from .layout import Book, Place

#: Excel's own bound of digits; what has more is written as text.
MAX_DIGITS: Final = 15
#: Columns of the hidden sheet from which the answers of choices stand, one item after another.
FIRST_ANSWERS: Final = 12
GREY = Font(color="75878F", size=9)
BOLD = Font(bold=True, color="14252B")
TITLE = Font(bold=True, size=14, color="14252B")
HEAD = PatternFill("solid", fgColor="E3F1F3")
INPUT = PatternFill("solid", fgColor="FFF8DB")
TOP = Alignment(vertical="top", wrap_text=True)
_WIDTHS: Final = (26, 54, 22, 22, 34, 22, 44)


def written(book: Book) -> bytes:
    """The workbook of a report, filled in with what stands in the report now."""
    workbook = blank(book)
    _values(workbook[book.values], book)
    rows = {book.values: range(2, 2 + len(book.rows))}
    if book.programmes:
        _programmes(workbook[book.programmes], book)
        rows[book.programmes] = range(2, 2 + len(book.programme_rows()))
    dress(workbook, book, rows)
    return saved(workbook)


def blank(book: Book) -> Workbook:
    """The workbook's sheets, the first and the hidden one filled in."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for title in book.sheets:
        workbook.create_sheet(title)
    _about(workbook[book.about], book)
    _mark(workbook.create_sheet(layout.MARK_SHEET), book)
    workbook.security = WorkbookProtection(lockStructure=True)
    workbook.active = 1
    return workbook


def saved(workbook: Workbook) -> bytes:
    """The file's bytes."""
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def put(page: Worksheet, row: int, column: int, value: Any, font: Font | None = None) -> Any:
    """Write one value; text never becomes a formula, and a number with more digits than Excel keeps stays whole."""
    cell: Any = page.cell(row, column)
    cell.alignment = TOP
    if font is not None:
        cell.font = font
    if isinstance(value, Decimal) and len(value.normalize().as_tuple().digits) <= MAX_DIGITS:
        cell.value = int(value) if value == value.to_integral_value() else float(value)
    elif value is not None and value != "":
        cell.value = escaped(format(value, "f") if isinstance(value, Decimal) else str(value))
        cell.data_type = "s"
        cell.number_format = "@"
    return cell


def answer_name(place: Place, code: str, language: str) -> str:
    """An answer as people read it."""
    found = place.item.answer(code)
    return code if found is None else str(getattr(found.name, language))


def _about(page: Worksheet, book: Book) -> None:
    for number, (said, value) in enumerate(book.about_lines(), start=1):
        put(page, number, 1, said, TITLE if number == 1 else BOLD if value else None)
        put(page, number, 2, value)
    page.column_dimensions["A"].width = 60
    page.column_dimensions["B"].width = 70


def _values(page: Worksheet, book: Book) -> None:
    for column, said in enumerate(book.headings(), start=1):
        put(page, 1, column, said)
    for number, place in enumerate(book.rows, start=2):
        row_of(page, number, place, book)


def row_of(page: Worksheet, number: int, place: Place, book: Book) -> None:
    """One row of the sheet of values, with what stands in its place."""
    put(page, number, layout.CODE, place.key, GREY)
    put(page, number, layout.NAME, place.label)
    put(page, number, layout.MEASURED, place.measured)
    put(page, number, layout.VALUE, _value(place, book))
    put(page, number, layout.REASON, place.given.reason)
    put(page, number, layout.BEFORE, place.before if place.before is not None else place.before_text)
    put(page, number, layout.DOCUMENT, place.document)


def _value(place: Place, book: Book) -> Any:
    if place.given.choice:
        return answer_name(place, place.given.choice, book.language)
    return place.given.number


def _programmes(page: Worksheet, book: Book) -> None:
    for column, said in enumerate(book.programme_headings(), start=1):
        put(page, 1, column, said)
    given = {place.cell: place for place in book.places if place.is_of_programme}
    for number, code in enumerate(book.programme_rows(), start=2):
        put(page, number, 1, code)
        for place, column in programme_columns(book):
            stands = given.get((place.item.code, "", code), place)
            put(page, number, column, _value(stands, book))
            put(page, number, column + 1, stands.given.reason)


def programme_columns(book: Book) -> list[tuple[Place, int]]:
    """Each item that is asked per programme, with the column of its value; its reason stands in the next."""
    return [(place, 2 + 2 * number) for number, place in enumerate(book.programme_items)]


def _mark(page: Worksheet, book: Book) -> None:
    mark = book.mark
    page.sheet_state = "veryHidden"
    facts = (
        layout.FORMAT, mark.body, mark.year, mark.block, mark.version, mark.digest, mark.language, mark.revision,
    )  # fmt: skip
    for number, fact in enumerate(facts, start=1):
        put(page, number, 1, str(fact))
    for number, place in enumerate((*book.places, *book.programme_items), start=layout.FIRST_PLACE):
        before = "" if place.before is None else format(place.before, "f")
        stands = "" if place.given.number is None else format(place.given.number, "f")
        given = (stands, place.given.choice, place.given.reason)
        kept = (*place.cell, *given, before, place.label, place.unit, place.measured)
        for column, said in enumerate(kept, start=1):
            put(page, number, column, said)
    for column, place in _choices(book):
        for number, choice in enumerate(place.item.choices, start=1):
            put(page, number, column, str(getattr(choice.name, book.language)))


def _choices(book: Book) -> list[tuple[int, Place]]:
    """The items answered by a choice, each with its column on the hidden sheet."""
    first: dict[str, Place] = {}
    for place in (*book.rows, *book.programme_items):
        if place.item.choices:
            first.setdefault(place.item.code, place)
    return list(enumerate(first.values(), start=FIRST_ANSWERS))


# --- how it looks -----------------------------------------------------------------------------------------------------


def dress(workbook: Workbook, book: Book, rows: Mapping[str, Sequence[int]]) -> None:
    """Headings, widths, drop-downs and notes of the sheets, by the codes that stand in these rows of each."""
    pickers = _pickers(book)
    page = workbook[book.values]
    for column, width in enumerate(_WIDTHS, start=1):
        page.column_dimensions[get_column_letter(column)].width = width
        _head(page, column)
    _code_as_text(page)
    places = {place.key: place for place in book.rows}
    for number in rows[book.values]:
        place = places.get(str(page.cell(number, layout.CODE).value))
        if place is not None:
            _input(page, number, layout.VALUE, place, pickers)
            _input(page, number, layout.REASON, None, pickers)
            note(
                page,
                number,
                layout.CODE,
                "\n\n".join(filter(None, (place.label, place.about))),
            )
    page.auto_filter.ref = f"A1:{get_column_letter(len(_WIDTHS))}{max(rows[book.values], default=2)}"
    page.freeze_panes = "C2"
    if book.programmes:
        last = max(rows[book.programmes], default=1) + layout.SPARE_PROGRAMMES
        _dress_programmes(workbook[book.programmes], book, pickers, last)
    for one in workbook.worksheets:
        for picker in pickers.values():
            mine = picker.get(one.title)
            if mine is not None and mine.sqref.ranges:
                one.add_data_validation(mine)


_Pickers = Mapping[str, Mapping[str, DataValidation]]


def _dress_programmes(page: Worksheet, book: Book, pickers: _Pickers, last: int) -> None:
    page.column_dimensions["A"].width = 24
    _head(page, 1)
    _code_as_text(page)
    for place, column in programme_columns(book):
        for number, width in ((column, 26), (column + 1, 30)):
            page.column_dimensions[get_column_letter(number)].width = width
            _head(page, number)
        note(page, 1, column, "\n\n".join(filter(None, (place.label, place.about))))
        for number in range(2, last + 1):
            _input(page, number, column, place, pickers)
            _input(page, number, column + 1, None, pickers)
    for number in range(2, last + 1):
        page.cell(number, 1).fill = INPUT
        page.cell(number, 1).number_format = "@"
    page.auto_filter.ref = f"A1:{get_column_letter(1 + 2 * len(book.programme_items))}{last}"
    page.freeze_panes = "B2"


def _head(page: Worksheet, column: int) -> None:
    cell = page.cell(1, column)
    cell.font, cell.fill, cell.alignment = BOLD, HEAD, TOP


def _code_as_text(page: Worksheet) -> None:
    page.column_dimensions["A"].number_format = "@"


def _input(page: Worksheet, row: int, column: int, place: Place | None, pickers: _Pickers) -> None:
    cell: Any = page.cell(row, column)
    cell.fill, cell.alignment = INPUT, TOP
    if place is None:
        cell.number_format = "@"
    elif place.item.code in pickers:
        pickers[place.item.code][page.title].add(cell.coordinate)


def _pickers(book: Book) -> _Pickers:
    """Item → sheet → what lets people pick one of its answers; the answers stand on the hidden sheet."""
    found: dict[str, dict[str, DataValidation]] = {}
    for column, place in _choices(book):
        letter = get_column_letter(column)
        answers = f"{quote_sheetname(layout.MARK_SHEET)}!${letter}$1:${letter}${len(place.item.choices)}"
        found[place.item.code] = {
            title: DataValidation(
                type="list",
                formula1=answers,
                allow_blank=True,
                error=book.title(words.PICK),
                showErrorMessage=True,
            )
            for title in book.sheets[1:]
        }
    return found


def note(page: Worksheet, row: int, column: int, text: str) -> None:
    """A note on a cell; what stands there already stays, above."""
    cell: Any = page.cell(row, column)
    before = cell.comment.text + "\n\n" if cell.comment is not None else ""
    comment = Comment(escaped((before + text)[:2000]), "Сарап")
    comment.width, comment.height = 420, 60 + 18 * (1 + len(before + text) // 55)
    cell.comment = comment
