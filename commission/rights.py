"""Who computes, adopts, publishes and sees the results of a year (c9.2, c11, c49, c51, c53)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from commission.models import Withholding, WithholdingState
from evaluation import participation, rights
from evaluation.models import Office, Role, User
from evaluation.persons import same_person


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


@rights.because(
    _(
        "Only state planning's coordinator, the working body, or an approver of the authority whose result it is "
        "withholds what is published, and lifts it."
    )
)
def may_withhold_at_once(user: User, withholding: Withholding | None) -> bool:
    """By office; of the authority that evaluated the direction or drew the block's conclusion up. Without a record:
    whether there can be anything at all."""
    standing = rights.standing(user)
    if standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR) or standing.holds_in_role(
        Role.WORKING_BODY, Office.WORKING_BODY
    ):
        return True
    return standing.holds(Office.APPROVER, body=None if withholding is None else withholding.authority_id)


@rights.because(lambda user, record: rights.tie_to(user, record.body_id), "c9.2")
def is_not_of_the_body(user: User, withholding: Withholding | None) -> bool:
    """Nobody withholds, or lets out again, the results of their own house (c9.2)."""
    return withholding is None or not rights.tie_to(user, withholding.body_id)


@rights.because(
    _("A second person decides: not whoever asked to withhold it, or to lift it (clause 9)."), "c9.3"
)
def did_not_ask(user: User, withholding: Withholding | None) -> bool:
    """Of the question that is open now: to withhold, or to lift. With whichever account it was asked."""
    if withholding is None:
        return True
    asked = {
        WithholdingState.ASKED: withholding.asked_by_id,
        WithholdingState.LIFTING: withholding.lift_asked_by_id,
    }.get(WithholdingState(withholding.state))
    return not same_person(user, asked)


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


@rights.because(
    _(
        "Only state planning, the working body, the Commission, auditors and the authority whose result it is read "
        "what is withheld at once, and why."
    )
)
def may_see_withholding(user: User, withholding: Withholding | None) -> bool:
    """The reason may be as secret as what is withheld: the evaluated body reads the public's note."""
    return rights.standing(user).holds(Office.COMMISSION_MEMBER, Office.AUDITOR) or may_withhold_at_once.test(
        user, withholding
    )


rights.grant("commission.view_withholding", may_see_withholding)
rights.grant("commission.withhold_at_once", may_withhold_at_once, is_not_of_the_body)
rights.grant("commission.decide_withholding", may_withhold_at_once, is_not_of_the_body, did_not_ask)

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
    *(f"withholding.{verb}" for verb in ("ask", "confirm", "refuse", "ask_to_lift", "lift", "keep", "ended")),
)
