"""The public part of the menu."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluation import navigation
from evaluation.navigation import Group, NavItem

# The floors below add their own: methodologies, schedule.
_ITEMS = (
    (_("Results"), "results", 20, Group.YEAR),
    (_("Bodies"), "bodies", 30, Group.REFERENCE),
    (_("Decree"), "decree", 70, Group.REFERENCE),
    (_("Open data"), "open_data", 80, Group.REFERENCE),
    (_("Verify a document"), "verify", 90, Group.REFERENCE),
)


def menu(_user: Any) -> list[NavItem]:
    """The public floor's items, the same for everybody."""
    return [NavItem(label, reverse(name), order, group) for label, name, order, group in _ITEMS]


def register() -> None:
    """Called when the app starts."""
    navigation.register(menu)
