"""The verb of counting again: the figure of a not counted indicator arrived, and a new version counts it."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from blocks.actions.conclusions import (
    approve_conclusion,
    deliver_conclusion,
    next_version,
    remake_marks,
)
from blocks.late_figures import LateFigure, arrived
from blocks.models import Conclusion
from blocks.remade_marks import WITH_LATE_FIGURES
from blocks.selectors.scores import score_of
from evaluation.acting import lock, note, perform
from evaluation.models import User
from evaluation.persons import account_ids
from evaluation.refusals import Refusal

CLAUSE = "c47"


def recount_conclusion(conclusion: Conclusion, by: User, revision: int | None = None) -> Conclusion:
    """Count a delivered conclusion again with the figures that arrived: a new version beside the old one.

    The marks of the indicators that were not counted are made, everything else stays; the new version names each
    with both dates, is approved and delivered in one act, and the body may object to it (A-SCORE-2). Refused when
    nothing has arrived, and to whoever brought a figure.
    """
    with transaction.atomic():
        old = lock(conclusion, revision)
        late = arrived(old)
        figures = [figure.stored() for figure in late]
        _refuse_own_figures(late, by)
        perform(old, "recount", by, details={"figures": figures})
        score = score_of(old.methodology, old.body, old.cycle, trace=True)
        remake_marks(old, by, score, WITH_LATE_FIGURES)
        new = next_version(old, score, recounted=figures)
        note(
            new,
            "recount_from",
            by,
            CLAUSE,
            after=new.state,
            details={
                "from": str(old.score),
                "to": str(new.score),
                "corrects": old.number,
                "figures": figures,
            },
        )
        return deliver_conclusion(approve_conclusion(new, by), by)


def _refuse_own_figures(figures: Sequence[LateFigure], by: User) -> None:
    """A second person counts (c9.3)."""
    mine = account_ids(by)
    own = [figure.indicator for figure in figures if not mine.isdisjoint(figure.brought_by)]
    if own:
        raise Refusal(
            "right",
            _("A second person counts: you brought the figures of %(codes)s yourself.")
            % {"codes": ", ".join(own)},
            clause="c9.3",
            remedy=_("Another approver of the block's lead counts the conclusion again."),
        )
