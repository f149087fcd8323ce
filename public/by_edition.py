"""What is made of what the public reads, once for an edition, by each process (`evaluation/edition.py`).

What is remembered is public, the same for every reader, and changed by nobody who gets it; whatever it is made of
changes the edition. What it is made of stands in `public/remembered.py` and `public/selectors_closed.py`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from threading import Lock
from typing import Any, Final, TypeVar

from evaluation import clock, edition

Made = TypeVar("Made")
#: So many things at once, the last used stay: years and their tables, pictures in three languages, bodies.
MOST: Final = 160
_kept: OrderedDict[tuple[str, date, Hashable], Any] = OrderedDict()
_lock = Lock()


def remembered(what: Hashable, make: Callable[[], Made]) -> Made:
    """What ``make`` made for the present edition and the portal's day, or makes now. One query, with the edition at hand none."""
    present = edition.current()
    if present is None:
        return make()
    key = (present, clock.today(), what)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            found: Made = _kept[key]
            return found
    made = make()
    if edition.read() == present:
        with _lock:
            _kept[key] = made
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return made
