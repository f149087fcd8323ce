"""The portal's side of the reader process (`reader.py`): started when the first file comes, anew when it died.

One for each process: a fork (gunicorn's, Celery's) starts its own. Threads share it; each file has a socket of its own.
A web process lets only some of its threads be here at once (`allow`): whoever comes beyond them is told to try again.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import json
import logging
import os
import pickle
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limits:
    """What the reading of one file may take: seconds of work, bytes of memory, bytes of the answer."""

    seconds: int = 5
    memory: int = 512 << 20
    answer: int = 32 << 20

    @property
    def wall(self) -> float:
        """Seconds by the clock: a busy machine gives a child a third of a processor."""
        return 3.0 * self.seconds


#: Seconds for which a file waits for its turn, beside those of its reading.
PATIENCE = 10.0
#: So many threads of one process have files read at the same time, unless it says otherwise …
READING = 4
#: … and so many more wait for their turn.
WAITING = 60
#: Asked when a file comes: on whose behalf it is read. Of one person at most half of the turns are taken at a time.
WHOSE: ContextVar[Callable[[], str] | None] = ContextVar("whose_file_is_read", default=None)


class NoAnswer(Exception):
    """The child gave none; ``code`` names the gate's sentence."""

    def __init__(self, code: str, why: str = "") -> None:
        self.code = code
        super().__init__(why or code)


class _Turns:
    """Which threads of this process are with the reader: some reading, some waiting, the rest sent away at once."""

    def __init__(self, reading: int, waiting: int) -> None:
        self.numbers = reading, waiting
        self._reading = threading.BoundedSemaphore(reading)
        self._inside = threading.BoundedSemaphore(reading + waiting)
        self._lock = threading.Lock()
        self._of_one: Counter[str] = Counter()

    @contextlib.contextmanager
    def one(self) -> Iterator[None]:
        """While inside, this thread has its file read. Raises NoAnswer "busy"."""
        if not self._inside.acquire(blocking=False):
            raise NoAnswer("busy", "too many files wait")
        with contextlib.ExitStack() as held:
            held.callback(self._inside.release)
            held.enter_context(self._of_a_person())
            if not self._reading.acquire(timeout=PATIENCE):
                raise NoAnswer("busy", "its turn did not come in time")
            held.callback(self._reading.release)
            yield

    @contextlib.contextmanager
    def _of_a_person(self) -> Iterator[None]:
        """The same person leaves half of the turns to others; where there is but one, nobody waits behind oneself."""
        asks = WHOSE.get()
        whose = asks() if asks is not None else ""
        if not whose:
            yield
            return
        with self._lock:
            if self._of_one[whose] >= max(1, self.numbers[0] // 2):
                raise NoAnswer("busy", "one person has too many files read at once")
            self._of_one[whose] += 1
        try:
            yield
        finally:
            with self._lock:
                self._of_one[whose] -= 1
                if not self._of_one[whose]:
                    del self._of_one[whose]


class _Server:
    """The process, and the socket by which it is handed files."""

    def __init__(self, modules: Iterable[str]) -> None:
        self.owner = os.getpid()
        _close_memory()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control = ours
        with theirs, contextlib.ExitStack() as failed:
            failed.callback(ours.close)
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "engine.foreign.reader", str(theirs.fileno()), *modules],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                # Nothing of the portal's environment: no address of the database, no key.
                env={
                    "PYTHONPATH": os.pathsep.join(filter(None, [*sys.path, os.getcwd()])),
                    "PYTHONUTF8": "1",
                },
            )
            failed.pop_all()

    def alive(self) -> bool:
        return self.owner == os.getpid() and self.process.poll() is None

    def end(self) -> None:
        self.control.close()
        if self.owner == os.getpid():
            self.process.kill()
            self.process.wait()


