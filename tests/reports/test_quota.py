"""Nothing is attached to what is closed, and no body fills the disk: by every door, with a sentence."""

from __future__ import annotations

import ast
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from config.floors import FLOORS
from evaluation import clock
from evaluation.acting import law_of
from evaluation.models.base import Record
from evaluation.refusals import Refusal
from methodologies.models import SourceKind
from reports.actions import attach_document
from reports.models import Confidentiality, Document, Report
from reports.quota import left_today
from tests.worlds.elements import element
from tests.worlds.opened import Opened, opened, upload
from tests.worlds.report_pages import typed

__all__ = ["opened"]

ROOT = Path(__file__).resolve().parents[2]


def attach(opened: Opened, name: str, data: bytes = b"proof\n", behind: Record | None = None) -> Document:
    body = opened.world.body("agriculture")
    return attach_document(
        opened.cycle, body, body, upload(name, data), name, SourceKind.REPORT, Confidentiality.OPEN,
        opened.person("agriculture.preparer"), behind=behind,
    )  # fmt: skip


def refused(verb: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        verb()
    return caught.value


def report_of(opened: Opened) -> Report:
    return opened.report("agriculture", 1)


def bring_to(opened: Opened, report: Report, state: str) -> None:
    """The state, and what the database wants beside it."""
    who, when = opened.person("agriculture.first_head"), clock.now()
    Report.objects.filter(pk=report.pk).update(
        state=state, signed_by=who, signed_at=when, accepted_by=who, accepted_at=when
    )
    report.refresh_from_db()


@pytest.mark.clause("c4")
def test_files_are_attached_while_the_report_is_in_hand_and_not_after(opened: Opened) -> None:
    report = report_of(opened)
    found = {}
    way = ("draft", "awaiting_signature", "signed", "returned", "awaiting_signature", "signed", "accepted")
    for state in way:
        bring_to(opened, report, state)
        try:
            attach(opened, f"{state}.txt", state.encode(), report)
            found[state] = "taken"
        except Refusal as refusal:
            found[state] = refusal.code
    assert found == {
        "draft": "taken", "awaiting_signature": "taken", "returned": "taken", "signed": "state", "accepted": "state",
    }  # fmt: skip
    assert not Document.objects.filter(title__in=("signed.txt", "accepted.txt")).exists()


def test_the_page_of_a_signed_report_takes_no_file(opened: Opened, client: Client) -> None:
    report = report_of(opened)
    opened.world.sign_in(client, "agriculture.preparer")
    page = reverse("report", args=[report.pk])
    form = typed(report)
    for state, kept in (("draft", 1), ("awaiting_signature", 2), ("signed", 2), ("accepted", 2)):
        bring_to(opened, report, state)
        client.post(page, {**form, "file:goals_planned": SimpleUploadedFile(f"{state}.txt", state.encode())})
        assert Document.objects.count() == kept, state


def test_after_the_term_no_file_is_attached(opened: Opened) -> None:
    report = report_of(opened)
    due = law_of(report, "sign").due
    assert due is not None
    deadline = due.deadline(report)
    assert deadline is not None
    with clock.frozen(deadline.due_at):
        assert refused(lambda: attach(opened, "late.txt", behind=report)).code == "late"


def test_a_body_attaches_its_days_share_and_reads_beforehand_how_much_is_left(
    opened: Opened, client: Client, settings: Any
) -> None:
    settings.BODY_FILES_A_DAY, settings.BODY_BYTES_A_DAY = 3, 1000
    body = opened.world.body("agriculture")
    attach(opened, "one.txt", b"a" * 400)
    attach(opened, "again.txt", b"a" * 400)  # the same content takes no room
    assert (left_today(body.pk).files, left_today(body.pk).size) == (1, 600)
    opened.world.sign_in(client, "agriculture.preparer")
    page = client.get(reverse("report", args=[report_of(opened).pk]))
    assert (
        element(page, "#report-form p.muted").text
        == "Today your body can attach 1 more file, 600\u00a0bytes in all. "
        "Information that is a state secret is not uploaded to the portal: give it to the evaluator by the rules of "
        "secret paperwork."
    )
    big = refused(lambda: attach(opened, "big.txt", b"b" * 601))
    assert big.code == "quota"
    assert big.sentence == (
        "The file “big.txt” is not taken: a body attaches at most 3 files and 1000\u00a0bytes in a day. "
        "Today your body can attach 1 more file, 600\u00a0bytes in all."
    )
    assert "tomorrow" in big.remedy
    attach(opened, "fits.txt", b"b" * 600)
    assert refused(lambda: attach(opened, "fourth.txt", b"c")).code == "quota"
    assert attach(opened, "fits.txt", b"b" * 600)  # what is there already is given, not attached anew
    with clock.frozen(clock.now() + timedelta(days=1)):
        assert left_today(body.pk).files == 3
        attach(opened, "next-day.txt", b"c")


def test_every_door_that_attaches_names_what_it_attaches_to() -> None:
    nameless = []
    for floor in FLOORS:
        for path in (ROOT / floor).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and ast.unparse(node.func).rpartition(".")[2] == "attach_document"
                    and "behind" not in {word.arg for word in node.keywords}
                ):
                    nameless.append(path.relative_to(ROOT).as_posix())
    assert nameless == []
