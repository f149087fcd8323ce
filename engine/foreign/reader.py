"""The process that reads foreign files: `python -m engine.foreign.reader FD MODULE…`, started by `child.py`.

It holds the readers' modules ready and forks itself for every file. The fork is bounded: in time, in memory, in what
it may write (nothing), open (nothing: no file, no connection) and start (nothing). It reads one file, answers, and is
gone; what the file did to it goes with it. This process itself looks at no file. It has no thread, no settings, no
password, and where the machine allows it no network.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import logging
import os
import pickle
import resource
import selectors
import signal
import socket
import struct
import sys
import time
from collections import deque
from dataclasses import dataclass
from typing import Any, NoReturn

from . import gate
from .plain import packed

#: So many files are read at the same time; more wait.
AT_ONCE = 4
#: What this process says of a child: how it ended.
WHOLE, SLOW, FULL, DEAD = b"W", b"S", b"F", b"D"
#: … or that there is none: the machine gives no more processes, or no memory for one.
NONE = b"N"
_OUT_OF_MEMORY = 71
_CLONE_NEWUSER, _CLONE_NEWNET, _NO_NEW_PRIVILEGES = 0x10000000, 0x40000000, 38
#: Codecs that readers ask for by name: a child can open no file, so they are here before.
_CODECS = ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "cp437", "latin-1", "ascii", "idna")


@dataclass
class _Child:
    verdict: socket.socket
    ends_at: float
    late: bool = False


class Server:
    """Takes files from the control socket, forks a child for each, ends those that are late, and tells how they ended."""

    def __init__(self, control: socket.socket) -> None:
        self.control = control
        self.children: dict[int, _Child] = {}
        self.waiting: deque[tuple[dict[str, Any], socket.socket, socket.socket]] = deque()
        self.base = _size()
        woken, wakes = os.pipe()
        os.set_blocking(woken, False)
        os.set_blocking(wakes, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wakes, warn_on_full_buffer=False)
        self.woken = woken
        self.selector = selectors.DefaultSelector()
        self.selector.register(control, selectors.EVENT_READ)
        self.selector.register(woken, selectors.EVENT_READ)

    def serve(self) -> None:
        """Until the process that started it is gone."""
        while True:
            ends = min((child.ends_at for child in self.children.values() if not child.late), default=None)
            ready = self.selector.select(None if ends is None else max(0.0, ends - time.monotonic()))
            for key, _events in ready:
                if key.fileobj is not self.control:
                    os.read(self.woken, 4096)
                elif not self.take():
                    for pid in self.children:
                        os.kill(pid, signal.SIGKILL)
                    return
            self.end_late()
            self.reap()
            while self.waiting and len(self.children) < AT_ONCE:
                self.start(*self.waiting.popleft())

    def take(self) -> bool:
        """A file that came in; False when nobody will send any more."""
        data, handed, _flags, _address = socket.recv_fds(self.control, 65536, 2)
        if not data:
            return False
        connection, verdict = (socket.socket(fileno=one) for one in handed)
        self.waiting.append((json.loads(data), connection, verdict))
        return True

    def start(self, asked: dict[str, Any], connection: socket.socket, verdict: socket.socket) -> None:
        """Fork the child; where the machine does not let one be, that is told and the next file is taken."""
        _import(asked["module"])
        try:
            pid = os.fork()
        except OSError:
            sys.excepthook(*sys.exc_info())
            with connection, verdict, contextlib.suppress(OSError):
                verdict.send(NONE)
            return
        if pid == 0:
            _read(asked, connection, self.base)
        connection.close()
        self.children[pid] = _Child(verdict, time.monotonic() + asked["wall"])

    def end_late(self) -> None:
        """Kill the children whose time is over."""
        for pid, child in self.children.items():
            if not child.late and time.monotonic() >= child.ends_at:
                child.late = True
                os.kill(pid, signal.SIGKILL)

    def reap(self) -> None:
        """Say of every child that ended how it did."""
        for pid, child in list(self.children.items()):
            found, status = os.waitpid(pid, os.WNOHANG)
            if found:
                del self.children[pid]
                with child.verdict, contextlib.suppress(OSError):  # perhaps nobody waits for it any more
                    child.verdict.send(SLOW if child.late else _verdict(os.waitstatus_to_exitcode(status)))


def _verdict(code: int) -> bytes:
    if code == 0:
        return WHOLE
    if code == -signal.SIGXCPU:
        return SLOW
    return FULL if code in (_OUT_OF_MEMORY, -signal.SIGKILL) else DEAD


def _read(asked: dict[str, Any], connection: socket.socket, base: int) -> NoReturn:
    """In the child: take the file, give up what is not needed, read, answer, end."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        _close_all_but(connection.fileno())  # what belongs to others: the control, their verdicts
        with connection.makefile("rb") as stream:
            (size,) = struct.unpack(">Q", stream.read(8))
            args, kwargs = pickle.loads(stream.read(size))  # noqa: S301 - from the portal, not from the file
        _bound(asked, base)
        try:
            found = packed(gate.answered(asked["reader"], args, kwargs))
            answer = b"=" + found
        except gate.Unreadable as unreadable:
            answer = b"!" + packed((unreadable.code, dict(unreadable.params)))
        connection.sendall(answer[: asked["answer"] + 1])
        code = 0
    except MemoryError:
        code = _OUT_OF_MEMORY
    finally:
        os._exit(code)


def _close_all_but(kept: int) -> None:
    """And but the system's source of chance, which a library that deciphers holds open since it was made ready."""
    for number in map(int, os.listdir("/proc/self/fd")):
        with contextlib.suppress(OSError):  # the listing's own is closed already
            if number > 2 and number != kept and os.readlink(f"/proc/self/fd/{number}") != "/dev/urandom":
                os.close(number)


def _bound(asked: dict[str, Any], base: int) -> None:
    for kind, most in (
        (resource.RLIMIT_CPU, asked["seconds"]),
        (resource.RLIMIT_AS, base + asked["memory"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),
    ):
        _soft, hard = resource.getrlimit(kind)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        # the signal for the seconds comes at the soft limit; the hard one kills
        resource.setrlimit(kind, (most, most + 1 if kind == resource.RLIMIT_CPU else most))


def _size() -> int:
    """The address space of this process, in bytes."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _import(module: str) -> None:
    """The reader's module, unless it is here; one that cannot be imported is met again, and told, in the child."""
    try:
        importlib.import_module(module)
        gate.make_ready(module)
    except Exception:
        sys.excepthook(*sys.exc_info())


def _leave_the_network() -> None:
    """No network for this process and its children, where the machine lets everybody do so; nothing new by exec."""
    system = ctypes.CDLL(None, use_errno=True)
    system.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)


def main() -> None:
    """Serve on the socket whose number is the first argument; the others name modules of readers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C means its parent; this ends with it
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for codec in _CODECS:
        "".encode(codec)
    for module in sys.argv[2:]:
        _import(module)
    _leave_the_network()
    gate.INSIDE.set(True)
    gc.collect()
    gc.freeze()
    Server(socket.socket(fileno=int(sys.argv[1]))).serve()


if __name__ == "__main__":
    main()
