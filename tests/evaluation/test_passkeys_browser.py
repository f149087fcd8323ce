"""A passkey in a browser, by a key that the browser plays: set up, a second step, a sign-in without a password."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from django.db import close_old_connections
from django.utils.translation import gettext, override
from playwright.sync_api import Page, expect

from evaluation.models import JournalEntry, User
from tests.worlds.axe import RULES
from tests.worlds.world import build_world

pytestmark = [pytest.mark.browser, pytest.mark.minutes(1), pytest.mark.django_db(transaction=True)]

WORD = "a long enough word 27"
WHO = "finance.approver"
STOPPED = (
    "The key was not used: the browser's question was closed or its time ran out. Press the button again."
)
#: A key inside the device, which knows its owner and is always willing.
WILLING = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def person(transactional_db: None) -> Iterator[User]:
    """An approver with a password and without a second step."""
    cache.clear()
    found = build_world().person(WHO)
    found.set_password(WORD)
    found.save()
    Authenticator.objects.all().delete()
    yield found
    close_old_connections()


def said(words: str) -> str:
    with override("ru"):
        return gettext(words)


def looks_well(page: Page) -> None:
    """No fault of access at the narrowest and the widest, and nothing wider than the window."""
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]] == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=said(words), exact=True).click()


def with_the_password(page: Page, person: User) -> None:
    page.goto("/ru/accounts/login/")
    page.fill("[name=login]", person.username)
    page.fill("[name=password]", WORD)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=said("Sign in"), exact=True).click()


def leave(page: Page) -> None:
    page.context.clear_cookies()


@pytest.mark.clause("c44")
def test_a_passkey_is_set_up_and_signs_in(person: User, page: Page, faults: list[str]) -> None:
    page.on("dialog", lambda dialog: (faults.append(f"asks: {dialog.type}"), dialog.accept()))
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    with_the_password(page, person)
    page.goto("/ru/desk/")
    expect(page).to_have_url("/ru/accounts/2fa/")  # led to set one up, passkeys first
    expect(page.locator("main h2").first).to_contain_text(said("Security keys and passkeys"))
    looks_well(page)
    page.get_by_role("link", name=said("Add a key")).click()
    page.fill("[name=password]", WORD)  # asked once more before the account's protection changes
    press(page, "Confirm")
    page.fill("[name=name]", "Планшет")
    looks_well(page)
    # nobody answers the browser's question
    page.evaluate(
        "() => { navigator.credentials.create = () => Promise.reject(new DOMException('', 'NotAllowedError')) }"
    )
    press(page, "Add the key")
    expect(page.locator("#passkey-fault span:visible")).to_have_text(said(STOPPED))
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": WILLING})
    page.evaluate("() => { delete navigator.credentials.create }")
    page.locator("[name=passwordless]").check()
    press(page, "Add the key")
    # the session that set it up passes it too, before it sees the recovery codes
    page.wait_for_url("**/2fa/webauthn/reauthenticate/**")
    looks_well(page)
    press(page, "Use the security key")
    expect(page).to_have_url("/ru/accounts/2fa/recovery-codes/")
    assert page.locator(".codes code").count() == 10
    looks_well(page)
    page.goto("/ru/desk/")
    expect(page).to_have_url("/ru/desk/")
    # as the second step
    leave(page)
    with_the_password(page, person)
    expect(page).to_have_url("/ru/accounts/2fa/authenticate/")
    looks_well(page)
    press(page, "Use the security key")
    expect(page).to_have_url("/ru/desk/")
    # without the password
    leave(page)
    page.goto("/ru/accounts/login/")
    press(page, "Sign in with a passkey")
    expect(page).to_have_url("/ru/desk/")
    assert [kind for (kind,) in Authenticator.objects.order_by("id").values_list("type")] == [
        "webauthn",
        "recovery_codes",
    ]
    acts = JournalEntry.objects.filter(actor=person, act__startswith="user.").values_list("act", flat=True)
    assert list(acts.order_by("id")) == [
        "user.sign_in",
        "user.second_step_added",
        "user.second_step_added",
        "user.sign_in",
        "user.sign_in",
    ]
