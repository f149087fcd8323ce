"""The virus scanner ClamAV asked over its own protocol, INSTREAM: bytes go in pieces, one line comes back.

    verdict = scan(("clamav", 3310), file)        # or the path of a socket
    verdict.state                                 # CLEAN, INFECTED or NOT_SCANNED

Three answers and never a fourth. Clean is what the scanner called clean, word for word; whatever else happens (nobody
answers, the answer is cut off, a limit is met) is "not scanned" with a code that says why (`WHY`). A limit that the
scanner reports as if it were an infection is a limit.
"""

from __future__ import annotations

import re
import socket
import struct
import time
from dataclasses import dataclass
from typing import IO, Final, Literal

CLEAN: Final = "clean"
INFECTED: Final = "infected"
NOT_SCANNED: Final = "not_scanned"

#: Host and port, or the path of a socket of this machine.
Address = tuple[str, int] | str

#: Why there is no answer, by code; for whoever looks after the portal.
WHY: Final = {
    "away": "the scanner cannot be reached",
    "late": "the scanner did not answer in time",
    "cut": "the scanner hung up before its answer was whole",
    "limit": "the file is larger than the scanner takes",
    "error": "the scanner could not read the file",
}
#: Bytes of one piece.
_PIECE: Final = 1 << 16
#: Bytes of an answer; a name of a virus has some dozens.
_ANSWER: Final = 4096
_FOUND: Final = re.compile(r"^stream: (.+) FOUND$")
#: What the scanner calls a file of which it left something unread (`AlertExceedsMax`).
_LIMITS: Final = re.compile(r"^Heuristics\.Limits\.Exceeded")


@dataclass(frozen=True)
class Scan:
    """What came of it; ``told``: the name of what was found, or the code of why nothing is known (`WHY`)."""

    state: Literal["clean", "infected", "not_scanned"]
    told: str = ""


def scan(address: Address, file: IO[bytes], *, connect_seconds: float = 2, seconds: float = 20) -> Scan:
    """Ask the scanner about the bytes from where ``file`` stands to its end. Never raises for what the scanner does.

    ``seconds`` bounds the whole, sending and waiting together.
    """
    until = time.monotonic() + seconds
    try:
        line = _connected(address, connect_seconds)
    except OSError:
        return Scan(NOT_SCANNED, "away")
    with line:
        try:
            _send(line, file, until)
        except TimeoutError:
            return Scan(NOT_SCANNED, "late")
        except OSError:
            # it hangs up on what is too large, and says so before: the answer may be there already
            return _told_before_hanging_up(line, until)
        try:
            return read_answer(_received(line, until))
        except TimeoutError:
            return Scan(NOT_SCANNED, "late")
        except OSError:
            return Scan(NOT_SCANNED, "cut")


def read_answer(answer: bytes) -> Scan:
    """The scanner's line, with its end mark, as one of three answers."""
    text, mark, _rest = answer.partition(b"\0")
    if not mark:
        return Scan(NOT_SCANNED, "cut")
    line = text.decode("utf-8", "replace").strip()
    if line == "stream: OK":
        return Scan(CLEAN)
    if found := _FOUND.match(line):
        if _LIMITS.match(found[1]):
            return Scan(NOT_SCANNED, "limit")
        return Scan(INFECTED, found[1][:200])
    return Scan(NOT_SCANNED, "limit" if "size limit exceeded" in line else "error")


def is_alive(address: Address, *, seconds: float = 2) -> bool:
    """Whether the scanner answers at all."""
    try:
        with _connected(address, seconds) as line:
            line.sendall(b"zPING\0")
            return _received(line, time.monotonic() + seconds) == b"PONG\0"
    except OSError:
        return False


def _connected(address: Address, seconds: float) -> socket.socket:
    if isinstance(address, str):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(seconds)
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    return socket.create_connection(address, seconds)


def _send(line: socket.socket, file: IO[bytes], until: float) -> None:
    _bounded(line, until)
    line.sendall(b"zINSTREAM\0")
    while piece := file.read(_PIECE):
        _bounded(line, until)
        line.sendall(struct.pack(">I", len(piece)) + piece)
    line.sendall(struct.pack(">I", 0))


def _received(line: socket.socket, until: float) -> bytes:
    """Bytes up to the end mark, or as many as came before the scanner hung up."""
    answer = b""
    while b"\0" not in answer and len(answer) < _ANSWER:
        _bounded(line, until)
        piece = line.recv(_ANSWER)
        if not piece:
            break
        answer += piece
    return answer


def _told_before_hanging_up(line: socket.socket, until: float) -> Scan:
    try:
        answer = _received(line, until)
    except OSError:
        return Scan(NOT_SCANNED, "cut")
    found = read_answer(answer)
    return found if found.state == NOT_SCANNED else Scan(NOT_SCANNED, "cut")


def _bounded(line: socket.socket, until: float) -> None:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    line.settimeout(left)
