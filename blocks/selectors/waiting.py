"""How much awaits a person's approval, for the menu: rows to be counted in another query."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, Model, OuterRef, QuerySet

from blocks.models import Conclusion, Mark, PartialConclusion, PartialState
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
    drafts = (
        waiting_conclusions(bodies).exclude(body_id__in=tied).exclude(_acted(user, Conclusion, DRAWING_ACTS))
    )
    given = Mark.objects.filter(of_person("scored_by", user))
    place = {f"partial__assignment__{name}": OuterRef(name) for name in ("cycle_id", "body_id", "block")}
    return _of_second_person(user, waiting_partials(bodies)), drafts.exclude(Exists(given.filter(**place)))


def to_deliver_by(user: User) -> QuerySet[PartialConclusion]:
    """Approved marks that the person may deliver to the block's lead, in the same way. No query."""
    bodies = rights.standing(user).bodies(Office.APPROVER)
    return _of_second_person(
        user,
        PartialConclusion.objects.filter(assignment__evaluator_id__in=bodies, state=PartialState.APPROVED),
    )


def _of_second_person(user: User, partials: QuerySet[PartialConclusion]) -> QuerySet[PartialConclusion]:
    given = Mark.objects.filter(of_person("scored_by", user), partial=OuterRef("pk"))
    free = partials.exclude(assignment__body_id__in=rights.standing(user).tied)
    return free.exclude(_acted(user, PartialConclusion, SCORING_ACTS)).exclude(Exists(given))


def _acted(user: User, model: type[Model], acts: Iterable[str]) -> Exists:
    return Exists(
        JournalEntry.objects.filter(
            of_person("actor", user),
            object_type=model._meta.label_lower,
            object_id=OuterRef("pk"),
            act__in=tuple(acts),
        )
    )
