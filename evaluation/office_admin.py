"""Base classes of the admin: doors for offices. They decide nothing; actions and selectors do.

    @admin.register(Report)
    class ReportAdmin(OfficeModelAdmin):
        view_offices = (Office.EVALUATOR, Office.APPROVER)
        moves = {"accept": AdminMove(lambda report, by, form: accept_report(report, by, form.seen_revision),
                                     success=_("The report is accepted."))}
        def visible(self, user, queryset):
            return reports_visible_to(user, queryset)

Every record is read-only and cannot be deleted here. What can be done with it are its ``moves``: buttons of what
is possible now, each leading to a page with a form, which calls the action. A record outside ``visible`` is not
found. Whoever lets a form save fields (``change_offices``) implements ``save_by_action``; a ``Refusal`` that it
raises comes back as errors of the same form, with what was typed.

Registers, whose rows an administrator keeps by hand, use ``RegisterAdmin``: each save is in the journal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django_fsm import FSMField
from unfold.admin import ModelAdmin

from evaluation import journal
from evaluation.access import person_of
from evaluation.acting import law_of, note, refusal_of
from evaluation.admin_choices import ChoosesRows
from evaluation.admin_order import InAlphabet
from evaluation.changes import WatchedRow
from evaluation.forms import ConfirmForm, RevisionForm
from evaluation.middleware import refusal_response
from evaluation.models.people import Office, User
from evaluation.moves import act, last_day_of, moves_for, write_into
from evaluation.refusals import Refusal
from evaluation.rights import standing


@dataclass(frozen=True)
class AdminMove:
    """A move as a page of the admin: ``verb(record, by, form)`` calls the action; ``form`` is a ``RevisionForm``.

    ``form`` is made as ``form(data, files, record=record)``; with ``fills`` it supplies what the record lacks for
    the move, so that "incomplete" does not hide it.
    """

    verb: Callable[[Any, User, Any], Any]
    form: type[RevisionForm] = ConfirmForm
    success: Any = ""
    danger: bool = False
    fills: bool = False


def named(field: str, words: Any) -> Callable[[Any], str]:
    """The related row's name without a link to it: whoever reads this row may not read that one."""

    @admin.display(description=words)
    def name(record: Any) -> str:
        return str(getattr(record, field) or "")

    return name


