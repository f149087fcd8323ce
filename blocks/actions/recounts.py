"""The verb of counting again: the figure of a not counted indicator arrived, and a new version counts it."""

from __future__ import annotations

from django.db import transaction

from blocks.actions.conclusions import (
    approve_conclusion,
    deliver_conclusion,
    next_version,
    remake_marks,
)
from blocks.late_figures import arrived
from blocks.models import Conclusion
from blocks.valuation import score_of
from evaluation.acting import lock, note, perform
from evaluation.models import User

CLAUSE = "c47"


def recount_conclusion(conclusion: Conclusion, by: User, revision: int | None = None) -> Conclusion:
    """Count a delivered conclusion again with the figures that arrived: a new version beside the old one.

    The marks of the indicators that were not counted are made, everything else stays; the new version names each
    with both dates, is approved and delivered in one act, and the body may object to it (A-SCORE-2). Refused when
    nothing has arrived.
    """
    with transaction.atomic():
        old = lock(conclusion, revision)
        figures = [figure.stored() for figure in arrived(old)]
        perform(old, "recount", by, details={"figures": figures})
        score = score_of(old.methodology, old.body, old.cycle, trace=True)
        remake_marks(old, by, score, "recount_marks", CLAUSE)
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
