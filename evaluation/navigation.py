"""The menu and the inbox: every floor adds its own items in its ``registration.py``.

    navigation.register(items)        items(user) -> list[NavItem]; for a visitor too (user.is_authenticated)
    navigation.register_inbox(inbox)  inbox(user) -> Inbox | None (the letters, on the schedule floor)
    navigation.register_demo(links)   links(user) -> list[NavItem]: the demo bar's links (demo mode only)
    navigation.register_footer(links) links(user) -> list[NavItem]: beside the Decree in the footer

A visitor sees the public floor's items in one row at the top; a person signed in sees the rail at the left, the same on
every desk: what is mine, the year, documents, reference (``Group``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _


class Group(StrEnum):
    """The groups of the rail, in the order in which they stand."""

    MINE = "mine"
    YEAR = "year"
    DOCUMENTS = "documents"
    REFERENCE = "reference"


GROUP_TITLES = {
    Group.MINE: _("My matters"),
    Group.YEAR: _("Year of the evaluation"),
    Group.DOCUMENTS: _("Documents"),
    Group.REFERENCE: _("Reference"),
}


@dataclass(frozen=True)
class NavItem:
    """One item of the menu. Lower ``order`` stands first in its group; "desk" is 0.

    A visitor sees the items in one row; a person signed in sees them in the rail, by group.
    """

    label: Any
    url: str
    order: int = 100
    group: Group = Group.REFERENCE


@dataclass(frozen=True)
class Inbox:
    """Where the person's letters are, and how many are unread."""

    url: str
    count: int


Items = Callable[[Any], list[NavItem]]

_items: list[Items] = []
_demo: list[Items] = []
_footer: list[Items] = []
_inbox: list[Callable[[Any], Inbox | None]] = []


def register(provider: Items) -> Items:
    """Add a floor's menu items; usable as a decorator."""
    if provider not in _items:
        _items.append(provider)
    return provider


def register_demo(provider: Items) -> Items:
    """Add links to the demo bar."""
    if provider not in _demo:
        _demo.append(provider)
    return provider


def register_footer(provider: Items) -> Items:
    """Add links to the footer."""
    if provider not in _footer:
        _footer.append(provider)
    return provider


def register_inbox(provider: Callable[[Any], Inbox | None]) -> Callable[[Any], Inbox | None]:
    """Say where a person's letters are; the last one registered counts."""
    _inbox[:] = [provider]
    return provider


def menu(user: Any, path: str) -> list[dict[str, Any]]:
    """The row of a visitor's menu on the page ``path``: [{label, url, current}]."""
    return _marked(_items, user, path)


def rail(user: Any, path: str) -> list[dict[str, Any]]:
    """The menu of a person signed in, by group, on the page ``path``: [{key, title, items: as of ``menu``}]."""
    places = list(Group)
    items = sorted(_marked(_items, user, path), key=lambda item: places.index(item["group"]))
    return [
        {"key": group.value, "title": GROUP_TITLES[group], "items": list(found)}
        for group, found in groupby(items, key=lambda item: item["group"])
    ]


def demo_links(user: Any, path: str) -> list[dict[str, Any]]:
    """The demo bar's links."""
    return _marked(_demo, user, path)


def footer_links(user: Any, path: str) -> list[dict[str, Any]]:
    """The footer's links."""
    return _marked(_footer, user, path)


def inbox_of(user: Any) -> Inbox | None:
    """The person's inbox; None for a visitor or while no floor keeps letters."""
    return _inbox[0](user) if _inbox and user.is_authenticated else None


def _marked(registry: list[Items], user: Any, path: str) -> list[dict[str, Any]]:
    found = sorted((item for provider in registry for item in provider(user)), key=lambda item: item.order)
    # the longest address that leads to this page is the current one: "/ru/desk/reports/" beats "/ru/desk/"
    here = max((item.url for item in found if path.startswith(item.url)), key=len, default="")
    return [
        {"label": item.label, "url": item.url, "current": item.url == here, "group": item.group}
        for item in found
    ]
