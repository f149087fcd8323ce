"""The desk pages of the Commission's report and of publication (c51, c53)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from blocks.models import FileState
from commission import actions
from commission.actions import figures_of
from commission.forms import CommissionReportForm, WithholdForm
from commission.models import (
    CommissionReport,
    CommissionReportFile,
    CommissionReportState,
    PublicationItem,
    PublicationState,
)
from commission.models.publications import TONES as PUBLICATION_TONES
from commission.models.reports import TONES as REPORT_TONES
from commission.pdf import report_context
from commission.selectors import (
    bodies_without_overall,
    computed_again,
    corrections_of,
    latest_publication,
    opening_of,
    scopes_of,
)
from commission.views import years_with
from commission.withholding import ground_of
from evaluation import journal, rights
from evaluation.access import offices, person_of
from evaluation.acting import refusal_of, refuse_without_right
from evaluation.forms import ReasonForm
from evaluation.kept_files import open_whole
from evaluation.models import Cycle, Office, User
from evaluation.models.base import LANGUAGES
from evaluation.moves import act
from evaluation.paging import page_of
from evaluation.posted import seen_revision
from evaluation.refusals import Refusal
from schedule.due import book
from schedule.milestones import Milestone

READS_REPORT = (
    Office.WORKING_BODY,
    Office.COMMISSION_MEMBER,
    Office.HEAD_OF_ADMINISTRATION,
    Office.AUDITOR,
)
AT_PUBLICATION = (Office.COORDINATOR, Office.WORKING_BODY, Office.COMMISSION_MEMBER, Office.AUDITOR)


# --- the Commission's report -----------------------------------------------------------------------------------


@require_safe
@offices(*READS_REPORT)
def report_page(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/report/<year>/`: the report with its figures, what the person may do with it, its files."""
    refuse_without_right(person_of(request), "commission.view_commissionreport", None, "c51")
    return _report(request, get_object_or_404(Cycle, year=year))


def _report(
    request: HttpRequest,
    cycle: Cycle,
    *,
    form: CommissionReportForm | None = None,
    refusal: Refusal | None = None,
    status: int | None = None,
) -> HttpResponse:
    user = person_of(request)
    stored = CommissionReport.objects.filter(cycle=cycle).select_related("cycle").first()
    report = stored or CommissionReport(cycle=cycle)
    draft = report.state == CommissionReportState.DRAFT
    if draft:  # the figures of a draft are those of this moment; adoption freezes them
        report.figures = figures_of(cycle)
    shown = report_context(report, request.LANGUAGE_CODE) if report.figures.get("bodies") else {}
    draws_up = rights.may(user, "commission.draw_up_commissionreport", report)
    missing = bodies_without_overall(cycle) if draft else []
    words, words_language = report.words_in(request.LANGUAGE_CODE)
    context: dict[str, Any] = {
        **shown,
        "cycle": cycle,
        "report": report,
        "words": words,
        "words_language": words_language,
        "language": request.LANGUAGE_CODE,
        "stored": stored,
        "draft": draft,
        "tone": REPORT_TONES[CommissionReportState(report.state)],
        "years": years_with("commission_report", cycle.year),
        "form": (form or CommissionReportForm(report=stored)) if draft and draws_up else None,
        "adopt_refusal": refusal_of(stored, "adopt", user) if stored is not None and draft else None,
        "adopts": rights.may(user, "commission.adopt_commissionreport", report),
        "sends": stored is not None and refusal_of(stored, "send", user) is None,
        "missing": missing,
        "last_day": book(cycle.year).last_day(Milestone.PRESIDENT),
        "files": list(stored.files.order_by("pk")) if stored is not None else [],
        "refusal": refusal,
        "journal": journal.entries_of(stored) if stored is not None else [],
        "synthetic_data": cycle.synthetic,
    }
    if status is None:
        status = refusal.status if refusal is not None else 200
    return render(request, "commission/report.html", context, status=status)


