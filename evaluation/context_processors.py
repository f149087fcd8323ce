"""What every page's frame needs. Costs nothing for a visitor; for a person signed in, a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.text import capfirst
from django.utils.translation import get_language

from evaluation import clock, demo, navigation
from evaluation.frame import current_cycle, main_office

CONTRAST_COOKIE = "contrast"
_OF_PERSON = ("office_name", "body_name", "inbox_url", "inbox_count", "rail")


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of `templates/base.html`, and `portal_now`, `portal_today`, `current_cycle` for every template."""
    user = getattr(request, "user", None)
    signed_in = bool(user is not None and user.is_authenticated)
    found: dict[str, Any] = {
        "home_url": f"/{get_language() or settings.LANGUAGE_CODE}/",
        "nav": SimpleLazyObject(lambda: navigation.menu(user, request.path))
        if user and not signed_in
        else [],
        "rail": [],
        "footer_links": SimpleLazyObject(lambda: navigation.footer_links(user, request.path))
        if user is not None
        else [],
        "signin_url": _address("account_login"),
        "account_url": _address("account"),
        "contrast": request.COOKIES.get(CONTRAST_COOKIE, ""),
        "demo_mode": settings.DEMO_MODE,
        "portal_now": SimpleLazyObject(clock.now),
        "portal_today": SimpleLazyObject(clock.today),
        "current_cycle": SimpleLazyObject(current_cycle),
    }
    if signed_in:
        # A part of a page has no frame: nothing of it is read until a template shows it.
        found |= {name: _when_shown(request, user, name) for name in _OF_PERSON}
    if settings.DEMO_MODE:
        found["demo_today"] = clock.today()
        found["demo_next"] = SimpleLazyObject(demo.next_milestone)
        found["demo_links"] = navigation.demo_links(user, request.path)
    return found


def _when_shown(request: HttpRequest, user: Any, name: str) -> Callable[[], Any]:
    """What a template calls where it shows it: a plain number then, which forms of the plural can reckon with."""
    return lambda: _of_person(request, user)[name]


def _of_person(request: HttpRequest, user: Any) -> dict[str, Any]:
    """Office, body, letters and menu of the person: read once for a request, however many templates draw its page."""
    kept: tuple[int, dict[str, Any]] | None = getattr(request, "frame_of_person", None)
    if kept is not None and kept[0] == user.pk:
        return kept[1]
    office = main_office(user)
    items = navigation.items_of(user)
    inbox = navigation.inbox_of(user, items)
    found: dict[str, Any] = {
        "office_name": capfirst(office.get_office_display()) if office else str(user),
        "body_name": office.body.short_name if office else "",
        "inbox_url": inbox.url if inbox else "",
        "inbox_count": inbox.count if inbox else 0,
        "rail": navigation.rail(items, request.path, inbox.waiting if inbox else {}),
    }
    request.frame_of_person = (user.pk, found)  # type: ignore[attr-defined]
    return found


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
