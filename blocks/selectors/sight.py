"""Who sees a body's reports, values and documents (c44): the body, those who evaluate it, those who oversee or audit."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from blocks.models import Conclusion, Document, PartialConclusion, Report
from evaluation import rights
from evaluation.models import Office, Role, User

#: The offices of a body that see its own reports; an administrator or a member of something else there does not.
OWN_OFFICES = (Office.PREPARER, Office.FIRST_HEAD)
#: The offices of an authorised body that see what they evaluate or take the conclusion of.
EVALUATING_OFFICES = (Office.EVALUATOR, Office.APPROVER, Office.SPECIAL_COMMISSION_MEMBER)


def sees_everything(user: Any) -> bool:
    """State planning's coordinator and the working body oversee the whole evaluation (c11, c14); an auditor reads it."""
    standing = rights.standing(user)
    return (
        standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)
        or standing.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)
        or standing.holds(Office.AUDITOR)
    )


def may_see_body(user: User, body_id: int, year: int) -> bool:
    """Whether the person sees what the body reported for ``year``. One query at most, besides the standing."""
    standing = rights.standing(user)
    if standing.holds(*OWN_OFFICES, body=body_id) or sees_everything(user):
        return True
    mine = standing.bodies(*EVALUATING_OFFICES)
    return (
        bool(mine)
        and PartialConclusion.objects.filter(
            Q(evaluator_id__in=mine) | Q(lead_id__in=mine), cycle__year=year, body_id=body_id
        ).exists()
    )


def own_not_told(user: User, cycle_id: int, block: int) -> frozenset[int]:
    """The bodies of the person's own house that have not received their conclusion on the block yet.

    Whoever works on a methodology is of an evaluated body too, and learns its score when the body does (c9.2, c46).
    One query besides the standing; none for those who oversee everything.
    """
    if sees_everything(user):
        return frozenset()
    standing = rights.standing(user)
    own = {one for body in standing.bodies() for one in standing.houses.get(body, frozenset({body}))}
    told = Conclusion.objects.filter(
        cycle_id=cycle_id, block=block, body_id__in=own, received_at__isnull=False
    )
    return frozenset(own.difference(told.values_list("body_id", flat=True)))


def visible_reports(user: User) -> QuerySet[Report]:
    """The reports that the person sees, with cycle and body at hand. No query before it is read."""
    reports = Report.objects.select_related("cycle", "body", "prepared_by", "signed_by", "completion_term")
    if sees_everything(user):
        return reports
    standing = rights.standing(user)
    mine = standing.bodies(*EVALUATING_OFFICES)
    evaluated = PartialConclusion.objects.filter(
        Q(evaluator_id__in=mine) | Q(lead_id__in=mine),
        cycle_id=OuterRef("cycle_id"),
        body_id=OuterRef("body_id"),
    )
    own = Q(body_id__in=standing.bodies(*OWN_OFFICES))
    return reports.filter(own | Exists(evaluated) if mine else own)


def documents_before_evaluators(cycle_id: int, body_id: int) -> QuerySet[Document]:
    """The documents on a body that its evaluators may choose from: the authorities', and what the body handed over."""
    return Document.objects.filter(
        ~Q(supplied_by_id=F("body_id")) | Q(handed_at__isnull=False), cycle_id=cycle_id, body_id=body_id
    )
