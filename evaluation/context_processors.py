"""What every page's frame needs. Costs nothing for a visitor; for a person signed in, a fixed number of queries."""

from __future__ import annotations

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
        "footer_links": navigation.footer_links(user, request.path) if user is not None else [],
        "signin_url": _address("account_login"),
        "account_url": _address("account"),
        "contrast": request.COOKIES.get(CONTRAST_COOKIE, ""),
        "demo_mode": settings.DEMO_MODE,
        "portal_now": SimpleLazyObject(clock.now),
        "portal_today": SimpleLazyObject(clock.today),
        "current_cycle": SimpleLazyObject(current_cycle),
    }
    if signed_in:
        found |= _of_person(request, user)
    if settings.DEMO_MODE:
        found["demo_today"] = clock.today()
        found["demo_next"] = SimpleLazyObject(demo.next_milestone)
        found["demo_links"] = navigation.demo_links(user, request.path)
    return found


def _of_person(request: HttpRequest, user: Any) -> dict[str, Any]:
    """Office, body, letters and menu of the person: read once for a request, however many templates draw its page."""
    kept: tuple[int, dict[str, Any]] | None = getattr(request, "frame_of_person", None)
    if kept is not None and kept[0] == user.pk:
        return kept[1]
    office = main_office(user)
    found: dict[str, Any] = {
        "office_name": capfirst(office.get_office_display()) if office else str(user),
        "body_name": office.body.short_name if office else "",
    }
    items = navigation.items_of(user)
    inbox = navigation.inbox_of(user, items)
    if inbox is not None:
        found |= {"inbox_url": inbox.url, "inbox_count": inbox.count}
    waiting = inbox.waiting if inbox else {}
    found["rail"] = SimpleLazyObject(lambda: navigation.rail(items, request.path, waiting))
    request.frame_of_person = (user.pk, found)  # type: ignore[attr-defined]
    return found


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
