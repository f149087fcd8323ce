"""The last days that lie ahead, for the demo's clock: milestones of the years at work, and running terms."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from evaluation import clock, demo
from schedule.due import DeadlineBook
from schedule.milestone_labels import MILESTONE_LABELS
from schedule.milestones import keys, last_change_day
from schedule.models import MilestoneDate, ScheduleState, Term, TermKind
from schedule.models.terms import TERM_CLAUSES

#: By which name the approved dates come with the clock's row (``clock.read_along``).
DATES = "milestone_dates"


def dates_along() -> ArraySubquery:
    """The dates of approved schedules, for the query that reads the demo's clock."""
    return ArraySubquery(
        _approved().values_list(
            JSONObject(year="schedule__cycle__year", milestone="milestone", block="block", due_on="due_on")
        )
    )


def milestone_days() -> list[demo.LastDay]:
    """Milestones of the evaluation of the last year and of the running one, and its schedule's last day."""
    running = clock.today().year
    books = _books()
    found = [
        demo.LastDay(MILESTONE_LABELS[milestone], day, milestone.clause, milestone=True)
        for year in (running - 1, running)
        for milestone, block in keys()
        if year in books and (day := books[year].last_day(milestone, block)) is not None
    ]
    found.append(
        demo.LastDay(
            _("approval of the next year's schedule"), last_change_day(running), "D7", milestone=True
        )
    )
    return found


def running_terms() -> list[demo.LastDay]:
    """The last days of terms that run now."""
    terms = Term.objects.filter(due_at__gt=clock.now()).order_by("last_day")
    return [
        demo.LastDay(TermKind(kind).label, day, TERM_CLAUSES[TermKind(kind)])
        for kind, day in terms.values_list("kind", "last_day").distinct()
    ]


def _approved() -> Any:
    return MilestoneDate.objects.filter(schedule__state=ScheduleState.APPROVED)


def _books() -> dict[int, DeadlineBook]:
    """The approved dates by year: those that came with the clock, or read now."""
    rows = clock.came_along(DATES)
    if rows is None:
        rows = _approved().values("milestone", "block", "due_on", year=F("schedule__cycle__year"))
    books: dict[int, DeadlineBook] = {}
    for row in rows:
        day = row["due_on"] if isinstance(row["due_on"], date) else date.fromisoformat(row["due_on"])
        books.setdefault(row["year"], DeadlineBook({}, {})).dates[row["milestone"], row["block"]] = day
    return books
