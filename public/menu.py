"""The public part of the menu: the whole of it for a visitor, the way to the results for a person signed in."""

from __future__ import annotations

from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from evaluation.navigation import NavItem

# The schedule's floor adds its own item between these.
_ITEMS = (
    (_("Results"), "results", 30),
    (_("Bodies"), "bodies", 40),
    (_("Methodologies"), "methodologies", 50),
    (_("Decree"), "decree", 70),
    (_("Open data"), "open_data", 80),
    (_("Verify a document"), "verify", 90),
)


def menu(user: Any) -> list[NavItem]:
    """The items whose pages are there."""
    items = _ITEMS[:1] if user.is_authenticated else _ITEMS
    return [NavItem(label, url, order) for label, name, order in items if (url := _address(name))]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
