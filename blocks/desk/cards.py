"""One card for each kind of act, with how many wait and the earliest deadline.

Each group costs a fixed number of queries, however much waits: the records are counted in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Max, Min, Q, QuerySet, Value

from blocks.models import Conclusion
from evaluation.desk import Turn
from schedule.due import book as deadlines
from schedule.milestones import Milestone


def grouped(records: QuerySet[Any], since: str) -> list[dict[str, Any]]:
    """Per year and block: how many, since when the longest waits, and one of them. One query.

    ``free``: conclusions counted again with late figures, which no milestone binds (A-SCORE-2).
    """
    counted_again = ExpressionWrapper(~Q(recounted=[]), BooleanField())
    free = counted_again if records.model is Conclusion else Value(False)
    rows = (
        records.order_by()
        .annotate(free=free)
        .values("cycle__year", "block", "free")
        .annotate(count=Count("id", distinct=True), since=Min(since), one=Max("id"))
    )
    return list(rows.order_by("-cycle__year", "block"))


def earliest_due(milestone: Milestone, rows: Iterable[dict[str, Any]]) -> date | None:
    """The earliest last day of the groups by their blocks; None without an approved schedule, or where none binds."""
    bound = [row for row in rows if not row["free"]]
    found = [deadlines(row["cycle__year"]).last_day(milestone, row["block"]) for row in bound]
    return min((day for day in found if day is not None), default=None)


def cards(
    rows: list[dict[str, Any]],
    milestone: Milestone,
    title: Callable[[int, int], str],
    text: str,
    clause: str,
    url: Callable[[int, list[dict[str, Any]]], str],
    label: str,
    tone: str = "waiting",
) -> list[Turn]:
    """One card a year: the count of all blocks, and the earliest of their deadlines."""
    made = []
    for year in sorted({row["cycle__year"] for row in rows}, reverse=True):
        mine = [row for row in rows if row["cycle__year"] == year]
        count = sum(row["count"] for row in mine)
        since: list[datetime] = [row["since"] for row in mine if row["since"] is not None]
        made.append(
            Turn(
                title(count, year),
                text,
                clause,
                url(year, mine),
                label,
                last_day=earliest_due(milestone, mine),
                tone=tone,
                waiting_since=min(since, default=None),
            )
        )
    return made
