"""The one gate before signs that no text can hold: whatever door they come through, a sentence answers, never an error.

PostgreSQL has no U+0000 and no half of a pair; XML, and so every workbook and letter, has no control character either.
A request is looked at before anything reads it: its address, its headers, what a form or JSON says. The
forms of the administration say it at the field (`refuse_unstorable`). What no door looked at and the database refuses
is answered the same way.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import parse_qsl

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import ValidationError
from django.db import DataError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from evaluation.middleware import refusal_response
from evaluation.refusals import Refusal

#: Signs that cannot be kept; tabs and ends of lines can.
UNSTORABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
#: What PostgreSQL answers to such a sign: in a text, in JSON.
_CODES: Final = frozenset({"22021", "22P05"})
#: So many signs before the one that is refused are shown, so that it is found.
_BEFORE: Final = 30
#: Deeper than any JSON that the portal takes.
_DEEPEST: Final = 50


class StorableMiddleware:
    """Refuses a request with a sign that cannot be kept, before a view, a session or a filter reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """404 for an address, 400 for headers; no query: a session's name may be what is refused."""
        sign, code = _in_address(request), "address"
        if not sign:
            sign, code = _in_headers(request), "request"
        if not sign:
            return self.get_response(request)
        request.COOKIES.clear()
        request.session = SessionBase()
        request.user = AnonymousUser()
        sentence = _("The address, or what the browser sent with it, holds the sign %(sign)s.")
        remedy = _("No address of the portal has it. Open the page from the menu.")
        return refusal_response(request, Refusal(code, sentence % {"sign": sign}, remedy=remedy))

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """None lets the view read what was sent; the administration's forms say it at the field themselves."""
        if request.method in ("GET", "HEAD", "OPTIONS") or request.resolver_match is None:
            return None
        if request.resolver_match.view_name.startswith("admin:"):
            return None
        for text in _sent(request):
            if found := UNSTORABLE.search(text):
                return refusal_response(request, _refusal(text, found), view)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What came through no door that was looked at, and was refused by the database: nothing of it was kept."""
        if not _is_of_signs(exception):
            return None
        sentence = _("What was sent holds a sign that cannot be kept as text.")
        match = request.resolver_match
        refusal = Refusal("sign", sentence, remedy=_advice())
        return refusal_response(request, refusal, match.func if match else None)


def refuse_unstorable(text: Any) -> None:
    """A validator of text fields. Raises ValidationError."""
    if isinstance(text, str) and (found := UNSTORABLE.search(text)):
        refusal = _refusal(text, found)
        raise ValidationError(str(refusal), code="sign")


def _refusal(text: str, found: re.Match[str]) -> Refusal:
    before = UNSTORABLE.sub("", text[max(0, found.start() - _BEFORE) : found.start()]).strip()
    words = {"sign": _name(found[0]), "before": before}
    if before:
        sentence = _("After “%(before)s” stands the sign %(sign)s, which cannot be kept as text.") % words
    else:
        sentence = _("The text begins with the sign %(sign)s, which cannot be kept as text.") % words
    return Refusal("sign", sentence, remedy=_advice())


def _advice() -> str:
    return _(
        "Nothing was changed. Go back, take the sign out – it often comes along when a text is pasted – and send again."
    )


def _name(sign: str) -> str:
    return f"U+{ord(sign):04X}"


def _in_address(request: HttpRequest) -> str:
    texts = [request.path_info]
    query = request.META.get("QUERY_STRING", "")
    if "%" in query or UNSTORABLE.search(query):
        texts += [query, *(part for pair in parse_qsl(query, keep_blank_values=True) for part in pair)]
    return next((_name(found[0]) for text in texts if (found := UNSTORABLE.search(text))), "")


def _in_headers(request: HttpRequest) -> str:
    values = [str(value) for key, value in request.META.items() if key.startswith(("HTTP_", "CONTENT_"))]
    values += [part for pair in request.COOKIES.items() for part in pair]
    return next((_name(found[0]) for text in values if (found := UNSTORABLE.search(text))), "")


def _sent(request: HttpRequest) -> Iterator[str]:
    """Every text of the body: names and values of a form, texts inside JSON. Django cleans files' names."""
    if (request.content_type or "").endswith("json"):
        yield from _texts_of(request.body)
        return
    for name, values in request.POST.lists():
        yield name
        for value in values:
            yield str(value)
            if "\\u" in value and value[:1] in "{[":  # what a passkey sends is JSON in a field
                yield from _texts_of(value)
    yield from request.FILES


def _texts_of(data: str | bytes) -> Iterator[str]:
    try:
        waiting = [(json.loads(data), 0)]
    except (ValueError, RecursionError):
        return  # no JSON: whoever reads it says so
    while waiting:
        value, depth = waiting.pop()
        if isinstance(value, str):
            yield value
        elif depth < _DEEPEST and isinstance(value, dict):
            waiting += [(part, depth + 1) for pair in value.items() for part in pair]
        elif depth < _DEEPEST and isinstance(value, list):
            waiting += [(part, depth + 1) for part in value]


def _is_of_signs(error: BaseException) -> bool:
    if isinstance(error, UnicodeEncodeError):
        return error.reason == "surrogates not allowed"
    if isinstance(error, DataError):
        return getattr(error.__cause__, "pgcode", None) in _CODES
    return isinstance(error, ValueError) and "NUL (0x00)" in str(error)
