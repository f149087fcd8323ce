"""What the formulas of a direction come to with the values that stand typed in the form, before anything is written.

Nothing is stored: a typed value takes the place of the authority's own, and of all hands' values of the cell the one
that counts is read (A-VALUE-1). What cannot be read as a value leaves the stored one.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from blocks.scoring_form import OwnPlace, ScoringForm
from blocks.selectors.scoring import direction_points, direction_value
from blocks.selectors.workspace import Workspace, names_of, result_text
from engine.formulas.values import Datum, Key, Values, make_peers
from engine.methodology import MethodologyText
from engine.questions import direction_alone, reads_peers
from engine.scoring import BlockScore, score_block
from evaluation.models import Body
from reports.actions.values import HANDS
from reports.models import DatumValue, ValueStatus
from reports.selectors.values import that_counts, values_of


@dataclass(frozen=True)
class TypedResult:
    """An indicator's result with the typed values, ``computed`` when it is points.

    ``fresh``: it differs from what the stored values give.
    """

    dom: str
    result: str
    computed: bool
    fresh: bool


def typed_results(form: ScoringForm) -> tuple[list[TypedResult], Decimal | None]:
    """Each indicator's result, and the direction's value. A fixed number of queries, nothing written."""
    workspace = form.workspace
    partial, methodology = workspace.partial, workspace.methodology
    alone = direction_alone(methodology, partial.direction)
    score = _score(alone, workspace, {place.name: place for place in form.places.values() if place.changed})
    points, names = direction_points(partial, score), names_of(methodology)
    found = []
    for section in form.sections:
        outcome = points[section.line.code]
        result = result_text(outcome, names)
        fresh = result != section.line.result
        found.append(TypedResult(section.mark.dom, result, isinstance(outcome, Decimal), fresh))
    return found, direction_value(partial, score)


def _score(alone: MethodologyText, workspace: Workspace, typed: dict[str, OwnPlace]) -> BlockScore:
    partial = workspace.partial
    compared = reads_peers(alone)
    bodies = Body.objects.filter(reports__cycle=partial.cycle).distinct() if compared else [partial.body]
    everybody = values_of(alone, partial.cycle, bodies)
    everybody[partial.body_id] = _with(everybody[partial.body_id], workspace, typed)
    if compared:
        make_peers(everybody.values())
    return score_block(alone, everybody[partial.body_id])


def _with(values: Values, workspace: Workspace, typed: dict[str, OwnPlace]) -> Values:
    """The body's values with the typed ones in place of the authority's own."""
    data: dict[Key, Datum] = dict(values.data)
    for place in typed.values():
        entry = place.entry(place.seen)
        if entry is None:
            continue
        item, language, row = place.cell
        key = (item, language or row) if language or row else item
        hand = HANDS[place.item.supplier]
        hands = [one for one in workspace.values.get(place.cell, {}).values() if one.provenance != hand]
        if not entry.is_empty:
            hands.append(
                DatumValue(
                    item=item,
                    provenance=hand,
                    number=entry.number,
                    choice=entry.choice,
                    status=entry.status,
                    reason=entry.reason,
                )
            )
        data.pop(key, None)
        if hands:
            data[key] = _datum(that_counts(hands, place.item.counts == "reported")[0])
    return Values(
        data,
        body=values.body,
        kind=values.kind,
        year=values.year,
        elements=values.elements,
        previous=values.previous,
    )


def _datum(value: DatumValue) -> Datum:
    if value.status == ValueStatus.NOT_COUNTED:
        return Datum(None, value.reason)
    if value.choice or value.number is None:
        return Datum(value.choice)
    return Datum(value.number)
