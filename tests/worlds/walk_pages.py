"""A portal's second year walked at its pages: who sits down at which desk, what they press, and what stands beside.

The clicked path is one body's block; everything else of the register goes the same way through the walk's actions.
What people press is counted, act by act (``Visitor.act``).
The steps themselves: `walk_pages_beginning.py`, `walk_pages_marks.py`, `walk_pages_appeal.py`, `walk_pages_ending.py`.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings as portal
from django.db import transaction
from django.db.models import Max
from playwright.sync_api import Locator, Page, expect

from blocks.models import Conclusion, PartialConclusion
from config.walk.core import Core
from evaluation import clock
from evaluation.acting import without_workers
from evaluation.frame import main_office
from evaluation.models import JournalEntry, Office, Role, User
from reports.models import Report
from schedule.due import deadlines_at_hand

YEAR, BODY, BLOCK = 2018, "ministry-of-agriculture", 2
#: Evaluated for the year before already: state planning itself, a region, a body with secrets. All others come new.
BEFORE: tuple[str, ...] = (
    BODY,
    "ministry-of-national-economy",
    "akimat-of-almaty-city",
    "ministry-of-defence",
)
#: Evaluated in the clicked year besides: every kind, every set of blocks, a new region and its city, enough of each for
#: peers. All 37 are walked by the demo's first start; here each would cost as much as ten clicked acts.
NEW: tuple[str, ...] = (
    "prosecutor-generals-office", "national-bank", "ministry-of-finance", "ministry-of-energy",
    "akimat-of-akmola-region", "akimat-of-aktobe-region", "akimat-of-turkestan-region", "akimat-of-shymkent-city",
)  # fmt: skip
SHOTS = portal.BASE_DIR / "docs" / "screenshots"
SHOOTING = os.environ.get("SARAP_SCREENSHOTS") == "1"
#: A folder for whole pages at the narrow widths, for whoever wants to see them.
LOOKED_AT = os.environ.get("SARAP_LOOK", "")


class DemoHand:
    """The demo's clock, moved by the walk's actions as its frozen clock would be."""

    def move_to(self, at: datetime) -> datetime:
        return clock.move_to(at, allow_back=True)


class Others(Core):
    """The walk over everything but the block that is walked by clicking."""

    def partials(self) -> list[PartialConclusion]:
        return [one for one in super().partials() if (one.body.slug, one.block) != (BODY, BLOCK)]

    def clicked_partials(self) -> list[PartialConclusion]:
        return [one for one in super().partials() if (one.body.slug, one.block) == (BODY, BLOCK)]


class Worker:
    """What pages wake waits here until the test lets it work, as a worker beside the portal would: pages only ask."""

    def __init__(self) -> None:
        self.woken: list[str] = []

    def told(self, task: Any) -> None:
        """In place of Celery's ``delay``."""
        self.woken.append(task.name)

    def work(self, task: Callable[[], int]) -> int:
        """Do the task that some page has woken. Returns what it made."""
        name = task.name  # type: ignore[attr-defined]
        assert name in self.woken, f"{name} was not woken: {sorted(set(self.woken))}"
        self.woken = [one for one in self.woken if one != name]
        return task()


#: Counts what a hand does on the pages: presses, choices in a list, files chosen. Kept over the pages of a tab.
COUNTER = """(() => {
  const one = () => sessionStorage.setItem("presses", Number(sessionStorage.getItem("presses") || 0) + 1);
  addEventListener("pointerdown", (event) => event.isTrusted && one(), true);
  addEventListener("change", (event) => event.target.matches("select, input[type=file]") && one(), true);
})()"""


