"""Documents shown beside a value: the page, who may read it, and the worker that reads them (c9.3, c44)."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from engine.foreign import gate
from engine.foreign.gate import read_here
from evaluation.models import JournalEntry
from evaluation.refusals import Refusal
from methodologies.models import SourceKind
from reports import actions as report_actions
from reports import evidence
from reports.actions import previews
from reports.actions.previews import read_waiting, want_preview
from reports.evidence import Shown, readable
from reports.models import Confidentiality, Document, DocumentPreview, PreviewState
from tests.reports.test_evidence import docx, workbook
from tests.worlds import good_files
from tests.worlds.elements import element, elements
from tests.worlds.good_files import pdf, picture, word_text
from tests.worlds.opened import Opened, opened, upload
from tests.worlds.unguarded import unguarded

__all__ = ["opened"]


def laid(opened: Opened, name: str, data: bytes) -> Document:
    """A document of the body that its evaluators may open."""
    document = report_actions.attach_document(
        opened.cycle, opened.world.body("agriculture"), opened.world.body("agriculture"), upload(name, data), "",
        SourceKind.REPORT, Confidentiality.OPEN, opened.person("agriculture.preparer"),
    )  # fmt: skip
    report_actions.documents.hand_over(Document.objects.filter(pk=document.pk))
    read_waiting()
    return document


@pytest.mark.clause("c44")
def test_text_is_a_page_of_its_own_that_runs_nothing(opened: Opened, client: Client) -> None:
    document = laid(opened, "note.txt", b"A note: <script>alert(1)</script> & more\n")
    opened.world.sign_in(client, "finance.evaluator")
    answer = client.get(reverse("document_view", args=[document.pk]))
    assert element(answer, "p.text").text == "A note: <script>alert(1)</script> & more"
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
        ("act.pdf", pdf(), "application/pdf"),
        ("scan.png", picture("PNG"), "image/png"),
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


def test_what_is_not_shown_is_told_above_the_table(opened: Opened, client: Client) -> None:
    document = laid(opened, "shares.xlsx", workbook(("Plan", 120), ("Fact", 114), ("Share, %", "=B2/B1*100")))
    opened.world.sign_in(client, "finance.evaluator")
    shown = client.get(reverse("document_view", args=[document.pk]))
    assert element(shown, "p.note").text == (
        "The file does not keep the results of some formulas; the formulas stand in their place. "
        "Open the file in Excel, save it, and attach that one, or download it."
    )
    assert [cell.text for cell in elements(shown, "td")][-1] == "=B2/B1*100"


@pytest.mark.parametrize(("name", "why"), [("rc4-128-user", "only with a password"), ("cut", "cut short")])
def test_a_pdf_that_nobody_can_open_is_refused_with_what_to_do(opened: Opened, name: str, why: str) -> None:
    data = (Path(__file__).resolve().parents[1] / "data" / "pdf" / "rc4-128-user.pdf").read_bytes()
    with pytest.raises(Refusal) as caught:
        laid(opened, "act.pdf", data if name != "cut" else data[:-200])
    assert caught.value.code == "file"
    assert why in caught.value.sentence
    assert not Document.objects.filter(filename="act.pdf").exists()
    owner = (Path(__file__).resolve().parents[1] / "data" / "pdf" / "aes-256-owner.pdf").read_bytes()
    assert laid(opened, "act.pdf", owner).pk


def test_a_file_that_cannot_be_shown_offers_its_download(opened: Opened, client: Client) -> None:
    document = laid(
        opened, "act.docx", good_files.docx(**{"word/document.xml": word_text("").encode("utf-16")})
    )
    opened.world.sign_in(client, "finance.evaluator")
    shown = client.get(reverse("document_view", args=[document.pk])).content.decode()
    assert element(shown, "p.note").text == "This file cannot be shown here. Download it to read it."
    assert element(shown, ".about a")["href"] == reverse("document", args=[document.pk])


def waiting(opened: Opened, *names: str) -> list[Document]:
    """Documents that no worker has read yet."""
    made = [laid(opened, name, name.encode()) for name in names]
    DocumentPreview.objects.update(state=PreviewState.WAITING, content="", attempts=0)
    return made


def test_a_view_reads_no_file_and_shows_what_the_worker_read(
    opened: Opened, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    (document,) = waiting(opened, "note.txt")
    page = reverse("document_view", args=[document.pk])
    opened.world.sign_in(client, "finance.evaluator")
    answer = client.get(page)
    assert element(answer, "p.note[role=status]").text.startswith(
        "The document is being prepared for reading here"
    )
    assert element(answer, "main")["hx-get"] == page
    assert element(answer, "p.note a")["href"] == page
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not JournalEntry.objects.filter(act="document.open").exists()  # nothing of it was shown
    assert "HX-Refresh" not in client.get(page, headers={"HX-Request": "true"})
    assert read_waiting() == 1
    monkeypatch.setattr(gate, "through_gate", lambda *_: pytest.fail("a view reads a file"))
    assert client.get(page, headers={"HX-Request": "true"})["HX-Refresh"] == "true"
    assert not JournalEntry.objects.filter(act="document.open").exists()
    assert element(client.get(page), "p.text").text == "note.txt"
    assert JournalEntry.objects.filter(act="document.open").count() == 1


def test_what_somebody_looks_at_is_read_first_and_every_document_is_read(opened: Opened) -> None:
    first, second, third = waiting(opened, "first.txt", "second.txt", "third.txt")
    want_preview(first)
    DocumentPreview.objects.filter(document=third).delete()
    order: list[int] = []
    previews_read = previews._found

    def found(document: Document) -> Any:
        order.append(document.pk)
        return previews_read(document)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(previews, "_found", found)
        assert read_waiting() == 3
    assert order == [first.pk, third.pk, second.pk]
    assert read_waiting() == 0


def test_a_reading_that_fails_is_tried_five_times_and_says_why(opened: Opened, client: Client) -> None:
    lost, deep = waiting(opened, "lost.txt", "deep.txt")
    DocumentPreview.objects.filter(document=deep).delete()
    lost.file.storage.delete(lost.file.name)
    deep.file.storage.delete(deep.file.name)
    nested = docx("<w:p>" + "<w:r>" * 400 + "</w:r>" * 400 + "</w:p>")
    deep.file.storage.save(deep.file.name, io.BytesIO(nested))
    digest = hashlib.sha256(nested).hexdigest()
    with unguarded(Document):
        Document.objects.filter(pk=deep.pk).update(filename="deep.docx", sha256=digest, size=len(nested))
    assert read_waiting() == 6
    states = dict(DocumentPreview.objects.values_list("document", "state"))
    assert states == {lost.pk: "unreadable", deep.pk: "unreadable"}
    opened.world.sign_in(client, "finance.evaluator")
    said = {
        one.pk: element(client.get(reverse("document_view", args=[one.pk])), "p.note").text
        for one in (lost, deep)
    }
    assert said == {
        lost.pk: "The file is not in the store at the moment; its record stands. The administrator is told of it and "
        "puts it back; come again later.",
        deep.pk: "The elements of the file stand inside one another too deeply. Download it to read it.",
    }


def test_a_machine_that_has_nothing_left_is_given_time(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sweep tries once and leaves the rest to the next, so that a minute without memory loses no reading."""
    documents = waiting(opened, "one.txt", "two.txt")
    with monkeypatch.context() as patch:
        patch.setattr(previews, "readable", lambda _extension, _data: evidence.NotShown("busy"))
        assert [read_waiting(), read_waiting()] == [0, 0]
    attempts = DocumentPreview.objects.filter(document__in=documents).values_list("attempts", "state")
    assert set(attempts) == {(1, PreviewState.WAITING)}
    assert read_waiting() == 2
    assert set(DocumentPreview.objects.values_list("state", flat=True)) == {PreviewState.READY}


