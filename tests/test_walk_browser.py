"""A year's beginning in a real browser: people sign in at the demo's door, move its clock and act by clicking.

From the draft schedule to the accepted report.

The clicked path is one body's block; the other blocks of a small register go the same way through the walk's actions.
Screenshots of the key pages: SARAP_SCREENSHOTS=1, into docs/screenshots/.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as portal
from playwright.sync_api import Locator, Page, expect

from blocks import actions as blocks
from blocks.models import KeyPerformanceIndicator, PartialConclusion, Report
from config.walk import beginning, scoring
from config.walk.core import Core
from evaluation import clock
from evaluation.acting import without_workers
from evaluation.models import Cycle, Office, Role, Scope, User
from evaluation.register import load_register
from schedule.milestones import Milestone
from tests.test_frame_demo import demo_mode  # noqa: F401 - the portal as it is in demo mode

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

YEAR, BODY, BLOCK = 2018, "ministry-of-agriculture", 2
#: State planning itself, a region, a body with secrets: every kind of path, in a minute.
EVALUATED = (BODY, "ministry-of-national-economy", "akimat-of-almaty-city", "ministry-of-defence")
SHOTS = portal.BASE_DIR / "docs" / "screenshots"


class DemoHand:
    """The demo's clock, moved by the walk's actions as its frozen clock would be."""

    def move_to(self, at: datetime) -> datetime:
        return clock.move_to(at, allow_back=True)


class Others(Core):
    """The walk over everything but the block that is walked by clicking."""

    def partials(self) -> list[PartialConclusion]:
        return [one for one in super().partials() if (one.body.slug, one.block) != (BODY, BLOCK)]


class Visitor:
    """Somebody at the portal's pages who sits down at one desk after another."""

    def __init__(self, page: Page, year: Others) -> None:
        self.page, self.year = page, year
        page.set_default_timeout(60_000)

    def sign_in(self, user: User) -> None:
        """By the demo's door: one click on the account's button."""
        self.page.goto("/en/demo/")
        self.page.locator(f'button[name="account"][value="{user.pk}"]').click()
        expect(self.page).to_have_url(re.compile("/en/desk/$"))

    def office(self, office: Office, role: Role) -> User:
        person = self.year.people.in_role(office, role)
        self.sign_in(person)
        return person

    def open(self, path: str) -> None:
        answer = self.page.goto(f"/en/{path}")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def click(self, name: str) -> None:
        """Press the button of this name; the page that follows must not be a refusal."""
        with self.page.expect_navigation():
            self.button(name).click()
        refused = self.page.locator(".alert-refused, .desk-refused, .message-error")
        assert refused.count() == 0, refused.all_inner_texts()

    def shoot(self, name: str, *languages: str) -> None:
        """A screenshot of the page now open, in each language; only when asked for."""
        if os.environ.get("SARAP_SCREENSHOTS") != "1":
            return
        SHOTS.mkdir(parents=True, exist_ok=True)
        here = self.page.url
        for language in languages or ("ru", "kk"):
            self.page.goto(re.sub("/(kk|ru|en)/", f"/{language}/", here, count=1))
            self.page.screenshot(path=str(SHOTS / f"{name}-{language}.png"), animations="disabled")
        self.page.goto(here)


