"""Slow clients and endless requests against gunicorn as `deploy/gunicorn.conf.py` sets it up, with shorter bounds."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.environment import ROOT

pytestmark = pytest.mark.slow

THREADS = 4
#: The configuration itself, then what a test cannot wait for.
SHORTER = """
exec(open("deploy/gunicorn.conf.py").read())
from config import web_worker
web_worker.HEAD_SECONDS, web_worker.BODY_SECONDS, web_worker.SILENT_SECONDS = 1.5, 1.5, 1.0
web_worker.CROWDED_SECONDS, web_worker.REQUEST_SECONDS = 0.3, 1.0
workers = 1
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """One worker of four threads, on a port of its own."""
    folder = tmp_path_factory.mktemp("gunicorn")
    (folder / "conf.py").write_text(SHORTER)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
    log = folder / "log"
    command = [sys.executable, "-m", "gunicorn", "tests.worlds.slow_app", "--config", str(folder / "conf.py")]
    environment = os.environ | {"SARAP_BIND": f"127.0.0.1:{free}", "WEB_THREADS": str(THREADS)}
    with log.open("wb") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        _await(free, server, log)
        yield free
    finally:
        server.terminate()
        server.wait(20)


def _await(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    for _turn in range(300):
        assert server.poll() is None, log.read_text()
        with contextlib.suppress(OSError):
            ask(port)
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def ask(port: int, path: str = "/", body: bytes = b"") -> tuple[float, str]:
    """(seconds, what was answered) of a client that sends all at once."""
    began = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(head(path, len(body)) + body)
        answer = b""
        while part := client.recv(65536):
            answer += part
    return time.monotonic() - began, answer.partition(b"\r\n\r\n")[2].decode()


def head(path: str, length: int) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n".encode()
    )


@contextlib.contextmanager
def clients(port: int, number: int, first: bytes) -> Iterator[list[socket.socket]]:
    """Connections that have sent only so much."""
    with contextlib.ExitStack() as stack:
        found = []
        for _turn in range(number):
            one = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=20))
            one.sendall(first)
            found.append(one)
        yield found


def closed(client: socket.socket) -> bool:
    """Whether the portal has ended the connection without an answer."""
    try:
        return client.recv(1000) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize(
    "first",
    [b"", b"POST / HTTP/1.1\r\nHost: x\r\n", head("/", 1000) + b"a"],
    ids=["nothing", "half a head", "a small body"],
)
def test_who_has_not_sent_a_request_takes_no_thread(port: int, first: bytes) -> None:
    with clients(port, 10 * THREADS, first) as slow:
        for _turn in range(3):
            seconds, answer = ask(port, body=b"whole")
            assert (answer, seconds < 1) == ("5", True)
        assert closed(slow[0])  # and not for ever


CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"


@pytest.mark.parametrize("first", [head("/", 1 << 20) + b"a" * (40 << 10), CHUNKED], ids=["large", "chunked"])
def test_slow_large_bodies_leave_threads_for_others(port: int, first: bytes) -> None:
    with clients(port, 5 * THREADS, first) as slow:
        for _turn in range(3):
            seconds, answer = ask(port, body=b"whole")
            assert (answer, seconds < 1) == ("5", True)
        assert all(closed(one) for one in slow)


def test_a_large_body_that_comes_is_taken_whole(port: int) -> None:
    _seconds, answer = ask(port, body=b"a" * (3 << 20))
    assert answer == str(3 << 20)


def test_a_request_in_pieces_is_served_when_it_is_whole(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        for piece in (head("/", 4)[:20], head("/", 4)[20:], b"ab", b"cd"):
            time.sleep(0.1)
            client.sendall(piece)
        answer = b""
        while part := client.recv(1000):
            answer += part
    assert answer.endswith(b"\r\n\r\n4")


def test_an_endless_request_is_ended(port: int) -> None:
    seconds, answer = ask(port, "/endless")
    assert answer == "RequestTooLong"
    assert seconds < 5
    assert ask(port, body=b"whole")[1] == "5"
