"""The PDF of a block conclusion, in one language, from the immutable conclusion (c46, c47, c50)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import override

from blocks.conclusion_text import appeal_notice, heading
from blocks.models import Conclusion, ConclusionFile
from blocks.trace_nodes import trace_root
from evaluation.models.base import in_language
from evaluation.paper import make_pdf


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
        **_annex(conclusion),
        "body_name": in_language(conclusion.body, "name", language),
        "lead_name": in_language(conclusion.lead, "name", language),
    }


def _annex(conclusion: Conclusion) -> dict[str, Any]:
    """How the score was obtained: the tree, and its documents numbered in order, each with its checksum (c9.4).

    ``documents``: list of {number, title, sha256}; ``numbers``: id → number.
    """
    if not conclusion.trace:
        return {"root": None, "documents": []}
    found: dict[int, dict[str, Any]] = {}
    for given in _provenances(conclusion.trace):
        for document in given.get("documents", []):
            found.setdefault(document["id"], {**document, "number": len(found) + 1})
    root = trace_root(conclusion, lambda pk: str(found[pk]["number"]))
    return {"root": root, "documents": list(found.values())}


def _provenances(trace: Any) -> Iterator[dict[str, Any]]:
    """Every input's provenance, in the order of the tree."""
    if isinstance(trace, dict):
        if isinstance(trace.get("provenance"), dict):
            yield trace["provenance"]
        for part in trace.values():
            yield from _provenances(part)
    elif isinstance(trace, list):
        for part in trace:
            yield from _provenances(part)


def conclusion_pdf(row: ConclusionFile) -> tuple[str, bytes]:
    """File name and bytes of the conclusion's PDF in the row's language."""
    conclusion = row.conclusion
    with override(row.language):
        html = render_to_string("blocks/conclusion_pdf.html", conclusion_context(conclusion, row.language))
    name = f"{conclusion.cycle.year}/{conclusion.number.replace('/', '-')}-{row.language}.pdf"
    return name, make_pdf(html)
