"""A checkpoint is a signed note that anybody can check with the public key alone."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.db import connection

from engine import merkle
from evaluation.acting import note
from evaluation.checkpoints import (
    Checkpoint,
    NotACheckpoint,
    opened,
    origin,
    public_key,
    read,
    sign,
    signed,
)
from evaluation.journal_seals import read_anew
from evaluation.models import JournalEntry, JournalSalt, JournalSeal, JournalVerification
from tests.worlds.roles import owners_role
from tests.worlds.unguarded import unguarded
from tests.worlds.world import World

ROOT = hashlib.sha256(b"root").digest()


def test_a_note_has_the_form_of_c2sp(settings: Any) -> None:
    settings.BASE_URL = "https://sarap.example.kz"
    text, signature = signed(Checkpoint(origin(), 17, ROOT)).split("\n\n")
    assert text == f"sarap.example.kz/journal\n17\n{base64.b64encode(ROOT).decode()}"
    dash, name, written = signature.rstrip("\n").split(" ")
    assert (dash, name) == ("\u2014", "sarap.example.kz/journal")
    # Checked by hand, as a stranger would: the key's number, then Ed25519 over the text with its last line end.
    head, number, key = public_key().split("+", 2)
    raw_key, raw = base64.b64decode(key), base64.b64decode(written)
    assert raw_key[0] == 1
    assert raw[:4].hex() == number == hashlib.sha256(head.encode() + b"\n" + raw_key).hexdigest()[:8]
    Ed25519PublicKey.from_public_bytes(raw_key[1:]).verify(raw[4:], f"{text}\n".encode())


#: The note by which the specification shows a verifier's key (c2sp.org/signed-note).
C2SP_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = (
    "This is an example message.\n\n\u2014 example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
#: The one of Go's implementation, golang.org/x/mod/sumdb/note, whose private key is published with it.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_PRIVATE = "AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_NOTE = (
    f"{GO_TEXT}\n\u2014 PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_notes_of_others_are_read_and_made_byte_for_byte() -> None:
    assert opened(C2SP_NOTE, C2SP_KEY) == "This is an example message.\n"
    assert opened(GO_NOTE, GO_KEY) == GO_TEXT
    key = Ed25519PrivateKey.from_private_bytes(base64.b64decode(GO_PRIVATE)[1:])
    assert sign(GO_TEXT, "PeterNeumann", key) == GO_NOTE
    for note_text, verifier in (
        (C2SP_NOTE, GO_KEY),
        (C2SP_NOTE.replace("example message", "example massage"), C2SP_KEY),
        (C2SP_NOTE, C2SP_KEY.replace("530d903a", "530d903b")),
        (C2SP_NOTE.replace("\u2014 example.com/foo", "\u2014 example.com/fob"), C2SP_KEY),
    ):
        with pytest.raises(NotACheckpoint):
            opened(note_text, verifier)


def test_what_was_signed_is_read_and_nothing_else(settings: Any) -> None:
    made = Checkpoint(origin(), 17, ROOT)
    note_text = signed(made)
    assert read(note_text) == made
    assert read(note_text.replace("\n", "\r\n")) == made
    assert read(note_text, public_key()) == made
    for broken in (
        note_text.replace("\n17\n", "\n18\n"),
        note_text.replace(" ", "  ", 1),
        note_text[:-10] + "AAAAAAAA=\n",
        note_text.partition("\n\n")[0],
        "",
        "a\nb\nc\n\n",
    ):
        with pytest.raises(NotACheckpoint):
            read(broken)
    settings.JOURNAL_KEY = base64.b64encode(bytes(32)).decode()
    with pytest.raises(NotACheckpoint, match="No signature of the key"):
        read(note_text)
    with pytest.raises(NotACheckpoint, match="key"):
        read(note_text, "example.com+00000000+AAAA")


def checkpoint_of(folder: Path) -> Path:
    found = read_anew()
    file = folder / "checkpoint.txt"
    file.write_text(signed(Checkpoint(origin(), len(found.leaves), merkle.root(found.leaves))), "utf-8")
    return file


@pytest.mark.clause("c9.4")
def test_a_last_entry_removed_is_found_by_the_checkpoint(world: World, tmp_path: Path) -> None:
    last = [note(world.cycle, "open", None, "c20") for _ in range(3)][-1]
    connection.check_constraints()
    file = checkpoint_of(tmp_path)
    call_command("verify_journal", checkpoint=str(file), verbosity=0)
    size = JournalSeal.objects.count()
    with unguarded(JournalEntry, JournalSalt, JournalSeal):
        JournalSeal.objects.filter(entry=last).delete()
        JournalSalt.objects.filter(entry=last).delete()
        JournalEntry.objects.filter(pk=last.pk).delete()
    call_command("verify_journal", verbosity=0)
    with pytest.raises(CommandError, match=f"ends at entry {size - 1}, before the checkpoint"):
        call_command("verify_journal", checkpoint=str(file), verbosity=0)
    kept = JournalVerification.objects.first()
    assert kept is not None
    assert (kept.fault, kept.size) == ("shorter", size - 1)


def test_a_journal_written_anew_is_not_that_of_the_checkpoint(world: World, tmp_path: Path) -> None:
    made = [note(world.cycle, "open", None, "c20") for _ in range(3)]
    connection.check_constraints()
    file = checkpoint_of(tmp_path)
    with unguarded(JournalEntry, JournalSalt, JournalSeal):
        JournalSeal.objects.all().delete()
        JournalSalt.objects.all().delete()
        JournalEntry.objects.filter(pk=made[0].pk).update(act="cycle.other")
    with owners_role():
        JournalSalt.objects.bulk_create(
            [JournalSalt(entry=one, person="1", words="2", keys="3") for one in made]
        )
    connection.check_constraints()
    call_command("verify_journal", verbosity=0)
    with pytest.raises(CommandError, match="not the one of the checkpoint"):
        call_command("verify_journal", checkpoint=str(file), verbosity=0)
