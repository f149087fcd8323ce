"""The menu and the inbox: every floor adds its own items in its ``registration.py``.

    navigation.register(items)        items(user) -> list[NavItem]; for a visitor too (user.is_authenticated)
    navigation.register_inbox(inbox)  inbox(user) -> Inbox | None (the letters, on the schedule floor)
    navigation.register_demo(links)   links(user) -> list[NavItem]: the demo bar's links (demo mode only)
    navigation.register_footer(links) links(user) -> list[NavItem]: beside the Decree in the footer

The public floor gives a visitor the whole public menu and a person signed in only its way to the results.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NavItem:
    """One item of the menu. Lower ``order`` stands first; "desk" is 0."""

    label: Any
    url: str
    order: int = 100


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
    """The menu for the person (or visitor) on the page ``path``: [{label, url, current}]."""
    return _marked(_items, user, path)


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
    return [{"label": item.label, "url": item.url, "current": item.url == here} for item in found]
