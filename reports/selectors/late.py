"""Which values of a direction were left out as not counted and may still arrive, besides official statistics."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from engine.questions import Slot, direction_alone, reads_of
from evaluation.models import Assignment
from methodologies.content import methodology_of
from methodologies.models import KeyPerformanceIndicator, Methodology
from reports.entries import label_of
from reports.models import DatumValue, ValueStatus
from reports.selectors.statistics import STATISTICS
from reports.selectors.values import that_counts


@dataclass(frozen=True)
class OpenPlace(Slot):
    """A slot whose value is not counted: why it was left out, and the indicators that read it."""

    label: str = ""
    reason: str = ""
    indicators: tuple[str, ...] = ()


def open_places(assignment: Assignment, record: Methodology) -> list[OpenPlace]:
    """The places of the assignment's direction that wait for a figure of the body, the register or a survey. Two queries."""
    methodology = direction_alone(methodology_of(record), assignment.direction)
    reads = reads_of(methodology)
    readers: dict[str, list[str]] = defaultdict(list)
    for _direction, _criterion, indicator in methodology.indicators():
        if indicator.applies_to.covers(assignment.body.slug, assignment.body.kind):
            for code in reads[indicator.code]:
                readers[code].append(indicator.code)
    items = {item.code: item for item in methodology.items if item.supplier != STATISTICS}
    hands: dict[tuple[str, str, str], list[DatumValue]] = defaultdict(list)
    stored = DatumValue.objects.filter(
        cycle_id=assignment.cycle_id, body_id=assignment.body_id, item__in=items, draft=False
    )
    for value in stored.order_by("item", "language", "row"):
        hands[value.item, value.language, value.row].append(value)
    kpis = {kpi.code: kpi.name for kpi in _listed(assignment)}
    found = []
    for (code, language, row), values in hands.items():
        item = items[code]
        counting, _others = that_counts(values, item.counts == "reported")
        if counting.status == ValueStatus.NOT_COUNTED and readers[code]:
            label = label_of(item, language, kpis.get(row, row))
            found.append(OpenPlace(item, language, row, label, counting.reason, tuple(readers[code])))
    return found


def _listed(assignment: Assignment) -> list[KeyPerformanceIndicator]:
    return list(
        KeyPerformanceIndicator.objects.filter(cycle_id=assignment.cycle_id, body_id=assignment.body_id)
    )
