"""What appeals give to the frame: menu, desk, journal's words, letters, duties; and what they answer below."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from appeals.desk import ACTS_HERE, OPEN_ITEM, next_steps, turns, waiting
from appeals.duties import ROWS, appeal_duties
from appeals.letter_texts import register_texts
from appeals.models.objections import DECIDE
from appeals.selectors import open_objection_refusals
from blocks import appeal_gate
from evaluation import desk, journal, navigation
from evaluation.rights import standing
from schedule import duty_rows

ACTS = {
    "objection.open": _("Objection begun"),
    "objection.save_point": _("Point written"),
    "objection.remove_point": _("Point removed"),
    "objection.decide_point": _("Point decided"),
    "objection.file": _("Objection filed"),
    "objection.withdraw": _("Objection withdrawn"),
    "objection.hand_to_commission": _("Handed to the special commission"),
    "objection.accept": _("Decided: the objection is accepted"),
    "objection.reject": _("Decided: the objection is not accepted"),
    "objection.return_to_commission": _("Returned to the special commission: no correction is possible"),
    "specialcommission.form": _("Special commission formed"),
    "specialcommission.reopen": _("Special commission formed anew"),
}


def menu(user: Any) -> list[navigation.NavItem]:
    """The way to the objections, for those who have to do with them."""
    if not user.is_authenticated or not standing(user).holds(*OPEN_ITEM):
        return []
    mine = (lambda: (waiting(user),)) if standing(user).holds(*ACTS_HERE) else None
    return [navigation.NavItem(_("Objections"), reverse("objections"), 40, navigation.Group.MINE, mine)]


def register() -> None:
    """Called when the app starts."""
    register_texts()
    desk.register(turns)
    desk.register_next(next_steps)
    navigation.register(menu)
    journal.register(ACTS)
    duty_rows.register(appeal_duties, ROWS, DECIDE)
    appeal_gate.ask(open_objection_refusals)
