"""Who fills, signs, examines and sees reports, their values and documents (c9.2, c40, c44, c64).

A body sees its own, those who evaluate it theirs, those who oversee or audit the evaluation all.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from evaluation import participation, rights
from evaluation.models import Assignment, Office, Role, User
from reports.models import Document, Report

#: The offices of a body that see its own reports; an administrator or a member of something else there does not.
OWN_OFFICES = (Office.PREPARER, Office.FIRST_HEAD)
#: The offices of an authorised body that see what they evaluate or take the conclusion of.
EVALUATING_OFFICES = (Office.EVALUATOR, Office.APPROVER, Office.SPECIAL_COMMISSION_MEMBER)
#: Who of an authorised body may lay a document to the evaluation of a body.
SUPPLYING_OFFICES = (Office.EVALUATOR, Office.APPROVER, Office.SPECIAL_COMMISSION_MEMBER)

#: The offices that have reports to see at the desk.
SEES_REPORTS = (
    Office.PREPARER,
    Office.FIRST_HEAD,
    Office.EVALUATOR,
    Office.APPROVER,
    Office.COORDINATOR,
    Office.WORKING_BODY,
    Office.SPECIAL_COMMISSION_MEMBER,
    Office.AUDITOR,
)


def sees_every_report(user: Any) -> bool:
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
    if standing.holds(*OWN_OFFICES, body=body_id) or sees_every_report(user):
        return True
    mine = standing.bodies(*EVALUATING_OFFICES)
    return (
        bool(mine)
        and Assignment.objects.filter(
            Q(evaluator_id__in=mine) | Q(lead_id__in=mine), cycle__year=year, body_id=body_id
        ).exists()
    )


#: What is read with a report that somebody sees.
AT_HAND = ("cycle", "body", "prepared_by", "signed_by", "completion_term")


def visible_reports(user: User) -> QuerySet[Report]:
    """The reports that the person sees, with cycle and body at hand. No query before it is read."""
    reports = Report.objects.select_related(*AT_HAND)
    if sees_every_report(user):
        return reports
    standing = rights.standing(user)
    mine = standing.bodies(*EVALUATING_OFFICES)
    evaluated = Assignment.objects.filter(
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


# --- predicates ------------------------------------------------------------------------------------------------


@rights.because(_("Only the preparers of this body fill in its report."))
def is_preparer(user: User, report: Any) -> bool:
    """In the body itself (``body_id``); its first head signs and does not fill in (c40)."""
    return rights.standing(user).holds(Office.PREPARER, body=report.body_id)


@rights.because(_("Only the first head of this body signs the report."))
def is_first_head(user: User, report: Any) -> bool:
    """Of the body itself, not of another of its house: whoever signs answers in person (c64)."""
    return rights.standing(user).holds(Office.FIRST_HEAD, body=report.body_id)


@rights.because(_("Only the preparers and the first head of this body see its workbooks."))
def is_of_the_body(user: User, report: Any) -> bool:
    """The body's own people: a workbook holds what is not signed yet (c40)."""
    return rights.standing(user).holds(*OWN_OFFICES, body=report.body_id)


@rights.because(
    _("Only the people of this body, its evaluators, state planning and the working body see the report.")
)
def may_see_report(user: User, report: Any) -> bool:
    """``may_see_body`` for the report's year. One query at most, besides the standing and the cycle."""
    return may_see_body(user, report.body_id, report.cycle.year)


@rights.because(_("Only an evaluator of this body in this block does this."))
def is_evaluator_of_block(user: User, report: Any) -> bool:
    """One direction of the block is enough (c40). One query besides the standing; none for who is no evaluator."""
    bodies = rights.standing(user).bodies(Office.EVALUATOR)
    return (
        bool(bodies)
        and Assignment.objects.filter(
            cycle_id=report.cycle_id, body_id=report.body_id, block=report.block, evaluator_id__in=bodies
        ).exists()
    )


@rights.because(
    _(
        "Only the body that supplied the document opens it before it is handed over; then its evaluators, the working "
        "body and auditors do, and the evaluated body those that its conclusion rests on."
    )
)
def may_open_document(user: User, document: Any) -> bool:
    """A draft's documents are its author's: either side opens the other's once they are handed over (c40, c44, c57)."""
    if not may_see_body(user, document.body_id, document.cycle.year):
        return False
    if document.handed_at is not None:
        return True
    of_the_body = rights.standing(user).holds(*OWN_OFFICES, body=document.body_id)
    return of_the_body == document.by_the_body


@rights.because(
    _(
        "A document is supplied by the body itself (its preparers and first head) or by the authorised bodies "
        "that evaluate it."
    )
)
def may_supply(user: User, document: Any) -> bool:
    """The person is of the supplying body, and that is the body concerned or one that evaluates it this year."""
    standing = rights.standing(user)
    if document.supplied_by_id == document.body_id:
        return standing.holds(Office.PREPARER, Office.FIRST_HEAD, body=document.body_id)
    if not standing.holds(*SUPPLYING_OFFICES, body=document.supplied_by_id):
        return False
    if rights.tie_to(user, document.body_id):
        return False
    supplier = document.supplied_by_id
    return Assignment.objects.filter(
        Q(evaluator_id=supplier) | Q(lead_id=supplier), cycle_id=document.cycle_id, body_id=document.body_id
    ).exists()


@rights.because(
    _("Only an authorised body that evaluates the body this year raises the label of a document handed over.")
)
def may_raise_label(user: User, document: Any) -> bool:
    """Of an authority that evaluates the body or draws up its conclusions, and with no tie to it (c9.2)."""
    own = rights.standing(user).bodies(Office.EVALUATOR, Office.APPROVER)
    if not own or rights.tie_to(user, document.body_id):
        return False
    return Assignment.objects.filter(
        Q(evaluator_id__in=own) | Q(lead_id__in=own), cycle_id=document.cycle_id, body_id=document.body_id
    ).exists()


@rights.because(_("Only an evaluator of the authorised body that answers for the statistics imports them."))
def evaluates_for_an_authority(user: User, authority: Any) -> bool:
    """``authority``: the body on whose behalf the figures are imported."""
    return rights.standing(user).holds(Office.EVALUATOR, body=authority.pk)


rights.grant("reports.view_report", may_see_report)
rights.grant("reports.fill_report", is_preparer)
rights.grant("reports.see_workbook", is_of_the_body)
rights.grant("reports.sign_report", is_first_head)
rights.grant("reports.examine_report", is_evaluator_of_block, rights.has_no_interest)
rights.grant("reports.supply_document", may_supply)
rights.grant("reports.mend_document", may_supply)
rights.grant("reports.raise_label", may_raise_label)
rights.grant("reports.open_document", may_open_document)
rights.grant("reports.scan_again", rights.is_administrator)
rights.grant("reports.import_statistics", evaluates_for_an_authority)

participation.counts("report.return_for_completion", "report.accept", "statisticsimport.import")
participation.excused(
    "the body's own act on its own report",
    *(f"report.{verb}" for verb in ("save_values", "hand_for_signature", "take_back", "send_back")),
    *(f"report.{verb}" for verb in ("freeze", "sign", "refuse_signature", "settle_signature")),
)
participation.excused("the portal finds by itself that a signature does not hold", "report.void_signature")
participation.excused(
    "a document gives no value: whoever rests a value or a mark on it is named by that",
    "document.attach",
    "document.mend",
    "document.replace",
    "document.found_infected",
    "document.scan_again",
    "document.raise_label",
    "document.open",
)
