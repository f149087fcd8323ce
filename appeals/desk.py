"""Whose turn it is in appeals, the menu's item, and the words of the journal."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Case, Count, Exists, Min, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


#: From how many on objections of one step stand as one card that leads to the list.
ONE_CARD_FROM = 4


def waiting(user: User) -> QuerySet[Objection]:
    """The objections that wait for the person: drafts that can still be filed, and what follows. No query."""
    held = standing(user)
    own, approves = held.bodies(Office.FIRST_HEAD, Office.PREPARER), held.bodies(Office.APPROVER)
    chairs = SpecialCommissionMember.objects.filter(
        commission__objection=OuterRef("pk"), user=user, seat=Seat.CHAIR
    )
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
        | Q(Exists(chairs), state=ObjectionState.IN_REVIEW)
    )
    # whoever is tied to the body considers and decides nothing (c9.2); its own people are in ``own`` above
    mine &= Q(body_id__in=own) | ~Q(body_id__in=held.tied)
    objections = Objection.objects.all()
    if approves:
        objections = objections.alias(seat_left=with_a_seat_left(held))
        anew = Q(authority_id__in=approves, state=ObjectionState.IN_REVIEW, seat_left=True)
        mine |= anew & ~Q(body_id__in=held.tied)
    return objections.filter(mine)


class Step(models.TextChoices):
    """What is done with an objection next; each in the words of many."""

    FILE = "file"
    FORM = "form"
    HAND = "hand"
    FORM_ANEW = "form_anew"
    DECIDE = "decide"
    CORRECT = "correct"


def _step(approves: frozenset[int]) -> Case:
    """The step that a waiting objection awaits from somebody who approves in these bodies."""
    formed = Q(commission__state=SpecialCommissionState.FORMED)
    return Case(
        When(state=ObjectionState.DRAFT, then=Value(Step.FILE.value)),
        When(formed, state=ObjectionState.FILED, then=Value(Step.HAND.value)),
        When(state=ObjectionState.FILED, then=Value(Step.FORM.value)),
        When(state=ObjectionState.IN_REVIEW, authority_id__in=approves, then=Value(Step.FORM_ANEW.value)),
        When(state=ObjectionState.IN_REVIEW, then=Value(Step.DECIDE.value)),
        default=Value(Step.CORRECT.value),
    )


def turns(user: User) -> list[Turn]:
    """What of appeals waits for the person: a card for each objection, or one for many. Two queries."""
    held = standing(user)
    if not held.holds(*ACTS_HERE):
        return []
    heads, approves = held.bodies(Office.FIRST_HEAD), held.bodies(Office.APPROVER)
    mine = waiting(user).annotate(step=_step(approves))
    groups = (
        mine.order_by()
        .values("cycle__year", "step", "state")
        .annotate(count=Count("pk", distinct=True), due=Min("result_term__due_at"), since=Min("filed_at"))
    )
    cards, apart = [], Q(pk__in=[])
    found_groups = list(groups.order_by("cycle__year", "step"))
    if not found_groups:
        return []
    for group in found_groups:
        if group["step"] != Step.FILE and group["count"] >= ONE_CARD_FROM:
            cards.append(_many(group))
        else:
            apart |= Q(cycle__year=group["cycle__year"], step=group["step"])
    found = mine.filter(apart).select_related(
        "cycle", "body", "conclusion__objection_term", "result_term", "commission"
    )
    return cards + [
        _turn(objection, heads, approves)
        for objection in found.defer("conclusion__trace", "conclusion__content")
    ]


def _many(group: Any) -> Turn:
    """One card for all objections of a year that await the same step: how many, the nearest term, the list of them."""
    count, step = group["count"], Step(group["step"])
    title, text, clause = _of_many(count)[step]
    return Turn(
        title=title % {"count": count},
        text=text,
        clause=clause,
        url=f"{reverse('objections')}?year={group['cycle__year']}&state={group['state']}",
        action_label=_("Open the list"),
        due_at=None if step is Step.CORRECT else group["due"],
        waiting_since=group["since"],
        tone="refused" if step is Step.FORM_ANEW else "waiting",
        year=group["cycle__year"],
    )


def _of_many(count: int) -> dict[Step, tuple[str, str, str]]:
    """Title, text and clauses of the card of so many objections, in the active language."""
    return {
        Step.FORM: (
            ngettext(
                "Form the special commission on %(count)s objection",
                "Form the special commissions on %(count)s objections",
                count,
            ),
            _("Those who took part in evaluating a body cannot sit in the commission on its objection."),
            "c59 c60",
        ),
        Step.HAND: (
            ngettext(
                "Hand %(count)s objection to its special commission",
                "Hand %(count)s objections to their special commissions",
                count,
            ),
            _("Those who took part in evaluating a body cannot sit in the commission on its objection."),
            "c59 c60",
        ),
        Step.FORM_ANEW: (
            ngettext(
                "Form the special commission on %(count)s objection anew",
                "Form the special commissions on %(count)s objections anew",
                count,
            ),
            _("Somebody who sits in them may not sit any more; the terms of the results go on."),
            "c59 c60",
        ),
        Step.DECIDE: (
            ngettext("Decide %(count)s objection", "Decide %(count)s objections", count),
            _(
                "You chair the special commissions: every point with its reasons, accepted ones with the value."
            ),
            "c60",
        ),
        Step.CORRECT: (
            ngettext(
                "Correct the conclusion on %(count)s accepted objection",
                "Correct the conclusions on %(count)s accepted objections",
                count,
            ),
            _("A new version of each conclusion stands beside the old one."),
            "c61",
        ),
    }


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
