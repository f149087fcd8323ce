"""The score of a body, or of one direction of it, from what is stored now."""

from __future__ import annotations

from blocks.models import PartialConclusion
from engine.formulas.values import make_peers
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


def score_of(record: Methodology, body: Body, cycle: Cycle, *, trace: bool = False) -> BlockScore:
    """The body's score by this methodology from what is stored now; with its whole trace if asked."""
    return _score(methodology_of(record), body, cycle, trace=trace)


def _score(methodology: MethodologyText, body: Body, cycle: Cycle, *, trace: bool) -> BlockScore:
    if not reads_peers(methodology):
        return score_block(methodology, values_of(methodology, cycle, [body])[body.pk], trace=trace)
    everybody = values_of(methodology, cycle, Body.objects.filter(reports__cycle=cycle).distinct())
    make_peers(everybody.values())
    return score_block(methodology, everybody[body.pk], trace=trace)
