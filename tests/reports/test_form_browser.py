"""The form of a report in a browser: ten minutes without a connection, a conflict, a question; nothing typed is lost."""

from __future__ import annotations

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from reports import actions
from reports.entries import ValueEntry
from reports.models import DatumValue
from tests.worlds.opened import Opened
from tests.worlds.opened_browser import sign_in, year

__all__ = ["year"]

pytestmark = [pytest.mark.browser, pytest.mark.minutes(1), pytest.mark.django_db(transaction=True)]


def enter(page: Page, year: Opened) -> None:
    page.set_default_timeout(60_000)
    page.goto("/healthz")
    sign_in(page, year)


def numbers() -> dict[str, Decimal | None]:
    return dict(DatumValue.objects.values_list("item", "number"))


def test_nothing_typed_in_ten_minutes_without_a_connection_is_lost(
    year: Opened, page: Page, faults: list[str]
) -> None:
    enter(page, year)
    page.clock.install()
    page.goto(f"/ru/desk/reports/{year.report('agriculture', 3).pk}/")
    due, automated = page.locator("#at-functions_due"), page.locator("#at-functions_automated")
    state, other = page.locator("#state-functions_due"), page.locator("#state-functions_automated")

    page.context.set_offline(True)
    due.fill("1240")
    automated.focus()
    expect(state).to_contain_text("Не сохранено")
    for minute in range(10):
        page.clock.fast_forward("01:00")
        if minute == 4:
            due.fill("1250")  # typed over what could not be sent, and something else beside
            automated.fill("77")
            due.focus()
    expect(other).to_contain_text("Не сохранено")
    due.fill("1260")  # still being typed when the connection is back
    assert not DatumValue.objects.exists()
    page.context.set_offline(False)
    expect(other.locator(".place-saved")).to_contain_text("сохранено")
    expect(due).to_be_focused()
    expect(due).to_have_value("1260")
    automated.focus()
    expect(state.locator(".place-saved")).to_contain_text("сохранено")
    expect(page.locator(".keeping-said")).to_have_count(0)
    assert numbers() == {"functions_due": 1260, "functions_automated": 77}
    faults.clear()  # the browser's console tells of the cut connection


def test_two_preparers_on_different_fields_notice_nothing(
    year: Opened, page: Page, faults: list[str]
) -> None:
    enter(page, year)
    report = year.report("agriculture", 3)
    page.goto(f"/ru/desk/reports/{report.pk}/")
    due = page.locator("#at-functions_due")
    colleague = year.person("agriculture.preparer")
    actions.save_values(report, colleague, [ValueEntry("functions_automated", number=Decimal(50))])
    due.fill("104")
    due.blur()
    expect(page.locator("#state-functions_due .place-saved")).to_be_visible()
    expect(page.locator(".place-two")).to_have_count(0)
    assert numbers() == {"functions_due": 104, "functions_automated": 50}
