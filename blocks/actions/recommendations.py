"""The verbs of a conclusion's recommendations while it is being drawn up (c47)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from blocks.models import ConclusionState, Recommendation
from evaluation import clock
from evaluation.acting import lock, note, refuse_without_right
from evaluation.models import User
from evaluation.models.base import LANGUAGES
from evaluation.refusals import FieldFault, Refusal

CLAUSE = "c47"


def edit_recommendation(
    recommendation: Recommendation,
    by: User,
    texts: Mapping[str, str],
    due_on: date | None,
    revision: int | None = None,
) -> Recommendation:
    """Change a draft conclusion's recommendation: its text in the three languages and its term.

    ``texts`` are by language. After approval the recommendations stand as they are. ``revision`` is the conclusion's.
    """
    with transaction.atomic():
        conclusion = lock(recommendation.conclusion, revision)
        refuse_without_right(by, "blocks.draw_up_conclusion", conclusion, CLAUSE)
        if conclusion.state != ConclusionState.DRAFT:
            raise Refusal(
                "state",
                _("The conclusion is “%(state)s”: its recommendations no longer change.")
                % {"state": conclusion.get_state_display()},
                clause=CLAUSE,
            )
        faults = [
            FieldFault(f"text_{language}", _("Write the recommendation in all three languages."))
            for language in LANGUAGES
            if not texts.get(language, "").strip()
        ]
        if due_on is None or due_on <= clock.today():
            faults.append(FieldFault("due_on", _("Choose a day that is still to come.")))
        if faults or due_on is None:
            raise Refusal(
                "incomplete", _("The recommendation is not saved yet."), clause=CLAUSE, faults=faults
            )
        fresh = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
        for language in LANGUAGES:
            setattr(fresh, f"text_{language}", texts[language].strip())
        fresh.due_on = due_on
        fresh.save(update_fields=[*(f"text_{language}" for language in LANGUAGES), "due_on"])
        conclusion.revision += 1
        conclusion.save(update_fields=["revision"])
        note(conclusion, "edit_recommendation", by, CLAUSE, details={"id": fresh.pk, "due_on": str(due_on)})
    return fresh
