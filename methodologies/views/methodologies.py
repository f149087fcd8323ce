"""Methodologies: the public pages of those in force, and the desk pages of the steps before (c17–c20)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation import journal, rights
from evaluation.access import anyone, offices, person_of
from evaluation.acting import possible_moves
from evaluation.forms import ConfirmForm, ReasonForm
from evaluation.models import Body, Cycle, Role, User
from evaluation.moves import act
from evaluation.posted import whole
from evaluation.refusals import Refusal
from methodologies import actions
from methodologies.content import methodology_of, overall_of, text_of
from methodologies.editor.contents import DraftForm
from methodologies.editor.places import mendings
from methodologies.forms import MethodologyFileForm
from methodologies.models import CO_DEVELOPERS, DEVELOPED_UNDER, LEADS, Methodology, MethodologyState, Subject
from methodologies.models.methodologies import PUBLIC_STATES, TONES
from methodologies.review import document_of, faults_of
from methodologies.rights import ON_METHODOLOGIES
from methodologies.selectors import (
    MethodologyView,
    agreements,
    burdens,
    last_return,
    may_see_draft,
    next_cycles,
    on_desk,
    published,
    published_versions,
    published_years,
)
from schedule.forms import OrderForm


def reading(record: Methodology) -> dict[str, Any]:
    """What `methodologies/methodology_text.html` shows of a methodology, in force or not."""
    context: dict[str, Any] = {
        "record": record,
        "lead": Role(LEADS[record.subject]).label,
        "co_developers": [Role(role).label for role in CO_DEVELOPERS[record.subject]],
        "developed_under": DEVELOPED_UNDER[record.subject],
        "synthetic_data": record.cycle.synthetic,
    }
    if record.subject == Subject.OVERALL:
        overall = overall_of(record)
        context["overall"] = overall
        context["note"] = text_of(overall.note)
        names = dict(Subject.choices)
        context["blocks"] = [(part.block, names[str(part.block)], part.weight) for part in overall.blocks]
        context["degrees"] = [(text_of(degree.name), degree.from_) for degree in overall.degrees]
    else:
        bodies = {body.slug: body.short_name for body in Body.objects.only(*SHORT)}
        view = MethodologyView(methodology_of(record), bodies)
        context |= {"view": view, "note": view.note, "burdens": burdens(record)}
    return context


SHORT = ("slug", "short_name_kk", "short_name_ru", "short_name_en")


@require_safe
@anyone
def methodology_list(request: HttpRequest) -> HttpResponse:
    """`methodologies/`: the methodologies in force, by year."""
    return render(
        request,
        "methodologies/methodologies.html",
        {"years": published_years(), "crumbs": [{"label": _("Methodologies")}]},
    )


@require_safe
@anyone
def methodology_page(request: HttpRequest, year: int, subject: str) -> HttpResponse:
    """`methodologies/<year>/<subject>/?version=`: weights, indicators, formulas, answers to c18, burden, versions."""
    record = published(year, subject, whole(request.GET.get("version", "")))
    if record is None:
        raise Http404
    context = reading(record) | {
        "agreed": agreements(record),
        "versions": published_versions(record),
        "crumbs": [
            {"label": _("Methodologies"), "url": reverse("methodologies")},
            {"label": str(year)},
            {"label": record.get_subject_display()},
        ],
    }
    return render(request, "methodologies/methodology.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@offices(*ON_METHODOLOGIES)
def methodologies_desk(request: HttpRequest) -> HttpResponse:
    """`desk/methodologies/`: every version on its way, and taking in a new text for a year not yet open."""
    user = person_of(request)
    form = MethodologyFileForm(request.POST or None, request.FILES or None, cycles=next_cycles())
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            outcome = act(
                request,
                _take_in,
                form.cleaned_data["cycle"],
                form.cleaned_data["file"].read(),
                user,
                form.cleaned_data["over_draft"],
                form=form,
                success=_("Taken in as a draft."),
            )
            if outcome.done:
                return redirect("methodology_desk", outcome.result.pk)
            status = outcome.status
    records = [(record, TONES[MethodologyState(record.state)]) for record in on_desk(user)]
    context = {
        "records": records,
        "form": form,
        "draft_open": any(record.state == MethodologyState.DRAFT for record, _tone in records),
        "draft_form": DraftForm(user=user)
        if rights.may(user, "methodologies.draft_methodology", None)
        else None,
        "crumbs": [{"label": _("Methodologies")}],
    }
    return render(request, "methodologies/methodologies_desk.html", context, status=status)


def _take_in(cycle: Cycle, source: bytes, by: User, over_draft: bool) -> Methodology:
    return actions.import_methodology(cycle, document_of(source), by, over_draft=over_draft)


def _record(request: HttpRequest, pk: int) -> Methodology:
    """The methodology if the person has a part in it; otherwise there is no such page."""
    record = Methodology.objects.defer("document").select_related("cycle").filter(pk=pk).first()
    if record is None or not may_see_draft(person_of(request), record):
        raise Http404
    return record


MOVES = {
    "submit": ("submit",),
    "agree": ("agree_planning", "agree_working_body"),
    "return": ("return_from_planning", "return_from_working_body"),
    "approve": ("approve",),
}


@require_safe
@offices(*ON_METHODOLOGIES)
def methodology_desk(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/methodologies/<id>/`: one version: what it says, what it still lacks, and this person's step."""
    return _desk_page(request, _record(request, pk))


