"""The desk pages of reports: the list, the form, its moves, a single value saved while typing (c40, c64)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evaluation import clock, journal, rights
from evaluation.access import found_or_404, offices, person_of, signed_in
from evaluation.acting import refusal_of
from evaluation.models import Cycle, Office
from evaluation.moves import act, not_saved, refusal_text
from evaluation.posted import seen_revision, whole
from evaluation.refusals import Refusal
from reports import actions
from reports.forms import (
    CONFIDENTIALITIES,
    SOURCE_KINDS,
    RemarkForm,
    ReportQuestionnaire,
    ReturnForm,
    SignForm,
)
from reports.models import Report, ReportState
from reports.quota import left_today
from reports.rights import OWN_OFFICES, SEES_REPORTS, visible_reports
from reports.selectors import documents_of, lines_of, read_sheet, report_years, reports_of, sheet_at_hand
from reports.selectors.history import history_of
from reports.views.typed import Sent, sent_form
from schedule.due import deadlines_at_hand

#: Reports on a page of the list.
PAGE = 50


@require_safe
@offices(*SEES_REPORTS)
def report_list(request: HttpRequest) -> HttpResponse:
    """`desk/reports/?year=&state=&page=`: the reports that the person sees, with progress, state and deadline."""
    user = person_of(request)
    years = report_years(user)
    wanted = request.GET.get("year", "")
    asked = whole(wanted)
    year = asked if asked in years else (years[0] if years else None)
    cycle = Cycle.objects.filter(year=year).first() if year is not None else None
    every = reports_of(user, cycle) if cycle is not None else Report.objects.none()
    standing = list(every.values_list("state", "body_id"))
    counts = Counter(code for code, _body in standing)
    state = request.GET.get("state", "") if request.GET.get("state") in counts else ""
    page = Paginator(every.filter(state=state) if state else every, PAGE).get_page(request.GET.get("page"))
    lines = lines_of(cycle, list(page.object_list)) if cycle is not None else []
    context = {
        "states": [(code, label, counts[code]) for code, label in ReportState.choices if counts[code]],
        "state": state,
        "years": years,
        "cycle": cycle,
        "lines": lines,
        "page": page,
        "query": f"year={year}&state={state}",
        "here": {"lines": lines, "several_bodies": len({body for _state, body in standing}) > 1},
        "reused": sum(line.reused for line in lines),
        "synthetic_data": bool(cycle and cycle.synthetic),
    }
    return render(request, "reports/reports.html", context)


def _report(request: HttpRequest, pk: int) -> Report:
    """The report if the person may see it; otherwise there is no such page."""
    found = visible_reports(person_of(request)).filter(pk=pk).first()
    return found_or_404(request.user, "reports.view_report", found)


@require_http_methods(["GET", "HEAD", "POST"])
@offices(*SEES_REPORTS)
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/`: the form for the preparers, the same values for reading for all others."""
    report = _report(request, pk)
    if request.method == "POST":
        return _save(request, report)
    form = ReportQuestionnaire(read_sheet(report))
    if "check" in request.GET:
        form.mark_gaps()
    return _page(request, report, form)


def _save(request: HttpRequest, report: Report) -> HttpResponse:
    """Save what the person changed: what cannot be taken stays typed and is named, all else is saved; then hand over,
    if that was the button and nothing is wrong."""
    user = person_of(request)
    sent = sent_form(request, report)
    form, entries = sent.form, sent.form.entries()
    wrong = form.faults
    try:
        before = report.revision
        report = actions.save_values(report, user, entries, seen_revision(request), over_own=True)
        if wrong:
            raise Refusal(
                "invalid",
                not_saved({anchor: label for anchor, label, _sentence in wrong}),
                remedy=_not_handed(request),
            )
        handing = request.POST.get("then") == "hand"
        if report.revision != before:
            messages.success(request, _saved_text(len(entries)))
        elif sent.mended:
            messages.success(request, _("Saved: what is said of the documents."))
        elif not handing:
            messages.info(request, _("Everything on the page is saved already."))
        _ask_about_labels(request, sent)
        if handing:
            return _hand(request, report)
    except Refusal as refusal:
        errors = {name: place.errors for name, place in form.places.items()}
        rows = [row.error for row in form.new_rows]
        report = _report(request, report.pk)
        form = sent.show(ReportQuestionnaire(read_sheet(report), request.POST, request.FILES, sent.kept))
        for name, place in form.places.items():
            place.errors = errors.get(name, [])
        for row, error in zip(form.new_rows, rows, strict=False):
            row.error = error
        form.take(refusal)
        _ask_about_labels(request, sent)
        return _page(request, report, form, refusal=refusal)
    return redirect("report", report.pk)


