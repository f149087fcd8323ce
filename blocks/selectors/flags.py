"""What draws attention in the marks of many directions, read at once: values beside last year's and the report's.

Three queries, whatever the number of directions.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml
from django.conf import settings

from blocks.direction_items import items_read
from blocks.models import Mark, PartialConclusion
from blocks.models.scores import MARKS_STAND
from blocks.outliers import Rule, changed_much, rule_from, times_as_much
from engine.questions import reads_of
from methodologies.content import methodology_of
from reports.models import DatumValue, Provenance
from reports.selectors.values import that_counts

#: Body's id and direction.
Place = tuple[int, str]


@lru_cache(maxsize=1)
def rule() -> Rule:
    """The declared thresholds, read once."""
    path = settings.BASE_DIR / "fixtures" / "content" / "outliers.yaml"
    return rule_from(yaml.safe_load(path.read_text(encoding="utf-8")))


def last_years(partials: Iterable[PartialConclusion], year: int) -> dict[Place, PartialConclusion]:
    """The approved marks of the year before on the same directions, with their marks. Two queries."""
    bodies = {one.body_id for one in partials}
    found = (
        PartialConclusion.objects.filter(
            assignment__cycle__year=year - 1, assignment__body_id__in=bodies, state__in=MARKS_STAND
        )
        .select_related("methodology")
        .defer("methodology__document")
        .prefetch_related("marks")
    )
    return {(one.body_id, one.direction): one for one in found}


def scores_of_marks(marks: Iterable[Mark]) -> dict[str, Decimal]:
    """Indicator's code → points, of those that were counted."""
    return {mark.indicator: mark.score for mark in marks if mark.score is not None}


def indicators_apart(
    marks: Mapping[str, Decimal], before: Mapping[str, Decimal], limits: Rule | None = None
) -> set[str]:
    """The indicators whose points differ much from last year's."""
    limits = limits or rule()
    return {
        code
        for code, points in marks.items()
        if changed_much(points, before.get(code), limits.indicator_change)
    }


def value_flags(partials: Iterable[PartialConclusion], year: int) -> tuple[dict[Place, set[str]], set[Place]]:
    """(place → indicators that read a value many times last year's, places where the authority found another value
    than the body reported). One query."""
    partials = list(partials)
    items = {one.pk: items_read(one) for one in partials}
    wanted = {item for found in items.values() for item in found}
    back: dict[str, str] = {}
    for one in partials:
        back |= methodology_of(one.methodology).codes_in(year - 1)
    rows = DatumValue.objects.filter(
        body_id__in={one.body_id for one in partials},
        cycle__year__in=(year, year - 1),
        item__in=wanted | {code for code, item in back.items() if item in wanted},
        draft=False,
    ).values_list(
        "body_id", "cycle__year", "item", "language", "row", "provenance", "number", "choice", named=True
    )
    cells: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
    for row in rows:
        of_year = row.cycle__year
        item = row.item if of_year == year else back.get(row.item, row.item)
        cells[row.body_id, of_year, item, row.language, row.row].append(row)
    apart: dict[Place, set[str]] = defaultdict(set)
    differ: set[Place] = set()
    by_body: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for cell in cells:
        if cell[1] == year:
            by_body[cell[0]].append(cell)
    for one in partials:
        reads = reads_of(methodology_of(one.methodology))
        of_direction = {mark.indicator for mark in one.marks.all()}
        for cell in by_body[one.body_id]:
            if cell[2] not in items[one.pk]:
                continue
            hands = cells[cell]
            if _differs_from_report(hands):
                differ.add((one.body_id, one.direction))
            earlier = cells.get((cell[0], year - 1, *cell[2:]))
            times = (
                times_as_much(that_counts(hands)[0].number, that_counts(earlier)[0].number)
                if earlier
                else None
            )
            if times is not None and times >= rule().times:
                apart[one.body_id, one.direction] |= {
                    code for code in of_direction if cell[2] in reads.get(code, ())
                }
    return apart, differ


def _differs_from_report(hands: Iterable[Any]) -> bool:
    """Whether the authority verified another value than the body gave."""
    by = {one.provenance: (one.number, one.choice) for one in hands}
    verified, reported = by.get(Provenance.VERIFIED), by.get(Provenance.REPORTED)
    return verified is not None and reported is not None and verified != reported
