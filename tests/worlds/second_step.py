"""What a person's code generator shows, and a test's signing in that passes the second step by the way."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from evaluation.models import User


def give_generator(person: User) -> None:
    """Set a code generator up for the person."""
    TOTP.activate(person, generate_totp_secret())


def code_of(person: User, steps: int = 0) -> str:
    """The code of now, or of as many steps from now, of the generator that `give_generator` set up."""
    return shown_by(decrypt(Authenticator.objects.get(user=person).data["secret"]), steps)


def shown_by(secret: str, steps: int = 0) -> str:
    """The code that a generator with this secret shows."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // settings.MFA_TOTP_PERIOD + steps))


@receiver(user_logged_in, dispatch_uid="tests pass the second step")
def pass_second_step(request: HttpRequest, user: User, **_given: Any) -> None:
    """``Client.force_login`` stands for the whole of signing in; its request comes from nowhere."""
    if request.path:
        return
    for key in Authenticator.objects.filter(user=user):
        record_authentication(request, user, "mfa", id=key.pk, type=key.type)
