"""Signing by NCALayer in a browser, by a stand-in on the loopback that speaks its JSON over a web socket (c64)."""

from __future__ import annotations

import socket
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from engine.manifest import STATEMENTS
from evaluation import clock
from evaluation.models import Body
from reports import actions
from reports.models import Report, ReportState, Signatory, Signature
from reports.signing.authority import Responder, save
from reports.signing.practice import HOST, Practice
from tests.reports.test_browser import enter, year
from tests.worlds.certificates import BIN, IIN, OTHER_BIN, head, means, root
from tests.worlds.ncalayer import layer
from tests.worlds.opened import Opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
__all__ = ["layer", "year"]
HEAD = "agriculture.first_head"
#: Stands in for a reader who has forbidden the page to reach programs on the device.
FORBID = "navigator.permissions.query = () => Promise.resolve({state: 'denied'})"


def nobody() -> str:
    """An address of the loopback at which nothing listens."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return f"ws://{HOST}:{probe.getsockname()[1]}"


def entered(page: Page, year: Opened, address: str) -> None:
    """The first head in the browser, before the page: asked for once by the test itself, so that what the process does
    the first time, on a busy machine for many seconds, is done before the browser counts them."""
    client = Client()
    year.world.sign_in(client, HEAD)
    assert client.get(address).status_code == 200
    page.set_default_navigation_timeout(60_000)
    page.goto("/healthz")
    enter(page, year, HEAD)


def asked(page: Page, address: str) -> str:
    """Presses the button on the step of NCALayer; what the page says once it knows, the only thing it says."""
    page.goto(f"{address}?way=ncalayer")
    page.locator("#ncalayer button").click()
    expect(page.locator("#ncalayer:not([data-state=asking])[data-state]")).to_be_visible()
    expect(page.locator("#ncalayer [data-said]:visible")).to_have_count(1)
    return page.locator("#ncalayer").get_attribute("data-state") or ""


@pytest.mark.clause("c64")
def test_ncalayer_signs_and_what_keeps_it_from_signing_is_told_apart(
    year: Opened,
    page: Page,
    layer: tuple[Practice, str],
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    faults: list[str],
) -> None:
    practice, listens = layer
    found = replace(means(), asks=Responder(root(), clock.now(), {}))
    monkeypatch.setattr("reports.actions.signing.means_now", lambda: found)
    Body.objects.filter(slug="agriculture").update(bin=BIN)
    agriculture = year.world.body("agriculture")
    Signatory.objects.create(body=agriculture, user=year.person(HEAD), iin=IIN, valid_from=date(2018, 1, 1))
    report = year.hand(year.report("agriculture", 3))
    address = f"/ru/desk/reports/{report.pk}/sign/"
    settings.SIGNING_NCALAYER_URL = nobody()
    entered(page, year, address)
    page.goto(address)
    for statement in STATEMENTS:
        page.locator(f"input[name={statement}]").check()
    page.locator("input[name=way][value=ncalayer]").check()
    page.locator("form[action$='/sign/'] button").click()
    expect(page.locator("#ncalayer button")).to_be_visible()
    assert asked(page, address) == "away"
    assert ["ERR_CONNECTION_REFUSED" in fault for fault in faults] == [True]
    faults.clear()
    settings.SIGNING_NCALAYER_URL = listens
    for does, said in (("cancel", "cancelled"), ("refuse", "refused"), ("close", "closed")):
        practice.does = does
        assert asked(page, address) == said
    practice.does = "sign"
    save(practice.keys / f"1-{BIN}-{IIN}.pem", head(bin_number=OTHER_BIN))
    page.locator("#ncalayer button").click()
    expect(page.locator(".alert-refused li")).to_have_count(1)
    assert Report.objects.get(pk=report.pk).state == ReportState.AWAITING_SIGNATURE
    save(practice.keys / f"1-{BIN}-{IIN}.pem", head())
    page.locator("#ncalayer button").click()
    expect(page.locator("#signature-title")).to_be_visible()
    assert Report.objects.get(pk=report.pk).state == ReportState.SIGNED
    assert list(Signature.objects.order_by("pk").values_list("way", "state")) == [
        ("ncalayer", "invalid"),
        ("ncalayer", "valid"),
    ]


def test_a_browser_that_was_forbidden_is_not_taken_for_a_program_that_is_away(
    year: Opened, page: Page, settings: Any
) -> None:
    settings.SIGNING_NCALAYER_URL = nobody()
    report = year.hand(year.report("agriculture", 3))
    address = f"/ru/desk/reports/{report.pk}/sign/"
    entered(page, year, address)
    actions.freeze_manifest(report, year.person(HEAD))
    page.add_init_script(FORBID)
    assert asked(page, address) == "denied"
