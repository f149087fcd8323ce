"""What a body has to do for the reports of a year, section by section (c40, c64). Pure: facts in, the list out.

A section is a criterion of the methodology; deductions make one of their own. The preparers, the first head and the
evaluators read the same list: only which doors are closed, and who opens them, depends on the reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Reader(StrEnum):
    """On whose behalf the list is read."""

    PREPARER = "preparer"
    HEAD = "head"
    OTHER = "other"


class TaskState(StrEnum):
    """How far a section is."""

    NOT_NEEDED = "not_needed"
    NOT_STARTED = "not_started"
    STARTED = "started"
    READY = "ready"


class Closed(StrEnum):
    """Why a reader cannot fill a section in now; each has somebody who opens it, or nobody (docs/roles.md)."""

    NOTHING_ASKED = "nothing_asked"
    TERM_OVER = "term_over"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    NOT_YOURS = "not_yours"


class Signing(StrEnum):
    """How far a block's report is on its way to the first head's signature."""

    NOT_YET = "not_yet"
    TO_HAND_OVER = "to_hand_over"
    TO_SIGN = "to_sign"
    SIGNED = "signed"
    ACCEPTED = "accepted"


#: What a place may lack, in the order in which it is told.
LACKS = ("value", "programme", "document", "explanation")


@dataclass(frozen=True)
class PlaceFact:
    """One place: what it lacks (of ``LACKS``; "" for nothing), and who gave what stands there, when."""

    given: bool
    lacks: str = ""
    who: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class SectionFacts:
    """A criterion as one report asks it. ``others``: the blocks whose reports give what it reads besides;
    ``suppliers``: who gives what is not asked of the body, as (supplier, role) of the methodology."""

    direction: str
    code: str
    places: tuple[PlaceFact, ...] = ()
    others: tuple[int, ...] = ()
    above: bool = False
    suppliers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class BlockFacts:
    """The report of one block: where it stands, until when it is due (None: no approved schedule), its sections."""

    block: int
    state: str
    due_at: datetime | None
    sections: tuple[SectionFacts, ...]
    handed_over: bool = False
    signed_by: str = ""
    signed_at: datetime | None = None


@dataclass(frozen=True)
class Task:
    """A section in the list. ``missing`` counts what is lacking by its kind; ``closed`` is None where the reader fills in."""

    direction: str
    code: str
    state: TaskState
    done: int
    total: int
    who: str
    at: datetime | None
    missing: tuple[tuple[str, int], ...]
    closed: Closed | None
    others: tuple[int, ...] = ()
    above: bool = False
    suppliers: tuple[tuple[str, str], ...] = ()

    def missing_of(self, kind: str) -> int:
        """How many places lack this."""
        return dict(self.missing).get(kind, 0)


@dataclass(frozen=True)
class BlockTasks:
    """The sections of one block, and how far it is to the signature."""

    block: int
    state: str
    tasks: tuple[Task, ...]
    signing: Signing
    signed_by: str
    signed_at: datetime | None
    due_at: datetime | None
    overdue: bool

    @property
    def done(self) -> int:
        """Places that need nothing more."""
        return sum(task.done for task in self.tasks)

    @property
    def total(self) -> int:
        """Places to fill in."""
        return sum(task.total for task in self.tasks)

    @property
    def unready(self) -> tuple[Task, ...]:
        """The sections that still lack something."""
        return tuple(task for task in self.tasks if task.state in (TaskState.NOT_STARTED, TaskState.STARTED))

    def after(self, code: str) -> Task | None:
        """The section to go to after this one: the next that lacks something, from the top again; None when all is ready."""
        codes = [task.code for task in self.tasks]
        turn = codes.index(code) + 1 if code in codes else 0
        lacking = self.unready
        return next(
            (
                task
                for task in (*self.tasks[turn:], *self.tasks[:turn])
                if task in lacking and task.code != code
            ),
            None,
        )


@dataclass(frozen=True)
class TaskList:
    """Everything that a body's people have to do for the reports of a year."""

    blocks: tuple[BlockTasks, ...] = field(default_factory=tuple)

    @property
    def unready(self) -> int:
        """How many sections still lack something, over all blocks."""
        return sum(len(block.unready) for block in self.blocks)


OWED = ("draft", "awaiting_signature", "returned")


def task_list(blocks: Sequence[BlockFacts], reader: Reader, now: datetime) -> TaskList:
    """The list for one reader at one moment. Who is outside the body does not learn who works on a draft (c40)."""
    return TaskList(tuple(_block(block, reader, now) for block in blocks))


def _block(block: BlockFacts, reader: Reader, now: datetime) -> BlockTasks:
    overdue = block.state in OWED and block.due_at is not None and now >= block.due_at
    names = reader is not Reader.OTHER or block.handed_over
    tasks = tuple(
        _task(section, _closed(block, section, reader, overdue), names) for section in block.sections
    )
    return BlockTasks(
        block.block,
        block.state,
        tasks,
        _signing(block, tasks),
        block.signed_by if names else "",
        block.signed_at if names else None,
        block.due_at,
        overdue,
    )


def _task(section: SectionFacts, closed: Closed | None, names: bool) -> Task:
    places = section.places
    done = sum(1 for place in places if place.lacks in ("", "explanation"))
    missing = tuple(
        (kind, count) for kind in LACKS if (count := sum(place.lacks == kind for place in places))
    )
    given = [(place.at, place.who) for place in places if place.given and place.at is not None]
    at, who = max(given) if given and names else (None, "")
    if not places:
        state = TaskState.NOT_NEEDED
    elif not missing:
        state = TaskState.READY
    else:
        state = TaskState.STARTED if given else TaskState.NOT_STARTED
    return Task(
        section.direction,
        section.code,
        state,
        done,
        len(places),
        who,
        at,
        missing,
        closed,
        section.others,
        section.above,
        section.suppliers,
    )


def _closed(block: BlockFacts, section: SectionFacts, reader: Reader, overdue: bool) -> Closed | None:
    """The rule that closes the section to the reader: the one that nobody passes before the one that a colleague does."""
    if not section.places:
        return Closed.NOTHING_ASKED
    if block.state == "accepted":
        return Closed.ACCEPTED
    if block.state == "signed":
        return Closed.SUBMITTED
    if overdue:
        return Closed.TERM_OVER
    return None if reader is Reader.PREPARER else Closed.NOT_YOURS


def _signing(block: BlockFacts, tasks: Sequence[Task]) -> Signing:
    if block.state in ("signed", "accepted"):
        return Signing(block.state)
    if any(task.missing for task in tasks):
        return Signing.NOT_YET
    return Signing.TO_SIGN if block.state == "awaiting_signature" else Signing.TO_HAND_OVER
