"""What an approver reads of one thing: the marks of a direction whole, or a draft conclusion whole.

A fixed number of queries, whatever the number of indicators.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from blocks.models import Conclusion, PartialConclusion
from blocks.outliers import changed_much, times_as_much
from blocks.selectors.approval import PLACES, change_of
from blocks.selectors.flags import last_years, rule, scores_of_marks
from blocks.selectors.names import direction_name
from blocks.selectors.workspace import IndicatorLine, Workspace, read_workspace
from engine.weights import in_decimals
from evaluation.presentation import decimal_text
from methodologies.units import unit_name
from reports.models import Document
from reports.places import value_text
from reports.selectors.values import that_counts

#: One indicator is said to have done it when so much of the whole change is its own.
MOST = Decimal("0.5")


@dataclass(frozen=True)
class ReadValue:
    """One value under an indicator: this year's that counts, last year's, what the body reported if it is another."""

    label: str
    unit: str
    now: str
    before: str
    reported: str
    documents: Sequence[Document]


@dataclass(frozen=True)
class ReadLine:
    """One indicator as it is read: its mark, last year's, its values, and what draws attention, in words."""

    line: IndicatorLine
    before: Decimal | None
    values: Sequence[ReadValue]
    flags: Sequence[str]

    @property
    def change(self) -> Decimal | None:
        """The difference of the marks as they are shown."""
        return change_of(self.line.mark.score if self.line.mark else None, self.before)

    @property
    def documents(self) -> list[Document]:
        """The mark's document, and those of the values, each once."""
        found = [self.line.mark.document] if self.line.mark else []
        found += [document for value in self.values for document in value.documents]
        return list({document.pk: document for document in found}.values())


@dataclass(frozen=True)
class MarksRead:
    """The marks of a direction whole."""

    workspace: Workspace
    name: str
    sentence: str
    before: Decimal | None
    lines: Sequence[ReadLine]

    @property
    def change(self) -> Decimal | None:
        """Against last year."""
        return change_of(self.workspace.partial.score, self.before)


def read_marks(partial: PartialConclusion) -> MarksRead:
    """Everything of the marks that the approver judges: values, documents, formulas, last year beside them."""
    year = partial.cycle.year
    workspace = read_workspace(partial)
    earlier = last_years([partial], year).get((partial.body_id, partial.direction))
    marks = scores_of_marks(earlier.marks.all()) if earlier else {}
    lines = [_line(workspace, line, marks.get(line.code)) for line in workspace.lines]
    before = earlier.score if earlier else None
    return MarksRead(
        workspace,
        direction_name(partial),
        sentence_of(partial.score, before, year - 1, _weighed(lines)),
        before,
        lines,
    )


def _line(workspace: Workspace, line: IndicatorLine, before: Decimal | None) -> ReadLine:
    values, flags = [], []
    language = get_language() or "kk"
    limits = rule()
    if line.mark and changed_much(line.mark.score, before, limits.indicator_change):
        change = change_of(line.mark.score, before) or Decimal(0)
        size = decimal_text(abs(change), language, PLACES)
        flags.append(
            _("%(points)s points lower than last year.") % {"points": size}
            if change < 0
            else _("%(points)s points higher than last year.") % {"points": size}
        )
    for item in line.items:
        for cell in workspace.cells(item):
            hands = workspace.values.get(cell, {})
            counted = that_counts(hands.values(), item.counts == "reported")[0] if hands else None
            earlier = workspace.before.get(cell)
            now, reported = value_text(counted, item), value_text(workspace.reported(cell), item)
            label = workspace.label(item, cell)
            times = times_as_much(counted.number, earlier.number) if counted and earlier else None
            if times is not None and times >= limits.times and counted and earlier:
                flags.append(_times(label, now, value_text(earlier, item)))
            if reported and reported != now:
                flags.append(
                    _("%(label)s: the body reported %(reported)s, what counts is %(now)s.")
                    % {"label": label, "reported": reported, "now": now}
                )
            values.append(
                ReadValue(
                    label,
                    unit_name(item.unit, workspace.methodology),
                    now,
                    value_text(earlier, item),
                    reported if reported != now else "",
                    [document for hand in hands.values() for document in hand.attached],
                )
            )
    return ReadLine(line, before, values, flags)


