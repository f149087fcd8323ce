"""What bounds a transition in time: a milestone of the schedule, a legal term, or the day after which D7 forbids.

A transition names one of these in its ``law(due=…)``. Each says the deadline of one record; all deadlines of a
year come in two queries (``DeadlineBook``), which a page opens once with ``deadlines_at_hand``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluation.acting import Deadline, DueBy
from schedule.milestone_labels import MILESTONE_LABELS
from schedule.milestones import Milestone, last_change_day
from schedule.working_days import due_at

MILESTONE_CLAUSES = {
    Milestone.REPORTS: "c40",
    Milestone.CONCLUSIONS: "c46",
    Milestone.AFTER_APPEALS: "c46",
    Milestone.BLOCK_CONCLUSIONS: "c49",
    Milestone.OVERALL: "c49",
    Milestone.PRESIDENT: "c51",
}


@dataclass(frozen=True)
class DeadlineBook:
    """A year's approved dates and extensions: (milestone, block) → date, (milestone, block, body id) → date."""

    dates: dict[tuple[str, int | None], date]
    extensions: dict[tuple[str, int | None, int], date]

    def last_day(
        self, milestone: Milestone, block: int | None = None, body: int | None = None
    ) -> date | None:
        """The last day for this milestone, block and body; None while no schedule is approved."""
        general = self.dates.get((milestone.value, block)) or self.dates.get((milestone.value, None))
        if general is None or body is None:
            return general
        extended = [
            day
            for key in ((milestone.value, block, body), (milestone.value, None, body))
            if (day := self.extensions.get(key)) is not None
        ]
        return max([general, *extended])


#: Reads the deadlines of a year; the selectors give it when the app starts (``read_with``).
_readers: list[Callable[[int], DeadlineBook]] = []


def read_with(reader: Callable[[int], DeadlineBook]) -> None:
    """Register how a year's deadlines are read; the last one counts."""
    _readers[:] = [reader]


_at_hand: ContextVar[dict[int, DeadlineBook] | None] = ContextVar("deadlines_at_hand", default=None)


@contextmanager
def deadlines_at_hand() -> Iterator[None]:
    """Read each year's deadlines once while a page is made; acts read afresh. Inside another, the outer one's stay."""
    kept = _at_hand.get()
    token = _at_hand.set({} if kept is None else kept)
    try:
        yield
    finally:
        _at_hand.reset(token)


def book(year: int) -> DeadlineBook:
    """The year's deadlines: those at hand, or read now."""
    kept = _at_hand.get()
    if kept is None:
        return _readers[0](year)
    if year not in kept:
        kept[year] = _readers[0](year)
    return kept[year]


@dataclass(frozen=True)
class ByMilestone:
    """Bounded by a milestone of the record's year, block and body (c7).

    Unbounded while no schedule is approved; the evaluation is not opened without one (`blocks.open_cycle`).

    The record offers ``journal_year``; ``block`` and ``due_body_id`` where the milestone is theirs.
    """

    milestone: Milestone

    @property
    def code(self) -> str:
        """The milestone's value, "reports", for docs/states.md."""
        return self.milestone.value

    @property
    def label(self) -> Any:
        """In the reader's language, lazily."""
        return MILESTONE_LABELS[self.milestone]

    def last_day(self, record: Any) -> date | None:
        """With the body's extensions; None without an approved schedule. Two queries, none with them at hand."""
        return book(record.journal_year).last_day(
            self.milestone, getattr(record, "block", None), getattr(record, "due_body_id", None)
        )

    def deadline(self, record: Any) -> Deadline | None:
        """The end of the last day, under the act's clause, not c7's; None without an approved schedule."""
        day = self.last_day(record)
        if day is None:
            return None
        return Deadline(due_at(day), MILESTONE_CLAUSES[self.milestone], self.label, EXTENSION_REMEDY)


EXTENSION_REMEDY = _(
    "Only an extension recorded by an order of the Head of the Presidential Administration reopens it."
)


@dataclass(frozen=True)
class ByTerm:
    """Bounded by a legal term that the record keeps in ``field``; no term yet: unbounded.

    Not ``binding``: the act is still done after the term, and its action records the violation.
    """

    field: str
    clause: str
    label: Any
    remedy: Any = ""
    binding: bool = True

    @property
    def code(self) -> str:
        """The record's field, "completion_term", for docs/states.md."""
        return self.field

    def deadline(self, record: Any) -> Deadline | None:
        """The term's own end and kind; None while no event has started it. Reads the term's row."""
        term = getattr(record, self.field)
        if term is None:
            return None
        return Deadline(term.due_at, self.clause, term.get_kind_display(), self.remedy, self.binding)


@dataclass(frozen=True)
class ByLater:
    """Bounded by whichever of two ends later: a report returned near the milestone has its own term too."""

    first: DueBy
    second: DueBy

    @property
    def code(self) -> str:
        """Both codes, "reports, completion_term", for docs/states.md."""
        return f"{self.first.code}, {self.second.code}"

    @property
    def label(self) -> Any:
        """The first one's alone, for docs/states.md; a deadline names whichever it was made of."""
        return self.first.label

    def deadline(self, record: Any) -> Deadline | None:
        """Only those that bound the record now are compared; None when neither does."""
        found = [d for d in (self.first.deadline(record), self.second.deadline(record)) if d is not None]
        return max(found, key=lambda d: d.due_at) if found else None


CHANGE_REMEDY = _(
    "The dates no longer change. What remains are extensions for single bodies, "
    "each by an order of the Head of the Presidential Administration."
)


@dataclass(frozen=True)
class BeforeScheduleCloses:
    """D7: the schedule is changed not later than 1 December of the year before the evaluation year.

    It bounds changes only. The Decree gives the first schedule of a year no last day (D7 gave one for 2010 alone),
    so a first version after that day is allowed, and the journal records it as late (A-TIME-6).
    """

    @property
    def code(self) -> str:
        """A name for docs/states.md: no milestone and no field holds this day."""
        return "schedule_closes"

    @property
    def label(self) -> Any:
        """In the reader's language: a day of the law, the same for all years, so no date."""
        return _("1 December of the year before the evaluation year")

    def deadline(self, record: Any) -> Deadline | None:
        """None for a first version, which no day bounds (A-TIME-6); else the end of 1 December (D7)."""
        # version 1 that is approved already can only give way to a change
        if record.version == 1 and not record.was_approved:
            return None
        return Deadline(schedule_closes_at(record.cycle.year), "D7", self.label, CHANGE_REMEDY)


def schedule_closes_at(year: int) -> datetime:
    """The first moment after the last day on which the schedule of reporting year ``year`` may change (D7)."""
    return due_at(last_change_day(year))
