"""The scoring desk in the admin: the queue of partial conclusions, and one direction of one body to be scored (c9.3).

Every button calls an action; what an action refuses comes back on the same page, with all that was typed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from blocks import actions as block_actions
from blocks.models import Mark, PartialConclusion, PartialState
from blocks.models.scores import CONCLUSIONS_DUE, TONES
from blocks.rights import AUTHORITY_OFFICES, visible_partials
from blocks.scoring_form import NEW, ScoringForm
from blocks.selectors.names import direction_name
from blocks.selectors.scoring import indicators_asked, markable
from blocks.selectors.workspace import read_workspace
from blocks.typed_scores import typed_results
from evaluation import journal, rights
from evaluation.access import person_of
from evaluation.acting import lock, refusal_of, refuse_without_right
from evaluation.forms import ReasonForm
from evaluation.limits import LINE
from evaluation.models import Office, User
from evaluation.moves import last_day_of
from evaluation.names import ByReadersName
from evaluation.office_admin import AdminMove, OfficeModelAdmin
from evaluation.posted import seen_revision, whole
from evaluation.presentation import date_weekday_text, decimal_text
from evaluation.refusals import Refusal
from methodologies.models import SourceKind
from reports import actions as report_actions
from reports.forms import CONFIDENTIALITIES, SOURCE_KINDS
from reports.models import Confidentiality, Said
from reports.quota import left_today
from schedule.due import deadlines_at_hand

WAITING_FIRST = Case(*(When(state=state, then=rank) for rank, state in enumerate(TONES))).asc()


def _say_saved(request: HttpRequest, what: list[str]) -> None:
    if what:
        messages.success(request, _t("Saved: %(what)s.") % {"what": ", ".join(what)})


class WhoseFilter(admin.SimpleListFilter):
    """First the directions that the person's authority scores; on wish those of the blocks it leads, or all."""

    title = _("whose")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: Any) -> Iterable[tuple[str, Any]]:
        """Called by Django as the list opens. What is ours to score is no value, but the absence of one."""
        return [("led", _("of the blocks we lead")), ("all", _("all that I see"))]

    def choices(self, changelist: Any) -> Any:
        """Called by the template: Django's choices, whose "All", the absence of a choice, reads "ours to score"."""
        for choice in super().choices(changelist):
            if choice["display"] == _t("All"):
                choice["display"] = _t("ours to score")
            yield choice

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Called by Django's list. Without a choice: what our authority scores; all, for who is of none."""
        bodies = rights.standing(person_of(request)).bodies(*AUTHORITY_OFFICES)
        if self.value() == "led":
            return queryset.filter(assignment__lead_id__in=bodies)
        if self.value() == "all" or not bodies:
            return queryset
        return queryset.filter(assignment__evaluator_id__in=bodies)


class DirectionFilter(admin.AllValuesFieldListFilter):
    """The directions of what the person sees: over a relation Django would offer those of every assignment."""

    def __init__(
        self, field: Any, request: HttpRequest, params: Any, model: Any, model_admin: Any, field_path: str
    ) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        seen = model_admin.get_queryset(request).order_by(field_path)
        self.lookup_choices = seen.values_list(field_path, flat=True).distinct()


