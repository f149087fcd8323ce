"""The desk pages of reports: the list, the form, its moves, a single value saved while typing (c40, c64)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from evaluation import clock, journal, rights
from evaluation.access import offices, person_of, signed_in
from evaluation.acting import refusal_of
from evaluation.models import Office
from evaluation.moves import act, not_saved, refusal_text
from evaluation.posted import seen_revision
from evaluation.refusals import Refusal
from reports import actions
from reports.document_forms import NO_SECRETS
from reports.forms import (
    CONFIDENTIALITIES,
    SOURCE_KINDS,
    RemarkForm,
    ReportQuestionnaire,
    ReturnForm,
)
from reports.models import Report, ReportState
from reports.models.reports import SUBMITTED
from reports.quota import left_today
from reports.rights import OWN_OFFICES, SEES_REPORTS
from reports.selectors import (
    HeldSheet,
    as_it_stands,
    documents_of,
    lines_of,
    read_sheet,
    sheets_at_hand,
)
from reports.selectors.history import history_of
from reports.selectors.manifests import standing_signature
from reports.verdict_words import found_of
from reports.views.found import the_report
from reports.views.sections import back_to, list_beside
from reports.views.typed import Sent, sent_form
from schedule.due import deadlines_at_hand


@require_http_methods(["GET", "HEAD", "POST"])
@offices(*SEES_REPORTS)
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/`: the form for the preparers, the same values for reading for all others."""
    report = the_report(request, pk)
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
        report = the_report(request, report.pk)
        form = sent.show(ReportQuestionnaire(read_sheet(report), request.POST, request.FILES, sent.kept))
        for name, place in form.places.items():
            place.errors = errors.get(name, [])
        for row, error in zip(form.new_rows, rows, strict=False):
            row.error = error
        form.take(refusal)
        _ask_about_labels(request, sent)
        return _page(request, report, form, refusal=refusal)
    return back_to(request, report)


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
    report = the_report(request, pk)
    name = request.GET.get("place", "")
    sent = sent_form(request, report, name)
    place = sent.form.places.get(name)
    if place is None:
        return HttpResponse(status=404)
    entry = place.entry(place.posted_seen) if place.changed else None
    held, item = HeldSheet(sent.form.sheet), None
    refusal = None
    saved = bool(sent.mended)
    try:
        if entry is not None:
            report = actions.save_values(
                report, person_of(request), [entry], seen_revision(request), held=held
            )
            saved, item = True, entry.item
    except Refusal as refused:
        refusal = refused
        saved = False
    shows_stored = refusal is None and (entry is not None or place.kept == "theirs")
    fresh = sent.show(
        ReportQuestionnaire(
            as_it_stands(held.sheet, report, item),
            None if shows_stored else request.POST,
            None,
            None if shows_stored else sent.kept,
            name,
        )
    )
    shown = fresh.places[name]
    shown.errors = place.errors
    if refusal is not None:
        fresh.take(refusal)
        if not fresh.faults:
            shown.errors = [refusal_text(refusal)]
    # Sent twice, as after a cut connection: the second time there is nothing to save, and it is saved all the same.
    stands = shown.value if refusal is None and not saved and not shown.theirs else None
    context = {
        "place": shown,
        "saved": (saved or stands is not None) and not shown.errors,
        "autosave": True,
        "saved_at": stands.given_at if stands is not None else clock.now(),
        "report": report,
        "progress": fresh.sheet,
        "documents": documents_of(report) if place.uploads or sent.mended else (),
        "uploaded": bool(place.uploads),
        "one_more": bool(place.uploads) and place.posted_fresh is not None,
        "mended": bool(sent.mended),
        "chosen": bool(place.kept) and refusal is None,
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
    return_form: ReturnForm | None = None,
    remark_form: RemarkForm | None = None,
    status: int | None = None,
) -> HttpResponse:
    """The page of a report for this person: what they may do, and why not the rest."""
    user = person_of(request)
    with deadlines_at_hand(), sheets_at_hand([form.sheet]):
        line = lines_of(report.cycle, [report])[0]
        moves = {name: refusal_of(report, name, user) for name in MOVES}
        beside = list_beside(request, form, line)
    allowed = {name for name, stopped in moves.items() if stopped is None}
    fills = rights.may(user, "reports.fill_report", report)
    editable = fills and line.owed and not line.overdue
    own = rights.standing(user).holds(*OWN_OFFICES, body=report.body_id)
    history = history_of(report, form.sheet, own=own)
    changed = {change.key for change in history.changes or ()}
    signature = standing_signature(report) if report.state in SUBMITTED else None
    context = {
        "report": report,
        "form": form,
        "sheet": form.sheet,
        "line": line,
        **beside,
        "refusal": refusal,
        "allowed": allowed,
        "fills": fills,
        "own": own,
        "editable": editable,
        "room": left_today(report.body_id).sentence() if editable else "",
        "autosave": editable and report.state != ReportState.AWAITING_SIGNATURE,
        "signs": rights.may(user, "reports.sign_report", report),
        "signature": signature,
        "found": found_of(signature.answers) if signature else [],
        "return_form": return_form or ReturnForm(record=report, sheet=form.sheet),
        "remark_form": remark_form or RemarkForm(record=report),
        "history": history,
        "meant": [
            (place.anchor, place.label, place.name in changed)
            for key in (report.returned_places if line.owed and own else ())
            if (place := form.places.get(key)) is not None
        ],
        "documents": list(documents_of(report)) if editable else [],
        "no_secrets": NO_SECRETS,
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
def report_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/send-back/`: the first head returns it to the preparers, with the remark."""
    report = the_report(request, pk)
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
        report = the_report(request, pk)
    return _page(request, report, ReportQuestionnaire(read_sheet(report)), remark_form=form, status=status)


@require_POST
@signed_in
def report_return(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/return/`: an evaluator returns the report for completion, with the reason."""
    report = the_report(request, pk)
    sheet = read_sheet(report)
    form = ReturnForm(request.POST, record=report, sheet=sheet)
    if request.POST.get("then") == "draft":
        drafted = ReturnForm(initial=form.drafted(), record=report, sheet=sheet)
        return _page(request, report, ReportQuestionnaire(sheet), return_form=drafted)
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
            grounds=form.cleaned_data["grounds"],
            form=form,
            record=report,
            success=_("Returned: the body has been told why and until when."),
        )
        if outcome.done:
            return redirect("report", pk)
        status = outcome.status
        report = the_report(request, pk)
    return _page(request, report, ReportQuestionnaire(read_sheet(report)), return_form=form, status=status)


def _simple(request: HttpRequest, pk: int, verb: Any, success: str) -> HttpResponse:
    """A move that needs nothing typed; a refusal goes to its own page."""
    report = the_report(request, pk)
    verb(report, person_of(request), seen_revision(request))
    messages.success(request, success)
    return redirect("report", pk)


@require_POST
@signed_in
def report_hand(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/hand/`: the preparers hand the report to the first head."""
    return _hand(request, the_report(request, pk))


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
