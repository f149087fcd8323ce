"""A report's workbook for tests: made of a small methodology, filled in and spoiled cell by cell.

book = book_of_a_report()                   # engine.report_workbook.layout.Book, in Russian
data = filled(book, {"D2": 5, "E3": "…"})   # the file as a person saves it
told(check(book, read_workbook(data)))      # ["Значения!D2 R-NUM-01", …]
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from typing import Any

from openpyxl import Workbook, load_workbook

from engine.methodology import Choice, DataItem, MethodologyText, Words
from engine.report_workbook.checking import Checked, check
from engine.report_workbook.layout import Book, Given, Mark, Place, digest_of
from engine.report_workbook.reading import read_workbook
from engine.report_workbook.writing import written

VALUES = "Значения"


def words(text: str) -> Words:
    return Words(f"{text} kk", f"{text} ru", f"{text} en")


def item(code: str, unit: str = "number", value: str = "number", **more: Any) -> DataItem:
    return DataItem(code, words(code), unit, "year", "body", value, **more)


#: In the rows 2 to 9 of the sheet of values.
ITEMS = (
    item("served", "person", "count"),
    item("spent", "thousand_kzt", "money"),
    item("in_time", "percent", "share"),
    item("part", "ratio", "share"),
    item("growth", minimum=Decimal(-5), maximum=Decimal(50)),
    item("open", value="choice", choices=(Choice("yes", words("Yes")), Choice("no", words("No")))),
    item("site", per="language"),
    item("fact", per="programme"),
)


def methodology_of(items: tuple[DataItem, ...] = ITEMS) -> MethodologyText:
    return MethodologyText(2025, 3, 1, words("M"), (), items)


def book_of_a_report(items: tuple[DataItem, ...] = ITEMS, **mark: Any) -> Book:
    methodology = methodology_of(items)
    facts = Mark("agriculture", 2025, 1, 3, digest_of(methodology), "ru", 7)
    places = [
        Place(one, language, "", one.name.ru, one.unit, one.unit, "Как считать", "Отчёт", before=Decimal(10))
        for one in items
        if one.per != "programme"
        for language in (("kk", "ru") if one.per == "language" else ("",))
    ]
    columns = [Place(one, label=one.name.ru, measured=one.unit) for one in items if one.per == "programme"]
    places += [replace(one, row="001", given=Given(Decimal(4))) for one in columns]
    return Book(replace(facts, **mark), "Министерство", "Блок 1", tuple(places), tuple(columns), methodology)


@cache
def _written(book: Book) -> bytes:
    return written(book)


def filled(
    book: Book, cells: Mapping[str, Any] | None = None, spoil: Callable[[Workbook], None] | None = None
) -> bytes:
    """The workbook opened and saved by openpyxl with these cells of the sheet of values written."""
    workbook = load_workbook(io.BytesIO(_written(book)))
    page = workbook[str(getattr(Words("Мәндер", "Значения", "Values"), book.language))]
    for place, value in (cells or {}).items():
        page[place] = value
    if spoil is not None:
        spoil(workbook)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def repacked(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The archive with its parts changed: for what no library writes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def checked(data: bytes, book: Book | None = None) -> Checked:
    return check(book or book_of_a_report(), read_workbook(data))


def told(found: Checked) -> list[str]:
    return [f"{fault.sheet}!{fault.cell} {fault.code}" for fault in found.faults]
