"""Figures that arrived after the marks: for indicators that were not counted, or counted without some of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from blocks.conclusion_text import reason_in
from blocks.models import Conclusion, Mark, MarkStatus
from blocks.selectors.scores import score_of
from blocks.selectors.scoring import direction_points, marks_that_differ
from blocks.trace.record import indicators_of
from engine.questions import reads_of, reads_peers
from evaluation.models.base import LANGUAGES
from evaluation.presentation import base_language
from methodologies.content import methodology_of
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
    return arrived_of([conclusion])[conclusion.pk]


def arrived_of(conclusions: Sequence[Conclusion]) -> dict[int, list[LateFigure]]:
    """The same for many, by the conclusion's id: two queries, and a score for each one that a later figure reaches."""
    marks = _marks_of(conclusions)
    came = _given_since(conclusions, marks)
    return {
        one.pk: _changed(one, marks.get(_matter(one), ()), came[one.pk]) if came.get(one.pk) else []
        for one in conclusions
    }


def _matter(conclusion: Conclusion) -> tuple[int, int, int]:
    """Cycle, body and block: what the marks of a conclusion share."""
    return conclusion.cycle_id, conclusion.body_id, conclusion.block


def _marks_of(conclusions: Sequence[Conclusion]) -> dict[tuple[int, int, int], list[Mark]]:
    found: dict[tuple[int, int, int], list[Mark]] = {}
    query = (
        Mark.objects.filter(
            partial__assignment__cycle_id__in={one.cycle_id for one in conclusions},
            partial__assignment__body_id__in={one.body_id for one in conclusions},
            partial__assignment__block__in={one.block for one in conclusions},
        )
        .select_related("partial__assignment")
        .order_by("indicator")
    )
    for mark in query:
        made = mark.partial.assignment
        found.setdefault((made.cycle_id, made.body_id, made.block), []).append(mark)
    return found


Came = dict[str, list[tuple[datetime, int]]]


def _given_since(
    conclusions: Sequence[Conclusion], marks: dict[tuple[int, int, int], list[Mark]]
) -> dict[int, Came]:
    """By conclusion: the items that its marks read, with the moments after a mark's scoring at which they were given."""
    wanted: dict[int, dict[str, datetime]] = {}
    named: dict[int, dict[str, str]] = {}
    peers: set[int] = set()
    for one in conclusions:
        methodology = methodology_of(one.methodology)
        reads = reads_of(methodology)
        since: dict[str, datetime] = {}
        for mark in marks.get(_matter(one), ()):
            for item in reads.get(mark.indicator, ()):
                since[item] = min(since.get(item, mark.scored_at), mark.scored_at)
        codes = methodology.codes_in(one.cycle.year - 1)
        named[one.pk] = {code: item for code, item in codes.items() if item in since}
        wanted[one.pk] = since
        if reads_peers(methodology):
            peers.add(one.pk)
    moments = [at for since in wanted.values() for at in since.values()]
    if not moments:
        return {}
    years = {one.cycle.year for one in conclusions}
    newer = DatumValue.objects.filter(
        cycle__year__in=years | {year - 1 for year in years},
        item__in={code for codes in named.values() for code in codes},
        given_at__gt=min(moments),
    )
    if not peers:
        newer = newer.filter(body_id__in={one.body_id for one in conclusions})
    rows: dict[tuple[int, int], list[tuple[str, datetime, int]]] = {}
    fields = ("cycle__year", "body_id", "item", "given_at", "given_by")
    for year, body, code, at, by in newer.order_by("given_at").values_list(*fields):
        rows.setdefault((year, body), []).append((code, at, by))
    found: dict[int, Came] = {}
    for one in conclusions:
        codes, since = named[one.pk], wanted[one.pk]
        bodies = {body for _year, body in rows} if one.pk in peers else {one.body_id}
        for place in [(one.cycle.year - back, body) for back in (1, 0) for body in bodies]:
            for code, at, by in rows.get(place, ()):
                known = codes.get(code, "")
                if known and at > since[known]:
                    found.setdefault(one.pk, {}).setdefault(known, []).append((at, by))
    return found


def _changed(conclusion: Conclusion, marks: Sequence[Mark], came: Came) -> list[LateFigure]:
    """Of the marks that later figures reach, those that the figures change."""
    reads = reads_of(methodology_of(conclusion.methodology))
    reached = [
        (mark, figures)
        for mark in marks
        if (
            figures := [
                (at, by)
                for item in reads.get(mark.indicator, ())
                for at, by in came.get(item, ())
                if at > mark.scored_at
            ]
        )
    ]
    if not reached:
        return []
    score = score_of(conclusion.methodology, conclusion.body, conclusion.cycle)
    found = []
    for mark, figures in reached:
        points = direction_points(mark.partial, score)
        counted = isinstance(points.get(mark.indicator), Decimal)
        if counted and marks_that_differ([mark], points):
            found.append(
                LateFigure(
                    mark.indicator,
                    _left_out(conclusion, mark.indicator) or mark.reason,
                    mark.scored_at,
                    max(at for at, _by in figures),
                    partly=mark.status == MarkStatus.COUNTED,
                    brought_by=frozenset(by for _at, by in figures),
                )
            )
    return found


def _left_out(conclusion: Conclusion, indicator: str) -> str:
    """Why the indicator, or a part of its list, was left out, by the conclusion's own trace: words, or declared codes."""
    recounted_figures = (
        reason.get("text") or reason.get("reason") or reason.get("code", "")
        for part in indicators_of(conclusion.trace)
        if part["code"] == indicator
        for reason in (
            *part.get("reasons", ()),
            *(given for given in part["inputs"] if given["state"] == "not_counted"),
        )
    )
    return "; ".join(dict.fromkeys(reason for reason in recounted_figures if reason))
