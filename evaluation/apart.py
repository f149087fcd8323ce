"""Work on many things of which one that fails must not hold up the others: for jobs, never for acts of people."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

logger = logging.getLogger(__name__)

ThingT = TypeVar("ThingT")


def apart(what: str, things: Iterable[ThingT], work: Callable[[ThingT], int]) -> int:
    """The sum of what ``work`` says of each thing; a failure is logged with ``what`` and the thing, and counts nothing.

    Each work keeps its own transactions. A job that runs often meets what failed again the next time.
    """
    total = 0
    for thing in things:
        try:
            total += work(thing)
        except Exception:
            logger.exception("%s failed: %s", what, thing)
    return total
