"""The document of a draft conclusion as it will be: the very template of the PDF as a page, and the PDF on request."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from blocks.actions.previews import ask_for_preview
from blocks.models import Conclusion, ConclusionPreview, FileState, Language
from blocks.models.conclusions import UNAPPROVED
from blocks.pdf import draft_html
from blocks.views.conclusions import SEES_CONCLUSIONS, seen
from evaluation import rights
from evaluation.access import offices, person_of
from evaluation.kept_files import open_whole


def _draft(request: HttpRequest, pk: int, language: str) -> Conclusion:
    """The draft, if the person may open it as they open the conclusion; what is approved has its own files."""
    conclusion = seen(request, pk)
    if conclusion.state not in UNAPPROVED or language not in Language.values:
        raise Http404
    return conclusion


@require_safe
@offices(*SEES_CONCLUSIONS)
def draft_page(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """`desk/conclusions/<id>/draft/<language>/`: the document of the draft, whole, with the way to its PDF."""
    conclusion = _draft(request, pk, language)
    preview = ConclusionPreview.objects.filter(
        conclusion=conclusion, language=language, revision=conclusion.revision
    ).first()
    context = {
        "conclusion": conclusion,
        "language": language,
        "languages": Language.choices,
        "preview": preview,
        "approves": rights.may(person_of(request), "blocks.approve_conclusion", conclusion),
    }
    toolbar = render_to_string("blocks/draft_toolbar.html", context, request)
    return HttpResponse(draft_html(conclusion, language, toolbar))


@require_http_methods(["GET", "HEAD", "POST"])
@offices(*SEES_CONCLUSIONS)
def draft_pdf(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """`desk/conclusions/<id>/draft/<language>/pdf/`: a POST asks the worker for it, a GET gives what was built."""
    conclusion = _draft(request, pk, language)
    if request.method == "POST":
        ask_for_preview(conclusion, language, person_of(request))
        return redirect("conclusion_draft", pk, language)
    row = ConclusionPreview.objects.filter(
        conclusion=conclusion, language=language, revision=conclusion.revision, state=FileState.BUILT
    ).first()
    if row is None:
        raise Http404
    with open_whole(row.file, row.sha256) as stored:
        answer = HttpResponse(stored.read(), content_type="application/pdf")
    name = f"draft-{conclusion.number.replace('/', '-')}-{language}.pdf"
    answer["Content-Disposition"] = content_disposition_header(False, name) or "inline"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer
