"""Acts of several people at the same moment, each with a connection of their own."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction

from evaluation.refusals import Refusal


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together; a refusal is its act's result."""
    barrier = threading.Barrier(len(acts), timeout=30)
    results: list[Any] = [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait()
            results[place] = act()
        except Refusal as refusal:
            results[place] = refusal
        finally:
            connection.close()

    threads = []
    for place, act in enumerate(acts):
        # a thread does not inherit the frozen clock by itself
        context = contextvars.copy_context()
        threads.append(threading.Thread(target=context.run, args=(run, place, act)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
        assert not thread.is_alive()
    return results


def in_turn(first: Callable[[], Any], then: Callable[[], Any]) -> list[Any]:
    """``first`` is done but not committed when ``then`` begins: who waits for it finds it done, who does not slips through.

    ``first`` is committed as soon as ``then`` waits for a lock or has ended; a refusal is its act's result.
    """
    results: list[Any] = [None, None]
    begun, backend = threading.Event(), []

    def run() -> None:
        try:
            connection.ensure_connection()
            backend.append(connection.connection.info.backend_pid)
            begun.set()
            results[1] = then()
        except Refusal as refusal:
            results[1] = refusal
        finally:
            connection.close()

    context = contextvars.copy_context()
    other = threading.Thread(target=context.run, args=(run,))
    with transaction.atomic():
        try:
            results[0] = first()
        except Refusal as refusal:
            results[0] = refusal
        other.start()
        assert begun.wait(30)
        with connection.cursor() as cursor:
            while other.is_alive():
                cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", backend)
                if cursor.fetchone()[0]:
                    break
                time.sleep(0.005)
    other.join(60)
    assert not other.is_alive()
    return results
