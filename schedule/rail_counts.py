"""How much waits for a person behind each item of the rail, and how many letters are unread: one query on every page.

To write that query takes longer than to answer it, so its text is kept by each process: for the person, for what they
are today (`evaluation.rights.Standing`), for the day and for the items. The query itself is asked on every page.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from datetime import datetime
from threading import Lock
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from evaluation import clock, planned_once
from evaluation.navigation import Waiting
from evaluation.rights import standing
from schedule.models import Letter

#: So many texts at once, the last used stay: some kilobytes each.
MOST: Final = 512
#: The query with its values, and the moment that stands among them for "now".
Written = tuple[str, tuple[Any, ...], datetime]
_kept: OrderedDict[Hashable, Written] = OrderedDict()
_lock = Lock()


def counts(user: Any, waiting: Mapping[str, Waiting]) -> tuple[int, dict[str, int]]:
    """Unread letters; by the item's address, the rows that wait behind it, each once for its kind. One query."""
    text, values, at = _written(user, waiting)
    now = clock.now()
    [numbers] = planned_once.fetch(text, [now if value is at else value for value in values])
    return numbers[0], dict(zip(waiting, numbers[1:], strict=True))


def _written(user: Any, waiting: Mapping[str, Waiting]) -> Written:
    key = (user.pk, standing(user), clock.today(), tuple(waiting))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    with clock.standing_still() as at:
        written = (*_write(user, waiting), at)
    # a moment that was reckoned from now stays what it was: such a query is written anew each time
    if all(value is at or not isinstance(value, datetime) for value in written[1]):
        with _lock:
            _kept[key] = written
            while len(_kept) > MOST:
                _kept.popitem(last=False)
    return written


def _write(user: Any, waiting: Mapping[str, Waiting]) -> tuple[str, tuple[Any, ...]]:
    parts, values = [], list[Any]()
    for kinds in ((Letter.objects.filter(to=user.pk, read_at=None),), *(rows() for rows in waiting.values())):
        found = [_count(rows) for rows in kinds]
        parts.append(" + ".join(text for text, _values in found))
        values += [value for _text, given in found for value in given]
    return f"SELECT {', '.join(parts)}", tuple(values)


def _count(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    """How many rows there are, each once, as a part of another query."""
    try:
        text, values = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:  # a condition that nothing can meet
        return "0", ()
    return f"(SELECT count(DISTINCT one.pk) FROM ({text}) AS one (pk))", tuple(values)  # noqa: S608 - as Django writes it
