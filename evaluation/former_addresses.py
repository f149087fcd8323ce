"""Bodies by the addresses that they had: what was written down, linked or stored under a former one finds the body still.

The history of every row keeps what it was called; an address that another body has now is that body's alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponsePermanentRedirect
from django.urls import reverse

from evaluation.models import Body


def bodies_by_address(slugs: Iterable[str]) -> dict[str, Body]:
    """Address, present or former → the body; what never was one is left out. One query, and one for former ones."""
    asked = set(slugs)
    found: dict[str, Body] = Body.objects.in_bulk(asked, field_name="slug")
    if missing := asked - set(found):
        events = Body.pgh_event_model.objects.filter(slug__in=missing)  # type: ignore[attr-defined]
        rows = events.order_by("pgh_id").select_related("pgh_obj")
        found |= {row.slug: row.pgh_obj for row in rows if row.pgh_obj is not None}
    return found


def body_of(slug: str) -> Body | None:
    """The body that has the address, or had it last. At most two queries."""
    return bodies_by_address([slug]).get(slug)


def moved_or_404(request: HttpRequest, slug: str) -> HttpResponsePermanentRedirect:
    """The same page under the body's present address, for good; no such page where ``slug`` never was one."""
    match, body = request.resolver_match, body_of(slug)
    if match is None or body is None or body.slug == slug:
        raise Http404
    address = reverse(match.view_name, kwargs={**match.kwargs, "slug": body.slug})
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
