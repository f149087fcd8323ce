"""No turn is free with the reader of foreign files: what a form says then, and keeps.

with no_turn():
    answer = client.post(…)
says_busy(answer)
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.utils.translation import gettext

from engine.foreign import child
from engine.foreign.gate import BEYOND


@contextmanager
def no_turn() -> Iterator[None]:
    """Every file is sent away, as when those of others are being read."""

    def sent_away(*_args: Any) -> bytes:
        raise child.NoAnswer("busy")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(child, "read", sent_away)
        yield


def says_busy(answer: Any, status: int = 422) -> None:
    """The form stands there again, with what happened and when to try again."""
    assert answer.status_code == status
    page = html.unescape(answer.content.decode())
    for sentence in BEYOND["busy"]:
        assert gettext(sentence) in page