@require_POST
@offices(Office.WORKING_BODY)
def report_save(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/report/<year>/save/`: the Commission's words and its minutes, written by the working body."""
    cycle = get_object_or_404(Cycle, year=year)
    refuse_without_right(person_of(request), "commission.draw_up_commissionreport", None, "c51")
    form = CommissionReportForm(request.POST)
    if not form.is_valid():
        return _report(request, cycle, form=form, status=422)
    given = form.cleaned_data
    outcome = act(
        request,
        actions.draw_up_report,
        cycle,
        person_of(request),
        form.words(),
        given["minutes_number"],
        given["minutes_date"],
        form.revision_or_none,
        form=form,
        record=CommissionReport.objects.filter(cycle=cycle).first(),
        success=_("Saved."),
    )
    if outcome.done:
        return redirect("commission_report", year)
    if outcome.refusal is not None and outcome.refusal.code == "state":
        return _report(request, cycle, refusal=outcome.refusal)
    return _report(request, cycle, form=form, status=outcome.status)


def _move_report(request: HttpRequest, year: int, verb: Callable[..., Any], success: str) -> HttpResponse:
    cycle = get_object_or_404(Cycle, year=year)
    report = get_object_or_404(CommissionReport.objects.select_related("cycle"), cycle=cycle)
    try:
        verb(report, person_of(request), seen_revision(request))
    except Refusal as refusal:
        return _report(request, cycle, refusal=refusal)
    messages.success(request, success)
    return redirect("commission_report", year)


@require_POST
@offices(Office.COMMISSION_MEMBER)
def report_adopt(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/report/<year>/adopt/`: the Commission adopts; the figures are frozen and the files queued."""
    return _move_report(
        request, year, actions.adopt_report, _("Adopted: the figures are frozen, the files are being made.")
    )


@require_POST
@offices(Office.WORKING_BODY)
def report_send(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/report/<year>/send/`: the results are submitted to the President (c7.6)."""
    return _move_report(request, year, actions.send_report, _("Submitted to the President."))


@require_safe
@offices(*READS_REPORT)
def report_file(request: HttpRequest, year: int, language: str) -> HttpResponseBase:
    """`desk/report/<year>/<language>.pdf`: the built file."""
    refuse_without_right(person_of(request), "commission.view_commissionreport", None, "c51")
    row = get_object_or_404(CommissionReportFile, report__cycle__year=year, language=language)
    if row.state != FileState.BUILT:
        raise Http404
    return FileResponse(
        open_whole(row.file, row.sha256),
        as_attachment=True,
        filename=f"report-{year}-{language}.pdf",
        content_type="application/pdf",
    )


# --- publication -----------------------------------------------------------------------------------------------


def _sees_publication(user: User) -> None:
    refuse_without_right(user, "commission.view_overallevaluation", None, "c53")


@require_safe
@offices(*AT_PUBLICATION)
def publication_page(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/publication/<year>/`: what of the year will be public, what is withheld and why, and whose turn it is."""
    _sees_publication(person_of(request))
    return _publication(request, get_object_or_404(Cycle, year=year))


MOVES = ("propose", "send_back", "clear", "publish")


def withheld_as(reasons: dict[str, str]) -> dict[str, str]:
    """What the form shows of the reasons that stand: the ground that they are, or the words themselves."""
    ground = ground_of(reasons)
    return {"ground": ground} if ground else {f"reason_{code}": text for code, text in reasons.items()}


def _publication(
    request: HttpRequest,
    cycle: Cycle,
    *,
    refusal: Refusal | None = None,
    item_form: tuple[int, WithholdForm] | None = None,
    reason_form: ReasonForm | None = None,
    status: int | None = None,
) -> HttpResponse:
    user = person_of(request)
    publication = latest_publication(cycle)
    moves = {m: refusal_of(publication, m, user) for m in MOVES} if publication is not None else {}
    prepares = rights.may(user, "commission.prepare_publication", publication)
    editable = prepares and (publication is None or publication.state == PublicationState.DRAFT)
    items: list[PublicationItem] = []
    if publication is not None:
        items = list(publication.items.select_related("overall__body").order_by("overall__body__order", "pk"))
    lines = []
    bound = item_form[0] if item_form is not None else None
    at = next((place for place, item in enumerate(items) if item.pk == bound), None)
    page = page_of(request, items, at=at)
    for item in page:
        reasons = {code: getattr(item, f"reason_{code}") for code in LANGUAGES}
        initial = withheld_as(reasons)
        fresh = WithholdForm(initial=initial, auto_id=f"id_{item.pk}_%s")
        form = item_form[1] if item_form is not None and item_form[0] == item.pk else fresh
        lines.append({"item": item, "form": form if editable else None, "open": form is not fresh})
    stopped = moves.get(
        {"draft": "propose", "cleared": "publish"}.get(publication.state if publication else "", "")
    )
    context = {
        "cycle": cycle,
        "publication": publication,
        "tone": PUBLICATION_TONES[PublicationState(publication.state)]
        if publication is not None
        else "neutral",
        "years": years_with("publication", cycle.year),
        "lines": lines,
        "page": page,
        "withheld": sum(item.withheld for item in items),
        "missing": bodies_without_overall(cycle),
        "computed_again": computed_again(publication) if publication is not None else [],
        "corrections": corrections_of(publication) if publication is not None else [],
        "opening": opening_of(publication) if publication is not None and publication.version > 1 else None,
        "prepares": prepares,
        "editable": editable,
        "allowed": {move for move, stopped in moves.items() if stopped is None},
        "unlisted": len(scopes_of(cycle)) - len(items) if editable else 0,
        "publish_refusal": stopped if prepares else None,
        "reason_form": reason_form or ReasonForm(record=publication),
        "refusal": refusal,
        "journal": journal.entries_of(publication) if publication is not None else [],
        "synthetic_data": cycle.synthetic,
    }
    if status is None:
        status = refusal.status if refusal is not None else 200
    return render(request, "commission/publication.html", context, status=status)


@require_POST
@offices(Office.COORDINATOR)
def publication_prepare(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/publication/<year>/prepare/`: list every body's results for clearance."""
    cycle = get_object_or_404(Cycle, year=year)
    actions.prepare_publication(cycle, person_of(request))
    messages.success(request, _("The list is drawn up."))
    return redirect("publication", year)


@require_POST
@offices(Office.COORDINATOR)
def publication_item(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """`desk/publication/<year>/item/<id>/`: withhold one body's results with the reason, or release them."""
    cycle = get_object_or_404(Cycle, year=year)
    item = get_object_or_404(
        PublicationItem.objects.select_related("publication__cycle", "overall__body"),
        publication__cycle=cycle,
        pk=pk,
    )
    refuse_without_right(person_of(request), "commission.prepare_publication", item.publication, "c9.5")
    withheld = "release" not in request.POST
    form = WithholdForm(request.POST, auto_id=f"id_{item.pk}_%s")
    if not form.is_valid():
        return _publication(request, cycle, item_form=(pk, form), status=422)
    try:
        actions.withhold_item(item, person_of(request), withheld, form.reasons())
    except Refusal as refusal:
        if refusal.code != "incomplete":
            return _publication(request, cycle, refusal=refusal)
        for fault in refusal.faults:
            form.add_error(fault.field.partition("-")[0], fault.sentence)
        return _publication(request, cycle, item_form=(pk, form), status=refusal.status)
    messages.success(request, _("Withheld.") if withheld else _("Released for publication."))
    return redirect("publication", year)


def _move_publication(
    request: HttpRequest, year: int, verb: Callable[..., Any], success: str
) -> HttpResponse:
    cycle = get_object_or_404(Cycle, year=year)
    publication = latest_publication(cycle)
    if publication is None:
        raise Http404
    try:
        verb(publication, person_of(request), revision=seen_revision(request))
    except Refusal as refusal:
        return _publication(request, cycle, refusal=refusal)
    messages.success(request, success)
    return redirect("publication", year)


@require_POST
@offices(Office.COORDINATOR)
def publication_propose(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/publication/<year>/propose/`: state planning proposes the list to the working body."""
    success = _("Proposed: the working body has been told.")
    return _move_publication(request, year, actions.propose_publication, success)


@require_POST
@offices(Office.WORKING_BODY)
def publication_clear(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/publication/<year>/clear/`: the working body agrees."""
    return _move_publication(request, year, actions.clear_publication, _("Agreed."))


@require_POST
@offices(Office.WORKING_BODY)
def publication_return(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/publication/<year>/return/`: the working body does not agree, and says why."""
    cycle = get_object_or_404(Cycle, year=year)
    publication = latest_publication(cycle)
    if publication is None:
        raise Http404
    refuse_without_right(person_of(request), "commission.clear_publication", publication, "c53")
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _publication(request, cycle, reason_form=form, status=422)
    outcome = act(
        request,
        actions.send_back_publication,
        publication,
        person_of(request),
        form.cleaned_data["reason"],
        form.seen_revision,
        form=form,
        record=publication,
        success=_("Returned to state planning with your reason."),
    )
    if outcome.done:
        return redirect("publication", year)
    if outcome.refusal is not None and outcome.refusal.code in ("state", "late"):
        return _publication(request, cycle, refusal=outcome.refusal)
    return _publication(request, cycle, reason_form=form, status=outcome.status)


@require_POST
@offices(Office.COORDINATOR)
def publication_publish(request: HttpRequest, year: int) -> HttpResponse:
    """`desk/publication/<year>/publish/`: from now on anyone reads the results."""
    success = _("Published: anyone reads the results now.")
    return _move_publication(request, year, actions.publish_results, success)
