"""The PDF of a block conclusion, in one language, from the immutable conclusion (c46, c47, c50)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from blocks.conclusion_text import appeal_notice, heading
from blocks.models import Conclusion, ConclusionFile, ConclusionPreview
from blocks.trace.nodes import read_trace
from blocks.trace.sight import BodySight
from evaluation.html_to_pdf import make_pdf
from evaluation.models.base import in_language


def conclusion_context(conclusion: Conclusion, language: str) -> dict[str, Any]:
    """Everything that the conclusion says, ready for a page or a PDF in ``language``."""
    return {
        "conclusion": conclusion,
        "language": language,
        "heading": heading(conclusion, language),
        "sections": conclusion.content.get(language, []),
        "notice": appeal_notice(conclusion, language),
        "recommendations": [
            {
                "direction": given.direction,
                "text": in_language(given, "text", language),
                "due_on": given.due_on,
            }
            for given in conclusion.recommendations.all()
        ],
        "trace": read_trace(conclusion, BodySight(), official=True) if conclusion.trace else None,
        "body_name": in_language(conclusion.body, "name", language),
        "lead_name": in_language(conclusion.lead, "name", language),
        "signatory": _signatory(conclusion, language),
        # the page of an upper floor: by its address, as letters name it
        "verify_at": f"{settings.BASE_URL}/{language}/verify/",
    }


def title_in_full(title: str, short: str, name: str) -> str:
    """An office's title with its body named in full, as an act is signed."""
    return title if name in title else title.replace(short, name)


def _signatory(conclusion: Conclusion, language: str) -> str:
    """The office that approved; empty before that."""
    if conclusion.approved_by is None:
        return ""
    title = in_language(conclusion.approved_by, "title", language) or conclusion.approved_by.title
    short, name = (in_language(conclusion.lead, field, language) for field in ("short_name", "name"))
    return title_in_full(title, short, name)


def conclusion_pdf(row: ConclusionFile) -> tuple[str, bytes]:
    """File name and bytes of the conclusion's PDF in the row's language."""
    conclusion = row.conclusion
    with override(row.language):
        html = render_to_string("blocks/conclusion_pdf.html", conclusion_context(conclusion, row.language))
    name = f"{conclusion.cycle.year}/{conclusion.number.replace('/', '-')}-{row.language}.pdf"
    return name, make_pdf(html)


def draft_html(conclusion: Conclusion, language: str, toolbar: str = "") -> str:
    """The same document of a draft, marked as one, in ``language``; with ``toolbar`` above it to be read on a screen."""
    context = conclusion_context(conclusion, language) | {"draft": True, "toolbar": toolbar}
    with override(language):
        return render_to_string("blocks/conclusion_pdf.html", context)


def preview_pdf(row: ConclusionPreview) -> tuple[str, bytes]:
    """File name and bytes of a draft's PDF in the row's language."""
    conclusion = row.conclusion
    name = f"{conclusion.cycle.year}/{conclusion.pk}-{row.revision}-{row.language}.pdf"
    return name, make_pdf(draft_html(conclusion, row.language))
