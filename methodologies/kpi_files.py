"""The list of key performance indicators as a file, CSV or .xlsx: written for people to fill in, and read back (c22)."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from engine.foreign.numbers import NotANumber
from engine.table_faults import HEADING_FAULTS, TableFault
from engine.tables import TableRow, numbers_of, read_cells
from evaluation.models import Body
from evaluation.models.base import LANGUAGES
from evaluation.refusals import SIGN_CAN_BE_CHOSEN, FieldFault, Refusal
from methodologies.kpi_rows import (
    BETTER,
    FIELDS,
    NAMES,
    Bodies,
    Row,
    accepted_words,
    faults_in,
    kept_rows,
    number_of,
)

#: Columns that a file may lack: a code is made of the English name, a unit may stand in the indicator's name.
OPTIONAL = ("code", "unit")
REQUIRED = tuple(field for field in FIELDS if field not in OPTIONAL)
NUMBERS = ("weight", "plan")
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
#: Rows below the last one that the workbook's choices reach, for what people add.
SPARE_ROWS = 300
WIDTHS = {
    "body": 44,
    "code": 24,
    **dict.fromkeys(NAMES, 44),
    "unit": 10,
    "better": 12,
    "weight": 9,
    "plan": 14,
}


def labels() -> dict[str, str]:
    """Field → its heading in the reader's language."""
    return {
        "body": _("Body"),
        "code": _("Code"),
        "name_kk": _("Indicator in Kazakh"),
        "name_ru": _("Indicator in Russian"),
        "name_en": _("Indicator in English"),
        "unit": _("Unit"),
        "better": _("Better is"),
        "weight": _("Weight"),
        "plan": _("Plan"),
    }


def _headings() -> dict[str, list[str]]:
    """Field → the words that may stand above its column: in the reader's language first, then in the other two."""
    found = {field: [label] for field, label in labels().items()}
    for language in LANGUAGES:
        with override(language):
            for field, label in labels().items():
                found[field].append(label)
    return found


# --- reading -------------------------------------------------------------------------------------------------------


def read_list(data: bytes, bodies: Bodies, decimal: str = "") -> list[Row]:
    """The rows of a file, as they are kept. Raises Refusal with every bad cell: where, what stands there, what is wanted.

    Numbers are read as the file means them, the same on every page (`engine.foreign.numbers`); ``decimal`` is the
    sign that begins decimals, where a person named it for a file that leaves it open.
    """
    found, faults = read_cells(data, REQUIRED, OPTIONAL, _headings())
    found, doubtful = _with_numbers(found, decimal)
    faults = [*faults, *doubtful]
    said_faults = [FieldFault("file", _placed(fault.where, fault.sentence(_))) for fault in faults]
    rows = kept_rows((row.cells for row in found), bodies, "ru")
    places = _places(found, rows, bodies)
    broken = {_line_of(fault.where) for fault in faults}
    for fault in faults_in(rows, bodies):
        place = places[fault.number - 1]
        if (
            fault.field in place.cells or place.number not in broken
        ):  # else the cell was not read and is named already
            sentence = _found_and_wanted(fault.found, fault.wanted)
            said_faults.append(FieldFault("file", _placed(place.where(fault.field), sentence)))
    if said_faults:
        raise Refusal(
            "invalid",
            _("The file is not taken in; places to mend: %(count)s.") % {"count": len(said_faults)},
            clause="c22",
            remedy=_remedy({one.code for one in faults}),
            faults=said_faults,
        )
    return rows


def _remedy(codes: set[str]) -> str:
    if "ambiguous" in codes:
        return str(SIGN_CAN_BE_CHOSEN)
    if codes.intersection(HEADING_FAULTS):
        return _("Download the list as a workbook, fill it in below its headings and choose it here.")
    return ""


def _with_numbers(found: Sequence[TableRow], decimal: str) -> tuple[list[TableRow], list[TableFault]]:
    """The rows with their numbers written plainly; a number that could be another one is a fault, its cell absent."""
    signs = numbers_of(found, NUMBERS, decimal)
    rows, faults = [], []
    for row in found:
        cells = dict(row.cells)
        for field in NUMBERS:
            text = row[field]
            try:
                cells[field] = f"{signs.read(text[:-1].rstrip() if text.endswith('%') else text):f}"
            except NotANumber as error:
                if error.code in (
                    "ambiguous",
                    "short_number",
                ):  # of every other the list's own rules say what is wanted
                    faults.append(TableFault(row.where(field), error.code, error.params, row.number))
                    cells.pop(field, None)
        rows.append(replace(row, cells=cells))
    return rows, faults


def _places(found: Sequence[TableRow], rows: Sequence[Row], bodies: Bodies) -> list[TableRow]:
    """The row of the file behind each kept row: both in the same order once sorted by body."""
    filled = [one for one in found if any(one[field] for field in FIELDS if field != "body")]
    place = {slug: number for number, slug in enumerate(bodies.by_slug)}
    return sorted(
        filled, key=lambda one: place.get(bodies.slug_of(" ".join(one["body"].split())), len(place))
    )


