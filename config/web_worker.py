"""gunicorn's threaded worker, in which no client and no request can hold the portal for as long as it likes.

`deploy/gunicorn.conf.py` names it. A thread is lent to a connection only when the head of a request, and a small body
with it, has come whole; until then the connection waits in the poller. Requests with a larger body have threads of their own, so that nobody else waits behind
them, and a bounded time; whoever has been answered and does not hang up is waited for without a thread; while many threads wait for their clients, those that have waited longest are cut off. A request that is at work for too long is ended with a sentence
(`config/request_time.py`); one that cannot be ended takes its worker with it, which gunicorn replaces.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import re
import selectors
import socket
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final

from django.db import connections
from gunicorn.workers.gthread import TConn, ThreadWorker

from config.request_time import REQUEST_SECONDS, RequestTooLong
from engine.foreign import child

#: Seconds in which the head of a request, and a small body with it, comes whole.
HEAD_SECONDS: Final = 10.0
#: Bytes of head and body that are waited for without a thread; what the system holds for any connection.
SMALL: Final = 32 << 10
#: Seconds for a larger body, whatever its size …
BODY_SECONDS: Final = 30.0
#: … and the bytes a second above which its client may take longer: twenty megabytes in ten minutes.
BYTES_A_SECOND: Final = 34_000
#: Seconds without one byte, in or out.
SILENT_SECONDS: Final = 15.0
#: Seconds that a client may keep a thread waiting while few threads are left.
CROWDED_SECONDS: Final = 2.0
#: Seconds for which an answered client may hang up by itself, and the bytes that it may still say.
GOODBYE_SECONDS: Final = 2.0
GOODBYE_BYTES: Final = 64 << 10
#: Seconds after which a request that did not end when told to costs the worker.
STUCK_SECONDS: Final = 20.0

#: Said instead of a number of bytes: the body is larger than what is waited for.
LARGE: Final = -1

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,12})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)


class ClientTooSlow(ConnectionResetError):
    """The client kept a thread waiting for longer than it is given; the connection is closed without an answer."""

    def __init__(self) -> None:
        super().__init__(errno.ECONNRESET, "the client was too slow")


class BoundedSocket:
    """A client's socket whose reading and writing end in time; all else is the socket's own."""

    def __init__(self, sock: socket.socket, waiting: Waiting) -> None:
        self._sock, self._waiting = sock, waiting
        self._began = time.monotonic()
        self._taken = 0
        self._asked: float | None = SILENT_SECONDS
        #: Whether the client lost its thread; nobody waits for its goodbye.
        self.too_slow = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)

    def fileno(self) -> int:
        """Of the socket, for the poller."""
        return self._sock.fileno()

    def setblocking(self, flag: bool) -> None:
        """Blocking means for `SILENT_SECONDS` at most."""
        self.settimeout(SILENT_SECONDS if flag else 0.0)

    def settimeout(self, seconds: float | None) -> None:
        """At most these seconds for each reading; fewer when the request has fewer left."""
        self._asked = seconds
        self._sock.settimeout(seconds)

    def gettimeout(self) -> float | None:
        """What was asked for; None never, but the socket's own callers may ask so."""
        return self._asked

    def begin(self) -> None:
        """A request begins to be read in a thread."""
        self._began, self._taken = time.monotonic(), 0

    def recv(self, size: int, flags: int = 0) -> bytes:
        """What has come, waiting no longer than the request has left. Raises ClientTooSlow."""
        left = self._began + BODY_SECONDS + self._taken / BYTES_A_SECOND - time.monotonic()
        if left <= 0:
            raise self._slow()
        bounds = [left, SILENT_SECONDS] + ([] if self._asked is None else [self._asked])
        self._sock.settimeout(min(bounds))
        with self._waiting.of(self):
            try:
                found = self._sock.recv(size, flags)
            except TimeoutError:
                raise self._slow() from None
        self._taken += len(found)
        return found

    def sendall(self, data: bytes) -> None:
        """Send all of it, for as long as it may take at the least speed. Raises ClientTooSlow."""
        self._sock.settimeout(SILENT_SECONDS + len(data) / BYTES_A_SECOND)
        with self._waiting.of(self):
            try:
                self._sock.sendall(data)
            except TimeoutError:
                raise self._slow() from None

    def sendfile(self, file: Any, offset: int = 0, count: int | None = None) -> int:
        """Send a file's bytes; the client takes some within each `SILENT_SECONDS`. Raises ClientTooSlow."""
        self._sock.settimeout(SILENT_SECONDS)
        with self._waiting.of(self):
            try:
                return self._sock.sendfile(file, offset, count)
            except TimeoutError:
                raise self._slow() from None

    def _slow(self) -> ClientTooSlow:
        self.too_slow = True
        return ClientTooSlow()

    def cut(self) -> None:
        """End reading and writing, from another thread: the one that waits finds the connection closed."""
        self.too_slow = True
        with contextlib.suppress(OSError):  # it is gone already
            self._sock.shutdown(socket.SHUT_RDWR)


