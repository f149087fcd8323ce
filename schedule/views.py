"""The public pages of the law's time: the schedules, one year's schedule, the calendar with its moved days."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from evaluation import clock, edition
from evaluation.access import anyone
from evaluation.models import Cycle, User
from evaluation.presentation import weekday_text
from evaluation.rights import standing
from evaluation.role_holders import holders_at_hand
from schedule import duty_rows, selectors
from schedule.calendar import calendar_at_hand, current_calendar
from schedule.due import deadlines_at_hand
from schedule.explanations import provisional_sentence
from schedule.milestones import evaluation_year, last_change_day
from schedule.models import ScheduleState
from schedule.picture import draw_year, points
from schedule.working_days import FIRST_YEAR, LAST_YEAR, Reason


@require_safe
@anyone
def schedule_index(request: HttpRequest) -> HttpResponse:
    """`schedule/`: the years with their orders."""
    found = list(selectors.years_with_schedule())
    crumbs = [{"label": _("Schedule")}]
    return render(
        request,
        "schedule/index.html",
        {"schedules": found, "crumbs": crumbs, "calendar_year": clock.today().year},
    )


@require_safe
@anyone
@edition.at_hand()
def schedule_year(request: HttpRequest, year: int) -> HttpResponse:
    """`schedule/<year>/`: the picture of the year, the milestones, extensions, versions and their difference."""
    cycle = Cycle.objects.filter(year=year).first()
    if cycle is None:
        raise Http404
    # who signed in has a standing, which says who fills the roles; the frame reads it anyway
    held = standing(request.user).holders if isinstance(request.user, User) else None
    with deadlines_at_hand(), calendar_at_hand(), holders_at_hand(held):
        extensions = list(selectors.extensions_of(year))
        stories = selectors.versions_of(year)
        approved = next((story for story in stories if story.schedule.state == ScheduleState.APPROVED), None)
        lines = selectors.year_lines(year) if approved else []
        found = points(lines, duty_rows.progress(year, clock.now()) if lines else {})
    context = {
        "cycle": cycle,
        "year": year,
        "evaluation_year": evaluation_year(year),
        "approved": approved.schedule if approved else None,
        "late": approved.late if approved else False,
        "points": found,
        "drawing": draw_year(found, extensions, key=f"schedule-{year}"),
        "extensions": extensions,
        "stories": stories,
        "change_until": last_change_day(year),
        "synthetic_data": cycle.synthetic,
        "crumbs": [{"label": _("Schedule"), "url": reverse("schedule")}, {"label": str(year)}],
    }
    return render(request, "schedule/year.html", context)


@require_safe
@anyone
def schedule_calendar(request: HttpRequest, year: int) -> HttpResponse:
    """`schedule/calendar/<year>/`: twelve months, the moved days marked, and why each was moved."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    calendar = current_calendar()
    months = [
        {"name": date(year, number, 1), "weeks": weeks}
        for number, weeks in enumerate(selectors.calendar_year(year, calendar), start=1)
    ]
    moved = selectors.moved_days(year, calendar)
    every = list(calendar.days(date(year, 1, 1), date(year, 12, 31)))
    context = {
        "year": year,
        "months": months,
        "moved": moved,
        "holidays": [day for day in every if day.reason is Reason.HOLIDAY],
        "working_days": sum(day.working for day in every),
        "warning": provisional_sentence(date(year, 12, 31)),
        "before": year - 1 if year > FIRST_YEAR else None,
        "after": year + 1 if year < LAST_YEAR else None,
        "weekdays": _weekdays(),
        "crumbs": [
            {"label": _("Schedule"), "url": reverse("schedule")},
            {"label": _("Calendar")},
            {"label": str(year)},
        ],
    }
    return render(request, "schedule/calendar.html", context)


def _weekdays() -> list[dict[str, str]]:
    """Monday to Sunday, short and in full, in the active language."""
    language = get_language() or "kk"
    week = [date(2018, 1, day) for day in range(1, 8)]  # begins on a Monday
    return [
        {"short": weekday_text(day, language), "name": weekday_text(day, language, short=False)}
        for day in week
    ]
