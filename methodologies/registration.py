"""What methodologies give to the frame: menu, desk, journal's words, letters."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluation import desk, journal, navigation, year_steps
from evaluation.rights import standing
from methodologies.desk import turns, waiting
from methodologies.letter_texts import register_texts
from methodologies.rights import ON_METHODOLOGIES
from methodologies.year_steps import steps

ACTS = {
    "methodology.import": _("Text taken in"),
    "methodology.edit": _("Draft changed"),
    "cycle.approve_kpis": _("List of key performance indicators approved"),
    "kpilist.begin": _("List of key performance indicators begun"),
    "kpilist.save": _("Rows of the list changed"),
    "kpilist.submit": _("List sent to the Head of the Presidential Administration"),
    "kpilist.send_back": _("List returned to state planning"),
    "kpilist.approve": _("List approved by order"),
    "kpilist.supersede": _("Superseded by a newer list"),
    "methodology.submit": _("Sent to state planning for agreement"),
    "methodology.agree_planning": _("Agreed on behalf of state planning"),
    "methodology.agree_working_body": _("Agreed on behalf of the working body"),
    "methodology.return_from_planning": _("Returned to the developers"),
    "methodology.return_from_working_body": _("Returned to the developers"),
    "methodology.approve": _("Methodology approved by order"),
    "methodology.supersede": _("Superseded by a newer version"),
}


def menu(user: Any) -> list[navigation.NavItem]:
    """The way to methodologies: people who work on them to the desk's pages, others to the public ones."""
    working = user.is_authenticated and standing(user).holds(*ON_METHODOLOGIES)
    address = "methodologies_desk" if working else "methodologies"
    mine = (lambda: (waiting(user),)) if working else None
    return [navigation.NavItem(_("Methodologies"), reverse(address), 40, navigation.Group.DOCUMENTS, mine)]


def register() -> None:
    """Called when the app starts."""
    register_texts()
    desk.register(turns)
    navigation.register(menu)
    journal.register(ACTS)
    year_steps.register(steps)