class Waiting:
    """The clients for which threads wait now: since when, and which are cut off when few threads are left."""

    def __init__(self, most: int, at_work: AtWork) -> None:
        self._most, self._at_work = most, at_work
        self._lock = threading.Lock()
        self._since: dict[BoundedSocket, float] = {}

    def of(self, one: BoundedSocket) -> _Wait:
        """While inside, this thread waits for this client."""
        return _Wait(self, one)

    def begin(self, one: BoundedSocket) -> None:
        """A client is slow from the first wait of its request on, not from the last; the portal does not work then."""
        self._at_work.pause()
        with self._lock:
            self._since[one] = one._began

    def end(self, one: BoundedSocket) -> None:
        """Its bytes came or went, or never will."""
        self._at_work.go_on()
        with self._lock:
            self._since.pop(one, None)

    def make_room(self) -> int:
        """Cut off the slowest clients that are too many; how many."""
        before = time.monotonic() - CROWDED_SECONDS
        with self._lock:
            slow = sorted((since, id(one), one) for one, since in self._since.items() if since < before)
            cut = [one for _since, _id, one in slow[: max(0, len(slow) - self._most)]]
        for one in cut:
            one.cut()
        return len(cut)


class _Wait:
    def __init__(self, waiting: Waiting, one: BoundedSocket) -> None:
        self._waiting, self._one = waiting, one

    def __enter__(self) -> None:
        self._waiting.begin(self._one)

    def __exit__(self, *error: object) -> None:
        self._waiting.end(self._one)