@admin.register(PartialConclusion)
class PartialConclusionAdmin(OfficeModelAdmin):
    """The queue of my authority, and the page on which one direction is scored."""

    view_offices: ClassVar[Iterable[str]] = (*AUTHORITY_OFFICES, Office.AUDITOR)
    list_display = ("body_name", "direction", "year", "due", "state_chip", "marked", "score_text")
    list_display_links = ("body_name",)
    list_filter = (
        WhoseFilter,
        "state",
        "assignment__cycle__year",
        "assignment__block",
        ("assignment__direction", DirectionFilter),
    )
    search_fields = (
        "assignment__body__name_kk",
        "assignment__body__name_ru",
        "assignment__body__name_en",
        "assignment__body__short_name_ru",
        "assignment__direction",
    )
    #: The newest year first, and of a year what still waits for somebody before what is done.
    ordering = (
        "-assignment__cycle__year",
        WAITING_FIRST,
        "assignment__direction",
        "assignment__body__order",
    )
    moves: ClassVar[dict[str, AdminMove]] = {
        "submit": AdminMove(
            lambda record, by, form: block_actions.submit_marks(record, by, form.seen_revision),
            success=_("Sent for approval: the approver has been told."),
        ),
        "send_back": AdminMove(
            lambda record, by, form: block_actions.send_back_marks(record, by, form.cleaned_data["reason"]),
            form=ReasonForm,
            success=_("Returned to the evaluator, with the reason."),
            danger=True,
        ),
        "approve": AdminMove(
            lambda record, by, form: block_actions.approve_marks(record, by, form.seen_revision),
            success=_("The marks are approved; the score of the direction is fixed."),
        ),
        "deliver": AdminMove(
            lambda record, by, form: block_actions.deliver_partial(record, by),
            success=_("Delivered to the block's lead."),
        ),
    }

    def visible(self, user: User, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """``ByOffice`` narrows every list and page by it. A subquery: no query of its own besides the standing."""
        return queryset.filter(Q(pk__in=visible_partials(user).values("pk")))

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Django's, for the list and for one row: what the columns name is joined; ``marks_made`` is a count."""
        related = (
            *("assignment__cycle", "assignment__body", "assignment__evaluator", "assignment__lead"),
            "methodology",
        )
        rows = super().get_queryset(request).select_related(*related).defer("methodology__document")
        made = Mark.objects.filter(partial=OuterRef("pk")).values("partial").annotate(count=Count("pk"))
        return rows.annotate(marks_made=Coalesce(Subquery(made.values("count")), 0))

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Who scores is a column only where others' directions stand among ours."""
        columns: tuple[str, ...] = self.list_display
        person = person_of(request)
        if "whose" in request.GET or not rights.standing(person).bodies(*AUTHORITY_OFFICES):
            return (*columns, "evaluator_name")
        return columns

    # --- the queue -----------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The queue; every deadline of a year is read once, so the page is drawn before they are let go."""
        with deadlines_at_hand():
            answer = super().changelist_view(request, {"title": _t("Scoring"), **(extra_context or {})})
            return answer.render() if isinstance(answer, TemplateResponse) else answer

    @admin.display(description=_("body"), ordering=ByReadersName("assignment__body__short_name"))
    def body_name(self, partial: PartialConclusion) -> str:
        """Column: the short name in the reader's language, sorted in the register's order."""
        return partial.body.short_name

    @admin.display(description=_("direction"), ordering="assignment__direction")
    def direction(self, partial: PartialConclusion) -> str:
        """Column: the direction's code and name. A query for each methodology that the process has not met."""
        return direction_name(partial)

    @admin.display(description=_("year"), ordering="assignment__cycle__year")
    def year(self, partial: PartialConclusion) -> int:
        """Column: the reporting year, through the assignment."""
        return partial.cycle.year

    @admin.display(description=_("state"), ordering="state")
    def state_chip(self, partial: PartialConclusion) -> str:
        """Column: HTML, the state's name on a chip in the tone of ``TONES``."""
        tone = TONES[PartialState(partial.state)]
        return format_html('<span class="chip chip-{}">{}</span>', tone, partial.get_state_display())

    @admin.display(description=_("marked"))
    def marked(self, partial: PartialConclusion) -> str:
        """How many of the direction's indicators have their mark, as a bar and in numbers."""
        made: int = vars(partial)["marks_made"]
        words = {"done": made, "total": indicators_asked(partial), "label": _t("Marked indicators")}
        return render_to_string("components/progress.html", words)

    @admin.display(description=_("score"), ordering="score")
    def score_text(self, partial: PartialConclusion) -> str:
        """Column: of 100, to two decimals as the reader's language writes them; before approval it is a draft."""
        if partial.score is None:
            return "–"
        written = decimal_text(partial.score, get_language() or "kk", 2)
        draft = partial.state == PartialState.AWAITING_APPROVAL
        return _t("%(score)s (draft)") % {"score": written} if draft else written

    @admin.display(description=_("due by"))
    def due(self, partial: PartialConclusion) -> str:
        """Column: the last day to deliver, with its weekday; a dash once delivered, or without an approved schedule."""
        day = None if partial.state == PartialState.DELIVERED else CONCLUSIONS_DUE.last_day(partial)
        return "–" if day is None else date_weekday_text(day, get_language() or "kk", year=True)

    @admin.display(
        description=_("authorised body"), ordering=ByReadersName("assignment__evaluator__short_name")
    )
    def evaluator_name(self, partial: PartialConclusion) -> str:
        """Column that ``get_list_display`` adds: the short name of who scores, in the reader's language."""
        return partial.evaluator.short_name

    def get_urls(self) -> list[URLPattern]:
        """Called by Django for its addresses. ``<id>/results/`` goes first: ``<path:object_id>/`` would take it."""
        view = self.admin_site.admin_view(self.results_view)
        name = "blocks_partialconclusion_results"
        return [path("<path:object_id>/results/", view, name=name), *super().get_urls()]

    # --- one direction of one body ---------------------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The workspace: values, results, marks; a POST saves what was typed, and sends for approval if asked."""
        if object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        partial = self._partial(request, object_id)
        if request.method != "POST":
            form = ScoringForm(read_workspace(partial), rest=request.GET.get("document", ""))
            return self._page(request, partial, form)
        with transaction.atomic():
            # one whole sending after the other: the second of a double click finds what the first one did
            lock(partial)
            return self._save(request, self._partial(request, object_id))

    def _partial(self, request: HttpRequest, object_id: str) -> PartialConclusion:
        partial = self.get_object(request, object_id)
        if partial is None or not self.has_view_permission(request, partial):
            raise Http404
        return partial

    def _save(self, request: HttpRequest, partial: PartialConclusion) -> HttpResponse:
        """Write what was typed, and send it if asked. What is good stands even where something else is refused."""
        by = person_of(request)
        new, upload_error = self._take_in(request, partial, by)
        form = ScoringForm(read_workspace(partial), request.POST, new)
        values = form.value_entries()
        errors = {name: list(place.errors) for name, place in form.places.items()}
        done: list[str] = []
        told = False
        try:
            if upload_error or form.lacks_file:
                upload_error = upload_error or _t("Choose the file, or another document.")
                raise Refusal("file", upload_error, clause="c4")
            if form.faults:
                raise Refusal("invalid", _t("Nothing is saved yet: correct what is marked and save again."))
            revision = seen_revision(request)
            if values:
                partial = block_actions.record_values(partial, by, values, revision)
                revision = partial.revision
                done.append(
                    ngettext("%(count)s value", "%(count)s values", len(values)) % {"count": len(values)}
                )
            marks = form.mark_entries(*markable(partial)) if form.gives_marks else []
            if marks:
                partial = block_actions.save_marks(partial, by, marks, revision)
                revision = partial.revision
                done.append(ngettext("%(count)s mark", "%(count)s marks", len(marks)) % {"count": len(marks)})
            _say_saved(request, done)
            if passed := form.passed_over(marks):
                messages.warning(
                    request,
                    _t("Not marked yet, for lack of a value or of a rationale: %(codes)s.")
                    % {"codes": ", ".join(passed)},
                )
            told = True
            if request.POST.get("then") == "submit":
                block_actions.submit_marks(partial, by, revision)
                messages.success(request, _t("Sent for approval: the approver has been told."))
            elif not done:
                messages.info(request, _t("Nothing was changed, so nothing was written."))
        except Refusal as refused:
            if not told:
                _say_saved(request, done)
            refusal: Refusal | None = refused
            partial = self._partial(request, str(partial.pk))
            form = ScoringForm(read_workspace(partial), request.POST, new)
            if refused.code == "stale" and form.settled:
                # the same form sent twice: all of it stands, and only why it was not sent on is still to be said
                unsent = request.POST.get("then") == "submit" and partial.state == PartialState.SCORING
                refusal = refusal_of(partial, "submit", by) if unsent else None
                errors = {}
            if refusal is not None:
                for name, sentences in errors.items():
                    form.places[name].errors += sentences
                form.take(refusal)
                form.upload_error = upload_error
                return self._page(request, partial, form, status=refusal.status)
        return redirect(f"{request.path}?document={form.rest}" if form.rest.isdecimal() else request.path)

    def results_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """What the formulas come to with the values as they stand typed; asked while one types, writes nothing."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        partial = self._partial(request, object_id)
        refuse_without_right(person_of(request), "blocks.score_partialconclusion", partial, "c9.3")
        results, value = typed_results(ScoringForm(read_workspace(partial), request.POST))
        context = {"results": results, "value": value}
        return TemplateResponse(request, "admin/blocks/scoring_results.html", context)

    def _take_in(self, request: HttpRequest, partial: PartialConclusion, by: User) -> tuple[int | None, str]:
        """The document of the file sent with the form, and what is wrong with it."""
        upload: Any = request.FILES.get("file")
        kept = whole(request.POST.get("new_document", ""))
        if upload is None:
            return kept, ""
        kind = whole(request.POST.get("kind", "")) or SourceKind.ADMINISTRATION_CHECKS
        try:
            document = report_actions.attach_document(
                partial.cycle,
                partial.body,
                partial.evaluator,
                upload,
                request.POST.get("title", ""),
                kind,
                request.POST.get("confidentiality") or Confidentiality.OPEN,
                by,
                said=Said(ground=request.POST.get("ground", "")[:LINE]),
                behind=partial,
            )
        except Refusal as refusal:
            return kept, refusal.sentence
        if document.label_doubt:
            messages.warning(request, document.label_doubt)
        return document.pk, ""

    def _page(
        self, request: HttpRequest, partial: PartialConclusion, form: ScoringForm, status: int = 200
    ) -> HttpResponse:
        user = person_of(request)
        scores = rights.may(user, "blocks.score_partialconclusion", partial)
        with deadlines_at_hand():
            moves = self.buttons(request, partial)
            until = last_day_of(partial, "submit")
            blocked = None
            if partial.state == PartialState.AWAITING_APPROVAL and not moves:
                blocked = refusal_of(partial, "approve", user)
        context = {
            **self.admin_site.each_context(request),
            "title": _t("Scoring"),
            "subtitle": str(partial),
            "opts": self.model._meta,
            "original": partial,
            "partial": partial,
            "direction": direction_name(partial),
            "form": form,
            "workspace": form.workspace,
            "editable": scores and partial.state == PartialState.SCORING,
            "room": left_today(partial.evaluator_id).sentence() if scores else "",
            "results_url": reverse("admin:blocks_partialconclusion_results", args=[partial.pk]),
            "why_not": "" if scores else rights.explain(user, "blocks.score_partialconclusion", partial),
            "blocked": blocked,
            # sending for approval is the form's own button, so that nothing typed is left behind
            "moves": [
                replace(move, primary=not move.danger)
                for move in sorted(moves, key=lambda move: move.danger)
                if move.name != "submit"
            ],
            "until": until,
            "tone": TONES[PartialState(partial.state)],
            "entries": journal.entries_of(partial, limit=20),
            "source_kinds": SOURCE_KINDS,
            "confidentialities": CONFIDENTIALITIES,
            "new": NEW,
            "report_url": reverse("report", args=[form.workspace.report.pk]) if form.workspace.report else "",
        }
        return TemplateResponse(request, "admin/blocks/scoring.html", context, status=status)
