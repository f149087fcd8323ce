"""The second step of signing in: who must have one, and whether this session passed it.

A session passed it by a code generator, a passkey or a recovery code that the person still has: allauth records in
the session which one it was. So a session that was opened before the step was set up gains nothing by it, nor one that
passed it with a key that was taken off since.
"""

from __future__ import annotations

from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from evaluation.models.people import MFA_OFFICES
from evaluation.rights import standing

#: What is a second step by itself; recovery codes only stand in for one of them.
_KINDS: Final = frozenset({Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN})


def _kinds_of(user: Any) -> dict[int, str]:
    """The person's second steps and recovery codes by number. One query for each person object."""
    known: dict[int, str] | None = user.__dict__.get("_second_steps")
    if known is None:
        known = dict(Authenticator.objects.filter(user_id=user.pk).values_list("pk", "type"))
        user.__dict__["_second_steps"] = known
    return known


def has_second_factor(user: Any) -> bool:
    """Whether the person has a code generator or a passkey."""
    return not _KINDS.isdisjoint(_kinds_of(user).values())


def needs_second_step(user: Any) -> bool:
    """Whether an office that the person holds today asks for it."""
    return standing(user).holds(*MFA_OFFICES)


def has_passed(request: HttpRequest) -> bool:
    """Whether this session passed the second step with something that the person still has."""
    user: Any = request.user
    owned = _kinds_of(user)
    return any(
        record.get("method") == "mfa" and record.get("id") in owned
        for record in get_authentication_records(request, user)
    )
