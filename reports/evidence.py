"""A document as it is shown beside a value: text, tables and paragraphs read out of the file, nothing of it run. Pure.

    shown = readable("csv", data)      # Shown, or None where the file is only to be downloaded

Pictures and PDF are shown by the browser itself from their bytes (`BY_BROWSER`). Office documents are opened within
the bounds that hold for uploads: a file beyond them is to be downloaded.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from xml.etree import ElementTree

from openpyxl import load_workbook

from engine.methodology_workbook.safety import Unsafe, refuse_unsafe

#: Extensions that browsers show by themselves.
BY_BROWSER: Final = frozenset({"pdf", "png", "jpg", "jpeg"})
MAX_CHARACTERS: Final = 200_000
MAX_ROWS: Final = 500
MAX_COLUMNS: Final = 40
MAX_SHEETS: Final = 20
#: Bytes of an office document's text part, unpacked.
MAX_PART: Final = 12_000_000

_TEXT_PARTS: Final = {"docx": "word/document.xml", "odt": "content.xml"}
_BROKEN = (
    zipfile.BadZipFile,
    ElementTree.ParseError,
    KeyError,
    RuntimeError,
    NotImplementedError,
    OSError,
    ValueError,
)


@dataclass(frozen=True)
class Table:
    """A sheet: its name (empty for a file that is one table) and its rows of texts."""

    name: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Shown:
    """What is shown: paragraphs of text or tables. ``cut``: there is more than is shown."""

    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    cut: bool = False


def readable(extension: str, data: bytes) -> Shown | None:
    """What can be shown of a file of this kind; None when it cannot be read here."""
    try:
        if extension == "txt":
            return _text(decoded(data))
        if extension == "csv":
            return _csv(decoded(data))
        if extension == "xlsx":
            return _workbook(data)
        if extension in _TEXT_PARTS:
            return _office(data, _TEXT_PARTS[extension])
    except (*_BROKEN, Unsafe):
        return None
    return None


def decoded(data: bytes) -> str:
    """Text in UTF-8 or in Windows-1251, as uploads are taken."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1251", errors="replace")


def _text(text: str) -> Shown:
    return Shown(paragraphs=(text[:MAX_CHARACTERS],), cut=len(text) > MAX_CHARACTERS)


def _csv(text: str) -> Shown:
    sample = text[:4000]
    try:
        dialect: Any = csv.Sniffer().sniff(sample, delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    try:
        table, cut = _table("", csv.reader(io.StringIO(text, newline=""), dialect))
    except csv.Error:
        return _text(text)
    return Shown(tables=(table,), cut=cut)


def _workbook(data: bytes) -> Shown:
    refuse_unsafe(data)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    tables, cut = [], len(book.worksheets) > MAX_SHEETS
    for sheet in book.worksheets[:MAX_SHEETS]:
        table, more = _table(sheet.title, sheet.iter_rows(values_only=True))
        tables.append(table)
        cut = cut or more
    return Shown(tables=tuple(tables), cut=cut)


def _table(name: str, rows: Iterable[Iterable[Any]]) -> tuple[Table, bool]:
    """The first rows and columns, without empty rows; and whether there are more."""
    kept: list[tuple[str, ...]] = []
    cut, left = False, MAX_CHARACTERS
    for row in rows:
        cells = [_cell(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        left -= sum(map(len, cells))
        if len(kept) == MAX_ROWS or left < 0:
            return Table(name, tuple(kept)), True
        cut = cut or len(cells) > MAX_COLUMNS
        kept.append(tuple(cells[:MAX_COLUMNS]))
    return Table(name, tuple(kept)), cut


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        # a workbook keeps a day as its midnight
        return value.date().isoformat() if value.time() == time.min else value.isoformat(sep=" ")
    return str(value)


def _office(data: bytes, part: str) -> Shown:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo(part)
        if entry.file_size > MAX_PART:
            raise ValueError("the document's text is larger than is read here")
        xml = archive.read(entry)
    # entities are how XML swells and reaches out; in UTF-16 they would hide from a search for them
    if b"<!DOCTYPE" in xml or b"<!ENTITY" in xml or b"\x00" in xml[:100]:
        raise ValueError("the document's text declares entities")
    kept: list[str] = []
    left = MAX_CHARACTERS
    for paragraph in _paragraphs(ElementTree.fromstring(xml)):  # noqa: S314 - bounded, and without entities
        left -= len(paragraph)
        if left < 0:
            return Shown(paragraphs=tuple(kept), cut=True)
        kept.append(paragraph)
    return Shown(paragraphs=tuple(kept))


def _paragraphs(root: ElementTree.Element) -> Iterator[str]:
    """The texts of paragraphs and headings (w:p of docx; text:p, text:h of odt), in order, without empty ones."""
    for element in root.iter():
        space, _brace, name = element.tag.rpartition("}")
        if name not in ("p", "h"):
            continue
        if "wordprocessingml" in space:
            text = "".join(run.text or "" for run in element.iter() if run.tag.endswith("}t"))
        else:
            text = "".join(element.itertext())
        if text.strip():
            yield text.strip()
