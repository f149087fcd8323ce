"""When: the annual schedule, legal terms, moved days, letters."""

from schedule.models.annual import (
    MILESTONE_CHOICES,
    MILESTONE_LABELS,
    Extension,
    MilestoneDate,
    Schedule,
    ScheduleState,
)
from schedule.models.letters import Letter, LetterState
from schedule.models.terms import TERM_CLAUSES, CalendarOverride, DayAudience, Term, TermKind

__all__ = [
    "MILESTONE_CHOICES",
    "MILESTONE_LABELS",
    "TERM_CLAUSES",
    "CalendarOverride",
    "DayAudience",
    "Extension",
    "Letter",
    "LetterState",
    "MilestoneDate",
    "Schedule",
    "ScheduleState",
    "Term",
    "TermKind",
]
