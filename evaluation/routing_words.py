"""The words of the routing: directions, assumptions, and what a person reads when the register has no answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from evaluation import routing
from evaluation.models.bodies import Role
from evaluation.refusals import Refusal

BLOCK_NAMES: Mapping[int, Any] = {
    1: _("Achievement of goals"),
    2: _("Interaction with individuals and legal entities"),
    3: _("Organisational development"),
}

DIRECTION_NAMES: Mapping[str, Any] = {
    "1.1": _("Goals of the sector, sphere or region"),
    "1.2": _("Use of budget funds"),
    "2.1": _("Quality of public services"),
    "2.2": _("Handling of complaints and applications"),
    "2.3": _("Services in electronic form and open data"),
    "3.1": _("Personnel management"),
    "3.2": _("Application of information technologies"),
}

#: What each assumption says where it acts; its reason is in docs/assumptions.md.
ASSUMPTIONS: Mapping[str, Any] = {
    routing.SPLIT_OF_BLOCK_1: _(
        "Clause 23 names two evaluators of block 1 and does not divide it: goals fall to state planning, "
        "the use of budget funds to budget execution."
    ),
    routing.LEAD_OF_BLOCK_1: _(
        "The Decree names no one who joins the two parts of block 1: state planning does, as it leads the methodology."
    ),
    routing.WHOLE_BLOCK_BY_EXCEPTION: _(
        "Whoever evaluates the whole of block 1 by exception also draws up the block's conclusion."
    ),
    routing.EXCEPTION_TO_LEAD: _(
        "The part made by exception in the lead's own direction goes to the lead like the other parts."
    ),
    routing.ON_THE_LEAD: _(
        "The block's conclusion on its own lead is drawn up by the one that evaluates the lead by exception."
    ),
    routing.ON_STATE_PLANNING: _("The overall evaluation of state planning is made by the working body."),
    routing.SAME_HOUSE: _(
        "A body is not evaluated by its own part, its whole, or another part of the same whole: "
        "the exception's evaluator does it."
    ),
    routing.LAST_RESORT: _(
        "Where the exception's evaluator is of the same house too, the working body evaluates."
    ),
    routing.PRESIDENT_BEFORE_ROLE: _(
        "A body under the President that evaluates block 1 itself is evaluated by the Presidential Administration."
    ),
}


def refusal_of(error: routing.RoutingError) -> Refusal:
    """What a person reads, and can do, when the register has no lawful evaluator."""
    if isinstance(error, routing.RoleVacant):
        return Refusal(
            "register",
            _t("Nobody fills the role “%(role)s” on this day.")
            % {"role": Role(str(error.about["role"])).label},
            clause=error.clause,
            remedy=_t("An administrator enters its holder in the register of roles."),
        )
    if isinstance(error, routing.OutOfScope):
        return Refusal(
            "register",
            _t("The body is not evaluated here: the list of evaluated bodies does not say so."),
            clause=error.clause,
        )
    return Refusal(
        "register",
        _t("Everybody who could evaluate this body is part of it: %(body)s.")
        % {"body": error.about.get("body", "")},
        clause=error.clause,
        remedy=_t("An administrator corrects what is part of what in the register of bodies."),
    )
