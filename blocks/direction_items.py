"""Which data items a direction reads, and which of its indicators rest on an expert's judgement. No query."""

from __future__ import annotations

from blocks.models import PartialConclusion
from engine.methodology import DataItem, MethodologyText
from engine.questions import direction_alone, reads_of
from methodologies.content import methodology_of
from reports.selectors.values import EXPERT


def items_read(partial: PartialConclusion) -> dict[str, DataItem]:
    """The data items that are given with the partial's direction, by code: those its indicators read, and those of
    the block's deductions that the direction's authority answers for."""
    methodology = methodology_of(partial.methodology)
    alone = direction_alone(methodology, partial.direction)
    return {item.code: item for item in (*alone.items, *deduction_items(methodology, partial.direction))}


def deduction_items(methodology: MethodologyText, direction: str) -> list[DataItem]:
    """What only the block's deductions read, given with the first direction of the authority that answers for it."""
    first: dict[str, str] = {}
    for one in methodology.directions:
        first.setdefault(one.evaluator, one.code)
    reads = reads_of(methodology)
    scored = {code for _d, _c, indicator in methodology.indicators() for code in reads[indicator.code]}
    taken = {code for penalty in methodology.penalties for code in reads[penalty.code]}
    return [
        item
        for item in methodology.items
        if item.code in taken - scored and item.supplier != "body" and first.get(item.role) == direction
    ]


def expert_indicators(partial: PartialConclusion) -> set[str]:
    """The codes of the direction's indicators that read an expert's judgement: their marks need a rationale."""
    methodology = direction_alone(methodology_of(partial.methodology), partial.direction)
    judged = {item.code for item in methodology.items if item.supplier == EXPERT}
    reads = reads_of(methodology)
    return {
        indicator.code
        for _direction, _criterion, indicator in methodology.indicators()
        if judged.intersection(reads[indicator.code])
    }
