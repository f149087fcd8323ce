"""Figures that arrived after the marks: for indicators that were not counted, or counted without some of a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

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
    given: dict[tuple[int, str], list[tuple[int, datetime, int]]] = {}
    rows = newer.order_by("given_at").values_list("cycle__year", "item", "body_id", "given_at", "given_by_id")
    for year, item, body, moment, by in rows:
        given.setdefault((year, item), []).append((body, moment, by))
    found: dict[Place, list[tuple[Mark, Came]]] = {}
    for place, of_place in marks.items():
        conclusion = at[place]
        methodology = methodologies[conclusion.methodology_id]
        year, everybody = conclusion.cycle.year, reads_peers(methodology)
        reads, codes = reads_of(methodology), codes_by_item(methodology, year - 1)
        for mark in of_place:
            came = [
                (moment, by)
                for item in reads.get(mark.indicator, ())
                for code in codes.get(item, ())
                for of_year in (year, year - 1)
                for body, moment, by in given.get((of_year, code), ())
                if moment > mark.scored_at and (everybody or body == conclusion.body_id)
            ]
            if came:
                found.setdefault(place, []).append((mark, came))
    return found


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
