"""A conclusion's file has one checksum wherever it is made, can be made anew, and stays known when it cannot (c46, c50)."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.template.loader import render_to_string
from django.test import Client, override_settings
from django.utils.translation import override

from blocks.files import build_waiting
from blocks.models import ConclusionFile, FileState
from blocks.pdf import conclusion_context, conclusion_pdf
from evaluation import kept_files
from evaluation.html_to_pdf import make_pdf
from evaluation.models import IssuedFile, JournalEntry, KeptFile
from tests.worlds.appeals import Delivered, delivered

__all__ = ["delivered"]

pytestmark = pytest.mark.django_db

OTHER_PROCESS = """
import os, sys
import django
django.setup()
from evaluation.html_to_pdf import make_pdf
sys.stdout.buffer.write(make_pdf(sys.stdin.buffer.read().decode()))
"""


def build(of: Delivered) -> ConclusionFile:
    """The Russian file, built by the worker's own function."""
    ConclusionFile.objects.exclude(conclusion=of.conclusion, language="ru").update(state=FileState.FAILED)
    related = ("conclusion__cycle", "conclusion__body", "conclusion__lead", "conclusion__methodology")
    build_waiting(
        ConclusionFile, related, conclusion_pdf, issued=lambda row: (row.conclusion, row.conclusion.number)
    )
    return ConclusionFile.objects.get(conclusion=of.conclusion, language="ru")


@pytest.mark.slow
def test_two_processes_make_one_file(delivered: Delivered) -> None:
    with override("ru"):
        html = render_to_string("blocks/conclusion_pdf.html", conclusion_context(delivered.conclusion, "ru"))
        again = render_to_string("blocks/conclusion_pdf.html", conclusion_context(delivered.conclusion, "ru"))
    assert html == again
    environment = {**os.environ, "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1", "TZ": "America/Lima"}
    other = subprocess.run(
        [sys.executable, "-c", OTHER_PROCESS],
        input=html.encode(),
        capture_output=True,
        check=True,
        env=environment,
        cwd=settings.BASE_DIR,
    )
    assert hashlib.sha256(other.stdout).hexdigest() == hashlib.sha256(make_pdf(html)).hexdigest()


@pytest.mark.slow
@pytest.mark.clause("c46")
def test_a_lost_file_is_made_anew_with_its_checksum(
    delivered: Delivered, client: Client, tmp_path: Path
) -> None:
    with override_settings(MEDIA_ROOT=tmp_path):
        row = build(delivered)
        (tmp_path / row.file.name).write_bytes(b"%PDF torn")
        delivered.world.sign_in(client, "agriculture.first_head")
        address = f"/en/desk/conclusions/{row.conclusion_id}/pdf/ru/"
        assert client.get(address).status_code == 503
        fault = KeptFile.objects.exclude(fault="").get()
        delivered.world.sign_in(client, "economy.administrator")
        assert row.conclusion.number in client.get(f"/en/desk/work/files/{fault.pk}/").content.decode()
        assert client.post(f"/en/desk/work/files/{fault.pk}/again/").status_code == 302
        assert JournalEntry.objects.filter(act="conclusion.build_again").count() == 1
        anew = build(delivered)
        assert (anew.state, anew.sha256, anew.file.name) == (FileState.BUILT, row.sha256, row.file.name)
        assert not KeptFile.objects.exclude(fault="").filter(path=anew.file.name).exists()
        delivered.world.sign_in(client, "agriculture.first_head")
        assert hashlib.sha256(client.get(address).content).hexdigest() == row.sha256
    issued = IssuedFile.objects.get(sha256=row.sha256)
    assert (issued.kind, issued.object_id, issued.language) == ("blocks.conclusion", row.conclusion_id, "ru")
    assert (issued.number, issued.issued_at) == (row.conclusion.number, row.built_at)


def test_what_was_issued_is_never_taken_back(delivered: Delivered) -> None:
    for digest in ("a" * 64, "b" * 64, "a" * 64):
        kept_files.issue("blocks.conclusion", 7, "N", "ru", digest, 3)
    assert list(IssuedFile.objects.values_list("sha256", flat=True)) == ["a" * 64, "b" * 64]
    for act in (lambda: IssuedFile.objects.update(number=""), lambda: IssuedFile.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
