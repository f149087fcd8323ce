"""What is made of rows that change seldom, once for their edition, by each process (`evaluation/edition.py`).

What is remembered is the same for every reader, and changed by nobody who gets it; whatever it is made of changes the
edition of its topic: what the public reads (`public/remembered.py`, `public/selectors_closed.py`), or the year's course
(terms, duties, what is in force), which pages alone take from here: acts read afresh.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from functools import partial
from threading import Lock
from typing import Any, Final, TypeVar

from evaluation import clock, edition
from evaluation.edition import COURSE, PUBLIC, Topic

Made = TypeVar("Made")
#: So many things of each topic at once, the last used stay: years and their tables, pictures in three languages, bodies;
#: counts of single bodies and offices, which are small.
MOST: Final = {PUBLIC: 160, COURSE: 1024}
_Key = tuple[str, date, Hashable]
_kept: dict[Topic, OrderedDict[_Key, Any]] = {topic: OrderedDict() for topic in MOST}
_lock = Lock()


def remembered(what: Hashable, make: Callable[[], Made], topic: Topic = PUBLIC) -> Made:
    """What ``make`` made for the present edition and the portal's day, or makes now. One query, with the edition at hand none."""
    present = edition.current(topic)
    if present is None:
        return make()
    key = (present, clock.today(), what)
    kept = _kept[topic]
    with _lock:
        if key in kept:
            kept.move_to_end(key)
            found: Made = kept[key]
            return found
    for one in edition.made_of(topic, key):
        made: Made = one
        return made
    made = make()
    edition.when_still(topic, present, key, made, partial(_keep, topic, key, made))
    return made


def of_course(what: Hashable, make: Callable[[], Made]) -> Made:
    """The same of the year's course, while a page is made that changes nothing; else it is made now."""
    return remembered(what, make, COURSE) if edition.is_at_hand() else make()


def forget() -> None:
    """As a process that has just begun."""
    with _lock:
        for kept in _kept.values():
            kept.clear()


def _keep(topic: Topic, key: _Key, made: Any) -> None:
    kept = _kept[topic]
    with _lock:
        kept[key] = made
        while len(kept) > MOST[topic]:
            kept.popitem(last=False)
