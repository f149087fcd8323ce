"""Broken files through the pages that take files: each answers with its page and a sentence, none with an error (c4.6)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from evaluation.models import Cycle
from evaluation.refusals import Refusal
from methodologies.models import SourceKind
from reports import actions as report_actions
from reports.actions.previews import read_waiting
from reports.models import Confidentiality, Document, StatisticsImport
from tests.worlds.opened import Opened, opened, upload
from tests.worlds.opening import unopened
from tests.worlds.world import World

__all__ = ["opened", "unopened"]

PATH = Path(__file__).resolve().parents[2] / "bench" / "fuzz_files.py"


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_files", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz_files"] = module
    spec.loader.exec_module(module)
    return module


def test_statistics_answer_every_broken_table(opened: Opened, client: Client, fuzz: ModuleType) -> None:
    opened.world.sign_in(client, "economy.evaluator")
    given = {
        "authority": opened.world.body("economy").pk,
        "source": "Bulletin",
        "retrieved_on": "2019-02-01",
        "decimal": "",
    }
    address = reverse("statistics", args=[opened.cycle.year])
    assert client.get(address).status_code == 200
    for extension, data in fuzz.broken_files(20, seed=11):
        answer = client.post(address, {**given, "file": SimpleUploadedFile(f"figures.{extension}", data)})
        assert answer.status_code == 422
        assert answer.content
    assert not StatisticsImport.objects.exists()


def test_methodologies_and_lists_answer_every_broken_file(
    unopened: Cycle, world: World, client: Client, fuzz: ModuleType
) -> None:
    doors = {
        "economy.methodologist": (reverse("methodologies_desk"), {"cycle": unopened.pk}),
        "economy.coordinator": (reverse("kpis_take", args=[unopened.year]), {}),
    }
    for who, (address, given) in doors.items():
        world.sign_in(client, who)
        for extension, data in fuzz.broken_files(15, seed=12):
            answer = client.post(address, {**given, "file": SimpleUploadedFile(f"file.{extension}", data)})
            assert answer.status_code < 500


def test_evidence_is_refused_or_shown(opened: Opened, client: Client, fuzz: ModuleType) -> None:
    body, by = opened.world.body("agriculture"), opened.person("agriculture.preparer")
    kept, codes = [], set()
    for number, (extension, data) in enumerate(fuzz.broken_files(60, seed=13)):
        try:
            document = report_actions.attach_document(
                opened.cycle, body, body, upload(f"proof-{number}.{extension}", data), f"Proof {number}",
                SourceKind.REPORT, Confidentiality.OPEN, by,
            )  # fmt: skip
        except Refusal as refusal:
            codes.add(refusal.code)
            continue
        kept.append(document.pk)
    assert codes == {"file"}
    assert 5 < len(kept) < 55
    report_actions.documents.hand_over(Document.objects.filter(pk__in=kept))
    read_waiting()
    opened.world.sign_in(client, "finance.evaluator")
    for pk in kept:
        answer = client.get(reverse("document_view", args=[pk]))
        assert answer.status_code == 200
        shown = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        assert shown
