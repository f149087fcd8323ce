"""Opening a document: always recorded, never shown inside the portal's own pages (c44)."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from blocks.actions import open_document
from blocks.models import Document
from evaluation.access import found_or_404, signed_in
from evaluation.models import User


@require_safe
@signed_in
def document_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`desk/documents/<id>/`: the file as an attachment; the opening is in the journal before the first byte leaves."""
    found = Document.objects.select_related("cycle", "body").filter(pk=pk).first()
    document = found_or_404(request.user, "blocks.open_document", found)
    assert isinstance(request.user, User)  # noqa: S101 - the door lets nobody else in
    open_document(document, request.user)
    response = FileResponse(
        document.file.open("rb"),
        as_attachment=True,
        filename=document.filename,
        content_type=document.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
