"""What is public of a year and of a body, as plain values: ranks, movements, orders of the table.

Made by ``public.selectors`` alone. Scores are ``Decimal`` on the scale of 0 to 100.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engine.methodology import Degree, OverallMethodologyText
from engine.weights import Weight
from evaluation.models import Body, Cycle
from evaluation.names import alphabetical
from evaluation.presentation import name_in, round_half_up
from methodologies.models import Methodology

BLOCKS = (1, 2, 3)
STORED_PLACES = 4  # of every score, see blocks/stored_scores.py
COUNTED, NOT_APPLICABLE, NOT_COUNTED = "counted", "not_applicable", "not_counted"
#: A block that is withheld, or would tell what is.
WITHHELD = "withheld"
SORTS = ("rank", "name", "overall", "block1", "block2", "block3", "movement")


class PublicFile(StrEnum):
    """How far a published conclusion's file is for a reader who is nobody in particular."""

    READY = "ready"
    PREPARED = "prepared"
    FAILED = "failed"
    CLOSED = "closed"


def without_file(files: Mapping[str, str]) -> str:
    """Why none of a conclusion's files can be offered, in the reader's language; empty if one is ready or prepared."""
    states = set(files.values())
    if states & {PublicFile.READY, PublicFile.PREPARED}:
        return ""
    if PublicFile.FAILED in states:
        return _("the file could not be made; the page and the data are published")
    if PublicFile.CLOSED in states:
        return _("the file names what is not open, so it is not published; the page and the data are")
    return _("there is no conclusion on this block")


@dataclass(frozen=True)
class BlockResult:
    """One block of one body. ``state`` is "counted" (then ``score``), "not_applicable", "not_counted" or "withheld".

    ``weight`` is the block's in the methodology, ``share`` (0 to 1) its part after renormalising. ``number`` is the
    conclusion's; ``files``: language → how far its file is, of what may be read by anybody (``PublicFile``).
    """

    block: int
    state: str
    score: Decimal | None
    weight: Weight
    share: Decimal
    number: str = ""
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def file_language(self) -> str:
        """The language of the file to offer first: a built one before one in preparation, and of these the reader's,
        else Kazakh, else any; empty without a file."""
        wanted = ((get_language() or "")[:2], "kk", *self.files)
        for state in (PublicFile.READY, PublicFile.PREPARED):
            for code in wanted:
                if self.files.get(code) == state:
                    return code
        return ""

    @property
    def without_file(self) -> str:
        """Why there is no file to offer, in the reader's language; empty where there is one, built or to be built."""
        if self.state == NOT_APPLICABLE:
            return _("the block does not apply to this body")
        return without_file(self.files)


@dataclass(frozen=True)
class Result:
    """One body's published results of a year; a withheld one has its reason and nothing that could be a number.

    ``places``: with how many decimals a page writes the overall score. ``notes``: what two persons withheld of it at
    once, as (kind, block, indicator, words by language). An open result without ``overall`` does not tell it.
    """

    year: int
    body: Body
    withheld: bool = False
    reasons: Mapping[str, str] | None = None
    notes: tuple[tuple[str, int | None, str, Mapping[str, str]], ...] = ()
    overall: Decimal | None = None
    degree: Degree | None = None
    blocks: tuple[BlockResult, ...] = ()
    previous: Decimal | None = None
    rank: int | None = None
    synthetic: bool = False
    places: int = 1

    @property
    def movement(self) -> Decimal | None:
        """Points more than in the year before; None when either year is not public for the body."""
        return None if self.overall is None or self.previous is None else self.overall - self.previous

    @property
    def reason(self) -> str:
        """Why it is withheld, in the reader's language."""
        return name_in(dict(self.reasons or {}), get_language() or "kk")

    @property
    def in_part(self) -> bool:
        """Whether some of its numbers are not told, the others are."""
        return bool(self.notes) or any(block.state == WITHHELD for block in self.blocks)

    @property
    def notes_in_words(self) -> list[str]:
        """What is withheld of it at once, and the public's note, in the reader's language."""
        language = get_language() or "kk"
        said = {
            "block": _("Block %(block)s: %(note)s"),
            "indicator": _("Indicator %(indicator)s of block %(block)s: %(note)s"),
            "file": _("File of the conclusion on block %(block)s: %(note)s"),
        }
        return [
            said[kind] % {"block": block, "indicator": indicator, "note": name_in(dict(words), language)}
            for kind, block, indicator, words in self.notes
            if kind in said
        ]

    @property
    def tone(self) -> str:
        """The chip's tone of the degree: green for a high one only."""
        return "accepted" if self.degree is not None and self.degree.code == "high" else "done"

    @property
    def only(self) -> tuple[int, ...]:
        """The blocks that apply, where not all do."""
        applies = tuple(block.block for block in self.blocks if block.state != NOT_APPLICABLE)
        return applies if len(applies) < len(self.blocks) else ()

    def block(self, number: int) -> BlockResult | None:
        """By its number, 1 to 3; None in a withheld result, which has no blocks at all."""
        return next((block for block in self.blocks if block.block == number), None)


