"""How much awaits a person's approval, for the menu: rows to be counted in another query."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, Model, OuterRef, QuerySet

from blocks.models import Conclusion, Mark, PartialConclusion
from blocks.rights import DRAWING_ACTS, SCORING_ACTS
from blocks.selectors.approval import waiting_conclusions, waiting_partials
from evaluation import rights
from evaluation.models import JournalEntry, Office, User
from evaluation.persons import of_person


def waiting_for(user: User) -> tuple[QuerySet[PartialConclusion], QuerySet[Conclusion]]:
    """What awaits the person's approval, for the menu's count: without what they made or are tied to. No query.

    As the queue sorts it, but for values of bodies that the person gave: those are told by the methodology's text.
    """
    standing = rights.standing(user)
    bodies, tied = standing.bodies(Office.APPROVER), standing.tied
    marks = waiting_partials(bodies).exclude(assignment__body_id__in=tied)
    marks = marks.exclude(_acted(user, PartialConclusion, SCORING_ACTS))
    drafts = (
        waiting_conclusions(bodies).exclude(body_id__in=tied).exclude(_acted(user, Conclusion, DRAWING_ACTS))
    )
    given = Mark.objects.filter(of_person("scored_by", user))
    place = {f"partial__assignment__{name}": OuterRef(name) for name in ("cycle_id", "body_id", "block")}
    return (
        marks.exclude(Exists(given.filter(partial=OuterRef("pk")))),
        drafts.exclude(Exists(given.filter(**place))),
    )


def _acted(user: User, model: type[Model], acts: Iterable[str]) -> Exists:
    return Exists(
        JournalEntry.objects.filter(
            of_person("actor", user),
            object_type=model._meta.label_lower,
            object_id=OuterRef("pk"),
            act__in=tuple(acts),
        )
    )
