"""System checks: what must not meet in one running portal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.checks import CheckMessage, Error, Info, Tags, Warning, register
from django.db import connection

from config import database_roles
from evaluation.sealed_secrets import unreadable
from reports.signing.ways import faults

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


@register(Tags.security, deploy=True)
def second_steps_have_a_key(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """config.W002: in production the key of second steps follows from the secret, and is lost when that is changed."""
    if settings.SECOND_STEP_KEYS or not settings.PRODUCTION:
        return []
    return [
        Warning(
            "The secrets of second steps are encrypted with a key that follows from SECRET_KEY: with another secret "
            "no code generator and no recovery code is accepted.",
            hint="Set SARAP_SECOND_STEP_KEYS (openssl rand -base64 32) and run `manage.py seal_second_steps`.",
            id="config.W002",
        )
    ]


@register(Tags.security, deploy=True)
def documents_are_scanned(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """config.W003: in production nobody scans documents for viruses, and nobody said that it is meant so."""
    if settings.SCANNER is not None or settings.SCANNER_DECLINED or not settings.PRODUCTION:
        return []
    return [
        Warning(
            "Documents are not scanned for viruses, and evaluators open them on their machines.",
            hint="Set SARAP_SCANNER=clamd://host:3310 (docs/operations.md), or SARAP_SCANNER=none where that is meant.",
            id="config.W003",
        )
    ]


@register(Tags.database)
def second_steps_can_be_read(
    app_configs: Any, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """config.E004: no key opens the secret of a second step. Asked by ``check --database default``."""
    table = Authenticator._meta.db_table
    if "default" not in (databases or ()) or table not in connection.introspection.table_names():
        return []
    lost = unreadable(Authenticator.objects)
    if not lost:
        return []
    hint = "Put the key that is missing back into SARAP_SECOND_STEP_KEYS, behind the first one."
    return [Error(f"{lost} second steps are sealed by no key of the settings.", hint=hint, id="config.E004")]


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


@register()
def ways_to_sign(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """config.E005: the setting of the ways to sign names one that there is not, or the demo's outside the demo.

    config.I001: production has not chosen, so that first heads sign by the portal's second step.
    """
    found: list[CheckMessage] = [
        Error(fault, id="config.E005")
        for fault in faults(settings.SIGNING_WAYS, demo_mode=settings.DEMO_MODE)
    ]
    if settings.PRODUCTION and not settings.SIGNING_WAYS:
        found.append(
            Info(
                "First heads sign by the portal's own second step, without an electronic signature.",
                hint="Choose by SARAP_SIGNING_WAYS; docs/signing.md tells the ways and what each needs.",
                id="config.I001",
            )
        )
    return found
