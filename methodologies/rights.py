"""Who drafts, agrees and approves methodologies and the list of key performance indicators (c14, c17, c22, c26, c33, c39)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluation import rights
from evaluation.models import Office, User
from methodologies.models import CO_DEVELOPERS, LEADS

#: Who works on methodologies at the desk.
ON_METHODOLOGIES = (Office.METHODOLOGIST, Office.APPROVER, Office.COORDINATOR, Office.WORKING_BODY)


def writes(user: User, subject: str) -> bool:
    """Whether the person is a methodologist of the subject's lead or of a co-developer. No query beyond the standing."""
    standing = rights.standing(user)
    roles = (LEADS[subject], *CO_DEVELOPERS[subject])
    return any(standing.holds_in_role(role, Office.METHODOLOGIST) for role in roles)


@rights.because(_("Only a methodologist of the block's lead or of its co-developers does this."))
def is_methodologist(user: User, methodology: Any) -> bool:
    """Of the lead or a co-developer (c26, c33, c39); for None, a methodologist of any body."""
    if methodology is None:
        return rights.standing(user).holds(Office.METHODOLOGIST)
    return writes(user, methodology.subject)


@rights.because(_("Only the approver of the block's lead approves its methodology."))
def is_lead_approver(user: User, methodology: Any) -> bool:
    """Of the lead alone: co-developers write along, and approve nothing (c17)."""
    return rights.standing(user).holds_in_role(LEADS[methodology.subject], Office.APPROVER)


@rights.because(_("Only a methodologist of the authorised bodies that develop the methodologies does this."))
def develops_methodologies(user: User, _obj: Any) -> bool:
    """A methodologist of a body that leads a block's methodology or develops it with the lead (c26, c33, c39)."""
    standing = rights.standing(user)
    roles = {*LEADS.values(), *(role for roles in CO_DEVELOPERS.values() for role in roles)}
    return any(standing.holds_in_role(role, Office.METHODOLOGIST) for role in roles)


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

rights.grant("methodologies.draft_methodology", is_methodologist)
#: What gives a methodology its text, and the agreements that stand behind it (c17).
WRITTEN = ("methodology.import", "methodology.edit", "methodology.submit")
AGREED = ("methodology.agree_planning", "methodology.agree_working_body")

rights.grant(
    "methodologies.agree_planning_methodology",
    rights.is_planning_coordinator,
    rights.second_person("with_planning", *WRITTEN),
)
rights.grant(
    "methodologies.agree_working_body_methodology",
    rights.is_working_body,
    rights.second_person("with_working_body", *WRITTEN, AGREED[0]),
)
rights.grant(
    "methodologies.approve_methodology",
    is_lead_approver,
    rights.second_person("agreed", *WRITTEN, *AGREED),
)
rights.grant("methodologies.read_kpis", reads_kpis)
rights.grant("methodologies.draft_kpis", rights.is_planning_coordinator)
rights.grant(
    "methodologies.approve_kpis",
    rights.is_head_of_administration,
    rights.second_person("submitted", "kpilist.begin", "kpilist.save", "kpilist.submit"),
)
