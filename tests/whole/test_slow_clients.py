"""Slow clients and endless requests against gunicorn as `deploy/gunicorn.conf.py` sets it up, with shorter bounds; and
against Caddy as `deploy/Caddyfile` does, where this machine has it."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace

import pytest

from config.environment import ROOT
from config.web_worker import BoundedWorker

pytestmark = pytest.mark.slow

THREADS = 4
#: As many as `SHORTER` says.
CONNECTIONS = 60
#: Seconds. Whoever is kept from a thread comes much later: the slow ones hold four threads by turns.
SOON = 2.5
#: The configuration itself, then what a test cannot wait for.
SHORTER = """
exec(open("deploy/gunicorn.conf.py").read())
from config import web_worker
web_worker.HEAD_SECONDS, web_worker.BODY_SECONDS, web_worker.SILENT_SECONDS = 1.5, 1.5, 1.0
web_worker.CROWDED_SECONDS, web_worker.REQUEST_SECONDS = 0.3, 1.0
workers, worker_connections, keepalive = 1, 60, 30
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """One worker of four threads, on a port of its own."""
    folder = tmp_path_factory.mktemp("gunicorn")
    (folder / "conf.py").write_text(SHORTER)
    free = free_port()
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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        found: int = probe.getsockname()[1]
    return found


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
        client.sendall(head(path, len(body)).replace(b"Host: x", f"Host: 127.0.0.1:{port}".encode()) + body)
        answer = b""
        while part := client.recv(65536):
            answer += part
    return time.monotonic() - began, answer.partition(b"\r\n\r\n")[2].decode()


def head(path: str, length: int) -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n".encode()
    )


def soon_answered(port: int) -> str:
    """What one who asks again, as a browser does when a proxy could not pass a request on, is answered in four seconds."""
    began, answer = time.monotonic(), ""
    while not answer and time.monotonic() - began < 4:
        answer = ask(port, body=b"whole")[1]
    return answer


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


def answered(client: socket.socket) -> str:
    """The body of the answer, when it has come whole."""
    answer = b""
    while part := client.recv(65536):
        answer += part
    return answer.partition(b"\r\n\r\n")[2].decode()


@pytest.mark.parametrize(
    "first",
    [b"", b"POST / HTTP/1.1\r\nHost: x\r\n", head("/", 1000) + b"a"],
    ids=["nothing", "half a head", "a small body"],
)
def test_who_has_not_sent_a_request_takes_no_thread(port: int, first: bytes) -> None:
    with clients(port, 10 * THREADS, first) as slow:
        for _turn in range(3):
            seconds, answer = ask(port, body=b"whole")
            assert (answer, seconds < SOON) == ("5", True)
        assert closed(slow[0])  # and not for ever


CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"


@pytest.mark.parametrize("first", [head("/", 1 << 20) + b"a" * (40 << 10), CHUNKED], ids=["large", "chunked"])
def test_slow_large_bodies_leave_threads_for_others(port: int, first: bytes) -> None:
    with clients(port, 2 * THREADS, first) as slow:
        for _turn in range(3):
            seconds, answer = ask(port, body=b"whole")
            assert (answer, seconds < SOON) == ("5", True)
        assert all(closed(one) for one in slow)


def test_a_large_body_that_comes_is_taken_whole(port: int) -> None:
    _seconds, answer = ask(port, body=b"a" * (3 << 20))
    assert answer == str(3 << 20)


def test_the_time_of_an_upload_is_not_the_portal_s(port: int) -> None:
    """A steady client may need longer than the portal may work: here 1.6 s against one."""
    body = b"a" * (80 << 10)
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(head("/", len(body)))
        for part in range(8):
            time.sleep(0.2)
            client.sendall(body[part * (10 << 10) : (part + 1) * (10 << 10)])
        answer = b""
        while part_of_it := client.recv(1000):
            answer += part_of_it
    assert answer.endswith(b"\r\n\r\n" + str(len(body)).encode())


