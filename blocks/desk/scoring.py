"""Whose turn it is in scoring: evaluators and approvers of the directions; and the desk of scoring as a whole (c9.3)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blocks.desk.cards import cards, grouped
from blocks.desk.conclusions import (
    conclusions_of_lead,
    received,
    returned_conclusions,
    to_draw_up,
    to_hand_over,
)
from blocks.models import PartialConclusion, PartialState
from blocks.selectors.returns import sent_back
from blocks.selectors.second_person import marks_to_approve
from evaluation import rights
from evaluation.desk import Turn
from evaluation.models import Office, Role, User
from reports.models import Report
from reports.models.reports import SUBMITTED
from schedule.milestones import Milestone

MARKS = "admin:blocks_partialconclusion_changelist"


def turns(user: User) -> list[Turn]:
    """Everything of scoring and conclusions that waits for the person."""
    standing = rights.standing(user)
    scored = standing.bodies(Office.EVALUATOR)
    approved = standing.bodies(Office.APPROVER)
    found: list[Turn] = []
    if scored:
        tied = standing.tied
        found += [*_returned(scored, tied), *_to_score(scored, tied)]
        found += [*returned_conclusions(scored, tied), *to_draw_up(scored, tied)]
    if approved:
        found += [*_marks_to_approve(user, approved), *conclusions_of_lead(user, approved)]
    if standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR):
        found += to_hand_over()
    own = standing.bodies(Office.PREPARER, Office.FIRST_HEAD)
    if own:
        found += received(own)
    return found


def _partials(year: int, state: str) -> str:
    return f"{reverse(MARKS)}?state__exact={state}&assignment__cycle__year={year}"


def _scoring(bodies: Iterable[int], tied: Iterable[int]) -> QuerySet[PartialConclusion]:
    """What these authorities score, without the bodies to which the person has a tie (c9.2)."""
    own = PartialConclusion.objects.filter(assignment__evaluator_id__in=bodies, state=PartialState.SCORING)
    return own.exclude(assignment__body_id__in=tied)


def waiting(user: User) -> QuerySet[PartialConclusion]:
    """The directions that wait for the evaluator's marks: returned ones, and those whose report is in. No query."""
    standing = rights.standing(user)
    mine = _scoring(standing.bodies(Office.EVALUATOR), standing.tied)
    return mine.filter(sent_back(PartialConclusion) | _submitted())


def _submitted() -> Exists:
    return Exists(
        Report.objects.filter(
            cycle=OuterRef("assignment__cycle"),
            body=OuterRef("assignment__body"),
            block=OuterRef("assignment__block"),
            state__in=SUBMITTED,
        )
    )


def _returned(bodies: frozenset[int], tied: frozenset[int]) -> list[Turn]:
    """Marks that the approver returned."""
    rows = grouped(_scoring(bodies, tied).filter(sent_back(PartialConclusion)), "created_at")
    return cards(
        rows,
        Milestone.CONCLUSIONS,
        lambda count, year: (
            ngettext(
                "Returned marks: %(count)s direction for %(year)s",
                "Returned marks: %(count)s directions for %(year)s",
                count,
            )
            % {"count": count, "year": year}
        ),
        _("The approver asks for changes; the reason is in the journal of each."),
        "c9.3",
        lambda year, _rows: _partials(year, PartialState.SCORING),
        _("Open the returned marks"),
        "refused",
    )


def _to_score(bodies: frozenset[int], tied: frozenset[int]) -> list[Turn]:
    """Directions whose bodies' reports are in, to be scored for the first time."""
    rows = grouped(_scoring(bodies, tied).filter(~sent_back(PartialConclusion), _submitted()), "created_at")
    return cards(
        rows,
        Milestone.CONCLUSIONS,
        lambda count, year: (
            ngettext(
                "Score %(count)s direction for %(year)s", "Score %(count)s directions for %(year)s", count
            )
            % {"count": count, "year": year}
        ),
        _(
            "Give your values, and mark each indicator with the document behind the mark; a second person approves."
        ),
        "c9.3",
        lambda year, _rows: _partials(year, PartialState.SCORING),
        _("Open the scoring desk"),
    )


def _marks_to_approve(user: User, bodies: frozenset[int]) -> list[Turn]:
    """Marks to be approved by a second person, and approved directions to be delivered to the lead."""
    mine = PartialConclusion.objects.filter(assignment__evaluator_id__in=bodies)
    theirs = marks_to_approve(
        user, mine.filter(state__in=(PartialState.AWAITING_APPROVAL, PartialState.APPROVED))
    )
    waiting = grouped(theirs.filter(state=PartialState.AWAITING_APPROVAL), "created_at")
    approved = grouped(theirs.filter(state=PartialState.APPROVED), "approved_at")
    return [
        *cards(
            waiting,
            Milestone.CONCLUSIONS,
            lambda count, year: (
                ngettext(
                    "Approve the marks of %(count)s direction for %(year)s",
                    "Approve the marks of %(count)s directions for %(year)s",
                    count,
                )
                % {"count": count, "year": year}
            ),
            _("You are the second person: look through the marks and the documents, approve or return them."),
            "c9.3",
            lambda year, _rows: reverse("approval_queue", args=[year]),
            _("Open the marks"),
        ),
        *cards(
            approved,
            Milestone.CONCLUSIONS,
            lambda count, year: (
                ngettext(
                    "Deliver %(count)s partial conclusion for %(year)s to the block's lead",
                    "Deliver %(count)s partial conclusions for %(year)s to the block's lead",
                    count,
                )
                % {"count": count, "year": year}
            ),
            _("The lead cannot close the block's conclusion before they are in."),
            "c32 c38",
            lambda year, _rows: _partials(year, PartialState.APPROVED),
            _("Open the approved marks"),
        ),
    ]
