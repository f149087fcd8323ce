"""System checks: what must not meet in one running portal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection

from config import database_roles

_LOCAL_HOSTS = {"localhost", "127.0.0.1", "[::1]", "testserver"}


@register()
def demo_apart_from_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Demo mode signs anyone in as any office and moves the clock: it may meet nothing of production.

    config.E001: demo mode answers to public host names; E002: it uses TLS cookies or a sealed clock as only
    production does; E003: it would send real letters.
    """
    if not settings.DEMO_MODE:
        return []
    found: list[CheckMessage] = []
    public = [host for host in settings.ALLOWED_HOSTS if host not in _LOCAL_HOSTS]
    if public:
        found.append(
            Error(
                f"Demo mode would answer to {', '.join(public)}: anybody there could sign in as any office.",
                hint="Unset ALLOWED_HOSTS (the demo answers on this machine only), or SARAP_MODE=production.",
                id="config.E001",
            )
        )
    if settings.PRODUCTION or settings.CLOCK_SEALED or settings.SECURE_HSTS_SECONDS:
        found.append(
            Error("Demo mode meets a production setting.", hint="Choose one SARAP_MODE.", id="config.E002")
        )
    if settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        found.append(
            Error(
                "Demo mode would send its letters to real mailboxes.",
                hint="Unset EMAIL_URL: the demo shows its letters on the outbox page.",
                id="config.E003",
            )
        )
    return found


@register(Tags.database)
def portal_role_is_bound(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """config.W001: the role as which the portal works may more than it should. Asked by ``check --database default``."""
    if (
        "default" not in (databases or ())
        or "evaluation_journalentry" not in connection.introspection.table_names()
    ):
        return []
    hint = (
        "Give the owner of the tables an address of its own, DATABASE_OWNER_URL, and run `manage.py migrate`."
    )
    return [Warning(fault, hint=hint, id="config.W001") for fault in database_roles.faults()]