def _line_of(where: str) -> int:
    """The row's number in a place: 7 of "7:plan" and of "Sheet1!C7"; 0 of the file itself."""
    digits = re.match(r"(\d+):|.*?(\d+)$", where)
    return int(digits[1] or digits[2]) if digits else 0


def _found_and_wanted(found: str, wanted: str) -> str:
    if not found:
        return _("the cell is empty; %(wanted)s") % {"wanted": wanted}
    return _("“%(found)s” stands there; %(wanted)s") % {"found": found, "wanted": wanted}


def _placed(where: str, sentence: str) -> str:
    """A sentence with its place: sheet and cell of a workbook, line and column of text."""
    if not where:
        return sentence
    line, colon, column = where.partition(":")
    if colon and line.isdigit():
        return _("Line %(line)s, %(column)s: %(what)s") % {
            "line": line,
            "column": labels().get(column, column),
            "what": sentence,
        }
    sheet, _mark, cell = where.rpartition("!")
    return _("Sheet “%(sheet)s”, cell %(cell)s: %(what)s") % {"sheet": sheet, "cell": cell, "what": sentence}


# --- writing -------------------------------------------------------------------------------------------------------


def as_xlsx(rows: Sequence[Row], year: int, measured: Sequence[Body], bodies: Bodies) -> bytes:
    """A workbook in the reader's language: bodies and directions are chosen by name, codes and numbers as they are.

    A body of block 1 without a row gets one with its name, so that nobody has to look it up.
    """
    language = (get_language() or "kk")[:2]
    book = Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = (_("Indicators for %(year)s") % {"year": year})[:31]
    heads = labels()
    _row(sheet, 1, [heads[field] for field in FIELDS], head=True)
    missing = [body.slug for body in measured if body.slug not in {row["body"] for row in rows}]
    written = [_cells(row, bodies, language) for row in rows]
    written += [[bodies.by_slug[slug].name, *[None] * (len(FIELDS) - 1)] for slug in missing]
    for number, cells in enumerate(written, start=2):
        _row(sheet, number, cells)
    last = len(written) + 1 + SPARE_ROWS
    sheet.freeze_panes = "B2"
    for column, field in enumerate(FIELDS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[field]
    names = book.create_sheet(_("Bodies")[:31])
    for number, body in enumerate(measured, start=1):
        _row(names, number, [body.name, body.short_name])
    names.column_dimensions["A"].width, names.column_dimensions["B"].width = 70, 44
    if measured:
        _choices(sheet, "body", f"='{names.title}'!$A$1:$A${len(measured)}", last)
    ways = ",".join(BETTER[way][language][0] for way in BETTER)
    _choices(sheet, "better", f'"{ways}"', last)
    notes = book.create_sheet(_("How to fill it in")[:31])
    for number, sentence in enumerate(_notes(), start=1):
        _row(notes, number, [sentence])
    notes.column_dimensions["A"].width = 110
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _notes() -> Sequence[str]:
    return (
        _("The first sheet is read: one row for each indicator. The headings stay as they are."),
        _("Body: choose the name from the list; the second sheet has all bodies that block 1 measures."),
        _(
            "Code: leave it as it is, since by it a fact is compared with last year's. Empty: made of the English name."
        ),
        _("Better is: one of the words %(words)s.") % {"words": accepted_words()},
        _("Weight and plan: numbers, not formulas."),
    )


def _cells(row: Row, bodies: Bodies, language: str) -> list[Any]:
    body = bodies.by_slug.get(row["body"])
    better = BETTER.get(row["better"])
    written: Mapping[str, Any] = {
        **row,
        "body": body.name if body else row["body"],
        "better": better[language][0] if better else row["better"],
        "weight": _exact(row["weight"]),
        "plan": _exact(row["plan"]),
    }
    return [written[field] or None for field in FIELDS]


def _exact(text: str) -> Any:
    """The number as a number where a workbook keeps all its digits; else the text."""
    number = number_of(text)
    if number is None or len(number.as_tuple().digits) > 15:
        return text
    return int(number) if number == number.to_integral_value() else number


def _row(sheet: Any, number: int, cells: Sequence[Any], *, head: bool = False) -> None:
    for column, value in enumerate(cells, start=1):
        if value is None:
            continue
        cell = sheet.cell(number, column)
        cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value) if isinstance(value, str) else value
        if isinstance(value, str):
            cell.data_type = "s"  # text is always text, so that no name can be a formula
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        if head:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E3F1F3")


def _choices(sheet: Any, field: str, source: str, last: int) -> None:
    letter = get_column_letter(FIELDS.index(field) + 1)
    rule = DataValidation(type="list", formula1=source, allow_blank=True)
    rule.showErrorMessage = (
        False  # other words are read too; what cannot be read is named when the file comes in
    )
    sheet.add_data_validation(rule)
    rule.add(f"{letter}2:{letter}{last}")