def _times(label: str, now: str, before: str) -> str:
    return _("%(label)s: %(now)s beside last year's %(before)s.") % {
        "label": label,
        "now": now,
        "before": before,
    }


def _weighed(lines: Iterable[ReadLine]) -> list[tuple[str, Decimal, Decimal, Decimal]]:
    """(name, weighed change, mark, last year's) of the indicators that both years have."""
    return [
        (
            one.line.name,
            (one.line.mark.score - one.before)
            * in_decimals(one.line.criterion.weight)
            * in_decimals(one.line.ready.indicator.weight),
            one.line.mark.score,
            one.before,
        )
        for one in lines
        if one.line.mark and one.line.mark.score is not None and one.before is not None
    ]


def sentence_of(
    score: Decimal | None,
    before: Decimal | None,
    last_year: int,
    parts: Iterable[tuple[str, Decimal, Decimal, Decimal]] = (),
) -> str:
    """One plain sentence: how the score differs from last year's, and which indicator did it."""
    language = get_language() or "kk"

    def told(number: Decimal) -> str:
        return decimal_text(number, language, PLACES)

    if score is None:
        return _("Nothing of it is counted, so there is no score.")
    change = change_of(score, before)
    if before is None or change is None:
        return _("Score %(score)s. There is none for %(year)s to compare with.") % {
            "score": told(score),
            "year": last_year,
        }
    words = {"score": told(score), "size": told(abs(change)), "year": last_year}
    if not change:
        return _("Score %(score)s, the same as for %(year)s.") % words
    first = (
        _("Score %(score)s: %(size)s lower than for %(year)s.") % words
        if change < 0
        else _("Score %(score)s: %(size)s higher than for %(year)s.") % words
    )
    same_way = [part for part in parts if part[1] * change > 0]
    whole = sum((part[1] for part in same_way), Decimal(0))
    most = max(same_way, key=lambda part: abs(part[1]), default=None)
    if most is None or abs(most[1]) < MOST * abs(whole):
        return first
    second = _("Most of it comes from “%(name)s”: %(now)s instead of %(before)s.")
    return f"{first} {second}" % {"name": most[0], "now": told(most[2]), "before": told(most[3])}


@dataclass(frozen=True)
class DirectionRead:
    """A direction in a conclusion: its score and last year's."""

    name: str
    score: Decimal | None
    before: Decimal | None
    partial: PartialConclusion

    @property
    def change(self) -> Decimal | None:
        """Against last year, as shown."""
        return change_of(self.score, self.before)


@dataclass(frozen=True)
class ConclusionRead:
    """A draft conclusion whole."""

    conclusion: Conclusion
    sentence: str
    before: Decimal | None
    directions: Sequence[DirectionRead]
    sections: Sequence[Any]

    @property
    def change(self) -> Decimal | None:
        """Against last year, as shown."""
        return change_of(self.conclusion.score, self.before)


def read_conclusion(conclusion: Conclusion, before: Decimal | None) -> ConclusionRead:
    """The conclusion with its directions beside last year's. Three queries."""
    year, language = conclusion.cycle.year, (get_language() or "kk")[:2]
    partials = list(
        PartialConclusion.objects.filter(
            assignment__cycle_id=conclusion.cycle_id,
            assignment__body_id=conclusion.body_id,
            assignment__block=conclusion.block,
        )
        .select_related("assignment__evaluator", "methodology")
        .defer("methodology__document")
        .order_by("assignment__direction")
    )
    earlier = last_years(partials, year)
    directions = [
        DirectionRead(
            direction_name(one),
            one.score,
            earlier[one.body_id, one.direction].score if (one.body_id, one.direction) in earlier else None,
            one,
        )
        for one in partials
    ]
    parts = [
        (one.name, one.score - one.before, one.score, one.before)
        for one in directions
        if one.score is not None and one.before is not None
    ]
    return ConclusionRead(
        conclusion,
        sentence_of(conclusion.score, before, year - 1, parts),
        before,
        directions,
        conclusion.content.get(language, []),
    )
