"""Whether a PDF is whole and opens without a password: evidence that nobody can read is none. Pure.

Of the format only so much is read as tells this: the trailer and the dictionary of its encryption. A PDF with an
owner's password alone opens for everybody, and only printing or changing it is asked for a password.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

#: What the empty password is filled up with (ISO 32000-1, 7.6.3.3).
_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")
#: Readers look for the end mark so near to the end of the file; what stands behind it is left out.
_TAIL = 2048
_DEEPEST = 20
#: Bytes of a string in a trailer or in the dictionary of an encryption: identities and keys have some hundred.
_LONGEST = 65_536
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_LINEAR = re.compile(rb"/Linearized\b[^>]{0,200}?/L\s+(\d{1,12})\b")


def is_cut_short(data: bytes) -> bool:
    """Whether the end is missing: no end mark, or less than the file itself says that it has."""
    tail = data.rstrip(b"\0\t\n\r\f ")[-_TAIL:]
    if b"%%EOF" not in tail:
        return True
    told = _LINEAR.search(data, 0, 2000)
    if told and int(told[1]) > len(data):
        return True
    starts = re.findall(rb"startxref\s+(\d{1,12})", tail)
    return bool(starts) and int(starts[-1]) > len(data)


def needs_password(data: bytes) -> bool:
    """Whether it is encrypted, and the empty password does not open it."""
    for trailer in _trailers(data):
        found = trailer.get("Encrypt")
        if found is None:
            continue
        lock = _object(data, found) if isinstance(found, _Reference) else found
        ids = trailer.get("ID")
        first = ids[0] if isinstance(ids, list) and ids and isinstance(ids[0], bytes) else b""
        return not (isinstance(lock, dict) and _opens(lock, first))
    return False


def _opens(lock: Mapping[str, Any], identity: bytes) -> bool:
    """Whether the empty password of the user opens it (ISO 32000-1, 7.6.3.4; ISO 32000-2, 7.6.4.4)."""
    revision, owner, user = lock.get("R"), lock.get("O"), lock.get("U")
    if lock.get("Filter") != "Standard" or not (isinstance(owner, bytes) and isinstance(user, bytes)):
        return False
    if revision == 5:
        return hashlib.sha256(user[32:40]).digest() == user[:32]
    if revision == 6:
        return _hardened(user[32:40]) == user[:32]
    if revision not in (2, 3, 4):
        return False
    rights = int(lock.get("P", 0)) & 0xFFFFFFFF
    start = _PADDING + owner[:32] + rights.to_bytes(4, "little") + identity
    if revision == 4 and lock.get("EncryptMetadata") is False:
        start += b"\xff\xff\xff\xff"
    key = _md5(start)
    if revision == 2:
        return _rc4(key[:5], _PADDING) == user[:32]
    size = max(5, min(16, int(lock.get("Length", 40)) // 8)) if lock.get("V") != 1 else 5
    if revision == 4:
        size = 16
    for _round in range(50):
        key = _md5(key[:size])
    key = key[:size]
    told = _md5(_PADDING + identity)
    for number in range(20):
        told = _rc4(bytes(one ^ number for one in key), told)
    return told == user[:16]


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _rc4(key: bytes, data: bytes) -> bytes:
    state, j = list(range(256)), 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out, i, j = bytearray(), 0, 0
    for one in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(one ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def _hardened(salt: bytes) -> bytes:
    """The hash of the empty password of revision 6 (ISO 32000-2, algorithm 2.B)."""
    key = hashlib.sha256(salt).digest()
    number = 0
    while True:
        cipher = Cipher(algorithms.AES(key[:16]), modes.CBC(key[16:32])).encryptor()
        made = cipher.update(key * 64) + cipher.finalize()
        kind = (hashlib.sha256, hashlib.sha384, hashlib.sha512)[sum(made[:16]) % 3]
        key = kind(made).digest()
        number += 1
        if number >= 64 and made[-1] <= number - 32:
            return key[:32]


# --- as much of the syntax as is needed -------------------------------------------------------------------------------


class _Reference(tuple[int, int]):
    """An object named by its numbers: 9 0 R."""

    __slots__ = ()


def _trailers(data: bytes) -> list[dict[str, Any]]:
    """The trailers, the last one first; of files with streams of references the dictionaries of those."""
    starts = [match.end() for match in re.finditer(rb"trailer(?=\s*<<)", data)]
    for match in re.finditer(rb"/Type\s*/XRef\b", data):
        begins = data.rfind(b"obj", max(0, match.start() - 5000), match.start())
        if begins >= 0:
            starts.append(begins + 3)
    found = []
    for start in sorted(starts, reverse=True)[:50]:
        try:
            value, _end = _value(data, start, 0)
        except (ValueError, IndexError):
            continue
        if isinstance(value, dict):
            found.append(value)
    return found


def _object(data: bytes, reference: _Reference) -> Any:
    """The object, in its last version."""
    number, generation = reference
    found = list(re.finditer(rb"(?<![0-9])%d\s+%d\s+obj\b" % (number, generation), data))
    return _value(data, found[-1].end(), 0)[0] if found else None


_TOKEN = re.compile(
    rb"[\0\t\n\f\r ]*(?:%[^\r\n]*[\r\n][\0\t\n\f\r ]*)*"
    rb"(?:(?P<reference>(\d+)\s+(\d+)\s+R\b)|(?P<number>[-+]?\d*\.?\d+)|/(?P<name>[^\0\t\n\f\r ()<>\[\]{}/%]*)|"
    rb"(?P<mark><<|>>|\[|\]|\(|<)|(?P<word>[A-Za-z]+))"
)


def _value(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    """The value that begins here, and where it ends. Raises ValueError."""
    if depth > _DEEPEST:
        raise ValueError("nested too deeply")
    token = _TOKEN.match(data, at)
    if token is None:
        raise ValueError("no value")
    at = token.end()
    if token["reference"]:
        return _Reference((int(token[2]), int(token[3]))), at
    if token["number"]:
        return int(float(token["number"])), at
    if token["name"] is not None:
        return token["name"].decode("latin-1"), at
    if token["word"]:
        return {b"true": True, b"false": False}.get(token["word"]), at
    match token["mark"]:
        case b"<<":
            return _dictionary(data, at, depth)
        case b"[":
            listed: list[Any] = []
            while not (end := re.compile(rb"\s*\]").match(data, at)):
                value, at = _value(data, at, depth + 1)
                listed.append(value)
            return listed, end.end()
        case b"(":
            return _string(data, at)
        case b"<":
            closed = data.index(b">", at)
            digits = re.sub(rb"\s", b"", data[at:closed])
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii")), closed + 1
    raise ValueError("no value")


def _dictionary(data: bytes, at: int, depth: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    while True:
        token = _TOKEN.match(data, at)
        if token is None:
            raise ValueError("the dictionary does not end")
        if token["mark"] == b">>":
            return found, token.end()
        if token["name"] is None:
            raise ValueError("no key")
        found[token["name"].decode("latin-1")], at = _value(data, token.end(), depth + 1)


def _string(data: bytes, at: int) -> tuple[bytes, int]:
    """A string in brackets, which may hold brackets in pairs."""
    out, open_brackets = bytearray(), 1
    while True:
        one = data[at : at + 1]
        if not one:
            raise ValueError("the string does not end")
        at += 1
        if len(out) > _LONGEST:
            raise ValueError("the string is too long")
        if one == b"\\":
            octal = re.compile(rb"[0-7]{1,3}").match(data, at)
            if octal:
                out.append(int(octal[0], 8) & 0xFF)
                at = octal.end()
                continue
            escaped = data[at : at + 1]
            at += 2 if data[at : at + 2] == b"\r\n" else 1
            out += b"" if escaped in (b"\r", b"\n") else _ESCAPES.get(escaped, escaped)
            continue
        open_brackets += {b"(": 1, b")": -1}.get(one, 0)
        if not open_brackets:
            return bytes(out), at
        if one == b"\r":
            one, at = b"\n", at + (data[at : at + 1] == b"\n")
        out += one
