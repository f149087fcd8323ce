"""What the scoring desk, the guards and the conclusions read; each with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from blocks.models import Conclusion, ConclusionState, Mark, MarkStatus, PartialConclusion
from blocks.models.conclusions import CONCLUSION_STANDS
from blocks.selectors.scores import score_direction
from blocks.stored_scores import as_stored
from engine.formulas import Missing, NotCounted
from engine.methodology import MethodologyText
from engine.scoring import BlockScore, Points
from methodologies.content import methodology_of, text_of
from reports.selectors.sheets import Gap


def indicators_asked(partial: PartialConclusion) -> int:
    """How many indicators of the direction apply to the body (c20). No query once the methodology is known."""
    body = partial.body
    return sum(
        indicator.applies_to.covers(body.slug, body.kind)
        for direction, _criterion, indicator in methodology_of(partial.methodology).indicators()
        if direction.code == partial.direction
    )


def direction_points(partial: PartialConclusion, score: BlockScore) -> dict[str, Points]:
    """Indicator code → points (or why there are none) of the partial's direction."""
    codes = {
        ready.indicator.code
        for direction in score.plan.directions
        if direction.direction.code == partial.direction
        for criterion in direction.criteria
        for ready in criterion.indicators
    }
    return {indicator.code: points for indicator, points in score.indicators() if indicator.code in codes}


def direction_value(partial: PartialConclusion, score: BlockScore) -> Decimal | None:
    """The direction's value, or None when it is blocked or not counted."""
    value = score.direction_values().get(partial.direction)
    return value if isinstance(value, Decimal) else None


def markable(partial: PartialConclusion) -> tuple[set[str], set[str]]:
    """The indicators that can be marked on the values of now, and those of them whose mark no longer fits these."""
    points = direction_points(partial, score_direction(partial))
    computed = {code for code, found in points.items() if isinstance(found, Decimal | NotCounted)}
    return computed, computed.intersection(marks_that_differ(partial.marks.all(), points))


def partial_gaps(partial: PartialConclusion) -> list[Gap]:
    """What the partial conclusion lacks: values, marks, or marks that no longer fit the values (c9.3)."""
    marks: dict[str, Mark] = {mark.indicator: mark for mark in partial.marks.all()}
    score, gaps = score_direction(partial), []
    for code, points in direction_points(partial, score).items():
        mark = marks.get(code)
        if isinstance(points, Missing):
            gaps.append(Gap(code, missing_sentence(score.methodology, code, points)))
        elif not isinstance(points, Decimal | NotCounted):
            gaps.append(Gap(code, _("%(code)s: the formula cannot be computed.") % {"code": code}))
        elif mark is None:
            gaps.append(
                Gap(
                    code, _("%(code)s: not marked yet; choose the document behind the mark.") % {"code": code}
                )
            )
        elif differs(mark, points):
            gaps.append(
                Gap(code, _("%(code)s: the value changed after the mark; mark it again.") % {"code": code})
            )
    return gaps


def item_names(methodology: MethodologyText) -> dict[str, str]:
    """Code of a data item → its name in the reader's language."""
    return {item.code: text_of(item.name) for item in methodology.items}


def missing_words(names: Mapping[str, str], found: Missing) -> str:
    """What is missing, by the items' names; of which row, and whether of the year before."""
    told = []
    for item in found.items:
        row = f" ({item.element})" if item.element else ""
        year = f", {_('last year')}" if item.years_back else ""
        told.append(f"{names.get(item.item, item.item)}{row}{year}")
    return "; ".join(dict.fromkeys(told))


def missing_sentence(methodology: MethodologyText, code: str, found: Missing) -> str:
    """What the indicator lacks, and who can give it."""
    official = {item.code for item in methodology.items if item.supplier == "statistics"}
    ways = {
        _("Values of last year are recorded in that year's evaluation.")
        if item.years_back
        else _("Official figures are taken in on the page of official statistics.")
        if item.item in official
        else _("Write them on the direction's page, each with its document.")
        for item in found.items
    }
    lacking = _("%(code)s: values are missing (%(items)s).")
    told = lacking % {"code": code, "items": missing_words(item_names(methodology), found)}
    return " ".join([told, *sorted(ways)])


def marks_that_differ(marks: Iterable[Mark], points: dict[str, Points]) -> list[str]:
    """The codes of the marks that are not what the formulas give on the values that count now. No query."""
    return sorted(
        mark.indicator
        for mark in marks
        if mark.indicator not in points or differs(mark, points[mark.indicator])
    )


def differs(mark: Mark, points: Points) -> bool:
    """Whether the values changed after the mark was given, so that it no longer says what the formula says, at the
    stored scale; where there are no points, only "not counted" fits. No query."""
    if isinstance(points, Decimal):
        return mark.status != MarkStatus.COUNTED or mark.score != as_stored(points)
    return mark.status != MarkStatus.NOT_COUNTED


def reason_text(found: NotCounted) -> str:
    """Why an indicator is not counted: the recorded words, or the methodology's reason code."""
    return "; ".join(dict.fromkeys(str(reason) for reason in found.reasons))[:300] or "not_counted"


def current_conclusion(cycle_id: int, body_id: int, block: int) -> Conclusion | None:
    """The conclusion in force; None before it is drawn up."""
    return (
        Conclusion.objects.filter(cycle_id=cycle_id, body_id=body_id, block=block)
        .exclude(state=ConclusionState.SUPERSEDED)
        .first()
    )


def conclusion_that_stands(partial: PartialConclusion) -> Conclusion | None:
    """The block's conclusion once it is with the body; None before. One query."""
    found = current_conclusion(partial.cycle_id, partial.body_id, partial.block)
    return found if found is not None and found.state in CONCLUSION_STANDS else None
