"""The registers in the admin: bodies, scopes, roles, years, accounts, offices; interests and the journal to read.

An administrator keeps registers and accounts and decides nothing in content; every save is in the journal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateFilter

from evaluation import (
    admin_accounts,  # noqa: F401 - accounts and offices
    database_guards,
)
from evaluation.access import person_of
from evaluation.admin_dated import ReadByYears
from evaluation.journal import act_label, state_label
from evaluation.journal_seals import last_verification
from evaluation.models import (
    Body,
    Cycle,
    InterestDeclaration,
    JournalEntry,
    Office,
    Reorganisation,
    RoleHolder,
    Scope,
)
from evaluation.names import ByReadersName
from evaluation.office_admin import RegisterAdmin, named
from evaluation.presentation import clause_label
from evaluation.rights import standing

NAMES = ("name_kk", "name_ru", "name_en", "short_name_kk", "short_name_ru", "short_name_en")


@admin.register(Body)
class BodyAdmin(ReadByYears):
    """The register of bodies (D2, A)."""

    clause = "D2"
    still_open = ("valid_until", "order", "bin")
    list_display = ("full_name", "kind", "parent", "valid_from", "valid_until")
    list_filter = ("kind", "accountable_to_president")
    search_fields = ("slug", *NAMES)
    autocomplete_fields = ("parent",)
    fieldsets = (
        (_("Names"), {"fields": NAMES}),
        (
            _("Place"),
            {"fields": ("slug", "bin", "kind", "parent", "accountable_to_president", "order")},
        ),
        (_("Validity"), {"fields": ("valid_from", "valid_until", "source")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Each row of the list names its parent: joined, so that there is no query a row."""
        return super().get_queryset(request).select_related("parent")

    @admin.display(description=_("name"), ordering=ByReadersName("name"))
    def full_name(self, body: Body) -> str:
        """In the reader's language, and sorted by its alphabet."""
        return body.name


@admin.register(Scope)
class ScopeAdmin(ReadByYears):
    """Which blocks apply to a body (A, c15)."""

    clause = "A"
    list_display = ("number", "body", "block1", "block2", "block3", "valid_from", "valid_until")
    list_display_links = ("body",)
    list_filter = ("block1", "block2", "block3")
    search_fields = ("body__name_kk", "body__name_ru", "body__name_en")
    autocomplete_fields = ("body",)
    list_select_related = ("body",)


@admin.register(RoleHolder)
class RoleHolderAdmin(ReadByYears):
    """Which body fills a role in law, and when (c10)."""

    clause = "c10"
    list_display = ("role", "body", "valid_from", "valid_until")
    list_filter = ("role",)
    autocomplete_fields = ("body",)
    list_select_related = ("body",)


@admin.register(Reorganisation)
class ReorganisationAdmin(ReadByYears):
    """Bodies reorganised or abolished, and their successors (c54–c56)."""

    clause = "c54"
    still_open = ()
    list_display = ("body", "successor", "took_effect_on", "act")
    autocomplete_fields = ("body", "successor")
    list_select_related = ("body", "successor")


@admin.register(Cycle)
class CycleAdmin(ReadByYears):
    """The reporting years (c6). A year is opened by its own act, not here."""

    clause = "c6"
    still_open = ()
    list_display = ("year", "opened_at", "synthetic")
    readonly_fields = ("opened_at",)


class ReadOnlyAdmin(RegisterAdmin):
    """Rows that are read here and written elsewhere."""

    add_offices: ClassVar[Iterable[str]] = ()
    change_offices: ClassVar[Iterable[str]] = ()

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        """Called to save a valid form. No office gets a form here, so PermissionError: a fault of the code."""
        raise PermissionError(f"{obj._meta.label} is never written in the admin")


@admin.register(InterestDeclaration)
class InterestDeclarationAdmin(ReadOnlyAdmin):
    """Declared interests (c9.2): each person declares their own on the account page."""

    list_display = ("user", "body", "reason", "valid_from", "valid_until")
    search_fields = ("user__username", "body__name_ru", "body__name_kk")
    list_select_related = ("user", "body")


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    """The journal of acts, for the administrator and the auditor."""

    view_offices = (Office.ADMINISTRATOR, Office.AUDITOR)
    list_before_template = "evaluation/admin/journal_state.html"
    list_display = ("at", "what", "actor", "whom", "year", "where", "change")
    fields: ClassVar[Any] = (
        "at",
        "what",
        named("actor", _("actor")),
        "whom",
        "year",
        "where",
        "change",
        "object_type",
        "object_id",
    )
    list_filter = (("at", RangeDateFilter), "year", "act")
    list_filter_submit = True
    search_fields = ("act", "actor__username", "subject__name_ru", "subject__name_kk", "clause")
    list_select_related = ("actor", "subject")
    date_hierarchy = "at"
    ordering = ("-at", "-id")

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """Details may hold drafts, claims and withheld figures: the auditor reads them, an administrator does not."""
        reads = standing(person_of(request)).holds(Office.AUDITOR)
        return (*self.fields, "details") if reads else self.fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """What is not shown is not even read from the database."""
        found = super().get_queryset(request)
        return found if "details" in self.get_fields(request) else found.defer("details")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Above the entries: what was found when the journal was last hashed anew, and the database's guards now."""
        state = {"journal": last_verification(), "guards_now": database_guards.faults()}
        return super().changelist_view(request, {**(extra_context or {}), **state})

    @admin.display(description=_("act"), ordering="act")
    def what(self, entry: JournalEntry) -> Any:
        """In the reader's language; the act's code where no floor gave it words."""
        return act_label(entry.act, entry.object_type)

    @admin.display(description=_("body concerned"), ordering=ByReadersName("subject__short_name"))
    def whom(self, entry: JournalEntry) -> str:
        """The short name in the reader's language, joined for the list; empty where no body is concerned."""
        return entry.subject.short_name if entry.subject else ""

    @admin.display(description=_("clause"), ordering="clause")
    def where(self, entry: JournalEntry) -> str:
        """All clauses that the act rests on, as the law writes them; empty where the entry names none."""
        codes = entry.clause.replace(",", " ").split()
        return clause_label(codes, get_language() or "kk") if codes else ""

    @admin.display(description=_("change"))
    def change(self, entry: JournalEntry) -> str:
        """“before → after” in words; one state for a record just made, empty where no state moved."""
        if not entry.after:
            return ""
        states = [state_label(entry.object_type, state) for state in (entry.before, entry.after) if state]
        return " → ".join(str(state) for state in states)
