"""What every floor says it owes: known before it is done, done when it is done, at the cost of a fixed number of queries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation import clock
from evaluation.models import Office
from schedule import reminders
from schedule.duty_book import duties_of, progress
from schedule.milestones import Milestone
from schedule.models import Reminder
from schedule.violations import sweep_violations, violations_of
from schedule.working_days import due_at
from tests.worlds.elements import elements, named, texts

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
    assert len(many) == len(few)
