"""Check a portal's journal from outside: a signed checkpoint, that an entry stands under it, that the journal only grew.

    python3 check_journal.py checkpoint  key.txt checkpoint.txt
    python3 check_journal.py inclusion   key.txt checkpoint.txt inclusion.json
    python3 check_journal.py consistency key.txt earlier.txt later.txt consistency.json

Python's own library is enough (3.9 or later), and nothing is sent anywhere. Take the key once, from another place or
on another day than what you check with it, and keep it. Ends with 0 when all is right, with 1 and a sentence when not.

What is checked: a signed note of C2SP (c2sp.org/signed-note) under Ed25519 (RFC 8032), and the Merkle tree of RFC 6962
with SHA-256, whose leaves are the seals of the journal's entries.
"""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

# --- Ed25519 -------------------------------------------------------------------------------------------------------

_P = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
Point = tuple[int, int, int, int]


def _added(a: Point, b: Point) -> Point:
    one = (a[1] - a[0]) * (b[1] - b[0]) % _P
    two = (a[1] + a[0]) * (b[1] + b[0]) % _P
    three, four = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = two - one, four - three, four + three, two + one
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _added(found, point)
        point, number = _added(point, point), number >> 1
    return found


def _point(raw: bytes) -> Point | None:
    y = int.from_bytes(raw, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _ROOT % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x % 2 != sign else x
    return x, y, 1, x * y % _P


def _written(point: Point) -> bytes:
    inverse = pow(point[2], _P - 2, _P)
    x, y = point[0] * inverse % _P, point[1] * inverse % _P
    return (y | (x & 1) << 255).to_bytes(32, "little")


_BASE = _point(bytes([0x58]) + bytes([0x66]) * 31)


def is_signed(key: bytes, text: bytes, signature: bytes) -> bool:
    """Whether the Ed25519 key signed the text."""
    if len(key) != 32 or len(signature) != 64:
        return False
    public, number = _point(key), int.from_bytes(signature[32:], "little")
    if public is None or _BASE is None or number >= _ORDER:
        return False
    told = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % _ORDER
    minus: Point = (-public[0] % _P, public[1], 1, -public[3] % _P)
    return _written(_added(_times(number, _BASE), _times(told, minus))) == signature[:32]


# --- the tree ------------------------------------------------------------------------------------------------------


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def is_included(leaf: bytes, place: int, size: int, proof: list[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2: whether the leaf stands at the place (from 0) of the tree of that size and root."""
    if not 0 <= place < size:
        return False
    number, last, found = place, size - 1, hashlib.sha256(b"\x00" + leaf).digest()
    for one in proof:
        if last == 0:
            return False
        if number % 2 or number == last:
            found = _node(one, found)
            while number and number % 2 == 0:
                number, last = number >> 1, last >> 1
        else:
            found = _node(found, one)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root


def is_consistent(before: int, after: int, first: bytes, second: bytes, proof: list[bytes]) -> bool:
    """RFC 9162, 2.1.4.2: whether the tree of the second root begins with that of the first."""
    if before == after:
        return first == second and not proof
    if not 0 < before < after or not proof:
        return False
    hashes = list(proof) if before & (before - 1) else [first, *proof]
    number, last = before - 1, after - 1
    while number % 2:
        number, last = number >> 1, last >> 1
    was = now = hashes[0]
    for one in hashes[1:]:
        if last == 0:
            return False
        if number % 2 or number == last:
            was, now = _node(one, was), _node(one, now)
            while number and number % 2 == 0:
                number, last = number >> 1, last >> 1
        else:
            now = _node(now, one)
        number, last = number >> 1, last >> 1
    return last == 0 and was == first and now == second


# --- files ---------------------------------------------------------------------------------------------------------


class Checkpoint(NamedTuple):
    """What a checkpoint says, once its signature holds."""

    origin: str
    size: int
    root: bytes


def no(sentence: str) -> NoReturn:
    """End with a sentence: what was to be shown is not shown."""
    sys.stderr.write(f"NO: {sentence}\n")
    raise SystemExit(1)


def _text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        no(f"{path} cannot be read: {error}.")


def read_key(path: str) -> tuple[str, bytes, bytes]:
    """The verifier's key, "name+number+key" → name, number, key."""
    name, _, rest = _text(path).strip().partition("+")
    number, _, written = rest.partition("+")
    try:
        raw = base64.b64decode(written, validate=True)
    except ValueError:
        raw = b""
    if len(raw) != 33 or raw[:1] != b"\x01":
        no(f"{path} holds no Ed25519 key of the form name+number+key.")
    if hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != number:
        no(f"The key in {path} does not have the number that stands before it.")
    return name, bytes.fromhex(number), raw[1:]


def read_checkpoint(key: tuple[str, bytes, bytes], path: str) -> Checkpoint:
    """The checkpoint, its signature checked."""
    name, number, public = key
    text, divider, signatures = _text(path).rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines() if divider else []:
        dash, _, rest = line.partition(" ")
        signer, _, written = rest.rpartition(" ")
        try:
            raw = base64.b64decode(written, validate=True)
        except ValueError:
            continue
        known = (dash, signer, raw[:4]) == ("\N{EM DASH}", name, number)
        if known and is_signed(public, text.encode(), raw[4:]):
            break
    else:
        no(f"No signature of {name} stands under {path}, or it is not that of the text.")
    lines = text.split("\n")
    if len(lines) < 4 or not (lines[1].isascii() and lines[1].isdigit()):
        no(f"{path} is no checkpoint: name, size and root are expected, a line each.")
    return Checkpoint(lines[0], int(lines[1]), base64.b64decode(lines[2]))


def _proof(path: str) -> tuple[Any, list[bytes]]:
    try:
        told = json.loads(_text(path))
        return told, [bytes.fromhex(one) for one in told["proof"]]
    except (ValueError, KeyError, TypeError):
        no(f"{path} is no proof: a JSON object with “proof”, a list of hashes, is expected.")


def main(arguments: list[str]) -> int:
    """What the command line asks; 0 when it is shown."""
    asked = {"checkpoint": 2, "inclusion": 3, "consistency": 4}
    what, files = (arguments[0], arguments[1:]) if arguments else ("", [])
    if asked.get(what) != len(files):
        sys.stderr.write(__doc__ or "")
        return 2
    key = read_key(files[0])
    checkpoint = read_checkpoint(key, files[1])
    said = f"{checkpoint.origin} had {checkpoint.size} entries, as signed by {key[0]}."
    if what == "inclusion":
        told, proof = _proof(files[2])
        try:
            place, leaf = int(told["leaf_index"]), bytes.fromhex(told["seal"])
        except (ValueError, KeyError, TypeError):
            no(f"{files[2]} names no entry: “leaf_index” and “seal” are expected.")
        if not is_included(leaf, place, checkpoint.size, proof, checkpoint.root):
            no(f"{files[2]} does not show that the seal stands at place {place + 1} under the checkpoint.")
        said += f" Entry {place + 1} with the seal {leaf.hex()} is one of them."
    if what == "consistency":
        later = read_checkpoint(key, files[2])
        _told, proof = _proof(files[3])
        if not is_consistent(checkpoint.size, later.size, checkpoint.root, later.root, proof):
            no(f"{files[3]} does not show that the journal of {files[2]} begins with that of {files[1]}.")
        said += f" The journal of {later.size} entries begins with the same ones: it only grew."
    sys.stdout.write(f"YES: {said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
