"""Scores at the scale at which the database keeps them: the one way to compare a computed score with a stored one."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import overload

from engine.formulas.arithmetic import ROUNDING

#: The decimal places of every stored score (`Mark.score`, `Conclusion.score`, `OverallEvaluation.score`).
PLACES = Decimal("0.0001")


@overload
def as_stored(score: Decimal) -> Decimal: ...
@overload
def as_stored(score: None) -> None: ...
def as_stored(score: Decimal | None) -> Decimal | None:
    """The score as the database gives it back: a third is 33.3333, a half of the last place is rounded up. What has fewer places stays as it is written."""
    if score is None:
        return None
    stored = score.quantize(PLACES, ROUND_HALF_UP, ROUNDING)
    return score if score == stored else stored
