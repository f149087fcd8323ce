"""What stands before every page: nobody enters without a declaration, and a refusal always reads as a sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import MiddlewareNotUsed
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from engine.foreign import child
from evaluation import clock, kept_forms
from evaluation.access import access_of
from evaluation.limits import of_a_column
from evaluation.models import User
from evaluation.refusals import Refusal
from evaluation.second_step import has_passed, has_second_factor, needs_second_step

GetResponse = Callable[[HttpRequest], HttpResponseBase]

#: Addresses that a person without a second step needs to set one up, or to leave …
_TO_SET_UP = ("mfa_", "account_logout", "account_reauthenticate", "set_language", "account_change_password")
#: … and those that a session needs to pass it. Whoever did not pass it adds none and takes none off.
_TO_PASS = ("mfa_reauthenticate", "account_logout", "set_language")


def wants_json(request: HttpRequest, view: Any = None) -> bool:
    """Whether the answer goes to a program: a REST view, or a client that prefers JSON to HTML."""
    if hasattr(view, "cls") or request.path_info.startswith("/api/"):
        return True
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def refusal_response(request: HttpRequest, refusal: Refusal, view: Any = None) -> HttpResponse:
    """A refusal as a page of the portal, or as ``application/problem+json`` (RFC 9457) for a program."""
    if of_a_part(request):
        return part_response(str(refusal), refusal.status)
    if wants_json(request, view):
        return problem_response(refusal)
    context = {"refusal": refusal, "refused_page": True}
    return render(request, "refusal.html", context, status=refusal.status)


def of_a_part(request: HttpRequest) -> bool:
    """Whether a part of a page asks, which no page may answer: it would be put into that part."""
    return bool(request.headers.get("HX-Request"))


def part_response(sentence: str, status: int, **headers: str) -> HttpResponse:
    """The answer to a part of a page that is not served: one sentence, which `static/js/keeping.js` shows beside it."""
    answer = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    answer["HX-Reswap"] = "none"
    for name, value in headers.items():
        answer[name.replace("_", "-")] = value
    return answer


def _signed_out(request: HttpRequest) -> HttpResponse:
    """The session is over while the page is open: what is typed stays there, and the sign-in goes to a tab beside it."""
    login = redirect_to_login(reverse("session_state"), resolve_url(settings.LOGIN_URL))
    return part_response(_("Your session has ended."), 401, Sarap_Sign_In=login.url)


def _of_somebody_else(request: HttpRequest) -> HttpResponse | None:
    """A part of a page that was opened by another account than the one signed in now: its words are not this one's."""
    opened_by = request.headers.get("Sarap-Person")
    if not of_a_part(request) or not opened_by or not request.user.is_authenticated:
        return None
    if opened_by == str(request.user.pk):
        return None
    sentence = _(
        "Somebody else has signed in in this browser. Sign in as yourself again, or open the page anew."
    )
    return part_response(sentence, 409)


def problem_response(refusal: Refusal) -> JsonResponse:
    """The refusal as a problem document: ``code`` is stable, ``detail`` the sentence, ``errors`` the single faults."""
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": refusal.sentence,
        "status": refusal.status,
        "detail": str(refusal),
        "code": refusal.code,
        "clause": refusal.clause or None,
        "until": refusal.until.isoformat() if refusal.until else None,
        "remedy": refusal.remedy or None,
        "errors": [{"field": fault.field, "detail": fault.sentence} for fault in refusal.faults],
    }
    return JsonResponse(problem, status=refusal.status, content_type="application/problem+json")


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What `CsrfViewMiddleware` answers a form whose token is no longer good: the person signed in anew meanwhile.

    Sent from a page of ours, as the browser itself says, what was typed is kept and offered again with a good token;
    from elsewhere it is refused.
    """
    if of_a_part(request):
        if not request.user.is_authenticated:
            return _signed_out(request)
        # the token is that of the sign-in before: the page asks for this one's and sends again by itself
        return part_response(_("The page was opened before you signed in."), 403, Sarap_Renew="yes")
    if request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}":
        request.session.pop(kept_forms.KEY, None)
        kept_forms.keep(request)
        if kept_forms.KEY in request.session:
            return redirect(request.get_full_path())
    sentence = _("This form was opened before you signed in, or elsewhere, so it was not taken.")
    return refusal_response(
        request, Refusal("right", sentence, remedy=_("Open the page again and send the form from there."))
    )


class DemoClockMiddleware:
    """In demo mode the clock's row is read once a request; elsewhere there is no such row and no such middleware."""

    def __init__(self, get_response: GetResponse) -> None:
        if not settings.DEMO_MODE:
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """No query by itself: the row is read when the clock is first asked, and anew after it was moved."""
        with clock.read_once():
            return self.get_response(request)


