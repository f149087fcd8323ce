"""A document's own page, and opening its file: always recorded before a byte leaves, never with the portal's own
powers (c44)."""

from __future__ import annotations

from django.conf import settings
from django.core.files.base import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evaluation import rights
from evaluation.access import found_or_404, person_of, signed_in
from evaluation.acting import refuse_without_right
from evaluation.kept_files import open_whole
from evaluation.models import User
from evaluation.moves import act
from evaluation.posted import whole
from evaluation.refusals import Refusal
from reports.actions import mend_document, open_document, prove_values, raise_label, replace_document
from reports.actions.documents import refuse_infected
from reports.actions.previews import want_preview
from reports.document_forms import DocumentForm, ProvesForm, VersionForm
from reports.evidence import BY_BROWSER, NOTES, NotShown, Shown
from reports.file_kinds import extension_of
from reports.models import Confidentiality, Document
from reports.models.reports import OWED
from reports.places import dom_name
from reports.rights import OWN_OFFICES
from reports.selectors.documents import document_journal, earlier_versions, preview_of, proofs_of
from reports.selectors.scans import verdicts_of

#: What a picture or a PDF may do beside a value: be drawn in a frame of the portal, and nothing else. A sandbox would
#: keep the browser's own reader of PDF away.
_DRAWN = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
#: The same for what was read out of a file: text in the portal's own style.
_READ = "default-src 'none'; style-src 'self'; font-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
#: While the file is being read nothing of it is on the page, and a script of the portal's asks again.
_WAITING = f"{_READ}; script-src 'self'; connect-src 'self'"


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def document_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`desk/documents/<id>/about/`: what the document is and which values it proves; its author mends both, and puts a
    new version in its place, until the values are signed."""
    document, user = _document(request, pk), person_of(request)
    if request.method == "POST" and "raise_label" in request.POST:
        refuse_without_right(user, "reports.raise_label", document, "c9.5")
        reason = request.POST.get("reason", "")
        act(request, raise_label, document, user, reason, success=_("The document is for official use now."))
        return redirect("document_page", pk)
    if request.method == "POST":
        refuse_without_right(user, "reports.mend_document", document, "c4")
        return _change(request, document, user)
    return _document_page(request, document)


def _change(request: HttpRequest, document: Document, user: User) -> HttpResponse:
    """What its author sent: what is said of it, the values that it proves, or a new version; by what the form holds."""
    if "shown" in request.POST:
        shown = {number for text in request.POST.getlist("shown") if (number := whole(text)) is not None}
        ticked = {number for text in request.POST.getlist("proves") if (number := whole(text)) is not None}
        act(request, prove_values, document, user, shown & ticked, shown - ticked, success=_("Saved."))
        return redirect(reverse("document_page", args=[document.pk]) + "#proves")
    if "version" in request.FILES or "new_version" in request.POST:
        version = VersionForm(request.POST, request.FILES)
        if not version.is_valid():
            return _document_page(request, document, version=version, status=422)
        outcome = act(
            request,
            replace_document,
            document,
            user,
            version.cleaned_data["version"],
            form=version,
            success=_("The new version stands in its place; the old one is kept."),
        )
        if outcome.done:
            return redirect("document_page", outcome.result.pk)
        return _document_page(request, document, version=version, status=outcome.status)
    form = DocumentForm(request.POST, document=document)
    if not form.is_valid():
        return _document_page(request, document, form=form, status=422)
    given = form.cleaned_data
    outcome = act(
        request,
        mend_document,
        document,
        user,
        given["title"],
        given["source_kind"],
        given["confidentiality"],
        given["seen"],
        ground=given["legal_ground"],
        period=(given["period_from"], given["period_to"]),
        form=form,
        success=_("Saved."),
    )
    if outcome.done:
        return redirect("document_page", document.pk)
    document = _document(request, document.pk)
    form.show_current(document)
    return _document_page(request, document, form=form, status=outcome.status)


def _document_page(
    request: HttpRequest,
    document: Document,
    *,
    form: DocumentForm | None = None,
    version: VersionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user = person_of(request)
    of_author = rights.may(user, "reports.mend_document", document)
    stands = document.replaced_by_id is None
    own = rights.standing(user).holds(*OWN_OFFICES, body=document.body_id)
    proofs = proofs_of(document.cycle, document.body_id, own=own) if document.by_the_body else []
    proved = [proof for proof in proofs if document.pk in proof.documents]
    in_hand = [proof for proof in proofs if proof.report.state in OWED] if of_author and stands else []
    replaceable = bool(proved) and all(proof.report.state in OWED for proof in proved)
    context = {
        "document": document,
        "form": (form or DocumentForm(document=document))
        if of_author and stands and (document.handed_at is None or form is not None)
        else None,
        "of_author": of_author,
        "may_raise": document.handed_at is not None
        and document.confidentiality == Confidentiality.OPEN
        and rights.may(user, "reports.raise_label", document),
        "proved": [(proof, f"at-{dom_name(proof.key)}") for proof in proved],
        "proves_form": ProvesForm(proofs=in_hand, document=document) if in_hand else None,
        "in_hand": [proof.value for proof in in_hand],
        "version_form": version or (VersionForm() if of_author and stands and replaceable else None),
        "versions": earlier_versions(document),
        "verdict": verdicts_of({document.sha256})[document.sha256] if settings.SCANNER else None,
        "journal": document_journal(document),
        "synthetic_data": document.cycle.synthetic,
        "crumbs": [{"label": _("Documents")}, {"label": document.body.short_name}, {"label": document.name}],
    }
    return render(request, "reports/document.html", context, status=status)


@require_safe
@signed_in
def document_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`desk/documents/<id>/`: the file as an attachment; the opening is in the journal before the first byte leaves."""
    document = _document(request, pk)
    file = _whole(document)
    open_document(document, person_of(request))
    response = _bytes(document, file, as_attachment=True)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_safe
