"""A workbook (.xlsx) as its cells: what each holds, and what the sheet hides or draws beside them. Nothing is computed.

    for sheet in sheets_of(data):              # refuses what is unsafe; raises Unreadable
        for number, cells in sheet.rows.items(): ...

Cells are found where they stand, whatever size the sheet says it has; both forms of the format are read, the usual one
and the strict one, and what other programs than Excel write: parts in other letters, rows and cells without their
addresses.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from posixpath import dirname, join, normpath
from typing import Any
from xml.etree import ElementTree

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from .archives import USUAL_ROOM, Room, opened, refuse_unsafe
from .gate import Unreadable
from .xml_parts import elements_of, tree_of

MAIN = "xl/workbook.xml"
#: Kinds of sheets that are read: a table, and a page with one diagram.
SHEETS = ("worksheet", "chartsheet")
#: So many mergings and hidden ranges of a sheet are kept.
MAX_MARKS = 500

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_TRUTH = re.compile(r"=?\s*(TRUE|FALSE|ИСТИНА|ЛОЖЬ)\s*\(\s*\)\s*", re.IGNORECASE)
_ADDRESS = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
#: In a sheet of so many bytes rows and cells that hold nothing are passed over before anything is parsed: a format that
#: somebody gave to whole columns is a million of them.
_LARGE = 2_000_000
_BLANK = (re.compile(rb'<c r="[A-Z0-9]+"[^<>]*/>'), re.compile(rb'<row r="[0-9]+"[^<>]*(?:/>|></row>)'))
#: What a cell holds that names a text which is not in the file.
_NO_TEXT = "#REF!"
#: Signs that say that a sheet shows more than its cells.
_DRAWN = frozenset({"drawing", "picture", "oleObjects", "legacyDrawingHF"})

Value = str | int | float | bool | date | datetime | time | timedelta | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. ``data_type``: s text, n number, b truth, d day or time, e error, f formula, or empty for none.

    ``formula`` is what computes the value, when something does: then ``data_type`` is f, and ``value`` what the
    program that saved the file had computed, None if nothing.
    """

    sheet: str
    row: int
    column: int
    value: Value = None
    data_type: str = ""
    number_format: str = "General"
    formula: str = ""

    @property
    def coordinate(self) -> str:
        """ "B7"."""
        return f"{get_column_letter(self.column)}{self.row}"

    @property
    def place(self) -> str:
        """ "Sheet1!B7"."""
        return f"{self.sheet}!{self.coordinate}"

    @property
    def is_percent(self) -> bool:
        """Whether it is shown times a hundred: a % that the format only writes behind the number is none."""
        return isinstance(self.value, int | float) and "%" in _LITERAL.sub("", self.number_format)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return self.data_type == "" or (self.data_type == "s" and not str(self.value).strip())


