"""What every floor says it owes: known before it is done, done when it is done, at the cost of a fixed number of queries."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation import clock
from evaluation.models import Office
from reports import actions as report_actions
from reports.models import Report
from schedule import reminders
from schedule.duty_book import duties_of, progress
from schedule.milestones import Milestone
from schedule.models import Reminder
from schedule.violations import sweep_violations, violations_of
from schedule.working_days import due_at
from tests.worlds.elements import element, elements, named, texts

pytestmark = pytest.mark.django_db
#: The tables of the page of terms.
OPEN = "[aria-label='What is open'] tbody tr"
VIOLATIONS = "[aria-label='Violations'] tbody th"


def test_every_milestone_of_an_open_year_has_its_duties(opened: Any) -> None:
    found = duties_of(2018)
    assert {duty.milestone for duty in found if duty.milestone} == set(Milestone)
    assert {duty.kind for duty in found} >= {
        "schedule.approve",
        "report.sign",
        "partial.deliver",
        "conclusion.deliver",
        "conclusion.finalise",
        "conclusion.hand_over",
        "overall.submit",
        "report.send",
    }
    assert [duty.kind for duty in found if duty.done] == ["schedule.approve"]
    assert all(duty.seats for duty in found)
    identities = [(d.kind, d.object_type, d.object_id, d.due_at) for d in found]
    assert len(set(identities)) == len(identities)


def test_a_signed_report_is_done_and_its_reminders_go(opened: Any) -> None:
    reminders.plan(2018)
    report = opened.report("agriculture", 1)
    mine = Reminder.objects.filter(object_type="reports.report", object_id=report.pk)
    assert mine.filter(state="planned").exists()
    opened.fill(report)
    opened.sign(report)
    key = (Milestone.REPORTS, 1)
    assert progress(duties_of(2018), clock.now())[key].done == 1
    reminders.plan(2018)
    assert not mine.filter(state="planned").exists()


@pytest.mark.clause("c63", "c66", "c68")
def test_reports_that_nobody_signed_are_violations_of_their_first_heads(opened: Any) -> None:
    with clock.frozen(due_at(date(2019, 2, 21))):
        assert sweep_violations() > 0
        found = violations_of(2018).filter(act="report.sign")
        assert found.count() == len([d for d in duties_of(2018) if d.kind == "report.sign"])
        for violation in found:
            assert violation.responsible is not None
            offices = violation.responsible.memberships.values_list("office", "body_id")
            assert (Office.FIRST_HEAD, violation.body_id) in set(offices)


def test_reading_the_duties_costs_the_same_whatever_their_number(opened: Any) -> None:
    with CaptureQueriesContext(connection) as caught:
        count = len(duties_of(2018))
    assert count > 40
    assert len(caught) <= 40


def test_the_desks_picture_says_how_far_the_milestones_are(opened: Any, client: Client) -> None:
    world = opened.world if hasattr(opened, "world") else opened
    world.sign_in(client, "economy.coordinator")
    reports = named(client.get("/en/desk/"), "tbody tr", "1. reports to the authorised bodies, block 1")
    assert "0 of 7 done" in reports.texts("td div.muted")


@pytest.mark.clause("c40")
def test_a_body_that_was_in_time_is_not_called_overdue(opened: Any, client: Client) -> None:
    """Returned on the last day: the day of c7 passes, the body's own term runs on. One that never signed is late."""
    report = opened.sign(opened.report("agriculture", 1))
    with clock.frozen(due_at(date(2019, 2, 21)) - timedelta(hours=6)):
        report_actions.return_report(report, opened.person("economy.evaluator"), "A document is missing.")

    def state(who: str) -> str:
        opened.world.sign_in(client, who)
        shown = client.get("/en/desk/")
        row = named(shown, "tbody tr", "1. reports to the authorised bodies, block 1")
        return str(row.one(".chip").text)

    with clock.frozen(due_at(date(2019, 2, 21)) + timedelta(hours=9)):
        assert "the rest is still in time" in state("agriculture.preparer")
        assert "overdue" not in state("agriculture.preparer")
        assert "overdue" in state("culture.preparer")
    opened.sign(Report.objects.get(pk=report.pk))
    with clock.frozen(due_at(date(2019, 2, 21)) + timedelta(hours=9)):
        assert "done" in state("agriculture.preparer")


