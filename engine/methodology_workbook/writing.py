"""Writing a methodology as a workbook for people: a sheet for each list, words beside the keys, choices to pick from."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from engine.formulas.terms import gettext_noop
from engine.methodology import MethodologyText, OverallMethodologyText
from engine.methodology_format.shapes import Boolean, Number, OneOf

from .legend import LEGEND, TITLE, Meanings, lines
from .sheets import (
    BLOCK_BOOK,
    FIRST_ROW,
    HEADINGS,
    LANGUAGES,
    OVERALL_BOOK,
    ROOT,
    TITLES,
    Book,
    Column,
    Sheet,
    escaped,
)

#: Excel's own bounds of a cell.
MAX_TEXT = 32_000
MAX_DIGITS = 15
#: Of the sheet of explanations: sheet, column, whether it is filled in, what it is, what may be written.
LEGEND_WIDTHS = (22, 30, 14, 60, 64)
#: Rows below the last one that pickers reach, for what people add.
SPARE_ROWS = 300
GREY = Font(color="75878F", size=9)
BOLD = Font(bold=True, color="14252B")
HEAD = PatternFill("solid", fgColor="E3F1F3")
TOP = Alignment(vertical="top", wrap_text=True)
DO_NOT_CHANGE = gettext_noop("Row 1 is read by the portal: do not change it. Codes are text.")

Translate = Callable[[str], str]


class CannotBeWritten(Exception):
    """A value does not fit a cell of Excel exactly; the message (a msgid) says which and what to do."""

    message = gettext_noop(
        "A value has more digits or letters than a cell of Excel keeps ({where}). Take the YAML file instead."
    )

    def __init__(self, where: str) -> None:
        self.where = where
        super().__init__(self.message.format(where=where))


def to_workbook(
    methodology: MethodologyText | OverallMethodologyText,
    translate: Translate = str,
    meanings: Meanings | None = None,
) -> bytes:
    """The methodology as an .xlsx; reading it gives an equal methodology. Raises CannotBeWritten.

    ``meanings`` are the words of coded values, for the sheet of explanations.
    """
    book = OVERALL_BOOK if isinstance(methodology, OverallMethodologyText) else BLOCK_BOOK
    data = book.shape.dump(methodology)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    _legend(workbook.create_sheet(translate(TITLE)[:31]), book, translate, meanings or {})
    for sheet in book.sheets:
        page = workbook.create_sheet(translate(TITLES[sheet.code])[:31])
        if sheet.code == ROOT:
            _root(page, sheet, data, translate)
        else:
            _list(page, sheet, list(_rows(data, (*sheet.owners, sheet.code))), translate)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _legend(page: Worksheet, book: Book, translate: Translate, meanings: Meanings) -> None:
    _put(page, 1, 1, LEGEND, GREY)
    for number, line in enumerate(lines(book, translate, meanings), start=2):
        font = BOLD if line.is_title or line.is_head else None
        for place, said in enumerate(line.cells, start=1):
            cell = _put(page, number, place, said or None, font)
            if line.is_head:
                cell.fill = HEAD
        if (
            len(line.cells) == 1
        ):  # a sentence over the whole width; Excel does not fit the height of such a row
            page.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(LEGEND_WIDTHS))
            page.row_dimensions[number].height = 15 * (1 + len(line.cells[0]) // (sum(LEGEND_WIDTHS) - 10))
    for place, width in enumerate(LEGEND_WIDTHS, start=1):
        page.column_dimensions[get_column_letter(place)].width = width


def _rows(
    data: Mapping[str, Any], way: Sequence[str], owners: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    """Every part of one list with the codes of its owners, in order."""
    for part in data.get(way[0], ()):
        if len(way) == 1:
            yield owners, part
        else:
            yield from _rows(part, way[1:], (*owners, str(part["code"])))


def heading(column: Column, translate: Translate) -> str:
    """A column's words: what it is, of what, in which language."""
    words = [translate(HEADINGS[part]) for part in column.path if part in HEADINGS]
    if column.path[0] == "requirements":
        words = words[1:]
    language = column.path[-1] if column.path[-1] in LANGUAGES else ""
    return " · ".join(words) + (f" ({language})" if language else "")


