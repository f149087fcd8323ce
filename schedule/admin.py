"""The schedule floor in the admin: words of letters and moments of reminders to keep; letters, reminders, moved days to read.

Moved days are recorded at the desk by state planning; an administrator decides nothing in content and reads them here.
Of letters an administrator sees whether they arrived, not what they say.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from unfold.widgets import UnfoldAdminSelectWidget

from evaluation.access import person_of
from evaluation.models import Office
from evaluation.names import alphabetical
from evaluation.office_admin import ByOffice, RegisterAdmin, named
from evaluation.presentation import end_text
from schedule.letter_kinds import context_names, faults_of, registered
from schedule.letter_preview import previews
from schedule.models import CalendarOverride, Letter, LetterTemplate, Reminder, ReminderOffset

#: The name of the button that shows the letter without saving it.
PREVIEW = "_preview"
READERS: tuple[str, ...] = (Office.ADMINISTRATOR, Office.AUDITOR)


class LetterTemplateForm(forms.ModelForm):
    """The words, refused where they do not compile; the kinds are those that the portal writes."""

    kind = forms.ChoiceField(label=_("kind"), widget=UnfoldAdminSelectWidget)

    class Meta:
        model = LetterTemplate
        fields = ("kind", "language", "subject", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].choices = [  # type: ignore[attr-defined]
                (kind, f"{words.subject} ({kind})")
                for kind, words in sorted(
                    registered().items(), key=lambda one: (alphabetical(one[1].subject), one[0])
                )
            ]


@admin.register(LetterTemplate)
class LetterTemplateAdmin(RegisterAdmin):
    """Words of letters instead of the shipped ones; they are seen before they are saved."""

    form = LetterTemplateForm
    list_display = ("kind", "language", "subject")
    list_filter = ("kind", "language")
    readonly_fields = ("shipped", "names")
    change_form_outer_before_template = "schedule/admin/letter_previews.html"
    change_form_after_template = "schedule/admin/letter_preview_button.html"

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Django's; with “preview” pressed the same form comes back with the letters that the words make."""
        context = dict(extra_context or {})
        if request.method == "POST" and PREVIEW in request.POST:
            fields = ("kind", "language", "subject", "text")
            kind, language, subject, text = (request.POST.get(name, "") for name in fields)
            if language and subject and text and not faults_of(kind, subject, text):
                context["previews"] = previews(kind, language, subject, text, person_of(request))
        return super().changeform_view(request, object_id, form_url, context)

    def get_form(
        self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Django's form; while previewing, one that never counts as ready to be saved."""
        form = super().get_form(request, obj, change, **kwargs)
        if PREVIEW not in request.POST:
            return form

        class OnlySeen(form):  # type: ignore[valid-type, misc]
            def is_valid(self) -> bool:
                super().is_valid()
                return False

        return OnlySeen

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Deleting a row brings the shipped words back."""
        return self.has_change_permission(request, obj)

    @admin.display(description=_("shipped words"))
    def shipped(self, row: LetterTemplate) -> str:
        """What the portal writes without this row."""
        words = registered().get(row.kind)
        if words is None:
            return "–"
        with override(row.language or "kk"):
            return _paper(str(words.subject), str(words.text))

    @admin.display(description=_("values that may stand in the words"))
    def names(self, row: LetterTemplate) -> str:
        """The places that the letter fills."""
        if row.kind not in registered():
            return "–"
        return ", ".join(f"%({name})s" for name in sorted(context_names(row.kind)))


def _paper(subject: str, text: str) -> SafeString:
    lines = format_html_join("", "<p>{}</p>", ((line,) for line in text.split("\n") if line))
    return format_html("<strong>{}</strong>{}", subject, lines)


@admin.register(ReminderOffset)
class ReminderOffsetAdmin(RegisterAdmin):
    """How many working days before a term people are reminded."""

    list_display = ("days",)

    def has_delete_permission(self, request: HttpRequest, obj: Any | None = None) -> bool:
        """Whoever may change an offset may take it away; ``RegisterAdmin`` by itself lets nobody."""
        return self.has_change_permission(request, obj)


class ReadOnly(ByOffice):
    """Rows that nobody changes here."""

    view_offices: ClassVar[Iterable[str]] = READERS


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    """Whether letters arrive: to whom, of which kind, in which state. Not what they say."""

    list_display = ("written_at", "to", "kind", "state", "attempts", "failure")
    list_filter = ("state", "kind")
    fields: ClassVar[Any] = (
        named("to", _("to")),
        "kind",
        "language",
        "written_at",
        "state",
        "sent_at",
        "attempts",
        "try_at",
        "failure",
        "read_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The addressee joined for the list; the text is not even read from the database."""
        return super().get_queryset(request).select_related("to").defer("text", "told")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No asking for the words letter by letter through the address of the list either."""
        if lookup.partition("__")[0] in ("subject", "text", "told", "path"):
            return False
        return bool(super().lookup_allowed(lookup, value, request))


@admin.register(Reminder)
class ReminderAdmin(ReadOnly):
    """Reminders with their states."""

    list_display = ("at", "person", "kind", "end", "state")
    list_filter = ("state", "duty")
    fields: ClassVar[Any] = (
        named("person", _("to")),
        "kind",
        "title",
        "clause",
        "end",
        "at",
        "state",
        "done_at",
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The person joined: no query a row."""
        return super().get_queryset(request).select_related("person")

    @admin.display(description=_("end of the term"), ordering="due_at")
    def end(self, row: Reminder) -> str:
        """The last day at 24:00, as the law says it: the moment kept is already the next day's."""
        return end_text(row.due_at)


@admin.register(CalendarOverride)
class CalendarOverrideAdmin(ReadOnly):
    """The register of moved days as state planning keeps it."""

    list_display = ("day", "working", "audience", "resolution")
    list_filter = ("working", "audience")
