"""Whose turn it is in appeals, the menu's item, and the words of the journal."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from appeals.models import Objection, ObjectionState, Seat, SpecialCommissionMember, SpecialCommissionState
from appeals.selectors import with_a_seat_left
from blocks.models import ConclusionState
from evaluation import clock
from evaluation.desk import Next, Turn
from evaluation.models import Office, User
from evaluation.rights import standing
from evaluation.time_zone import last_day_before
from schedule.terms import counted_lines

OPEN_ITEM = (
    Office.PREPARER,
    Office.FIRST_HEAD,
    Office.APPROVER,
    Office.SPECIAL_COMMISSION_MEMBER,
    Office.WORKING_BODY,
    Office.COORDINATOR,
    Office.AUDITOR,
)


ACTS_HERE = (
    Office.PREPARER,
    Office.FIRST_HEAD,
    Office.APPROVER,
    Office.SPECIAL_COMMISSION_MEMBER,
    Office.WORKING_BODY,
)


def waiting(user: User) -> QuerySet[Objection]:
    """The objections that wait for the person: drafts that can still be filed, and what follows. No query."""
    held = standing(user)
    own, approves = held.bodies(Office.FIRST_HEAD, Office.PREPARER), held.bodies(Office.APPROVER)
    mine = (
        Q(
            body_id__in=own,
            state=ObjectionState.DRAFT,
            conclusion__objection_term__due_at__gt=clock.now(),
        )
        | Q(authority_id__in=approves, state=ObjectionState.FILED)
        | Q(
            authority_id__in=approves,
            state=ObjectionState.ACCEPTED,
            conclusion__state=ConclusionState.DELIVERED,
        )
        | Q(
            state=ObjectionState.IN_REVIEW,
            commission__members__user=user,
            commission__members__seat=Seat.CHAIR,
        )
    )
    # whoever is tied to the body considers and decides nothing (c9.2); its own people are in ``own`` above
    mine &= Q(body_id__in=own) | ~Q(body_id__in=held.tied)
    objections = Objection.objects.all()
    if approves:
        objections = objections.alias(seat_left=with_a_seat_left(held))
        anew = Q(authority_id__in=approves, state=ObjectionState.IN_REVIEW, seat_left=True)
        mine |= anew & ~Q(body_id__in=held.tied)
    return objections.filter(mine).distinct()


def turns(user: User) -> list[Turn]:
    """What of appeals waits for the person. One query."""
    held = standing(user)
    if not held.holds(*ACTS_HERE):
        return []
    found = waiting(user).select_related(
        "cycle", "body", "conclusion__objection_term", "result_term", "commission"
    )
    heads, approves = held.bodies(Office.FIRST_HEAD), held.bodies(Office.APPROVER)
    return [
        _turn(objection, heads, approves)
        for objection in found.defer("conclusion__trace", "conclusion__content")
    ]


def _turn(objection: Objection, heads: frozenset[int], approves: frozenset[int]) -> Turn:
    """The card of an objection that is in the hands of this person."""
    about = {"number": objection.number, "body": objection.body.short_name}
    url = reverse("objection", args=[objection.pk])
    term: Any = objection.result_term
    if objection.state == ObjectionState.DRAFT:
        term = objection.objection_term
        head = objection.body_id in heads
        return Turn(
            title=_("File objection %(number)s") % about
            if head
            else _("Complete objection %(number)s") % about,
            text=_(
                "A draft that only your body sees. Each point needs its document; the first head files it."
            ),
            clause="c57 c58",
            url=url,
            action_label=_("Open and file") if head else _("Open the draft"),
            due_at=term.due_at if term else None,
            body=objection.body.short_name,
            year=objection.cycle.year,
            counted=counted_lines(term) if term else (),
        )
    common: dict[str, Any] = {
        "url": url,
        "due_at": term.due_at if term and objection.state != ObjectionState.ACCEPTED else None,
        "waiting_since": objection.filed_at,
        "body": objection.body.short_name,
        "year": objection.cycle.year,
        "counted": counted_lines(term) if term and objection.state != ObjectionState.ACCEPTED else (),
    }
    if objection.state == ObjectionState.FILED:
        formed = (
            hasattr(objection, "commission") and objection.commission.state == SpecialCommissionState.FORMED
        )
        return Turn(
            title=_("Hand objection %(number)s to the special commission") % about
            if formed
            else _("Form the special commission on objection %(number)s") % about,
            text=_("%(body)s objects. Those who took part in evaluating it cannot sit in the commission.")
            % about,
            clause="c59 c60",
            action_label=_("Open the objection"),
            **common,
        )
    if objection.state == ObjectionState.IN_REVIEW and objection.authority_id in approves:
        return Turn(
            title=_("Form the special commission on objection %(number)s anew") % about,
            text=_("Somebody who sits in it may not sit any more; the term of the result goes on."),
            clause="c59 c60",
            action_label=_("Open the objection"),
            tone="refused",
            **common,
        )
    if objection.state == ObjectionState.IN_REVIEW:
        return Turn(
            title=_("Decide objection %(number)s") % about,
            text=_(
                "You chair the special commission: every point with its reasons, accepted ones with the value."
            ),
            clause="c60",
            action_label=_("Open and decide"),
            **common,
        )
    return Turn(
        title=_("Correct the conclusion on objection %(number)s") % about,
        text=_(
            "The objection of %(body)s is accepted: a new version of the conclusion stands beside the old one."
        )
        % about,
        clause="c61",
        action_label=_("Open and correct"),
        **common,
    )


def next_steps(user: User) -> list[Next]:
    """The objections in whose special commission the person sits without chairing it (c59, c60). One query."""
    if not standing(user).holds(Office.SPECIAL_COMMISSION_MEMBER, Office.WORKING_BODY):
        return []
    sitting = (
        Objection.objects.filter(
            state=ObjectionState.IN_REVIEW,
            commission__members__in=SpecialCommissionMember.objects.filter(user=user).exclude(
                seat=Seat.CHAIR
            ),
        )
        .select_related("body", "result_term")
        .defer("conclusion__trace", "conclusion__content")
        .order_by("result_term__due_at", "number")
    )
    return [
        Next(
            _("The special commission in which you sit decides objection %(number)s, %(body)s")
            % {"number": objection.number, "body": objection.body.short_name},
            _("the special commission"),
            last_day_before(objection.result_term.due_at) if objection.result_term else None,
            "c60",
        )
        for objection in sitting
    ]
