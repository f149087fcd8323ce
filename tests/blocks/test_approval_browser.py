"""The approver's desk by keys alone: approve, return with a remark, the next opens each time (c9.3)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import close_old_connections
from django.utils.translation import override
from playwright.sync_api import Page, expect

from blocks.models import PartialConclusion, PartialState
from evaluation import clock
from tests.blocks.test_approval import others
from tests.blocks.test_desk_browser import acts, enter
from tests.worlds.layers import Layers
from tests.worlds.scored import MARCH, Scored

pytestmark = [pytest.mark.browser, pytest.mark.minutes(2), pytest.mark.django_db(transaction=True)]


@pytest.fixture
def waiting(transactional_db: None, layers: Layers) -> Iterator[tuple[Scored, list[PartialConclusion]]]:
    """Three directions that await civil service's approver."""
    cache.clear()
    clock.set_source(lambda: MARCH)
    year: Scored = layers.value("scored")
    with override("en"):
        found = [year.submit(year.partials()[0]), *others(year, "culture", "akmola")]
    yield year, found
    clock.set_source(None)
    close_old_connections()


@pytest.mark.clause("c9.3")
def test_three_directions_without_the_mouse(
    waiting: tuple[Scored, list[PartialConclusion]], page: Page
) -> None:
    year, _partials = waiting
    enter(page, year.person("civil-service.approver"))
    page.goto("/ru/desk/approve/2018/")
    expect(page.locator(".queue li")).to_have_count(3)
    listed = [str(link.get_attribute("href")).rpartition("-")[2] for link in page.locator(".queue a").all()]
    first, second, third = (PartialConclusion.objects.get(pk=pk) for pk in listed)

    def press(keys: str) -> None:
        with page.expect_navigation():
            page.keyboard.press(keys)

    press("Alt+ArrowDown")
    expect(page.locator(".queue-current")).to_contain_text(second.body.name_ru)
    press("Alt+ArrowUp")
    expect(page.locator(".queue-current")).to_contain_text(first.body.name_ru)
    press("Control+Enter")
    expect(page.locator(".queue-current")).to_contain_text(second.body.name_ru)
    # the first press opens the remark and approves nothing; Ctrl+Enter in it approves nothing either
    page.keyboard.press("Control+Shift+Enter")
    expect(page.locator("#return-reason")).to_be_focused()
    page.keyboard.type("Документ другого года")
    page.keyboard.press("Control+Enter")
    press("Control+Shift+Enter")
    expect(page.locator(".queue-current")).to_contain_text(third.body.name_ru)
    press("Control+Enter")
    expect(page.locator(".queue li")).to_have_count(0)
    for partial, state, last in (
        (first, PartialState.DELIVERED, "deliver"),
        (second, PartialState.SCORING, "send_back"),
        (third, PartialState.DELIVERED, "deliver"),
    ):
        partial.refresh_from_db()
        assert (partial.state, acts(partial)[-1]) == (state, last)