def _close_memory() -> None:
    """No process of the same user may look into this one's memory, where the portal's keys are (Linux; else nothing)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)  # PR_SET_DUMPABLE


_lock = threading.Lock()
_server: _Server | None = None
_turns = _Turns(READING, WAITING)


def allow(threads: int) -> None:
    """In a web process with so many threads: a quarter of them reads, as many wait, half is always for other pages."""
    global _turns
    share = max(1, threads // 4)
    _turns = _Turns(share, share)


def read(reader: str, module: str, args: tuple[Any, ...], kwargs: dict[str, Any], limits: Limits) -> bytes:
    """What the child answers: "=" and the packed value, or "!" and why the file is not read. Raises NoAnswer."""
    with _turns.one():
        try:
            return _read(reader, module, (args, kwargs), limits)
        except TimeoutError:
            raise NoAnswer("busy", "no child was free in time") from None
        except OSError as error:
            # no process, no memory, no number for a socket: none of it is the file's doing
            raise NoAnswer("busy", f"the machine has nothing left: {error}") from error


def _read(reader: str, module: str, given: tuple[tuple[Any, ...], dict[str, Any]], limits: Limits) -> bytes:
    ends_at = time.monotonic() + limits.wall + PATIENCE
    asked = {
        "reader": reader, "module": module, "seconds": limits.seconds, "wall": limits.wall,
        "memory": limits.memory, "answer": limits.answer,
    }  # fmt: skip
    sent = pickle.dumps(given, protocol=5)
    with contextlib.ExitStack() as held:
        ours, theirs = (held.enter_context(one) for one in socket.socketpair())
        told, tells = (held.enter_context(one) for one in socket.socketpair())
        _hand(json.dumps(asked).encode(), theirs, tells)
        theirs.close()
        tells.close()
        return _conversation(ours, told, sent, ends_at, limits.answer)


def _conversation(ours: socket.socket, told: socket.socket, given: bytes, ends_at: float, most: int) -> bytes:
    """Send the file, take the answer and what the server says of the child. Raises NoAnswer, OSError."""
    answer = bytearray()
    # it may end before it has read all: what the server says of it tells how
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        ours.settimeout(max(0.1, ends_at - time.monotonic()))
        ours.sendall(struct.pack(">Q", len(given)))
        ours.sendall(given)
    with contextlib.suppress(ConnectionResetError):
        while part := _part(ours, ends_at):
            answer += part
            if len(answer) > most:
                raise NoAnswer("too_much_found")
    told.settimeout(max(0.1, ends_at - time.monotonic()))
    match told.recv(1):
        case b"W":
            return bytes(answer)
        case b"S":
            raise NoAnswer("took_too_long")
        case b"F":
            raise NoAnswer("too_much_memory")
        case b"D":
            raise NoAnswer("damaged", "the child died")
        case b"N":
            raise NoAnswer("busy", "no child could be started")
    raise NoAnswer("busy", "the process that reads foreign files ended")


def _part(ours: socket.socket, ends_at: float) -> bytes:
    ours.settimeout(max(0.1, ends_at - time.monotonic()))
    return ours.recv(1 << 20)


def _hand(asked: bytes, *connections: socket.socket) -> None:
    """Hand the connections to the reader process; start one where there is none, or none any more."""
    global _server
    with _lock:
        for _attempt in range(2):
            if _server is None or not _server.alive():
                if _server is not None:
                    _log.warning("The process that reads foreign files had ended; another is started.")
                    _server.end()
                _server = _Server(modules_of_readers())
            try:
                socket.send_fds(_server.control, [asked], [one.fileno() for one in connections])
            except OSError:
                _server.end()
                _server = None
            else:
                return
    raise NoAnswer("busy", "the process that reads foreign files does not start")


def modules_of_readers() -> list[str]:
    """The modules that hold the readers known by now: the process has them ready."""
    return sorted(_modules)


_modules: set[str] = set()


def know(module: str) -> None:
    """A module with readers."""
    _modules.add(module)


def stop() -> None:
    """End the reader process; the next file starts another."""
    global _server
    with _lock:
        if _server is not None:
            _server.end()
            _server = None


def _forget() -> None:
    """In a fork: the process belongs to the parent, whose socket is not kept open here."""
    global _server, _lock, _turns
    _lock = threading.Lock()
    _turns = _Turns(*_turns.numbers)
    if _server is not None:
        _server.control.close()
        _server = None


def pid() -> int | None:
    """The number of the reader process, if one runs."""
    return _server.process.pid if _server is not None and _server.alive() else None


os.register_at_fork(after_in_child=_forget)
atexit.register(stop)
