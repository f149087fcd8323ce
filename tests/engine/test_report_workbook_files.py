"""Files that are no workbook of this report: each told alone, by its bytes and its mark, whatever it is called."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from tests.worlds.workbooks import book_of_a_report, checked, filled, repacked, saved, told

FIRST = "Сведения!A1"

# --- the right workbook first -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "wanted"),
    [
        ({"body": "culture"}, "Сведения!B3 R-TPL-02"),
        ({"year": 2024}, "Сведения!B4 R-TPL-03"),
        ({"block": 2}, "Сведения!B5 R-TPL-04"),
        ({"version": 2}, "Сведения!B6 R-TPL-05"),
        ({"digest": "000000000000"}, "Сведения!B6 R-TPL-05"),
    ],
)
def test_another_report_s_workbook_is_told_alone(other: dict[str, Any], wanted: str) -> None:
    found = checked(filled(book_of_a_report(**other), {"D2": "x"}))
    assert told(found) == [wanted]
    assert "sarap-agriculture-2025-block1-ru.xlsx" in found.faults[0].wanted("ru")


def test_a_workbook_of_somebody_s_own() -> None:
    workbook = Workbook()
    workbook.worksheets[0].title = "Лист1"
    workbook.worksheets[0]["A1"] = 1
    assert told(checked(saved(workbook))) == ["Лист1!A1 R-TPL-01"]


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in parts.items():
            packed.writestr(name.replace("__", "/"), data)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "R-FILE-07"),
        (b"%PDF-1.7\n", "R-FILE-01"),
        (b"<html><table></table></html>", "R-FILE-01"),
        (b"\x00\x01\x02\xff\xfe\x80" * 50, "R-FILE-01"),
        (OLE + "Workbook".encode("utf-16-le"), "R-FILE-02"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "R-FILE-06"),
        (archive(**{"xl/workbook.bin": b""}), "R-FILE-02"),
        (
            archive(**{"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b""}),
            "R-FILE-03",
        ),
        (archive(**{"word/document.xml": b"<a/>"}), "R-FILE-01"),
        ("код;значение\nserved;5\n".encode("cp1251"), "R-FILE-04"),
        ("код,значение\n".encode("utf-8-sig"), "R-FILE-04"),
        ("код\tзначение\n".encode("utf-16"), "R-FILE-04"),
        (archive(**{"xl/workbook.xml": b"<a/>", **{f"x{n}": b"" for n in range(201)}}), "R-FILE-08"),
        (archive(**{"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": bytes(2_000_000)}), "R-FILE-08"),
        (archive(**{"xl/workbook.xml": b"<a/>", "xl/vbaProject.bin": b"x"}), "R-FILE-05"),
    ],
)
def test_files_that_are_no_workbook_are_told_by_what_they_are(data: bytes, code: str) -> None:
    assert told(checked(data)) == [f"{FIRST} {code}"]


def test_cut_short_too_large_and_made_for_macros() -> None:
    data = filled(book_of_a_report())
    assert told(checked(data[: len(data) // 2])) == [f"{FIRST} R-FILE-07"]
    assert told(checked(data + bytes(8_000_000))) == [f"{FIRST} R-FILE-08"]

    def macros(name: str, part: bytes) -> bytes:
        return part.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main")

    assert told(checked(repacked(data, macros))) == [f"{FIRST} R-FILE-05"]


def test_a_bomb_by_its_declared_size() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as packed:
        packed.writestr("xl/workbook.xml", b"<a/>")
    data = bytearray(out.getvalue())
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (900_000_000).to_bytes(4, "little")  # what the directory says of its size
    assert told(checked(bytes(data))) == [f"{FIRST} R-FILE-08"]


@pytest.mark.slow
def test_blank_rows_to_the_end_of_the_sheet_are_passed_over() -> None:
    rows = b"".join(
        b'<row r="%d" ht="15"><c r="C%d" s="3"/></row>' % (row, row) for row in range(10, 1_048_576)
    )
    white = b'<row r="1048576"><c r="D1048576" t="inlineStr"><is><t xml:space="preserve"> </t></is></c></row>'

    def blank(name: str, part: bytes) -> bytes:
        return (
            part.replace(b"</sheetData>", rows + white + b"</sheetData>")
            if name.endswith("sheet2.xml")
            else part
        )

    data = repacked(filled(book_of_a_report(), {"D2": 5}), blank)
    assert told(checked(data)) == []
    assert checked(data).values["served", "", ""].given.number == 5
