"""Documents read beside a value: what is drawn, what is read out, what is only downloaded, and the journal of it (c9.3, c44)."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from evaluation.models import JournalEntry
from methodologies.models import SourceKind
from reports import actions as report_actions
from reports import evidence
from reports.evidence import Shown, Table, readable
from reports.models import Confidentiality, Document
from tests.worlds.elements import element, elements
from tests.worlds.opened import Opened, opened, upload

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
    assert readable("txt", b"x" * 21) == Shown(paragraphs=("x" * 20,), cut=True)
    rows = readable("csv", b"a,b\nc,d\ne,f\n")
    assert rows == Shown(tables=(Table("", (("a", "b"), ("c", "d"))),), cut=True)
    wide = readable("csv", b"a,b,c\n")
    assert wide == Shown(tables=(Table("", (("a", "b"),)),), cut=True)
    long = readable("docx", docx("<w:p><w:r><w:t>0123456789</w:t></w:r></w:p>" * 3))
    assert long == Shown(paragraphs=("0123456789", "0123456789"), cut=True)


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
    assert readable(extension, data) is None


def test_a_swollen_document_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "MAX_PART", 1000)
    assert readable("docx", docx(f"<w:p><w:r><w:t>{'x' * 2000}</w:t></w:r></w:p>")) is None


# --- the page ----------------------------------------------------------------------------------------------------------


def laid(opened: Opened, name: str, data: bytes) -> Document:
    """A document of the body that its evaluators may open."""
    document = report_actions.attach_document(
        opened.cycle, opened.world.body("agriculture"), opened.world.body("agriculture"), upload(name, data), "",
        SourceKind.REPORT, Confidentiality.OPEN, opened.person("agriculture.preparer"),
    )  # fmt: skip
    report_actions.documents.hand_over(Document.objects.filter(pk=document.pk))
    return document


@pytest.mark.clause("c44")
def test_text_is_a_page_of_its_own_that_runs_nothing(opened: Opened, client: Client) -> None:
    document = laid(opened, "note.txt", b"<script>alert(1)</script> & more\n")
    opened.world.sign_in(client, "finance.evaluator")
    answer = client.get(reverse("document_view", args=[document.pk]))
    assert element(answer, "p.text").text == "<script>alert(1)</script> & more"
    assert not elements(answer, "script")
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert "frame-ancestors 'self'" in policy
    assert (answer["X-Frame-Options"], answer["Cache-Control"]) == ("SAMEORIGIN", "private, no-store")
    entry = JournalEntry.objects.get(act="document.open")
    assert (entry.object_id, entry.actor, entry.clause) == (
        document.pk,
        opened.person("finance.evaluator"),
        "c44",
    )


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("act.pdf", b"%PDF-1.4\n%%EOF\n", "application/pdf"),
        ("scan.png", b"\x89PNG\r\n\x1a\n0000", "image/png"),
    ],
)
def test_pictures_and_pdf_are_drawn_by_the_browser_from_their_bytes(
    opened: Opened, client: Client, name: str, data: bytes, kind: str
) -> None:
    document = laid(opened, name, data)
    opened.world.sign_in(client, "finance.evaluator")
    answer = client.get(reverse("document_view", args=[document.pk]))
    assert b"".join(answer.streaming_content) == data  # type: ignore[attr-defined]
    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == (kind, "nosniff")
    assert answer["Content-Disposition"].startswith("inline")
    assert "script-src" not in answer["Content-Security-Policy"]
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    # the file itself is an attachment as before, and nobody frames that
    file = client.get(reverse("document", args=[document.pk]))
    assert b"".join(file.streaming_content) == data  # type: ignore[attr-defined]
    assert file["Content-Disposition"].startswith("attachment")
    assert (file["Content-Security-Policy"], file["X-Frame-Options"]) == (
        "sandbox; default-src 'none'",
        "DENY",
    )


def test_a_file_that_cannot_be_shown_offers_its_download(opened: Opened, client: Client) -> None:
    broken = docx("<w:p>")
    with zipfile.ZipFile(held := io.BytesIO(broken), "a") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
    document = laid(opened, "act.docx", held.getvalue())
    opened.world.sign_in(client, "finance.evaluator")
    shown = client.get(reverse("document_view", args=[document.pk])).content.decode()
    assert element(shown, "p.note").text == "This file cannot be shown here. Download it to read it."
    assert element(shown, ".about a")["href"] == reverse("document", args=[document.pk])
