"""When: the annual schedule, legal terms, moved days, letters."""

from schedule.models.annual import (
    MILESTONE_CHOICES,
    Extension,
    MilestoneDate,
    Schedule,
    ScheduleState,
)
from schedule.models.letter_words import LetterTemplate
from schedule.models.letters import Letter, LetterState
from schedule.models.reminders import FeedLink, Reminder, ReminderOffset, ReminderState, SweepMark
from schedule.models.terms import TERM_CLAUSES, CalendarOverride, DayAudience, Term, TermKind
from schedule.models.violations import Violation, ViolationKind

__all__ = [
    "MILESTONE_CHOICES",
    "TERM_CLAUSES",
    "CalendarOverride",
    "DayAudience",
    "Extension",
    "FeedLink",
    "Letter",
    "LetterState",
    "LetterTemplate",
    "MilestoneDate",
    "Reminder",
    "ReminderOffset",
    "ReminderState",
    "Schedule",
    "ScheduleState",
    "SweepMark",
    "Term",
    "TermKind",
    "Violation",
    "ViolationKind",
]
