"""Evidence: which files are taken, by whom, how they are kept and who opened them (c4, c9.4, c44)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from evaluation.models import JournalEntry
from evaluation.refusals import Refusal
from methodologies.models import SourceKind
from reports import actions as report_actions
from reports.file_kinds import KINDS, safe_name
from reports.models import Confidentiality, Document, Said
from tests.worlds.good_files import docx, good_files, picture
from tests.worlds.opened import Opened, upload
from tests.worlds.world import World

GOOD = {**good_files(), "JPEG": picture("JPEG")}
PDF, PNG, JPEG, DOCX, XLSX, ODT = (GOOD[kind] for kind in ("pdf", "png", "jpg", "docx", "xlsx", "odt"))
MACROS = docx(**{"word/vbaProject.bin": "x"})


def attach(opened: Opened | World, name: str, data: bytes, **changes: Any) -> Document:
    world = opened if isinstance(opened, World) else opened.world
    given = {
        "body": world.body("agriculture"),
        "supplied_by": world.body("agriculture"),
        "title": "",
        "source_kind": SourceKind.REPORT,
        "confidentiality": Confidentiality.OPEN,
        "by": world.person("agriculture.preparer"),
        **changes,
    }
    return report_actions.attach_document(
        world.cycle,
        given["body"],
        given["supplied_by"],
        upload(name, data),
        given["title"],
        given["source_kind"],
        given["confidentiality"],
        given["by"],
        said=Said(given.get("ground", "")),
    )


def refused(code: str, act: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code, caught.value
    return caught.value


@pytest.mark.clause("c4", "c9.4")
@pytest.mark.parametrize("kind", GOOD)
def test_lawful_files_are_kept_by_their_checksum(world: World, kind: str) -> None:
    document = attach(world, f"a.{kind}", GOOD[kind], title="Annual report")
    assert document.sha256 == hashlib.sha256(GOOD[kind]).hexdigest()
    assert document.size == len(GOOD[kind])
    assert document.content_type == KINDS[document.extension].content_type
    assert re.fullmatch(r"documents/[0-9a-f]{2}/[0-9a-f]{40}", document.file.name)
    assert document.sha256 not in document.file.name
    assert (Path(settings.MEDIA_ROOT) / document.file.name).read_bytes() == GOOD[kind]
    assert (document.source_kind, document.supplied_by.slug, document.title) == (
        1,
        "agriculture",
        "Annual report",
    )
    entry = JournalEntry.objects.get(act="document.attach")
    assert (entry.clause, entry.details["sha256"]) == ("c4, c9.4", document.sha256)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.exe", b"MZ"),
        ("a.html", b"<html>"),
        ("a.svg", b"<svg/>"),
        ("a.docm", DOCX),
        ("a", b"text"),
        (".pdf", b""),
        ("a.pdf", b"<html>not a pdf"),
        ("a.png", JPEG),
        ("a.jpg", PNG),
        ("a.docx", XLSX),
        ("a.xlsx", DOCX),
        ("a.docx", b"PK\x03\x04 broken"),
        ("a.docx", MACROS),
        ("a.odt", DOCX),
        ("a.ods", ODT),
        ("a.csv", b"a;b\0c"),
        ("a.txt", b"\x98\x01"),
        ("a.txt", b""),
        ("report.pdf.exe", PDF),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_file_that_is_not_what_it_says_is_refused(world: World, name: str, data: bytes) -> None:
    refusal = refused("file", lambda: attach(world, name, data))
    assert refusal.faults[0].field == "file"
    assert not Document.objects.exists()


def test_a_file_over_the_limit_is_refused_with_the_limit(world: World) -> None:
    with override_settings(DOCUMENT_MAX_BYTES=1 << 20):
        attach(world, "a.txt", b"x" * (1 << 20))
        assert "1 MB" in refused("file", lambda: attach(world, "b.txt", b"x" * ((1 << 20) + 1))).sentence


@pytest.mark.parametrize("tags", [{"source_kind": 11}, {"confidentiality": "secret"}])
def test_a_document_is_tagged_with_one_of_the_ten_sources(world: World, tags: dict[str, Any]) -> None:
    refused("file", lambda: attach(world, "a.pdf", PDF, **tags))


def test_the_same_bytes_are_one_document_and_one_file(world: World) -> None:
    first = attach(world, "a.pdf", PDF)
    assert attach(world, "a.pdf", PDF) == first
    renamed = attach(world, "a.pdf", PDF, title="Another title")
    restricted = attach(
        world, "a.pdf", PDF, confidentiality=Confidentiality.OFFICIAL_USE, ground="Order No. 5"
    )
    assert len({first.pk, renamed.pk, restricted.pk}) == 3  # what it is told to be is never dropped
    assert {one.file.name for one in (first, renamed, restricted)} == {first.file.name}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("отчёт за 2018.pdf", "отчёт за 2018.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\план.docx", "план.docx"),
        ('a"b;c\r\nSet-Cookie: x.pdf', "a_b_cSet-Cookie_ x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("  .pdf", "document.pdf"),
        ("", "document"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_from_outside_is_made_safe(given: str, kept: str) -> None:
    assert safe_name(given) == kept


@pytest.mark.clause("c44", "c9.2")
@pytest.mark.parametrize(
    ("supplier", "who", "lawful"),
    [
        ("agriculture", "agriculture.preparer", True),
        ("agriculture", "agriculture.first_head", True),
        ("agriculture", "culture.preparer", False),
        ("agriculture", "economy.evaluator", False),
        ("economy", "economy.evaluator", True),
        ("finance", "finance.approver", True),
        ("civil-service", "civil-service.special_commission_member", True),
        ("finance", "economy.evaluator", False),
        ("economy", "economy.coordinator", False),
        ("economy", "economy.administrator", False),
        ("chancellery", "chancellery.evaluator", False),  # evaluates other bodies, not this one
        ("culture", "culture.preparer", False),
    ],
)
def test_who_may_lay_a_document_to_the_evaluation_of_a_body(
    opened: Opened, supplier: str, who: str, lawful: bool
) -> None:
    def act() -> Document:
        return attach(opened, "a.pdf", PDF, supplied_by=opened.world.body(supplier), by=opened.person(who))

    if lawful:
        assert act().supplied_by.slug == supplier
    else:
        refused("right", act)


@pytest.mark.clause("c44", "c67")
@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("agriculture.preparer", True),
        ("agriculture.first_head", True),
        ("economy.evaluator", True),
        ("civil-service.approver", True),
        ("economy.coordinator", True),
        ("commission.working_body", True),
        ("culture.preparer", False),
        ("culture.first_head", False),
        ("chancellery.evaluator", False),
        ("economy.administrator", False),
        ("administration.head_of_administration", False),
        ("integrator.integrator", False),
    ],
)
def test_opening_is_on_record_and_strangers_find_nothing(
    opened: Opened, client: Client, who: str, sees: bool
) -> None:
    document = attach(opened, "отчёт.pdf", PDF)
    report_actions.documents.hand_over(Document.objects.filter(pk=document.pk))
    opened.world.sign_in(client, who)
    answer = client.get(reverse("document", args=[document.pk]))
    opened_by = list(
        JournalEntry.objects.filter(act="document.open").values_list("actor__username", "clause")
    )
    if not sees:
        assert answer.status_code == 404
        assert opened_by == []
        refused("right", lambda: report_actions.open_document(document, opened.person(who)))
        return
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PDF  # type: ignore[attr-defined]
    assert opened_by == [(who, "c44")]
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "no-store" in answer["Cache-Control"]
    assert reverse("document", args=[document.pk]).endswith(f"/desk/documents/{document.pk}/")


def test_no_address_leads_to_the_files_themselves(world: World, client: Client) -> None:
    document = attach(world, "a.pdf", PDF)
    world.sign_in(client, "agriculture.preparer")
    for address in (
        f"/media/{document.file.name}",
        f"/{document.file.name}",
        f"/static/{document.file.name}",
    ):
        assert client.get(address).status_code == 404
