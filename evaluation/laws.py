"""What a transition carries: label, clause, right, deadline and offices. The models write it, ``acting`` reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True)
class Deadline:
    """Until when an act is in time: ``due_at`` is the first moment that is late (24:00 of the day), aware.

    ``binding``: a late act is refused. Where the law names a term but somebody else's right hangs on the act, it is
    done late instead, and its action records the violation (c63, c66).
    """

    due_at: datetime
    clause: str
    what: Any
    remedy: Any = ""
    binding: bool = True


class DueBy(Protocol):
    """What bounds a transition: named for the tables, and able to say the deadline of one record (None: unbounded)."""

    @property
    def code(self) -> str:
        """What stands in docs/states.md beside the label: a milestone, or the record's field with the term."""

    @property
    def label(self) -> Any:
        """In the reader's language, lazily; for the table of states and for refusals that name the term."""

    def deadline(self, record: Any) -> Deadline | None:
        """None: nothing bounds the record now. May query; pages that ask of many keep deadlines at hand."""


@dataclass(frozen=True)
class Law:
    """What a transition carries: its label, clause, right ("app.verb_model") and deadline.

    ``by_itself``: the portal's clock makes it too, in nobody's name; its conditions alone then say whether it may.
    """

    label: Any
    clause: str
    right: str
    due: DueBy | None = None
    offices: tuple[str, ...] = ()
    by_itself: bool = False


def law(
    label: Any,
    clause: str,
    right: str,
    due: DueBy | None = None,
    offices: tuple[str, ...] = (),
    *,
    by_itself: bool = False,
) -> dict[str, Any]:
    """The ``custom`` of a transition."""
    return {"law": Law(label, clause, right, due, offices, by_itself)}
