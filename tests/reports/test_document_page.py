"""A document's own page: its author mends name, source and label until it is handed over, and the journal keeps both
values; what is typed beside a file in the report's form is the document's, whatever comes first (c4, c44, c67)."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from evaluation.models import JournalEntry
from methodologies.models import SourceKind
from reports.file_kinds import says_official_use
from reports.models import Document, Report
from tests.worlds.elements import element, elements, texts
from tests.worlds.opened import Opened
from tests.worlds.report_pages import page_of, preparer, russian, typed

__all__ = ["preparer", "russian"]


def about(document: Document) -> str:
    return reverse("document_page", args=[document.pk])


def said(document: Document, **changes: Any) -> dict[str, Any]:
    """What the document's page sends."""
    return {
        "title": document.title,
        "source_kind": document.source_kind,
        "confidentiality": document.confidentiality,
        "legal_ground": document.legal_ground,
        "seen": document.shown_mark,
        **changes,
    }


def test_the_author_mends_it_and_the_journal_keeps_both_values(opened: Opened, preparer: Client) -> None:
    document = opened.document("agriculture", "Справка ДСП.txt")
    page = preparer.get(about(document))
    assert elements(page, ".alert-waiting")  # it calls itself "for official use", and is open
    answer = preparer.post(
        about(document),
        said(
            document,
            title="Справка о целях",
            source_kind=SourceKind.ADMINISTRATION_CHECKS,
            confidentiality="official_use",
            legal_ground="Приказ № 5",
        ),
    )
    assert answer.status_code == 302
    fresh = Document.objects.get(pk=document.pk)
    assert (fresh.title, fresh.source_kind, fresh.confidentiality) == ("Справка о целях", 2, "official_use")
    page = preparer.get(about(document))
    assert not elements(page, ".alert-waiting")
    changes = [" ".join(one.split()) for one in texts(page, ".journal-change")]
    assert sorted(changes) == sorted(
        [
            "было: Справка ДСП.txt → стало: Справка о целях",
            f"было: {SourceKind.REPORT.label} → стало: {SourceKind.ADMINISTRATION_CHECKS.label}",
            "было: открыто → стало: для служебного пользования",
            "было: – → стало: Приказ № 5",
        ]
    )
    assert preparer.post(about(document), said(fresh)).status_code == 302  # nothing changed, nothing written
    assert JournalEntry.objects.filter(act="document.mend", object_id=document.pk).count() == 1


def test_what_a_colleague_changed_is_not_written_over(opened: Opened, client: Client) -> None:
    document = opened.document("agriculture")
    old = said(document, title="Моё")
    opened.world.sign_in(client, "agriculture.first_head")
    client.post(about(document), said(document, title="Руководителя"))
    opened.world.sign_in(client, "agriculture.preparer")
    answer = client.post(about(document), old)
    assert answer.status_code == 409
    assert element(answer, "[name=title]")["value"] == "Моё"
    assert Document.objects.get(pk=document.pk).title == "Руководителя"
    again = {**old, "seen": element(answer, "[name=seen]")["value"]}
    assert client.post(about(document), again).status_code == 302
    assert Document.objects.get(pk=document.pk).title == "Моё"


def test_after_the_handing_over_it_stands(opened: Opened, client: Client) -> None:
    opened.sign(opened.report("agriculture", 1))
    document = Document.objects.get(supplied_by__slug="agriculture")
    assert document.handed_at is not None
    opened.world.sign_in(client, "agriculture.preparer")
    page = client.get(about(document))
    assert not elements(page, "main form")
    answer = client.post(about(document), said(document, title="Другое"))
    assert answer.status_code == 409
    assert "передан" in element(answer, "#form-errors").text
    opened.world.sign_in(client, "finance.evaluator")
    assert client.post(about(document), said(document, title="Другое")).status_code == 403
    opened.world.sign_in(client, "culture.preparer")
    assert client.post(about(document), said(document, title="Другое")).status_code == 404
    assert Document.objects.get(pk=document.pk).title == document.title
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(source_kind=7)


