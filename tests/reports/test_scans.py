"""Documents and the virus scanner: infected are refused, only clean are signed, the rest is asked about again (c44)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client, override_settings
from django.urls import reverse

from config.checks import documents_are_scanned
from evaluation import clock
from evaluation.acting import refusal_of
from evaluation.models import JournalEntry
from evaluation.refusals import Refusal
from reports import actions, scan_queue
from reports.actions.scans import ATTEMPTS, scan_again, scan_waiting
from reports.models import Document, FileScan, Report, ReportState, Verdict
from reports.selectors.scans import verdicts_of
from schedule.models import Letter
from tests.worlds.elements import element, texts
from tests.worlds.fake_scanner import EICAR, FOUND, FakeScanner, fake_scanner
from tests.worlds.opened import Opened, upload
from tests.worlds.report_pages import page_of, preparer, russian

__all__ = ["preparer", "russian"]


@pytest.fixture
def scanner() -> Iterator[FakeScanner]:
    """The portal has a scanner."""
    with fake_scanner() as fake, override_settings(SCANNER=fake.address):
        yield fake


@pytest.fixture
def away() -> Iterator[None]:
    """The portal has a scanner that does not answer."""
    with override_settings(SCANNER="/nowhere/clamd.ctl"):
        yield


def attach(opened: Opened, name: str, data: bytes) -> Document:
    body = opened.world.body("agriculture")
    by = opened.person("agriculture.preparer")
    return actions.attach_document(opened.cycle, body, body, upload(name, data), "", 1, "open", by)


def verdict(document: Document) -> Verdict:
    return verdicts_of({document.sha256})[document.sha256]


def handed(opened: Opened) -> tuple[Report, Document]:
    report = opened.hand(opened.report("agriculture", 3))
    return report, Document.objects.get(values__item="functions_due")


def sign(opened: Opened, report: Report) -> Report:
    return actions.sign_report(report, opened.person("agriculture.first_head"))


def refused(code: str, verb: Any, *args: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        verb(*args)
    assert caught.value.code == code, caught.value
    return caught.value


@pytest.mark.clause("c44")
def test_an_infected_file_is_refused_and_nothing_of_it_stays(
    opened: Opened, scanner: FakeScanner, preparer: Client
) -> None:
    refusal = refused("file", attach, opened, "a.txt", b"text " + EICAR)
    assert "Eicar-Test-Signature" in str(refusal)
    address = page_of(opened.report("agriculture", 3), "report_documents")
    form = {"file": upload("a.txt", EICAR), "source_kind": 1, "confidentiality": "open"}
    answer = preparer.post(address, form)
    assert answer.status_code == 422
    assert "Eicar-Test-Signature" in element(answer, "#id_file_error").text
    assert not Document.objects.exists()
    assert not FileScan.objects.exists()


@pytest.mark.clause("c44")
def test_a_report_of_clean_documents_is_signed(opened: Opened, scanner: FakeScanner) -> None:
    report, document = handed(opened)
    assert verdict(document) == Verdict.CLEAN
    assert sign(opened, report).state == ReportState.SIGNED
    with document.file.open() as file:
        assert file.read() in scanner.seen


@pytest.mark.clause("c44", "c64")
def test_what_is_not_scanned_is_not_signed_until_the_worker_has_asked(opened: Opened, away: None) -> None:
    report, document = handed(opened)
    assert (verdict(document), FileScan.objects.get().told) == (Verdict.NOT_SCANNED, "away")
    refusal = refused("not_scanned", sign, opened, report)
    assert document.name in str(refusal)
    assert scan_waiting() == 0
    assert FileScan.objects.get().attempts == 1  # nobody was there to ask
    with fake_scanner() as fake, override_settings(SCANNER=fake.address):
        assert scan_waiting() == 1
        assert scan_waiting() == 0
        assert verdict(document) == Verdict.CLEAN
        assert sign(opened, report).state == ReportState.SIGNED


@pytest.mark.clause("c44", "c67")
def test_what_the_worker_finds_infected_is_neither_signed_nor_opened(
    opened: Opened, away: None, preparer: Client
) -> None:
    report, document = handed(opened)
    first_head = opened.person("agriculture.first_head")
    with fake_scanner() as fake, override_settings(SCANNER=fake.address):
        fake.answer = FOUND
        assert scan_waiting() == 1
        assert verdict(document) == Verdict.INFECTED
        refusal = refusal_of(report, "sign", first_head)
        assert refusal is not None
        assert (refusal.code, refusal.clause) == ("infected", "c44")
        answer = preparer.get(reverse("document", args=[document.pk]))
        assert answer.status_code == 422
        assert "Eicar-Test-Signature" in answer.content.decode()
        assert not JournalEntry.objects.filter(act="document.open").exists()
        entry = JournalEntry.objects.get(act="document.found_infected")
        assert (entry.object_id, entry.actor) == (document.pk, None)
        assert entry.details == {"found": "Eicar-Test-Signature", "sha256": document.sha256}
        letters = Letter.objects.filter(kind="document.infected").values_list("to__username", flat=True)
        assert list(letters) == [opened.person("agriculture.preparer").username]
        page = preparer.get(reverse("document_page", args=[document.pk]))
        assert "заражён" in texts(page, "dl.facts .chip")
        rows = texts(preparer.get(page_of(report, "report_documents")), "tbody .chip")
        assert rows == ["заражён"]
        # a clean version in its place, and the report is signed
        fake.answer = None
        by = opened.person("agriculture.preparer")
        actions.replace_document(document, by, upload("clean.txt", b"Clean\n"))
        report = actions.hand_report_for_signature(Report.objects.get(pk=report.pk), by)
        assert sign(opened, report).state == ReportState.SIGNED


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"answer": b"stream: Heuristics.Limits.Exceeded FOUND\0"}, "limit"),
        ({"cut": 6}, "cut"),
        ({"limit": 3}, "limit"),
    ],
)
def test_whatever_is_no_clear_answer_is_not_scanned(
    opened: Opened, scanner: FakeScanner, changes: dict[str, Any], told: str
) -> None:
    for name, value in changes.items():
        setattr(scanner, name, value)
    document = attach(opened, "a.txt", b"Annual report\n")
    assert verdict(document) == Verdict.NOT_SCANNED
    assert FileScan.objects.get().told == told


def test_what_gets_no_answer_is_asked_about_less_often(opened: Opened, scanner: FakeScanner) -> None:
    scanner.limit = 3
    attach(opened, "a.txt", b"Annual report\n")
    for _round in range(ATTEMPTS + 3):
        assert scan_waiting() == 0
    assert FileScan.objects.get().attempts == ATTEMPTS
    scanner.limit = 1000
    assert scan_waiting() == 0
    with clock.frozen(clock.now() + timedelta(hours=1)):
        assert scan_waiting() == 1


def test_documents_from_before_the_scanner_are_scanned_too(opened: Opened) -> None:
    document = attach(opened, "a.txt", b"Annual report\n")
    assert not FileScan.objects.exists()
    with fake_scanner() as fake, override_settings(SCANNER=fake.address):
        assert verdict(document) == Verdict.NOT_SCANNED
        assert scan_waiting() == 1
        assert verdict(document) == Verdict.CLEAN
        assert fake.seen == [b"Annual report\n"]
    assert scan_waiting() == 0


def test_a_verdict_is_not_lost_by_sending_the_file_again(opened: Opened, scanner: FakeScanner) -> None:
    document = attach(opened, "a.txt", b"Annual report\n")
    scanner.cut = 3
    assert attach(opened, "a.txt", b"Annual report\n") == document
    assert verdict(document) == Verdict.CLEAN


def test_without_a_scanner_reports_are_signed_and_the_administrator_reads_it(
    opened: Opened, client: Client
) -> None:
    report, _document = handed(opened)
    assert sign(opened, report).state == ReportState.SIGNED
    opened.world.sign_in(client, "economy.administrator")
    page = client.get(reverse("work"))
    assert "Документы не проверяются на вирусы" in texts(page, ".alert-waiting .alert-title")


def test_the_administrator_sees_the_scanner_and_asks_it_anew(
    opened: Opened, scanner: FakeScanner, client: Client
) -> None:
    scanner.limit = 3
    attach(opened, "a.txt", b"Annual report\n")
    for _round in range(ATTEMPTS):
        scan_waiting()
    opened.world.sign_in(client, "economy.administrator")
    page = client.get(reverse("work"))
    assert "the file is larger than the scanner takes" in texts(page, "code")
    scanner.limit = 1000
    (row,) = FileScan.objects.all()
    assert client.post(reverse("work_again", args=["scans", row.pk])).status_code == 302
    row.refresh_from_db()
    assert (row.verdict, row.told) == (Verdict.CLEAN, "")
    details = JournalEntry.objects.get(act="document.scan_again").details
    assert details == {"sha256": row.sha256, "was": "not_scanned", "now": "clean"}
    assert (scan_queue.counts().waiting, scan_queue.counts().done) == (0, 1)
    refused("right", scan_again, row.pk, opened.person("agriculture.preparer"))


@pytest.mark.parametrize(
    ("changes", "warned"),
    [
        ({"PRODUCTION": True}, ["config.W003"]),
        ({"PRODUCTION": True, "SCANNER_DECLINED": True}, []),
        ({"PRODUCTION": True, "SCANNER": ("clamav", 3310)}, []),
        ({}, []),
    ],
)
def test_productions_check_warns_without_a_scanner(changes: dict[str, Any], warned: list[str]) -> None:
    with override_settings(**changes):
        assert [one.id for one in documents_are_scanned(None)] == warned
