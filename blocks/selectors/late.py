"""Which values of a direction were left out as not counted and may still arrive, besides official statistics."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from blocks.content import methodology_of
from blocks.entries import label_of
from blocks.models import (
    Conclusion,
    ConclusionState,
    DatumValue,
    KeyPerformanceIndicator,
    PartialConclusion,
    PartialState,
    ValueStatus,
)
from blocks.questions import Slot, reads_of
from blocks.selectors.scoring import current_conclusion
from blocks.selectors.statistics import STATISTICS
from blocks.valuation import direction_alone, that_counts

#: The marks are approved: from then on a figure that was left out is a late one.
MARKS_STAND = (PartialState.APPROVED, PartialState.DELIVERED)
#: The conclusion is with its body, so a late figure makes a new version of it.
CONCLUSION_STANDS = (ConclusionState.DELIVERED, ConclusionState.FINAL, ConclusionState.WITH_WORKING_BODY)


@dataclass(frozen=True)
class OpenPlace(Slot):
    """A slot whose value is not counted: why it was left out, and the indicators that read it."""

    label: str = ""
    reason: str = ""
    indicators: tuple[str, ...] = ()


def open_places(partial: PartialConclusion) -> list[OpenPlace]:
    """The places of the direction that wait for a figure of the body, the register or a survey. Two queries."""
    methodology = direction_alone(methodology_of(partial.methodology), partial.direction)
    reads = reads_of(methodology)
    readers: dict[str, list[str]] = defaultdict(list)
    for _direction, _criterion, indicator in methodology.indicators():
        if indicator.applies_to.covers(partial.body.slug, partial.body.kind):
            for code in reads[indicator.code]:
                readers[code].append(indicator.code)
    items = {item.code: item for item in methodology.items if item.supplier != STATISTICS}
    hands: dict[tuple[str, str, str], list[DatumValue]] = defaultdict(list)
    stored = DatumValue.objects.filter(
        cycle_id=partial.cycle_id, body_id=partial.body_id, item__in=items, draft=False
    )
    for value in stored.order_by("item", "language", "row"):
        hands[value.item, value.language, value.row].append(value)
    kpis = {kpi.code: kpi.name for kpi in _listed(partial)}
    found = []
    for (code, language, row), values in hands.items():
        item = items[code]
        counting, _others = that_counts(values, item.counts == "reported")
        if counting.status == ValueStatus.NOT_COUNTED and readers[code]:
            label = label_of(item, language, kpis.get(row, row))
            found.append(OpenPlace(item, language, row, label, counting.reason, tuple(readers[code])))
    return found


def _listed(partial: PartialConclusion) -> list[KeyPerformanceIndicator]:
    return list(KeyPerformanceIndicator.objects.filter(cycle_id=partial.cycle_id, body_id=partial.body_id))


def conclusion_that_stands(partial: PartialConclusion) -> Conclusion | None:
    """The block's conclusion once it is with the body; None before. One query."""
    found = current_conclusion(partial.cycle_id, partial.body_id, partial.block)
    return found if found is not None and found.state in CONCLUSION_STANDS else None
