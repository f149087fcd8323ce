"""Checkpoints of the journal: how many entries it has, the root of the tree over them, and the portal's signature.

A checkpoint is a signed note of C2SP (c2sp.org/signed-note, c2sp.org/tlog-checkpoint): three lines of text and an
Ed25519 signature. Whoever keeps one can tell later whether the journal still begins with the same entries.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

#: The byte by which C2SP knows an Ed25519 key.
_ED25519 = b"\x01"
_DASH = "\N{EM DASH}"


class NotACheckpoint(ValueError):
    """The text is no checkpoint of this journal; the message says what is wrong with it."""


@dataclass(frozen=True)
class Checkpoint:
    """How far the journal had come: ``size`` entries under ``root``."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def origin() -> str:
    """The journal's name, which stands in every checkpoint: the portal's host."""
    return f"{urlsplit(settings.BASE_URL).netloc}/journal"


def signing_key() -> Ed25519PrivateKey:
    """The key named in the settings; where none is, one that follows from the portal's secret."""
    if settings.JOURNAL_KEY:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(settings.JOURNAL_KEY))
    derived = HKDF(hashes.SHA256(), 32, salt=None, info=b"sarap journal checkpoints")
    return Ed25519PrivateKey.from_private_bytes(derived.derive(settings.SECRET_KEY.encode()))


def public_key() -> str:
    """As C2SP writes a verifier's key: name, key's number, key."""
    return _written(origin(), signing_key().public_key())


def _raw(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _number(name: str, key: Ed25519PublicKey) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + _raw(key)).digest()[:4]


def _written(name: str, key: Ed25519PublicKey) -> str:
    return f"{name}+{_number(name, key).hex()}+{base64.b64encode(_ED25519 + _raw(key)).decode()}"


def signed(checkpoint: Checkpoint) -> str:
    """The checkpoint as a signed note."""
    return sign(checkpoint.text(), checkpoint.origin, signing_key())


def sign(text: str, name: str, key: Ed25519PrivateKey) -> str:
    """Any text, ended by a line feed, as a note signed by ``name``."""
    signature = _number(name, key.public_key()) + key.sign(text.encode())
    return f"{text}\n{_DASH} {name} {base64.b64encode(signature).decode()}\n"


def opened(note: str, key: str) -> str:
    """The text of a note that the verifier's ``key`` signed. Raises NotACheckpoint."""
    text, divider, signatures = note.rpartition("\n\n")
    try:
        name, verifier = _read_key(key)
    except ValueError as error:
        raise NotACheckpoint(f"This is no checkpoint: {error}.") from error
    lines = signatures.splitlines() if divider else []
    if not any(_is_signed(line, name, verifier, f"{text}\n".encode()) for line in lines):
        raise NotACheckpoint(f"No signature of the key {name} stands under this checkpoint.")
    return f"{text}\n"


def read(note: str, key: str = "") -> Checkpoint:
    """The checkpoint in ``note``, its signature checked against ``key`` (else our own). Raises NotACheckpoint."""
    note = note.replace("\r\n", "\n")
    lines = note.split("\n")
    if "\n\n" not in note or len(lines) < 4 or not lines[1].isascii() or not lines[1].isdigit():
        raise NotACheckpoint("This is no checkpoint: three lines, an empty one and a signature are expected.")
    opened(note, key or public_key())
    try:
        return Checkpoint(lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True))
    except ValueError as error:
        raise NotACheckpoint(f"This is no checkpoint: {error}.") from error


def _read_key(written: str) -> tuple[str, Ed25519PublicKey]:
    # A name holds no plus sign; the key may.
    head, _, rest = written.strip().partition("+")
    number, _, key = rest.partition("+")
    raw = base64.b64decode(key, validate=True)
    if len(number) != 8 or raw[:1] != _ED25519:
        raise ValueError("the key is not an Ed25519 key as name+number+key")
    public = Ed25519PublicKey.from_public_bytes(raw[1:])
    if _number(head, public).hex() != number:
        raise ValueError("the key does not have the number that stands before it")
    return head, public


def _is_signed(line: str, name: str, key: Ed25519PublicKey, text: bytes) -> bool:
    dash, _, rest = line.partition(" ")
    signer, _, signature = rest.rpartition(" ")
    try:
        raw = base64.b64decode(signature, validate=True)
        if (dash, signer, raw[:4]) != (_DASH, name, _number(name, key)):
            return False
        key.verify(raw[4:], text)
    except (ValueError, InvalidSignature):
        return False
    return True
