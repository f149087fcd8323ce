"""A methodology as plain data: what the file format, the database and the scoring all speak of.

Field names are the keys of the YAML format (docs/methodology-format.md); sequences are tuples, numbers Decimals.
Nothing here checks anything: `methodology_format` reads files, `methodologies.review` says what stands in the way of
approval, `scoring` computes. Clauses: c16–c20 (blocks, criteria, requirements), c22 (KPI list), c4 (sources).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from engine.weights import Weight

FORMAT = 1
BLOCKS = (1, 2, 3)
ROLES = (
    "presidential_administration", "pm_chancellery", "state_planning", "civil_service", "budget_execution",
    "legal_statistics", "informatisation",
)  # fmt: skip
INDICATOR_KINDS = ("input", "process", "output", "outcome")
DIRECTIONS_OF_BETTER = ("higher", "lower")
SUPPLIERS = ("body", "authority", "statistics", "survey", "expert")
PERIODS = ("year", "half_year", "quarter", "month", "year_end")
VALUE_KINDS = ("number", "money", "count", "share", "choice")
PER = ("none", "language", "kpi", "programme")
COUNTS = ("reverified", "reported")
#: What an item may declare to be asked about: a jump, a total, a stranger among its like, an old document.
CHECKS = ("jump", "sum_of", "outlier", "evidence_of_period")
RENORMALISE = ("within_parent", "across_block", "none")
COMBINE = ("mean", "geometric", "least")  # how the parts of a criterion or a direction make its value
MISSING_BLOCK = ("renormalise", "zero")
LANGUAGES = ("kk", "ru", "en")
REQUIREMENTS = (
    "official_source", "verifiable_collection", "unambiguous", "minimal_cost", "comparability", "coverage",
)  # fmt: skip
SCALE = (Decimal(0), Decimal(100))  # the points of an indicator
WHOLE = Decimal(100)  # what the weights of brothers add up to


@dataclass(frozen=True)
class Words:
    """One text in the three languages."""

    kk: str
    ru: str
    en: str


@dataclass(frozen=True)
class Requirements:
    """The six requirements of c18, each answered in words."""

    official_source: Words | None = None
    verifiable_collection: Words | None = None
    unambiguous: Words | None = None
    minimal_cost: Words | None = None
    comparability: Words | None = None
    coverage: Words | None = None


@dataclass(frozen=True)
class AppliesTo:
    """Which bodies an indicator measures (c20): all when both are empty, else these kinds and these bodies."""

    kinds: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()

    def covers(self, body: str, kind: str) -> bool:
        """Whether the indicator applies to this body of this kind."""
        return not (self.kinds or self.bodies) or kind in self.kinds or body in self.bodies


@dataclass(frozen=True)
class Indicator:
    """One measure; `formula` gives 0–100 points."""

    code: str
    name: Words
    weight: Weight
    formula: str
    kind: str
    source_kind: int
    unit: str = "point"
    better: str = "higher"
    applies_to: AppliesTo = AppliesTo()
    definition: Words | None = None
    requirements: Requirements = Requirements()
    practice: Words | None = None


@dataclass(frozen=True)
class Criterion:
    """Several indicators of one quality."""

    code: str
    name: Words
    weight: Weight
    indicators: tuple[Indicator, ...]
    combine: str = "mean"


@dataclass(frozen=True)
class Direction:
    """A part of a block that one authority evaluates; `evaluator` is a role code."""

    code: str
    name: Words
    evaluator: str
    weight: Weight
    criteria: tuple[Criterion, ...]
    combine: str = "mean"


@dataclass(frozen=True)
class Penalty:
    """Points taken off the block's score: what `formula` gives, at most `limit`."""

    code: str
    name: Words
    formula: str
    limit: Decimal | None = None


@dataclass(frozen=True)
class Choice:
    """One lawful answer to a choice item; `points` is what points(item) gives for it.

    ``formerly`` are the codes under which earlier years' answers of this meaning stand, when the code was changed.
    """

    code: str
    name: Words
    points: Decimal | None = None
    formerly: tuple[str, ...] = ()