class AtWork:
    """The requests that threads of this worker work on: since when, and whether they were told to end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: dict[int, float] = {}
        self._paused: dict[int, float] = {}
        self._told: set[int] = set()

    def begin(self) -> None:
        """This thread begins a request."""
        with self._lock:
            self._since[threading.get_ident()] = time.monotonic()

    def pause(self) -> None:
        """This thread waits for its client: that is no work, and nobody ends it (the client's own bounds do)."""
        with self._lock:
            since = self._since.pop(threading.get_ident(), None)
            if since is not None:
                self._paused[threading.get_ident()] = time.monotonic() - since

    def go_on(self) -> None:
        """The client has been served so far; the work is counted on from where it stood."""
        with self._lock:
            worked = self._paused.pop(threading.get_ident(), None)
            if worked is not None:
                self._since[threading.get_ident()] = time.monotonic() - worked

    def end(self) -> bool:
        """This thread is done with its request; after this nobody tells it to end. Whether somebody did."""
        with self._lock:
            thread = threading.get_ident()
            self._since.pop(thread, None)
            self._paused.pop(thread, None)
            told = thread in self._told
            self._told.discard(thread)
        return told

    def end_what_takes_too_long(self) -> bool:
        """Tell requests past `REQUEST_SECONDS` to end; whether one was told and has not in `STUCK_SECONDS`."""
        now, stuck = time.monotonic(), False
        with self._lock:
            for thread, since in self._since.items():
                if now - since > REQUEST_SECONDS + STUCK_SECONDS:
                    stuck = True
                elif now - since > REQUEST_SECONDS and thread not in self._told:
                    self._told.add(thread)
                    ctypes.pythonapi.PyThreadState_SetAsyncExc(
                        ctypes.c_ulong(thread), ctypes.py_object(RequestTooLong)
                    )
        return stuck


class BoundedWorker(ThreadWorker):
    """Threads are for requests that have come; the module's text says how."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at_work = AtWork()
        self.waiting = Waiting(max(1, self.cfg.threads // 2), self.at_work)
        self.for_large: ThreadPoolExecutor
        #: Answered connections that have not hung up, in the order of their time.
        self.leaving: deque[TConn] = deque()
        self.alive: bool = True

    def init_process(self) -> None:
        """Threads for large bodies beside gunicorn's own, made after the fork; those for files are a part of them."""
        self.for_large = ThreadPoolExecutor(max(2, self.cfg.threads // 2), "large")
        child.allow(self.cfg.threads)
        super().init_process()

    def enqueue_req(self, conn: TConn) -> None:
        """Give the connection to a thread when its request has come, else back to the poller (main thread only)."""
        if not isinstance(conn.sock, BoundedSocket):
            conn.sock = BoundedSocket(conn.sock, self.waiting)
            conn.due = None
        if conn.due is None:
            conn.due = time.monotonic() + HEAD_SECONDS
        missing = 0 if _has_read_ahead(conn) else _missing(conn.sock)
        if missing <= 0:
            _wake_at(conn.sock, 1)
            conn.due, conn.data_ready = None, True
            pool = self.for_large if missing == LARGE else self.tpool
            job = pool.submit(self.handle, conn)
            job.add_done_callback(lambda done: self.method_queue.defer(self.finish_request, conn, done))
            return
        conn.sock.setblocking(False)
        _wake_at(conn.sock, missing)
        conn.timeout = conn.due
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def handle(self, conn: TConn) -> Any:
        """Serve one request of the connection, in a thread."""
        conn.sock.begin()
        return super().handle(conn)

    def finish_request(self, conn: TConn, fs: Any) -> None:
        """In the main thread: the connection waits for its next request, or is said goodbye to without a thread."""
        if fs.cancelled() or fs.exception() is not None or fs.result():
            super().finish_request(conn, fs)
        elif conn.sock.too_slow:
            self._close(conn)  # who was too slow gets no goodbye
        else:
            self._say_goodbye(conn)

    def _say_goodbye(self, conn: TConn) -> None:
        """Nothing more is sent; the connection closes when the client has hung up, so that it reads the answer whole."""
        try:
            conn.sock.shutdown(socket.SHUT_WR)
            conn.sock.setblocking(False)
            _wake_at(conn.sock, 1)
            self.poller.register(conn.sock, selectors.EVENT_READ, partial(self._hears_goodbye, conn))
        except (OSError, ValueError):
            self._close(conn)
            return
        conn.timeout, conn.said = time.monotonic() + GOODBYE_SECONDS, 0
        self.leaving.append(conn)

    def _hears_goodbye(self, conn: TConn, _client: Any) -> None:
        try:
            said = conn.sock._sock.recv(GOODBYE_BYTES)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        conn.said += len(said)
        if not said or conn.said >= GOODBYE_BYTES:
            self.leaving.remove(conn)
            self.poller.unregister(conn.sock)
            self._close(conn)

    def _close(self, conn: TConn) -> None:
        self.nr_conns -= 1
        conn.close()

    def handle_request(self, req: Any, conn: TConn) -> Any:
        """The head is read: from now on the portal's own time runs."""
        self.at_work.begin()
        try:
            return super().handle_request(req, conn)
        finally:
            if self.at_work.end():
                _forget_connections()

    def murder_pending(self) -> None:
        """At least once a second, in the main thread: close what did not come, make room, end the endless."""
        now = time.monotonic()
        for waiting in (self.pending_conns, self.leaving):
            for conn in [one for one in waiting if one.timeout <= now]:
                waiting.remove(conn)
                self.poller.unregister(conn.sock)
                self._close(conn)
        self._take_in_others()
        if cut := self.waiting.make_room():
            self.log.warning("%d slow clients were cut off: too many threads waited for them.", cut)
        if self.at_work.end_what_takes_too_long() and self.alive:
            self.log.error("A request did not end when told to: the worker is replaced.")
            self.alive = False

    def _take_in_others(self) -> None:
        """When no more connections are taken in, close those on which nothing comes: the oldest half of each kind."""
        if self.nr_conns < self.worker_connections:
            return
        for waiting in (self.leaving, self.keepalived_conns, self.pending_conns):
            for _turn in range((len(waiting) + 1) // 2):
                conn = waiting.popleft()
                self.poller.unregister(conn.sock)
                self._close(conn)


def _forget_connections() -> None:
    """A request that was ended may have been anywhere, between two steps of a transaction too: begin with a new one."""
    for alias in connections:
        raw = connections[alias].connection
        if raw is not None:
            raw.close()
        del connections[alias]


def _has_read_ahead(conn: TConn) -> bool:
    """Whether bytes of the next request were read with the last one: the socket does not tell of them."""
    return conn.parser is not None and bool(conn.parser.unreader.buf.getvalue())


def _missing(sock: BoundedSocket) -> int:
    """How many bytes must lie ready before the request is worth a thread; 0: it is, LARGE: one of those for large."""
    sock.setblocking(False)
    try:
        come = sock._sock.recv(SMALL, socket.MSG_PEEK)
    except BlockingIOError:
        return 1
    except OSError:
        return 0
    head = come.find(b"\r\n\r\n") + 4
    if not come:
        return 0
    if head < 4:
        return len(come) + 1 if len(come) < SMALL else 0
    length = _LENGTH.search(come, 0, head)
    whole = head + (int(length[1]) if length else 0)
    if whole > SMALL or _CHUNKED.search(come, 0, head):
        return LARGE
    return 0 if len(come) >= whole else whole


def _wake_at(sock: BoundedSocket, size: int) -> None:
    """The poller tells of the socket when so many bytes lie ready, or the client has gone."""
    with contextlib.suppress(OSError):  # it is gone; the poller tells
        sock._sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, size)
