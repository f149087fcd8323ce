"""The emergency door in a browser: asked by one person, confirmed by a second, the page gone for everybody, and given back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import close_old_connections
from django.test import Client
from django.utils.translation import gettext, override
from playwright.sync_api import Page, expect

from evaluation import clock
from tests.worlds.axe import RULES
from tests.worlds.layers import Layers
from tests.worlds.published import SEPTEMBER, Published

pytestmark = [pytest.mark.browser, pytest.mark.minutes(1), pytest.mark.django_db(transaction=True)]

COORDINATOR, WORKING_BODY = "economy.coordinator", "commission.working_body"
SCORE = "/kk/bodies/agriculture/2018/2/"
NOTES = {"kk": "Уақытша жабық", "ru": "Временно закрыто", "en": "Closed for now"}


@pytest.fixture
def year(transactional_db: None, layers: Layers) -> Iterator[Published]:
    """Both years published; for the live server too the whole process stands in September."""
    made: Published = layers.value("published")
    cache.clear()
    clock.set_source(lambda: SEPTEMBER)
    yield made
    clock.set_source(None)
    cache.clear()
    close_old_connections()


def said(words: str) -> str:
    with override("kk"):
        return gettext(words)


class Visitor:
    """Whoever sits before the browser, with the portal in Kazakh."""

    def __init__(self, page: Page, year: Published) -> None:
        self.page, self.year = page, year
        page.goto("/kk/")

    def enter(self, who: str, path: str) -> None:
        client = Client()
        client.force_login(self.year.world.person(who))
        self.page.context.clear_cookies()
        address = self.page.evaluate("location.origin")
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]
        self.page.goto(path)

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=said(words), exact=True).click()

    def looks_well(self) -> None:
        """No fault of access at the narrowest and the widest, and nothing wider than the window."""
        for width in (360, 1280):
            self.page.set_viewport_size({"width": width, "height": 900})
            found = Axe().run(self.page, options=RULES).response["violations"]
            assert [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]] == []
            assert self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    def reads(self, status: int) -> None:
        """What everybody reads, without an office."""
        self.page.context.clear_cookies()
        answer = self.page.goto(SCORE)
        assert answer is not None
        assert answer.status == status
        expect(self.page.get_by_text(NOTES["kk"], exact=True)).to_have_count(1 if status == 451 else 0)


@pytest.mark.clause("c9.5", "c9.3")
def test_two_persons_take_a_page_away_and_two_give_it_back(
    year: Published, page: Page, faults: list[str]
) -> None:
    visitor = Visitor(page, year)
    visitor.reads(200)
    visitor.enter(COORDINATOR, "/kk/desk/withholdings/2018/")
    page.select_option("#withhold-body", "agriculture")
    visitor.press("Choose what of its results")
    visitor.looks_well()
    page.select_option("[name=target]", "block:2")
    page.fill("[name=reason]", "Order No. 7")
    for code, words in NOTES.items():
        page.fill(f"[name=note_{code}]", words)
    visitor.press("Ask to withhold it")
    request = page.url
    expect(page.get_by_role("button", name=said("Withhold it at once"))).to_have_count(0)
    visitor.reads(200)

    visitor.enter(WORKING_BODY, "/kk/desk/")
    page.locator(f"a[href='{request.removeprefix(page.evaluate('location.origin'))}']").first.click()
    visitor.looks_well()
    visitor.press("Withhold it at once")
    visitor.reads(451)
    visitor.looks_well()

    visitor.enter(WORKING_BODY, request)
    page.locator("form[action$='/ask_to_lift/'] textarea").fill("The order was withdrawn.")
    visitor.press("Ask to lift the withholding")
    visitor.reads(451)
    visitor.enter(COORDINATOR, request)
    visitor.press("Make it public again")
    visitor.reads(200)
    faults.clear()  # the browser counts an answer 451 as an error of the page
