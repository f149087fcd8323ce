"""Methodologies in the admin: the list of all versions; a row leads to the desk's page, where they are read, tried and changed (c17)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from evaluation.models import Office, User
from evaluation.office_admin import ByOffice
from methodologies.models import Methodology, MethodologyState
from methodologies.models.methodologies import TONES
from methodologies.selectors import on_desk


@admin.register(Methodology)
class MethodologyAdmin(ByOffice):
    """The versions that the person works on, or approves."""

    view_offices: ClassVar[Iterable[str]] = (Office.METHODOLOGIST, Office.APPROVER)
    list_display = ("subject_name", "year", "version", "state_chip")
    list_display_links = ("subject_name",)
    list_filter = ("subject", "state", "cycle__year")
    ordering = ("-cycle__year", "subject", "-version")

    def visible(self, user: User, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """``ByOffice`` narrows every list and page by it. One query for the ids, besides the standing."""
        return queryset.filter(pk__in=[record.pk for record in on_desk(user)])

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Django's, for the list and for one row: with the year at hand, without the bulky document."""
        return super().get_queryset(request).select_related("cycle").defer("document")

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """A version is read, tried and changed on the desk's pages: there is one editor."""
        if object_id is None or not self.has_view_permission(request):
            return super().changeform_view(request, object_id, form_url, extra_context)
        record = self.get_object(request, object_id)
        if record is None:
            raise Http404
        return redirect("methodology_desk", record.pk)

    @admin.display(description=_("subject"), ordering="subject")
    def subject_name(self, record: Methodology) -> str:
        """Column: the block, or the overall evaluation, in the reader's language."""
        return str(record.get_subject_display())

    @admin.display(description=_("year"), ordering="cycle__year")
    def year(self, record: Methodology) -> int:
        """Column: the reporting year, joined already."""
        return record.cycle.year

    @admin.display(description=_("state"), ordering="state")
    def state_chip(self, record: Methodology) -> str:
        """Column: HTML, the state's name on a chip in the tone that the desk's pages give it."""
        tone = TONES[MethodologyState(record.state)]
        return format_html('<span class="chip chip-{}">{}</span>', tone, record.get_state_display())
