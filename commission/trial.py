"""A draft of the overall methodology tried on a published year: scores and degrees beside those published (c11, c17).

The blocks' scores are those that the published overall evaluation counted; only their weights, what becomes of a
block that does not apply, the rounding and the degrees are the draft's. A body whose results are withheld is not
tried: its numbers leave nowhere (c9.5). A fixed number of queries.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from blocks.methodology_trial import Cause, Shift, Trial, by_change, over_all
from commission.models import OverallEvaluation, PublicationItem, PublicationState
from engine.formulas.arithmetic import ZERO
from engine.methodology import OverallMethodologyText
from engine.overall import BlockResult, OverallScore, score_overall
from evaluation.models import Cycle
from methodologies.content import overall_of, text_of
from methodologies.models import Methodology, Subject


def published_cycles(record: Methodology) -> list[Cycle]:
    """The years before the methodology's own whose results are published, latest first. One query."""
    found = Cycle.objects.filter(
        publications__state=PublicationState.PUBLISHED, year__lt=record.cycle.year
    ).distinct()
    return list(found.order_by("-year"))


def trial_of_overall(record: Methodology, cycle: Cycle) -> Trial:
    """What the draft would have given every body of a published year. Two queries once the texts are known."""
    draft = overall_of(record)
    items = PublicationItem.objects.filter(
        publication__cycle=cycle, publication__state=PublicationState.PUBLISHED
    )
    items = items.select_related("overall__body", "overall__methodology__cycle")
    shifts = [_shift(item, draft) for item in items.defer("overall__methodology__document")]
    shifts.sort(key=by_change)
    used = {item.overall.methodology_id: item.overall.methodology for item in items}
    in_force = max(used.values(), key=lambda one: one.version, default=None)
    return Trial(cycle, in_force, tuple(shifts), over_all(shifts), ())


def results_of(overall: OverallEvaluation) -> dict[int, BlockResult]:
    """What each block came to, as the overall evaluation counted it."""
    parts: list[dict[str, Any]] = overall.trace.get("blocks", [])
    return {
        part["block"]: BlockResult(part["state"], None if part["value"] is None else Decimal(part["value"]))
        for part in parts
    }


def _shift(item: PublicationItem, draft: OverallMethodologyText) -> Shift:
    overall = item.overall
    if item.withheld:
        return Shift(overall.body, None, None, (), (_("its results are withheld"),))
    results = results_of(overall)
    given = overall_of(overall.methodology)
    old, new = score_overall(given, results), score_overall(draft, results)
    if new.value is None:
        return Shift(
            overall.body, overall.score, None, (), (_("its block scores cannot be counted together"),)
        )
    return Shift(
        overall.body,
        overall.score,
        new.value,
        _causes(old, new),
        degrees=(_degree(given, overall.degree), _degree(draft, new.degree)),
    )


def _causes(old: OverallScore, new: OverallScore) -> tuple[Cause, ...]:
    """The blocks whose part of the overall score differs, the greatest difference first."""
    before, after = _contributions(old), _contributions(new)
    names: Mapping[str, Any] = dict(Subject.choices)
    causes = []
    for block in sorted(before.keys() | after.keys()):
        points = after.get(block, ZERO) - before.get(block, ZERO)
        if points.quantize(Decimal("0.01")):
            what = "changed" if block in before and block in after else "new" if block in after else "gone"
            causes.append(Cause(str(block), str(names[str(block)]), points, what))
    causes.sort(key=lambda one: (-abs(one.points), one.code))
    return tuple(causes)


def _contributions(score: OverallScore) -> dict[int, Decimal]:
    return {part.block: part.contribution for part in score.parts}


def _degree(methodology: OverallMethodologyText, code: str) -> str:
    """The degree in the reader's language; its code where the text has no such degree; a dash for none."""
    found = next((degree for degree in methodology.degrees if degree.code == code), None)
    return text_of(found.name) if found is not None else code or "–"
