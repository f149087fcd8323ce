"""Which step of the heat a score takes: warm sand, through grey, to teal.

Pure. The steps are uneven on purpose: scores of state bodies crowd between 65 and 95, and an even scale would
paint them all alike. The number always stands in the cell; colour only helps the eye to find it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

# The lower edge of steps 1 to 10; what is below the first is step 0.
EDGES: Final = tuple(Decimal(edge) for edge in (50, 57, 63, 68, 73, 77, 81, 85, 90, 95))

# static/css/tokens.css, --heat-0 … --heat-10 (tests/whole/test_tokens.py holds the two together).
COLOURS: Final = (
    "#e9cfa6",
    "#ebd6b3",
    "#eddcc1",
    "#efe4d0",
    "#ece9e0",
    "#e9eeef",
    "#d5e5e8",
    "#bedadf",
    "#a0cad2",
    "#7db8c3",
    "#5ca7b4",
)


#: As many scores, at least, as the scale has steps: of fewer no spread is told.
SPREAD_OF: Final = len(COLOURS)


def edges_of(values: Iterable[Decimal]) -> Sequence[Decimal]:
    """The lower edges of steps 1 to 10 by the spread of these scores: each step holds as many of them as any other.

    Equal scores take one step. The fixed edges where there are too few scores, or all are equal.
    """
    ordered = sorted(values)
    if len(ordered) < SPREAD_OF or ordered[0] == ordered[-1]:
        return EDGES
    return [ordered[len(ordered) * number // len(COLOURS)] for number in range(1, len(COLOURS))]


def step(value: Decimal | int, edges: Sequence[Decimal] = EDGES) -> int:
    """The step, 0 to 10, of a score between 0 and 100. Raises ``ValueError`` outside."""
    if not 0 <= value <= 100:
        raise ValueError(f"a score is between 0 and 100, not {value}")
    return bisect_right(edges, Decimal(value))


def css_class(value: Decimal | int | None, edges: Sequence[Decimal] = EDGES) -> str:
    """``heat heat-7`` for a cell of an HTML table; no heat where the block does not apply."""
    return "" if value is None else f"heat heat-{step(value, edges)}"


def colour(value: Decimal | int) -> str:
    """The same step as a colour, for drawings and PDFs."""
    return COLOURS[step(value)]


def legend() -> list[tuple[int, Decimal, Decimal]]:
    """Every step with the scores it covers, from (included) and below: ``(0, 0, 50) … (10, 95, 100)``."""
    edges = (Decimal(0), *EDGES, Decimal(100))
    return [(index, edges[index], edges[index + 1]) for index in range(len(COLOURS))]
