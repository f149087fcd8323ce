"""Nobody is led to a refusal: every link that a person is shown opens, from their first page on."""

from __future__ import annotations

from collections import deque
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from evaluation import clock
from tests.whole.access_matrix import CAST, NO_OFFICE, VISITOR
from tests.worlds import appeals, published  # noqa: F401  they declare the layers
from tests.worlds.layers import Layers
from tests.worlds.world import World

pytestmark = pytest.mark.slow

#: Links that leave the portal, or are files: reading them is other tests' affair.
AWAY = ("http:", "https:", "mailto:", "webcal:", "#", "data:")


class Links(HTMLParser):
    """The addresses that a page's anchors lead to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get("href") if tag == "a" else None
        if address and not address.startswith(AWAY):
            self.found.append(address)


def view_at(address: str) -> str:
    """Which page stands at the address: one visit to each is enough. Empty where no page is."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


@pytest.mark.django_db
@pytest.mark.layer("published")
def test_every_link_that_a_person_is_shown_opens(layers: Layers, world: World) -> None:
    """What is open to everybody is walked once, by the visitor who comes first."""
    walked: set[str] = set()
    refused: list[str] = []
    with clock.frozen(published.SEPTEMBER):
        for who in CAST:
            if who != NO_OFFICE:
                refused += walk(who, world, walked)
    assert not refused, "\n".join(refused)
    assert len(walked) > 10


def walk(who: str, world: World, walked: set[str]) -> list[str]:
    """The ways that end in a refusal, from the person's first page on; `walked` are the public views already seen."""
    client, first = Client(), "/ru/"
    if who != VISITOR:
        world.sign_in(client, who)
        first = "/ru/desk/"
    ways: deque[tuple[str, tuple[str, ...]]] = deque([(first, ())])
    seen, refused = {view_at(first)}, []
    while ways:
        address, way = ways.popleft()
        answer: Any = client.get(address, follow=True)
        if answer.status_code != 200:
            refused.append(f"{who}, {answer.status_code}: {' → '.join((*way, address))}")
        elif answer.streaming:
            list(answer.streaming_content)
        elif answer["Content-Type"].startswith("text/html"):
            for link in Links(answer.content.decode()).found:
                aim = urljoin(address, link)
                view = view_at(aim)
                if view not in seen | walked:
                    seen.add(view)
                    ways.append((aim, (*way, address)))
    if who == VISITOR:
        walked |= seen
    return refused
