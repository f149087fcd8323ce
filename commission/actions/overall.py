"""The verbs of the overall evaluation: computed from final block conclusions, brought to the working body (c11, c49)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from blocks.stored_scores import as_stored
from commission.models import OverallEvaluation, OverallState
from commission.selectors import FINAL_STATES, current_conclusions, current_overalls, scope_of
from engine.overall import score_overall
from evaluation import clock, rights
from evaluation.acting import note, perform, refuse_without_right
from evaluation.models import Body, Cycle, Office, Role, User
from evaluation.refusals import FieldFault, Refusal
from methodologies.content import overall_of
from methodologies.models import Methodology, MethodologyState, Subject


def compute_overall(cycle: Cycle, body: Body, by: User) -> OverallEvaluation:
    """Compute the body's overall evaluation from its final block conclusions (c11); again: a new version.

    Refused while a block that applies has no final conclusion. The same inputs give the same version back. One that
    is with the working body gives way when a block was counted again with late figures; what replaces it says which
    one it ``corrects``, and is bound by no milestone (A-SCORE-2).
    """
    with transaction.atomic():
        # the text by which it counts must still be the approved one when the result is written
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        methodology = (
            Methodology.objects.filter(cycle=cycle, subject=Subject.OVERALL, state=MethodologyState.APPROVED)
            .defer("document")
            .first()
        )
        probe = OverallEvaluation(cycle=cycle, body=body)
        refuse_without_right(by, "commission.compute_overallevaluation", probe, "c11")
        if methodology is None:
            raise Refusal(
                "state", _("The overall methodology for this year is not approved yet."), clause="c17"
            )
        scope = scope_of(cycle, body)
        if scope is None:
            raise Refusal("state", _("This body is not evaluated in this year."), clause="D2")
        conclusions = current_conclusions(cycle, body).get(body.pk, {})
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
                faults=[
                    FieldFault(f"block-{block}", _("The conclusion is not final yet.")) for block in waiting
                ],
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
        older = current_overalls(cycle, body).get(body.pk)
        corrects: OverallEvaluation | None = None
        if older is not None:
            if older.score == as_stored(result.value) and older.trace == trace:
                return older
            with_working_body = older.state == OverallState.SUBMITTED
            corrects = older if with_working_body else older.corrects
            perform(older, "recount" if with_working_body else "supersede", by)
        overall = OverallEvaluation(
            cycle=cycle,
            body=body,
            version=older.version + 1 if older else 1,
            corrects=corrects,
            maker=_maker(by),
            methodology=methodology,
            score=as_stored(result.value),
            degree=result.degree,
            trace=trace,
            computed_by=by,
            computed_at=clock.now(),
        )
        overall.save()
        note(overall, "compute", by, "c11", after=overall.state, details={"score": str(overall.score)})
    return overall


def _maker(by: User) -> Body:
    standing = rights.standing(by)
    role = (
        Role.STATE_PLANNING
        if standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)
        else Role.WORKING_BODY
    )
    return rights.holder_of(role)


def submit_overall(overall: OverallEvaluation, by: User) -> OverallEvaluation:
    """Bring the overall evaluation to the working body, with the block conclusions (c49)."""

    def prepare(fresh: OverallEvaluation) -> None:
        fresh.submitted_at = clock.now()

    return perform(overall, "submit", by, prepare=prepare)


@dataclass(frozen=True)
class Bulk:
    """What came of one act on many bodies: on how many it was done, and every refusal with its body."""

    done: int
    refused: tuple[tuple[Body, Refusal], ...]


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


def compute_overalls(cycle: Cycle, bodies: Iterable[Body], by: User) -> Bulk:
    """Compute the overall evaluation of each of these bodies (c11)."""
    return on_each((body, partial(compute_overall, cycle, body, by)) for body in bodies)


def submit_overalls(overalls: Iterable[OverallEvaluation], by: User) -> Bulk:
    """Bring each of these overall evaluations to the working body (c49)."""
    return on_each((overall.body, partial(submit_overall, overall, by)) for overall in overalls)
