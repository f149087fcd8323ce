"""Anybody checks the journal from outside: with what stands under open data, and a script that needs Python alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from engine import merkle
from evaluation.acting import note
from evaluation.actions import make_checkpoint
from evaluation.journal_seals import read_anew
from evaluation.models import JournalCheckpoint, JournalSeal
from public import check_journal, checking
from tests.engine.test_merkle import numbered
from tests.worlds.elements import texts
from tests.worlds.unguarded import unguarded
from tests.worlds.world import World

SECRET = "Құпия себеп"


@pytest.fixture
def two(world: World) -> tuple[JournalCheckpoint, JournalCheckpoint]:
    """Two checkpoints, with acts before and between them."""
    made = []
    for count in (5, 8):
        for _ in range(count):
            note(world.cycle, "open", world.person("economy.coordinator"), "c20", details={"reason": SECRET})
        connection.check_constraints()
        checkpoint = make_checkpoint(read_anew())
        assert checkpoint is not None
        made.append(checkpoint)
    return made[0], made[1]


@pytest.mark.django_db
def test_an_empty_journal_has_nothing_to_sign() -> None:
    """The first evening of a new portal: no checkpoint, and no fault."""
    assert make_checkpoint(read_anew()) is None


def got(client: Client, address: str) -> bytes:
    answer = client.get(f"/en/open-data/journal/{address}")
    assert answer.status_code == 200, address
    return bytes(answer.content)


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """The script as it is downloaded, without anything of the portal's."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", "check_journal.py", *arguments],
        cwd=folder, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.clause("c9.4")
def test_a_citizen_checks_signature_entry_and_growth(
    two: tuple[JournalCheckpoint, JournalCheckpoint], client: Client, tmp_path: Path
) -> None:
    old, new = two
    files = {
        "check_journal.py": "check_journal.py",
        "key.txt": "key.txt",
        "old.txt": f"{old.size}/checkpoint.txt",
        "new.txt": f"{new.size}/checkpoint.txt",
        "inclusion.json": f"{new.size}/inclusion.json?entry=3",
        "consistency.json": f"{old.size}/{new.size}/consistency.json",
    }
    for name, address in files.items():
        content = got(client, address)
        assert SECRET.encode() not in content
        (tmp_path / name).write_bytes(content)
    seal = JournalSeal.objects.get(position=2).digest
    assert json.loads((tmp_path / "inclusion.json").read_text())["seal"] == seal
    checked = run(tmp_path, "checkpoint", "key.txt", "old.txt")
    assert checked[0] == 0
    assert checked[1].startswith("YES: ")
    assert f"/journal had {old.size} entries" in checked[1]
    code, said = run(tmp_path, "inclusion", "key.txt", "new.txt", "inclusion.json")
    assert (code, f"Entry 3 with the seal {seal}" in said) == (0, True), said
    code, said = run(tmp_path, "consistency", "key.txt", "old.txt", "new.txt", "consistency.json")
    assert (code, "it only grew" in said) == (0, True), said

    (tmp_path / "forged.txt").write_text(
        (tmp_path / "old.txt").read_text("utf-8").replace(f"\n{old.size}\n", f"\n{old.size + 1}\n"), "utf-8"
    )
    proof = json.loads((tmp_path / "inclusion.json").read_text())
    (tmp_path / "other.json").write_text(json.dumps({**proof, "leaf_index": 3}))
    (tmp_path / "no.json").write_text("[]")
    (tmp_path / "no-key.txt").write_text("x+00000000+AAAA")
    for wrong in (
        ("checkpoint", "key.txt", "forged.txt"),
        ("checkpoint", "no-key.txt", "old.txt"),
        ("checkpoint", "key.txt", "missing.txt"),
        ("checkpoint", "key.txt", "key.txt"),
        ("inclusion", "key.txt", "new.txt", "other.json"),
        ("inclusion", "key.txt", "old.txt", "inclusion.json"),
        ("inclusion", "key.txt", "new.txt", "no.json"),
        ("consistency", "key.txt", "new.txt", "old.txt", "consistency.json"),
    ):
        code, said = run(tmp_path, *wrong)
        assert (code, said[:4]) == (1, "NO: "), wrong
    assert run(tmp_path, "checkpoint")[0] == 2


