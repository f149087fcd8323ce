"""Opening a document: always recorded before a byte leaves, and never with the portal's own powers (c44)."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluation.access import found_or_404, person_of, signed_in
from reports.actions import open_document
from reports.evidence import BY_BROWSER, readable
from reports.file_kinds import extension_of
from reports.models import Document

#: What a picture or a PDF may do beside a value: be drawn in a frame of the portal, and nothing else. A sandbox would
#: keep the browser's own reader of PDF away.
_DRAWN = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
#: The same for what was read out of a file: text in the portal's own style.
_READ = "default-src 'none'; style-src 'self'; font-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"


@require_safe
@signed_in
def document_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`desk/documents/<id>/`: the file as an attachment; the opening is in the journal before the first byte leaves."""
    document = _opened(request, pk)
    response = _bytes(document, as_attachment=True)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_safe
@signed_in
def document_view(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`desk/documents/<id>/view/`: the document to be read beside a value; recorded as an opening like any other.

    Pictures and PDF are drawn by the browser; of text, tables and office documents the page shows what is read out.
    """
    document = _opened(request, pk)
    extension = extension_of(document.filename)
    if extension in BY_BROWSER:
        response: HttpResponseBase = _bytes(document, as_attachment=False)
        response["Content-Security-Policy"] = _DRAWN
    else:
        with document.file.open("rb") as file:
            shown = readable(extension, file.read())
        response = render(request, "reports/document_view.html", {"document": document, "shown": shown})
        response["Content-Security-Policy"] = _READ
        response["Cache-Control"] = "private, no-store"
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _opened(request: HttpRequest, pk: int) -> Document:
    found = Document.objects.select_related("cycle", "body").filter(pk=pk).first()
    document = found_or_404(person_of(request), "reports.open_document", found)
    return open_document(document, person_of(request))


def _bytes(document: Document, *, as_attachment: bool) -> HttpResponse | FileResponse:
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=as_attachment,
        filename=document.filename,
        content_type=document.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
