"""Figures that arrived after the marks: for indicators that were not counted, or counted without some of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from blocks.conclusion_text import reason_in
from blocks.models import Conclusion, Mark, MarkStatus
from blocks.selectors.scores import scores_of
from blocks.selectors.scoring import direction_points, marks_that_differ
from blocks.trace.record import indicators_of
from engine.methodology import MethodologyText
from engine.questions import reads_of, reads_peers
from engine.scoring import BlockScore
from evaluation.models.base import LANGUAGES
from evaluation.presentation import base_language
from methodologies.content import methodology_of
from methodologies.models import Methodology
from reports.models import DatumValue


@dataclass(frozen=True)
class LateFigure:
    """One indicator: when it was left out and why, and when its last figure came.

    ``partly``: it was counted, without some of a list. ``brought_by``: the ids of who gave the figures.
    """

    indicator: str
    reason: str
    left_out_at: datetime
    arrived_at: datetime
    partly: bool = False
    brought_by: frozenset[int] = frozenset()

    def stored(self) -> dict[str, Any]:
        """As a conclusion keeps it (`Conclusion.recounted`)."""
        return {
            "indicator": self.indicator,
            "reason": self.reason,
            "left_out_at": self.left_out_at.isoformat(),
            "arrived_at": self.arrived_at.isoformat(),
            "partly": self.partly,
        }


def recounted_figures(conclusion: Conclusion) -> list[dict[str, Any]]:
    """The figures that a recounted version counts, as its page shows them: code, reason, both moments, whether partly."""
    methodology = methodology_of(conclusion.methodology)
    language = base_language(get_language())
    return [
        {
            "code": one["indicator"],
            "reason": reason_in(methodology, one["reason"], language),
            "left_out_at": datetime.fromisoformat(one["left_out_at"]),
            "arrived_at": datetime.fromisoformat(one["arrived_at"]),
            "partly": one.get("partly", False),
        }
        for one in conclusion.recounted
    ]


def in_three_languages(conclusion: Conclusion) -> list[dict[str, Any]]:
    """The same for the conclusion's JSON: names and reasons in every language, both moments as ISO text."""
    methodology = methodology_of(conclusion.methodology)
    names = {indicator.code: indicator.name for _d, _c, indicator in methodology.indicators()}
    return [
        {
            "indicator": one["indicator"],
            "name": {language: getattr(names[one["indicator"]], language) for language in LANGUAGES},
            "reason": {language: reason_in(methodology, one["reason"], language) for language in LANGUAGES},
            "left_out_at": one["left_out_at"],
            "arrived_at": one["arrived_at"],
            "partly": one.get("partly", False),
        }
        for one in conclusion.recounted
    ]


def arrived(conclusion: Conclusion) -> list[LateFigure]:
    """The indicators that figures of a later day change. Two queries where there are no such figures.

    What was given when the marks were approved does not change (c61), so a later figure is one that was left out.
    """
    return arrived_for([conclusion]).get(conclusion.pk, [])


#: A year, a body in it, a block of it.
Place = tuple[int, int, int]
#: When a figure came, and the id of who gave it.
Came = list[tuple[datetime, int]]


def arrived_for(conclusions: Sequence[Conclusion]) -> dict[int, list[LateFigure]]:
    """The same for many conclusions, by id; those for which nothing arrived are not in it.

    Two queries; three with the traces of those that figures touch, and those of ``scores_of`` for each methodology and
    year of which figures came.
    """
    at: dict[Place, Conclusion] = {(one.cycle_id, one.body_id, one.block): one for one in conclusions}
    marks = _marks(at)
    if not marks:
        return {}
    late = _figures(at, marks)
    touched = [at[place] for place in late]
    groups: dict[tuple[int, int], list[Conclusion]] = {}
    for one in touched:
        groups.setdefault((one.methodology_id, one.cycle_id), []).append(one)
    traces = dict(Conclusion.objects.filter(pk__in=[one.pk for one in touched]).values_list("pk", "trace"))
    found = {}
    for together in groups.values():
        scores = scores_of(together[0].methodology, [one.body for one in together], together[0].cycle)
        for one in together:
            of_one = late[one.cycle_id, one.body_id, one.block]
            figures = [_late(traces[one.pk], mark, came, scores[one.body_id]) for mark, came in of_one]
            kept = [figure for figure in figures if figure is not None]
            if kept:
                found[one.pk] = kept
    return found


