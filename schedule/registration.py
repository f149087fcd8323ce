"""What the schedule gives to the frame: menu, inbox, desk, journal's words, letters, duties, the demo's clock."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from evaluation import clock, demo, desk, journal, navigation, notices, rights, work_queues, year_steps
from evaluation.next_year import year_in_preparation
from schedule import demo_stops, due, duty_rows, rail_counts, selectors
from schedule.desk import PortalCalendar, reading, sections, turns
from schedule.duties import ROWS, schedule_duties
from schedule.letter_queue import QUEUE
from schedule.letter_texts import register_texts
from schedule.letters import write_letters
from schedule.models.annual import APPROVE
from schedule.next_steps import next_steps
from schedule.year_step import steps

ACTS = {
    "letter.try_again": _("Letter to be sent again"),
    "violation.record": _("A violation recorded"),
    "violation.settle": _("A violation mended"),
    "violation.reopen": _("A violation found again"),
    "schedule.submit": _("Schedule submitted for approval"),
    "schedule.send_back": _("Schedule returned to state planning"),
    "schedule.approve": _("Schedule approved by order"),
    "schedule.supersede": _("Superseded by a newer version"),
    "schedule.draft": _("Drafted"),
    "schedule.save_dates": _("Dates changed"),
}


def menu(user: Any) -> list[navigation.NavItem]:
    """The way to the schedule: its makers to the desk's page, everybody else to the public one."""
    if rights.may(user, "schedule.draft_schedule", None) or rights.may(
        user, "schedule.approve_schedule", None
    ):
        year = year_in_preparation(clock.today())
        return [
            navigation.NavItem(
                _("Schedule"), reverse("desk_schedule", args=[year]), 60, navigation.Group.YEAR
            )
        ]
    return [navigation.NavItem(_("Schedule"), reverse("schedule"), 60, navigation.Group.YEAR)]


def inbox(user: Any, waiting: dict[str, navigation.Waiting]) -> navigation.Inbox:
    """Where the letters are, how many are unread, and how many rows wait behind the menu's items. One query for all."""
    unread, behind = rail_counts.counts(user, waiting)
    return navigation.Inbox(reverse("inbox"), unread, behind)


def demo_links(_user: Any) -> list[navigation.NavItem]:
    """The demo bar's way to the outbox."""
    return [navigation.NavItem(_("Outbox"), reverse("demo_outbox"), 90)]


def register() -> None:
    """Called when the app starts."""
    register_texts()
    notices.write_with(write_letters)
    work_queues.register(QUEUE)
    due.read_with(selectors.read_book)
    duty_rows.register(schedule_duties, ROWS, APPROVE)
    desk.register(turns)
    desk.register_sections(sections)
    desk.register_calendar(PortalCalendar())
    desk.register_reading(reading)
    desk.register_next(next_steps)
    year_steps.register(steps)
    navigation.register(menu)
    navigation.register_inbox(inbox)
    navigation.register_demo(demo_links)
    journal.register(ACTS)
    demo.register_milestones(demo_stops.milestone_days)
    demo.register(demo_stops.running_terms)
    clock.read_along(demo_stops.DATES, demo_stops.dates_along())
