"""The legal terms that start with an event: how long each is, and opening one (c40, c57, c60, c62).

A term is counted once, from the day of receipt in Asia/Almaty, and stored with how it was counted: a later
change of the calendar does not move it silently.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from evaluation.models import Body
from schedule.calendar import current_calendar, term_rules
from schedule.explanations import DayLine, day_lines, provisional_sentence
from schedule.models import Term, TermKind
from schedule.stored_counts import from_codes, to_codes
from schedule.working_days import (
    Calendar,
    Count,
    TermRules,
    Unit,
    add_calendar_days,
    add_working_days,
    due_at,
    local_date,
    working_days_left,
)


@dataclass(frozen=True, slots=True)
class Length:
    """How long a term is and in which days."""

    amount: int
    unit: Unit


LENGTHS: dict[TermKind, Length] = {
    TermKind.OBJECTION: Length(5, Unit.WORKING),  # c57
    TermKind.APPEAL_RESULT: Length(15, Unit.CALENDAR),  # c60
    TermKind.COMPLAINT: Length(5, Unit.WORKING),  # c62
    TermKind.COMPLETION: Length(5, Unit.WORKING),  # assumption A-TIME-8
}


#: Working days that an authority keeps for scoring after a returned report is due again (assumption A-TIME-8).
KEPT_FOR_SCORING = 2


def completion_days(calendar: Calendar, today: date, conclusions_by: date | None) -> int:
    """How many working days a body has to complete a report that is returned `today`: five, or as many as leave two
    before the conclusions are due; one at least (c40, c46, assumption A-TIME-8)."""
    most = LENGTHS[TermKind.COMPLETION].amount
    if conclusions_by is None:
        return most
    left = working_days_left(calendar, today, conclusions_by).total
    return max(1, min(most, left - KEPT_FOR_SCORING))


def count_term(
    kind: TermKind, received: date, calendar: Calendar, rules: TermRules, amount: int | None = None
) -> Count:
    """The term of this kind for a receipt on `received`, of `amount` days if given. Raises OutsideCalendar."""
    length = LENGTHS[kind]
    add = add_working_days if length.unit is Unit.WORKING else add_calendar_days
    return add(calendar, received, amount or length.amount, rules)


def open_term(
    kind: TermKind,
    holder: Body,
    started_at: datetime,
    calendar: Calendar | None = None,
    amount: int | None = None,
) -> Term:
    """Count and store the term that `started_at` (aware) starts for `holder`, of `amount` days if given.

    One insert, and one query for the calendar unless the caller has it at hand.
    """
    count = count_term(kind, local_date(started_at), calendar or current_calendar(), term_rules(), amount)
    return Term.objects.create(
        kind=kind,
        holder=holder,
        started_at=started_at,
        last_day=count.end,
        due_at=due_at(count.end),
        counted=to_codes(count.days),
    )


def how_counted(term: Term) -> list[DayLine]:
    """How the stored term was counted, day by day, in the active language."""
    return day_lines(from_codes(term.counted))


def counted_lines(term: Term) -> list[str]:
    """The count as lines of text, with the warning where the year's moved days are not known yet: for cards."""
    lines = [str(line) for line in how_counted(term)]
    warning = provisional_sentence(term.last_day)
    return [*lines, warning] if warning else lines
