"""A report as a workbook: it is downloaded, filled in elsewhere, uploaded, and its difference is confirmed (c40)."""

from __future__ import annotations

import base64
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from engine.checks.base import Fault, fault_from
from engine.methodology import LANGUAGES
from engine.report_workbook.reading import ROOM
from engine.report_workbook.writing import written
from evaluation import rights
from evaluation.access import found_or_404, offices, person_of
from evaluation.moves import act
from evaluation.posted import seen_revision
from evaluation.refusals import Refusal
from reports import actions
from reports.actions.reports import refuse_unless_fillable
from reports.actions.submissions import Submitted, is_waiting
from reports.data_schema import schema_of
from reports.entries import LANGUAGE_NAMES
from reports.models import Report, Submission, SubmissionOutcome
from reports.rights import OWN_OFFICES, visible_reports
from reports.selectors import read_sheet
from reports.workbooks import book_of, differences, submissions_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Uploads on a page of the history; faults of one kind after which the rest is folded.
PAGE, UNFOLDED = 20, 10


class WorkbookForm(forms.Form):
    """The filled-in workbook."""

    file = forms.FileField(
        label=gettext_lazy("The filled-in workbook (.xlsx)"),
        help_text=gettext_lazy(
            "It is checked at once, and every fault is named with its cell. Nothing is taken over before you confirm it."
        ),
    )


def _report(request: HttpRequest, pk: int) -> Report:
    found = visible_reports(person_of(request)).filter(pk=pk).first()
    return found_or_404(request.user, "reports.see_workbook", found)


def _may_upload(request: HttpRequest, report: Report) -> bool:
    try:
        refuse_unless_fillable(report)
    except Refusal:
        return False
    return rights.may(person_of(request), "reports.fill_report", report)


