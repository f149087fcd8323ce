"""Rows of the schedule floor: the public schedule and calendar, the desk's schedule, letters."""

from __future__ import annotations

from datetime import UTC, date, datetime

from evaluation import clock
from tests.whole.access_matrix import LOGIN, NO_OFFICE, OTHERS, VISITOR, Row
from tests.worlds.world import World

Outcomes = dict[str, int | str]
PUBLIC: Outcomes = {OTHERS: 200}
SIGNED_IN: Outcomes = {OTHERS: 200, VISITOR: LOGIN}
COORDINATOR = "economy.coordinator"
HEAD = "administration.head_of_administration"
AT_THE_SCHEDULE: Outcomes = {
    OTHERS: 403,
    VISITOR: LOGIN,
    COORDINATOR: 200,
    HEAD: 200,
    "commission.working_body": 200,
}
NOVEMBER = datetime(2018, 11, 19, 6, tzinfo=UTC)
DAYS = {
    "reports_1": "2019-02-21",
    "reports_2": "2019-02-21",
    "reports_3": "2019-02-21",
    "conclusions": "2019-04-15",
    "after_appeals": "2019-05-20",
    "block_conclusions": "2019-06-03",
    "overall": "2019-06-17",
    "president": "2019-07-15",
}


def an_approved_year(world: World) -> list[int]:
    world.approve_schedule()
    return [2018]


def a_draft(world: World) -> list[int]:
    from schedule.actions import draft_schedule

    with clock.frozen(NOVEMBER):
        return [draft_schedule(world.cycle, world.person(COORDINATOR)).pk]


def a_submitted_schedule(world: World) -> list[int]:
    from schedule.actions import submit_schedule
    from schedule.models import Schedule

    with clock.frozen(NOVEMBER):
        schedule = Schedule.objects.get(pk=a_draft(world)[0])
        return [submit_schedule(schedule, world.person(COORDINATOR)).pk]


def a_letter(world: World) -> list[int]:
    from schedule.letters import write_letters
    from schedule.models import Letter

    write_letters(
        [world.people["culture.preparer"]],
        "schedule.extended",
        key="k",
        about=world.body("culture"),
        path="schedule/2018/",
        year=2018,
        milestone="reports",
        day=date(2019, 2, 28),
        order="5",
    )
    return [Letter.objects.latest("pk").pk]


def an_extension(world: World) -> dict[str, object]:
    return {
        "body": world.body("culture").pk,
        "milestone": "reports",
        "block": "1",
        "due_on": "2019-02-28",
        "reason": "Flood in the archive",
        "order_number": "5",
        "order_date": "2019-02-18",
    }


def a_calendar(world: World) -> list[str]:
    from schedule.feeds import make_link

    return [make_link(world.person("culture.preparer")).token]


def a_revoked_calendar(world: World) -> list[str]:
    from schedule.feeds import revoke_link

    made = a_calendar(world)
    revoke_link(world.person("culture.preparer"))
    return made


def some_words(world: World) -> list[int]:
    from schedule.models import LetterTemplate

    row = LetterTemplate(kind="schedule.extended", language="ru", subject="%(day)s", text="%(order)s")
    row.full_clean()
    row.save()
    return [row.pk]


def an_offset(world: World) -> list[int]:
    from schedule.models import ReminderOffset

    return [ReminderOffset.objects.create(days=5).pk]


def a_reminder(world: World) -> list[int]:
    from schedule.models import Reminder

    moment = datetime(2019, 2, 21, 18, tzinfo=UTC)
    return [
        Reminder.objects.create(
            person=world.people["culture.preparer"],
            object_type="reports.report",
            object_id=1,
            duty="report.sign",
            kind="report.sign-3",
            due_at=moment,
            at=moment,
            year=2018,
            title="Report",
            clause="c40",
        ).pk
    ]


def a_moved_day(world: World) -> list[int]:
    from schedule.models import CalendarOverride

    return [CalendarOverride.objects.create(day=date(2019, 2, 23), working=True, resolution="No. 1").pk]


ADMINISTRATOR: Outcomes = {OTHERS: 403, VISITOR: LOGIN, "economy.administrator": 200}
READERS: Outcomes = {**ADMINISTRATOR, "commission.auditor": 200}
NOBODY: Outcomes = {OTHERS: 403, VISITOR: LOGIN}
TERMS: Outcomes = {
    OTHERS: 200,
    VISITOR: LOGIN,
    NO_OFFICE: 403,
    "finance.methodologist": 403,
    "communications.special_commission_member": 403,
    "economy.administrator": 403,
    "commission.expert": 403,
    "integrator.integrator": 403,
}
ADMIN_ROWS = [
    Row("admin:schedule_lettertemplate_changelist", ADMINISTRATOR),
    Row("admin:schedule_lettertemplate_add", ADMINISTRATOR),
    Row("admin:schedule_lettertemplate_change", ADMINISTRATOR, args=some_words),
    Row("admin:schedule_reminderoffset_changelist", ADMINISTRATOR),
    Row("admin:schedule_reminderoffset_add", ADMINISTRATOR),
    Row("admin:schedule_reminderoffset_change", ADMINISTRATOR, args=an_offset),
    Row("admin:schedule_letter_changelist", READERS),
    Row("admin:schedule_letter_add", NOBODY),
    Row("admin:schedule_letter_change", READERS, args=a_letter),
    Row("admin:schedule_letter_change", NOBODY, "POST", args=a_letter),
    Row("admin:schedule_reminder_changelist", READERS),
    Row("admin:schedule_reminder_add", NOBODY),
    Row("admin:schedule_reminder_change", READERS, args=a_reminder),
    Row("admin:schedule_calendaroverride_changelist", READERS),
    Row("admin:schedule_calendaroverride_add", NOBODY),
    Row("admin:schedule_calendaroverride_change", READERS, args=a_moved_day),
    Row("admin:schedule_calendaroverride_change", NOBODY, "POST", args=a_moved_day),
]

