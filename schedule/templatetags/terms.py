"""Template tags of the law's time: "how was this date counted" beside every date. Load with ``{% load terms %}``."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from evaluation.time_zone import last_day_before
from schedule.explanations import day_sentence, provisional_sentence
from schedule.models import Schedule, Term
from schedule.picture import Point
from schedule.selectors import MilestoneLine
from schedule.terms import LENGTHS, how_counted
from schedule.working_days import Day, Unit

register = template.Library()


@register.inclusion_tag("schedule/how_counted.html", name="how_counted")
def how_counted_details(of: Term | MilestoneLine | None, schedule: Any = None) -> dict[str, Any]:
    """``{% how_counted term %}``: details that open; for a milestone ``{% how_counted line schedule %}``; empty for None.

    ``term`` is a stored term: the days as they were counted. A milestone is set by order: the details name it.
    """
    if isinstance(of, Term):
        lines = how_counted(of)
        return {
            "kind": "term",
            "term": of,
            "working": LENGTHS[of.kind].unit is Unit.WORKING,  # type: ignore[index]
            "amount": max(int(line.number or 0) for line in lines),
            "lines": lines,
            "warning": provisional_sentence(of.last_day),
        }
    if isinstance(of, MilestoneLine):
        return {
            "kind": "milestone",
            "line": of,
            "schedule": schedule,
            "warning": provisional_sentence(of.last_day),
        }
    return {"kind": ""}


@register.filter
def why(day: Day) -> str:
    """``{{ day|why }}``: why the calendar's day works or not."""
    return day_sentence(day)


@register.filter
def provisional(day: date | None) -> str:
    """``{{ term.last_day|provisional }}``: the warning where that year's moved days are not known yet."""
    return provisional_sentence(day) if day else ""


@register.filter
def last_day(due_at: datetime | None) -> date | None:
    """``{{ violation.due_at|last_day }}``: the last day of a term that ends at this moment."""
    return last_day_before(due_at) if due_at else None


@register.simple_tag
def milestones_table(points: Sequence[Point], approved: Schedule | None = None) -> SafeString:
    """``{% milestones_table points approved %}``: the table beside the year's picture; ``approved``: set by its order."""
    order = (approved.order_number, approved.order_date) if approved else None
    return _milestones_table(tuple(points), order, get_language())


@lru_cache(maxsize=256)
def _milestones_table(
    points: tuple[Point, ...], order: tuple[str, date | None] | None, _language: str | None
) -> SafeString:
    """The table, kept by each process: everything that it shows is among the arguments."""
    approved = {"order_number": order[0], "order_date": order[1]} if order else None
    return render_to_string("schedule/milestones.html", {"points": points, "approved": approved})