def test_who_was_answered_and_does_not_hang_up_takes_no_thread(port: int) -> None:
    with clients(port, 10 * THREADS, head("/", 1) + b"a") as idle:
        for _turn in range(3):
            seconds, answer = ask(port, body=b"whole")
            assert (answer, seconds < SOON) == ("5", True)
        assert {answered(one) for one in idle} == {"1"}


def test_a_connection_is_counted_out_once() -> None:
    worker = BoundedWorker.__new__(BoundedWorker)
    worker.nr_conns, closed = 5, []
    slow = SimpleNamespace(sock=SimpleNamespace(too_slow=True), close=lambda: closed.append("closed"))
    done: Future[bool] = Future()
    done.set_result(False)
    worker.finish_request(slow, done)
    assert (worker.nr_conns, closed) == (4, ["closed"])


def test_connections_that_stand_idle_make_room_for_others(port: int) -> None:
    """As many as the worker takes in, each answered once and kept, and more behind them."""
    kept = head("/", 1).replace(b"Connection: close", b"Connection: keep-alive") + b"a"
    with clients(port, CONNECTIONS + 20, kept):
        for _turn in range(3):
            seconds, answer = ask(port, body=b"whole")
            assert (answer, seconds < 4) == ("5", True)


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


def test_files_that_are_long_to_read_leave_threads_for_other_pages(port: int) -> None:
    """One thread of four reads, one waits for its turn, and who comes beyond them is told so at once."""
    upload = head("/file", 100) + b"a" * 100
    with clients(port, 3 * THREADS, upload) as uploads:
        for _turn in range(3):
            seconds, answer = ask(port, body=b"whole")
            assert (answer, seconds < SOON) == ("5", True)
        answers = [answered(one) for one in uploads]
    assert set(answers) == {"busy", "RequestTooLong"}
    assert answers.count("busy") >= 3 * THREADS - 4


def test_who_does_not_read_a_large_answer_keeps_no_thread_from_others(port: int) -> None:
    with clients(port, 2 * THREADS, head("/big", 1) + b"a") as deaf:
        for _turn in range(3):
            seconds, answer = ask(port, body=b"whole")
            assert (answer, seconds < 4) == ("5", True)
        assert deaf[0].recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize(
    "headers",
    [
        b"X: " + b"a" * (20 << 10), b"".join(b"X%d: a\r\n" % number for number in range(200)), b"X: " + b"a" * (64 << 10),
        b"Content-Length: 5\r\nContent-Length: 6", b"Transfer-Encoding: chunked\r\nContent-Length: 5",
        b"Content-Length: -1", b"Content-Length: " + b"9" * 40, b"Transfer-Encoding: gzip, chunked", b"X : a", b"\0: a", b":",
        b"Expect: 100-continue\r\nContent-Length: 99999999999",
    ],
)  # fmt: skip
def test_a_head_that_no_browser_sends_is_no_fault_of_the_portal(port: int, headers: bytes) -> None:
    request = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + headers.rstrip() + b"\r\n\r\nwhole"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            while part := client.recv(65536):
                answer += part
    assert not answer.partition(b" ")[2].startswith(b"5")
    assert ask(port, body=b"whole")[1] == "5"


def test_requests_sent_in_one_go_are_answered_in_turn(port: int) -> None:
    one = head("/", 3).replace(b"Connection: close\r\n", b"") + b"abc"
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(one * 30 + head("/", 1) + b"a")
        answer = b""
        while part := client.recv(65536):
            answer += part
    assert answer.count(b"HTTP/1.1 200") == 31
    assert answer.endswith(b"\r\n\r\n1")


# --- The proxy -----------------------------------------------------------------------------------------------

CADDY = shutil.which("caddy") or shutil.which(ROOT / "var" / "caddy" / "usr" / "bin" / "caddy")


