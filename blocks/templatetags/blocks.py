"""Parts of the scoring and the approver's desks. Load with ``{% load blocks %}``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.urls import reverse

from blocks.models import PartialConclusion
from blocks.models.scores import MARKS_STAND
from blocks.selectors.scoring import conclusion_that_stands
from evaluation import rights
from evaluation.models import User
from evaluation.presentation import bar_width
from reports.selectors.late import open_places

register = template.Library()


@register.inclusion_tag("blocks/late_button.html")
def late_button(partial: PartialConclusion, user: User) -> dict[str, str]:
    """``{% late_button partial request.user %}``: to the page of late figures, for whoever may record one that is awaited.

    No query before the marks are approved, four at most after.
    """
    waits = (
        partial.state in MARKS_STAND
        and rights.may(user, "blocks.score_partialconclusion", partial)
        and conclusion_that_stands(partial) is not None
        and bool(open_places(partial.assignment, partial.methodology))
    )
    return {"address": reverse("late_figures", args=[partial.pk]) if waits else ""}


@register.inclusion_tag("blocks/approval_score.html")
def draft_score(score: Decimal | None, before: Decimal | None, change: Decimal | None) -> dict[str, Any]:
    """``{% draft_score score before change %}``: a score that is not approved, on a bar with last year's as a tick."""
    return {
        "score": score,
        "before": before,
        "change": change,
        "filled": bar_width(score),
        "tick": bar_width(before) if before is not None else "",
    }
