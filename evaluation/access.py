"""Who opens which page, coarsely: every view declares it, and a view that declares nothing answers 403.

A view is decorated with ``anyone``, ``signed_in`` or ``offices(...)``; the declaration is ``view.access`` and
``DefaultDenyMiddleware`` obeys it. This is the door only: what a person may do with one object is asked by the
action or the selector. Where a page is about one object, ``found_or_404`` makes a stranger's object look absent.

Views of libraries cannot be decorated; they stand in ``LIBRARY_VIEWS``, by the name of their address.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from evaluation import rights
from evaluation.models.bodies import Cycle
from evaluation.models.people import Office, User
from evaluation.rights import standing

ViewT = TypeVar("ViewT", bound=Callable[..., Any])
ObjectT = TypeVar("ObjectT")


@dataclass(frozen=True)
class Access:
    """A declaration. ``kind``: "anyone", "signed_in", "offices" or "nobody" (answers 404 to everybody)."""

    kind: str
    offices: frozenset[str] = frozenset()

    def __call__(self, view: ViewT) -> ViewT:
        """Use the declaration as a decorator of a function view or of a class-based one."""
        view.access = self  # type: ignore[attr-defined]
        return view

    def admits(self, user: Any) -> bool:
        """Whether the person may open the page; today's offices count."""
        if self.kind == "anyone":
            return True
        if self.kind == "nobody" or not (user.is_authenticated and user.is_active):
            return False
        return self.kind == "signed_in" or standing(user).holds(*self.offices)

    @property
    def sentence(self) -> Any:
        """What a person reads who is not admitted."""
        if self.kind != "offices":
            return _("Sign in to open this page.")
        names = ", ".join(str(Office(office).label) for office in Office if office in self.offices)
        return _("This page is for these offices: %(offices)s.") % {"offices": names}


#: The public pages: nobody needs an account.
anyone: Final = Access("anyone")
#: Everybody with an account.
signed_in: Final = Access("signed_in")
#: An address of a library that the portal does not use: it answers "no such page".
nobody: Final = Access("nobody")


def offices(*names: str) -> Access:
    """People who hold one of these offices today, in any body: ``@offices(Office.PREPARER, Office.FIRST_HEAD)``."""
    if not names:
        raise ValueError("name at least one office")
    return Access("offices", frozenset(Office(name).value for name in names))


#: Who enters the scoring desk and the registers (`evaluation/admin.py` asks the same when it draws them).
ADMIN_OFFICES: Final = (
    Office.ADMINISTRATOR,
    Office.EVALUATOR,
    Office.APPROVER,
    Office.METHODOLOGIST,
    Office.AUDITOR,
)

#: Addresses of libraries by name; a test holds that each of them is here and that nothing here is gone.
LIBRARY_VIEWS: Final[Mapping[str, Access]] = {
    "set_language": anyone,
    # allauth: accounts are made by administrators, so what makes or changes an account by oneself is closed.
    "account_login": anyone,
    "account_logout": anyone,
    "account_inactive": anyone,
    "account_reset_password": anyone,
    "account_reset_password_done": anyone,
    "account_reset_password_from_key": anyone,
    "account_reset_password_from_key_done": anyone,
    "account_change_password": signed_in,
    "account_reauthenticate": signed_in,
    "account_signup": nobody,
    "account_set_password": nobody,
    "account_email": nobody,
    "account_email_verification_sent": nobody,
    "account_confirm_email": nobody,
    "account_confirm_login_code": nobody,
    # allauth.mfa: the second step of signing in comes before the person is signed in.
    "mfa_authenticate": anyone,
    "mfa_login_webauthn": anyone,
    "mfa_reauthenticate": signed_in,
    "mfa_reauthenticate_webauthn": signed_in,
    "mfa_index": signed_in,
    "mfa_activate_totp": signed_in,
    "mfa_deactivate_totp": signed_in,
    "mfa_view_recovery_codes": signed_in,
    "mfa_generate_recovery_codes": signed_in,
    "mfa_download_recovery_codes": signed_in,
    "mfa_list_webauthn": signed_in,
    "mfa_add_webauthn": signed_in,
    "mfa_edit_webauthn": signed_in,
    "mfa_remove_webauthn": signed_in,
}

#: Whole families of library addresses by namespace. The admin's single pages ask their ModelAdmin besides.
LIBRARY_NAMESPACES: Final[Mapping[str, Access]] = {"admin": offices(*ADMIN_OFFICES)}


def access_of(view: Any, view_name: str = "") -> Access | None:
    """The declaration of a view (function, or the class behind ``as_view``), or of a library's address; else None."""
    for holder in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        declared = getattr(holder, "access", None)
        if isinstance(declared, Access):
            return declared
    if ":" in view_name:
        return LIBRARY_NAMESPACES.get(view_name.split(":")[0])
    return LIBRARY_VIEWS.get(view_name)


def found_or_404(user: Any, permission: str, obj: ObjectT | None) -> ObjectT:
    """The object if the person holds ``permission`` ("app.verb_model") over it; otherwise there is no such page.

    A stranger must not learn even that the object exists. Raises ``Http404``.
    """
    if obj is None or not rights.may(user, permission, obj):
        raise Http404
    return obj


def person_of(request: HttpRequest) -> User:
    """The person signed in, behind a door that lets nobody else in; a visitor finds no such page."""
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def cycle_or_404(year: int) -> Cycle:
    """The cycle of the reporting year; no such page where there is none. One query."""
    found = Cycle.objects.filter(year=year).first()
    if found is None:
        raise Http404
    return found


def asks_for_a_file(view: ViewT) -> ViewT:
    """Declare that a page for anyone takes a file: it may be sent more than a few words (`config/limits.py`)."""
    view.asks_for_a_file = True  # type: ignore[attr-defined]
    return view


def takes_file(view: Any) -> bool:
    """Whether the page takes a file from anyone."""
    return bool(getattr(view, "asks_for_a_file", False))
