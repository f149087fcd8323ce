"""The opened year before a browser: served by threads that know no frozen clock, to people who are signed in already."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import close_old_connections
from django.test import Client
from playwright.sync_api import Page

from evaluation import clock
from tests.worlds.layers import Layers
from tests.worlds.opened import Opened
from tests.worlds.world import NOW


@pytest.fixture
def year(transactional_db: None, layers: Layers) -> Iterator[Opened]:
    """The opened year, for the live server too: the whole process stands at NOW."""
    made: Opened = layers.value("opened")
    clock.set_source(lambda: NOW)
    yield made
    clock.set_source(None)
    close_old_connections()


def sign_in(page: Page, year: Opened, who: str = "agriculture.preparer") -> None:
    """As another tab of the browser would: the session's cookie alone, on the site of the open page."""
    client = Client()
    client.force_login(year.person(who))
    cookie = {
        "name": "sessionid",
        "value": client.cookies["sessionid"].value,
        "url": page.evaluate("location.origin"),
    }
    page.context.add_cookies([cookie])  # type: ignore[list-item]