class Visitor:
    """Somebody at the portal's pages who sits down at one desk after another."""

    def __init__(self, page: Page, year: Others, worker: Worker) -> None:
        self.page, self.year, self.worker = page, year, worker
        #: (office, act) → how often somebody pressed, from the desk to the act's end.
        self.presses: dict[tuple[str, str], int] = {}
        #: The office of whoever sits here.
        self.seat: Any = None
        #: What the journal has of all these acts.
        self.acts: set[str] = set()
        page.set_default_timeout(60_000)
        page.add_init_script(COUNTER)

    @contextmanager
    def act(self, what: str) -> Iterator[None]:
        """Count what whoever sits here presses for this act, from now on, and note what the journal calls it."""
        before = JournalEntry.objects.aggregate(last=Max("pk"))["last"] or 0
        self._count("sessionStorage.removeItem('presses')")
        yield
        self.acts |= set(JournalEntry.objects.filter(pk__gt=before).values_list("act", flat=True))
        pressed = int(self._count("Number(sessionStorage.getItem('presses') || 0)"))
        self.presses[self.seat, what] = pressed

    def _count(self, script: str) -> Any:
        return self.page.evaluate(script)

    def sign_in(self, user: User) -> None:
        """By the demo's door: one click on the account's button, and once this was done, by what that click sends."""
        if self.seat is None:
            self.page.goto("/en/demo/")
            self.page.locator(f'button[name="account"][value="{user.pk}"]').click()
            expect(self.page).to_have_url(re.compile("/en/desk/$"))
        else:
            told = self.page.context.request.post(
                "/en/demo/sign-in/",
                form={"account": str(user.pk), "csrfmiddlewaretoken": self._token()},
                max_redirects=0,
            )
            assert (told.status, told.headers["location"]) == (302, "/en/desk/")
            self.open("desk/")
        held = main_office(user)
        assert held is not None
        self.seat = held.office

    def _token(self) -> str:
        """The browser's token of the portal's forms."""
        cookies = {str(one.get("name")): str(one.get("value")) for one in self.page.context.cookies()}
        return cookies[portal.CSRF_COOKIE_NAME]

    def office(self, office: Office, role: Role) -> User:
        person = self.year.people.in_role(office, role)
        self.sign_in(person)
        return person

    def open(self, path: str) -> None:
        answer = self.page.goto(f"/en/{path}")
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"

    def reach(self, path: str, by: str = "") -> None:
        """From the person's desk to the page where they act: by a link that the desk or its menu offers.

        Where the desk leads to a list (its link is called ``by``), by the list's link.
        """
        if not self.page.url.endswith("/en/desk/"):
            self.open("desk/")
        if by:
            self.page.locator("main").get_by_role("link", name=by, exact=True).first.click()
        ends: tuple[str, ...] = (f'a[href$="/{path}"]', f'a[href*="/{path}?"]', f'a[href*="/{path}#"]')
        if path.endswith(f"/{YEAR}/"):  # the menu's items lead to the latest year
            ends += (f'a[href$="/{path.removesuffix(f"{YEAR}/")}"]',)
        self.page.locator(", ".join(ends)).first.click()
        expect(self.page).to_have_url(re.compile(re.escape(f"/{path}")))

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def click(self, name: str) -> None:
        """Press the button of this name; the page that follows must not be a refusal."""
        with self.page.expect_navigation():
            self.button(name).click()
        self.not_refused()

    def press(self, selector: str) -> None:
        """Press what the selector names, by what it does and not by its words; the page that follows is no refusal."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()
        self.not_refused()

    def not_refused(self) -> None:
        refused = self.page.locator(".alert-refused, .desk-refused, .message-error")
        assert refused.count() == 0, refused.all_inner_texts()

    def pdf(self, address: str) -> str:
        """The text of the PDF at this address, fetched as the person who sits at the page."""
        answer = self.page.context.request.get(address)
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
        told = subprocess.run(["pdftotext", "-", "-"], input=answer.body(), capture_output=True, check=True)
        return " ".join(told.stdout.decode().split())

    def look(self, name: str, *languages: str, top: str = "") -> None:
        """For whoever wants to see the page now open: with SARAP_LOOK in Kazakh on a tablet and in a hand, with

        SARAP_SCREENSHOTS=1 in ``languages`` on a desk, for the README, with ``top`` (a selector) at the upper edge.
        That nothing sticks out sideways is held for every page by `tests/whole/test_accessibility.py`.
        """
        if not (SHOOTING or LOOKED_AT):
            return
        here = self.page.url
        self.page.goto(in_language(here, "kk"))
        for width in (768, 360):
            self.page.set_viewport_size({"width": width, "height": 800})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{name}: {wide} px at {width}"
            if LOOKED_AT:
                self.page.screenshot(path=f"{LOOKED_AT}/{name}-{width}.png", full_page=True)
        self.page.set_viewport_size({"width": 1280, "height": 800})
        for language in languages if SHOOTING else ():
            SHOTS.mkdir(parents=True, exist_ok=True)
            self.page.goto(in_language(here, language))
            self.page.wait_for_load_state("networkidle")
            if top:
                self.page.locator(top).first.evaluate("one => window.scrollTo(0, one.offsetTop - 24)")
            self.page.screenshot(path=str(SHOTS / f"{name}-{language}.png"), animations="disabled")
        self.page.goto(here)


def in_language(address: str, language: str) -> str:
    """The same page in another language; the admin, which has none in its address, stays."""
    return re.sub("/(kk|ru|en)/", f"/{language}/", address, count=1)


def others(*parts: Iterator[Any]) -> None:
    """The walk's actions for everybody who is not clicked: in one transaction each, without waking workers and without

    asking the demo's clock in the database at every act.
    """
    for part in parts:
        with without_workers(), deadlines_at_hand(), clock.read_once(), transaction.atomic():
            for _step in part:
                pass


def clicked_report() -> Report:
    return Report.objects.select_related("body", "cycle").get(cycle__year=YEAR, body__slug=BODY, block=BLOCK)


def clicked_conclusion() -> Conclusion:
    """The clicked block's conclusion, its latest version."""
    return (
        Conclusion.objects.select_related("body", "lead", "cycle", "objection_term")
        .order_by("-version")
        .filter(cycle__year=YEAR, body__slug=BODY, block=BLOCK)[0]
    )
