"""The doors of the calendars: the public file, the secret one, and the page where a person makes and revokes theirs."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from evaluation.access import anyone, person_of, signed_in
from schedule import feeds
from schedule.models import FeedLink

ICALENDAR = "text/calendar; charset=utf-8"


@require_safe
@anyone
@cache_control(public=True, max_age=3600)
def public_feed(request: HttpRequest) -> HttpResponse:
    """`schedule/calendar.ics`: the milestones of every year in the language of the address."""
    return HttpResponse(feeds.public_calendar(), content_type=ICALENDAR)


@require_safe
@anyone
@cache_control(private=True, max_age=300)
def personal_feed(request: HttpRequest, token: str) -> HttpResponse:
    """`feeds/<token>.ics`: the terms of whoever owns the address, in their language; absent once revoked."""
    if "\0" in token:  # the database takes no such text
        raise Http404
    link = FeedLink.objects.select_related("person").filter(token=token, revoked_at=None).first()
    if link is None or not link.person.is_active:
        raise Http404
    with override(link.person.language):
        return HttpResponse(feeds.calendar_of(link.person), content_type=ICALENDAR)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def my_feed(request: HttpRequest) -> HttpResponse:
    """`desk/feed/`: the person's calendar address: make it, make it anew, revoke it."""
    person = person_of(request)
    if request.method == "POST":
        if "revoke" in request.POST:
            feeds.revoke_link(person)
        else:
            feeds.make_link(person)
        return redirect("my_feed")
    link = feeds.live_link(person)
    base = settings.BASE_URL.rstrip("/")
    context = {
        "link": link,
        "address": base + reverse("schedule-plain:personal_feed", args=[link.token]) if link else "",
        "public_address": base + reverse("public_feed"),
        "crumbs": [{"label": _("Desk"), "url": reverse("desk")}, {"label": _("Calendar of my terms")}],
    }
    return render(request, "schedule/my_feed.html", context)
