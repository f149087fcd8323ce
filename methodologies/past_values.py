"""What bodies gave in past years, on which a formula or a draft is tried.

The floor of reports lies above this one and keeps the values, so it answers: ``answer_with`` is called when it starts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

from engine.formulas import Values
from engine.methodology import MethodologyText
from evaluation.models import Body, Cycle, User
from methodologies.models import Methodology


class PastValues(Protocol):
    """Whoever keeps the values."""

    def past_cycles(self, record: Methodology) -> list[Cycle]:
        """The years before the methodology's own whose reports on its block hold data, latest first. One query."""

    def bodies_in(self, cycle: Cycle, block: int) -> list[Body]:
        """The bodies that reported on the block for the cycle, in the order of lists. One query."""

    def values_of(
        self, methodology: MethodologyText, cycle: Cycle, bodies: Iterable[Body]
    ) -> dict[int, Values]:
        """Body id → its values in the cycle and the year before, as the formulas read them. Three queries."""


_keepers: list[PastValues] = []


def answer_with(keeper: PastValues) -> None:
    """Register who keeps the values; the last one counts."""
    _keepers[:] = [keeper]


def past_cycles(record: Methodology) -> list[Cycle]:
    """The years before the methodology's own whose reports on its block hold data, latest first. One query."""
    return _keepers[0].past_cycles(record)


def bodies_in(cycle: Cycle, block: int) -> list[Body]:
    """The bodies that reported on the block for the cycle, in the order of lists. One query."""
    return _keepers[0].bodies_in(cycle, block)


def values_of(methodology: MethodologyText, cycle: Cycle, bodies: Iterable[Body]) -> dict[int, Values]:
    """Body id → its values in the cycle and the year before, as the formulas read them. Three queries."""
    return _keepers[0].values_of(methodology, cycle, bodies)


#: Who is not told the past scores of which bodies yet: (person, cycle id, block) → body ids.
Hidden = Callable[[User, int, int], frozenset[int]]
_hidden: list[Hidden] = []


def hide_with(question: Hidden) -> None:
    """Register whose past scores a person is not told yet (c9.2, c46); the last one counts."""
    _hidden[:] = [question]


def hidden_from(user: User, cycle_id: int, block: int) -> frozenset[int]:
    """The bodies whose scores of the cycle's block the person is not told yet."""
    return _hidden[0](user, cycle_id, block)
