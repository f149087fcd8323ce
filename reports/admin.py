"""The registers by which signatures are verified, in the admin: authorities that are believed, who signs for a body (c64)."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, URLField
from django.http import HttpRequest

from evaluation import clock
from evaluation.names import ByReadersName
from evaluation.office_admin import RegisterAdmin
from reports.models import Signatory, TrustedAuthority


class EndedStays(RegisterAdmin):
    """A row that has ended is read and no longer changed, as the database keeps it (``past_stays``)."""

    def has_change_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Of a row that goes on, or has an end that is not past."""
        ended = obj is not None and obj.valid_until is not None and obj.valid_until < clock.today()
        return not ended and super().has_change_permission(request, obj)


@admin.register(TrustedAuthority)
class TrustedAuthorityAdmin(EndedStays):
    """Certificates of authorities. A row that has ended stays: signatures of its time were judged by it."""

    clause = "c64"
    list_display = ("kind", "responder", "valid_from", "valid_until")
    list_filter = ("kind",)

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """An address without a scheme is one of https."""
        if isinstance(db_field, URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(Signatory)
class SignatoryAdmin(EndedStays):
    """Who signs for a body. The IIN is read by the administrator alone and never enters the journal."""

    clause = "c64"
    unjournaled = (*RegisterAdmin.unjournaled, "iin")
    list_display = ("user", "body", "basis", "valid_from", "valid_until")
    list_filter = ("basis",)
    ordering = (ByReadersName("user__title"), "user__username")
    search_fields = ("user__username", "body__name_ru", "body__name_kk")
    autocomplete_fields = ("user", "body")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Each row names its body and its account: joined."""
        return super().get_queryset(request).select_related("user", "body")
