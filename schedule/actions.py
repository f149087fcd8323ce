"""The verbs of the schedule: drafting, order, extensions, moved days (c7, c8, D7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from evaluation import clock, rights
from evaluation.acting import late, lock, note, perform, refuse_without_right
from evaluation.changes import Watched, WatchedRow, differences
from evaluation.models import Body, Cycle, Membership, Office, Role, User
from evaluation.refusals import FieldFault, Refusal
from schedule.calendar import current_calendar
from schedule.due import BeforeScheduleCloses, schedule_closes_at
from schedule.duty_book import duties_of_kind
from schedule.letters import day_of_act, write_letters
from schedule.milestone_labels import MILESTONE_LABELS
from schedule.milestones import Key, Milestone, evaluation_year, field_name, keys, propose_dates
from schedule.models import (
    CalendarOverride,
    Extension,
    MilestoneDate,
    Schedule,
    ScheduleState,
)
from schedule.models.annual import APPROVE
from schedule.selectors import read_book
from schedule.violations import record_violations
from schedule.working_days import FIRST_DAY, FIRST_YEAR, LAST_DAY, LAST_YEAR


def draft_schedule(cycle: Cycle, by: User, dates: Mapping[Key, date] | None = None) -> Schedule:
    """Begin the next version of the year's schedule from last year's dates, or from ``dates`` (c8)."""
    with transaction.atomic():
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        latest = Schedule.objects.filter(cycle=cycle).order_by("-version").first()
        schedule = Schedule(cycle=cycle, version=latest.version + 1 if latest else 1)
        refuse_without_right(by, "schedule.draft_schedule", schedule, "c8")
        if latest is not None and not latest.was_approved:
            raise Refusal(
                "state",
                _("Version %(version)s of the schedule is still open; finish it first.")
                % {"version": latest.version},
                clause="c8",
            )
        closed = BeforeScheduleCloses().deadline(schedule)
        if closed is not None and clock.now() >= closed.due_at:
            raise late(closed, _("Change the schedule"))
        if dates is None:
            before = Schedule.objects.filter(cycle__year__lte=cycle.year, state=ScheduleState.APPROVED)
            previous = before.order_by("-cycle__year").first()
            dates = propose_dates(cycle.year, current_calendar(), previous.dates() if previous else None)
        schedule.save()
        _write_dates(schedule, dates)
        note(schedule, "draft", by, "c8", after=schedule.state)
        if latest is None:
            _tell_methodologists(cycle)
    return schedule


def _tell_methodologists(cycle: Cycle) -> None:
    """The year's texts need not wait for the schedule's approval (c17): whoever writes them is told that it is prepared."""
    people = User.objects.filter(
        Membership.valid_on(clock.today(), "memberships__"),
        memberships__office=Office.METHODOLOGIST,
        is_active=True,
    ).distinct()
    write_letters(
        people,
        "schedule.begun",
        key=f"schedule.begun:{cycle.pk}",
        about=None,
        path=f"desk/years/{cycle.year}/",
        year=cycle.year,
    )


def _write_dates(schedule: Schedule, dates: Mapping[Key, date]) -> None:
    schedule.milestones.all().delete()
    MilestoneDate.objects.bulk_create(
        MilestoneDate(schedule=schedule, milestone=milestone.value, block=block, due_on=day)
        for (milestone, block), day in dates.items()
    )


def save_dates(
    schedule: Schedule, by: User, dates: Mapping[Key, date], revision: int | None = None
) -> Schedule:
    """Change the dates of a draft. An unsound date may be kept while drafting; submitting asks for sound ones."""
    with transaction.atomic():
        fresh = lock(schedule, revision)
        refuse_without_right(by, "schedule.draft_schedule", fresh, "c8")
        if fresh.state != ScheduleState.DRAFT:
            raise Refusal(
                "state",
                _("The schedule is “%(state)s”; its dates change only in a new version.")
                % {"state": fresh.get_state_display()},
                clause="D7",
            )
        missing = [key for key in keys() if key not in dates]
        if missing:
            raise Refusal(
                "incomplete",
                _("Every milestone has its date; missing: %(count)s.") % {"count": len(missing)},
                clause="c7",
                faults=[FieldFault(field_name(*key), _("Give the last day.")) for key in missing],
            )
        watched = Watched(fresh.milestones.all(), ("due_on",), by=("milestone", "block"))
        _write_dates(fresh, dates)
        fresh.revision += 1
        fresh.save(update_fields=["revision"])
        names = {
            f"{milestone.value}.{block or ''}".rstrip("."): field_name(milestone, block)
            for milestone, block in keys()
        }
        changed = {names.get(place, place): days["due_on"] for place, days in watched.changed().items()}
        note(fresh, "save_dates", by, "c8", details={"changed": changed})
    return fresh


def begin_schedule(year: int, by: User) -> Schedule:
    """Begin the schedule of reporting year ``year``, or the next version of it; the year's cycle is made if need be."""
    refuse_without_right(by, "schedule.draft_schedule", None, "c8")
    if not FIRST_YEAR < evaluation_year(year) <= LAST_YEAR:
        raise Refusal(
            "state",
            _("The calendar knows only the years %(first)s–%(last)s.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR},
            clause="c7",
        )
    with transaction.atomic():
        cycle, _created = Cycle.objects.get_or_create(year=year)
        return draft_schedule(cycle, by)


def submit_schedule(
    schedule: Schedule,
    by: User,
    dates: Mapping[Key, date] | None = None,
    revision: int | None = None,
) -> Schedule:
    """Hand the draft, with ``dates`` where the form has new ones, to the Head of the Presidential Administration (c8)."""
    with transaction.atomic():
        if dates is not None:
            schedule = save_dates(schedule, by, dates, revision)
            revision = schedule.revision
        submitted = perform(schedule, "submit", by, revision=revision)
        head = rights.people_with(
            Office.HEAD_OF_ADMINISTRATION, rights.holder_of(Role.PRESIDENTIAL_ADMINISTRATION)
        )
        _tell_of_schedule(submitted, head, "schedule.approve")
    return submitted


def send_back_schedule(schedule: Schedule, by: User, reason: str, revision: int | None = None) -> Schedule:
    """Return the schedule to state planning, with the reason."""
    if not reason.strip():
        raise Refusal(
            "incomplete",
            _("Write why the schedule is returned."),
            faults=[FieldFault("reason", _("Write the reason."))],
        )
    with transaction.atomic():
        returned = perform(schedule, "send_back", by, revision=revision, details={"reason": reason.strip()})
        people = rights.people_with(Office.COORDINATOR, rights.holder_of(Role.STATE_PLANNING))
        _tell_of_schedule(returned, people, "schedule.returned", reason=reason.strip())
    return returned


def approve_schedule(
    schedule: Schedule, by: User, order_number: str, order_date: date | None, revision: int | None = None
) -> Schedule:
    """Approve by order of the Head of the Presidential Administration; an approved older version gives way (c8, D7)."""

    def prepare(fresh: Schedule) -> None:
        fresh.order_number, fresh.order_date, fresh.approved_at = (
            order_number.strip(),
            order_date,
            clock.now(),
        )

    with transaction.atomic():
        Cycle.objects.select_for_update().get(pk=schedule.cycle_id)
        older = Schedule.objects.filter(cycle_id=schedule.cycle_id, state=ScheduleState.APPROVED).first()
        if older is not None:
            perform(older, "supersede", by)
        # only a first version can be late and still approved; nothing is silently late (A-TIME-6)
        closed = schedule_closes_at(schedule.cycle.year)
        details = {"late": True, "due": closed.isoformat()} if clock.now() >= closed else {}
        approved = perform(
            schedule,
            "approve",
            by,
            revision=revision,
            prepare=prepare,
            details={**details, "order": order_number.strip()},
        )
        if details:
            record_violations(duties_of_kind(APPROVE, approved.cycle.year), clock.now())
        people = rights.people_with(Office.COORDINATOR, rights.holder_of(Role.STATE_PLANNING))
        _tell_of_schedule(approved, people, "schedule.approved")
    return approved


def _tell_of_schedule(schedule: Schedule, people: object, kind: str, **context: object) -> None:
    write_letters(
        people,  # type: ignore[arg-type]
        kind,
        key=f"{kind}:{schedule.pk}:{schedule.revision}",
        about=None,
        path=f"desk/schedule/{schedule.cycle.year}/",
        year=schedule.cycle.year,
        version=schedule.version,
        order=schedule.order_number,
        ordered_on=day_of_act(schedule.order_date),
        **context,
    )


def record_extension(
    cycle: Cycle,
    by: User,
    *,
    milestone: Milestone,
    block: int | None,
    body: Body,
    due_on: date,
    reason: str,
    order_number: str,
    order_date: date | None,
) -> Extension:
    """Record an individual extension by order: whose, of what, until when, why. Public from then on."""
    extension = Extension(
        cycle=cycle,
        milestone=milestone.value,
        block=block,
        body=body,
        due_on=due_on,
        reason=reason.strip(),
        order_number=order_number.strip(),
        recorded_by=by,
        recorded_at=clock.now(),
    )
    refuse_without_right(by, "schedule.approve_schedule", None, "c8")
    faults = []
    if milestone.per_block and block is None:
        # without a block it would extend nothing: each block's reports have a date of their own
        raise Refusal(
            "incomplete",
            _("The extension is not complete."),
            clause=milestone.clause,
            faults=[FieldFault("block", _("Reports have a date for each block: choose the block."))],
        )
    with transaction.atomic():
        # a schedule that is approved meanwhile has other dates
        Cycle.objects.select_for_update().get(pk=cycle.pk)
        general = read_book(cycle.year).last_day(milestone, block, body.pk)
        if general is None:
            raise Refusal("state", _("There is no approved schedule to extend."), clause="c8")
        if due_on <= general:
            faults.append(FieldFault("due_on", _("An extension ends after the present last day.")))
        if not reason.strip():
            faults.append(FieldFault("reason", _("Write the reason.")))
        if not order_number.strip() or order_date is None:
            faults.append(FieldFault("order_number", _("Give the number and date of the order.")))
        if faults or order_date is None:
            raise Refusal("incomplete", _("The extension is not complete."), clause="c8", faults=faults)
        extension.order_date = order_date
        extension.save()
        note(
            extension,
            "record",
            by,
            "c8",
            details={"milestone": milestone.value, "block": block, "from": str(general), "to": str(due_on)},
        )
        people = [*rights.people_with(Office.PREPARER, body), *rights.people_with(Office.FIRST_HEAD, body)]
        write_letters(
            people,
            "schedule.extended",
            key=f"schedule.extended:{extension.pk}",
            about=body,
            path=f"schedule/{cycle.year}/",
            year=cycle.year,
            milestone=MILESTONE_LABELS[milestone],
            day=due_on,
            order=extension.order_number,
        )
    return extension


def override_day(by: User, *, day: date, working: bool, audience: str, resolution: str) -> CalendarOverride:
    """Record that a resolution moved a day; terms that start later count by it, counted ones stay as they are."""
    refuse_without_right(by, "schedule.draft_schedule", None, "c57")
    faults = []
    if not FIRST_DAY <= day <= LAST_DAY:
        faults.append(
            FieldFault(
                "day",
                _("The calendar knows only the years %(first)s–%(last)s.")
                % {"first": FIRST_YEAR, "last": LAST_YEAR},
            )
        )
    if not resolution.strip():
        faults.append(FieldFault("resolution", _("Number and date of the resolution.")))
    if faults:
        raise Refusal("incomplete", _("The day is not moved yet."), clause="c57", faults=faults)
    told = {"working": working, "resolution": resolution.strip()}
    with transaction.atomic():
        # of two people the later one waits, at the row or at its uniqueness, and tells what the earlier one wrote
        row, created = CalendarOverride.objects.get_or_create(day=day, audience=audience, defaults=told)
        if created:
            changed = differences(None, told)
        else:
            row = CalendarOverride.objects.select_for_update().get(pk=row.pk)
            watched = WatchedRow(row, *told)
            row.working, row.resolution = working, resolution.strip()
            row.save(update_fields=list(told))
            changed = watched.changed()
        note(
            row,
            "override",
            by,
            "c57",
            details={
                "day": str(day),
                "working": working,
                "resolution": row.resolution,
                "changed": changed,
            },
        )
    return row