ROWS = [
    *ADMIN_ROWS,
    Row("public_feed", PUBLIC, args=[]),
    Row("schedule-plain:personal_feed", PUBLIC, args=a_calendar, note="whoever knows the secret"),
    Row("schedule-plain:personal_feed", {VISITOR: 404, "culture.preparer": 404}, args=a_revoked_calendar),
    Row("schedule-plain:personal_feed", {VISITOR: 404, COORDINATOR: 404}, args=["guessed"]),
    Row("my_feed", SIGNED_IN),
    Row("my_feed", {OTHERS: 302, VISITOR: LOGIN}, "POST", data={"make": "1"}),
    Row("schedule", PUBLIC),
    Row("schedule", {VISITOR: 405, COORDINATOR: 405}, "POST"),
    Row("schedule_year", PUBLIC, args=an_approved_year),
    Row("schedule_year", PUBLIC, args=[2018], note="not approved yet"),
    Row("schedule_year", {VISITOR: 404, COORDINATOR: 404}, args=[2012]),
    Row("schedule_calendar", PUBLIC, args=[2018]),
    Row("schedule_calendar", {VISITOR: 404}, args=[2031]),
    Row("desk_schedule", AT_THE_SCHEDULE, args=an_approved_year),
    Row("desk_schedule", AT_THE_SCHEDULE, args=[2019], note="no draft yet"),
    Row("desk_schedule", {COORDINATOR: 404}, args=[2035]),
    Row("desk_schedule_begin", {OTHERS: 403, VISITOR: LOGIN, COORDINATOR: 302}, "POST", args=[2019]),
    Row("desk_schedule_begin", {OTHERS: 403, VISITOR: LOGIN, COORDINATOR: 405}, args=[2019]),
    Row(
        "desk_schedule_save",
        {OTHERS: 403, VISITOR: LOGIN, COORDINATOR: 302},
        "POST",
        args=a_draft,
        data={"revision": 0, **DAYS},
        at=NOVEMBER,
    ),
    Row(
        "desk_schedule_save",
        {COORDINATOR: 409},
        "POST",
        args=a_draft,
        data={"revision": 7, **DAYS},
        at=NOVEMBER,
        note="stale",
    ),
    Row(
        "desk_schedule_save",
        {COORDINATOR: 422},
        "POST",
        args=a_draft,
        data={"revision": 0, **DAYS, "overall": "2019-06-16", "submit": "1"},
        at=NOVEMBER,
        note="a Sunday is not submitted",
    ),
    Row(
        "desk_schedule_approve",
        {OTHERS: 403, VISITOR: LOGIN, HEAD: 302},
        "POST",
        args=a_submitted_schedule,
        data={"revision": 1, "order_number": "17", "order_date": "2018-11-19"},
        at=NOVEMBER,
    ),
    Row(
        "desk_schedule_approve",
        {HEAD: 422},
        "POST",
        args=a_submitted_schedule,
        data={"revision": 1},
        at=NOVEMBER,
        note="without an order",
    ),
    Row(
        "desk_schedule_return",
        {OTHERS: 403, VISITOR: LOGIN, HEAD: 302},
        "POST",
        args=a_submitted_schedule,
        data={"revision": 1, "reason": "Give a week more"},
        at=NOVEMBER,
    ),
    Row(
        "desk_schedule_extend",
        {OTHERS: 403, VISITOR: LOGIN, HEAD: 302},
        "POST",
        args=an_approved_year,
        data=an_extension,
    ),
    Row("desk_calendar", {OTHERS: 403, VISITOR: LOGIN, COORDINATOR: 200}),
    Row(
        "desk_calendar",
        {OTHERS: 403, VISITOR: LOGIN, COORDINATOR: 302},
        "POST",
        data={"day": "2019-02-23", "working": "1", "audience": "everybody", "resolution": "No. 1"},
    ),
    Row(
        "desk_calendar",
        {COORDINATOR: 422},
        "POST",
        data={"day": "2035-02-23", "working": "1", "audience": "everybody", "resolution": "No. 1"},
        note="a day that the calendar does not know",
    ),
    Row("desk_terms", TERMS, args=an_approved_year),
    Row("desk_terms", {"commission.working_body": 404, "agriculture.preparer": 404}, args=[2012]),
    Row("inbox", SIGNED_IN),
    Row("inbox_read_all", {OTHERS: 302, VISITOR: LOGIN}, "POST"),
    Row("letter", {OTHERS: 404, VISITOR: LOGIN, "culture.preparer": 200}, args=a_letter),
]
