"""Accounts and offices in the admin. What makes somebody one who decides is proposed here and confirmed by another.

Nobody sets another's password: the person gets a link (`desk/accounts/people/<id>/link/`).
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from unfold.contrib.filters.admin import RangeDateFilter
from unfold.widgets import UnfoldAdminSingleDateWidget, UnfoldAdminTextInputWidget

from evaluation.access import person_of
from evaluation.account_actions import change_account, end_office, give_office
from evaluation.models import AccountChange, Membership, User
from evaluation.names import ByReadersName
from evaluation.office_admin import RegisterAdmin
from evaluation.refusals import FieldFault, Refusal
from evaluation.second_step import has_second_factor


class ByTwo(RegisterAdmin):
    """Saves by actions of accounts; what they only propose leads to the proposal."""

    def _kept(self, request: HttpRequest, outcome: Any) -> None:
        request.account_change = outcome if isinstance(outcome, AccountChange) else None  # type: ignore[attr-defined]

    def _proposed(self, request: HttpRequest) -> HttpResponse | None:
        change: AccountChange | None = getattr(request, "account_change", None)
        if change is None:
            return None
        messages.warning(
            request,
            gettext("Nothing is changed yet: a second person has to confirm it. They see it on their desk."),
        )
        return redirect("account_change", change.pk)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        """To the proposal, where there is one."""
        return self._proposed(request) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """To the proposal, where there is one."""
        return self._proposed(request) or super().response_change(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """There is nothing related; what was only proposed has no number yet."""


@admin.register(User)
class UserAdmin(ByTwo):
    """Accounts. What an account may do comes from its offices alone; no flag of it gives a right."""

    clause = "c12"
    own = ("username", "email", "title_kk", "title_ru", "title_en", "language")
    list_display = ("username", "office_title", "email", "language", "is_active")
    list_filter = ("is_active", "language")
    search_fields = ("username", "email", "title_kk", "title_ru", "title_en")
    readonly_fields = (
        "password_link",
        "second_step",
        "lost_second_step",
        "erasure",
        "last_login",
        "date_joined",
    )
    ordering = (ByReadersName("title"), "username")

    def get_fieldsets(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """A new account has no visits yet, and no password: its owner sets it."""
        if obj is None:
            return ((_("Account"), {"fields": self.own}),)
        return (
            (_("Account"), {"fields": (*self.own, "is_active")}),
            (_("Protection"), {"fields": ("password_link", "second_step", "lost_second_step", "erasure")}),
            (_("Visits"), {"fields": ("last_login", "date_joined")}),
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """A new account is saved without a password; a change of one goes by its action."""
        if not change:
            obj.set_unusable_password()
            super().save_model(request, obj, form, change)
            return
        given = {name: form.cleaned_data[name] for name in form.changed_data}
        self._kept(request, change_account(obj, given, person_of(request)))

    @admin.display(description=_("office title"), ordering=ByReadersName("title"))
    def office_title(self, person: User) -> str:
        """In the reader's language; the account's name where there is none."""
        return person.title

    @admin.display(description=_("password"))
    def password_link(self, person: User) -> str:
        """A way to the page that sends the link; nothing is drawn of the stored hash."""
        page = reverse("account_link", args=[person.pk])
        return format_html('<a href="{}">{}</a>', page, gettext("Send a link by which the person sets it"))

    @admin.display(description=_("second step when signing in"), boolean=True)
    def second_step(self, person: User) -> bool:
        """Ticked for a code generator or a passkey; no other kind of second step counts. One query."""
        return has_second_factor(person)

    @admin.display(description=_("lost second step"))
    def lost_second_step(self, person: User) -> str:
        """A way to the page that proposes to take it off; a dash where there is none."""
        if not has_second_factor(person):
            return "–"
        page = reverse("account_second_step", args=[person.pk])
        return format_html('<a href="{}">{}</a>', page, gettext("Propose that it is taken off"))

    @admin.display(description=_("words in the journal"))
    def erasure(self, person: User) -> str:
        """A way to the page that proposes to erase words of the journal for the person's sake."""
        page = reverse("account_erasure", args=[person.pk])
        return format_html('<a href="{}">{}</a>', page, gettext("Propose that words are erased"))


class OfficeForm(forms.ModelForm):
    """An office, with the order that an earlier beginning needs."""

    order_number = forms.CharField(
        label=_("order number"), required=False, max_length=60, widget=UnfoldAdminTextInputWidget
    )
    order_date = forms.DateField(label=_("order date"), required=False, widget=UnfoldAdminSingleDateWidget)


@admin.register(Membership)
class MembershipAdmin(ByTwo):
    """Offices held in bodies, dated. A change is a new row; of one that is there only the last day is set."""

    clause = "c12"
    form = OfficeForm
    list_display = ("user", "office", "body", "valid_from", "valid_until")
    ordering = (ByReadersName("user__title"), "user__username", "office")
    list_filter = ("office", ("valid_from", RangeDateFilter))
    list_filter_submit = True
    search_fields = ("user__username", "user__title_ru", "user__title_kk", "body__name_ru", "body__name_kk")
    autocomplete_fields = ("user", "body")
    list_select_related = ("user", "body")
    told = ("user", "body", "office", "valid_from", "valid_until")

    def get_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """The order is asked for with a new office only."""
        return self.told if obj is not None else (*self.told, "order_number", "order_date")

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """An office that is there keeps what it is and since when; one that has ended keeps everything."""
        if obj is None:
            return ()
        return self.told if obj.valid_until is not None else self.told[:-1]

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """By the actions of offices."""
        by, given = person_of(request), form.cleaned_data
        if not change:
            self._kept(
                request, give_office(obj, by, given.get("order_number") or "", given.get("order_date"))
            )
            return
        last_day = given.get("valid_until")
        if last_day is None:
            sentence = gettext("Name the last day of the office; nothing else of it is changed.")
            raise Refusal("incomplete", sentence, faults=[FieldFault("valid_until", sentence)])
        self._kept(request, end_office(Membership.objects.get(pk=obj.pk), last_day, by))
