"""Pages of published results, kept rendered for readers without an account, and answered by their ETag.

A page is kept under all that decides its bytes: the edition of what is public (`evaluation/edition.py`), the address
with its query, language, contrast, the portal's day, and the code with its texts. So nothing has to be taken out of the
cache: a page of another edition is never asked for again. Whoever has a session or waits for a message gets a page
made for them. Where the cache does not answer, pages are made.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Collection
from contextlib import suppress
from threading import Lock
from typing import Any, Final, cast

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CSRF_ALLOWED_CHARS, get_token
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.utils.translation import get_language
from redis import RedisError

from evaluation import clock, demo, edition
from evaluation.context_processors import CONTRAST_COOKIE

View = Callable[..., HttpResponse]
#: Seconds: a page is made anew each day anyway, since its day is in its key.
KEPT_FOR: Final = 26 * 3600
#: So many pages at once in each process: what most readers ask for, some megabytes.
AT_HAND: Final = 64
_TOKEN = re.compile(rb'(name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{64}(")')
_MESSAGES_COOKIE = "messages"


def kept(queries: Collection[str] = ("",)) -> Callable[[View], View]:
    """Keep what the view renders, for these ``queries`` of its address; what else is asked is answered and forgotten.

    The view reads no other tables than those that ``evaluation.models.editions`` watches, and depends on nothing else
    than what the module's text says.
    """

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with edition.at_hand():
                return kept_or_made(request, *args, **kwargs)

        def kept_or_made(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not _is_nobodys(request) or not _is_plain(request, queries):
                return view(request, *args, **kwargs)
            present = edition.current()
            if present is None:
                return view(request, *args, **kwargs)
            key = _key(request, present)
            tag = _tag(request, key)
            if tag in parse_etags(request.headers.get("If-None-Match", "")):
                return _said(HttpResponse(status=304), tag)
            page = _read(key)
            if page is None:
                made = view(request, *args, **kwargs)
                if made.status_code != 200 or edition.read() != present:
                    return made
                page = _TOKEN.sub(rb"\1\2", made.content)
                _keep(key, page)
            return _said(HttpResponse(_with_token(request, page, key)), tag)

        return cast(View, answer)

    return decorate


def _is_nobodys(request: HttpRequest) -> bool:
    """Whether the page would be the same for everybody: no session, no message, no part of a page."""
    cookies = request.COOKIES
    return (
        not settings.DEBUG
        and settings.SESSION_COOKIE_NAME not in cookies
        and _MESSAGES_COOKIE not in cookies
        and "HX-Request" not in request.headers
        and not request.session.modified
    )


def _is_plain(request: HttpRequest, queries: Collection[str]) -> bool:
    """Whether the address is written as the portal writes it: of others there are endlessly many for one page."""
    match = request.resolver_match
    return (
        request.META.get("QUERY_STRING", "") in queries
        and match is not None
        and request.path == reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    )


def _key(request: HttpRequest, present: str) -> str:
    parts = [
        present,
        made_by(),
        request.get_full_path(),
        get_language() or "",
        "high" if request.COOKIES.get(CONTRAST_COOKIE) == "high" else "",
        clock.today().isoformat(),
    ]
    if settings.DEMO_MODE:
        ahead = demo.next_milestone()
        parts += ["demo", f"{ahead.code} {ahead.label}" if ahead else ""]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@functools.cache
def made_by() -> str:
    """A digest of what renders: code, templates, catalogues, the manifest of static files. Once for a process."""
    told = hashlib.sha256(f"{settings.MODE} {settings.STATIC_URL}".encode())
    root = settings.BASE_DIR
    floors = [root / app for app in settings.INSTALLED_APPS if (root / app).is_dir()]
    found = [floor.rglob("*.py") for floor in floors]
    found += [root.glob("templates/**/*.*"), root.glob("locale/**/*.mo"), root.glob("fixtures/*.yaml")]
    for path in sorted({path for paths in found for path in paths}):
        told.update(f"{path.relative_to(root)}".encode() + path.read_bytes())
    if settings.STATIC_ROOT:
        with suppress(OSError):
            told.update((settings.STATIC_ROOT / "staticfiles.json").read_bytes())
    return told.hexdigest()


def _tag(request: HttpRequest, key: str) -> str:
    """Of the page's bytes: in the demo a form of the bar has the reader's own token in them."""
    secret = _secret(request) if settings.DEMO_MODE else ""
    return f'"{hashlib.sha256((key + secret).encode()).hexdigest()[:32]}"'


def _secret(request: HttpRequest) -> str:
    get_token(request)
    return str(request.META["CSRF_COOKIE"])


def _with_token(request: HttpRequest, page: bytes, key: str) -> bytes:
    """The page with the reader's token where a form asks for one, masked the same way for the same page and reader."""
    if not settings.DEMO_MODE:
        return page
    secret, letters = _secret(request), CSRF_ALLOWED_CHARS
    drawn = hashlib.sha256(f"{key} {secret}".encode()).digest()
    mask = "".join(letters[byte % len(letters)] for byte in drawn)
    both = zip(mask, secret, strict=True)
    hidden = "".join(letters[(letters.index(a) + letters.index(b)) % len(letters)] for a, b in both)
    token = (mask + hidden).encode()
    return re.sub(rb'(name="csrfmiddlewaretoken" value=")(")', rb"\g<1>" + token + rb"\g<2>", page)


def _said(answer: HttpResponse, tag: str) -> HttpResponse:
    answer["ETag"] = tag
    answer["Cache-Control"] = "no-cache"
    patch_vary_headers(answer, ["Cookie"])
    return answer


#: The pages that this process was last asked for, nearer than the cache.
_at_hand: OrderedDict[str, bytes] = OrderedDict()
_lock = Lock()


def _read(key: str) -> bytes | None:
    with _lock:
        if key in _at_hand:
            _at_hand.move_to_end(key)
            return _at_hand[key]
    with suppress(RedisError):
        found: bytes | None = cache.get(f"page:{key}")
        if found is not None:
            _put_at_hand(key, found)
        return found
    return None


def _keep(key: str, page: bytes) -> None:
    _put_at_hand(key, page)
    with suppress(RedisError):
        cache.set(f"page:{key}", page, KEPT_FOR)


def _put_at_hand(key: str, page: bytes) -> None:
    with _lock:
        _at_hand[key] = page
        while len(_at_hand) > AT_HAND:
            _at_hand.popitem(last=False)
