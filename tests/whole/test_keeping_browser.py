"""Nothing typed is lost in a browser: whatever becomes of the session, the connection, the page and its language."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Browser, Dialog, Page, Route, expect

from reports.models import DatumValue, Document
from tests.worlds.browser import chromium
from tests.worlds.opened import Opened
from tests.worlds.opened_browser import sign_in, year

__all__ = ["year"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def number(item: str) -> Decimal | None:
    return DatumValue.objects.get(item=item).number


def test_what_saves_itself_says_whether_it_did_and_tries_again(
    year: Opened, page: Page, faults: list[str]
) -> None:
    page.goto("/ru/")
    sign_in(page, year)
    page.goto(f"/ru/desk/reports/{year.report('agriculture', 3).pk}/")
    due, automated = page.locator("#at-functions_due"), page.locator("#at-functions_automated")
    state = page.locator("#state-functions_due")

    page.context.set_offline(True)
    due.fill("1 240")
    automated.focus()
    expect(state).to_contain_text("Не сохранено")
    expect(state).to_contain_text("Нет связи с порталом")
    assert not DatumValue.objects.exists()
    page.context.set_offline(False)  # the browser tells the page, which sends again
    expect(state.locator(".place-saved")).to_contain_text("сохранено в 12:00")
    expect(state.locator(".keeping-said")).to_have_count(0)
    assert number("functions_due") == 1240

    def bad_gateway(route: Route) -> None:
        route.fulfill(status=502, content_type="text/html", body="<h1>Bad gateway</h1>")

    page.route("**/value/**", bad_gateway)
    due.fill("1 250")
    automated.focus()
    expect(state).to_contain_text("Нет ответа от портала")
    page.unroute("**/value/**", bad_gateway)
    expect(state.locator(".place-saved")).to_be_visible()  # three seconds later, by itself
    assert number("functions_due") == 1250

    Session.objects.all().delete()
    due.fill("1 260")
    automated.focus()
    expect(state).to_contain_text("Сеанс завершён")
    expect(page.locator("input[name=login]")).to_have_count(0)
    expect(due).to_have_value("1 260")
    assert (
        page.evaluate("dispatchEvent(new Event('beforeunload', {cancelable: true}))") is False
    )  # it would ask
    sign_in(page, year)
    beside = page.context.new_page()
    beside.goto("/ru/session/")  # where the sign-in in the other tab leads
    expect(beside.locator("h1")).to_have_text("Вы снова вошли")
    expect(state.locator(".place-saved")).to_be_visible()
    assert number("functions_due") == 1260
    assert page.evaluate("dispatchEvent(new Event('beforeunload', {cancelable: true}))") is True

    sign_in(page, year, "agriculture.first_head")
    due.fill("1 270")
    automated.focus()
    expect(state).to_contain_text("вошёл другой человек")
    assert number("functions_due") == 1260

    sign_in(page, year)
    page.reload()
    due.fill("1 280")
    page.locator(
        ".languages a[hreflang=en]"
    ).click()  # typed, and the language changed before it could be saved
    page.wait_for_url("**/en/desk/reports/**")
    expect(due).to_have_value(re.compile(r"^1,?280$"))
    expect(page.locator("#report-progress")).to_be_visible()
    page.reload()
    expect(due).to_have_value("1,280")
    assert number("functions_due") == 1280
    faults.clear()  # of all of it the browser's console has told


def test_pages_that_are_left_come_back_with_what_was_typed(
    year: Opened, page: Page, faults: list[str]
) -> None:
    document = year.document("agriculture")
    about = f"desk/documents/{document.pk}/about/"
    page.goto("/ru/")
    sign_in(page, year)
    page.goto(f"/ru/{about}")
    title, save = page.locator("[name=title]"), page.locator("main form button[type=submit]")

    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("a.brand").click(no_wait_after=True)
    page.wait_for_url("**/ru/")
    assert asked == []  # nothing was typed
    page.goto(f"/ru/{about}")
    title.fill("Справка за год")
    page.locator("a.brand").click(no_wait_after=True)
    page.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(title).to_have_value("Справка за год")

    page.locator(".languages a[hreflang=kk]").click()
    page.wait_for_url(f"**/kk/{about}")
    expect(title).to_have_value("Справка за год")
    expect(page.locator(".keeping-note")).to_contain_text("Ол әлі сақталған жоқ")
    assert asked == ["beforeunload"]  # nothing was lost, so nothing was asked
    save.click()
    expect(page.locator(".messages")).to_be_visible()
    assert Document.objects.get(pk=document.pk).title == "Справка за год"
    expect(page.locator(".keeping-note")).to_have_count(0)

    Document.objects.filter(pk=document.pk).update(title="Изменено коллегой")
    page.goto("/kk/desk/")
    page.go_back()
    expect(title).to_have_value("Изменено коллегой")  # not what the browser remembers

    lost = f"**/{about}"
    page.route(lost, lambda route: route.fulfill(status=502, body="Bad gateway"))
    title.fill("Не дошло")
    save.click()
    expect(page.locator("body")).to_have_text("Bad gateway")
    page.unroute(lost)
    page.go_back()
    expect(title).to_have_value("Не дошло")
    expect(page.locator(".keeping-note")).to_contain_text("сақталмады")

    sent: list[str] = []
    page.route(lost, lambda route: sent.append(route.request.method) if not sent else route.fallback())
    save.click(no_wait_after=True)
    page.wait_for_timeout(300)
    page.context.new_cdp_session(page).send("Page.stopLoading")  # the browser's own button
    save.click()
    expect(page.locator(".messages")).to_be_visible()
    assert sent == ["POST"]
    assert Document.objects.get(pk=document.pk).title == "Не дошло"

    page.context.set_offline(True)
    title.fill("Без связи")
    save.click()
    expect(page.locator("#keeping")).to_be_visible()
    expect(title).to_have_value("Без связи")
    page.context.set_offline(False)
    save.click()
    expect(page.locator(".messages")).to_be_visible()
    assert Document.objects.get(pk=document.pk).title == "Без связи"
    faults.clear()


def test_a_page_that_the_browser_kept_alive_is_asked_for_anew(
    year: Opened, browser: Browser, live_server: Any
) -> None:
    """Back and forward as people's browsers do it: without a request, from memory (it is off in the other tests)."""
    document = year.document("agriculture")
    remembering = browser.browser_type.launch(
        executable_path=chromium(),
        args=["--no-sandbox"] if os.geteuid() == 0 else [],
        ignore_default_args=["--disable-back-forward-cache"],
    )
    page = remembering.new_context(base_url=live_server.url).new_page()
    page.goto("/ru/")
    sign_in(page, year)
    page.goto(f"/ru/desk/documents/{document.pk}/about/")
    page.evaluate("addEventListener('pageshow', event => sessionStorage.setItem('kept', event.persisted))")
    Document.objects.filter(pk=document.pk).update(title="Изменено коллегой")
    page.goto("/ru/")
    page.go_back(wait_until="commit")
    expect(page.locator("[name=title]")).to_have_value("Изменено коллегой")
    assert page.evaluate("sessionStorage.getItem('kept')") == "true"
    remembering.close()
