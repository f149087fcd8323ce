"""The few pages that belong to no app: the root and the health check."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from config.cache import redis_answers
from evaluation.access import anyone

logger = logging.getLogger(__name__)


@anyone
@require_safe
@vary_on_headers("Accept-Language", "Cookie")
def root(request: HttpRequest) -> HttpResponse:
    """Send the reader to the first page in the language of the browser; Kazakh when it is none of ours."""
    language = get_language_from_request(request)
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    return HttpResponseRedirect(f"/{language}/")


@anyone
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 "ok" when database and Redis answer, 503 naming the silent one otherwise. Tells nothing else."""
    silent = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        logger.exception("The database does not answer")
        silent.append("database")
    if not redis_answers():
        logger.error("Redis does not answer")
        silent.append("redis")
    if not silent:
        return HttpResponse("ok\n", content_type="text/plain")
    text = "unavailable: " + ", ".join(silent) + "\n"
    return HttpResponse(text, status=503, content_type="text/plain", headers={"Retry-After": "10"})
