"""The evening's reading of the journal: a checkpoint goes out, or a letter that something differs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from engine import merkle
from evaluation.acting import note
from evaluation.checkpoints import public_key, read
from evaluation.journal_seals import read_anew
from evaluation.models import JournalCheckpoint, JournalEntry, JournalSalt, JournalSeal, JournalVerification
from schedule.models import Letter
from schedule.tasks import keep_journal
from tests.worlds.layers import guard_emptying
from tests.worlds.unguarded import unguarded
from tests.worlds.world import World


@pytest.fixture
def acted(world: World) -> World:
    guard_emptying("ENABLE ALWAYS")
    for _ in range(3):
        note(world.cycle, "open", world.person("economy.coordinator"), "c20")
    connection.check_constraints()
    return world


def letters(kind: str) -> dict[str, str]:
    return dict(Letter.objects.filter(kind=kind).values_list("to__username", "text"))


@pytest.mark.clause("c9.4")
def test_each_evening_a_checkpoint_is_published_and_sent(
    acted: World, client: Client, tmp_path: Path, settings: Any
) -> None:
    assert client.get("/ru/open-data/journal/checkpoint.txt").status_code == 404
    assert keep_journal() == ""
    made = JournalCheckpoint.objects.get()
    assert read(made.note).root == merkle.root(read_anew().leaves)
    published = client.get("/ru/open-data/journal/checkpoint.txt").content.decode()
    key = client.get("/kk/open-data/journal/key.txt").content.decode().strip()
    assert (published, key) == (made.note, public_key())
    assert str(made.size) in client.get("/en/open-data/").content.decode()
    sent = letters("journal.checkpoint")
    assert set(sent) == {"commission.auditor", "commission.working_body"}
    assert all(published.strip() in text for text in sent.values())
    file = tmp_path / "kept.txt"
    file.write_text(published, "utf-8")
    call_command("verify_journal", checkpoint=str(file), key=key, verbosity=0)
    assert keep_journal() == ""
    assert JournalCheckpoint.objects.count() == 1, "nothing new to sign"
    settings.BASE_URL = "https://moved.example.kz"  # and with the address, the name of the key
    note(acted.cycle, "open", None, "c20")
    connection.check_constraints()
    assert keep_journal() == ""
    assert JournalCheckpoint.objects.count() == 2


def test_a_fault_is_told_and_no_checkpoint_signed(acted: World, client: Client) -> None:
    keep_journal()
    last = JournalEntry.objects.latest("pk")
    with unguarded(JournalEntry, JournalSalt, JournalSeal):
        for row in (last.seal, last.salt, last):
            row.delete()
    assert keep_journal() == "shorter"
    told = letters("journal.fault")
    assert "commission.auditor" in told
    assert all(name != "commission.working_body" for name in told)
    assert JournalCheckpoint.objects.count() == 1
    acted.sign_in(client, "commission.auditor")
    page = client.get("/en/admin/evaluation/journalentry/").content.decode()
    assert "its last entries were removed" in page


def test_a_guard_that_is_off_is_told(acted: World) -> None:
    with unguarded(JournalEntry):
        keep_journal()
    kept = JournalVerification.objects.first()
    assert kept is not None
    assert len(kept.guards) == 4
    assert "commission.auditor" in letters("journal.fault")
