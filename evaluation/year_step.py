"""The register of bodies as a step of the year, and the way from the desk to the year that is prepared."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evaluation import clock
from evaluation.desk import Section
from evaluation.frame import is_open
from evaluation.models import Office, User
from evaluation.next_year import begins_on, year_in_preparation
from evaluation.rights import standing
from evaluation.selectors import register_day, scopes_of
from evaluation.year_steps import People, Step


def steps(year: int, user: User, _people: People) -> list[Step]:
    """One step: the bodies evaluated for the year, as the register has them on its last day (c15). One query."""
    bodies = len(scopes_of(year))
    keeps = standing(user).holds(Office.ADMINISTRATOR)
    return [
        Step(
            code="register",
            order=40,
            title=_("Register of the bodies"),
            clause="c15",
            state=_("bodies: %(count)s") % {"count": bodies} if bodies else pgettext("register", "empty"),
            tone="accepted" if bodies else "waiting",
            holder=str(Office.ADMINISTRATOR.label),
            following=_("a change is entered with its day; the year reads the register of its last day"),
            until=register_day(year),
            url=reverse("admin:evaluation_scope_changelist") if keeps else reverse("routing", args=[year]),
        )
    ]


def sections(user: User) -> list[Section]:
    """While a year is prepared, the way to its page; for whoever holds an office. One query."""
    year = year_in_preparation(clock.today())
    if not standing(user).offices or is_open(year):
        return []
    context = {"year": year, "begins": begins_on(year)}
    return [Section(_("The year %(year)s") % {"year": year}, "evaluation/desk_year_link.html", context, 90)]
