"""The verbs of recommendations: wording them in a draft (c47), judging their execution a year later (c45, c47)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from blocks.models import Conclusion, Recommendation, RecommendationState
from blocks.models.conclusions import CONCLUSION_STANDS, UNAPPROVED
from evaluation import clock
from evaluation.acting import lock, note, refuse_without_right
from evaluation.changes import WatchedRow
from evaluation.models import Body, Cycle, User
from evaluation.models.base import LANGUAGES
from evaluation.refusals import FieldFault, Refusal

CLAUSE = "c47"
JUDGED = (RecommendationState.DONE, RecommendationState.NOT_DONE)
#: Recommendations bind the body once their conclusion has reached it.


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
        if conclusion.state not in UNAPPROVED:
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
        told = [*(f"text_{language}" for language in LANGUAGES), "due_on"]
        watched = WatchedRow(fresh, *told)
        for language in LANGUAGES:
            setattr(fresh, f"text_{language}", texts[language].strip())
        fresh.due_on = due_on
        fresh.save(update_fields=told)
        conclusion.revision += 1
        conclusion.save(update_fields=["revision"])
        details = {"id": fresh.pk, "due_on": str(due_on), "changed": watched.changed()}
        note(conclusion, "edit_recommendation", by, CLAUSE, details=details)
    return fresh


def judge_recommendation(
    recommendation: Recommendation, by: User, outcome: str, words: str = "", revision: int | None = None
) -> Recommendation:
    """Record what became of an earlier recommendation: carried out or not, judged by the block's lead (c45, c47).

    Refused before the conclusion is delivered, and once the next year's conclusion has told of it. ``revision`` is
    that of the recommendation's conclusion.
    """
    with transaction.atomic():
        conclusion = lock(recommendation.conclusion, revision)
        refuse_without_right(by, "blocks.draw_up_conclusion", conclusion, "c45")
        if conclusion.state not in CONCLUSION_STANDS:
            raise Refusal(
                "state",
                _("The conclusion is “%(state)s”: its recommendations are not judged.")
                % {"state": conclusion.get_state_display()},
                clause="c45",
            )
        if told_of(conclusion):
            raise Refusal(
                "state",
                _("The conclusion of the year after has told of its execution; that no longer changes."),
                clause="c47",
            )
        if outcome not in JUDGED:
            sentence = _("Choose what became of the recommendation.")
            raise Refusal("incomplete", sentence, clause="c45", faults=[FieldFault("outcome", sentence)])
        fresh = Recommendation.objects.select_for_update().get(pk=recommendation.pk)
        watched = WatchedRow(fresh, "outcome", "outcome_note")
        fresh.outcome, fresh.outcome_note = outcome, words.strip()
        fresh.save(update_fields=["outcome", "outcome_note"])
        conclusion.revision += 1
        conclusion.save(update_fields=["revision"])
        details = {"id": fresh.pk, "outcome": outcome, "changed": watched.changed()}
        note(conclusion, "judge_recommendation", by, "c45", details=details)
    return fresh


def told_of(conclusion: Conclusion) -> bool:
    """Whether the next year's conclusion on the block is approved, and so has said what became of these."""
    return (
        Conclusion.objects.filter(
            cycle__year=conclusion.cycle.year + 1, body_id=conclusion.body_id, block=conclusion.block
        )
        .exclude(state__in=UNAPPROVED)
        .exists()
    )


def refuse_unjudged(cycle: Cycle, body: Body, block: int) -> None:
    """Refuse a conclusion that could not tell the results of last year's recommendations whose term is over (c47)."""
    waiting = Recommendation.objects.filter(
        conclusion__cycle__year=cycle.year - 1,
        conclusion__body=body,
        conclusion__block=block,
        conclusion__state__in=CONCLUSION_STANDS,
        due_on__lt=clock.today(),
    ).exclude(outcome__in=JUDGED)
    numbers = sorted(waiting.values_list("conclusion__number", flat=True))
    if numbers:
        raise Refusal(
            "incomplete",
            _("The execution of last year's recommendations is not judged yet: %(count)s.")
            % {"count": len(numbers)},
            clause=CLAUSE,
            remedy=_("Judge each of them on the page of conclusion No. %(number)s, then draw up this one.")
            % {"number": numbers[0]},
        )
