"""The public part of the menu: the whole of it for a visitor, the way to the results for a person signed in."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluation import navigation
from evaluation.navigation import NavItem

# The floors below add their own: methodologies, schedule.
_ITEMS = (
    (_("Results"), "results", 20),
    (_("Bodies"), "bodies", 30),
    (_("Decree"), "decree", 70),
    (_("Open data"), "open_data", 80),
    (_("Verify a document"), "verify", 90),
)


def menu(user: Any) -> list[NavItem]:
    """The public floor's items."""
    items = _ITEMS[:1] if user.is_authenticated else _ITEMS
    return [NavItem(label, reverse(name), order) for label, name, order in items]


def register() -> None:
    """Called when the app starts."""
    navigation.register(menu)
