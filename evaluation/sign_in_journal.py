"""What the journal keeps of signing in: who came and went, what failed, how an account's protection changed (c44).

The library tells it by signals; ``connect`` is called once, when the portal starts. What is typed is never kept: in the
place of a name may stand a password. An account that nobody has leaves no entry; the limits on attempts
(`config/accounts.py`) keep anybody from filling the journal.
"""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as second_step
from django.contrib.auth import signals as auth
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from evaluation.acting import note
from evaluation.models import User
from evaluation.second_step import renew_session

ACTS = {
    "user.sign_in": _("Signed in"),
    "user.sign_out": _("Signed out"),
    "user.sign_in_failed": _("A wrong password"),
    "user.second_step_failed": _("A wrong code of the second step"),
    "user.second_step_added": _("A second step set up"),
    "user.second_step_removed": _("A second step taken off"),
    "user.own_password": _("Password set by its owner"),
    "user.password_reset": _("Password set by a link"),
    "user.password_link": _("A link for the password sent"),
    "user.journal_taken": _("The journal taken as a file"),
}


def _keep(
    verb: str, person: User | None, by: User | None, request: HttpRequest | None, **details: Any
) -> None:
    """One entry; nothing where no page was asked, as in a console, or where there is no such account."""
    if person is None or person.pk is None or getattr(request, "resolver_match", None) is None:
        return
    assert request is not None  # noqa: S101 - the line before
    note(person, verb, by, "c44", details={"from": get_adapter(request).get_client_ip(request), **details})


def _signed_in(request: HttpRequest | None, user: User, **_given: Any) -> None:
    _keep("sign_in", user, user, request)


def _signed_out(request: HttpRequest | None, user: User | None, **_given: Any) -> None:
    _keep("sign_out", user, user, request)


def _failed(credentials: dict[str, Any], request: HttpRequest | None = None, **_given: Any) -> None:
    named = str(credentials.get("username") or credentials.get("email") or "")
    person = None
    if named and "\0" not in named:
        person = User.objects.filter(Q(username__iexact=named) | Q(email__iexact=named)).first()
    _keep("sign_in_failed", person, None, request)


def _step_failed(request: HttpRequest | None, user: User, **_given: Any) -> None:
    _keep("second_step_failed", user, None, request)


def _step_added(request: HttpRequest | None, user: User, authenticator: Any, **_given: Any) -> None:
    _keep("second_step_added", user, user, request, kind=str(authenticator.type))


def _step_removed(request: HttpRequest | None, user: User, authenticator: Any, **_given: Any) -> None:
    _keep("second_step_removed", user, user, request, kind=str(authenticator.type))


def _own_password(request: HttpRequest | None, user: User, **_given: Any) -> None:
    _keep("own_password", user, user, request)


def _reset(request: HttpRequest | None, user: User, **_given: Any) -> None:
    _keep("password_reset", user, user, request)


def connect() -> None:
    """Called when the app starts; a second call changes nothing."""
    for signal, receiver in (
        (auth.user_logged_in, _signed_in),
        (auth.user_logged_out, _signed_out),
        (auth.user_login_failed, _failed),
        (second_step.authentication_failed, _step_failed),
        (second_step.authenticator_added, _step_added),
        (second_step.authenticator_removed, _step_removed),
        (account.authentication_step_completed, renew_session),
        (account.password_changed, _own_password),
        (account.password_reset, _reset),
    ):
        signal.connect(receiver, dispatch_uid=f"journal of signing in: {receiver.__name__}")
