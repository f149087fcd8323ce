"""What two persons withhold stands in no byte that anybody is sent: every public address is read before and after (c9.5)."""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
from collections import deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client

from blocks.trace.record import indicators_of
from commission import actions
from schedule.models import Letter
from tests.worlds.published import SEPTEMBER, Published, conclusion_of, published

__all__ = ["SEPTEMBER", "published"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

NOTES = {"kk": "Уақытша жабық", "ru": "Временно закрыто", "en": "Closed for now"}
FIRST = ("/ru/", "/sitemap.xml", "/robots.txt")
#: Where an address stands in a page, a feed, a map of the site.
_LINK = re.compile(
    r"""(?:href|src|action)=["']([^"'#]+)|<loc>([^<]+)</loc>|"(?:url|file|address)": "([^"]+)\""""
)
#: The words of the Decree and of methodologies, the journal's proofs and the portal's own parts tell of no body.
_NOT_ASKED = re.compile(
    r"/static/|/decree/|/accounts/|/demo|/desk/|/admin/|/components/|/i18n/|/open-data/journal/|/contrast/"
    r"|/methodologies/"
)
_OTHERS = re.compile(r"^/(?:kk|en)/")


@pytest.fixture(autouse=True)
def _fresh_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def read(address: str, client: Client) -> str:
    """All that is sent: head and body, what is packed unpacked."""
    answer = client.get(address)
    data = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if answer.get("Content-Encoding") == "gzip":
        data = gzip.decompress(data)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            data = b"\n".join(packed.read(name) for name in packed.namelist())
    return html.unescape(f"{answer.headers}\n{data.decode('utf-8', 'replace')}")


def every_public_address(client: Client) -> dict[str, str]:
    """Address → what it says: all that a visitor reaches by links from the first pages, in Russian."""
    found: dict[str, str] = {}
    ways = deque(FIRST)
    while ways:
        address = ways.popleft()
        if address in found:
            continue
        found[address] = read(address, client)
        for parts in _LINK.findall(found[address]):
            aim = urlsplit(urljoin(f"http://testserver{address}", "".join(parts)))
            link = aim.path + (f"?{aim.query}" if aim.query else "")
            if aim.netloc == "testserver" and not (_NOT_ASKED.search(link) or _OTHERS.match(link)):
                ways.append(link)
        assert len(found) < 1500
    return found


def number(text: str) -> str:
    """A pattern of the number, however a language writes it."""
    whole, _point, decimals = text.partition(".")
    grouped = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", r"[\\s,.]?", whole)
    return rf"(?<![\d.,]){grouped}{f'[.,]{decimals}' if decimals else ''}(?![\d])"


@pytest.mark.clause("c9.5")
def test_a_number_withheld_at_once_is_in_no_public_byte(published: Published) -> None:
    world, client = published.world, Client()
    asks, confirms = world.person("economy.coordinator"), world.person("commission.working_body")
    block, other = conclusion_of("agriculture", 2018, 2), conclusion_of("agriculture", 2018, 3)
    part = next(one for one in indicators_of(other.trace) if one["code"] == "3.1.2.1")
    given = next(one for one in part["inputs"] if one["item"] == "overtime_hours")
    secrets = {
        "a block's score": number(f"{block.score:f}".rstrip("0")),
        "an indicator's points": number(part["value"]),
        "the points as a fraction": re.escape(part["steps"][-1]["exact"]),
        "a value behind them": number(given["value"]),
    }
    before = every_public_address(client)
    telling = {
        name: [one for one, said in before.items() if re.search(pattern, said)]
        for name, pattern in secrets.items()
    }
    assert [name for name, addresses in telling.items() if not addresses] == []
    assert {one.rpartition("/")[2] for one in before} >= {
        "results.csv",
        "results.xlsx",
        "results.json",
        "trace.json",
    }
    for target in ("block:2", "indicator:3:3.1.2.1"):
        record = actions.ask_to_withhold(
            block.cycle, block.body, target, asks, reason="Order No. 7", notes=NOTES
        )
        actions.confirm_withholding(record, confirms)
    after = every_public_address(client)
    # what is linked no longer, and what told it, in the other languages too
    again = before.keys() - after.keys()
    for one in set().union(*telling.values()):
        again |= {one.replace("/ru/", f"/{code}/", 1) for code in ("kk", "en")}
    after |= {address: read(address, client) for address in again}
    told = [
        f"{name}: {address}: {said[max(0, match.start() - 60) : match.end() + 20]!r}"
        for name, pattern in secrets.items()
        for address, said in after.items()
        if (match := re.search(pattern, said))
    ]
    assert told == [], "\n".join(told)
    letters = " ".join(
        f"{one.subject} {one.text}" for one in Letter.objects.filter(kind__startswith="withholding")
    )
    assert letters
    assert not [name for name, pattern in secrets.items() if re.search(pattern, letters)]
