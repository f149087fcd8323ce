"""The embedded servers: where they are."""

from __future__ import annotations

from pathlib import Path


def socket_dir(var: Path) -> Path:
    """Where the embedded servers of `var` listen."""
    return var / "run"


def database_url(var: Path) -> str:
    """The embedded PostgreSQL's address."""
    return f"postgresql:///sarap?host={socket_dir(var)}&user=sarap"


def redis_url(var: Path) -> str:
    """The embedded Redis-compatible server's address."""
    return f"unix://{socket_dir(var)}/valkey.sock?db=0"


def ensure_for(argv: list[str]) -> None:
    """Start what the command in `argv` needs."""
