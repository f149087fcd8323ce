"""The portal as it is in demo mode."""

from __future__ import annotations

import importlib
from collections.abc import Iterator

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
