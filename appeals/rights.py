"""Who prepares, files, considers, decides and sees objections (c57–c60)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from appeals.models import Objection, ObjectionState, Seat, SpecialCommissionMember, SpecialCommissionState
from evaluation import participation, rights
from evaluation.models import Office, Role, User

READERS_EVERYWHERE = (Office.AUDITOR,)
#: The offices that may have objections to read; which of them each reads is `visible_objections`.
SEES_OBJECTIONS = (
    Office.PREPARER,
    Office.FIRST_HEAD,
    Office.EVALUATOR,
    Office.APPROVER,
    Office.SPECIAL_COMMISSION_MEMBER,
    Office.WORKING_BODY,
    Office.COORDINATOR,
    Office.AUDITOR,
)


def visible_objections(user: User) -> QuerySet[Objection]:
    """The objections that the person may open: their body's, those addressed to their body, their commissions',
    all of them for the working body, state planning's coordinator and auditors. Drafts are the body's own."""
    standing = rights.standing(user)
    own = Q(body_id__in=standing.bodies(Office.PREPARER, Office.FIRST_HEAD))
    if (
        standing.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)
        or standing.holds(*READERS_EVERYWHERE)
        or standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)
    ):
        others = Q()
    else:
        others = Q(authority_id__in=standing.bodies(Office.APPROVER, Office.EVALUATOR)) | Q(
            # a seat outlives no office: the working body's members were let in above
            authority_id__in=standing.bodies(Office.SPECIAL_COMMISSION_MEMBER),
            pk__in=Objection.objects.filter(commission__members__user_id=user.pk).values("pk"),
        )
    return Objection.objects.filter(own | (others & ~Q(state=ObjectionState.DRAFT)))


def may_open_objection(user: User, objection: Objection) -> bool:
    """Whether the objection is among those the person may open."""
    return visible_objections(user).filter(pk=objection.pk).exists()


# --- predicates ------------------------------------------------------------------------------------------------


@rights.because(_("Only the preparers of this body prepare its objections."))
def is_body_preparer(user: User, objection: Any) -> bool:
    """Its first head counts too. The body itself is meant (``body_id``), not others of its house."""
    return rights.standing(user).holds(Office.PREPARER, Office.FIRST_HEAD, body=objection.body_id)


@rights.because(_("Only the first head of this body files its objections."))
def is_body_head(user: User, objection: Any) -> bool:
    """Filing and withdrawing are the head's, preparing is not only (c57). In the body itself, not in its house."""
    return rights.standing(user).holds(Office.FIRST_HEAD, body=objection.body_id)


@rights.because(_("Only the approver of the authorised body that the objection is addressed to does this."))
def is_authority_approver(user: User, record: Any) -> bool:
    """``record``: an objection or its special commission, whatever has an ``authority_id`` (c59, c61)."""
    return rights.standing(user).holds(Office.APPROVER, body=record.authority_id)


def may_sit(user: User, authority: int) -> bool:
    """Whether the person is today of those who sit in special commissions of the authority (id): a seat outlives no
    office (c59)."""
    standing = rights.standing(user)
    return standing.holds(Office.SPECIAL_COMMISSION_MEMBER, body=authority) or standing.holds_in_role(
        Role.WORKING_BODY, Office.WORKING_BODY
    )


@rights.because(_("Only the chair of the special commission records its decision."))
def is_chair(user: User, objection: Any) -> bool:
    """Of a formed commission only, and while the office lasts (``may_sit``). One query besides the standing."""
    return (
        may_sit(user, objection.authority_id)
        and SpecialCommissionMember.objects.filter(
            commission__objection_id=objection.pk,
            commission__state=SpecialCommissionState.FORMED,
            user_id=user.pk,
            seat=Seat.CHAIR,
        ).exists()
    )


@rights.because(
    _("Only the body, the authorised body, the special commission and the working body see the objection.")
)
def may_see_objection(user: User, objection: Any) -> bool:
    """As ``visible_objections`` tells: a draft is its body's alone. One query besides the standing."""
    return may_open_objection(user, objection)


rights.grant("appeals.view_objection", may_see_objection)
rights.grant("appeals.prepare_objection", is_body_preparer)
rights.grant("appeals.file_objection", is_body_head)
rights.grant("appeals.consider_objection", is_authority_approver, rights.has_no_interest)
rights.grant("appeals.decide_objection", is_chair, rights.has_no_interest)
rights.grant("appeals.form_specialcommission", is_authority_approver, rights.has_no_interest)

participation.excused(
    "the body's own act on its own objection",
    *(f"objection.{verb}" for verb in ("open", "save_point", "remove_point", "file", "withdraw")),
)
participation.excused(
    "the consideration of the objection itself, which is no part of the evaluation before it (c59)",
    *(
        f"objection.{verb}"
        for verb in ("hand_to_commission", "decide_point", "accept", "reject", "return_to_commission")
    ),
    "specialcommission.form",
    "specialcommission.reopen",
)
