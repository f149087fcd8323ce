"""What of a conclusion can be disputed, and what a correction would make of its score.

A value is disputed where the conclusion's own stored trace shows it: indicator, data item, language or row. The
trace of an approved conclusion never changes, so what a body disputes is what stood there when it received it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from appeals.models import Objection, ObjectionPoint, PointOutcome
from blocks.guards import score_refusal
from blocks.models import Conclusion, Language
from engine.compiled import compile_methodology
from engine.formulas.values import Datum, Values, make_peers
from engine.methodology import DataItem
from engine.questions import reads_peers
from engine.scoring import BlockScore, score_block
from evaluation.models import Body
from evaluation.presentation import base_language, name_in
from evaluation.refusals import FieldFault, Refusal
from methodologies.content import methodology_of, text_of
from methodologies.models import KeyPerformanceIndicator
from reports.entries import ValueEntry, faults_of
from reports.selectors.values import values_of

ValueCell = tuple[str, str, str]  # item, language, row


@dataclass(frozen=True)
class Disputed:
    """One value of a conclusion as its trace shows it. ``value`` is None where it was not counted, for ``reason``.

    ``points`` is what the indicator came to (None: not counted); ``unit`` the unit's code.
    """

    indicator: str
    indicator_name: str
    item: str
    item_name: str
    language: str
    row: str
    row_name: str
    value: Decimal | None
    reason: str
    points: Decimal | None
    unit: str

    @property
    def place(self) -> ValueCell:
        """(item, language, row). Two indicators may read one value: ``key`` tells those apart."""
        return (self.item, self.language, self.row)

    @property
    def key(self) -> str:
        """The value's name in forms."""
        return "|".join((self.indicator, *self.place))


def disputable(conclusion: Conclusion) -> list[Disputed]:
    """The numbers that the conclusion's score was made of, by indicator, in the methodology's order.

    Left out: other years' and other bodies' values, the list of key indicators, and values chosen from a list,
    which a number cannot correct. One query (the names of the body's key indicators).
    """
    methodology = methodology_of(conclusion.methodology)
    items = {item.code: item for item in methodology.items if item.value != "choice"}
    rows = {
        kpi.code: name_in({"kk": kpi.name_kk, "ru": kpi.name_ru, "en": kpi.name_en}, _language())
        for kpi in KeyPerformanceIndicator.objects.filter(cycle=conclusion.cycle_id, body=conclusion.body_id)
    }
    found: dict[str, Disputed] = {}
    for branch in _branches(conclusion.trace):
        for shown in branch["inputs"]:
            item = items.get(shown["item"])
            if item is None or shown.get("years_back") or shown.get("body"):
                continue
            one = _disputed(branch, shown, item, rows)
            found.setdefault(one.key, one)
    return list(found.values())


def _language() -> str:
    return base_language(get_language())


