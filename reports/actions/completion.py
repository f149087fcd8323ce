"""The term that a returned report is completed in (c40; assumption A-TIME-8)."""

from __future__ import annotations

from evaluation import clock
from reports.models import Report
from schedule.calendar import current_calendar
from schedule.due import ByMilestone
from schedule.milestones import Milestone
from schedule.models import Term, TermKind
from schedule.terms import completion_days, open_term


def completion_term(report: Report) -> Term:
    """Open the term that begins now for the report's body; in the transaction of the act that returns it."""
    calendar = current_calendar()
    days = completion_days(calendar, clock.today(), ByMilestone(Milestone.CONCLUSIONS).last_day(report))
    return open_term(TermKind.COMPLETION, report.body, clock.now(), calendar, days)
