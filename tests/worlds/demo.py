"""The portal as it is in demo mode."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import clear_url_caches

from config import urls


def reload_urls() -> None:
    importlib.reload(urls)
    clear_url_caches()


@pytest.fixture
def demo_mode(settings: object) -> Iterator[None]:
    """The portal as it is in demo mode, its addresses included."""
    settings.DEMO_MODE = True  # type: ignore[attr-defined]
    reload_urls()
    yield
    settings.DEMO_MODE = False  # type: ignore[attr-defined]
    reload_urls()


@pytest.fixture
def demo_server(demo_mode: None, live_server: Any) -> None:
    """The browser tests' server as the demo runs it: its middleware was chosen when it started, without demo mode."""
    application = live_server.thread.httpd.get_app()
    # The handlers of static files around the portal's are handlers themselves, each with middleware of its own.
    while hasattr(application, "application"):
        application = application.application
    application.load_middleware()
