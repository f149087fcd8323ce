"""One card for each kind of act, with how many wait and the earliest deadline.

Each group costs a fixed number of queries, however much waits: the records are counted in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Max, Min, Q, QuerySet, Value

from blocks.models import Conclusion, PartialConclusion
from evaluation.desk import Turn
from schedule.due import book as deadlines
from schedule.milestones import Milestone


def grouped(records: QuerySet[Any], since: str) -> list[dict[str, Any]]:
    """Per year and block: how many, since when the longest waits, and one of them. One query.

    ``free``: conclusions counted again with late figures, which no milestone binds (A-SCORE-2).
    """
    counted_again = ExpressionWrapper(~Q(recounted=[]), BooleanField())
    free = counted_again if records.model is Conclusion else Value(False)
    about = "assignment__" if records.model is PartialConclusion else ""
    rows = (
        records.order_by()
        .annotate(free=free, year=F(f"{about}cycle__year"), of_block=F(f"{about}block"))
        .values("year", "of_block", "free")
        .annotate(count=Count("id", distinct=True), since=Min(since), one=Max("id"))
    )
    return list(rows.order_by("-year", "of_block"))


def earliest_due(milestone: Milestone, rows: Iterable[dict[str, Any]]) -> date | None:
    """The earliest last day of the groups by their blocks; None without an approved schedule, or where none binds."""
    bound = [row for row in rows if not row["free"]]
    found = [deadlines(row["year"]).last_day(milestone, row["of_block"]) for row in bound]
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
    for year in sorted({row["year"] for row in rows}, reverse=True):
        mine = [row for row in rows if row["year"] == year]
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
                year=year,
            )
        )
    return made
