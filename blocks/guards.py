"""Why marks and conclusions may not go on (c9.3, c32, c38, c40, c47, c57, c60)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from blocks.appeal_gate import open_appeal
from blocks.late_figures import arrived
from blocks.models import Conclusion, PartialConclusion, PartialState
from blocks.selectors.scoring import missing_sentence, partial_gaps
from engine.formulas import Missing
from engine.scoring import BlockScore
from evaluation.conditions import guard
from evaluation.refusals import FieldFault, Refusal
from reports.models import Report, ReportState


@guard
def report_is_accepted(partial: PartialConclusion) -> Refusal | None:
    """Marks are approved on an accepted report only."""
    report = Report.objects.filter(
        cycle_id=partial.cycle_id, body_id=partial.body_id, block=partial.block
    ).first()
    if report is None or report.state == ReportState.ACCEPTED:
        return None
    return Refusal(
        "incomplete",
        _("The body's report on this block is not accepted yet (now: %(state)s).")
        % {"state": report.get_state_display()},
        clause="c40",
        remedy=_("Accept the report or return it for completion first."),
    )


@guard
def marks_are_complete(partial: PartialConclusion) -> Refusal | None:
    """Every indicator that applies is marked or not counted, each with a document behind it (c9.3)."""
    gaps = partial_gaps(partial)
    if not gaps:
        return None
    return Refusal(
        "incomplete",
        _("The marks are not complete; places to mend: %(count)s.") % {"count": len(gaps)},
        clause="c9.3",
        faults=[FieldFault(gap.field, gap.sentence) for gap in gaps],
    )


@guard
def partials_are_in(conclusion: Conclusion) -> Refusal | None:
    """The lead cannot close the conclusion before every partial conclusion is in (c32, c38)."""
    partials = PartialConclusion.objects.filter(
        assignment__cycle_id=conclusion.cycle_id,
        assignment__body_id=conclusion.body_id,
        assignment__block=conclusion.block,
    )
    return refusal_while_waiting(partials.select_related("assignment__evaluator"))


def refusal_while_waiting(partials: Iterable[PartialConclusion]) -> Refusal | None:
    """Why the block's conclusion waits for ``partials``, naming each that is not delivered; None when all are in."""
    waiting = [
        f"{partial.direction} ({partial.evaluator.short_name})"
        for partial in partials
        if partial.state != PartialState.DELIVERED
    ]
    if not waiting:
        return None
    return Refusal(
        "incomplete",
        _("Partial conclusions are not in yet: %(waiting)s.") % {"waiting": ", ".join(waiting)},
        clause="c32, c38",
        remedy=_("The conclusion is closed when all of them are delivered."),
    )


def score_refusal(score: BlockScore) -> Refusal | None:
    """Why no conclusion can be drawn from the score, with every place; None when it has a value."""
    if score.value is not None:
        return None
    if score.state == "blocked":
        outcomes: list[tuple[str, object]] = [(one.code, points) for one, points in score.indicators()]
        outcomes += [(deducted.penalty.code, deducted.outcome) for deducted in score.penalties]
        faults = [
            FieldFault(code, missing_sentence(score.methodology, code, found))
            for code, found in outcomes
            if isinstance(found, Missing)
        ]
        faults += [FieldFault(code, f"{code}: {problem.sentence(_)}") for code, problem in score.failures()]
        return Refusal(
            "incomplete",
            _("The score cannot be computed; missing values: %(count)s.") % {"count": len(faults)},
            clause="c9.3",
            faults=faults,
        )
    return Refusal(
        "incomplete",
        _("No indicator of the block can be counted yet, so there is no score to conclude on."),
        clause="c9.3",
        remedy=_("The conclusion is drawn up when the figures have arrived."),
    )


@guard
def appeal_is_over(conclusion: Conclusion) -> Refusal | None:
    """The term for objections has passed or been waived, and no objection is open (c57, c60)."""
    return open_appeal(conclusion)


@guard
def figures_have_arrived(conclusion: Conclusion) -> Refusal | None:
    """An indicator that was not counted can be computed now; otherwise there is nothing to count again."""
    if arrived(conclusion):
        return None
    return Refusal(
        "incomplete",
        _("No figure has arrived for an indicator that was not counted."),
        clause="c47",
        remedy=_("Once it is taken in, the conclusion can be counted again."),
    )
