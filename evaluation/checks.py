"""System checks: nothing that keeps the doors may be left out of the settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

KEEPERS = (
    "evaluation.middleware.DefaultDenyMiddleware",
    "evaluation.middleware.MfaRequiredMiddleware",
    "evaluation.middleware.RefusalMiddleware",
)
AFTER = "django.contrib.auth.middleware.AuthenticationMiddleware"


@register(Tags.security)
def doors_are_kept(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """sarap.E001: a middleware that keeps the doors is missing, or stands before the one that knows the person."""
    order = list(settings.MIDDLEWARE)
    known = order.index(AFTER) if AFTER in order else len(order)
    return [
        Error(
            f"{keeper} must stand in MIDDLEWARE, after {AFTER}.",
            hint="Without it a view without a declaration would open to everybody.",
            id="sarap.E001",
        )
        for keeper in KEEPERS
        if keeper not in order or order.index(keeper) < known
    ]
