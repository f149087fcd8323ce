"""What methodologies, the opening of the year and reports give to the frame: menu, desk, journal's words, duties."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from blocks.desk import reports as turns
from blocks.duties import report_duties
from blocks.duties_conclusions import conclusion_duties
from blocks.views.methodologies import ON_METHODOLOGIES
from blocks.views.reports import SEES_REPORTS
from evaluation import desk, journal, navigation
from evaluation.rights import standing
from schedule import duties

ACTS = {
    "report.save_values": _("Values saved"),
    "document.attach": _("Document supplied"),
    "document.open": _("Document opened"),
    "methodology.import": _("Text taken in"),
    "methodology.edit": _("Draft changed"),
    "cycle.open": _("Evaluation opened"),
    "cycle.approve_kpis": _("List of key performance indicators approved"),
}


def menu(user: Any) -> list[navigation.NavItem]:
    """The way to reports and methodologies: people who work on them to the desk's pages, others to the public ones."""
    if not user.is_authenticated:
        return [navigation.NavItem(_("Methodologies"), reverse("methodologies"), 40)]
    held = standing(user)
    items = []
    if held.holds(*SEES_REPORTS):
        items.append(navigation.NavItem(_("Reports"), reverse("reports"), 10))
    address = "methodologies_desk" if held.holds(*ON_METHODOLOGIES) else "methodologies"
    items.append(navigation.NavItem(_("Methodologies"), reverse(address), 40))
    return items


def register_all() -> None:
    """Called from the app's ``ready``."""
    desk.register(turns.turns)
    desk.register_next(turns.nexts)
    desk.register_sections(turns.sections)
    navigation.register(menu)
    journal.register(ACTS)
    duties.register(report_duties)
    duties.register(conclusion_duties)
