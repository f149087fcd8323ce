"""The schedule at the desk: drafting and submitting, the order, extensions, the register of moved days (c7, c8, D7)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation import clock, journal, rights
from evaluation.access import offices, person_of
from evaluation.acting import possible_moves, refuse_without_right
from evaluation.forms import ReasonForm
from evaluation.models import Cycle, JournalEntry, Office, User
from evaluation.moves import act
from schedule import actions, selectors
from schedule.calendar import calendar_at_hand, current_calendar, term_rules
from schedule.due import BeforeScheduleCloses
from schedule.explanations import problem_sentence
from schedule.forms import DatesForm, ExtensionForm, MovedDayForm, OrderForm
from schedule.milestones import Milestone, evaluation_year, last_change_day, validate_schedule
from schedule.models import CalendarOverride, Schedule, ScheduleState
from schedule.working_days import FIRST_YEAR, LAST_YEAR

at_the_schedule = offices(Office.COORDINATOR, Office.HEAD_OF_ADMINISTRATION, Office.WORKING_BODY)


@require_safe
@at_the_schedule
def desk_schedule(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/schedule/<year>/`: the newest version, what the person can do with it, extensions, the journal."""
    if not FIRST_YEAR < evaluation_year(year) <= LAST_YEAR:
        raise Http404
    return _page(request, year)


def _page(request: HttpRequest, year: int, status: int = 200, **bound: Any) -> HttpResponse:
    """The page, with the form that was refused in place of the fresh one; for those of today's roles alone (c8)."""
    user = person_of(request)
    refuse_without_right(user, "schedule.read_schedule", None, "c8")
    schedule = selectors.latest_schedule(year)
    context: dict[str, Any] = {
        "year": year,
        "evaluation_year": evaluation_year(year),
        "schedule": schedule,
        "change_until": last_change_day(year),
        "may_draft": rights.may(user, "schedule.draft_schedule", None),
        "crumbs": [
            {"label": _("Desk"), "url": reverse("desk")},
            {"label": _("Schedule for %(year)s") % {"year": year}},
        ],
        "extensions": list(selectors.extensions_of(year)),
        "stories": selectors.versions_of(year),
    }
    with calendar_at_hand():
        if schedule is not None:
            context |= _of_schedule(schedule, user, bound)
        approved = any(story.schedule.state == ScheduleState.APPROVED for story in context["stories"])
        if approved and rights.may(user, "schedule.approve_schedule", None):
            context["extension_form"] = bound.get("extension_form") or ExtensionForm()
        context["may_begin"] = context["may_draft"] and _may_begin(schedule)
        return render(request, "schedule/desk.html", context, status=status)


def _may_begin(schedule: Schedule | None) -> bool:
    """Whether a new version can be begun: there is none open, and a change is still in time (D7)."""
    if schedule is None:
        return True
    if schedule.state != ScheduleState.APPROVED:
        return False
    closes = BeforeScheduleCloses().deadline(schedule)
    return closes is None or clock.now() < closes.due_at


def _of_schedule(schedule: Schedule, user: User, bound: dict[str, Any]) -> dict[str, Any]:
    """What the page shows of the newest version: its dates, their faults, the forms of the possible moves."""
    dates = schedule.dates()
    moves = possible_moves(schedule, user)
    editable = schedule.state == ScheduleState.DRAFT and rights.may(user, "schedule.draft_schedule", schedule)
    problems = validate_schedule(dates, current_calendar(), schedule.cycle.year, term_rules())
    before = next(
        (s for s in selectors.versions_of(schedule.cycle.year) if s.schedule.pk != schedule.pk), None
    )
    head_decides = schedule.state == ScheduleState.SUBMITTED and rights.may(
        user, "schedule.approve_schedule", schedule
    )
    return {
        "dates": selectors.lines_of(dates),
        "problems": [{"field": problem.field, "sentence": problem_sentence(problem)} for problem in problems],
        "moves": moves,
        "dates_form": (bound.get("dates_form") or DatesForm(record=schedule, dates=dates))
        if editable
        else None,
        "order_form": (bound.get("order_form") or OrderForm(record=schedule)) if head_decides else None,
        "return_form": (bound.get("return_form") or ReasonForm(record=schedule)) if head_decides else None,
        "differences": selectors.changes(before.schedule.dates(), dates) if before else [],
        "returned": _why_returned(schedule),
        "entries": _journal(schedule),
    }


def _why_returned(schedule: Schedule) -> str:
    """The reason with which a draft came back; empty for one that did not."""
    if schedule.state != ScheduleState.DRAFT:
        return ""
    entry = JournalEntry.objects.filter(
        object_type="schedule.schedule", object_id=schedule.pk, act="schedule.send_back"
    ).first()
    return str(entry.details.get("reason", "")) if entry else ""


