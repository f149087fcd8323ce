"""Figures that arrived after the marks: for indicators that were not counted, or counted without some of a list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from blocks.content import methodology_of
from blocks.models import Conclusion, DatumValue, Mark
from blocks.questions import reads_of
from blocks.selectors.scoring import direction_points, marks_that_differ
from blocks.valuation import score_of


@dataclass(frozen=True)
class LateFigure:
    """One indicator: when it was left out and why, and when its last figure came."""

    indicator: str
    reason: str
    left_out_at: datetime
    arrived_at: datetime

    def stored(self) -> dict[str, str]:
        """As a conclusion keeps it (`Conclusion.recounted`)."""
        return {
            "indicator": self.indicator,
            "reason": self.reason,
            "left_out_at": self.left_out_at.isoformat(),
            "arrived_at": self.arrived_at.isoformat(),
        }


def told(conclusion: Conclusion) -> list[dict[str, Any]]:
    """The figures that a recounted version counts, as its page shows them: code, reason, both moments."""
    return [
        {
            "code": one["indicator"],
            "reason": one["reason"],
            "left_out_at": datetime.fromisoformat(one["left_out_at"]),
            "arrived_at": datetime.fromisoformat(one["arrived_at"]),
        }
        for one in conclusion.recounted
    ]


def arrived(conclusion: Conclusion) -> list[LateFigure]:
    """The indicators that figures of a later day change. Two queries where there are no such figures.

    What was given when the marks were approved does not change (c61), so a later figure is one that was left out.
    """
    marks = list(
        Mark.objects.filter(
            partial__cycle_id=conclusion.cycle_id,
            partial__body_id=conclusion.body_id,
            partial__block=conclusion.block,
        )
        .select_related("partial")
        .order_by("indicator")
    )
    if not marks:
        return []
    methodology = methodology_of(conclusion.methodology)
    reads = reads_of(methodology)
    items = {item for mark in marks for item in reads.get(mark.indicator, ())}
    codes = methodology.codes_in(conclusion.cycle.year - 1)
    newer = DatumValue.objects.filter(
        cycle__year__in=[conclusion.cycle.year, conclusion.cycle.year - 1],
        item__in=[code for code, item in codes.items() if item in items],
        given_at__gt=min(mark.scored_at for mark in marks),
    )
    came: dict[str, datetime] = {}
    for item, at in newer.order_by("given_at").values_list("item", "given_at"):
        came[codes[item]] = at
    if not came:
        return []
    score = score_of(conclusion.methodology, conclusion.body, conclusion.cycle)
    found = []
    for mark in marks:
        moments = [
            came[item]
            for item in reads.get(mark.indicator, ())
            if item in came and came[item] > mark.scored_at
        ]
        points = direction_points(mark.partial, score)
        counted = isinstance(points.get(mark.indicator), Decimal)
        if moments and counted and marks_that_differ([mark], points):
            found.append(LateFigure(mark.indicator, mark.reason, mark.scored_at, max(moments)))
    return found
