"""What the pages of reports read: the list with its progress, the years, a report's documents and deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Max, Min, QuerySet

from evaluation import clock
from evaluation.models import Cycle, User
from evaluation.names import in_alphabet
from evaluation.time_zone import last_day_before
from reports.models import Document, Report, ReportState
from reports.models.reports import OWED, REPORT_DUE, TONES
from reports.rights import AT_HAND, visible_reports
from reports.selectors.progress import progress_of
from schedule.calendar import current_calendar
from schedule.due import deadlines_at_hand
from schedule.working_days import left_or_late


@dataclass(frozen=True)
class ReportLine:
    """One report in a list: how much of it is ready, and until when it is due (None: no approved schedule).

    ``reused`` values are given in another block's report, once for both.
    """

    report: Report
    done: int
    total: int
    documents: int
    due_at: datetime | None
    last_day: date | None
    working_days_left: int | None
    reused: int
    tone: str

    @property
    def owed(self) -> bool:
        """Whether the body has yet to submit it."""
        return self.report.state in OWED

    @property
    def overdue(self) -> bool:
        """Owed, and its last day is over; False without an approved schedule."""
        return self.owed and self.due_at is not None and clock.now() >= self.due_at


def report_years(user: User) -> list[int]:
    """The reporting years of which the person sees reports, latest first. One query."""
    years = visible_reports(user).order_by("-cycle__year").values_list("cycle__year", flat=True)
    return list(years.distinct())


def lines_of(cycle: Cycle, reports: Sequence[Report]) -> list[ReportLine]:
    """The reports of one cycle with progress and deadlines. Six queries, whatever the number of reports."""
    progress = progress_of(cycle, reports)
    calendar, today = current_calendar(), clock.today()
    found = []
    with deadlines_at_hand():
        for report in reports:
            ready = progress[report.pk]
            deadline = REPORT_DUE.deadline(report)
            last = None if deadline is None else last_day_before(deadline.due_at)
            found.append(
                ReportLine(
                    report=report,
                    done=ready.done,
                    total=ready.total,
                    documents=ready.documents,
                    due_at=None if deadline is None else deadline.due_at,
                    last_day=last,
                    working_days_left=None if last is None else left_or_late(calendar, today, last),
                    reused=ready.reused,
                    tone=TONES[ReportState(report.state)],
                )
            )
    return found


def reports_of(user: User, cycle: Cycle) -> QuerySet[Report]:
    """The reports of a cycle that the person sees, by body and block."""
    return visible_reports(user).filter(cycle=cycle).order_by(*_IN_ORDER)


def read_whole(page: Page[Report]) -> list[Report]:
    """The reports of a page with all that a line shows. One query.

    The database puts all in order by their keys alone, and reads these few whole.
    """
    reports: Any = page.object_list
    these = Report.objects.filter(pk__in=reports.select_related(None).values("pk"))
    return list(these.select_related(*AT_HAND).order_by(*_IN_ORDER))


_IN_ORDER = ("body__order", "body__slug", "block")


@dataclass(frozen=True)
class ByState:
    """How many reports stand in each state, and whether they are of more than one body."""

    counts: dict[str, int]
    several_bodies: bool


def counts_by_state(reports: QuerySet[Report]) -> ByState:
    """Counted by the database. One query."""
    rows = list(reports.order_by().values_list("state").annotate(Count("pk"), Min("body_id"), Max("body_id")))
    bodies = {body for _state, _count, first, last in rows for body in (first, last)}
    return ByState({state: count for state, count, _first, _last in rows}, len(bodies) > 1)


def documents_of(report: Report) -> QuerySet[Document]:
    """The documents that the body has supplied for the year, to choose from."""
    return Document.objects.filter(
        cycle_id=report.cycle_id, body_id=report.body_id, supplied_by_id=report.body_id, replaced_by=None
    ).order_by(in_alphabet("title"), "pk")