class ByOffice(ChoosesRows, ModelAdmin):
    """Permissions by office; no deletion; no actions on many rows."""

    view_offices: ClassVar[Iterable[str]] = ()
    add_offices: ClassVar[Iterable[str]] = ()
    change_offices: ClassVar[Iterable[str]] = ()
    actions: Any = None
    list_per_page = 50

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[InAlphabet]:
        """Every list of the admin sorts its columns as their reader reads them."""
        return InAlphabet

    def visible(self, user: User, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows that this person may see: override with the floor's selector."""
        return queryset

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Django asks for lists and for single rows alike, so what is not ``visible`` is nowhere found."""
        return self.visible(person_of(request), super().get_queryset(request))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """A list is asked only for what its filters offer: else its address would answer, letter by letter, for words
        that the page does not show."""
        offered = {"pk", "id", *(field.name for field in self.opts.concrete_fields if field.is_relation)}
        for one in self.get_list_filter(request):
            offered.add(str(one[0] if isinstance(one, tuple | list) else getattr(one, "parameter_name", one)))
        if self.date_hierarchy:
            offered.add(str(self.date_hierarchy))
        named = lookup.removesuffix("__exact").removesuffix("__in").removesuffix("__isnull")
        known = any(
            named in (field, f"{field}_from", f"{field}_to")
            or (named.startswith(f"{field}__") and self._of_filter(named[len(field) + 2 :]))
            for field in offered
        )
        return known and bool(super().lookup_allowed(lookup, value, request))

    @staticmethod
    def _of_filter(rest: str) -> bool:
        """What the filters of the library write after a field's name; never a comparison of words."""
        return rest in ("id", "pk", "gte", "lte", "gt", "lt", "year", "month", "day")

    def has_module_permission(self, request: HttpRequest) -> bool:
        """The index is drawn by it: whoever may view sees the model; flags and groups do not count."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Held today, in any body; the same for every row. Who may add or change may also view."""
        return _holds(request, *self.view_offices, *self.change_offices, *self.add_offices)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Held today, in any body; without ``add_offices`` nobody."""
        return _holds(request, *self.add_offices)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Held today, in any body, the same for every row; without ``change_offices`` nobody."""
        return _holds(request, *self.change_offices)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody; a register whose rows may go overrides it."""
        return False

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Any:
        raise Http404  # a stranger's row is as absent here as on every page

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The acts on this row from the portal's journal."""
        record = self.get_object(request, object_id)
        if record is None or not self.has_view_permission(request, record):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("Journal"),
            "subtitle": str(record),
            "opts": self.model._meta,
            "original": record,
            "entries": journal.entries_of(record),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "evaluation/admin/history.html", context)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The portal has one journal; the admin's own log is not kept beside it."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """See ``log_addition``."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Django's, except that a ``Refusal`` brings the form back with what was typed and what is wrong."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refusal as refusal:
            if request.method != "POST" or getattr(request, "refused_by_action", None) is not None:
                raise
            request.refused_by_action = refusal  # type: ignore[attr-defined]
            answer = super().changeform_view(request, object_id, form_url, extra_context)
            answer.status_code = refusal.status
            return answer

    def get_form(
        self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """Django's form; on the second pass after a refusal, one that says what the action refused."""
        form = super().get_form(request, obj, change, **kwargs)
        refusal: Refusal | None = getattr(request, "refused_by_action", None)
        if refusal is None:
            return form
        seen: Refusal = refusal

        class Refused(form):  # type: ignore[valid-type, misc]
            def full_clean(self) -> None:
                super().full_clean()
                if self.is_bound:
                    write_into(self, seen)

        return Refused


class OfficeModelAdmin(ByOffice):
    """Content: read by office, limited to what is visible, moved only by actions. See the module's text."""

    moves: ClassVar[dict[str, AdminMove]] = {}
    change_form_outer_before_template = "evaluation/admin/moves.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any | None = None) -> Any:
        """What the subclass names, and always the state and the revision."""
        given = list(super().get_readonly_fields(request, obj))
        kept = [field.name for field in self.model._meta.fields if isinstance(field, FSMField)]
        return [*given, *(name for name in kept if name not in given)]

    def save_by_action(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Override where a form may save: call the action with the form's values. Refused unless overridden."""
        raise Refusal(
            "right",
            _("Content is not edited here: it changes only by the acts of those whose turn it is."),
        )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Called with a valid form, which saves nothing itself; a ``Refusal`` comes back as its errors."""
        self.save_by_action(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Related rows are the action's too: nothing is saved around it."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Django's, with the buttons of what the person could do now; reads the record once more for them."""
        context = dict(extra_context or {})
        if object_id and self.moves:
            record = self.get_object(request, object_id)
            if record is not None:
                context["moves"] = self.buttons(request, record)
        return super().changeform_view(request, object_id, form_url, context)

    def buttons(self, request: HttpRequest, record: Any) -> Any:
        """The buttons of what the person could do with the record now."""
        danger = [name for name, move in self.moves.items() if move.danger]
        return moves_for(
            record,
            person_of(request),
            lambda name: reverse(self._move_address(), args=[record.pk, name]),
            only=self.moves,
            fills=[name for name, move in self.moves.items() if move.fills],
            danger=danger,
        )

    def get_urls(self) -> list[URLPattern]:
        """The address of a move stands before Django's own, the last of which takes any path."""
        name = self._move_address().split(":")[1]
        view = self.admin_site.admin_view(self.move_view)
        return [path("<path:object_id>/move/<str:move>/", view, name=name), *super().get_urls()]

    def _move_address(self) -> str:
        meta = self.model._meta
        return f"{self.admin_site.name}:{meta.app_label}_{meta.model_name}_move"

    def move_view(self, request: HttpRequest, object_id: str, move: str) -> HttpResponse:
        """The page of one move: what it is, under which clause, until when, and its form."""
        record = self.get_object(request, object_id)
        if record is None or move not in self.moves or not self.has_view_permission(request, record):
            raise Http404
        how, by, status = self.moves[move], person_of(request), 200
        back = reverse(
            f"{self.admin_site.name}:{record._meta.app_label}_{record._meta.model_name}_change",
            args=[record.pk],
        )
        form = how.form(request.POST or None, request.FILES or None, record=record)
        if request.method == "POST":
            if form.is_valid():
                outcome = act(request, how.verb, record, by, form, form=form, record=record)
                if outcome.done:
                    messages.success(request, how.success or _("Done."))
                    return redirect(back)
                status = outcome.status
            else:
                status = 422
        else:
            refusal = refusal_of(record, move, by)
            if refusal is not None and not (how.fills and refusal.code == "incomplete"):
                return refusal_response(request, refusal)
        rule = law_of(record, move)
        context = {
            **self.admin_site.each_context(request),
            "title": rule.label,
            "subtitle": str(record),
            "opts": record._meta,
            "original": record,
            "rule": rule,
            "until": last_day_of(record, move),
            "form": form,
            "back": back,
            "danger": how.danger,
        }
        return TemplateResponse(request, "evaluation/admin/move.html", context, status=status)


class RegisterAdmin(ByOffice):
    """A register kept by hand by an administrator: every save is written into the journal, with what changed."""

    view_offices: ClassVar[Iterable[str]] = (Office.ADMINISTRATOR,)
    add_offices: ClassVar[Iterable[str]] = (Office.ADMINISTRATOR,)
    change_offices: ClassVar[Iterable[str]] = (Office.ADMINISTRATOR,)
    #: The clause under which the register is kept.
    clause: ClassVar[str] = "whole"
    #: Fields whose values never enter the journal.
    unjournaled: ClassVar[Iterable[str]] = ("password",)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store what the form changed and nothing else; the journal keeps [before, after] but of the ``unjournaled``.

        Before is what the row holds at this moment: since the form was read another person may have written.
        """
        own = [field.name for field in obj._meta.concrete_fields if field.name in form.cleaned_data]
        written = [name for name in own if name in form.changed_data]
        told = written if change else own
        with transaction.atomic():
            if change:
                type(obj)._base_manager.select_for_update(of=("self",)).get(pk=obj.pk)
            watched = WatchedRow(obj, *(name for name in told if name not in self.unjournaled))
            if change:
                obj.save(update_fields=written)
            else:
                super().save_model(request, obj, form, change)
            verb = "changed" if change else "added"
            note(obj, verb, person_of(request), self.clause, details={"fields": watched.changed()})

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Only a register that allows deletion by its own ``has_delete_permission`` comes here; it is on record."""
        note(obj, "deleted", person_of(request), self.clause, details={"was": str(obj)})
        super().delete_model(request, obj)


def _holds(request: HttpRequest, *offices: str) -> bool:
    user: Any = request.user
    return bool(user.is_authenticated and user.is_active and offices and standing(user).holds(*offices))
