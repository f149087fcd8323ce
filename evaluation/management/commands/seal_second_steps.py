"""`manage.py seal_second_steps`: encrypt the secrets of second steps with the first key of SARAP_SECOND_STEP_KEYS."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from evaluation.sealed_secrets import reseal


class Command(BaseCommand):
    """Run after a new key was put before the old one, and before the old one is taken away."""

    help = "Encrypt the secrets of code generators and recovery codes with the first key of SARAP_SECOND_STEP_KEYS"

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends with an error while a secret is left that no key opens: its key must not be taken away yet."""
        with transaction.atomic():
            done, lost = reseal(Authenticator.objects)
        self.stdout.write(f"{done} second steps are encrypted with the first key.")
        if lost:
            raise CommandError(
                f"{lost} second steps are sealed by a key that SARAP_SECOND_STEP_KEYS does not name."
            )
