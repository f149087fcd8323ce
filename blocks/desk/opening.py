"""Whose turn it is to open a year's evaluation."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from blocks.selectors.opening import opening_faults
from evaluation import rights
from evaluation.desk import Turn
from evaluation.models import Office, Role, User
from methodologies.desk import unopened_cycles


def turns(user: User) -> list[Turn]:
    """One card for each year that state planning's coordinator can open now."""
    if not rights.standing(user).holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR):
        return []
    return [
        Turn(
            title=_("Open the evaluation for %(year)s") % {"year": cycle.year},
            text=_("The schedule and the methodologies of the three blocks are approved."),
            clause="c6 c7",
            url=reverse("cycle", args=[cycle.year]),
            action_label=_("Look and open"),
        )
        for cycle in unopened_cycles()
        if not opening_faults(cycle)
    ]
