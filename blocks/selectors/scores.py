"""The score of a body, or of one direction of it, from what is stored now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from blocks.models import PartialConclusion
from blocks.stored_scores import as_stored
from engine.formulas.values import Values, make_peers
from engine.methodology import MethodologyText
from engine.questions import direction_alone, reads_peers
from engine.scoring import BlockScore, score_block
from evaluation.models import Body, Cycle
from methodologies.content import methodology_of
from methodologies.models import Methodology
from reports.selectors.values import values_of


def score_direction(partial: PartialConclusion) -> BlockScore:
    """The score of one direction from what is stored now: only what it reads is fetched."""
    methodology = direction_alone(methodology_of(partial.methodology), partial.direction)
    return _score(methodology, partial.body, partial.cycle, trace=False)


def draft_scores(partials: Iterable[PartialConclusion]) -> dict[int, Decimal | None]:
    """The scores of directions of one year that nobody has approved, from what is stored now, by partial's id.

    Three queries for each block's methodology, four where it compares bodies.
    """
    groups: dict[int, list[PartialConclusion]] = {}
    for partial in partials:
        groups.setdefault(partial.methodology_id, []).append(partial)
    found: dict[int, Decimal | None] = {}
    for together in groups.values():
        methodology, cycle = methodology_of(together[0].methodology), together[0].cycle
        values = _values(methodology, cycle, [one.body for one in together])
        for one in together:
            alone = direction_alone(methodology, one.direction)
            score = score_block(alone, values[one.body_id]).direction_values().get(one.direction)
            found[one.pk] = as_stored(score) if isinstance(score, Decimal) else None
    return found


def score_of(record: Methodology, body: Body, cycle: Cycle, *, trace: bool = False) -> BlockScore:
    """The body's score by this methodology from what is stored now; with its whole trace if asked."""
    return _score(methodology_of(record), body, cycle, trace=trace)


def scores_of(record: Methodology, bodies: Sequence[Body], cycle: Cycle) -> dict[int, BlockScore]:
    """The scores of several bodies by this methodology from what is stored now, by body's id. As many queries as one."""
    methodology = methodology_of(record)
    values = _values(methodology, cycle, bodies)
    return {body.pk: score_block(methodology, values[body.pk]) for body in bodies}


def _values(methodology: MethodologyText, cycle: Cycle, bodies: Iterable[Body]) -> dict[int, Values]:
    """What the formulas read for these bodies: of everybody, where they compare bodies."""
    if not reads_peers(methodology):
        return values_of(methodology, cycle, bodies)
    everybody = values_of(methodology, cycle, Body.objects.filter(reports__cycle=cycle).distinct())
    make_peers(everybody.values())
    return everybody


def _score(methodology: MethodologyText, body: Body, cycle: Cycle, *, trace: bool) -> BlockScore:
    return score_block(methodology, _values(methodology, cycle, [body])[body.pk], trace=trace)
