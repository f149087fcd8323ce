"""Acts of several people at the same moment, each with a connection of their own."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

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
