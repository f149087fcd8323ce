"""Readers that do what a hostile file could make one do, each behind the gate; in a module that a child imports."""

from __future__ import annotations

import ctypes
import os
import socket
import time
from dataclasses import dataclass

from engine.foreign.child import Limits
from engine.foreign.gate import Unreadable, behind_gate

SMALL = Limits(seconds=1, memory=64 << 20, answer=10_000)


@dataclass(frozen=True)
class Found:
    """What these readers find."""

    words: tuple[str, ...]
    number: int = 0


@behind_gate(lambda unreadable: unreadable.code, SMALL)
def do(what: str) -> Found | str:
    """What the name says."""
    match what:
        case "think for ever":
            while True:
                pass
        case "take all memory":
            return Found((str(len(bytearray(1 << 30))),))
        case "nest":
            return do(what)  # in the child a plain call
        case "crash":
            ctypes.string_at(0)
        case "end":
            os._exit(0)
        case "answer for ever":
            return Found(("a" * 1_000_000,))
        case "lie":
            return Found(words=(Found(()),))  # type: ignore[arg-type]
        case "open a file":
            with open(__file__, encoding="utf-8") as file:
                return file.read()
        case "connect":
            socket.create_connection(("127.0.0.1", 9))
        case "start a program":
            os.execv("/bin/true", ["true"])  # noqa: S606
        case "name a sentence":
            raise Unreadable("too_deep", where="here")
        case "look around":
            return Found(tuple(sorted(os.environ)))
        case "who":
            return Found((), os.getpid())
    return Found((what,), 1)


@behind_gate(lambda unreadable: unreadable.code, Limits(seconds=1, memory=64 << 20))
def sleep(seconds: float) -> str:
    """Wait, which takes no time of the processor."""
    time.sleep(seconds)
    return "slept"
