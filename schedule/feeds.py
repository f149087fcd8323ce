"""Calendars to subscribe to: the public one of the schedule, and a person's own behind a secret, revocable address."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration
from icalendar.prop import vUri

from evaluation import clock
from evaluation.acting import note
from evaluation.models import Cycle, User
from evaluation.presentation import clause_label
from evaluation.rights import standing
from evaluation.time_zone import last_day_before
from schedule import duty_rows
from schedule.models import FeedLink, ScheduleState
from schedule.selectors import extensions_of, lines_of, versions_of
from schedule.working_days import ONE_DAY

PRODUCT = "-//Sarap//Annual evaluation of the effectiveness of state bodies//EN"
#: How often a calendar program should ask again.
REFRESH = "PT6H"


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Almaty")
    calendar.add("refresh-interval", vDuration.from_ical(REFRESH), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", REFRESH)
    return calendar


def _day(uid: str, day: date, summary: str, description: str, path: str, stamp: datetime) -> Event:
    """A whole day in the calendar: a term ends with its day, at 24:00."""
    event = Event()
    event.add("uid", f"{uid}@sarap")
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + ONE_DAY)
    event.add("summary", summary)
    event.add("description", description)
    event.add("transp", "TRANSPARENT")
    event["url"] = vUri(f"{settings.BASE_URL.rstrip('/')}/{get_language()}/{path}")
    return event


def public_calendar() -> bytes:
    """The milestones and extensions of every year whose schedule is in force, in the active language.

    Two queries and three for each year.
    """
    language = get_language() or "kk"
    calendar = _calendar(_("Schedule of the evaluation of state bodies"))
    for year in (
        Cycle.objects.filter(schedules__state=ScheduleState.APPROVED)
        .values_list("year", flat=True)
        .distinct()
    ):
        approved = next(
            story.schedule for story in versions_of(year) if story.schedule.state == ScheduleState.APPROVED
        )
        stamp = approved.approved_at or clock.now()
        for line in lines_of(approved.dates()):
            block = "" if line.block is None else f", {_('block')} {line.block}"
            event = _day(
                f"milestone-{year}-{line.milestone.value}-{line.block or 0}",
                line.last_day,
                f"{year}: {line.label}{block}",
                _("Last day, until 24:00 Almaty time (%(clause)s).")
                % {"clause": clause_label(line.clause, language)},
                f"schedule/{year}/",
                stamp,
            )
            event.add("sequence", approved.version)
            calendar.add_component(event)
        for extension in extensions_of(year):
            calendar.add_component(
                _day(
                    f"extension-{extension.pk}",
                    extension.due_on,
                    f"{year}: {extension.get_milestone_display()} · {extension.body.short_name}",
                    _("Extended by order No. %(number)s: %(reason)s")
                    % {"number": extension.order_number, "reason": extension.reason},
                    f"schedule/{year}/",
                    extension.recorded_at,
                )
            )
    return bytes(calendar.to_ical())


def calendar_of(person: User) -> bytes:
    """The person's own terms of the years under way, in the active language; what is done is marked so."""
    language = get_language() or "kk"
    calendar = _calendar(_("My terms in Sarap"))
    offices = standing(person).offices
    running = clock.today().year
    for year in Cycle.objects.filter(year__range=(running - 1, running)).values_list("year", flat=True):
        for duty in duty_rows.told_to(year, offices):
            title = str(duty.title)
            calendar.add_component(
                _day(
                    f"duty-{duty.kind}-{duty.object_type}-{duty.object_id}",
                    last_day_before(duty.due_at),
                    _("done: %(what)s") % {"what": title} if duty.done else title,
                    _("Last day, until 24:00 Almaty time (%(clause)s).")
                    % {"clause": clause_label(duty.clause.replace(",", " ").split(), language)},
                    duty.path,
                    clock.now(),
                )
            )
    return bytes(calendar.to_ical())


def live_link(person: User) -> FeedLink | None:
    """The person's calendar address that is in force. One query."""
    return FeedLink.objects.filter(person=person, revoked_at=None).first()


def make_link(by: User) -> FeedLink:
    """Make the person a new secret address; the old one stops at once."""
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=by.pk)
        FeedLink.objects.filter(person=by, revoked_at=None).update(revoked_at=clock.now())
        link = FeedLink.objects.create(person=by, created_at=clock.now())
        note(link, "make", by, "")
    return link


def revoke_link(by: User) -> None:
    """Stop the person's address: calendar programs that know it get nothing from now on."""
    with transaction.atomic():
        link = FeedLink.objects.select_for_update().filter(person=by, revoked_at=None).first()
        if link is not None:
            link.revoked_at = clock.now()
            link.save(update_fields=["revoked_at"])
            note(link, "revoke", by, "")
