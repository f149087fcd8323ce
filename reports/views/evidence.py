"""The page of a report's documents: what each proves, a new one, and those of earlier years that are used again (c4)."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evaluation import rights
from evaluation.access import found_or_404, offices, person_of
from evaluation.acting import refuse_without_right
from evaluation.models import User
from evaluation.moves import act
from evaluation.posted import whole
from reports import actions
from reports.document_forms import NewDocumentForm
from reports.models import Document, Report
from reports.places import dom_name
from reports.quota import left_today
from reports.rights import OWN_OFFICES, SEES_REPORTS, visible_reports
from reports.selectors import lines_of
from reports.selectors.documents import Proof, of_earlier_years, proofs_of, supplied_by_the_body
from reports.selectors.scans import not_clean

#: Documents on a page of the list, and of the list of earlier years.
PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@offices(*SEES_REPORTS)
def report_documents(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/reports/<id>/documents/?page=&earlier=`: for the body a new document and those of earlier years too."""
    user = person_of(request)
    found = visible_reports(user).filter(pk=pk).first()
    report = found_or_404(user, "reports.view_report", found)
    if request.method != "POST":
        return _page(request, report, user)
    refuse_without_right(user, "reports.fill_report", report, "c40")
    if "again" in request.POST:
        document = Document.objects.filter(pk=whole(request.POST["again"]) or 0).first()
        document = found_or_404(user, "reports.open_document", document)
        outcome = act(
            request,
            actions.reuse_document,
            document,
            report,
            user,
            success=_("It is a document of this year too: choose which values it proves."),
        )
        if outcome.done:
            return redirect(reverse("document_page", args=[outcome.result.pk]) + "#proves")
        return redirect("report_documents", pk)
    return _attach(request, report, user)


def _attach(request: HttpRequest, report: Report, user: User) -> HttpResponse:
    """Take the new document in, then let it stand behind the values that were ticked."""
    form = NewDocumentForm(request.POST, request.FILES, proofs=_in_hand(report))
    if not form.is_valid():
        return _page(request, report, user, form=form, status=422)
    given = form.cleaned_data
    outcome = act(
        request,
        actions.attach_document,
        report.cycle,
        report.body,
        report.body,
        given["file"],
        given["title"],
        given["source_kind"],
        given["confidentiality"],
        user,
        said=form.said,
        behind=report,
        form=form,
        success=_("The document is taken in."),
    )
    if not outcome.done:
        return _page(request, report, user, form=form, status=outcome.status)
    if given["proves"]:
        act(request, actions.prove_values, outcome.result, user, {int(one) for one in given["proves"]}, set())
    return redirect("document_page", outcome.result.pk)


def _in_hand(report: Report) -> list[Proof]:
    return [proof for proof in proofs_of(report.cycle, report.body_id, own=True) if proof.report == report]


def _page(
    request: HttpRequest,
    report: Report,
    user: User,
    *,
    form: NewDocumentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    own = rights.standing(user).holds(*OWN_OFFICES, body=report.body_id)
    line = lines_of(report.cycle, [report])[0]
    editable = rights.may(user, "reports.fill_report", report) and line.owed and not line.overdue
    page = Paginator(supplied_by_the_body(report, own=own), PAGE).get_page(request.GET.get("page"))
    proofs = proofs_of(report.cycle, report.body_id, own=own)
    earlier = (
        Paginator(of_earlier_years(report), PAGE).get_page(request.GET.get("earlier")) if editable else None
    )
    verdicts = not_clean(list(page.object_list))
    context: dict[str, Any] = {
        "report": report,
        "own": own,
        "editable": editable,
        "page": page,
        "rows": [
            (document, _links(document, proofs), verdicts.get(document.pk)) for document in page.object_list
        ],
        "earlier": earlier,
        "room": left_today(report.body_id).sentence() if editable else "",
        "form": form
        or (NewDocumentForm(proofs=[one for one in proofs if one.report == report]) if editable else None),
        "synthetic_data": report.cycle.synthetic,
        "crumbs": [
            {"label": _("Reports"), "url": reverse("reports") + f"?year={report.cycle.year}"},
            {"label": report.body.short_name},
            {"label": report.get_block_display(), "url": reverse("report", args=[report.pk])},
            {"label": _("Documents")},
        ],
    }
    return render(request, "reports/report_documents.html", context, status=status)


def _links(document: Document, proofs: list[Proof]) -> list[tuple[str, str]]:
    """(label, address) of each value that it proves."""
    return [
        (proof.label, reverse("report", args=[proof.report.pk]) + f"#at-{dom_name(proof.key)}")
        for proof in proofs
        if document.pk in proof.documents
    ]
