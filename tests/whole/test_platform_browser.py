"""In a real browser: pages load with their own fonts, under their policy, from this host alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

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
