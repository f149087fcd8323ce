"""A PDF that nobody can open is no evidence: cut short, or behind a password; an owner's password alone hinders nobody."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reports.file_kinds import FAULTS, fault_of
from reports.pdf_files import is_cut_short, needs_password

FILES = sorted((Path(__file__).resolve().parents[1] / "data" / "pdf").glob("*.pdf"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_user_s_password_is_told_from_an_owner_s(path: Path) -> None:
    data = path.read_bytes()
    assert needs_password(data) == path.stem.endswith("-user")
    assert not is_cut_short(data)
    assert is_cut_short(data[:-600])


def test_a_lock_named_in_a_stream_of_references_is_found() -> None:
    """Files of version 1.5 and later have no trailer of its own."""
    for path in FILES:
        whole = path.read_bytes()
        trailer = re.search(rb"trailer\s*<<(.*?)>>\s*startxref", whole, re.DOTALL)
        assert trailer is not None
        stream = (
            b"99 0 obj\n<< /Type /XRef /W [1 2 1] %s >>\nstream\n\x00\xff\nendstream\nendobj\nstartxref"
            % trailer[1]
        )
        changed = whole[: trailer.start()] + stream + whole[trailer.end() :]
        assert b"trailer" not in changed
        assert needs_password(changed) == path.stem.endswith("-user")


def test_what_the_end_of_a_pdf_shows() -> None:
    whole = b"%PDF-1.4\ntrailer\n<< >>\nstartxref\n9\n%%EOF\n"
    assert not is_cut_short(whole)
    assert not is_cut_short(whole + b"\0" * 5000)
    assert fault_of("pdf", whole[:-8]) == "cut_short"
    assert fault_of("pdf", whole.replace(b"\n9\n", b"\n99999\n")) == "cut_short"
    linear = b"%PDF-1.4\n1 0 obj\n<< /Linearized 1 /L 90000 /H [ 1 2 ] >>\nendobj\n" + whole
    assert fault_of("pdf", linear) == "cut_short"
    assert fault_of("pdf", b"%PDF-1.3\n1 0 obj\n<<\n/Count 1\n/Kids") == "cut_short"


@pytest.mark.parametrize(
    "lock", [b"9 0 R", b"<< /Filter /Standard >>", b"<< /Filter /Adobe.PubSec >>", b"<<" * 40]
)
def test_a_lock_that_cannot_be_opened_is_closed(lock: bytes) -> None:
    data = b"%PDF-1.4\ntrailer\n<< /Encrypt " + lock + b" /Size 1 >>\nstartxref\n9\n%%EOF\n"
    assert fault_of("pdf", data) == ("no_pages" if lock == b"<<" * 40 else "locked")
    assert {"content", "locked", "cut_short", "huge_picture"} < set(FAULTS)


def test_an_office_document_behind_a_password_is_told_so() -> None:
    box = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert [fault_of(kind, box) for kind in ("docx", "xlsx", "pdf")] == ["locked"] * 3
