"""Rights over what is no record with a state: opening the cycle, the list of indicators, documents (c22, c40, c44)."""

from __future__ import annotations

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from blocks.models import PartialConclusion
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


rules.add_perm("blocks.open_cycle", rights.all_of(rights.is_planning_coordinator))
rules.add_perm("blocks.approve_kpis", rights.all_of(rights.is_head_of_administration))
rules.add_perm("blocks.supply_document", rights.all_of(may_supply))
rules.add_perm("blocks.open_document", rights.all_of(may_open_document))
rules.add_perm("blocks.import_statistics", rights.all_of(evaluates_for_an_authority))
