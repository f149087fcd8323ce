"""The second step of signing in: who must have one, and whether this session passed it.

A session passed it by a code generator, a passkey or a recovery code that the person still has: allauth records in
the session which one it was. So a session that was opened before the step was set up gains nothing by it, nor one that
passed it with a key that was taken off since.
"""

from __future__ import annotations

from typing import Any, Final

from allauth.account.authentication import get_authentication_records
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from evaluation.models.people import MFA_OFFICES, User
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


def second_steps_of(user: Any) -> list[int]:
    """The numbers of the person's code generators and passkeys, as they are now. One query."""
    kept = Authenticator.objects.filter(user_id=user.pk, type__in=_KINDS)
    return sorted(kept.values_list("pk", flat=True))


def renew_session(request: HttpRequest, **given: Any) -> None:
    """Whoever confirms in an open session who they are goes on with a new one: a copy of the old one gains nothing."""
    if given.get("reauthenticated"):
        request.session.cycle_key()


def take_off(person: User) -> tuple[list[str], int]:
    """Take every second step and recovery code off, and end every session: the kinds taken off, and how many sessions.

    Called by the one action that two persons stand behind (`evaluation/account_actions.py`).
    """
    taken = Authenticator.objects.filter(user=person)
    kinds = sorted(taken.values_list("type", flat=True))
    taken.delete()
    person.__dict__.pop("_second_steps", None)
    return kinds, end_sessions(person)


def end_sessions(person: User) -> int:
    """End every session of the account, those too that wait for its second step; how many there were.

    Sessions name their account only inside, so all that are alive are read: some thousands at most, and seldom.
    """
    alive = Session.objects.filter(expire_date__gt=timezone.now())
    mine = [row.pk for row in alive.iterator() if _is_of(row.get_decoded(), person)]
    return Session.objects.filter(pk__in=mine).delete()[0]


def _is_of(session: dict[str, Any], person: User) -> bool:
    """Whether the account is signed in there, or has given its password there and owes the second step."""
    waiting = session.get("account_login") or {}
    return session.get(SESSION_KEY) == str(person.pk) or waiting.get("user_pk") == user_pk_to_url_str(person)


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
