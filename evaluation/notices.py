"""Letters of the lowest floor: the floor that keeps letters lies above it and says how they are written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from evaluation.models import Body, User

_writers: list[Callable[..., None]] = []


def write_with(writer: Callable[..., None]) -> None:
    """Register the one way in which letters are written; called when the portal starts."""
    _writers[:] = [writer]


def write_letters(
    people: Iterable[User], kind: str, key: str, about: Body | None, path: str, **context: Any
) -> None:
    """One letter of ``kind`` to each person, once per ``key``, in the act's own transaction."""
    _writers[0](people, kind, key, about, path, **context)
