"""The sealed journal under open data: its checkpoints, proofs, and a script by which anybody checks them at home."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_safe

from evaluation.access import anyone
from evaluation.checkpoints import public_key
from evaluation.models import JournalCheckpoint
from public import checking
from public import selectors_journal as journal

PAGE: Final = 50
SCRIPT: Final = Path(__file__).with_name("check_journal.py")


@never_cache
@require_safe
@anyone
def checkpoints_page(request: HttpRequest) -> HttpResponse:
    """`open-data/journal/`: every checkpoint with its proof of growth, the public key, and how to check."""
    page = Paginator(journal.checkpoints(), PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    # The one before each; of the last on the page the first of the next page.
    earlier = journal.checkpoints().filter(size__lt=rows[-1].size).first() if rows else None
    context = {
        "page": page,
        "rows": list(zip(rows, [*rows[1:], earlier], strict=False)),
        "key": public_key(),
        "crumbs": [
            {"label": _("Open data"), "url": reverse("open_data")},
            {"label": _("Checkpoints of the journal")},
        ],
    }
    return render(request, "public/journal.html", context)


@cache_control(public=True, max_age=86_400)
@require_safe
@anyone
def kept_checkpoint(request: HttpRequest, size: int) -> HttpResponse:
    """`open-data/journal/<size>/checkpoint.txt`: the signed checkpoint of so many entries."""
    return HttpResponse(_checkpoint(size).note, content_type="text/plain; charset=utf-8")


@never_cache
@require_safe
@anyone
def inclusion_file(request: HttpRequest, size: int) -> HttpResponse:
    """`open-data/journal/<size>/inclusion.json?entry=…`: that an entry stands under the checkpoint, as hashes alone."""
    checkpoint = _checkpoint(size)
    asked = request.GET.get("entry", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise Http404
    return _proof(request, lambda: journal.inclusion(checkpoint, int(asked)))


@never_cache
@require_safe
@anyone
def growth_file(request: HttpRequest, before: int, after: int) -> HttpResponse:
    """`open-data/journal/<before>/<after>/consistency.json`: that the journal only grew between two checkpoints."""
    first, second = _checkpoint(before), _checkpoint(after)
    if before > after:
        raise Http404
    return _proof(request, lambda: journal.growth(first, second))


@cache_control(public=True, max_age=3_600)
@require_safe
@anyone
def script_file(request: HttpRequest) -> HttpResponse:
    """`open-data/journal/check_journal.py`: the script, which needs nothing but Python."""
    answer = HttpResponse(SCRIPT.read_bytes(), content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{SCRIPT.name}"'
    return answer


def _checkpoint(size: int) -> JournalCheckpoint:
    found = journal.checkpoint_of(size) if size < 2**63 else None
    if found is None:
        raise Http404
    return found


def _proof(request: HttpRequest, proved: Any) -> HttpResponse:
    """Counted by reader, since a proof reads every seal before it."""
    if not checking.may_check(request, "journal"):
        return JsonResponse({"error": _("Too many requests. Try again in a few minutes.")}, status=429)
    found = proved()
    if found is None:
        raise Http404
    return JsonResponse(found, json_dumps_params={"indent": 1})