def _journal(schedule: Schedule) -> list[dict[str, Any]]:
    """The acts on this version, the newest first. One query."""
    states = dict(ScheduleState.choices)
    found = JournalEntry.objects.filter(object_type="schedule.schedule", object_id=schedule.pk)
    entries = []
    for entry in found.select_related("actor"):
        entries.append(
            {
                "at": entry.at,
                "who": entry.actor,
                "what": journal.act_label(entry.act, entry.object_type),
                "clause": entry.clause,
                "before": states.get(entry.before, "") if entry.before != entry.after else "",
                "after": states.get(entry.after, "") if entry.before != entry.after else "",
            }
        )
    return entries


@require_POST
@offices(Office.COORDINATOR)
def begin(request: HttpRequest, year: int) -> HttpResponse:
    """Begin the year's schedule, or its next version."""
    act(
        request,
        actions.begin_schedule,
        year,
        by=person_of(request),
        success=_("The draft begins with last year's dates, moved to working days."),
    )
    return redirect("desk_schedule", year)


@require_POST
@offices(Office.COORDINATOR)
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Save the draft's dates, or with the button "submit" hand them to the Head of the Administration."""
    schedule = get_object_or_404(Schedule.objects.select_related("cycle"), pk=pk)
    year = schedule.cycle.year
    form = DatesForm(request.POST)
    if not form.is_valid():
        return _page(request, year, 422, dates_form=form)
    submitting = "submit" in request.POST
    outcome = act(
        request,
        actions.submit_schedule if submitting else actions.save_dates,
        schedule,
        by=person_of(request),
        dates=form.dates(),
        revision=form.seen_revision,
        form=form,
        record=schedule,
        success=_("Submitted to the Head of the Presidential Administration.") if submitting else _("Saved."),
    )
    if outcome.done:
        return redirect("desk_schedule", year)
    return _page(request, year, outcome.status, dates_form=form)


@require_POST
@offices(Office.HEAD_OF_ADMINISTRATION)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve by order."""
    schedule = get_object_or_404(Schedule.objects.select_related("cycle"), pk=pk)
    year = schedule.cycle.year
    form = OrderForm(request.POST)
    if not form.is_valid():
        return _page(request, year, 422, order_form=form)
    outcome = act(
        request,
        actions.approve_schedule,
        schedule,
        by=person_of(request),
        order_number=form.cleaned_data["order_number"],
        order_date=form.cleaned_data["order_date"],
        revision=form.seen_revision,
        form=form,
        record=schedule,
        success=_("The schedule is approved and public."),
    )
    if outcome.done:
        return redirect("desk_schedule", year)
    return _page(request, year, outcome.status, order_form=form)


@require_POST
@offices(Office.HEAD_OF_ADMINISTRATION)
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the schedule to state planning."""
    schedule = get_object_or_404(Schedule.objects.select_related("cycle"), pk=pk)
    year = schedule.cycle.year
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _page(request, year, 422, return_form=form)
    outcome = act(
        request,
        actions.send_back_schedule,
        schedule,
        by=person_of(request),
        reason=form.cleaned_data["reason"],
        revision=form.seen_revision,
        form=form,
        record=schedule,
        success=_("The schedule is returned to state planning."),
    )
    if outcome.done:
        return redirect("desk_schedule", year)
    return _page(request, year, outcome.status, return_form=form)


@require_POST
@offices(Office.HEAD_OF_ADMINISTRATION)
def extend(request: HttpRequest, year: int) -> HttpResponse:
    """Record an extension for one body."""
    cycle = get_object_or_404(Cycle, year=year)
    form = ExtensionForm(request.POST)
    if not form.is_valid():
        return _page(request, year, 422, extension_form=form)
    given = form.cleaned_data
    outcome = act(
        request,
        actions.record_extension,
        cycle,
        by=person_of(request),
        milestone=Milestone(given["milestone"]),
        block=given["block"],
        body=given["body"],
        due_on=given["due_on"],
        reason=given["reason"],
        order_number=given["order_number"],
        order_date=given["order_date"],
        form=form,
        success=_("The extension is recorded and public."),
    )
    if outcome.done:
        return redirect("desk_schedule", year)
    return _page(request, year, outcome.status, extension_form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@offices(Office.COORDINATOR)
def moved_days(request: HttpRequest) -> HttpResponse:
    """`desk/calendar/`: the register of days that resolutions move, and the form that adds one."""
    refuse_without_right(person_of(request), "schedule.draft_schedule", None, "c57")
    form, status = MovedDayForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            outcome = act(
                request,
                actions.override_day,
                by=person_of(request),
                **form.cleaned_data,
                form=form,
                success=_("Recorded. Terms that start from now on are counted by it."),
            )
            if outcome.done:
                return redirect("desk_calendar")
            status = outcome.status
    context = {
        "form": form,
        "overrides": list(CalendarOverride.objects.order_by("-day", "audience")),
        "calendar_year": clock.today().year,
        "crumbs": [{"label": _("Desk"), "url": reverse("desk")}, {"label": _("Moved days")}],
    }
    return render(request, "schedule/moved_days.html", context, status=status)