@dataclass
class Sheet:
    """One sheet: its cells by row and column, what is hidden, merged or drawn on it."""

    title: str
    hidden: bool = False
    rows: dict[int, dict[int, Cell]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    drawn: bool = False
    noted: bool = False
    max_row: int = 0
    max_column: int = 0

    def cell(self, row: int, column: int) -> Cell:
        """The cell at this place; a blank one where none is kept."""
        return self.rows.get(row, {}).get(column) or Cell(self.title, row, column)

    def hides_column(self, column: int) -> bool:
        """Whether the column is not seen."""
        return any(first <= column <= last for first, last in self.hidden_columns)


@dataclass(frozen=True)
class _Styles:
    """How cells are shown: the format of each style, and the day from which days are counted."""

    formats: tuple[str, ...]
    epoch: datetime


def sheets_of(data: bytes, most_rows: int | None = None, room: Room = USUAL_ROOM) -> list[Sheet]:
    """The sheets in their order; of each at most ``most_rows`` rows that hold something. Raises Unreadable."""
    refuse_unsafe(data, room)
    with opened(data) as archive:
        parts = Parts(archive)
        strings = parts.strings()
        styles = _Styles(parts.formats(), _epoch(parts.tree(MAIN)))
        found = []
        for element, kind, path in sheets_named(parts, MAIN):
            sheet = Sheet(element.get("name") or "", hidden=element.get("state", "visible") != "visible")
            if kind == "worksheet":
                with parts.open(path) as stream:
                    if parts.size(path) > _LARGE:
                        stream = io.BytesIO(_without_blanks(stream.read()))
                    _read(sheet, elements_of(stream, most=room.elements), strings, styles, most_rows)
            elif kind == "chartsheet":
                sheet.drawn = True
            else:
                continue
            found.append(sheet)
    if not found:
        raise Unreadable("not_workbook")
    return found


def unescaped(text: str) -> str:
    """What Excel writes as ``_x000D_``, because XML cannot hold it; half a sign stays as it is written."""
    return _ESCAPED.sub(_sign, text)


def _sign(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return found[0] if 0xD800 <= number < 0xE000 else chr(number)


def truth_of(formula: str) -> bool | None:
    """True and False as other programs write them, =TRUE(); None for every other formula."""
    match = _TRUTH.fullmatch(formula)
    return match[1].upper() in ("TRUE", "ИСТИНА") if match else None


# --- the parts of the archive -----------------------------------------------------------------------------------------


class Parts:
    """The parts of a package, by their names in whatever letters."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = {name.lower(): name for name in archive.namelist()}

    def open(self, path: str) -> Any:
        """The part as a stream."""
        return self.archive.open(self.names[path.lower()])

    def size(self, path: str) -> int:
        """Bytes of the part, unpacked."""
        return self.archive.getinfo(self.names[path.lower()]).file_size

    def tree(self, path: str) -> ElementTree.Element:
        """The part as a tree. Raises Unreadable."""
        with self.open(path) as stream:
            return tree_of(stream.read(), path)

    def targets(self, path: str) -> dict[str, tuple[str, str]]:
        """What the part's relations lead to, by id: the kind (worksheet, chartsheet …) and the path."""
        folder = dirname(path)
        relations = f"{folder}/_rels/{path.rpartition('/')[2]}.rels"
        if relations.lower() not in self.names:
            return {}
        return {
            _attribute(element, "Id"): (
                (element.get("Type") or "").rpartition("/")[2],
                normpath(join("/", folder, element.get("Target") or "")).lstrip("/"),
            )
            for element in self.tree(relations)
        }

    def strings(self) -> list[str]:
        """The texts that cells name by number."""
        if "xl/sharedstrings.xml" not in self.names:
            return []
        return [_text(item) for item in _all(self.tree("xl/sharedStrings.xml"), "si")]

    def formats(self) -> tuple[str, ...]:
        """The number format of each style that cells name."""
        if "xl/styles.xml" not in self.names:
            return ()
        styles = self.tree("xl/styles.xml")
        known: dict[str, str] = {str(number): code for number, code in BUILTIN_FORMATS.items()}
        for element in _all(styles, "numFmt"):
            known[element.get("numFmtId") or ""] = element.get("formatCode") or "General"
        cells = next(_all(styles, "cellXfs"), None)
        return tuple(
            known.get(style.get("numFmtId") or "0", "General")
            for style in (cells if cells is not None else ())
        )


def sheets_named(parts: Parts, main: str) -> Iterator[tuple[ElementTree.Element, str, str]]:
    """What the list of sheets names: each entry, its kind (one of `SHEETS`, or something else) and the path of its part."""
    targets = parts.targets(main)
    for element in _all(parts.tree(main), "sheet"):
        yield element, *targets.get(_attribute(element, "id"), ("", ""))


def _epoch(book: ElementTree.Element) -> datetime:
    properties = next(_all(book, "workbookPr"), None)
    late = properties is not None and properties.get("date1904") in ("1", "true")
    return CALENDAR_MAC_1904 if late else CALENDAR_WINDOWS_1900


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _all(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    return (element for element in root.iter() if _local(element) == name)


def _attribute(element: ElementTree.Element, name: str) -> str:
    """An attribute by its local name: namespaces differ between the two forms of the format."""
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _text(item: ElementTree.Element) -> str:
    """The text of a string, its formatted runs put together, without the reading aid of some languages."""
    parts = []
    for child in item:
        if _local(child) == "t":
            parts.append(child.text or "")
        elif _local(child) == "r":
            parts += [inner.text or "" for inner in child if _local(inner) == "t"]
    return unescaped("".join(parts))


# --- one sheet --------------------------------------------------------------------------------------------------------


def _without_blanks(part: bytes) -> bytes:
    for blank in _BLANK:
        part = blank.sub(b"", part)
    return part


def _read(
    sheet: Sheet,
    events: Iterator[tuple[str, ElementTree.Element]],
    strings: list[str],
    styles: _Styles,
    most_rows: int | None,
) -> None:
    row_number = 0
    for _event, element in events:
        name = _local(element)
        if name == "row":
            row_number = int(element.get("r") or row_number + 1)
            _row(sheet, element, row_number, strings, styles, most_rows)
            element.clear()
        elif name == "col" and element.get("hidden") in ("1", "true"):
            if len(sheet.hidden_columns) < MAX_MARKS:
                sheet.hidden_columns.append((int(element.get("min") or 0), int(element.get("max") or 0)))
        elif name == "mergeCell" and len(sheet.merged) < MAX_MARKS:
            sheet.merged.append(element.get("ref") or "")
        elif name in _DRAWN:
            sheet.drawn = True
        elif name == "legacyDrawing":
            sheet.noted = True


def _row(
    sheet: Sheet,
    element: ElementTree.Element,
    number: int,
    strings: list[str],
    styles: _Styles,
    most_rows: int | None,
) -> None:
    cells: dict[int, Cell] = {}
    column = 0
    for child in element:
        if _local(child) != "c":
            continue
        address = _ADDRESS.fullmatch(child.get("r") or "")
        column = _column(address[1]) if address else column + 1
        cell = _cell(sheet.title, number, column, child, strings, styles)
        if not cell.is_blank:
            cells[column] = cell
    if not cells:
        return
    sheet.max_row = max(sheet.max_row, number)
    sheet.max_column = max(sheet.max_column, *cells)
    if most_rows is not None and len(sheet.rows) >= most_rows and number not in sheet.rows:
        return
    sheet.rows.setdefault(number, {}).update(cells)
    if element.get("hidden") in ("1", "true"):
        sheet.hidden_rows.add(number)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _cell(
    title: str, row: int, column: int, element: ElementTree.Element, strings: list[str], styles: _Styles
) -> Cell:
    parts = {_local(child): child for child in element}
    style = int(element.get("s") or 0)
    shape = styles.formats[style] if 0 <= style < len(styles.formats) else "General"
    kind = element.get("t") or "n"
    if kind == "inlineStr":
        found: tuple[Value, str] = (_text(parts["is"]), "s") if "is" in parts else (None, "")
    else:
        value = parts.get("v")
        text = (value.text or "") if value is not None else ""
        found = (
            ("", "s")
            if kind == "str" and value is not None and not text
            else _value(kind, text, shape, strings, styles.epoch)
        )
    if "f" in parts:
        formula = f"={parts['f'].text or '…'}"  # a shared one stands in another cell
        truth = truth_of(formula)
        if truth is None:
            return Cell(title, row, column, found[0], "f", shape, formula)
        found = (truth, "b")
    return Cell(title, row, column, *found, shape)


def _value(kind: str, text: str, shape: str, strings: list[str], epoch: datetime) -> tuple[Value, str]:
    """The value of a cell and what it is."""
    if not text:
        return None, ""
    match kind:
        case "s":
            number = int(text)
            # a text that the file does not hold is told at its cell, and hides no other
            return (strings[number], "s") if 0 <= number < len(strings) else (_NO_TEXT, "e")
        case "str":
            return unescaped(text), "s"
        case "b":
            return text in ("1", "true"), "b"
        case "e":
            return text, "e"
        case "d":
            return datetime.fromisoformat(text.replace("Z", "")), "d"
    value = int(text) if re.fullmatch(r"-?[0-9]{1,15}", text) else float(text)
    if is_date_format(shape):
        try:
            return from_excel(value, epoch), "d"
        except (ValueError, OverflowError):
            pass
    return value, "n"


def moment_text(value: Any) -> str:
    """A day, or a moment, of a cell: a workbook keeps a day as its midnight."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ")
    return str(value)
