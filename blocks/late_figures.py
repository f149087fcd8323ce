"""Figures that arrived after the marks: for indicators that were not counted, or counted without some of a list."""

from __future__ import annotations

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
    marks = list(
        Mark.objects.filter(
            partial__assignment__cycle_id=conclusion.cycle_id,
            partial__assignment__body_id=conclusion.body_id,
            partial__assignment__block=conclusion.block,
        )
        .select_related("partial__assignment")
        .order_by("indicator")
    )
    if not marks:
        return []
    methodology = methodology_of(conclusion.methodology)
    reads = reads_of(methodology)
    items = {item for mark in marks for item in reads.get(mark.indicator, ())}
    codes = methodology.codes_in(conclusion.cycle.year - 1)
    newer = DatumValue.objects.filter(
        cycle__year__in=[conclusion.cycle.year, conclusion.cycle.year - 1],
        item__in=[code for code, item in codes.items() if item in items],
        given_at__gt=min(mark.scored_at for mark in marks),
    )
    if not reads_peers(methodology):
        newer = newer.filter(body_id=conclusion.body_id)
    came: dict[str, list[tuple[datetime, int]]] = {}
    for item, at, by in newer.order_by("given_at").values_list("item", "given_at", "given_by"):
        came.setdefault(codes[item], []).append((at, by))
    if not came:
        return []
    score = score_of(conclusion.methodology, conclusion.body, conclusion.cycle)
    found = []
    for mark in marks:
        figures = [
            (at, by)
            for item in reads.get(mark.indicator, ())
            for at, by in came.get(item, ())
            if at > mark.scored_at
        ]
        points = direction_points(mark.partial, score)
        counted = isinstance(points.get(mark.indicator), Decimal)
        if figures and counted and marks_that_differ([mark], points):
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
