"""What a person's code generator shows."""

from __future__ import annotations

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.conf import settings

from evaluation.models import User


def code_of(person: User, steps: int = 0) -> str:
    """The code of now, or of as many steps from now, of the generator that `world.add_person` set up."""
    secret = decrypt(Authenticator.objects.get(user=person).data["secret"])
    return format_hotp_value(hotp_value(secret, int(time.time()) // settings.MFA_TOTP_PERIOD + steps))
