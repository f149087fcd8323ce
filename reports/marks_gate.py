"""What the marks that rest on reported values still allow: asked by official statistics and by late figures.

The floor of scores lies above this one and keeps the marks, so it answers: ``answer_with`` is called when it starts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from evaluation.models import Assignment, Cycle, User
from evaluation.models.base import Record


class MarksOfAssignments(Protocol):
    """Whoever keeps the marks of assignments."""

    def approved_directions(self, cycle: Cycle) -> Iterable[tuple[int, int, str]]:
        """(body id, block, direction) wherever the marks of the cycle are approved. One query."""

    def hold_for_late_figures(self, assignment: Assignment, by: User, revision: int | None) -> Record:
        """The record of the assignment's marks, locked for figures that arrive late; the journal's entry is about it.

        Refused without the right to give values, when it is no longer what the person saw, or when a figure recorded
        now would be no late one.
        """


_keepers: list[MarksOfAssignments] = []


def answer_with(keeper: MarksOfAssignments) -> None:
    """Register who keeps the marks; the last one counts."""
    _keepers[:] = [keeper]


def approved_directions(cycle: Cycle) -> Iterable[tuple[int, int, str]]:
    """(body id, block, direction) wherever the marks of the cycle are approved. One query."""
    return _keepers[0].approved_directions(cycle)


def hold_for_late_figures(assignment: Assignment, by: User, revision: int | None) -> Record:
    """The record of the assignment's marks, locked for figures that arrive late, or the refusal."""
    return _keepers[0].hold_for_late_figures(assignment, by, revision)
