"""What the way of a score is made of, as pages and paper show it: nodes with chips, values written already."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString

from blocks.trace.reads import Read, Source


@dataclass(frozen=True)
class Chip:
    """A short mark beside a title."""

    text: str
    tone: str = "neutral"


@dataclass(frozen=True)
class TraceNode:
    """One step of the way: `value` is written already; `open` says whether it stands unfolded at first.

    ``plain`` says in plain words what an indicator measures. ``formula`` is the sum of its parts, ``math`` (MathML)
    beside it what is no mean by weight; ``words`` and ``math`` are an indicator's formula, ``legend`` what the signs in
    ``math`` stand for. ``check``: who marked and approved it, on ``proofs``. ``left_out`` tells of values
    that are not listed; ``reads`` stand together by element.
    """

    title: str
    value: str
    code: str = ""
    note: str = ""
    anchor: str = ""
    chips: tuple[Chip, ...] = ()
    plain: str = ""
    formula: str = ""
    words: str = ""
    math: SafeString | str = ""
    legend: str = ""
    reads: tuple[Read, ...] = ()
    left_out: tuple[str, ...] = ()
    check: str = ""
    proofs: tuple[Source, ...] = ()
    children: tuple[TraceNode, ...] = ()
    open: bool = False

    @property
    def opened_formula(self) -> bool:
        """Whether the formula stands unfolded: where no plain words stand before it."""
        return not self.plain

    @property
    def in_words(self) -> bool:
        """Whether words stand in the place of points ("withheld"): they take more room than a number."""
        return not any(sign.isdigit() for sign in self.value)


@dataclass(frozen=True)
class Trace:
    """The whole tree, the methodology it was made by in a sentence, how the tree is read, and its documents in order."""

    root: TraceNode
    methodology: str
    reading: str
    checksum: str
    documents: tuple[Source, ...]
