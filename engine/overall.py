"""The overall evaluation of one body from its block scores (c11, c16), and its degree.

Pure: `score_overall(methodology, blocks)` takes what each block came to and gives the weighted mean, renormalised
over the blocks that apply (or counting them as zero, as the methodology says), rounded half up where it says so.
"""

from __future__ import annotations

import decimal
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from engine.formulas.arithmetic import CONTEXT, ZERO, plain, round_half_up
from engine.methodology import OverallMethodologyText
from engine.scoring import BLOCKED, COUNTED, NOT_APPLICABLE, NOT_COUNTED, BlockScore
from engine.weights import Weight, in_decimals, weight_text

MISSING = "missing"  # the block applies, but its conclusion is not in


@dataclass(frozen=True)
class BlockResult:
    """What a block came to: `state` is counted (with `value`), not_applicable, not_counted or missing.

    `source` is passed through untouched: the conclusion that the score comes from.
    """

    state: str
    value: Decimal | None = None
    source: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class BlockPart:
    """One block's part: its declared `weight`, its `share` after renormalising (0–1), share × value."""

    block: int
    weight: Weight
    share: Decimal
    state: str
    value: Decimal | None
    contribution: Decimal
    source: Any = field(default=None, compare=False)


@dataclass(frozen=True)
class OverallScore:
    """`state`: counted (then `value` and `degree` are given), missing (see `missing`), or not_counted."""

    methodology: OverallMethodologyText = field(repr=False)
    state: str
    value: Decimal | None
    degree: str
    parts: tuple[BlockPart, ...]

    @property
    def missing(self) -> tuple[int, ...]:
        """The blocks whose results are not in yet."""
        return tuple(p.block for p in self.parts if p.state == MISSING)

    def to_json(self) -> dict[str, object]:
        """The trace as plain data; numbers as strings of digits."""
        m = self.methodology
        return {
            "methodology": {"block": "overall", "cycle": m.cycle, "version": m.version,
                            "missing_block": m.missing_block, "rounding": {"overall": m.rounding.overall}},
            "state": self.state,
            "value": None if self.value is None else plain(self.value),
            "degree": self.degree,
            "blocks": [
                {"block": p.block, "weight": weight_text(p.weight), "share": plain(p.share), "state": p.state,
                 "value": None if p.value is None else plain(p.value), "contribution": plain(p.contribution)}
                for p in self.parts
            ],
        }  # fmt: skip


def block_result(score: BlockScore | BlockResult | Decimal | None, source: Any = None) -> BlockResult:
    """A block's result from its score; None is a block that applies but has no score yet."""
    if isinstance(score, BlockResult):
        return score
    if score is None:
        return BlockResult(MISSING, None, source)
    if isinstance(score, Decimal):
        return BlockResult(COUNTED, score, source)
    return BlockResult(MISSING if score.state == BLOCKED else score.state, score.value, source)


def degree_of(methodology: OverallMethodologyText, value: Decimal) -> str:
    """The code of the highest degree that `value` reaches, or an empty string."""
    for degree in sorted(methodology.degrees, key=lambda d: d.from_, reverse=True):
        if value >= degree.from_:
            return degree.code
    return ""


def score_overall(
    methodology: OverallMethodologyText, blocks: Mapping[int, BlockScore | BlockResult | Decimal | None]
) -> OverallScore:
    """The overall score. `blocks` maps a block's number to its result; a block left out does not apply to the body."""
    with decimal.localcontext(CONTEXT):
        results = {
            w.block: block_result(blocks[w.block]) if w.block in blocks else BlockResult(NOT_APPLICABLE)
            for w in methodology.blocks
        }
        zero = methodology.missing_block == "zero"
        stays = [
            w
            for w in methodology.blocks
            if zero or results[w.block].state not in (NOT_APPLICABLE, NOT_COUNTED)
        ]
        total = sum((in_decimals(w.weight) for w in stays), ZERO)
        parts: list[BlockPart] = []
        for weight in methodology.blocks:
            result = results[weight.block]
            share = in_decimals(weight.weight) / total if weight in stays and total else ZERO
            contribution = ZERO if result.value is None else share * result.value
            parts.append(BlockPart(weight.block, weight.weight, share, result.state, result.value, contribution,
                                   result.source))  # fmt: skip
        if any(p.state == MISSING for p in parts):
            return OverallScore(methodology, MISSING, None, "", tuple(parts))
        if not any(p.state == COUNTED for p in parts) or not total:
            return OverallScore(methodology, NOT_COUNTED, None, "", tuple(parts))
        summed = sum((in_decimals(w.weight) * (results[w.block].value or ZERO) for w in stays), ZERO)
        value = summed / total
        if methodology.rounding.overall is not None:
            value = round_half_up(value, methodology.rounding.overall)
        return OverallScore(methodology, COUNTED, value, degree_of(methodology, value), tuple(parts))