def _value(column: Column, part: Mapping[str, Any]) -> Any:
    """The value of a column in a part; None where it is left out (also “all” of applies_to)."""
    found: Any = part
    for key in column.path:
        if not isinstance(found, Mapping):
            return None
        found = found.get(key)
    return ", ".join(map(str, found)) if column.joined and found is not None else found


def _root(page: Worksheet, sheet: Sheet, data: Mapping[str, Any], translate: Translate) -> None:
    _put(page, 1, 1, ROOT, GREY)
    _put(page, 1, 2, translate(DO_NOT_CHANGE), GREY)
    for number, column in enumerate(sheet.columns, start=FIRST_ROW):
        _put(page, number, 1, column.key, GREY)
        _put(page, number, 2, heading(column, translate), BOLD)
        _put(page, number, 3, _value(column, data))
        _pick(page, column, f"C{number}")
    for letter, width in (("A", 16), ("B", 34), ("C", 90)):
        page.column_dimensions[letter].width = width


def _list(
    page: Worksheet,
    sheet: Sheet,
    rows: Sequence[tuple[tuple[str, ...], Mapping[str, Any]]],
    translate: Translate,
) -> None:
    _put(page, 1, 1, sheet.code, GREY)
    _put(page, 2, 1, "№", BOLD)
    keys = [*sheet.owner_keys, *(column.key for column in sheet.columns)]
    words = [
        *(translate(HEADINGS[owner]) for owner in sheet.owners),
        *(heading(column, translate) for column in sheet.columns),
    ]
    for place, (key, said) in enumerate(zip(keys, words, strict=True), start=2):
        _put(page, 1, place, key, GREY)
        _put(page, 2, place, said, BOLD).fill = HEAD
        page.column_dimensions[get_column_letter(place)].width = _width(key)
    for number, (owners, part) in enumerate(rows, start=FIRST_ROW):
        _put(page, number, 1, number - FIRST_ROW + 1, GREY)
        values = [*owners, *(_value(column, part) for column in sheet.columns)]
        for place, value in enumerate(values, start=2):
            _put(page, number, place, value)
    last = FIRST_ROW + len(rows) + SPARE_ROWS
    for place, column in enumerate(sheet.columns, start=2 + len(sheet.owners)):
        letter = get_column_letter(place)
        _pick(page, column, f"{letter}{FIRST_ROW}:{letter}{last}")
        if not isinstance(column.shape, Number | Boolean):
            page.column_dimensions[letter].number_format = "@"
    page.column_dimensions["A"].width = 11
    page.freeze_panes = f"{get_column_letter(3 + len(sheet.owners))}{FIRST_ROW}"


def _width(key: str) -> int:
    if key == "formula":
        return 60
    return 38 if key.rpartition(".")[2] in LANGUAGES else 15


def _put(page: Worksheet, row: int, column: int, value: Any, font: Font | None = None) -> Any:
    """Write one value; text never becomes a formula, and stays text when it looks like a number."""
    cell: Any = page.cell(row, column)
    cell.alignment = TOP
    if font is not None:
        cell.font = font
    if value is None:
        return cell
    if isinstance(value, str):
        text = escaped(value)
        if len(text) > MAX_TEXT:
            raise CannotBeWritten(f"{page.title}!{cell.coordinate}")
        cell.value = text
        cell.data_type = "s"
        cell.number_format = "@"
    elif isinstance(value, Decimal):
        if len(value.normalize().as_tuple().digits) > MAX_DIGITS:
            raise CannotBeWritten(f"{page.title}!{cell.coordinate}")
        cell.value = int(value) if value == value.to_integral_value() else float(value)
    else:
        cell.value = value
    return cell


def _pick(page: Worksheet, column: Column, where: str) -> None:
    """Let people pick where only a few words are lawful."""
    if isinstance(column.shape, OneOf) and not column.joined:
        words = ",".join(map(str, column.shape.allowed))
        picker = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=False)
        page.add_data_validation(picker)
        picker.add(where)
