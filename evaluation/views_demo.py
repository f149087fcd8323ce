"""The doors of demo mode: sign in as any office, move the clock forward. Their addresses exist in demo mode only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from evaluation import clock, demo, desk, rights
from evaluation.access import anyone
from evaluation.models import (
    Body,
    InterestDeclaration,
    JournalEntry,
    Membership,
    Office,
    Role,
    RoleHolder,
    User,
)
from evaluation.posted import whole
from evaluation.presentation import moment_text

BACKEND = "django.contrib.auth.backends.ModelBackend"
#: How far the clock may go in one step.
FARTHEST = timedelta(days=400)


@dataclass
class Seat:
    """One account with its office; ``turns`` is how much waits for it, None while not counted."""

    user: User
    office: str
    office_label: Any
    turns: int | None = None


@dataclass
class House:
    """A body with the accounts of its people."""

    body: Body
    seats: list[Seat] = field(default_factory=list)


@dataclass
class Group:
    """Bodies that have the same part in the evaluation."""

    title: Any
    houses: list[House] = field(default_factory=list)
    brief: bool = False


def _seats(counted: dict[int, int] | None) -> list[Group]:
    """The accounts by body; who steers the year first, then the authorities, then the evaluated bodies."""
    steering = Group(_("Who steers the year"))
    authorities = Group(_("Authorities that evaluate"))
    evaluated = Group(_("Evaluated bodies"), brief=True)
    others = Group(_("Others"))
    leading = {
        Office.COORDINATOR,
        Office.HEAD_OF_ADMINISTRATION,
        Office.WORKING_BODY,
        Office.COMMISSION_MEMBER,
    }
    own = {Office.PREPARER, Office.FIRST_HEAD}
    judging = {Office.EVALUATOR, Office.APPROVER, Office.METHODOLOGIST, Office.SPECIAL_COMMISSION_MEMBER}
    order = {office.value: place for place, office in enumerate(Office)}
    held = Membership.objects.filter(Membership.valid_on(clock.today()), user__is_active=True)
    found = held.select_related("user", "body").order_by("body__order", "body__slug", "user__username")
    houses: dict[tuple[int, int], House] = {}
    for one in found:
        group = next(
            (
                group
                for offices, group in ((leading, steering), (judging, authorities), (own, evaluated))
                if one.office in offices
            ),
            others,
        )
        key = (id(group), one.body_id)
        if key not in houses:
            houses[key] = House(one.body)
            group.houses.append(houses[key])
        turns = None if counted is None else counted.get(one.user_id, 0)
        houses[key].seats.append(Seat(one.user, one.office, one.get_office_display(), turns))
    for house in houses.values():
        house.seats.sort(key=lambda seat: (order[seat.office], len(seat.user.username), seat.user.username))
        _number(house.seats)
    return [group for group in (steering, authorities, evaluated, others) if group.houses]


def _number(seats: list[Seat]) -> None:
    """Tell apart several people of one office: "evaluator 1", "evaluator 2"."""
    offices = [seat.office for seat in seats]
    for office in {one for one in offices if offices.count(one) > 1}:
        for number, seat in enumerate((one for one in seats if one.office == office), start=1):
            seat.office_label = f"{seat.office_label} {number}"


@require_safe
@never_cache
@anyone
def accounts(request: HttpRequest) -> HttpResponse:
    """`demo/`: every account by body and office, each a button; `?turns=1` counts what waits for each."""
    wanted = request.GET.get("turns") == "1"
    counted = count_turns() if wanted else None
    roles = RoleHolder.objects.filter(RoleHolder.valid_on(clock.today()))
    parts: dict[int, list[Any]] = {}
    for role, body in roles.values_list("role", "body_id"):
        parts.setdefault(body, []).append(Role(role).label)
    groups = _seats(counted)
    for group in groups:
        for house in group.houses:
            house.body.parts_in_law = parts.get(house.body.pk, [])  # type: ignore[attr-defined]
    context = {"groups": groups, "counted": counted is not None, "stops": demo.stops()}
    return render(request, "demo/accounts.html", context)


def count_turns() -> dict[int, int]:
    """Account id → how many things wait for it today. Kept until the next act or the next day."""
    last = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first()
    key = f"demo-turns:{last}:{clock.today().isoformat()}"
    kept: dict[int, int] | None = cache.get(key)
    if kept is None:
        with desk.reading():
            kept = {user.pk: len(desk.turns_of(user)) for user in _with_standing()}
        cache.set(key, kept, 3600)
    return kept


def _with_standing() -> list[User]:
    """Everybody who holds an office today, with their standing read for all at once: five queries."""
    today = clock.today()
    people = list(User.objects.filter(Membership.valid_on(today, "memberships__"), is_active=True).distinct())
    held: dict[str, list[rights.Held]] = {}
    for one in rights.held_until_lately(today).select_related("user"):
        row = (one.user.pk, one.office, one.body_id, one.valid_until)
        held.setdefault(one.user.person_key, []).append(row)
    interests: dict[str, set[int]] = {}
    for key, body in InterestDeclaration.objects.filter(InterestDeclaration.valid_on(today)).values_list(
        "user__person_key", "body_id"
    ):
        interests.setdefault(key, set()).add(body)
    of_house = rights.houses()
    holders = dict(RoleHolder.objects.filter(RoleHolder.valid_on(today)).values_list("role", "body_id"))
    for person in people:
        key = person.person_key
        standing = rights.standing_of(person.pk, held[key], interests.get(key, ()), of_house, holders, today)
        person.__dict__["_standing"] = {today: standing}
    return people


@require_POST
@anyone
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """`demo/sign-in/`: POST ``account`` (id) signs in as that account, without a password, and opens its desk."""
    user = get_object_or_404(User, pk=whole(request.POST.get("account", "")), is_active=True)
    logout(request)
    login(request, user, backend=BACKEND)
    return redirect("desk")


@require_safe
@never_cache
@anyone
def clock_page(request: HttpRequest) -> HttpResponse:
    """`demo/clock/`: what time it is for the portal, and the next moments to go to."""
    return render(request, "demo/clock.html", {"stops": demo.stops(), "tomorrow": demo.tomorrow()})


@require_POST
@anyone
def move_clock(request: HttpRequest) -> HttpResponse:
    """`demo/clock/move/`: POST ``to``: "day", "milestone" or a moment (ISO); forward only; then back to ``next``."""
    target = _target(request.POST.get("to", ""))
    if target is None:
        messages.error(request, _("There is no such moment ahead: the clock stays where it is."))
    else:
        try:
            clock.move_to(target)
        except clock.ClockNotMovable as refusal:
            messages.error(request, str(refusal))
        else:
            run_due_jobs()
            day = clock.today()
            time = f"{clock.now().astimezone(clock.ALMATY):%H:%M}"
            messages.success(
                request,
                _("For the portal it is now %(when)s.")
                % {"when": moment_text(day, get_language() or "kk", time=time, year=True)},
            )
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = ""
    return redirect(back or "demo_clock")


def _target(wanted: str) -> datetime | None:
    """The moment that the form names; None for nonsense, for the past, and for what is too far."""
    if wanted == "day":
        return demo.tomorrow()
    if wanted == "milestone":
        stop = demo.next_milestone()
        return stop.at if stop else None
    try:
        at = parse_datetime(wanted)
    except ValueError:
        return None
    if at is None or at.tzinfo is None or not clock.now() < at <= clock.now() + FARTHEST:
        return None
    return at


def run_due_jobs() -> None:
    """Wake the periodic jobs: for them, too, the time has come."""
    names: Iterable[str] = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    for name in sorted(names):
        task = current_app.tasks.get(name)
        if task is not None:
            task.delay()