def _marks(at: Iterable[Place]) -> dict[Place, list[Mark]]:
    """The marks of these places. One query."""
    places = set(at)
    rows = (
        Mark.objects.filter(
            partial__assignment__cycle_id__in={cycle for cycle, _body, _block in places},
            partial__assignment__body_id__in={body for _cycle, body, _block in places},
            partial__assignment__block__in={block for _cycle, _body, block in places},
        )
        .select_related("partial__assignment")
        .order_by("indicator")
    )
    found: dict[Place, list[Mark]] = {}
    for mark in rows:
        assignment = mark.partial.assignment
        place = (assignment.cycle_id, assignment.body_id, assignment.block)
        if place in places:
            found.setdefault(place, []).append(mark)
    return found


def _figures(
    at: Mapping[Place, Conclusion], marks: Mapping[Place, list[Mark]]
) -> dict[Place, list[tuple[Mark, Came]]]:
    """Each mark that reads a figure given after it, with these figures. One query."""
    years = {one.cycle.year for one in at.values()}
    methodologies = {one.methodology_id: methodology_of(one.methodology) for one in at.values()}
    newer = DatumValue.objects.filter(
        cycle__year__in=years | {year - 1 for year in years},
        given_at__gt=min(mark.scored_at for of_place in marks.values() for mark in of_place),
    )
    if not any(reads_peers(methodology) for methodology in methodologies.values()):
        newer = newer.filter(body_id__in={body for _cycle, body, _block in at})
    compared = {pk for pk, methodology in methodologies.items() if reads_peers(methodology)}
    given: dict[tuple[int, str, int], Came] = {}
    rows = newer.order_by("given_at").values_list("cycle__year", "item", "body_id", "given_at", "given_by_id")
    for year, item, body, moment, by in rows:
        for whose in (body, _EVERYBODY) if compared else (body,):
            given.setdefault((year, item, whose), []).append((moment, by))
    reads: dict[tuple[int, int], dict[str, list[str]]] = {}
    found: dict[Place, list[tuple[Mark, Came]]] = {}
    for place, of_place in marks.items():
        conclusion = at[place]
        key, year = (conclusion.methodology_id, conclusion.cycle.year), conclusion.cycle.year
        if key not in reads:
            reads[key] = codes_read(methodologies[key[0]], year)
        whose = _EVERYBODY if conclusion.methodology_id in compared else conclusion.body_id
        for mark in of_place:
            came = [
                (moment, by)
                for code in reads[key].get(mark.indicator, ())
                for of_year in (year, year - 1)
                for moment, by in given.get((of_year, code, whose), ())
                if moment > mark.scored_at
            ]
            if came:
                found.setdefault(place, []).append((mark, came))
    return found


#: Stands for a body where the formulas compare bodies.
_EVERYBODY = 0


def codes_read(methodology: MethodologyText, year: int) -> dict[str, list[str]]:
    """An indicator's code → the codes under which the values that it reads for ``year`` may stand."""
    codes = codes_by_item(methodology, year - 1)
    reads = reads_of(methodology)
    return {
        indicator: [code for item in items for code in codes.get(item, ())]
        for indicator, items in reads.items()
    }