@pytest.fixture(scope="module")
def proxy(port: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Caddy before the worker: the file itself, with shorter times, without TLS, and the worker instead of a name."""
    folder, free = tmp_path_factory.mktemp("caddy"), free_port()
    text = (ROOT / "deploy" / "Caddyfile").read_text(encoding="utf-8")
    text, upstreams = re.subn(r"dynamic a web 8000 \{.*?\}", f"to 127.0.0.1:{port}", text, flags=re.DOTALL)
    text, times = re.subn(r"(read_header|read_body|write) (?=\d)\w+", r"\1 2s", text)
    text, kept = re.subn(r"keepalive 1s", "keepalive 100ms", text)
    assert (upstreams, times, kept) == (1, 3, 1)
    text = text.replace("127.0.0.1:2020", f"127.0.0.1:{free_port()}").replace("max_size 34MB", "max_size 1MB")
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    environment = os.environ | {"SARAP_HOST": f"http://127.0.0.1:{free}", "HOME": str(folder)}
    command = [str(CADDY), "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]
    log = folder / "log"
    with log.open("wb") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        _await(free, server, log)
        yield free
    finally:
        server.terminate()
        server.wait(20)


@pytest.mark.skipif(CADDY is None, reason="Caddy is not on this machine: apt-get install caddy")
@pytest.mark.parametrize(
    "first", [b"POST / HTTP/1.1\r\nHost: 127", head("/", 1 << 19) + b"a"], ids=["head", "body"]
)
def test_the_proxy_waits_for_nobody_for_ever(proxy: int, first: bytes) -> None:
    host = f"127.0.0.1:{proxy}".encode()
    with clients(proxy, 40, first.replace(b"Host: x", b"Host: " + host)) as slow:
        seconds, answer = ask(proxy, body=b"whole")
        assert (answer, seconds < SOON) == ("5", True)
        began = time.monotonic()
        for one in slow:
            while one.recv(1000):
                pass  # it may say why before it closes
        assert time.monotonic() - began < 10


@pytest.mark.skipif(CADDY is None, reason="Caddy is not on this machine: apt-get install caddy")
def test_the_proxy_takes_no_more_than_its_most(proxy: int) -> None:
    try:
        _seconds, answer = ask(proxy, body=b"a" * (3 << 20))
    except ConnectionError:  # it need not read what it does not take
        answer = ""
    assert answer != str(3 << 20)
    assert ask(proxy, body=b"a" * 1000)[1] == "1000"


@pytest.mark.skipif(CADDY is None, reason="Caddy is not on this machine: apt-get install caddy")
@pytest.mark.parametrize("first", [b"POST / HTTP/1.1\r\nX: ", head("/", 1 << 19)], ids=["head", "upload"])
def test_a_trickle_through_the_proxy_is_ended_all_the_same(proxy: int, first: bytes) -> None:
    """A sign now and then is no sign of life: the time is that of the whole head, and of the whole body."""
    host = f"127.0.0.1:{proxy}".encode()
    with clients(proxy, 20, first.replace(b"Host: x", b"Host: " + host)) as slow:
        began = time.monotonic()
        while slow and time.monotonic() - began < 10:
            seconds, answer = ask(proxy, body=b"whole")
            assert (answer, seconds < SOON) == ("5", True)
            for one in list(slow):
                try:
                    one.sendall(b"a")
                except OSError:
                    slow.remove(one)
            time.sleep(0.3)
        assert slow == []


@pytest.mark.skipif(CADDY is None, reason="Caddy is not on this machine: apt-get install caddy")
def test_who_does_not_read_through_the_proxy_keeps_no_thread_and_is_hung_up_on(proxy: int) -> None:
    first = head("/big", 1).replace(b"Host: x", f"Host: 127.0.0.1:{proxy}".encode()) + b"a"
    with clients(proxy, 2 * THREADS, first) as deaf:
        began = time.monotonic()
        while time.monotonic() - began < 3:
            assert soon_answered(proxy) == "5"
        for one in deaf:
            taken = 0
            with contextlib.suppress(ConnectionResetError):
                while part := one.recv(1 << 20):
                    taken += len(part)
            assert taken < 24 << 20, "what was not fetched in time is not sent afterwards"
