"""Chromium for the tests marked `browser`: one per run and worker, a clean profile and a watchful page per test."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.worlds.layers import Layers

#: Milliseconds, as of what a page does afterwards too: a busy machine takes its time over the first page of a process.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

#: What is said by itself about answers that are refusals on purpose, and about questions that leaving the page cut off.
_EXPECTED = re.compile(
    r"Failed to load resource: the server responded with a status of 4\d\d|^htmx:(sendAbort|afterRequest)$"
    r"|^Response Status Error Code 4\d\d from "
)
#: Addresses inside the browser itself: its reader of PDF is made of them.
_OF_THE_BROWSER = ("chrome:", "chrome-extension:")


def chromium() -> str:
    """The browser's program. Fails the test with the exact command when there is none."""
    for name in (os.environ.get("SARAP_CHROMIUM"), "chromium", "chromium-browser", "google-chrome"):
        if name and (path := shutil.which(name)):
            return path
    pytest.fail("Chromium is missing: sudo apt-get install chromium (or SARAP_CHROMIUM=/path/to/it)")


@pytest.fixture(scope="session")
def browser(layers: Layers) -> Iterator[Browser]:
    # Playwright's event loop gives this thread other connections: nothing may stand on those from before or within.
    layers.stand_on([])
    # Playwright keeps an event loop in this thread, which makes Django refuse its ordinary database calls here.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        program = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield program
        layers.stand_on([])
        program.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def browser_options() -> dict[str, Any]:
    """How the page is opened; a module overrides it for another width, language or colour scheme."""
    return {
        "viewport": {"width": 1280, "height": 900},
        "locale": "ru-RU",
        "timezone_id": "Asia/Almaty",
        "reduced_motion": "reduce",
    }


@pytest.fixture
def faults() -> list[str]:
    """What went wrong in the page behind the reader's back; a test that provokes it clears it."""
    return []


@pytest.fixture
def page(
    browser: Browser, browser_options: dict[str, Any], live_server: Any, faults: list[str]
) -> Iterator[Page]:
    """A page of a clean profile at the live server (`page.goto("/kk/")`).

    The test fails afterwards when a script failed, something was refused by the content security policy, or
    anything was asked of another host.
    """
    context = browser.new_context(base_url=live_server.url, **browser_options)
    opened = context.new_page()
    opened.set_default_timeout(PATIENCE)
    opened.on("pageerror", lambda error: faults.append(f"script: {error}"))
    opened.on(
        "console",
        lambda message: (
            faults.append(f"console: {message.text}")
            if message.type == "error" and not _EXPECTED.search(message.text)
            else None
        ),
    )
    opened.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((live_server.url, "data:", "blob:", "about:", *_OF_THE_BROWSER))
            else faults.append(f"asks another host: {request.url}")
        ),
    )
    yield opened
    context.close()
    assert not faults, "\n".join(faults)
