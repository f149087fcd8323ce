"""What was typed into a form whose session had ended: kept for whoever signs in again, sent only by their own click.

The form was checked for CSRF before it came here. It lies in the visitor's session for ``KEPT_FOR`` at most, is
shown once at its own address after the sign-in, and carries no files: browsers do not give them twice. A form with a
password is not kept. It is kept for the account that was signed in on this browser last, and offered to nobody else;
where nobody ever was signed in, nothing is kept.
"""

from __future__ import annotations

import time
from typing import Any, TypedDict

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render

KEY = "kept_form"
#: Which account was signed in on this browser last: signed, unreadable to scripts, and good for nothing but this.
COOKIE = "last_account"
REMEMBERED_FOR = 30 * 24 * 3600
#: Seconds of the machine's own time: a session is no term of the law.
KEPT_FOR = 3600
#: Characters; far more than any form of the portal, far less than a session should carry.
MOST = 200_000


class KeptForm(TypedDict):
    """As the session has it: ``path`` with its query, ``at`` in seconds of the epoch, ``account`` a key."""

    path: str
    fields: list[tuple[str, str]]
    with_files: bool
    at: float
    account: str


def remember(request: HttpRequest, response: HttpResponseBase) -> None:
    """Leave with the browser whose account it is, while somebody is signed in."""
    if not request.session.accessed:
        return  # a page that asked nobody's name need not begin to
    account = str(request.user.pk or "")
    if account and last_account(request) != account:
        response.set_signed_cookie(
            COOKIE,
            account,
            salt=KEY,
            max_age=REMEMBERED_FOR,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )


def last_account(request: HttpRequest) -> str:
    """The key of the account that was signed in on this browser last; empty when there was none, or nobody can say."""
    return request.get_signed_cookie(COOKIE, default="", salt=KEY, max_age=REMEMBERED_FOR) or ""


def keep(request: HttpRequest) -> None:
    """Keep the posted fields in the visitor's session; nothing when there are none or too many."""
    account = str(request.user.pk or "") or last_account(request)
    if not account:
        return
    if request.method != "POST" or request.headers.get("HX-Request"):
        return  # a page that saves by itself still stands in the browser with all that was typed
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name != "csrfmiddlewaretoken"
        for value in values
        if isinstance(value, str)
    ]
    if any("password" in name for name in request.POST):
        return
    if fields and sum(len(name) + len(value) for name, value in fields) <= MOST:
        request.session[KEY] = KeptForm(
            path=request.get_full_path(),
            fields=fields,
            with_files=bool(request.FILES),
            at=time.time(),
            account=account,
        )


def page_of(request: HttpRequest) -> HttpResponse | None:
    """The page that offers to send the kept form to whose it is, when this address is its own; it is offered once."""
    kept: Any = request.session.get(KEY) if request.method == "GET" else None
    if kept is None or kept["path"] != request.get_full_path():
        return None
    del request.session[KEY]
    if kept["account"] != str(request.user.pk):
        return None
    if time.time() - kept["at"] > KEPT_FOR:
        return None
    return render(request, "evaluation/kept_form.html", {"kept": kept})
