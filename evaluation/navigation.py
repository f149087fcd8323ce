"""The menu and the inbox: every floor adds its own items in its ``registration.py``.

    navigation.register(items)        items(user) -> list[NavItem]; for a visitor too (user.is_authenticated)
    navigation.register_inbox(inbox)  inbox(user, waiting) -> Inbox (the letters, on the schedule floor, which counts
                                      what waits behind the menu's items in its own query)
    navigation.register_demo(links)   links(user) -> list[NavItem]: the demo bar's links (demo mode only)
    navigation.register_footer(links) links(user) -> list[NavItem]: beside the Decree in the footer

A visitor sees the public floor's items in one row at the top; a person signed in sees the rail at the left, the same on
every desk: what is mine, the year, documents, reference (``Group``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
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


#: What waits for a person behind one item: the rows of one kind or of several, without a query. They follow from the
#: person, their standing and the clock alone (`schedule/rail_counts.py` keeps how they are asked for).
Waiting = Callable[[], tuple[QuerySet[Any], ...]]


@dataclass(frozen=True)
class NavItem:
    """One item of the menu. Lower ``order`` stands first in its group; "desk" is 0.

    A visitor sees the items in one row; a person signed in sees them in the rail, by group. ``waiting``: of the list
    behind the item, the rows that wait for the person; the rail shows how many.
    """

    label: Any
    url: str
    order: int = 100
    group: Group = Group.REFERENCE
    waiting: Waiting | None = None


@dataclass(frozen=True)
class Inbox:
    """Where the person's letters are and how many are unread; by address, how many rows of a list wait for the person."""

    url: str
    count: int
    waiting: dict[str, int] = field(default_factory=dict)


Items = Callable[[Any], list[NavItem]]
#: The person, and by the menu's address what waits behind it.
Inboxes = Callable[[Any, dict[str, Waiting]], Inbox]

_items: list[Items] = []
_demo: list[Items] = []
_footer: list[Items] = []
_inbox: list[Inboxes] = []


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


def register_inbox(provider: Inboxes) -> Inboxes:
    """Say where a person's letters are; the last one registered counts."""
    _inbox[:] = [provider]
    return provider


def menu(user: Any, path: str) -> list[dict[str, Any]]:
    """The row of a visitor's menu on the page ``path``: [{label, url, current, waiting}]."""
    return _marked(_found(_items, user), path)


def items_of(user: Any) -> list[NavItem]:
    """The menu's items of a person signed in, for ``rail`` and ``inbox_of``."""
    return _found(_items, user)


def rail(items: list[NavItem], path: str, waiting: dict[str, int] | None = None) -> list[dict[str, Any]]:
    """The menu of a person signed in, by group, on the page ``path``: [{key, title, items: as of ``menu``}]."""
    places = list(Group)
    items_by_group = sorted(_marked(items, path, waiting), key=lambda item: places.index(item["group"]))
    return [
        {"key": group.value, "title": GROUP_TITLES[group], "items": list(found)}
        for group, found in groupby(items_by_group, key=lambda item: item["group"])
    ]


def demo_links(user: Any, path: str) -> list[dict[str, Any]]:
    """The demo bar's links."""
    return _marked(_found(_demo, user), path)


def footer_links(user: Any, path: str) -> list[dict[str, Any]]:
    """The footer's links."""
    return _marked(_found(_footer, user), path)


def inbox_of(user: Any, items: list[NavItem]) -> Inbox | None:
    """The inbox of a person signed in, with the counts of the menu's ``items``; None while no floor keeps letters."""
    waiting = {item.url: item.waiting for item in items if item.waiting}
    return _inbox[0](user, waiting) if _inbox else None


def _found(registry: list[Items], user: Any) -> list[NavItem]:
    return sorted((item for provider in registry for item in provider(user)), key=lambda item: item.order)


def _marked(found: list[NavItem], path: str, waiting: dict[str, int] | None = None) -> list[dict[str, Any]]:
    # the longest address that leads to this page is the current one: "/ru/desk/reports/" beats "/ru/desk/"
    here = max((item.url for item in found if path.startswith(item.url)), key=len, default="")
    return [
        {
            "label": item.label,
            "url": item.url,
            "current": item.url == here,
            "group": item.group,
            "waiting": (waiting or {}).get(item.url, 0),
        }
        for item in found
    ]