@signed_in
def document_view(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`desk/documents/<id>/view/`: the document to be read beside a value; recorded as an opening like any other.

    Pictures and PDF are drawn by the browser; of text, tables and office documents the page shows what is read out.
    """
    document = _document(request, pk)
    try:
        file = _whole(document)
    except Refusal as refusal:
        context = {"document": document, "shown": None, "why": str(refusal)}
        response: HttpResponseBase = render(
            request, "reports/document_view.html", context, status=refusal.status
        )
        response["Content-Security-Policy"] = _READ
        response["X-Frame-Options"] = "SAMEORIGIN"
        return response
    if extension_of(document.filename) in BY_BROWSER:
        open_document(document, person_of(request))
        response = _bytes(document, file, as_attachment=False)
        response["Content-Security-Policy"] = _DRAWN
    else:
        file.close()
        response = _read_out(request, document)
        response["Cache-Control"] = "private, no-store"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _read_out(request: HttpRequest, document: Document) -> HttpResponse:
    """What the worker read out of the file; while it is at it, that it is, asked again by the page itself.

    The opening is recorded when there is something to read. A page of waiting that finds it there loads anew, without
    the script by which it waited.
    """
    found = preview_of(document)
    if found is None:
        want_preview(document)
        response = render(request, "reports/document_view_waiting.html", {"document": document})
        response["Content-Security-Policy"] = _WAITING
        return response
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Refresh": "true"})
    open_document(document, person_of(request))
    shown = found if isinstance(found, Shown) else None
    context = {
        "document": document,
        "shown": shown,
        "notes": [_(NOTES[note]) for note in shown.notes] if shown else [],
        "why": found.sentence(_) if isinstance(found, NotShown) else "",
    }
    response = render(request, "reports/document_view.html", context)
    response["Content-Security-Policy"] = _READ
    return response


def _document(request: HttpRequest, pk: int) -> Document:
    """The document if the person may open it; otherwise there is no such page."""
    found = (
        Document.objects.select_related(
            "cycle", "body", "supplied_by", "uploaded_by", "replaced_by", "reused_from__cycle"
        )
        .filter(pk=pk)
        .first()
    )
    return found_or_404(person_of(request), "reports.open_document", found)


def _whole(document: Document) -> File[bytes]:
    """The bytes, compared with the record. What is lost is refused before it is on record as opened."""
    refuse_infected(document)
    return open_whole(document.file, document.sha256, document.size)


def _bytes(document: Document, file: File[bytes], *, as_attachment: bool) -> HttpResponse | FileResponse:
    response = FileResponse(
        file,
        as_attachment=as_attachment,
        filename=document.filename,
        content_type=document.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
