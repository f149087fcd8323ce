"""The PDF of a conclusion, and the job that builds it: once, again after a failure, and never by two workers (c46, c47)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import override

from blocks import files
from blocks.models import Conclusion, ConclusionFile, FileState, Language
from blocks.pdf import conclusion_context, conclusion_pdf, title_in_full
from blocks.tasks import build_conclusion_files
from evaluation import clock
from evaluation.acting import without_workers
from evaluation.models import Block
from tests.worlds.layers import Layers
from tests.worlds.paper import text_of
from tests.worlds.scored import MARCH, Scored, scored

__all__ = ["scored"]

pytestmark = pytest.mark.slow

SCORES = {"kk": "80,99", "ru": "80,99", "en": "80.99"}


@pytest.mark.clause("c47")
def test_the_pdf_says_what_the_conclusion_says_in_each_language(scored: Scored) -> None:
    delivered = scored.conclude()
    for row in ConclusionFile.objects.filter(conclusion=delivered):
        name, pdf = conclusion_pdf(row)
        text = text_of(pdf)
        assert name == f"2018/{delivered.number}-{row.language}.pdf"
        assert delivered.number in text
        assert SCORES[row.language] in text
        for section in delivered.content[row.language]:
            assert section["title"] in text
        with override(row.language):
            assert str(Block.DEVELOPMENT.label) in text
        assert conclusion_context(delivered, row.language)["signatory"] in text
        assert "register-3.2.txt" in text  # the annex leads to the documents …
        assert scored.proof(scored.partials()[1]).sha256 in text.replace(" ", "")  # … and their checksums


@pytest.mark.parametrize(
    ("title", "signed"),
    [
        ("Утверждающий, Минфин", "Утверждающий, Министерство финансов Республики Казахстан"),
        ("Вице-министр С. Ахметов", "Вице-министр С. Ахметов"),
        (
            "Директор, Министерство финансов Республики Казахстан",
            "Директор, Министерство финансов Республики Казахстан",
        ),
    ],
)
def test_an_act_is_signed_with_the_full_name_of_the_body(title: str, signed: str) -> None:
    assert title_in_full(title, "Минфин", "Министерство финансов Республики Казахстан") == signed


def fake(row: ConclusionFile) -> tuple[str, bytes]:
    """A small file in the place of a slow one: what is tested here is the job."""
    return f"test/{row.pk}.pdf", f"file {row.pk}".encode()


@pytest.mark.clause("c46")
def test_every_file_is_built_once_however_often_the_job_runs(
    scored: Scored, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivered = scored.conclude()
    asked: list[int] = []

    def make(row: ConclusionFile) -> tuple[str, bytes]:
        asked.append(row.pk)
        return fake(row)

    monkeypatch.setattr("blocks.tasks.conclusion_pdf", make)
    assert build_conclusion_files() == len(Language.values)
    assert build_conclusion_files() == 0
    rows = list(ConclusionFile.objects.filter(conclusion=delivered))
    assert sorted(asked) == sorted(row.pk for row in rows)
    for row in rows:
        assert (row.state, row.attempts, row.failure) == (FileState.BUILT, 1, "")
        with default_storage.open(row.file.name) as stored:
            assert stored.read() == f"file {row.pk}".encode()


def test_a_failing_file_is_tried_again_and_given_up_and_stops_no_other(
    scored: Scored, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivered = scored.conclude()

    def make(row: ConclusionFile) -> tuple[str, bytes]:
        if row.language == "ru":
            raise ValueError("no such font")
        return fake(row)

    monkeypatch.setattr("blocks.tasks.conclusion_pdf", make)
    build_conclusion_files()
    rows = {row.language: row for row in ConclusionFile.objects.filter(conclusion=delivered)}
    assert {row.state for row in (rows["kk"], rows["en"])} == {FileState.BUILT}
    failed = rows["ru"]
    assert (failed.state, failed.attempts) == (FileState.FAILED, files.ATTEMPTS)
    assert failed.failure == "ValueError: no such font"
    assert not failed.file


def test_a_file_that_failed_once_is_built_at_the_next_attempt(
    scored: Scored, monkeypatch: pytest.MonkeyPatch
) -> None:
    scored.conclude()
    broken: list[int] = []

    def make(row: ConclusionFile) -> tuple[str, bytes]:
        if not broken:
            broken.append(row.pk)
            raise OSError("disk full")
        return fake(row)

    monkeypatch.setattr("blocks.tasks.conclusion_pdf", make)
    build_conclusion_files()
    row = ConclusionFile.objects.get(pk=broken[0])
    assert (row.state, row.attempts, row.failure) == (FileState.BUILT, 2, "")


@pytest.mark.django_db(transaction=True)
def test_two_workers_build_no_file_twice(layers: Layers) -> None:
    scored = layers.value("scored")
    with clock.frozen(MARCH), without_workers():
        delivered = scored.conclude()
    made: list[int] = []
    gate = threading.Barrier(2)

    def make(row: ConclusionFile) -> tuple[str, bytes]:
        made.append(row.pk)
        return fake(row)

    def work() -> None:
        try:
            gate.wait(timeout=30)
            files.build_waiting(ConclusionFile, ("conclusion",), make)
        finally:
            connection.close()

    run_all([work, work])
    assert sorted(made) == sorted(
        ConclusionFile.objects.filter(conclusion=delivered).values_list("pk", flat=True)
    )
    assert not ConclusionFile.objects.exclude(state=FileState.BUILT).exists()
    assert Conclusion.objects.get(pk=delivered.pk).files.count() == len(Language.values)


def run_all(acts: list[Callable[[], Any]]) -> None:
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
