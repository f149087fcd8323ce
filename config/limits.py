"""How much one request may take: bytes by who sends them and where to, and where the other bounds are.

The proxy bounds every request (`deploy/Caddyfile`), the worker's threads bound slow ones (`config/web_worker.py`); here
stands what only the portal can know: that nobody who is not signed in has a large thing to send, but for the pages that
ask everybody for a file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.template.defaultfilters import filesizeformat
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _

from evaluation import kept_forms
from evaluation.access import takes_file
from evaluation.middleware import refusal_response
from evaluation.refusals import Refusal

#: What somebody who has no account may send to a page that asks for no file: a search, a sign-in, a language.
ANYBODYS_BYTES: Final = 64 << 10
#: What a form adds around the file that it carries.
AROUND_A_FILE: Final = 64 << 10


class RequestSizeMiddleware:
    """Refuses a request by its announced size before a byte of it is read or spooled to disk.

    A body without an announced size is not read at all: Django takes it for empty.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """413 with a sentence, or the answer. Asks who is there only when a body is larger than anybody's."""
        size = _announced(request)
        if size <= ANYBODYS_BYTES:
            return self.get_response(request)
        most = _most(request)
        if size <= most:
            return self.get_response(request)
        refusal = Refusal(
            "large",
            _("What was sent is larger than %(limit)s, which is the most that this page takes.")
            % {"limit": filesizeformat(most)},
            remedy=_(
                "Nothing of it was read. Go back, choose a smaller file or fewer files, and send again."
            ),
        )
        return refusal_response(request, refusal)


def _announced(request: HttpRequest) -> int:
    try:
        return max(0, int(request.META.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return 0


def _most(request: HttpRequest) -> int:
    """The most bytes that this person may send here: signed in, or lately signed in on this browser, or nobody."""
    if request.user.is_authenticated or kept_forms.last_account(request):
        return settings.REQUEST_MAX_BYTES
    return settings.DOCUMENT_MAX_BYTES + AROUND_A_FILE if takes_file(_view(request)) else ANYBODYS_BYTES


def _view(request: HttpRequest) -> Any:
    try:
        return resolve(request.path_info).func
    except Resolver404:
        return None