def _branches(trace: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The indicators of the trace, then its penalties."""
    for direction in trace.get("directions", []):
        for criterion in direction["criteria"]:
            yield from criterion["indicators"]
    yield from trace.get("penalties", [])


def _disputed(
    branch: Mapping[str, Any], shown: Mapping[str, Any], item: DataItem, rows: Mapping[str, str]
) -> Disputed:
    element = str(shown.get("element", ""))
    by_language = item.per == "language"
    value = shown.get("value")
    points = branch.get("value")
    return Disputed(
        indicator=branch["code"],
        indicator_name=name_in(branch["name"], _language()),
        item=item.code,
        item_name=text_of(item.name),
        language=element if by_language else "",
        row="" if by_language else element,
        row_name=str(dict(Language.choices).get(element, element))
        if by_language
        else rows.get(element, element),
        value=Decimal(value) if value is not None else None,
        reason=str(shown.get("reason", "")),
        points=Decimal(points) if isinstance(points, str) and branch.get("state") == "counted" else None,
        unit=item.unit,
    )


def points_of(trace: Mapping[str, Any]) -> dict[str, tuple[str, Decimal | None]]:
    """Indicator code → (its name in the reader's language, what it came to; None: not counted)."""
    return {
        branch["code"]: (
            name_in(branch["name"], _language()),
            Decimal(branch["value"]) if branch.get("state") == "counted" and "value" in branch else None,
        )
        for direction in trace.get("directions", [])
        for criterion in direction["criteria"]
        for branch in criterion["indicators"]
    }


@dataclass(frozen=True)
class IndicatorChange:
    """An indicator that a correction changed."""

    code: str
    name: str
    before: Decimal | None
    after: Decimal | None

    @property
    def movement(self) -> Decimal | None:
        """Points, after less before; None where either side was not counted."""
        return None if self.before is None or self.after is None else self.after - self.before


def changed_indicators(old: Conclusion, new: Conclusion) -> list[IndicatorChange]:
    """The difference between a conclusion and its corrected version, indicator by indicator (c61). No query."""
    before, after = points_of(old.trace), points_of(new.trace)
    return [
        IndicatorChange(code, name, points, after[code][1])
        for code, (name, points) in before.items()
        if code in after and after[code][1] != points
    ]


def place_of(point: ObjectionPoint) -> ValueCell:
    """The value that the point disputes."""
    return (point.item, point.language, point.row)


def value_faults(conclusion: Conclusion, place: ValueCell, number: Decimal) -> list[str]:
    """What is wrong with a number as another value of the conclusion: nothing that it shows, or not lawful there.

    One check for what is claimed and for what is found (c57, c60): the place is one of ``disputable``; then kind,
    unit, whole numbers, limits and length as wherever else a value of the item is given.
    """
    shown = {value.place for value in disputable(conclusion)}
    if place not in shown:
        return [_("The conclusion shows no such value: choose one of those that its score was made of.")]
    items = {item.code: item for item in methodology_of(conclusion.methodology).items}
    code, language, row = place
    return faults_of(items[code], ValueEntry(code, language, row, number=number))


def score_if(conclusion: Conclusion, found: Iterable[tuple[ValueCell, Decimal]]) -> BlockScore:
    """The conclusion's score with these values in place of the stored ones; nothing is written.

    Three queries, one more where indicators compare bodies.
    """
    methodology = methodology_of(conclusion.methodology)
    compile_methodology(methodology)
    peers = reads_peers(methodology)
    bodies = list(Body.objects.filter(reports__cycle=conclusion.cycle_id).distinct()) if peers else []
    everybody = values_of(methodology, conclusion.cycle, bodies or [conclusion.body])
    mine = everybody[conclusion.body_id]
    data = dict(mine.data)
    for (item, language, row), number in found:
        element = language or row
        data[(item, element) if element else item] = Datum(number)
    everybody[conclusion.body_id] = Values(
        data,
        body=mine.body,
        kind=mine.kind,
        year=mine.year,
        elements=mine.elements,
        previous=mine.previous,
    )
    if peers:
        make_peers(everybody.values())
    return score_block(methodology, everybody[conclusion.body_id])


def correction_refusal(objection: Objection) -> Refusal | None:
    """Why the conclusion cannot be corrected with the values found, said at each accepted point; None if it can (c61).

    The corrected score is computed as the correction would: nothing is written.
    """
    points = [one for one in objection.points.all() if one.outcome == PointOutcome.ACCEPTED]
    found = [(place_of(point), point.decided) for point in points if point.decided is not None]
    stopped = score_refusal(score_if(objection.conclusion, found)) if found else None
    if stopped is None:
        return None
    why = " ".join([stopped.sentence, *(fault.sentence for fault in stopped.faults)])
    return Refusal(
        "incomplete",
        _("With the values found, the conclusion cannot be corrected. %(why)s") % {"why": why},
        clause="c61",
        remedy=_("Write another value that the documents show, or do not accept the point."),
        faults=[
            FieldFault(f"decided-{point.pk}", _("No score follows from this value.")) for point in points
        ],
    )