def that_read_later_figures(conclusions: QuerySet[Conclusion]) -> QuerySet[Conclusion]:
    """Of these: those of which a mark reads an item that was given after it; all, where bodies are compared.

    Two queries before the answer is read, one more the first time for each methodology.
    """
    used = Methodology.objects.filter(Exists(Conclusion.objects.filter(methodology=OuterRef("pk"))))
    known = {one.pk: one for one in used.select_related("cycle").defer("document")}
    years = {pk: record.cycle.year for pk, record in known.items()}
    texts = {pk: methodology_of(record) for pk, record in known.items()}
    compared = [pk for pk, text in texts.items() if reads_peers(text)]
    read = [
        (pk, indicator, code)
        for pk, text in texts.items()
        if pk not in compared
        for indicator, codes in codes_read(text, years[pk]).items()
        for code in codes
    ]
    try:
        asked, given = conclusions.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return conclusions.none()
    columns = [list(column) for column in zip(*read, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(_LATER.replace("{conclusions}", asked), [*columns, *given])
        later = [pk for (pk,) in cursor.fetchall()]
    return conclusions.filter(Q(methodology__in=compared) | Q(pk__in=later))


# each part is told once and kept: the database guesses badly how many marks read what, and would read values mark by mark
_LATER = """
WITH r AS MATERIALIZED (
    SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS r (methodology_id, indicator, item)
),
c AS MATERIALIZED (
    SELECT c.id, c.cycle_id, c.body_id, c.block, y.year, c.methodology_id
    FROM blocks_conclusion c JOIN evaluation_cycle y ON y.id = c.cycle_id WHERE c.id IN ({conclusions})
),
m AS MATERIALIZED (
    SELECT c.id, c.body_id, c.year, c.methodology_id, m.indicator, m.scored_at
    FROM c JOIN evaluation_assignment a ON a.cycle_id = c.cycle_id AND a.body_id = c.body_id AND a.block = c.block
    JOIN blocks_partialconclusion p ON p.assignment_id = a.id
    JOIN blocks_mark m ON m.partial_id = p.id
),
i AS MATERIALIZED (
    SELECT DISTINCT r.item FROM r
    JOIN (SELECT DISTINCT methodology_id, indicator FROM m) AS marked USING (methodology_id, indicator)
),
v AS MATERIALIZED (
    SELECT v.cycle_id, v.body_id, v.item, max(v.given_at) AS at
    FROM i JOIN reports_datumvalue v ON v.item = i.item GROUP BY 1, 2, 3
)
SELECT DISTINCT m.id FROM m JOIN r ON r.methodology_id = m.methodology_id AND r.indicator = m.indicator
JOIN evaluation_cycle given ON given.year IN (m.year, m.year - 1)
JOIN v ON v.cycle_id = given.id AND v.body_id = m.body_id AND v.item = r.item AND v.at > m.scored_at
"""


def codes_by_item(methodology: MethodologyText, year: int) -> dict[str, list[str]]:
    """An item's code → the codes under which its values of ``year`` and after may stand."""
    found: dict[str, list[str]] = {}
    for code, item in methodology.codes_in(year).items():
        found.setdefault(item, []).append(code)
    return found


def _late(trace: dict[str, Any], mark: Mark, came: Came, score: BlockScore) -> LateFigure | None:
    """The figure, if it makes another mark that counts."""
    points = direction_points(mark.partial, score)
    if not isinstance(points.get(mark.indicator), Decimal) or not marks_that_differ([mark], points):
        return None
    return LateFigure(
        mark.indicator,
        _left_out(trace, mark.indicator) or mark.reason,
        mark.scored_at,
        max(moment for moment, _by in came),
        partly=mark.status == MarkStatus.COUNTED,
        brought_by=frozenset(by for _moment, by in came),
    )


def _left_out(trace: dict[str, Any], indicator: str) -> str:
    """Why the indicator, or a part of its list, was left out, by the conclusion's own trace: words, or declared codes."""
    recounted_figures = (
        reason.get("text") or reason.get("reason") or reason.get("code", "")
        for part in indicators_of(trace)
        if part["code"] == indicator
        for reason in (
            *part.get("reasons", ()),
            *(given for given in part["inputs"] if given["state"] == "not_counted"),
        )
    )
    return "; ".join(dict.fromkeys(reason for reason in recounted_figures if reason))
