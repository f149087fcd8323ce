"""What the portal answers when it cannot do its work: whether it will be back by itself, and what became of the work.

Django calls `failed` (its `handler500`) for whatever a view or a middleware let through. Most of it is a fault of ours
and answered as one. Where a part of the portal is away, or busy, that is said instead: status 503, when to come again,
in the language of the page, and what was typed stands on the page to be sent again. Nothing here asks the database.
"""

from __future__ import annotations

import json
import sys
from typing import Any, Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _
from django.views.defaults import server_error

from config.request_time import RequestTooLong
from evaluation.kept_forms import MOST
from evaluation.middleware import of_a_part, part_response, wants_json

#: Seconds after which it is worth asking again.
RETRY_AFTER: Final = 10
#: Kind of failure → what is said. Nothing was done in any of these: the database takes back what is not finished.
SENTENCES: Final = {
    "away": gettext_noop("The portal's database does not answer at the moment."),
    "long": gettext_noop("The portal needed too long for this and stopped."),
    "crossed": gettext_noop("Two acts met at the same moment and stopped each other."),
    "full": gettext_noop(
        "The portal's disk is full, so nothing more can be kept; the administrator must make room."
    ),
}
#: PostgreSQL's own codes: a statement ended for its time or its lock, two transactions that wait for each other.
_CODES: Final = {
    "57014": "long",
    "55P03": "long",
    "25P03": "long",
    "40001": "crossed",
    "40P01": "crossed",
    "53100": "full",
}


def kind_of(error: BaseException | None) -> str:
    """Which of `SENTENCES` the failure is; empty for a fault of the portal itself."""
    if isinstance(error, RequestTooLong):
        return "long"
    if isinstance(error, (OperationalError, InterfaceError)):
        code = getattr(error.__cause__, "pgcode", None) or ""
        return _CODES.get(code, "away")
    return ""


def failed(request: HttpRequest) -> HttpResponse:
    """The answer to a request that failed: 503 where it is worth asking again, 500 where the portal is at fault."""
    kind = kind_of(sys.exc_info()[1])
    if not kind:
        return server_error(request)
    sentence = _(SENTENCES[kind])
    if of_a_part(request):
        answer = part_response(sentence, 503)
    elif wants_json(request):
        answer = HttpResponse(_problem(sentence, kind), status=503, content_type="application/problem+json")
    else:
        context = {"sentence": sentence, "language": get_language() or "kk", "path": request.get_full_path()}
        context |= _typed(request) | {"again_in": RETRY_AFTER}
        answer = HttpResponse(render_to_string("503.html", context), status=503)
    answer["Retry-After"] = str(RETRY_AFTER)
    answer["Cache-Control"] = "no-store"
    return answer


def _problem(sentence: str, kind: str) -> str:
    problem = {"type": "about:blank", "title": sentence, "status": 503, "detail": sentence, "code": kind}
    return json.dumps(problem, ensure_ascii=False)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What was sent with the form, to be sent again by a click: texts, not files, and no form with a password."""
    if request.method != "POST":
        return {"sent": False}
    if request.headers.get("Origin", ours := f"{request.scheme}://{request.get_host()}") != ours:
        return {"sent": True, "fields": []}  # a form of somebody else's page is not made ours
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
        with_files = bool(request.FILES)
    except Exception:  # what came cannot be read, or came only in part
        return {"sent": True, "fields": []}
    secret = any("password" in name for name, _value in fields)
    if secret or sum(len(name) + len(value) for name, value in fields) > MOST:
        fields = []
    return {"sent": True, "fields": fields, "with_files": with_files}
