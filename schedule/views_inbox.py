"""The inbox: a person's letters, the unread ones marked; opening a letter marks it read."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evaluation import clock
from evaluation.access import person_of, signed_in
from evaluation.posted import whole
from schedule.models import Letter

PAGE = 30


@require_safe
@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """`desk/inbox/?unread=1&year=`: the newest letters first, of a year, the unread alone. Three queries of its own."""
    letters = Letter.objects.filter(to=person_of(request)).select_related("about")
    years = [day.year for day in letters.order_by().dates("written_at", "year", order="DESC")]
    unread = request.GET.get("unread") == "1"
    year = whole(request.GET.get("year", ""))
    kept = {}
    if unread:
        letters, kept["unread"] = letters.filter(read_at=None), "1"
    if year in years:
        letters, kept["year"] = letters.filter(written_at__year=year), str(year)
    context = {
        "page": Paginator(letters, PAGE).get_page(request.GET.get("page")),
        "query": urlencode(kept),
        "years": years,
        "year": year if year in years else None,
        "unread": unread,
        "language": get_language(),
        "crumbs": [{"label": _("Desk"), "url": reverse("desk")}, {"label": _("Inbox")}],
    }
    return render(request, "schedule/inbox.html", context)


@require_safe
@signed_in
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/inbox/<pk>/`: one letter of the person's own; from now on it counts as read."""
    found = get_object_or_404(Letter.objects.select_related("about"), pk=pk, to=person_of(request))
    if found.read_at is None:
        Letter.objects.filter(pk=pk, read_at=None).update(read_at=clock.now())
    crumbs = [
        {"label": _("Desk"), "url": reverse("desk")},
        {"label": _("Inbox"), "url": reverse("inbox")},
        {"label": found.subject_here},
    ]
    address = f"/{get_language()}/{found.path}" if found.path else ""
    context = {"letter": found, "address": address, "crumbs": crumbs}
    return render(request, "schedule/letter_page.html", context)


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every letter read. One query."""
    Letter.objects.filter(to=person_of(request), read_at=None).update(read_at=clock.now())
    return redirect("inbox")
