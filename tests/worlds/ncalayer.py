"""The stand-in for NCALayer, listening on the loopback while a test clicks (`reports/signing/practice.py`)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from reports.signing.practice import HOST, Practice


@pytest.fixture
def layer(tmp_path: Path) -> Iterator[tuple[Practice, str]]:
    """The stand-in with the address at which it listens, in a thread of its own."""
    practice, listens, stop = Practice(tmp_path), Queue[str](), Queue[Any]()

    async def stand_in() -> None:
        ended = asyncio.Event()
        server = await practice.serve()
        stop.put((asyncio.get_running_loop(), ended))
        listens.put(f"ws://{HOST}:{server.sockets[0].getsockname()[1]}")
        await ended.wait()
        server.close()

    # In a thread of its own: the browser's driver has an event loop in this one.
    thread = threading.Thread(target=lambda: asyncio.run(stand_in()))
    thread.start()
    yield practice, listens.get(timeout=30)
    loop, ended = stop.get()
    loop.call_soon_threadsafe(ended.set)
    thread.join()
