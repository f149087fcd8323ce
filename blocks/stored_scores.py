"""Scores at the scale at which the database keeps them: the one way to compare a computed score with a stored one."""

from __future__ import annotations

from decimal import Decimal
from typing import overload

#: The decimal places of every stored score (`Mark.score`, `Conclusion.score`, `OverallEvaluation.score`).
PLACES = Decimal("0.0001")


@overload
def as_stored(score: Decimal) -> Decimal: ...
@overload
def as_stored(score: None) -> None: ...
def as_stored(score: Decimal | None) -> Decimal | None:
    """The score as the database gives it back: a third is 33.3333. What has fewer places stays as it is written."""
    if score is None:
        return None
    stored = score.quantize(PLACES)
    return score if score == stored else stored
