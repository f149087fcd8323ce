"""A scanner that speaks ClamAV's INSTREAM on the loopback and answers as it is told; and EICAR's test file, in two parts."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

#: The test file that every scanner knows, put together here so that no file of ours is taken for it.
EICAR: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
FOUND: Final = b"stream: Eicar-Test-Signature FOUND\0"


@dataclass
class FakeScanner:
    """``answer``: what it says instead of judging; ``limit``: bytes that it takes; ``silent``: it never answers;
    ``cut``: it hangs up after so many bytes of its answer. ``seen``: what was sent to it."""

    address: tuple[str, int]
    answer: bytes | None = None
    limit: int = 1 << 30
    silent: bool = False
    cut: int | None = None
    seen: list[bytes] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def serve(self, line: socket.socket) -> None:
        with line, line.makefile("rb") as read:
            command = b""
            while not command.endswith(b"\0"):
                sign = read.read(1)
                if not sign:
                    return
                command += sign
            if command == b"zPING\0":
                line.sendall(b"PONG\0")
                return
            data = b""
            while size := struct.unpack(">I", read.read(4))[0]:
                data += read.read(size)
                if len(data) > self.limit:
                    line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            self.seen.append(data)
            if self.silent:
                self.ended.wait(30)
                return
            answer = self.answer or (FOUND if EICAR in data else b"stream: OK\0")
            line.sendall(answer if self.cut is None else answer[: self.cut])


@contextmanager
def fake_scanner() -> Iterator[FakeScanner]:
    """One that listens until the end; what goes wrong with a client ends that client's line alone."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        fake = FakeScanner(server.getsockname())
        threads: list[threading.Thread] = []

        def one(line: socket.socket) -> None:
            try:
                fake.serve(line)
            except (OSError, struct.error):
                line.close()

        def accept() -> None:
            while not fake.ended.is_set():
                try:
                    line, _peer = server.accept()
                except OSError:
                    return
                threads.append(threading.Thread(target=one, args=(line,), daemon=True))
                threads[-1].start()

        listening = threading.Thread(target=accept, daemon=True)
        listening.start()
        try:
            yield fake
        finally:
            fake.ended.set()
            with socket.socket() as last:
                last.connect(fake.address)  # wakes the listener, which then ends
            listening.join(5)
            for thread in threads:
                thread.join(5)
