"""What a page costs: processor time of Python and PostgreSQL, queries, bytes; as ratios to bare pages of the same run."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

_TICKS = os.sysconf("SC_CLK_TCK")
#: A page is asked so long, in seconds of processor time, and so many times at most.
LONG_ENOUGH, OFTEN_ENOUGH = 0.5, 40


@dataclass(frozen=True)
class Page:
    """A page as one office opens it, and what it may cost: queries; times F, B; kilobytes. None: not bounded.

    F is a signed-in page with nothing in its frame, B a view that returns the same bytes, both of the same run.
    ``fixed``: the queries are the same at both sizes. ``who`` is a login's beginning; empty for the public.
    """

    name: str
    who: str
    address: str
    queries: int | None = None
    frames: float | None = None
    bares: float | None = None
    kilobytes: int | None = None
    fixed: bool = True
    #: Of the world in use: what stands in the address.
    filled: Callable[[], dict[str, Any]] | None = None


@dataclass(frozen=True)
class Cost:
    """Of one request: seconds of both processors, queries, bytes."""

    seconds: float
    queries: int
    size: int


def server_seconds() -> float:
    """Processor time of this connection's server process, in whole ticks; 0 where it is not on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [(process,)] = cursor.fetchall()
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def body_of(response: Any) -> bytes:
    """What was answered, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else bytes(response.content)


def cost(client: Client, address: str) -> Cost:
    """Ask once to warm up, once for the queries, then as long as it takes to know the time."""
    response = client.get(address)
    if response.status_code != 200:
        raise SystemExit(f"{address}: {response.status_code} {response.get('Location', '')}")
    size = len(body_of(response))
    with CaptureQueriesContext(connection) as caught:
        body_of(client.get(address))
        queries = len(caught)
    server, here, turns = server_seconds(), time.process_time(), 0
    while turns < OFTEN_ENOUGH and (turns < 1 or time.process_time() - here < LONG_ENOUGH):
        body_of(client.get(address))
        turns += 1
    seconds = time.process_time() - here + server_seconds() - server
    return Cost(seconds / turns, queries, size)


def person(beginning: str) -> Any:
    """The first account whose login begins so."""
    from evaluation.models import User

    return User.objects.filter(username__startswith=beginning).order_by("pk")[0]


def client_of(who: str) -> Client:
    """That person's browser, past the second step where the office asks for one."""
    client = Client()
    if who:
        from evaluation.second_step import has_second_factor

        enter = import_module("tests.worlds.entering").enter
        give_generator = import_module("tests.worlds.second_step").give_generator

        somebody = person(who)
        if not has_second_factor(somebody):
            give_generator(somebody)
        enter(client, somebody)
    return client