@dataclass(frozen=True)
class YearResults:
    """A published year: who, when, by which methodologies (records by subject: "1", "2", "3", "overall")."""

    cycle: Cycle
    published_at: datetime
    results: tuple[Result, ...]
    methodologies: Mapping[str, Methodology]
    overall_methodology: OverallMethodologyText | None

    @property
    def year(self) -> int:
        """The reporting year: the one before that of the evaluation."""
        return self.cycle.year

    @property
    def open(self) -> tuple[Result, ...]:
        """Those with numbers, in the order of lists, not of ranks."""
        return tuple(result for result in self.results if not result.withheld)

    @property
    def withheld(self) -> tuple[Result, ...]:
        """Those whose reason stands in the place of numbers, in the order of lists."""
        return tuple(result for result in self.results if result.withheld)

    def of_kind(self, *, local: bool) -> tuple[Result, ...]:
        """The results of central or of local bodies."""
        return tuple(result for result in self.results if result.body.is_local is local)


def ranked(results: Iterable[Result]) -> list[Result]:
    """Each with its place among bodies of its kind, by the overall score; equal scores share a place, withheld have none."""
    found = list(results)
    scores: dict[bool, list[Decimal]] = {True: [], False: []}
    for result in found:
        if result.overall is not None:
            scores[result.body.is_local].append(result.overall)
    for kind in scores.values():
        kind.sort()
    return [
        result
        if result.overall is None
        else replace(result, rank=1 + _above(scores[result.body.is_local], result.overall))
        for result in found
    ]


def _above(ascending: Sequence[Decimal], score: Decimal) -> int:
    """How many of the scores are higher."""
    return len(ascending) - bisect_right(ascending, score)


def ordered(results: Iterable[Result], sort: str) -> list[Result]:
    """By a column of ``SORTS``, "-" before it for the other way round; what has no value, and what is withheld, last."""
    column, backwards = sort.removeprefix("-"), sort.startswith("-")
    shown: list[Result] = []
    last: list[Result] = []
    for result in sorted(results, key=lambda one: one.body.order):
        (last if _key(result, column) is None else shown).append(result)
    shown.sort(key=lambda result: _key(result, column), reverse=backwards)  # type: ignore[arg-type,return-value]
    return [*shown, *last]


def _key(result: Result, column: str) -> Decimal | int | str | None:
    if column == "name":
        return alphabetical(result.body.short_name)
    if column.startswith("block"):
        block = result.block(int(column[-1]))
        return block.score if block else None
    value: Decimal | int | None = getattr(result, column)
    return value


def median(scores: Sequence[Decimal]) -> Decimal | None:
    """The middle score; None of none."""
    if not scores:
        return None
    found, half = sorted(scores), len(scores) // 2
    return found[half] if len(found) % 2 else (found[half - 1] + found[half]) / 2


def places_for(score: Decimal, degrees: Sequence[Degree]) -> int:
    """One decimal, or as many as keep it from looking like a higher degree's: 89.97 is not 90.0, 89.996 not 90.00."""
    for places in range(1, STORED_PLACES):
        if not any(score < degree.from_ <= round_half_up(score, places) for degree in degrees):
            return places
    return STORED_PLACES