def _saved_text(count: int) -> str:
    return ngettext("Saved: %(count)s value.", "Saved: %(count)s values.", count) % {"count": count}


def _not_handed(request: HttpRequest) -> str:
    return _("The report is not handed over.") if request.POST.get("then") == "hand" else ""


def _ask_about_labels(request: HttpRequest, sent: Sent) -> None:
    """A document that calls itself "for official use" is never labelled so without its author: the page asks."""
    for document in sent.fresh.values():
        if document.label_doubt:
            messages.warning(request, document.label_doubt)


def _hand(request: HttpRequest, report: Report) -> HttpResponse:
    try:
        actions.hand_report_for_signature(report, person_of(request), report.revision)
    except Refusal as refusal:
        if refusal.code == "right":
            raise
        messages.error(request, refusal_text(refusal))
        return redirect(reverse("report", args=[report.pk]) + "?check=1")
    messages.success(request, _("Handed over: the first head has been asked to sign."))
    return redirect("report", report.pk)


@require_POST
@offices(Office.PREPARER)
def report_value(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/value/`: save one place while a person goes on typing; answers with its state only.

    For pages with htmx; the form works without it. What is refused stays typed and is marked beside its place.
    """
    report = _report(request, pk)
    sent = sent_form(request, report)
    name = request.GET.get("place", "")
    place = sent.form.places.get(name)
    if place is None:
        return HttpResponse(status=404)
    entry = place.entry(place.posted_seen) if place.changed else None
    refusal = None
    saved = bool(sent.mended)
    try:
        if entry is not None:
            report = actions.save_values(report, person_of(request), [entry], seen_revision(request))
            saved = True
    except Refusal as refused:
        refusal = refused
        saved = False
    shows_stored = entry is not None and refusal is None
    fresh = sent.show(
        ReportQuestionnaire(
            read_sheet(report),
            None if shows_stored else request.POST,
            None,
            None if shows_stored else sent.kept,
        )
    )
    shown = fresh.places[name]
    shown.errors = place.errors
    if refusal is not None:
        fresh.take(refusal)
        if not fresh.faults:
            shown.errors = [refusal_text(refusal)]
    context = {
        "place": shown,
        "saved": saved and not shown.errors,
        "saved_at": clock.now(),
        "report": report,
        "progress": fresh.sheet,
        "documents": documents_of(report),
        "uploaded": bool(place.uploads),
        "one_more": bool(place.uploads) and place.posted_fresh is not None,
        "mended": bool(sent.mended),
    }
    answer = render(request, "reports/report_place_saved.html", context)
    answer["Sarap-Saved"] = "no" if shown.errors or shown.theirs else "yes"
    return answer


def _page(
    request: HttpRequest,
    report: Report,
    form: ReportQuestionnaire,
    *,
    refusal: Refusal | None = None,
    sign_form: SignForm | None = None,
    return_form: ReturnForm | None = None,
    remark_form: RemarkForm | None = None,
    status: int | None = None,
) -> HttpResponse:
    """The page of a report for this person: what they may do, and why not the rest."""
    user = person_of(request)
    with deadlines_at_hand(), sheet_at_hand(form.sheet):
        line = lines_of(report.cycle, [report])[0]
        moves = {name: refusal_of(report, name, user) for name in MOVES}
    allowed = {name for name, stopped in moves.items() if stopped is None}
    fills = rights.may(user, "reports.fill_report", report)
    editable = fills and line.owed and not line.overdue
    own = rights.standing(user).holds(*OWN_OFFICES, body=report.body_id)
    history = history_of(report, form.sheet, own=own)
    changed = {change.key for change in history.changes or ()}
    context = {
        "report": report,
        "form": form,
        "sheet": form.sheet,
        "line": line,
        "refusal": refusal,
        "allowed": allowed,
        "fills": fills,
        "own": own,
        "editable": editable,
        "room": left_today(report.body_id).sentence() if editable else "",
        "autosave": editable and report.state != ReportState.AWAITING_SIGNATURE,
        "signs": rights.may(user, "reports.sign_report", report),
        "sign_refusal": moves["sign"],
        "sign_form": sign_form or SignForm(record=report),
        "return_form": return_form or ReturnForm(record=report, sheet=form.sheet),
        "remark_form": remark_form or RemarkForm(record=report),
        "history": history,
        "meant": [
            (place.anchor, place.label, place.name in changed)
            for key in (report.returned_places if line.owed and own else ())
            if (place := form.places.get(key)) is not None
        ],
        "documents": list(documents_of(report)) if editable else [],
        "source_kinds": SOURCE_KINDS,
        "confidentialities": CONFIDENTIALITIES,
        "journal": journal.entries_of(report),
        "synthetic_data": report.cycle.synthetic,
        "crumbs": [
            {"label": _("Reports"), "url": reverse("reports") + f"?year={report.cycle.year}"},
            {"label": report.body.short_name},
            {"label": report.get_block_display()},
        ],
    }
    if status is None:
        status = 200 if refusal is None else refusal.status
    return render(request, "reports/report.html", context, status=status)


MOVES = ("hand_for_signature", "take_back", "send_back", "sign", "return_for_completion", "accept")


@require_POST
@signed_in
def report_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/sign/`: the first head's signature, with the statement of c64 ticked."""
    report = _report(request, pk)
    form = SignForm(request.POST, record=report)
    if form.is_valid():
        outcome = act(
            request,
            actions.sign_report,
            report,
            person_of(request),
            form.seen_revision,
            form=form,
            record=report,
            success=_("Signed and submitted to the authorised bodies."),
        )
        if outcome.done:
            return redirect("report", pk)
        report = _report(request, pk)
        return _page(
            request, report, ReportQuestionnaire(read_sheet(report)), sign_form=form, status=outcome.status
        )
    return _page(request, report, ReportQuestionnaire(read_sheet(report)), sign_form=form, status=422)


@require_POST
@signed_in
def report_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/send-back/`: the first head returns it to the preparers, with the remark."""
    report = _report(request, pk)
    form = RemarkForm(request.POST, record=report)
    status = 422
    if form.is_valid():
        outcome = act(
            request,
            actions.send_back_report,
            report,
            person_of(request),
            form.cleaned_data["reason"],
            form.seen_revision,
            form=form,
            record=report,
            success=_("Returned to the preparers: they have been sent your remark."),
        )
        if outcome.done:
            return redirect("report", pk)
        status = outcome.status
        report = _report(request, pk)
    return _page(request, report, ReportQuestionnaire(read_sheet(report)), remark_form=form, status=status)


@require_POST
@signed_in
def report_return(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/return/`: an evaluator returns the report for completion, with the reason."""
    report = _report(request, pk)
    form = ReturnForm(request.POST, record=report, sheet=read_sheet(report))
    status = 422
    if form.is_valid():
        outcome = act(
            request,
            actions.return_report,
            report,
            person_of(request),
            form.cleaned_data["reason"],
            form.seen_revision,
            places=form.cleaned_data["places"],
            form=form,
            record=report,
            success=_("Returned: the body has been told why and until when."),
        )
        if outcome.done:
            return redirect("report", pk)
        status = outcome.status
        report = _report(request, pk)
    return _page(request, report, ReportQuestionnaire(read_sheet(report)), return_form=form, status=status)


def _simple(request: HttpRequest, pk: int, verb: Any, success: str) -> HttpResponse:
    """A move that needs nothing typed; a refusal goes to its own page."""
    report = _report(request, pk)
    verb(report, person_of(request), seen_revision(request))
    messages.success(request, success)
    return redirect("report", pk)


@require_POST
@signed_in
def report_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/hand/`: the preparers hand the report to the first head."""
    return _hand(request, _report(request, pk))


@require_POST
@signed_in
def report_take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/take-back/`: the preparers take the report back to work."""
    return _simple(request, pk, actions.take_back_report, _("Taken back to work."))


@require_POST
@signed_in
def report_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/accept/`: an evaluator accepts the report as complete in form."""
    return _simple(request, pk, actions.accept_report, _("Accepted: marks can be approved on it."))
