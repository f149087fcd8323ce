"""The scoring desk and the registers: an admin entered by office, never by a flag on the account."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext_lazy as _
from unfold.sites import UnfoldAdminSite

from evaluation.access import ADMIN_OFFICES
from evaluation.office_admin import ByOffice
from evaluation.rights import standing


class DeskAdminSite(UnfoldAdminSite):
    """``is_staff`` and ``is_superuser`` mean nothing here: today's offices do."""

    index_title = _("Registers and the scoring desk")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take only what asks offices. The libraries' own tables give no right here and are not shown."""
        if admin_class is not None and issubclass(admin_class, ByOffice):
            super().register(model_or_iterable, admin_class, **options)
        elif admin_class is None or not admin_class.__module__.startswith(("django.", "allauth.", "unfold.")):
            raise ImproperlyConfigured(
                f"{admin_class!r} asks no office: derive it from evaluation.office_admin"
            )

    def has_permission(self, request: HttpRequest) -> bool:
        """Asked before every page of the admin: an active account with one of ADMIN_OFFICES today."""
        user: Any = request.user
        return bool(user.is_authenticated and user.is_active and standing(user).holds(*ADMIN_OFFICES))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """There is one way to sign in, with its second step; the admin has none of its own."""
        return redirect("account_login")

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ends nothing itself, unlike Django's: leads to the portal's one page for it."""
        return redirect("account_logout")

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Leads to the portal's one page for one's own password; accounts of others are ``UserAdmin``'s."""
        return redirect(resolve_url("account_change_password"))
