"""What a document proves, its period and ground, new versions and documents of earlier years (c4, c40, c44, c64)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse

from evaluation.models import Cycle, JournalEntry
from evaluation.refusals import Refusal
from methodologies.models import SourceKind
from reports import actions
from reports.entries import ValueEntry
from reports.models import Confidentiality, DatumValue, Document, Report
from reports.quota import left_today
from tests.worlds.elements import element, elements, texts
from tests.worlds.opened import Opened, upload
from tests.worlds.report_pages import page_of, preparer, russian

__all__ = ["preparer", "russian"]

LAST_YEAR = datetime(2018, 2, 1, 5, 0, tzinfo=UTC)
ITEMS = ("functions_due", "functions_automated")


def given(opened: Opened, document: Document, *items: str, number: int = 12) -> list[DatumValue]:
    """Values of the report on block 3, behind which the document stands."""
    report = opened.report("agriculture", 3)
    entries = [ValueEntry(item, number=Decimal(number), document_ids=(document.pk,)) for item in items]
    actions.save_values(report, opened.person("agriculture.preparer"), entries)
    return [DatumValue.objects.get(report=report, item=item) for item in items]


def behind(value: DatumValue) -> list[int]:
    return sorted(value.documents.values_list("pk", flat=True))


def about(document: Document) -> str:
    return reverse("document_page", args=[document.pk])


def refused(code: str, verb: Any, *args: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        verb(*args)
    assert caught.value.code == code, caught.value
    return caught.value


def earlier(opened: Opened, name: str = "Устав.txt") -> Document:
    """A document of the year before, as the body handed it over then."""
    before, _made = Cycle.objects.get_or_create(year=2017)
    document = opened.document("agriculture", name)
    Document.objects.filter(pk=document.pk).update(cycle=before, uploaded_at=LAST_YEAR, handed_at=LAST_YEAR)
    return Document.objects.get(pk=document.pk)


@pytest.mark.clause("c4")
def test_one_document_proves_several_values(opened: Opened, preparer: Client) -> None:
    document = opened.document("agriculture")
    other = opened.document("agriculture", "other.txt")
    first, second = given(opened, other, *ITEMS)
    page = preparer.get(about(document))
    assert texts(page, ".document-proves li") == []
    offered = [one["value"] for one in elements(page, "#proves [name=proves]")]
    assert offered == [str(first.pk), str(second.pk)]
    answer = preparer.post(about(document), {"shown": offered, "proves": offered})
    assert answer.status_code == 302
    assert behind(first) == behind(second) == [document.pk, other.pk]
    page = preparer.get(about(document))
    links = [one["href"] for one in elements(page, ".document-proves a")]
    assert links == [f"{page_of(opened.report('agriculture', 3))}#at-{item}" for item in ITEMS]
    # one of them is taken off again: only what the page showed is touched, and each change is on record
    preparer.post(about(document), {"shown": offered, "proves": [str(first.pk)]})
    assert (behind(first), behind(second)) == ([document.pk, other.pk], [other.pk])
    told = JournalEntry.objects.filter(act="report.save_values").latest("pk").details["documents"]
    assert told == {ITEMS[1]: [[document.pk, other.pk], [other.pk]]}


@pytest.mark.clause("c4", "c9.4")
def test_the_page_of_documents_takes_one_with_all_that_is_said_of_it(
    opened: Opened, preparer: Client
) -> None:
    (value,) = given(opened, opened.document("agriculture"), ITEMS[0])
    report = opened.report("agriculture", 3)
    address = page_of(report, "report_documents")
    page = preparer.get(address)
    assert (
        "государственными секретами" in element(page, "#new").text or "секрет" in element(page, "#new").text
    )
    form = {
        "file": SimpleUploadedFile("Справка.txt", b"Certificate\n"),
        "title": "Справка",
        "source_kind": SourceKind.STATISTICS,
        "period_from": "2018-01-01",
        "period_to": "2018-12-31",
        "confidentiality": "official_use",
        "legal_ground": "Приказ № 5 от 01.02.2016",
        "proves": [str(value.pk)],
    }
    answer = preparer.post(address, form)
    document = Document.objects.get(title="Справка")
    assert (answer.status_code, answer["Location"]) == (302, about(document))
    assert document.source_kind == SourceKind.STATISTICS
    assert (document.period_from, document.period_to) == (date(2018, 1, 1), date(2018, 12, 31))
    assert (document.confidentiality, document.legal_ground) == ("official_use", "Приказ № 5 от 01.02.2016")
    assert document.pk in behind(value)
    details = JournalEntry.objects.get(act="document.attach", object_id=document.pk).details
    assert details["legal_ground"] == "Приказ № 5 от 01.02.2016"
    assert (details["period_from"], details["period_to"]) == ("2018-01-01", "2018-12-31")
    rows = texts(preparer.get(address), "tbody tr")
    assert any("Справка" in row and "Приказ № 5" in row and "01.01.2018–31.12.2018" in row for row in rows)


@pytest.mark.clause("c44")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"confidentiality": "official_use"}, "legal_ground"),
        ({"period_from": "2018-12-31", "period_to": "2018-01-01"}, "period_to"),
    ],
)
def test_what_is_said_must_hold_together(
    opened: Opened, preparer: Client, changes: dict[str, str], field: str
) -> None:
    address = page_of(opened.report("agriculture", 3), "report_documents")
    form = {"file": upload(), "source_kind": 1, "confidentiality": "open", **changes}
    answer = preparer.post(address, form)
    assert answer.status_code == 422
    assert elements(answer, f"#id_{field}_error")
    assert not Document.objects.exists()


@pytest.mark.clause("c44")
def test_official_use_asks_its_legal_ground_at_every_door(opened: Opened) -> None:
    body, by = opened.world.body("agriculture"), opened.person("agriculture.preparer")
    common = (opened.cycle, body, body, upload(), "", 1, Confidentiality.OFFICIAL_USE, by)
    refusal = refused("file", actions.attach_document, *common)
    assert "правовое основание" in str(refusal).lower() or "legal ground" in str(refusal)
    document = opened.document("agriculture")
    refusal = refused("invalid", actions.mend_document, document, by, "Name", 1, Confidentiality.OFFICIAL_USE)
    assert [fault.field for fault in refusal.faults] == ["legal_ground"]
    mended = actions.mend_document(document, by, "Name", 1, "official_use", ground="Order No. 5")
    assert mended.legal_ground == "Order No. 5"
    changed = JournalEntry.objects.get(act="document.mend").details["changed"]
    assert changed["legal_ground"] == ["", "Order No. 5"]
    # an open document has none
    assert actions.mend_document(document, by, "Name", 1, "open").legal_ground == ""


@pytest.mark.clause("c44")
def test_evaluators_read_the_legal_ground(opened: Opened, client: Client) -> None:
    report = opened.report("agriculture", 3)
    opened.fill(report)
    document = Document.objects.get(values__item=ITEMS[0])
    by = opened.person("agriculture.preparer")
    actions.mend_document(document, by, "Register", 1, "official_use", ground="Order No. 5")
    actions.hand_report_for_signature(report, by)
    actions.sign_report(report, opened.person("agriculture.first_head"))
    opened.world.sign_in(client, "finance.evaluator")
    assert "Order No. 5" in client.get(about(document)).content.decode()
    assert "Order No. 5" in client.get(page_of(report, "report_documents")).content.decode()


@pytest.mark.clause("c4", "c40")
def test_a_new_version_takes_the_place_until_signature(opened: Opened, preparer: Client) -> None:
    old = opened.document("agriculture", "Отчёт.txt")
    first, second = given(opened, old, *ITEMS)
    answer = preparer.post(about(old), {"new_version": "yes", "version": upload("Отчёт-2.txt", b"Mended\n")})
    new = Document.objects.get(filename="Отчёт-2.txt")
    assert (answer.status_code, answer["Location"]) == (302, about(new))
    assert behind(first) == behind(second) == [new.pk]
    old.refresh_from_db()
    assert (old.replaced_by_id, new.title, new.source_kind) == (new.pk, old.title, old.source_kind)
    assert texts(preparer.get(about(new)), ".document-proves a")[-1] == "Отчёт.txt"
    assert elements(preparer.get(about(old)), f'a[href="{about(new)}"]')
    kept: Any = preparer.get(reverse("document", args=[old.pk]))
    assert kept.getvalue() == "Отчёт.txt of agriculture by agriculture".encode()
    entry = JournalEntry.objects.get(act="document.replace")
    assert (entry.object_id, entry.details) == (old.pk, {"by": new.pk, "sha256": new.sha256})
    # an older version is no choice any more, and neither mended nor replaced again
    assert old.title not in texts(
        preparer.get(page_of(opened.report("agriculture", 3))), ".place-choose label"
    )
    by = opened.person("agriculture.preparer")
    refused("state", actions.replace_document, old, by, upload("c.txt", b"Third\n"))
    refused("state", actions.mend_document, old, by, "Another", 1, "open")
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Document.objects.filter(pk=old.pk).update(replaced_by=None)


def test_a_new_version_is_refused_where_it_cannot_stand(opened: Opened) -> None:
    by = opened.person("agriculture.preparer")
    unused = opened.document("agriculture", "unused.txt")
    refused("state", actions.replace_document, unused, by, upload("b.txt", b"New\n"))
    report = opened.report("agriculture", 3)
    opened.fill(report)
    document = Document.objects.get(values__item=ITEMS[0])
    with document.file.open() as file:
        refused("file", actions.replace_document, document, by, upload("same.txt", file.read()))
    refused("right", actions.replace_document, document, opened.person("culture.preparer"), upload("b.txt"))
    actions.hand_report_for_signature(report, by)
    actions.sign_report(report, opened.person("agriculture.first_head"))
    refusal = refused("state", actions.replace_document, document, by, upload("b.txt", b"New\n"))
    assert refusal.clause == "c40, c64"
    assert not Document.objects.exclude(replaced_by=None).exists()


@pytest.mark.clause("c4")
def test_a_document_of_an_earlier_year_is_used_again_without_uploading(
    opened: Opened, preparer: Client
) -> None:
    old = earlier(opened)
    report = opened.report("agriculture", 3)
    room = left_today(report.body_id)
    address = page_of(report, "report_documents")
    assert [one["value"] for one in elements(preparer.get(address), "[name=again]")] == [str(old.pk)]
    answer = preparer.post(address, {"again": str(old.pk)})
    again = Document.objects.get(reused_from=old)
    assert (answer.status_code, answer["Location"]) == (302, f"{about(again)}#proves")
    assert (again.cycle, again.sha256, again.file.name) == (report.cycle, old.sha256, old.file.name)
    assert again.handed_at is None
    details = JournalEntry.objects.get(act="document.attach", object_id=again.pk).details
    assert details["reused_from"] == old.pk
    left = left_today(report.body_id)
    assert (left.files, left.size) == (room.files - 1, room.size)  # nothing new was stored
    assert elements(preparer.get(address), "[name=again]") == []
    (value,) = given(opened, again, ITEMS[0])
    assert behind(value) == [again.pk]
    # once more is the same document
    assert actions.reuse_document(old, report, opened.person("agriculture.preparer")) == again


def test_what_may_not_be_used_again(opened: Opened, client: Client) -> None:
    report: Report = opened.report("agriculture", 3)
    by = opened.person("agriculture.preparer")
    refused("invalid", actions.reuse_document, opened.document("agriculture"), report, by)  # of this year
    old = earlier(opened)
    refused("right", actions.reuse_document, old, report, opened.person("culture.preparer"))
    old.file.storage.delete(old.file.name)
    refused("lost", actions.reuse_document, old, report, by)
    opened.world.sign_in(client, "culture.preparer")
    foreign = page_of(opened.report("culture", 3), "report_documents")
    assert client.post(foreign, {"again": str(old.pk)}).status_code == 404
    assert client.get(page_of(report, "report_documents")).status_code == 404
    assert not Document.objects.exclude(reused_from=None).exists()


def test_drafts_and_their_documents_are_their_bodys(opened: Opened, client: Client) -> None:
    report = opened.report("agriculture", 3)
    given(opened, opened.document("agriculture", "Черновик.txt"), ITEMS[0])
    opened.world.sign_in(client, "finance.evaluator")
    page = client.get(page_of(report, "report_documents"))
    assert page.status_code == 200
    assert "Черновик" not in page.content.decode()
    assert not elements(page, "#new, #earlier")


@pytest.mark.parametrize("more", [1, 6])
def test_queries_of_the_page_do_not_grow(
    opened: Opened, preparer: Client, django_assert_num_queries: Any, more: int
) -> None:
    given(opened, opened.document("agriculture"), *ITEMS)
    for number in range(more):
        opened.document("agriculture", f"{number}.txt")
        earlier(opened, f"old-{number}.txt")
    address = page_of(opened.report("agriculture", 3), "report_documents")
    preparer.get(address)
    with django_assert_num_queries(PAGE_QUERIES):
        assert preparer.get(address).status_code == 200


PAGE_QUERIES = 23
