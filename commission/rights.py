"""Who computes, adopts, publishes and sees the results of a year (c9.2, c11, c49, c51, c53)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from evaluation import participation, rights
from evaluation.models import Office, Role, User


@rights.because(
    _(
        "Only state planning computes the overall evaluation; on state planning itself, the working body (clause 9)."
    )
)
def is_overall_maker(user: User, overall: Any) -> bool:
    """Of state planning's whole house the working body makes it, of all others state planning (c9, c11)."""
    standing = rights.standing(user)
    if overall is not None and overall.body_id in rights.houses_of_role(standing, Role.STATE_PLANNING):
        return standing.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)
    return standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)


@rights.because(
    _(
        "Only state planning, the working body, the Commission and auditors see the overall evaluation before publication."
    )
)
def may_see_overall(user: User, _overall: Any) -> bool:
    """By office alone, of whichever body it is: the evaluated one is not among those who see it."""
    standing = rights.standing(user)
    return (
        standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR)
        or standing.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)
        or standing.holds_in_role(Role.PRESIDENTIAL_ADMINISTRATION, Office.HEAD_OF_ADMINISTRATION)
        or standing.holds(Office.COMMISSION_MEMBER, Office.AUDITOR)
    )


@rights.because(_("Only a member of the Commission adopts its report."))
def is_commission_member(user: User, _report: Any) -> bool:
    """By office, held in any body. The working body draws the report up and does not adopt it (c51)."""
    return rights.standing(user).holds(Office.COMMISSION_MEMBER)


@rights.because(
    _(
        "Only the working body, the Commission and the Head of the Presidential Administration read the report."
    )
)
def may_see_commission_report(user: User, _report: Any) -> bool:
    """Auditors too. State planning's coordinator, who sees overall evaluations, does not."""
    standing = rights.standing(user)
    return (
        standing.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY)
        or standing.holds_in_role(Role.PRESIDENTIAL_ADMINISTRATION, Office.HEAD_OF_ADMINISTRATION)
        or standing.holds(Office.COMMISSION_MEMBER, Office.AUDITOR)
    )


rights.grant("commission.view_overallevaluation", may_see_overall)
rights.grant("commission.compute_overallevaluation", is_overall_maker)
rights.grant("commission.view_commissionreport", may_see_commission_report)
rights.grant("commission.draw_up_commissionreport", rights.is_working_body)
rights.grant(
    "commission.adopt_commissionreport",
    is_commission_member,
    rights.second_person("draft", "commissionreport.draw_up"),
)
rights.grant("commission.prepare_publication", rights.is_planning_coordinator)
rights.grant(
    "commission.clear_publication",
    rights.is_working_body,
    rights.second_person(
        "proposed",
        *(f"publication.{verb}" for verb in ("prepare", "withhold", "release", "propose")),
    ),
)

participation.excused(
    "follows from conclusions that are final after the appeals (c11, c49)",
    *(f"overallevaluation.{verb}" for verb in ("compute", "submit", "supersede", "recount")),
)
participation.excused(
    "tells of results and makes none",
    *(f"commissionreport.{verb}" for verb in ("draw_up", "adopt", "send", "try_file_again")),
    *(
        f"publication.{verb}"
        for verb in (
            "prepare",
            "propose",
            "send_back",
            "clear",
            "publish",
            "supersede",
            "withhold",
            "release",
        )
    ),
)
