"""Whose turn it is: every floor tells what waits for a person, and the desk shows it, most urgent first.

The desk lies on the lowest floor and imports no other: each floor registers its providers in its ``registration.py``.

    desk.register(turns)            turns(user) -> list[Turn]           what waits for this person
    desk.register_next(next_steps)  next_steps(user) -> list[Next]      what happens after it, by whose hand
    desk.register_sections(tables)  tables(user) -> list[Section]       the timeline, the tables below the cards
    desk.register_calendar(cal)     working days left, the next milestone (the schedule floor)
    desk.register_reading(manager)  a context manager held open while the desk is read (deadlines at hand)

Providers read; they are asked on every opening of the desk and cost a fixed number of queries each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from evaluation import clock
from evaluation.cuts import Cut
from evaluation.models.people import User
from evaluation.names import alphabetical
from evaluation.time_zone import last_day_before

_FAR = datetime.max.replace(tzinfo=clock.ALMATY)


@dataclass(frozen=True)
class Turn:
    """One thing that waits for a person, as a card.

    ``clause``: codes with spaces ("c40 c64"). ``due_at``: the first moment that is late (aware); ``last_day`` is
    derived from it unless given. ``tone``: "waiting", "refused" (returned or late), "done", "neutral".
    ``waiting_since``: aware moment, for the order among equals. ``body``: the short name, where it tells cards
    apart; ``year``: the reporting year it belongs to, shown where the desk has matters of several. ``counted``: lines that explain the term. ``more``: further buttons as {label, url, method, primary}.
    """

    title: Any
    text: Any
    clause: str
    url: str
    action_label: Any
    due_at: datetime | None = None
    last_day: date | None = None
    tone: str = "waiting"
    waiting_since: datetime | None = None
    body: Any = ""
    counted: Sequence[Any] = ()
    more: Sequence[dict[str, Any]] = ()
    days_left: int | None = None
    year: int | None = None

    @property
    def until(self) -> date | None:
        """The last day on which the act is in time."""
        if self.last_day is not None or self.due_at is None:
            return self.last_day
        return last_day_before(self.due_at)

    @property
    def actions(self) -> list[dict[str, Any]]:
        """The card's buttons; the first leads to where the thing is done."""
        first = {"label": self.action_label, "url": self.url, "primary": True, "method": "get"}
        return [first, *self.more]

    @property
    def _due(self) -> datetime:
        if self.due_at is not None:
            return self.due_at
        if self.last_day is not None:
            return datetime.combine(self.last_day + timedelta(days=1), datetime.min.time(), clock.ALMATY)
        return _FAR

    @property
    def urgency(self) -> tuple[datetime, datetime, str]:
        """The order of cards: the earliest deadline, then the longest wait."""
        return (self._due, self.waiting_since or _FAR, alphabetical(self.title))


@dataclass(frozen=True)
class Next:
    """What happens after this person's turn: ``who`` does it, ``until`` which last day (None: no term)."""

    text: Any
    who: Any
    until: date | None = None
    clause: str = ""


@dataclass(frozen=True)
class Section:
    """A titled part of the desk below the cards: a template and its context. Lower ``order`` stands higher."""

    title: Any
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    order: int = 100
    note: Any = ""


@dataclass(frozen=True)
class Approaching:
    """The next milestone of the year: its name as it stands after "left to the milestone", last day and the working days left, today not counted."""

    label: Any
    last_day: date
    working_days_left: int
    clause: str = ""


class Calendar(Protocol):
    """What the schedule floor knows of days."""

    def working_days_left(self, last_day: date) -> int:
        """Working days after today up to ``last_day``; negative for working days overdue."""
        ...

    def next_milestone(self) -> Approaching | None:
        """The nearest milestone of the cycle under way."""
        ...


TurnProvider = Callable[[User], list[Turn]]
NextProvider = Callable[[User], list[Next]]
SectionProvider = Callable[[User], list[Section]]
Reading = Callable[[], AbstractContextManager[Any]]

_turns: list[TurnProvider] = []
_next_steps: list[NextProvider] = []
_sections: list[SectionProvider] = []
_readings: list[Reading] = []
_calendar: list[Calendar] = []


def register(provider: TurnProvider) -> TurnProvider:
    """Add a floor's turns; usable as a decorator. Registering twice changes nothing."""
    return _add(_turns, provider)


def register_next(provider: NextProvider) -> NextProvider:
    """Add what a floor knows of the steps that follow."""
    return _add(_next_steps, provider)


def register_sections(provider: SectionProvider) -> SectionProvider:
    """Add a floor's parts of the desk."""
    return _add(_sections, provider)


def register_reading(manager: Reading) -> Reading:
    """Hold ``manager()`` open while the desk's providers read."""
    return _add(_readings, manager)


def register_calendar(calendar: Calendar) -> Calendar:
    """Say how working days are counted; the last one registered counts."""
    _calendar[:] = [calendar]
    return calendar


def _add(registry: list[Any], provider: Any) -> Any:
    if provider not in registry:
        registry.append(provider)
    return provider


@contextmanager
def reading() -> Iterator[None]:
    """Hold open what the floors want open while a page of many deadlines is read."""
    with ExitStack() as stack:
        for manager in _readings:
            stack.enter_context(manager())
        yield


def turns_of(user: User) -> list[Turn]:
    """Everything that waits for the person, most urgent first, with working days left where a calendar is known.

    Where the matters are of one year, which the page's heading names, their cards do not repeat it.
    """
    turns = sorted((turn for provider in _turns for turn in provider(user)), key=lambda turn: turn.urgency)
    years = {turn.year for turn in turns if turn.year is not None}
    several = len(years) > 1
    return [_with_days(turn if several else replace(turn, year=None)) for turn in turns]


def next_steps_of(user: User) -> Cut[Next]:
    """What happens next, the earliest first, and of how many steps."""
    told = [provider(user) for provider in _next_steps]
    found = sorted(
        (step for steps in told for step in steps),
        key=lambda step: (step.until or date.max, alphabetical(step.text)),
    )
    return Cut(found, sum(steps.of_all if isinstance(steps, Cut) else len(steps) for steps in told))


def sections_of(user: User) -> list[Section]:
    """The desk's further parts in their order."""
    return sorted(
        (section for provider in _sections for section in provider(user)), key=lambda section: section.order
    )


def next_milestone() -> Approaching | None:
    """The nearest milestone; None while no calendar is registered or no schedule is approved."""
    return _calendar[0].next_milestone() if _calendar else None


def working_days_left(last_day: date) -> int | None:
    """Working days after today up to ``last_day``; None while no calendar is registered."""
    return _calendar[0].working_days_left(last_day) if _calendar else None


def _with_days(turn: Turn) -> Turn:
    if turn.days_left is not None or turn.until is None:
        return turn
    left = working_days_left(turn.until)
    tone = "refused" if left is not None and left < 0 else turn.tone
    return replace(turn, days_left=left, tone=tone)
