"""What marks and conclusions answer to the floor of reports (`reports.marks_gate`)."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from blocks.models import PartialConclusion
from blocks.models.scores import MARKS_STAND
from blocks.selectors.scoring import conclusion_that_stands
from evaluation.acting import lock, refuse_without_right
from evaluation.models import Assignment, Cycle, User
from evaluation.refusals import Refusal

CLAUSES = "c9.3, c47"


def approved_directions(cycle: Cycle) -> Iterable[tuple[int, int, str]]:
    """(body id, block, direction) wherever the marks of the cycle are approved. One query."""
    found = PartialConclusion.objects.filter(assignment__cycle=cycle, state__in=MARKS_STAND)
    return found.values_list("assignment__body_id", "assignment__block", "assignment__direction")


def hold_for_late_figures(assignment: Assignment, by: User, revision: int | None) -> PartialConclusion:
    """The partial conclusion of the assignment, locked: its marks stand, and the body has the conclusion (c9.3, c47)."""
    marks = lock(assignment.partial, revision)
    refuse_without_right(by, "blocks.score_partialconclusion", marks, CLAUSES)
    if marks.state not in MARKS_STAND:
        raise Refusal(
            "state",
            _("The marks are “%(state)s”: this figure is no late one yet.")
            % {"state": marks.get_state_display()},
            clause=CLAUSES,
            remedy=_("Record it among the values of the direction, with the marks."),
        )
    if conclusion_that_stands(marks) is None:
        raise Refusal(
            "state",
            _("The block's conclusion has not been delivered to the body yet."),
            clause=CLAUSES,
            remedy=_("Record the figure when it is delivered; the conclusion is then counted again with it."),
        )
    return marks