def _desk_page(
    request: HttpRequest,
    record: Methodology,
    *,
    status: int = 200,
    refused: bool = False,
    **forms: ReasonForm | OrderForm,
) -> HttpResponse:
    user = person_of(request)
    allowed = set(possible_moves(record, user))
    writes = rights.may(user, "methodologies.draft_methodology", record)
    in_writing = record.state == MethodologyState.DRAFT
    faults = faults_of(record) if in_writing or record.state == MethodologyState.AGREED else []
    context = reading(record) | {
        "allowed": {name for name, moves in MOVES.items() if allowed & set(moves)},
        "mendings": mendings(record, faults, links=writes and in_writing),
        "refused": refused,
        "may_write": writes and in_writing,
        # The button stands while places need mending too: who presses it reads which.
        "may_submit": writes and in_writing,
        "draft_form": DraftForm(user=user, initial={"source": record.pk})
        if writes and record.state in PUBLIC_STATES
        else None,
        "tone": TONES[MethodologyState(record.state)],
        # The order's date is asked with the approval, so the move stands open before it is known.
        "may_approve": record.state == MethodologyState.AGREED
        and rights.may(user, "methodologies.approve_methodology", record),
        "confirm_form": ConfirmForm(record=record),
        "return_form": forms.get("return_form") or ReasonForm(record=record),
        "order_form": forms.get("order_form") or OrderForm(record=record),
        "returned": last_return(record),
        "journal": journal.entries_of(record),
        "crumbs": [
            {"label": _("Methodologies"), "url": reverse("methodologies_desk")},
            {"label": f"{record.get_subject_display()} · {record.cycle.year}"},
        ],
    }
    return render(request, "methodologies/methodology_desk.html", context, status=status)


@require_POST
@offices(*ON_METHODOLOGIES)
def methodology_move(request: HttpRequest, pk: int, move: str) -> HttpResponse:
    """`desk/methodologies/<id>/<move>/`: submit, agree, return with a reason, approve by order."""
    record = _record(request, pk)
    if move in ("submit", "agree"):
        verb = actions.submit_methodology if move == "submit" else actions.agree_methodology
        form = ConfirmForm(request.POST, record=record)
        if form.is_valid():
            try:
                verb(record, person_of(request), form.seen_revision)
            except Refusal as refusal:
                if refusal.code != "incomplete":
                    raise
                return _desk_page(request, _record(request, pk), status=refusal.status, refused=True)
            messages.success(request, _("Sent to state planning.") if move == "submit" else _("Agreed."))
        return redirect("methodology_desk", pk)
    if move == "return":
        return _with_form(
            request,
            record,
            ReasonForm(request.POST, record=record),
            actions.return_methodology,
            "return_form",
        )
    if move == "approve":
        return _with_form(
            request, record, OrderForm(request.POST, record=record), actions.approve_methodology, "order_form"
        )
    raise Http404


def _with_form(
    request: HttpRequest, record: Methodology, form: Any, verb: Callable[..., Methodology], name: str
) -> HttpResponse:
    """A move that needs something typed: a reason, or an order's number and date."""
    status = 422
    if form.is_valid():
        given = {key: value for key, value in form.cleaned_data.items() if key != "revision"}
        outcome = act(
            request,
            verb,
            record,
            person_of(request),
            **given,
            revision=form.seen_revision,
            form=form,
            record=record,
            success=_("In force from now on.") if name == "order_form" else _("Returned to the developers."),
        )
        if outcome.done:
            return redirect("methodology_desk", record.pk)
        status = outcome.status
    return _desk_page(request, _record(request, record.pk), status=status, **{name: form})