def _keep_private(request: HttpRequest, response: HttpResponseBase) -> None:
    """What a person signed in reads is no proxy's to keep, and a browser asks again before it shows it once more.

    Without "no-store", which would take away what was typed when one goes back to a form.
    """
    if (
        request.session.accessed
        and request.user.is_authenticated
        and not response.has_header("Cache-Control")
    ):
        patch_cache_control(response, private=True, no_cache=True)


def _reader(request: HttpRequest) -> str:
    """On whose behalf a file of this request is read: a person with however many accounts, else an address."""
    user = request.user
    return str(user.person_key) if isinstance(user, User) else request.META.get("REMOTE_ADDR", "")


class DefaultDenyMiddleware:
    """Opens a view only to those whom it declares (``evaluation/access.py``); a view without a declaration to nobody."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Afterwards the browser is told whose account it is, and what a person reads is kept from proxies."""
        read_for = child.WHOSE.set(lambda: _reader(request))
        try:
            response = self.get_response(request)
        finally:
            child.WHOSE.reset(read_for)
        kept_forms.remember(request, response)
        _keep_private(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Before each view. None lets it answer; else 404, a refusal, the kept form or the sign-in page."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        access = access_of(view, name)
        if access is None:
            return refusal_response(
                request, Refusal("right", _("This page declares nobody who may open it.")), view
            )
        if access.kind == "nobody":
            raise Http404
        if (other := _of_somebody_else(request)) is not None:
            return other
        if access.admits(request.user):
            return kept_forms.page_of(request) if request.user.is_authenticated else None
        if of_a_part(request) and not request.user.is_authenticated:
            return _signed_out(request)
        if request.user.is_authenticated or wants_json(request, view):
            return refusal_response(request, Refusal("right", access.sentence), view)
        kept_forms.keep(request)
        return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


class MfaRequiredMiddleware:
    """Lets a session to what offices do only after it passed the second step (`evaluation/second_step.py`).

    Whoever has none yet is sent to set one up; whoever has one, to pass it. An account whose offices do not ask for it
    is held to it too once it has one, on the pages of its protection. Public pages stay open; in demo mode nobody is
    asked.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Passes on: the view is known only in ``process_view``."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """None lets the view answer; else pages lead to the step, programs and sent forms are refused."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        access = access_of(view, name)
        if settings.DEMO_MODE or access is None or not request.user.is_authenticated:
            return None
        protection = name.startswith(("mfa_", "account_change_password", "account_reauthenticate"))
        if name.startswith(_TO_PASS) or (access.kind == "anyone" and not protection):
            return None
        if not (protection or needs_second_step(request.user)):
            return None
        if not has_second_factor(request.user):
            if name.startswith(_TO_SET_UP):
                return None
            sentence = _(
                "Your office needs a second step when signing in. Set up a passkey or a code generator."
            )
            return self._led(request, view, sentence, reverse("mfa_index"))
        if has_passed(request):
            return None
        sentence = _(
            "This session has not passed the second step yet. Confirm it once, then everything opens."
        )
        way = get_adapter(request).get_reauthentication_methods(request.user)[0]["url"]
        again = f"{way}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}"
        return self._led(request, view, sentence, again)

    @staticmethod
    def _led(request: HttpRequest, view: Any, sentence: str, address: str) -> HttpResponseBase:
        if wants_json(request, view) or of_a_part(request) or request.method not in ("GET", "HEAD"):
            return refusal_response(request, Refusal("right", sentence), view)
        messages.warning(request, sentence)
        return redirect(address)


class RefusalMiddleware:
    """Turns a ``Refusal`` that a view let through into its page, with its status. What it stopped has not happened."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Passes on: what a view raises comes to ``process_exception``."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django asks when a view raised. None leaves every other exception to Django."""
        if isinstance(exception, DataError):
            exception = of_a_column(exception) or exception
        if not isinstance(exception, Refusal):
            return None
        match = request.resolver_match
        return refusal_response(request, exception, match.func if match else None)
