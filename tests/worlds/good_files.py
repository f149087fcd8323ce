"""Small files of each kind that is taken as evidence, as their programs make them: each opens in its own library."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pikepdf
from openpyxl import Workbook
from PIL import Image

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
TEXT, SHEETS = (f"application/vnd.oasis.opendocument.{kind}" for kind in ("text", "spreadsheet"))


def packed(**parts: str | bytes) -> bytes:
    """An archive of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def picture(form: str, size: tuple[int, int] = (40, 30), mode: str = "RGB", **saved: Any) -> bytes:
    """A picture in "PNG", "JPEG" or another of Pillow's formats."""
    made = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(made, form, **saved)
    return made.getvalue()


def pdf() -> bytes:
    """A PDF of one blank page."""
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(made, static_id=True)
    return made.getvalue()


def word_text(body: str) -> str:
    """The part of a document of Word that holds its text."""
    return f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'


def open_text(body: str, kind: str = "text") -> str:
    """The part of an OpenDocument file that holds what it says."""
    names = " ".join(f'xmlns:{name}="{OPEN}:{name}:1.0"' for name in ("office", "text", "table", "draw"))
    names += ' xmlns:xlink="http://www.w3.org/1999/xlink"'
    inside = f"<office:{kind}>{body}</office:{kind}>"
    return f"<office:document-content {names}><office:body>{inside}</office:body></office:document-content>"


def docx(**parts: str | bytes) -> bytes:
    """A document of Word."""
    main = word_text("<w:p><w:r><w:t>Есеп</w:t></w:r></w:p>")
    return packed(**{"[Content_Types].xml": "<Types/>", "word/document.xml": main, **parts})


def xlsx(**parts: str | bytes) -> bytes:
    """A workbook, with these parts instead of its own."""
    book = Workbook()
    sheet: Any = book.active
    sheet.append(("Plan", 120))
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as archive:
        own = {name: archive.read(name) for name in archive.namelist()}
    return packed(**{**own, **parts})


def odt(**parts: str | bytes) -> bytes:
    """A text of OpenDocument."""
    return packed(**{"mimetype": TEXT, "content.xml": open_text("<text:p>Есеп</text:p>"), **parts})


def ods(**parts: str | bytes) -> bytes:
    """A table of OpenDocument."""
    content = open_text('<table:table table:name="1"/>', "spreadsheet")
    return packed(**{"mimetype": SHEETS, "content.xml": content, **parts})


def good_files() -> dict[str, bytes]:
    """One file of each kind, by its extension."""
    jpeg = picture("JPEG")
    return {
        "pdf": pdf(), "png": picture("PNG"), "jpg": jpeg, "jpeg": jpeg, "docx": docx(), "xlsx": xlsx(), "odt": odt(),
        "ods": ods(), "csv": "орган;значение\nМинсельхоз;12\n".encode(), "txt": "Отчёт\n".encode("cp1251"),
    }  # fmt: skip
