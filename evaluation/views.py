"""The desk: whose turn it is, until when, under which clause, and what happens next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from evaluation import clock, desk, role_holders
from evaluation.access import signed_in
from evaluation.models import User
from evaluation.rights import standing


@require_safe
@signed_in
def desk_home(request: HttpRequest) -> HttpResponse:
    """`desk/`: the cards of what waits for the person, the year's timeline, the floors' tables."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 - signed_in lets nobody else in
    with desk.reading():
        role_holders.were_read(clock.today(), standing(user).holders)
        turns = desk.turns_of(user)
        context = {
            "turns": turns,
            "title": turns_title(len(turns)),
            "milestone": desk.next_milestone(),
            "next_steps": desk.next_steps_of(user),
            "sections": desk.sections_of(user),
        }
        return render(request, "evaluation/desk.html", context)


def turns_title(count: int) -> str:
    """«К исполнению: 2»: the page's heading."""
    if not count:
        return _("Nothing waits for you now")
    return ngettext("Your turn: %(count)s matter", "Your turn: %(count)s matters", count) % {"count": count}
