"""What is answered in the place of a page, a file or data that two persons withhold at once: 451, with the note (c9.5)."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from blocks.models import Conclusion
from evaluation.models import Block, Body
from public.selectors_closed import Note


def withheld_page(request: HttpRequest, conclusion: Conclusion, note: Note) -> HttpResponse:
    """In the place of a conclusion's file."""
    return withheld_score(request, conclusion.body, conclusion.cycle.year, conclusion.block, note)


def withheld_score(request: HttpRequest, body: Body, year: int, block: int, note: Note) -> HttpResponse:
    """In the place of a block's page."""
    context = {
        "body": body,
        "year": year,
        "block": block,
        "block_name": Block(block).label,
        "note": note,
        "crumbs": [
            {"label": body.short_name, "url": reverse("body", args=[body.slug])},
            {"label": str(year), "url": reverse("results_year", args=[year])},
            {"label": gettext("Block %(number)s") % {"number": block}},
        ],
    }
    answer = render(request, "public/withheld.html", context, status=HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS)
    answer["X-Robots-Tag"] = "noindex"
    return answer


def withheld_json(body: Body, year: int, block: int, note: Note) -> HttpResponse:
    """In the place of a block's data."""
    told = {
        "format": 1,
        "year": year,
        "body": body.slug,
        "block": block,
        "withheld": True,
        "note": dict(note.words),
        "since": note.since.isoformat(),
        "until": note.until.isoformat() if note.until else None,
    }
    answer = JsonResponse(
        told,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
        status=HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS,
    )
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