@pytest.fixture
def browser_options() -> dict[str, Any]:
    return {
        "viewport": {"width": 1280, "height": 900},
        "locale": "en-GB",
        "timezone_id": "Asia/Almaty",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def year(demo_mode: None, transactional_db: None) -> Iterator[Others]:  # noqa: F811
    """The register with the demo's accounts and few evaluated bodies, before the year begins."""
    load_register(demo_accounts=True)
    Scope.objects.exclude(body__slug__in=EVALUATED).delete()
    walked = Others(YEAR)
    walked.clock = DemoHand()  # type: ignore[assignment]
    walked.at(date(YEAR, 11, 5))
    walked.cycle = Cycle.objects.create(year=YEAR, synthetic=True)
    with without_workers():
        yield walked


def others(*parts: Iterator[Any]) -> None:
    """The walk's actions for everybody who is not clicked."""
    for part in parts:
        for _step in part:
            pass


def test_a_year_begins_by_clicking(page: Page, year: Others) -> None:
    visitor = Visitor(page, year)
    schedule_is_approved(visitor)
    others(
        beginning.approve_methodologies(year),
        beginning.approve_indicators(year),
    )
    the_year_is_opened(visitor)
    report_is_filled_in_and_signed(visitor)
    report_is_accepted(visitor)


# --- The schedule (c7, c8) ---------------------------------------------------------------------------------


def schedule_is_approved(visitor: Visitor) -> None:
    visitor.office(Office.COORDINATOR, Role.STATE_PLANNING)
    visitor.open(f"desk/schedule/{YEAR}/")
    visitor.click("Draft the schedule")
    visitor.click("Submit the schedule for approval")
    visitor.open("demo/clock/")
    before = clock.today()
    visitor.click("To the next day")
    assert clock.today() == before + timedelta(days=1)
    visitor.office(Office.HEAD_OF_ADMINISTRATION, Role.PRESIDENTIAL_ADMINISTRATION)
    visitor.open(f"desk/schedule/{YEAR}/")
    visitor.page.get_by_label("Order number").first.fill("11-18/184")
    visitor.page.get_by_label("Order date").first.fill(clock.today().isoformat())
    visitor.click("Approve the schedule by order")
    expect(visitor.page.get_by_text("The schedule is approved and public.")).to_be_visible()


def the_year_is_opened(visitor: Visitor) -> None:
    visitor.year.at(date(YEAR + 1, 1, 14))
    visitor.office(Office.COORDINATOR, Role.STATE_PLANNING)
    visitor.open(f"desk/cycle/{YEAR}/")
    visitor.click(f"Open the evaluation for {YEAR}")
    visitor.year.cycle.refresh_from_db()
    assert Report.objects.filter(body__slug=BODY, block=BLOCK).exists()


# --- The report (c40, c64) ---------------------------------------------------------------------------------


def report_is_filled_in_and_signed(visitor: Visitor) -> None:
    walk = visitor.year
    report = clicked_report()
    kpis = list(KeyPerformanceIndicator.objects.filter(cycle=walk.cycle))
    walk.at(walk.last_day(Milestone.REPORTS, BLOCK) - timedelta(days=10))
    preparer = walk.people.of(Office.PREPARER, report.body)
    entries = walk.report_entries(report, [])
    typed = [entry for entry in entries if entry.number is not None and not entry.language and not entry.row][
        :2
    ]
    blocks.save_values(report, preparer, [entry for entry in entries if entry not in typed])

    visitor.sign_in(preparer)
    visitor.shoot("desk")
    visitor.open(f"desk/reports/{report.pk}/")
    form = visitor.page.locator("#report-form")
    assert len(typed) == 2
    for entry in typed:
        place = form.locator(f'.place:has([name^="v:{entry.item}"])').first
        place.locator('input[name^="v:"]').fill(str(entry.number))
        place.get_by_text("Attach a document").click()
        place.locator('.place-choose input[type="checkbox"]').first.check()
    visitor.page.wait_for_load_state("networkidle")  # what was typed saves itself
    visitor.shoot("report")
    visitor.click("Save and hand to the first head")

    head = walk.people.of(Office.FIRST_HEAD, report.body)
    visitor.sign_in(head)
    visitor.open(f"desk/reports/{report.pk}/")
    visitor.page.locator('input[name="answers"]').check()
    visitor.click("Sign and submit the report")
    report.refresh_from_db()
    assert (report.state, report.signed_by) == ("signed", head)

    for other in (
        Report.objects.filter(cycle=walk.cycle).exclude(pk=report.pk).select_related("body", "cycle")
    ):
        own = [kpi for kpi in kpis if kpi.body_id == other.body_id]
        preparer = walk.people.of(Office.PREPARER, other.body)
        filled = blocks.save_values(other, preparer, walk.report_entries(other, own))
        handed = blocks.hand_report_for_signature(filled, preparer)
        blocks.sign_report(handed, walk.people.of(Office.FIRST_HEAD, other.body))


def report_is_accepted(visitor: Visitor) -> None:
    walk, report = visitor.year, clicked_report()
    walk.at(walk.reports_day() + timedelta(days=4))
    visitor.sign_in(walk.examiner(report))
    visitor.open(f"desk/reports/{report.pk}/")
    visitor.click("Accept the report")
    report.refresh_from_db()
    assert report.state == "accepted"
    others(scoring.take_in_reports(walk))


def clicked_report() -> Report:
    return Report.objects.select_related("body", "cycle").get(body__slug=BODY, block=BLOCK)
