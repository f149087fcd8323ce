"""Documents read beside a value: what is drawn, what is read out, what is only downloaded, and the journal of it (c9.3, c44)."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from engine.foreign.gate import read_here
from reports import evidence, office_text
from reports.evidence import NotShown, Shown, Table, readable
from tests.worlds.opened import opened

__all__ = ["opened"]

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def workbook(*rows: tuple[Any, ...], title: str = "Register") -> bytes:
    book = Workbook()
    page: Any = book.active
    page.title = title
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive(**parts: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return out.getvalue()


def docx(body: str, before: str = "") -> bytes:
    return archive(
        word__document_xml=f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    )


# --- reading out -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
def test_text_in_both_encodings(encoding: str) -> None:
    assert readable("txt", "Реестр № 5\n\nИтог".encode(encoding)) == Shown(paragraphs=("Реестр № 5\n\nИтог",))


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_table_of_text_by_any_sign(sign: str) -> None:
    data = f"body{sign}value\nagriculture{sign}5\n\nculture{sign}7\n".encode()
    assert readable("csv", data) == Shown(
        tables=(Table("", (("body", "value"), ("agriculture", "5"), ("culture", "7"))),)
    )


def test_a_workbook_without_its_empty_rows_and_with_its_days() -> None:
    data = workbook(("Body", None, "Day"), (), ("Agriculture", 1240, date(2019, 3, 1)), (None, None))
    shown = readable("xlsx", data)
    assert shown == Shown(
        tables=(Table("Register", (("Body", "", "Day"), ("Agriculture", "1240", "2019-03-01"))),)
    )


def test_paragraphs_of_office_documents() -> None:
    body = "<w:p><w:r><w:t>First </w:t></w:r><w:r><w:t>line</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>Second</w:t></w:r></w:p>"
    assert readable("docx", docx(body)) == Shown(paragraphs=("First line", "Second"))
    odt = archive(
        content_xml=f'<d xmlns:text="{TEXT}"><text:h>Title</text:h><text:p>Of <text:span>it</text:span></text:p></d>'
    )
    assert readable("odt", odt) == Shown(paragraphs=("Title", "Of it"))


def test_what_is_long_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MAX_CHARACTERS", 20)
    monkeypatch.setattr(evidence, "MAX_ROWS", 2)
    monkeypatch.setattr(evidence, "MAX_COLUMNS", 2)
    assert read_here(readable, "txt", b"x" * 21) == Shown(paragraphs=("x" * 20,), cut=True)
    rows = read_here(readable, "csv", b"a,b\nc,d\ne,f\n")
    assert rows == Shown(tables=(Table("", (("a", "b"), ("c", "d"))),), cut=True)
    wide = read_here(readable, "csv", b"a,b,c\n")
    assert wide == Shown(tables=(Table("", (("a", "b"),)),), cut=True)
    long = read_here(readable, "docx", docx("<w:p><w:r><w:t>0123456789</w:t></w:r></w:p>" * 3))
    assert long == Shown(paragraphs=("0123456789", "0123456789"), cut=True)


def sheet(cells: str, before: str = "", after: str = "", styles: str = "", book: str = "") -> bytes:
    """A workbook of one sheet, its cells as they stand in the file."""
    main, links = (
        f"http://schemas.openxmlformats.org/{part}"
        for part in ("spreadsheetml/2006/main", "officeDocument/2006/relationships")
    )
    return archive(
        xl__workbook_xml=f'<workbook xmlns="{main}" xmlns:r="{links}">{book}<sheets>'
        '<sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        **{
            "xl/_rels/workbook.xml.rels": '<Relationships xmlns="x"><Relationship Id="r1" '
            f'Type="{links}/worksheet" Target="/xl/worksheets/One.xml"/></Relationships>',
            "xl/worksheets/one.xml": f'<worksheet xmlns="{main}">{before}<sheetData>{cells}</sheetData>{after}</worksheet>',
            "xl/styles.xml": f'<styleSheet xmlns="{main}">{styles}</styleSheet>',
        },
    )


def test_a_sheet_is_shown_whole_whatever_size_it_says_it_has() -> None:
    data = sheet(
        '<row><c><v>1</v></c><c t="inlineStr"><is><r><t>a</t></r><r><t> b</t></r></is></c></row>'
        '<row r="9"><c r="C9"><v>0.30000000000000004</v></c></row>',
        before='<dimension ref="A1"/>',
    )
    assert readable("xlsx", data) == Shown(tables=(Table("S", (("1", "a b"), ("", "", "0.3"))),))


def test_a_value_is_shown_as_the_spreadsheet_shows_it_and_a_missing_one_is_told() -> None:
    formats = (
        '<numFmts><numFmt numFmtId="170" formatCode="0.0%"/><numFmt numFmtId="171" formatCode="0.0&quot;%&quot;"/>'
        '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="171"/><xf numFmtId="14"/></cellXfs>'
    )
    data = sheet(
        '<row><c s="1"><v>0.942</v></c><c s="2"><v>9.43</v></c><c s="3"><v>43525</v></c><c t="e"><v>#N/A</v></c></row>'
        "<row><c><f>B1/2</f><v></v></c><c><f>B1*2</f><v>18.86</v></c><c><f>TRUE()</f><v>1</v></c>"
        "<c><v>1e16</v></c>"
        '<c t="str"><f>T(A9)</f><v></v></c></row>',
        styles=formats,
    )
    rows = (("94.2 %", "9.43", "2019-03-01", "#N/A"), ("=B1/2", "18.86", "TRUE", "1E+16"))
    assert readable("xlsx", data) == Shown(tables=(Table("S", rows),), notes=("uncomputed",))


def test_what_a_sheet_hides_or_draws_is_told() -> None:
    hidden = sheet('<row hidden="1"><c><v>1</v></c></row>', after='<drawing r:id="x" xmlns:r="y"/>')
    shown = readable("xlsx", hidden)
    assert shown == Shown(tables=(Table("S", (("1",),)),), notes=("hidden", "drawn"))
    assert readable("xlsx", sheet("")) == Shown(tables=(Table("S", ()),), notes=("empty",))
    assert set(evidence.NOTES) >= {"hidden", "drawn", "empty", "uncomputed"}


def test_the_strict_form_of_a_workbook_is_read_like_the_other() -> None:
    usual = workbook(("Body", 1.5))
    with zipfile.ZipFile(io.BytesIO(usual)) as read, zipfile.ZipFile(made := io.BytesIO(), "w") as strict:
        for name in read.namelist():
            text = read.read(name).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/",
                b"http://purl.oclc.org/ooxml/spreadsheetml/",
            )
            for part in (b"officeDocument/2006/", b"drawingml/2006/"):
                into = part.replace(b"2006/", b"")
                text = text.replace(
                    b"http://schemas.openxmlformats.org/" + part, b"http://purl.oclc.org/ooxml/" + into
                )
            strict.writestr(name, text)
    assert readable("xlsx", made.getvalue()) == readable("xlsx", usual) != None  # noqa: E711


def test_tabs_line_ends_and_rows_of_tables_are_kept() -> None:
    body = (
        "<w:p><w:r><w:t>Plan</w:t><w:tab/><w:t>120</w:t><w:br/><w:t>Fact</w:t><w:noBreakHyphen/><w:t>1</w:t></w:r></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Share</w:t></w:r></w:p><w:p><w:r><w:t>in all</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>95</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        "<w:p><w:r><w:t>seen</w:t><w:drawing><w:txbxContent><w:p><w:r><w:t>in a box</w:t></w:r></w:p></w:txbxContent>"
        "</w:drawing></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
    )
    assert readable("docx", archive(word__document2_xml=f'<w:p xmlns:w="{WORD}"/>')) == Shown(
        notes=("empty",)
    )
    lines = ("Plan\t120\nFact\u20111", "Share in all\t95", "seen", "in a box")
    assert readable("docx", docx(body)) == Shown(paragraphs=lines, notes=("drawn", "changed"))
    table = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    odt = archive(
        content_xml=f'<d xmlns:text="{TEXT}" xmlns:table="{table}"><text:p>Plan<text:tab/>120<text:line-break/>'
        'Fact<text:s text:c="3"/>1</text:p><table:table><table:table-row><table:table-cell><text:p>Share</text:p>'
        "</table:table-cell><table:table-cell><text:p>95</text:p></table:table-cell></table:table-row></table:table></d>"
    )
    assert readable("odt", odt) == Shown(paragraphs=("Plan\t120\nFact   1", "Share\t95"))


@pytest.mark.parametrize(
    ("extension", "data"),
    [
        ("docx", b"PK\x03\x04 broken"),
        ("docx", archive(other_xml="<a/>")),
        ("docx", docx("<w:p>")),
        ("docx", docx("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", '<!DOCTYPE d [<!ENTITY x "y">]>')),
        ("xlsx", b"PK\x03\x04 broken"),
        ("xlsx", archive(xl__vbaProject_xml="<a/>")),
        ("odt", b""),
        ("exe", b"MZ"),
    ],
)
def test_what_cannot_be_read_here_is_only_downloaded(extension: str, data: bytes) -> None:
    assert isinstance(readable(extension, data), NotShown)


def test_a_swollen_document_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office_text, "MAX_PART", 1000)
    assert read_here(readable, "docx", docx(f"<w:p><w:r><w:t>{'x' * 2000}</w:t></w:r></w:p>")) == NotShown(
        "too_big"
    )
