"""Layers that some worker of this run has built: one builds, and every worker lays the same rows down.

Building the published years takes ten seconds, putting their rows down a fifth of one. Kept below the run's own
folder, so they end with it; whoever asks while another builds waits for it.
"""

from __future__ import annotations

import fcntl
import os
import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.worlds.kept_rows import Rows


@dataclass(frozen=True)
class Shared:
    """What a layer's builder gave back, the rows of every table with it, and how far the sequences had come."""

    value: Any
    rows: Rows
    sequences: dict[str, int]


def shared(name: str, build: Callable[[], Shared], lay_down: Callable[[Shared], None]) -> Shared:
    """The layer of this run: built here, or laid down as another worker has built it."""
    with _alone(name) as place:
        if place.exists():
            found: Shared = pickle.loads(place.read_bytes())  # noqa: S301 - written by a worker of this run
        else:
            found = build()
            half = place.with_suffix(".half")
            half.write_bytes(pickle.dumps(found, pickle.HIGHEST_PROTOCOL))
            half.rename(place)
            return found
    lay_down(found)
    return found


@contextmanager
def _alone(name: str) -> Iterator[Path]:
    """Inside, no other worker builds or reads this layer."""
    folder = Path(os.environ["SARAP_VAR"]) / "layers"
    folder.mkdir(exist_ok=True)
    with (folder / f"{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder / f"{name}.pickle"
