"""The first rows of a list that is cut for a page, with how many there are: a cut is never made without a word.

shown = first(rows, 10)    a list; ``shown.of_all`` says of how many, ``templates/components/cut.html`` says it
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

T = TypeVar("T")
M = TypeVar("M", bound=Model)


class Cut(list[T]):
    """The first rows; ``of_all``: how many there are."""

    of_all: int

    def __init__(self, shown: Sequence[T], of_all: int) -> None:
        super().__init__(shown)
        self.of_all = of_all


def first(rows: Sequence[T], at_most: int) -> Cut[T]:
    """The first ``at_most`` of these rows."""
    return Cut(rows[:at_most], len(rows))


def first_read(rows: QuerySet[M], at_most: int) -> Cut[M]:
    """The first ``at_most`` rows of the database. One query, and one more to count them where there are more."""
    found: list[Any] = list(rows[: at_most + 1])
    return Cut(found[:at_most], rows.count() if len(found) > at_most else len(found))