def test_a_file_that_kills_its_worker_is_given_up_and_holds_up_nobody(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, whole = waiting(opened, "one.txt", "two.txt")
    read = previews._found

    def kills(document: Document) -> Any:
        if document == broken:
            raise SystemExit  # as a worker that is killed: nothing after this line happens
        return read(document)

    monkeypatch.setattr(previews, "_found", kills)
    for _worker in range(previews.ATTEMPTS):
        with pytest.raises(SystemExit):
            read_waiting()
    assert read_waiting() == 1
    told = dict(DocumentPreview.objects.values_list("document", "state"))
    assert (told[broken.pk], told[whole.pk]) == (PreviewState.UNREADABLE, PreviewState.READY)


def test_what_is_kept_of_a_document_is_bounded(opened: Opened) -> None:
    wide = workbook(*[tuple("x" for _ in range(40)) for _ in range(400)], *[("y",) * 40] * 100)
    shown = readable("xlsx", wide)
    assert isinstance(shown, Shown)
    assert sum(len(row) for table in shown.tables for row in table.rows) == 20_000
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(evidence, "MAX_CELLS", 100)
        less = read_here(readable, "xlsx", wide)
        assert isinstance(less, Shown)
        assert less.cut
        assert sum(len(row) for table in less.tables for row in table.rows) == 80
        patch.setattr(previews, "MAX_KEPT", 100)
        document = laid(opened, "long.txt", b"x" * 1000)
    kept = DocumentPreview.objects.get(document=document)
    assert kept.state == PreviewState.UNREADABLE
    assert "too_much_found" in kept.content
