"""The overall evaluation of one body from its block scores (c11, c16), and its degree.

Pure: `score_overall(methodology, blocks)` takes what each block came to and gives the weighted mean, renormalised
over the blocks that apply (or counting them as zero, as the methodology says), rounded half up where it says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from engine.formulas.arithmetic import Number, plain, shown, total
from engine.formulas.outcome import number_json
from engine.methodology import OverallMethodologyText
from engine.scoring import BLOCKED, COUNTED, NOT_APPLICABLE, NOT_COUNTED, BlockScore
from engine.weighing import settled
from engine.weights import Weight, weight_text

MISSING = "missing"  # the block applies, but its conclusion is not in


@dataclass(frozen=True)
class BlockResult:
    """What a block came to: `state` is counted (with `value`), not_applicable, not_counted or missing.

    `source` is passed through untouched: the conclusion that the score comes from. `exact` is the score itself where
    the digits of `value` are not all of it.
    """

    state: str
    value: Decimal | None = None
    source: Any = field(default=None, compare=False)
    exact: Number | None = field(default=None, compare=False)

    @property
    def number(self) -> Number:
        """The score; 0 where there is none."""
        return Fraction(self.value or 0) if self.exact is None else self.exact


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
    exact: Number | None = field(default=None, compare=False)

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
            **({"value": None} if self.value is None else number_json(self.value, self.exact)),
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
    return BlockResult(MISSING if score.state == BLOCKED else score.state, score.value, source, score.exact)


def degree_of(methodology: OverallMethodologyText, value: Number | Decimal) -> str:
    """The code of the highest degree that `value` reaches, or an empty string."""
    number = Fraction(value) if isinstance(value, Decimal) else value
    for degree in sorted(methodology.degrees, key=lambda d: d.from_, reverse=True):
        if number >= Fraction(degree.from_):
            return degree.code
    return ""


def score_overall(
    methodology: OverallMethodologyText, blocks: Mapping[int, BlockScore | BlockResult | Decimal | None]
) -> OverallScore:
    """The overall score. `blocks` maps a block's number to its result; a block left out does not apply to the body."""
    results = {
        w.block: block_result(blocks[w.block]) if w.block in blocks else BlockResult(NOT_APPLICABLE)
        for w in methodology.blocks
    }
    zero = methodology.missing_block == "zero"
    stays = [
        w for w in methodology.blocks if zero or results[w.block].state not in (NOT_APPLICABLE, NOT_COUNTED)
    ]
    weights = sum((Fraction(w.weight) for w in stays), Fraction(0))
    parts: list[BlockPart] = []
    for weight in methodology.blocks:
        result = results[weight.block]
        share = Fraction(weight.weight) / weights if weight in stays and weights else Fraction(0)
        parts.append(BlockPart(weight.block, weight.weight, shown(share), result.state, result.value,
                               shown(share * result.number), result.source))  # fmt: skip
    if any(p.state == MISSING for p in parts):
        return OverallScore(methodology, MISSING, None, "", tuple(parts))
    if not any(p.state == COUNTED for p in parts) or not weights:
        return OverallScore(methodology, NOT_COUNTED, None, "", tuple(parts))
    value: Number = total([Fraction(w.weight) * results[w.block].number for w in stays]) / weights
    digits, exact = settled(value, methodology.rounding.overall)
    degree = degree_of(methodology, digits if exact is None else exact)
    return OverallScore(methodology, COUNTED, digits, degree, tuple(parts), exact)