def test_the_page_lists_checkpoints_with_their_growth(
    two: tuple[JournalCheckpoint, JournalCheckpoint], client: Client
) -> None:
    old, new = two
    for language in ("kk", "ru", "en"):
        page = client.get(f"/{language}/open-data/journal/")
        assert page.status_code == 200
        rows = texts(page.content.decode(), "tbody tr th, tbody tr td")
        assert rows[1::4] == [str(new.size), str(old.size)]
        assert rows[3::4] == [f"{old.size} → {new.size}", "–"]
        assert SECRET not in page.content.decode()


def test_only_published_checkpoints_have_proofs(
    two: tuple[JournalCheckpoint, JournalCheckpoint], client: Client
) -> None:
    old, new = two
    for address in (
        f"{new.size + 1}/checkpoint.txt",
        f"{old.size + 1}/inclusion.json?entry=1",
        f"{new.size}/inclusion.json?entry=0",
        f"{new.size}/inclusion.json?entry={new.size + 1}",
        f"{new.size}/inclusion.json?entry=x",
        f"{new.size}/inclusion.json?entry={'9' * 40}",
        f"{new.size}/inclusion.json",
        f"{new.size}/{old.size}/consistency.json",
        f"{old.size}/{new.size + 1}/consistency.json",
        f"{'9' * 30}/checkpoint.txt",
    ):
        assert client.get(f"/en/open-data/journal/{address}").status_code == 404, address
    assert json.loads(got(client, f"{new.size}/{new.size}/consistency.json"))["proof"] == []


def test_proofs_are_counted_by_reader(
    two: tuple[JournalCheckpoint, JournalCheckpoint], monkeypatch: Any
) -> None:
    monkeypatch.setattr(checking, "CHECKS", 2)
    client = Client(REMOTE_ADDR="198.51.100.77")
    address = f"/en/open-data/journal/{two[1].size}/inclusion.json?entry=1"
    assert [client.get(address).status_code for _ in range(3)] == [200, 200, 429]


def test_a_checkpoint_that_is_not_the_journal_s_is_named(world: World) -> None:
    """What the portal's role could put in: the right size under another root."""
    note(world.cycle, "open", None, "c20")
    connection.check_constraints()
    size = JournalSeal.objects.count()
    forged = JournalCheckpoint.objects.create(size=size, root="0" * 64, note="x")
    with pytest.raises(CommandError, match="not the one of the checkpoint"):
        call_command("verify_journal", verbosity=0)
    note(world.cycle, "open", None, "c20")
    connection.check_constraints()
    found = read_anew()
    assert (found.fault, found.position, len(found.leaves)) == ("other", size - 1, size + 1)
    with unguarded(JournalCheckpoint):
        JournalCheckpoint.objects.filter(pk=forged.pk).update(size=size + 5)
    assert read_anew().fault == "shorter"


def test_the_script_s_signatures_are_those_of_a_library() -> None:
    # RFC 8032, 7.1, tests 1 and 2.
    for key, text, signature in (
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
    ):  # fmt: skip
        assert check_journal.is_signed(bytes.fromhex(key), bytes.fromhex(text), bytes.fromhex(signature))
    for number in range(6):
        signer = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        public, text = signer.public_key().public_bytes_raw(), bytes([number]) * number
        signature = signer.sign(text)
        assert check_journal.is_signed(public, text, signature)
        high = int.from_bytes(signature[32:], "little") + check_journal._ORDER
        for wrong in (
            (public, text + b"x", signature),
            (public, text, bytes([signature[0] ^ 1]) + signature[1:]),
            (public, text, signature[:32] + high.to_bytes(32, "little")),
            (public, text, signature[:-1]),
            (b"\xff" * 32, text, signature),
            (bytes([public[0] ^ 1]) + public[1:], text, signature),
        ):
            assert not check_journal.is_signed(*wrong)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13])
def test_the_script_s_tree_is_the_portal_s(size: int) -> None:
    leaves = numbered(size)
    root = merkle.root(leaves)
    for place, leaf in enumerate(leaves):
        proof = merkle.inclusion_proof(leaves, place)
        assert check_journal.is_included(leaf, place, size, proof, root)
        assert not check_journal.is_included(leaf + b"x", place, size, proof, root)
        was, grown = merkle.root(leaves[: place + 1]), merkle.consistency_proof(leaves, place + 1)
        assert check_journal.is_consistent(place + 1, size, was, root, grown)
        assert not check_journal.is_consistent(place + 1, size, root[::-1], root, grown)
