"""Rows of late figures: evaluators of the direction's authority record them, other evaluators do not find the page."""

from __future__ import annotations

from evaluation import clock
from tests.whole.access_matrix import LOGIN, OTHERS, VISITOR, Row
from tests.whole.access_matrix.blocks_scoring import EVALUATOR, LEAD
from tests.worlds.scored import MARCH, Scored

DOOR = {OTHERS: 403, VISITOR: LOGIN, "finance.evaluator": 404, LEAD: 404}


def a_concluded_direction(scored: Scored) -> list[int]:
    """Agriculture's direction 3.1, whose conclusion is with the body."""
    with clock.frozen(MARCH):
        scored.conclude()
        return [scored.partials()[0].pk]


def as_seen(scored: Scored) -> dict[str, object]:
    return {"revision": scored.partials()[0].revision}


ROWS = [
    Row("late_figures", {**DOOR, EVALUATOR: 200}, args=a_concluded_direction, on="scored", at=MARCH),
    Row(
        "late_figures",
        {**DOOR, EVALUATOR: 422},
        "POST",
        args=a_concluded_direction,
        on="scored",
        at=MARCH,
        data=as_seen,
        note="nothing is left out",
    ),
]