@require_http_methods(["GET", "HEAD", "POST"])
@offices(*OWN_OFFICES)
def workbook_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/workbook/`: the workbook to download, the upload of a filled-in one, what was uploaded.

    A refused upload is answered with its faults: as a page, as JSON, or as the workbook with its cells marked, by what
    the request accepts.
    """
    report = _report(request, pk)
    form = WorkbookForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, report, form)
    if not form.is_valid():
        return _page(request, report, form, status=422)
    upload = form.cleaned_data["file"]
    outcome = act(
        request,
        actions.submit_workbook,
        report,
        person_of(request),
        upload.name,
        upload.read(ROOM.size + 1),
        form=form,
    )
    if not outcome.done:
        return _page(request, report, form, status=outcome.status)
    submitted: Submitted = outcome.result
    wanted = request.get_preferred_type(["text/html", "application/json", XLSX])
    if wanted == "application/json":
        return _as_json(request, submitted.submission, 422 if submitted.checked.errors else 200)
    if not submitted.checked.errors:
        return redirect("submission", report.pk, submitted.submission.pk)
    file = submitted.marked(get_language() or "kk")
    if wanted == XLSX and file:
        return _file(file, _marked_name(submitted.submission), 422)
    return _refused(request, report, submitted, file)


def _page(request: HttpRequest, report: Report, form: WorkbookForm, status: int = 200) -> HttpResponse:
    page = Paginator(submissions_of(report.pk), PAGE).get_page(request.GET.get("page"))
    context = {
        "report": report,
        "form": form if _may_upload(request, report) else None,
        "sent": form,
        "in_languages": [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES],
        "page": page,
        "query": "",
        "crumbs": _crumbs(report, last=True),
        "synthetic_data": report.cycle.synthetic,
    }
    return render(request, "reports/workbook.html", context, status=status)


def _refused(request: HttpRequest, report: Report, submitted: Submitted, file: bytes) -> HttpResponse:
    context = {
        **_of_submission(report, submitted.submission),
        "marked": base64.b64encode(file).decode(),
        "marked_name": _marked_name(submitted.submission),
        "form": WorkbookForm(),
    }
    return render(request, "reports/submission.html", context, status=422)


def _of_submission(report: Report, submission: Submission) -> dict[str, Any]:
    language = get_language() or "kk"
    faults = [fault_from(data) for data in submission.faults]
    return {
        "report": report,
        "submission": submission,
        "errors": _groups([one for one in faults if one.stops], language),
        "warnings": _groups([one for one in faults if not one.stops], language),
        "count": sum(one.stops for one in faults),
        "crumbs": [*_crumbs(report), {"label": submission.filename}],
        "synthetic_data": report.cycle.synthetic,
    }


def _groups(faults: list[Fault], language: str) -> list[dict[str, Any]]:
    """The faults by code, in their order; of each the first few open, the others folded."""
    by_code: dict[str, list[dict[str, str]]] = {}
    for fault in faults:
        by_code.setdefault(fault.code, []).append(fault.as_told(language))
    return [
        {"code": code, "first": told[:UNFOLDED], "more": told[UNFOLDED:]} for code, told in by_code.items()
    ]


def _crumbs(report: Report, last: bool = False) -> list[dict[str, str]]:
    label = _("The report as an Excel workbook")
    return [
        {"label": _("Reports"), "url": reverse("reports") + f"?year={report.cycle.year}"},
        {
            "label": f"{report.body.short_name} · {report.get_block_display()}",
            "url": reverse("report", args=[report.pk]),
        },
        {"label": label} if last else {"label": label, "url": reverse("report_workbook", args=[report.pk])},
    ]


@require_safe
@offices(*OWN_OFFICES)
def workbook_file(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """`desk/reports/<id>/workbook/<kk|ru|en>.xlsx`: the report with what stands in it now."""
    report = _report(request, pk)
    if code not in LANGUAGES:
        raise Http404
    book = book_of(read_sheet(report), code)
    return _file(written(book), book.mark.file_name)


@require_safe
@offices(*OWN_OFFICES)
def report_schema(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/workbook/schema.json`: what the report asks, described for programs."""
    report = _report(request, pk)
    answer = JsonResponse(
        schema_of(read_sheet(report)), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    answer["Content-Type"] = "application/schema+json"
    name = f"sarap-{report.body.slug}-{report.cycle.year}-block{report.block}.schema.json"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _file(data: bytes, name: str, status: int = 200) -> HttpResponse:
    answer = HttpResponse(data, content_type=XLSX, status=status)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _marked_name(submission: Submission) -> str:
    report = submission.report
    return f"sarap-{report.body.slug}-{report.cycle.year}-block{report.block}-marked.xlsx"


def _submission(report: Report, number: int) -> Submission:
    return get_object_or_404(Submission.objects.select_related("by"), pk=number, report=report)


@require_http_methods(["GET", "HEAD", "POST"])
@offices(*OWN_OFFICES)
def submission_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """`desk/reports/<id>/workbook/<number>/`: what came of an upload; of an accepted one its difference, to be confirmed."""
    report = _report(request, pk)
    submission = _submission(report, number)
    status = 200
    if request.method == "POST":
        user = person_of(request)
        if request.POST.get("then") == "leave":
            actions.leave_workbook(submission, user)
            messages.info(request, _("Nothing of the workbook was taken over."))
            return redirect("report_workbook", report.pk)
        chosen = request.POST.getlist("take")
        outcome = act(
            request,
            actions.take_over,
            submission,
            user,
            chosen,
            seen_revision(request),
            record=report,
            success=ngettext("Taken over: %(count)s value.", "Taken over: %(count)s values.", len(chosen))
            % {"count": len(chosen)},
        )
        if outcome.done:
            return redirect("report", report.pk)
        status = outcome.status
        report, submission = _report(request, pk), _submission(report, number)
    waits = is_waiting(submission)
    context = {
        **_of_submission(report, submission),
        "waits": waits,
        "own": submission.by_id == person_of(request).pk,
        "differences": differences(submission, read_sheet(report)) if waits else [],
    }
    return render(request, "reports/submission.html", context, status=status)


@require_safe
@offices(*OWN_OFFICES)
def submission_json(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """`desk/reports/<id>/workbook/<number>.json`: what came of an upload, for a program."""
    return _as_json(request, _submission(_report(request, pk), number))


def _as_json(request: HttpRequest, submission: Submission, status: int = 200) -> HttpResponse:
    language = get_language() or "kk"
    told: dict[str, Any] = {
        "number": submission.pk,
        "outcome": submission.outcome,
        "file": submission.filename,
        "size": submission.size,
        "sha256": submission.sha256,
        "at": submission.at.isoformat(),
        "faults": [fault_from(data).as_told(language) for data in submission.faults],
    }
    if submission.outcome == SubmissionOutcome.REFUSED:
        right = reverse("report_workbook_file", args=[submission.report_id, language])
        told["right_file"] = request.build_absolute_uri(right)
    return JsonResponse(told, status=status, json_dumps_params={"ensure_ascii": False})
