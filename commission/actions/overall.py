"""The verbs of the overall evaluation: computed from final block conclusions, brought to the working body (c11, c49)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from blocks.models import Conclusion
from blocks.stored_scores import as_stored
from commission.models import OverallEvaluation, OverallState
from commission.selectors import FINAL_STATES, current_conclusions, current_overalls, register_scopes
from engine.overall import score_overall
from evaluation import clock, rights
from evaluation.acting import note_each, perform, refuse_without_right
from evaluation.models import Body, Cycle, Office, Role, Scope, User
from evaluation.refusals import FieldFault, Refusal
from methodologies.content import overall_of
from methodologies.models import Methodology, MethodologyState, Subject


@dataclass(frozen=True)
class Bulk:
    """What came of one act on many bodies: on how many it was done, and every refusal with its body."""

    done: int
    refused: tuple[tuple[Body, Refusal], ...]


#: So many bodies are computed in one transaction.
TOGETHER = 500


def compute_overall(cycle: Cycle, body: Body, by: User) -> OverallEvaluation:
    """Compute one body's overall evaluation, as ``compute_overalls`` does of many; again: a new version.

    Refused while a block that applies has no final conclusion. The same inputs give the same version back. One that
    is with the working body gives way when a block was counted again with late figures; what replaces it says which
    one it ``corrects``, and is bound by no milestone (A-SCORE-2).
    """
    made, refused = _compute_together(cycle, [body], by)
    for _body, refusal in refused:
        raise refusal
    return made[0]


def compute_overalls(cycle: Cycle, bodies: Iterable[Body], by: User) -> Bulk:
    """Compute the overall evaluation of each of these bodies (c11); a refusal of one stops none of the others.

    The queries do not grow with the bodies, but for those whose former overall evaluation gives way; an entry of the
    journal for each body, as if it had been computed alone.
    """
    every = list(dict.fromkeys(bodies))
    done, refused = 0, list[tuple[Body, Refusal]]()
    for start in range(0, len(every), TOGETHER):
        stand, some_refused = _compute_together(cycle, every[start : start + TOGETHER], by)
        done += len(stand)
        refused += some_refused
    return Bulk(done, tuple(refused))


def _compute_together(
    cycle: Cycle, bodies: Sequence[Body], by: User
) -> tuple[list[OverallEvaluation], list[tuple[Body, Refusal]]]:
    """Of each body the evaluation that stands now, in one transaction; and who is refused, with the refusal."""
    stand, made, refused = list[OverallEvaluation](), list[OverallEvaluation](), list[tuple[Body, Refusal]]()
    with transaction.atomic():
        known = _known(cycle, bodies)
        for body in bodies:
            try:
                overall = _computed(known, body, by)
            except Refusal as refusal:
                refused.append((body, refusal))
                continue
            stand.append(overall)
            if overall._state.adding:
                made.append(overall)
        _keep(made, by)
    return stand, refused


@dataclass(frozen=True)
class _Known:
    """What the computing of some bodies of one cycle reads, by body id where it differs; ``makers`` by role."""

    cycle: Cycle
    methodology: Methodology | None
    scopes: dict[int, Scope]
    conclusions: dict[int, dict[int, Conclusion]]
    overalls: dict[int, OverallEvaluation]
    makers: dict[Role, Body]


def _known(cycle: Cycle, bodies: Sequence[Body]) -> _Known:
    """Read with the cycle locked. Five queries."""
    # the text by which it counts must still be the approved one when the result is written
    Cycle.objects.select_for_update().get(pk=cycle.pk)
    methodology = (
        Methodology.objects.filter(cycle=cycle, subject=Subject.OVERALL, state=MethodologyState.APPROVED)
        .defer("document")
        .first()
    )
    return _Known(
        cycle,
        methodology,
        {scope.body_id: scope for scope in register_scopes(cycle).filter(body__in=bodies)},
        current_conclusions(cycle, bodies),
        current_overalls(cycle, bodies, with_trace=True),
        {},
    )


def _computed(known: _Known, body: Body, by: User) -> OverallEvaluation:
    """The one that stands, or a new one that is not stored yet; then what stood before has given way."""
    cycle, methodology = known.cycle, known.methodology
    probe = OverallEvaluation(cycle=cycle, body=body)
    refuse_without_right(by, "commission.compute_overallevaluation", probe, "c11")
    if methodology is None:
        raise Refusal("state", _("The overall methodology for this year is not approved yet."), clause="c17")
    scope = known.scopes.get(body.pk)
    if scope is None:
        raise Refusal("state", _("This body is not evaluated in this year."), clause="D2")
    conclusions = known.conclusions.get(body.pk, {})
    waiting = [
        block
        for block in scope.blocks
        if block not in conclusions or conclusions[block].state not in FINAL_STATES
    ]
    if waiting:
        raise Refusal(
            "incomplete",
            _("The overall evaluation needs every final block conclusion; missing: %(blocks)s.")
            % {"blocks": ", ".join(map(str, waiting))},
            clause="c11",
            faults=[FieldFault(f"block-{block}", _("The conclusion is not final yet.")) for block in waiting],
        )
    scores = {block: conclusions[block].score for block in scope.blocks}
    result = score_overall(overall_of(methodology), scores)
    if result.value is None:
        raise Refusal(
            "incomplete", _("The block scores of this body cannot be counted together."), clause="c11"
        )
    trace: dict[str, Any] = {
        **result.to_json(),
        "conclusions": {str(block): conclusions[block].number for block in scope.blocks},
    }
    older = known.overalls.get(body.pk)
    corrects: OverallEvaluation | None = None
    if older is not None:
        if older.score == as_stored(result.value) and older.trace == trace:
            return older
        with_working_body = older.state == OverallState.SUBMITTED
        corrects = older if with_working_body else older.corrects
        perform(older, "recount" if with_working_body else "supersede", by)
    return OverallEvaluation(
        cycle=cycle,
        body=body,
        version=older.version + 1 if older else 1,
        corrects=corrects,
        maker=_maker(known, by),
        methodology=methodology,
        score=as_stored(result.value),
        degree=result.degree,
        trace=trace,
        computed_by=by,
        computed_at=clock.now(),
    )


def _keep(made: Sequence[OverallEvaluation], by: User) -> None:
    """Store them, each with its entry of the journal."""
    OverallEvaluation.objects.bulk_create(made, batch_size=TOGETHER)
    note_each(
        made,
        "compute",
        by,
        "c11",
        after=OverallState.COMPUTED,
        details=lambda overall: {"score": str(overall.score)},
    )


def _maker(known: _Known, by: User) -> Body:
    standing = rights.standing(by)
    role = (
        Role.STATE_PLANNING
        if standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)
        else Role.WORKING_BODY
    )
    if role not in known.makers:
        known.makers[role] = rights.holder_of(role)
    return known.makers[role]


def submit_overall(overall: OverallEvaluation, by: User) -> OverallEvaluation:
    """Bring the overall evaluation to the working body, with the block conclusions (c49)."""

    def prepare(fresh: OverallEvaluation) -> None:
        fresh.submitted_at = clock.now()

    return perform(overall, "submit", by, prepare=prepare)


def on_each(acts: Iterable[tuple[Body, Callable[[], object]]]) -> Bulk:
    """Do each act for itself; a refusal of one stops none of the others."""
    done, refused = 0, []
    for body, act in acts:
        try:
            act()
        except Refusal as refusal:
            refused.append((body, refusal))
        else:
            done += 1
    return Bulk(done, tuple(refused))


def submit_overalls(overalls: Iterable[OverallEvaluation], by: User) -> Bulk:
    """Bring each of these overall evaluations to the working body (c49)."""
    return on_each((overall.body, partial(submit_overall, overall, by)) for overall in overalls)
