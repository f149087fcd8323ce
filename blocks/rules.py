"""Rights over what is no record with a state: opening the cycle, the list of indicators, documents (c22, c40, c44)."""

from __future__ import annotations

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from blocks.models import PartialConclusion
from blocks.models.methodologies import CO_DEVELOPERS, LEADS
from blocks.models.reports import may_open_document
from evaluation import rights
from evaluation.models import Office, User

#: Who of an authorised body may lay a document to the evaluation of a body.
SUPPLYING_OFFICES = (Office.EVALUATOR, Office.APPROVER, Office.SPECIAL_COMMISSION_MEMBER)


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
    if standing.belongs_to(document.body_id) or document.body_id in standing.interests:
        return False
    partials = PartialConclusion.objects.filter(cycle_id=document.cycle_id, body_id=document.body_id)
    supplier = document.supplied_by_id
    return (partials.filter(evaluator_id=supplier) | partials.filter(lead_id=supplier)).exists()


@rights.because(_("Only an evaluator of the authorised body that answers for the statistics imports them."))
def evaluates_for_an_authority(user: User, authority: Any) -> bool:
    """``authority``: the body on whose behalf the figures are imported."""
    return rights.standing(user).holds(Office.EVALUATOR, body=authority.pk)


@rights.because(_("Only a methodologist of the authorised bodies that develop the methodologies does this."))
def develops_methodologies(user: User, _obj: Any) -> bool:
    """A methodologist of a body that leads a block's methodology or develops it with the lead (c26, c33, c39)."""
    standing = rights.standing(user)
    roles = {*LEADS.values(), *(role for roles in CO_DEVELOPERS.values() for role in roles)}
    return any(standing.holds_in_role(role, Office.METHODOLOGIST) for role in roles)


reads_opening = rights.one_of(
    _(
        "The opening of the evaluation is for state planning's coordinator and the working body of the Commission."
    ),
    rights.is_planning_coordinator,
    rights.is_working_body,
)
reads_kpis = rights.one_of(
    _(
        "The list is for the Head of the Presidential Administration, who approves it, for state planning, the working "
        "body of the Commission and the methodologists of the authorised bodies."
    ),
    rights.is_head_of_administration,
    rights.is_planning_coordinator,
    rights.is_working_body,
    develops_methodologies,
)

rules.add_perm("blocks.read_opening", rights.all_of(reads_opening))
rules.add_perm("blocks.read_kpis", rights.all_of(reads_kpis))
rules.add_perm("blocks.open_cycle", rights.all_of(rights.is_planning_coordinator))
rules.add_perm("blocks.approve_kpis", rights.all_of(rights.is_head_of_administration))
rules.add_perm("blocks.supply_document", rights.all_of(may_supply))
rules.add_perm("blocks.open_document", rights.all_of(may_open_document))
rules.add_perm("blocks.import_statistics", rights.all_of(evaluates_for_an_authority))
