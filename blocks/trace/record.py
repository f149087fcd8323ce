"""The trace that a conclusion keeps: how the score came about, who checked each indicator, and its proof (c9.3, c9.4).

To the way of the score (`score_trace.to_json`) come the order and checksum of the methodology, and beside each
indicator ``check``: the offices that marked and approved it, when, and the document behind the mark; and if the mark
was made anew since, by whom and when. Beside a deduction, who approved the direction with which it was given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from blocks.direction_items import deduction_items
from blocks.models import Conclusion, ConclusionState, Mark, PartialConclusion
from blocks.selectors.scores import score_of
from blocks.stored_scores import as_stored
from engine.score_trace import TRACE_FORMAT, to_json
from engine.scoring import BlockScore
from evaluation.models import Body, Office
from methodologies.content import methodology_of
from reports.models.documents import named_document


def whole_trace(conclusion: Conclusion, score: BlockScore) -> dict[str, Any]:
    """The trace of a score that was made with ``trace=True``, as the conclusion keeps it. Three queries at most."""
    trace: dict[str, Any] = to_json(score)
    record = conclusion.methodology
    trace["methodology"] |= {
        "order_number": record.order_number,
        "order_date": record.order_date.isoformat() if record.order_date else "",
        "sha256": record.digest,
    }
    checks = _checks(conclusion)
    for indicator in indicators_of(trace):
        if indicator["code"] in checks:
            indicator["check"] = checks[indicator["code"]]
    _check_penalties(trace, conclusion)
    return trace


def indicators_of(trace: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The indicators' branches of a trace, in its order."""
    for direction in trace.get("directions", ()):
        for criterion in direction["criteria"]:
            yield from criterion["indicators"]


def documents_in(part: Any) -> set[int]:
    """The ids of all documents that a trace, or a part of one, names."""
    if isinstance(part, dict):
        named = part.get("documents")
        found = {one["id"] for one in named if isinstance(one, dict)} if isinstance(named, list) else set()
        return found.union(*(documents_in(value) for value in part.values()))
    return set().union(*(documents_in(value) for value in part)) if isinstance(part, list) else set()


def _checks(conclusion: Conclusion) -> dict[str, dict[str, Any]]:
    """Indicator's code → who marked and approved it, when, by which document."""
    marks = Mark.objects.filter(partial__in=_partials(conclusion)).select_related(
        "partial__assignment__evaluator", "partial__assignment__lead", "document"
    )
    return {mark.indicator: _check(mark) for mark in marks}


def _partials(conclusion: Conclusion) -> QuerySet[PartialConclusion]:
    return PartialConclusion.objects.filter(
        assignment__cycle_id=conclusion.cycle_id,
        assignment__body_id=conclusion.body_id,
        assignment__block=conclusion.block,
    )


def _check(mark: Mark) -> dict[str, Any]:
    partial, document = mark.partial, mark.document
    found: dict[str, Any] = {
        "marked_by": _seat(Office.EVALUATOR, partial.evaluator),
        "marked_at": mark.scored_at.isoformat(),
        "documents": [named_document(document)],
    }
    if partial.approved_at is not None:
        found["approved_by"] = _seat(Office.APPROVER, partial.evaluator)
        found["approved_at"] = partial.approved_at.isoformat()
    if mark.remade_at is not None:
        found["remade_by"] = _seat(Office.APPROVER, partial.lead)
        found["remade_at"] = mark.remade_at.isoformat()
    return found


def _check_penalties(trace: Mapping[str, Any], conclusion: Conclusion) -> None:
    """Beside each deduction that somebody gave a value for: who approved the direction with which it was given."""
    given = [
        penalty for penalty in trace["penalties"] if any(one.get("provenance") for one in penalty["inputs"])
    ]
    if not given:
        return
    methodology = methodology_of(conclusion.methodology)
    for partial in _partials(conclusion).select_related("assignment__evaluator"):
        if partial.approved_at is None:
            continue
        items = {item.code for item in deduction_items(methodology, partial.direction)}
        for penalty in given:
            if items.intersection(one["item"] for one in penalty["inputs"]):
                penalty["check"] = {
                    "approved_by": _seat(Office.APPROVER, partial.evaluator),
                    "approved_at": partial.approved_at.isoformat(),
                }


def _seat(office: Office, body: Body) -> dict[str, str]:
    return {"office": str(office), "body": body.slug}


# --- proof -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Recomputed:
    """What computing a conclusion again from the stored values gave. ``differs`` names what is not the same."""

    score: Decimal | None
    differs: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether score and whole trace agree; False also where the stored or the new score is missing."""
        return not self.differs


def recompute(conclusion: Conclusion) -> Recomputed | None:
    """Compute the score and its trace anew and compare every digit; None for a version whose values were corrected."""
    if conclusion.state == ConclusionState.SUPERSEDED:
        return None
    score = score_of(conclusion.methodology, conclusion.body, conclusion.cycle, trace=True)
    fresh = json.loads(json.dumps(whole_trace(conclusion, score)))
    kept = conclusion.trace.get("format", TRACE_FORMAT)
    if kept == 1:
        fresh = _in_first_format(fresh)
    same = _same if kept == TRACE_FORMAT else _same_as_cut
    fresh["format"] = kept
    differs = []
    stored = conclusion.score
    if score.value is None or stored is None or as_stored(score.value) != stored:
        differs.append(f"score: {stored} → {score.value}")
    for key in sorted({*fresh, *conclusion.trace}):
        if not same(fresh.get(key), conclusion.trace.get(key)):
            differs.append(f"trace: {key}")
    return Recomputed(score.value, tuple(differs))


def _same(fresh: Any, kept: Any) -> bool:
    return bool(fresh == kept)


#: Until the third format numbers were cut on the way, at 50 digits and a contribution at 28: the last ones were not
#: those of the fraction. Points and scores have at most 4 places, or are compared as they are stored.
_CUT = re.compile(r"-?\d+\.\d{20,}")
_AS_GOOD_AS_NOTHING = Fraction(1, 10**20)
_SINCE_THIRD = ("exact", "within", "share_exact", "taken_off_exact", "taken_off_within")


def _same_as_cut(fresh: Any, kept: Any) -> bool:
    """Whether a trace of an earlier format says the same as one of today: but for digits beyond the twentieth place."""
    if isinstance(fresh, dict) and isinstance(kept, dict):
        keys = {*fresh, *kept}.difference(_SINCE_THIRD)
        return all(_same_as_cut(fresh.get(key), kept.get(key)) for key in keys)
    if isinstance(fresh, list) and isinstance(kept, list):
        return len(fresh) == len(kept) and all(map(_same_as_cut, fresh, kept))
    if isinstance(fresh, str) and isinstance(kept, str) and (_CUT.fullmatch(fresh) or _CUT.fullmatch(kept)):
        try:
            return abs(Fraction(fresh) - Fraction(kept)) < _AS_GOOD_AS_NOTHING
        except ValueError:
            return False
    return bool(fresh == kept)


def _in_first_format(trace: dict[str, Any]) -> dict[str, Any]:
    """The trace as it was kept before it said who gave and who checked: for comparing with one of that time."""
    for key in ("order_number", "order_date", "sha256"):
        trace["methodology"].pop(key)
    for branch in (*indicators_of(trace), *trace["penalties"]):
        branch.pop("check", None)
        for given in branch["inputs"]:
            provenance = given.get("provenance") or {}
            provenance.pop("given_by", None)
            if "beside" in provenance:
                provenance["beside"] = {hand: other["value"] for hand, other in provenance["beside"].items()}
    return trace
