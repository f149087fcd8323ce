"""How allauth meets the portal: accounts are made by administrators, nobody signs up, and what it says is ours.

The library has no Kazakh; its sentences that a person can meet are said again here, in the portal's catalogue.
"""

from __future__ import annotations

from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import ResetPasswordForm
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter, get_adapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from evaluation.models import User
from evaluation.password_links import ask_for_address
from evaluation.sealed_secrets import opened, seal
from evaluation.second_step import has_passed, has_second_factor

#: Second steps that are typed.
CODES: Final = (Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES)


def accounts_named(typed: str) -> list[User]:
    """The accounts that somebody may mean who signs in: the one of this name, else those of this address. One query."""
    known = (
        User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed))
        if typed
        else User.objects.none()
    )
    found = list(known.order_by("pk"))
    return [one for one in found if one.username.lower() == typed.lower()] or found


class OncePasswordBackend(AuthenticationBackend):
    """What was typed is hashed once, for a name that nobody has as for any other: the time tells nobody who is there.

    allauth alone looks an address up twice, and Django once more as a name: three hashes for a known one, two for others.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        """Django asks; a refusal ends the asking, so that no other backend hashes besides."""
        found = super().authenticate(request, **credentials)
        if found is None and credentials.get("password"):
            raise PermissionDenied
        return found

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> Any:
        """Of several accounts with one address the one whose password it is."""
        typed = credentials.get("username") or credentials.get("email") or ""
        password = credentials["password"]
        return next((one for one in accounts_named(typed) if self._check_password(one, password)), None)


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Refuses sign-up; everything else is allauth's, in the portal's words."""

    error_messages: dict[str, Any] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed. The portal's administrator can tell why."),
        "email_password_mismatch": _("The name or the password is not right."),
        "username_password_mismatch": _("The name or the password is not right."),
        "enter_current_password": _("Enter your present password."),
        "incorrect_code": _("The code is not right or no longer valid. Enter the one shown now."),
        "incorrect_password": _("The password is not right."),
        "invalid_login": _("The name or the password is not right."),
        "invalid_password_reset": _("This link no longer works. Ask for a new one."),
        "too_many_login_attempts": _("Too many attempts to sign in. Try again in a few minutes."),
        "same_as_current": _("The new password must differ from the present one."),
        "rate_limited": _("Too many requests. Try again in a few minutes."),
        "unknown_email": _("There is no account with this address."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """allauth asks before each sign-up, page or form: always no, for administrators make the accounts."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """allauth asks before it leads to ``next``; what is no address at all is not safe either."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """allauth counts wrong passwords by this key, and by the reader's address besides.

        The account together with the address: whoever guesses from elsewhere keeps nobody out of their account. The
        account itself, not its spelling: name, e-mail and letters that the database takes for the same are one; and
        of an address what one subscriber has, which in IPv6 is a whole network.
        """
        typed: str = credentials.get("username") or credentials.get("email") or ""
        found = accounts_named(typed)
        named = f"account:{found[0].pk}" if found else f"typed:{typed.lower()}"
        return f"{named}@{ratelimit.get_ip(request)}"

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """allauth asks by which ways a person confirms that it is them; the first is offered before the others.

        A passkey first, then a code; the password last, and not at all for a session that has a second step to pass:
        it would only prove again what the session was opened with.
        """
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        order = ("mfa_reauthenticate:webauthn", "mfa_reauthenticate", "reauthenticate")
        if has_second_factor(user) and not has_passed(self.request):
            ways = [way for way in ways if way["id"] != "reauthenticate"]
        return sorted(ways, key=lambda way: order.index(way["id"]))


class SecondFactorAdapter(DefaultMFAAdapter):
    """allauth's second factor, in the portal's words; the database keeps its secrets encrypted."""

    error_messages: dict[str, Any] = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("The second factor cannot be switched off now."),
        "cannot_generate_recovery_codes": _("Switch on a second factor first; recovery codes come with it."),
        "incorrect_code": _("The code is not right or no longer valid. Enter the one shown now."),
        "unverified_email": _("The address of the account must be confirmed first."),
    }

    def encrypt(self, text: str) -> str:
        """allauth asks before it keeps the secret of a generator, or the seed of recovery codes."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """allauth asks when a code is checked. Refused where no key opens it, or it stands in the open."""
        return opened(encrypted_text)


def _take(user: Any, code: str) -> None:
    """A generator's code is good for the step before and after its own, yet only once (RFC 6238, 5.2).

    allauth remembers a used code for one step, which is enough only where no neighbouring step is accepted.
    """
    used = f"second-step:{user.pk}:{''.join(filter(str.isdigit, code))}"
    steps = 2 * settings.MFA_TOTP_TOLERANCE + 1
    if not cache.add(used, True, timeout=steps * settings.MFA_TOTP_PERIOD):
        raise get_adapter().validation_error("incorrect_code")


class _OneUse(forms.BaseAuthenticateForm):
    """A code that is given to pass the second step."""

    def clean_code(self) -> str:
        """allauth's, with other limits: see ``_attempt``; the library would count by the account alone."""
        code: str = self.cleaned_data["code"]
        tried, kinds = self._attempt()
        for key in Authenticator.objects.filter(user=self.user, type__in=kinds).order_by("-type"):
            if key.wrap().validate_code(code):
                if key.type == Authenticator.Type.TOTP:
                    _take(self.user, code)
                for usage in tried:
                    usage.rollback()
                key.user = self.user
                self.authenticator = key
                return code
        known = Authenticator.objects.filter(user=self.user, type__in=CODES).order_by("-type").first()
        if known is not None:
            self._emit_authentication_failed(known)
        raise get_adapter().validation_error("incorrect_code")

    def _attempt(self) -> tuple[list[Any], tuple[str, ...]]:
        """Count this attempt, and say which kinds of codes it may be; ValidationError when it is one too many.

        Wrong codes slow down the account from this address. All addresses together may try so many of the six digits
        in an hour that guessing them is hopeless; then recovery codes and passkeys still let the owner in.
        """
        request = context.request
        where = f"second-step:{self.user.pk}@{ratelimit.get_ip(request)}"
        here = ratelimit.consume(request, app="allauth.account", action="login_failed", key=where)
        if here is None:
            raise get_account_adapter(request).validation_error("too_many_login_attempts")
        anywhere = ratelimit.consume(
            request, app="allauth.account", action="code_of_account", key=f"second-step:{self.user.pk}"
        )
        if anywhere is None:
            return [here], (Authenticator.Type.RECOVERY_CODES,)
        return [here, anywhere], CODES


class SecondStepForm(_OneUse, forms.AuthenticateForm):
    """The second step of signing in."""


class SecondStepAgainForm(_OneUse, forms.ReauthenticateForm):
    """The second step before something that wants it anew."""


class SetUpForm(ActivateTOTPForm):
    """The code that sets a generator up has been shown: it does not pass the second step besides."""

    def clean_code(self) -> str:
        """Called with the form; the code is spent as one that signs in."""
        code: str = super().clean_code()
        _take(self.user, code)
        return code


class ForgottenPasswordForm(ResetPasswordForm):
    """Takes an address and asks nobody whether it is known: page, time and log are the same for every one."""

    def clean_email(self) -> str:
        """Called with the form: an address, in small letters; allauth would look it up here."""
        return str(get_account_adapter().clean_email(self.cleaned_data["email"].lower()))

    def save(self, request: HttpRequest, **_given: Any) -> str:
        """A worker looks the address up and writes, if there is somebody to write to."""
        address: str = self.cleaned_data["email"]
        ask_for_address(address)
        return address
