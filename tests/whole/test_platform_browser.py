"""In a real browser: pages load with their own fonts, under their policy, from this host alone."""

from __future__ import annotations

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from tests.worlds.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("path", ["/", "/kk/", "/ru/accounts/login/", "/en/nowhere/"])
def test_pages_load_under_their_policy(page: Page, path: str) -> None:
    page.goto(path)
    expect(page.locator("h1")).to_be_visible()


def test_the_root_goes_to_the_browsers_language(page: Page) -> None:
    page.goto("/")
    assert page.url.endswith("/ru/")
    assert page.locator("html").get_attribute("lang") == "ru"


def test_text_is_set_in_inter(page: Page) -> None:
    page.goto("/kk/accounts/login/")
    loaded = page.evaluate(
        "document.fonts.ready.then(fonts => [...fonts].filter(f => f.status === 'loaded').map(f => f.family))"
    )
    assert any("Inter" in family for family in loaded)


def test_an_inline_script_does_not_run(page: Page, faults: list[str]) -> None:
    """The policy is enforced, not only sent."""
    page.goto("/kk/accounts/login/")
    refused = page.evaluate(
        """() => new Promise(done => {
            document.addEventListener("securitypolicyviolation", event => done(event.violatedDirective));
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.head.append(script);
            setTimeout(() => done(window.ran ? "ran" : "silent"), 2000);
        })"""
    )
    assert refused.startswith("script-src")
    assert faults, "the watch over pages must see what the policy refuses"
    faults.clear()


@pytest.mark.parametrize(
    ("language", "button", "nothing", "day"),
    [
        (
            "kk",
            "Файл таңдау",
            "файл таңдалмаған",
            "2020\N{NO-BREAK SPACE}жылғы 20\N{NO-BREAK SPACE}сәуір, дүйсенбі",
        ),
        (
            "ru",
            "Выбрать файл",
            "файл не выбран",
            "понедельник, 20\N{NO-BREAK SPACE}апреля 2020\N{NO-BREAK SPACE}года",
        ),
        ("en", "Choose a file", "no file is chosen", "Monday, 20\N{NO-BREAK SPACE}April 2020"),
    ],
)
def test_files_and_days_are_chosen_in_the_pages_language(
    page: Page, language: str, button: str, nothing: str, day: str
) -> None:
    """The browser is a Russian one; the page's language counts. A field that comes later is dressed when it comes."""
    # the browser is told before the page is there that somebody answers for files: told with the press, it may open its
    # own window first
    page.on("filechooser", lambda _asked: None)
    page.goto(f"/{language}/verify/")
    expect(page.locator(".file-button")).to_have_text(button)
    expect(page.locator(".file-said")).to_have_text(nothing)
    page.locator("input[type=file]").focus()
    assert page.evaluate("getComputedStyle(document.querySelector('.file-box')).outlineStyle") == "solid"
    file = {"mimeType": "application/pdf", "buffer": b"%PDF"}
    with page.expect_file_chooser() as asked:
        page.keyboard.press("Enter")
    asked.value.set_files(file | {"name": "by-keys.pdf"})  # type: ignore[arg-type]
    expect(page.locator(".file-said")).to_have_text("by-keys.pdf")
    with page.expect_file_chooser() as asked:
        page.get_by_text(button).click(force=True)
    asked.value.set_files(file | {"name": "a.pdf"})  # type: ignore[arg-type]
    expect(page.locator(".file-said")).to_have_text("a.pdf")
    page.evaluate(
        """() => {
            const field = document.createElement("input");
            field.type = "date";
            document.querySelector("main").append(field);
            document.dispatchEvent(new Event("htmx:load"));
        }"""
    )
    page.locator("input[type=date]").fill("2020-04-20")
    assert page.locator(".day-said").text_content() == day


def test_the_themes_icons_and_scripts_keep_out_of_the_readers_way(page: Page) -> None:
    """Its icons' words ("filter_list") are pictures; a button that has nothing else is named in the page's language.
    Its script, which looks for a text field beside each file, leaves the portal's own fields alone: late ones too."""
    client = Client()
    client.force_login(build_world().person("civil-service.evaluator"))
    page.goto("/healthz")
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
    page.context.add_cookies([cookie | {"url": page.evaluate("location.origin")}])  # type: ignore[list-item]
    page.goto("/ru/admin/blocks/partialconclusion/")
    icons = page.locator(".material-symbols-outlined")
    expect(icons.first).to_have_attribute("aria-hidden", "true")
    assert icons.count() == page.locator(".material-symbols-outlined[aria-hidden=true]").count() > 0
    expect(page.get_by_role("button", name="Найти", exact=True)).to_have_count(1)

    page.wait_for_load_state()  # the theme's script begins to watch for fields
    page.evaluate(
        """() => {
            const place = document.createElement("div");
            place.innerHTML = "<div><div><input type=file></div></div>";
            document.querySelector("#content").append(place);
        }"""
    )
    page.evaluate("document.dispatchEvent(new Event('htmx:load'))")  # htmx says it after the theme has looked
    page.locator(".file-box input[type=file]").set_input_files(
        {"name": "late.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )
    expect(page.locator(".file-said")).to_have_text("late.pdf")