@dataclass(frozen=True)
class DataItem:
    """A value that formulas read, defined once per cycle and asked once.

    ``formerly`` are the codes under which earlier years' values stand, when the code was changed. A value is asked about
    that differs from last year's by more than ``jump`` per cent, is not the sum of the items ``sum_of``, or is more than
    ``outlier`` times the median of comparable bodies, or as much less; and a document that is not
    ``evidence_of_period``. Of these checks those in ``stops`` keep a report from being handed over, those ``on_trial``
    ask for nothing.
    """

    code: str
    name: Words
    unit: str
    period: str
    supplier: str
    value: str
    role: str = ""
    per: str = "none"
    choices: tuple[Choice, ...] = ()
    definition: Words | None = None
    evidence: Words | None = None
    default: Decimal | str | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    counts: str = "reverified"
    formerly: tuple[str, ...] = ()
    jump: Decimal | None = None
    sum_of: tuple[str, ...] = ()
    outlier: Decimal | None = None
    evidence_of_period: bool = False
    stops: tuple[str, ...] = ()
    on_trial: tuple[str, ...] = ()

    @property
    def checks(self) -> tuple[str, ...]:
        """The checks that it declares, of ``CHECKS``."""
        return tuple(one for one in CHECKS if getattr(self, one))

    def answer(self, code: str) -> Choice | None:
        """The choice that has this code, or had it in earlier years: no two have one code between them."""
        return next((one for one in self.choices if code == one.code or code in one.formerly), None)


@dataclass(frozen=True)
class DeclaredUnit:
    """A unit of the methodology's own: `times` × `base`, or a quantity by itself when `base` is empty."""

    code: str
    name: Words
    base: str = ""
    times: Decimal = Decimal(1)


@dataclass(frozen=True)
class DeclaredReason:
    """A reason that not_counted("…") may give."""

    code: str
    name: Words


@dataclass(frozen=True)
class Rounding:
    """Decimal places, half up, at each level; None: not rounded there."""

    indicator: int | None = None
    criterion: int | None = None
    direction: int | None = None
    block: int | None = None


@dataclass(frozen=True)
class MethodologyText:
    """A block's methodology in one version."""

    cycle: int
    version: int
    block: int
    title: Words
    directions: tuple[Direction, ...]
    items: tuple[DataItem, ...]
    penalties: tuple[Penalty, ...] = ()
    rounding: Rounding = Rounding(block=2)
    renormalise: str = "within_parent"
    floor: Decimal = Decimal(0)
    languages: tuple[str, ...] = ("kk", "ru")
    units: tuple[DeclaredUnit, ...] = ()
    reasons: tuple[DeclaredReason, ...] = ()
    illustrative: bool = True
    note: Words | None = None

    def indicators(self) -> Iterator[tuple[Direction, Criterion, Indicator]]:
        """Every indicator with its direction and criterion, in order."""
        for direction in self.directions:
            for criterion in direction.criteria:
                for indicator in criterion.indicators:
                    yield direction, criterion, indicator

    def codes_in(self, year: int) -> dict[str, str]:
        """The item's code by each code under which a year's values of it may stand: its own, and earlier ones."""
        found = {item.code: item.code for item in self.items}
        if year < self.cycle:
            found.update({code: item.code for item in self.items for code in item.formerly})
        return found

    def answers_in(self, year: int) -> dict[str, dict[str, str]]:
        """Item → answer's code of now by the code that it had; items whose answers kept their codes are left out."""
        if year >= self.cycle:
            return {}
        return {
            item.code: {former: one.code for one in item.choices for former in one.formerly}
            for item in self.items
            if any(one.formerly for one in item.choices)
        }


def scores_alike(one: MethodologyText, other: MethodologyText) -> bool:
    """Whether the two ask and count the same: equal but for their year, version, title, note and label.

    A score by the one may then be set beside a score by the other.
    """
    return one == replace(
        other,
        cycle=one.cycle,
        version=one.version,
        title=one.title,
        note=one.note,
        illustrative=one.illustrative,
    )


@dataclass(frozen=True)
class BlockWeight:
    """The weight of a block in the overall evaluation."""

    block: int
    weight: Weight


@dataclass(frozen=True)
class Degree:
    """A degree of effectiveness: reached from `from_` points (key "from" in the file)."""

    code: str
    from_: Decimal
    name: Words


@dataclass(frozen=True)
class OverallRounding:
    """Decimal places, half up, of the overall score; None: not rounded."""

    overall: int | None = None


@dataclass(frozen=True)
class OverallMethodologyText:
    """How blocks make the overall evaluation (c11)."""

    cycle: int
    version: int
    title: Words
    blocks: tuple[BlockWeight, ...]
    degrees: tuple[Degree, ...]
    rounding: OverallRounding = OverallRounding(overall=2)
    missing_block: str = "renormalise"
    illustrative: bool = True
    note: Words | None = None
    block: str = field(default="overall", init=False)