@pytest.mark.clause("c9.5", "c44")
def test_an_evaluator_raises_the_label_and_nobody_lowers_it(opened: Opened, client: Client) -> None:
    opened.sign(opened.report("agriculture", 1))
    document = Document.objects.get(supplied_by__slug="agriculture")
    raised = {"raise_label": "yes", "reason": "  Приказ № 5  "}
    for who, status in (("agriculture.first_head", 403), ("culture.preparer", 404)):
        opened.world.sign_in(client, who)
        assert client.post(about(document), raised).status_code == status
    opened.world.sign_in(client, "finance.evaluator")
    assert elements(client.get(about(document)), "main [name=raise_label]")
    client.post(about(document), {**raised, "reason": " "})
    assert Document.objects.get(pk=document.pk).confidentiality == "open"
    client.post(about(document), raised)
    entry = JournalEntry.objects.get(act="document.raise_label", object_id=document.pk)
    assert entry.details == {
        "changed": {"confidentiality": ["open", "official_use"], "legal_ground": ["", "Приказ № 5"]},
        "reason": "Приказ № 5",
    }
    assert not elements(client.get(about(document)), "main [name=raise_label]")
    client.post(about(document), raised)
    assert JournalEntry.objects.filter(act="document.raise_label").count() == 1
    with pytest.raises(InternalError, match="Cannot update"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(confidentiality="open")


def test_its_page_is_reached_from_where_it_is_listed(opened: Opened, preparer: Client) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    document = Document.objects.get(supplied_by__slug="agriculture")
    links = {link["href"] for link in elements(preparer.get(page_of(report)), "a.doc-about")}
    assert links == {about(document)}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Справка ДСП.pdf", True),
        ("справка_дсп.pdf", True),
        ("№5-ҚБП анықтама.docx", True),
        ("Для служебного  пользования.pdf", True),
        ("Қызмет бабында пайдалану үшін.pdf", True),
        ("Справка.pdf", False),
        ("ДСПК-12.pdf", False),
    ],
)
def test_a_name_that_says_official_use(name: str, says: bool) -> None:
    assert says_official_use(name) is says


# --- beside a value ------------------------------------------------------------------------------------------------


def one_place(report: Report, name: str, **parts: Any) -> dict[str, Any]:
    full = typed(report)
    sent = {key: full[key] for key in full if key.endswith(f":{name}")} | {"revision": full["revision"]}
    return sent | {f"{part}:{name}": change for part, change in parts.items()}


def test_what_is_typed_after_the_file_is_the_documents_too(opened: Opened, preparer: Client) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    address = page_of(report, "report_value") + "?place=goals_planned"
    file = SimpleUploadedFile("Справка ДСП.txt", b"plan")
    answer = preparer.post(address, one_place(report, "goals_planned", file=file, kind="2", conf="open"))
    document = Document.objects.get(filename="Справка ДСП.txt")
    assert (document.title, document.source_kind, document.confidentiality) == ("Справка ДСП.txt", 2, "open")
    assert elements(answer, "#new-goals_planned .field-doubt")  # proposed, not done
    assert not elements(answer, "#title-goals_planned, #conf-goals_planned")  # nobody's typing is replaced
    fresh = element(answer, "[name='fresh:goals_planned']")["value"]
    report.refresh_from_db()
    later = one_place(
        report, "goals_planned", fresh=fresh, title="План на год", kind="2", conf="official_use"
    )
    refused = preparer.post(address, later)  # the label asks its ground
    assert "правовое основание" in element(refused, "#state-goals_planned .field-error").text
    later["ground:goals_planned"] = "Приказ № 5"
    answer = preparer.post(address, later)
    assert elements(answer, ".place-saved")
    document.refresh_from_db()
    assert (document.title, document.confidentiality) == ("План на год", "official_use")
    assert document.legal_ground == "Приказ № 5"
    assert texts(answer, "#attached-goals_planned .doc-text").count("План на год") == 1
    more = one_place(report, "goals_planned", fresh=fresh, file=SimpleUploadedFile("ещё.txt", b"more"))
    answer = preparer.post(address, more | {"title:goals_planned": "План на год"})
    assert Document.objects.get(filename="ещё.txt").title == "ещё.txt"
    assert element(answer, "#title-goals_planned")["value"] == ""


def test_the_whole_form_says_what_is_saved_and_what_is_not(opened: Opened, preparer: Client) -> None:
    report = opened.fill(opened.report("agriculture", 1))
    data = typed(report, goals_planned={"v": "двенадцать"}, goals_reached={"v": "77"})
    answer = preparer.post(page_of(report), data | {"then": "hand"})
    assert answer.status_code == 422
    words = " ".join(element(answer, "#form-errors").text.split())
    with override("ru"):
        assert words.startswith(
            "Одно значение не сохранено: исправьте поле «Число целей, запланированных на отчётный год». "
            "Остальные сохранены."
        )
    assert "Отчет не передан на подпись" in words.replace("ё", "е")
    assert element(answer, "[name='v:goals_reached']")["value"] == "77"
    assert report.__class__.objects.get(pk=report.pk).state == "draft"
    again = typed(report.__class__.objects.get(pk=report.pk))
    page = preparer.post(page_of(report), again, follow=True)
    assert "уже сохранено" in page.content.decode()