def test_what_is_open_is_told_whole_page_by_page(opened: Any, client: Client) -> None:
    opened.world.sign_in(client, "commission.working_body")
    total = sum(not duty.done and not duty.optional for duty in duties_of(2018))
    assert total > 50
    address, rows = "/en/desk/terms/2018/", []
    while address:
        shown = client.get(address)
        assert element(shown, "#open span").text == str(total)
        here = elements(shown, OPEN)
        said = texts(shown, "nav.pages .pages-now")[0]
        assert said.startswith(f"{len(rows) + 1}–{len(rows) + len(here)} of {total}")
        rows += here
        following = elements(shown, "nav.pages a[rel=next]")
        address = f"/en/desk/terms/2018/{following[0]['href']}" if following else ""
    assert len(rows) == total


@pytest.mark.clause("c63", "c66")
def test_the_desk_shows_what_is_overdue_with_others(opened: Any, client: Client) -> None:
    """Nothing waits for the working body, yet twenty-two reports are overdue: it is told, with the number of all."""
    late = "[aria-label='Overdue, in the hands of others'] tbody tr"
    opened.world.sign_in(client, "commission.working_body")
    assert not elements(client.get("/en/desk/"), late)
    with clock.frozen(due_at(date(2019, 2, 21))):
        shown = client.get("/en/desk/")
        assert texts(shown, "h1") == ["Nothing waits for you now"]
        assert len(elements(shown, late)) == 10
        assert "10 of 22" in texts(shown, "section .frame-note")[0]
        assert client.get("/en/desk/terms/2018/").status_code == 200
        opened.world.sign_in(client, "economy.coordinator")
        assert len(elements(client.get("/en/desk/"), late)) == 10
        opened.world.sign_in(client, "economy.evaluator")
        assert not elements(client.get("/en/desk/"), late), "no superior of those who are late"


def test_overseers_see_every_body_and_a_body_only_its_own(opened: Any, client: Client) -> None:
    world = opened.world if hasattr(opened, "world") else opened
    with clock.frozen(due_at(date(2019, 2, 21))):
        sweep_violations()
        world.sign_in(client, "commission.working_body")
        every = client.get("/en/desk/terms/2018/")
        due = [(line.one("th").text, line.texts("td")[0]) for line in elements(every, OPEN)]
        assert ("Report on block 1", "Минсельхоз") in due
        assert {"Минсельхоз", "Минкультуры"} <= set(texts(every, VIOLATIONS))
        one = client.get("/en/desk/terms/2018/?body=culture")
        assert set(texts(one, VIOLATIONS)) == {"Минкультуры"}
        own = Client()
        world.sign_in(own, "agriculture.first_head")
        for address in ("/en/desk/terms/2018/", "/en/desk/terms/2018/?body=culture"):
            shown = own.get(address).content.decode()
            assert set(texts(shown, VIOLATIONS)) == {"Минсельхоз"}
            assert "Минкультуры" not in shown


def test_page_of_terms_costs_the_same_whatever_is_late(opened: Any, client: Client) -> None:
    world = opened.world if hasattr(opened, "world") else opened
    world.sign_in(client, "commission.working_body")
    client.get("/en/desk/terms/2018/")
    with CaptureQueriesContext(connection) as few:
        client.get("/en/desk/terms/2018/")
    with clock.frozen(due_at(date(2019, 2, 21))):
        assert sweep_violations() > 5
        client.get("/en/desk/terms/2018/")
        with CaptureQueriesContext(connection) as many:
            client.get("/en/desk/terms/2018/")
    assert len(many) == len(few) + 1  # the violations, of which there were none before
