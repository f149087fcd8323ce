"""The evaluated bodies: the list, one body with its years, and how one score was obtained."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_safe

from blocks.actions import ask_for_files
from blocks.late_figures import recounted_figures
from blocks.models import Wanted
from blocks.trace.nodes import read_trace
from evaluation.access import anyone
from evaluation.by_edition import remembered
from evaluation.former_addresses import moved_or_404
from evaluation.frame import current_cycle
from evaluation.models import BLOCK_CLAUSES, Block, Body, Scope
from evaluation.presentation import decimal_text
from evaluation.refusals import Refusal
from evaluation.routing import DIRECTIONS
from evaluation.routing_words import DIRECTION_NAMES
from evaluation.selectors import MatrixRow, RoutingMatrix, register_day, routing_matrix
from public import selectors, selectors_files
from public.kept_pages import kept
from public.paging import pages_of
from public.pictures import years_sparkline
from public.published_data import score_file
from public.remembered import drawing_of, latest_results, of_body, year_results
from public.results import BLOCKS, PublicFile, Result, YearResults, without_file
from public.score_json import as_json
from public.selectors_papers import note_in_place_of
from public.trace import PublicSight
from public.withheld_pages import withheld_json, withheld_score


@require_safe
@anyone
@kept()
def body_list(request: HttpRequest) -> HttpResponse:
    """`bodies/`: who is evaluated, in which blocks, with the latest published score."""
    cycle = current_cycle()
    latest = latest_results()
    year = cycle.year if cycle else latest.year if latest else None
    rows = remembered(("bodies", year), lambda: _rows(year, latest))
    groups = pages_of(request, rows)
    for group in groups:
        group["table"] = _table(year, latest, group)
    context = {
        "groups": groups,
        "year": year,
        "latest": latest,
        "count": sum(len(of_kind) for of_kind in rows.values()),
        "synthetic_data": bool(latest and latest.cycle.synthetic),
    }
    return render(request, "public/bodies.html", context)


def _table(year: int | None, latest: YearResults | None, group: dict[str, Any]) -> str:
    """The rows of a page, written once for an edition: the same for every reader of a language."""
    page = group["page"]
    what = ("bodies", year, group["id"], page.start_index(), page.end_index(), get_language())
    context = {"rows": page.object_list, "latest": latest}
    return remembered(what, lambda: render_to_string("public/bodies_table.html", context))


def _rows(year: int | None, latest: YearResults | None) -> dict[str, list[dict[str, Any]]]:
    """Who is evaluated in a year, central and local, each with the latest published result."""
    rows: dict[str, list[dict[str, Any]]] = {"central": [], "local": []}
    results = {result.body.pk: result for result in latest.results} if latest else {}
    for scope in selectors.scopes_on(register_day(year)) if year else []:
        kind = "local" if scope.body.is_local else "central"
        rows[kind].append({"scope": scope, "body": scope.body, "result": results.get(scope.body_id)})
    return rows


@require_safe
@anyone
@kept()
def body_page(request: HttpRequest, slug: str) -> HttpResponse:
    """`bodies/<slug>/`: names, what of it is evaluated and by whom, its published years and recommendations."""
    body = selectors.evaluated_body(slug)
    if body is None:
        return moved_or_404(request, slug)
    told = of_body(body)
    years = told.years
    cycle = current_cycle()
    year = cycle.year if cycle else years[0].year if years else None
    scope = selectors.scope_of_body(body, year) if year else None
    latest = year_results(years[0].year) if years else None
    shown = years[0] if years and not years[0].withheld else None
    context = {
        "body": body,
        "year": year,
        "scope": scope,
        "scope_blocks": _scope_blocks(scope) if scope else [],
        "annex_clause": "c15" if body.is_local else f"A{scope.number}" if scope else "A",
        "years": years,
        "latest": years[0] if years else None,
        "corrected": told.corrected,
        "sparkline": years_sparkline(years, key="years"),
        "drawing": drawing_of(latest, "place", body.pk) if latest and shown else None,
        "routes": _routes(body, year) if year else [],
        "recommendations": told.recommendations,
        "blocks": BLOCKS,
        "synthetic_data": bool(years) and _any_synthetic(years),
        "crumbs": [{"label": gettext("Bodies"), "url": reverse("bodies")}, {"label": body.short_name}],
    }
    return render(request, "public/body.html", context)


def _any_synthetic(years: list[Result]) -> bool:
    return any(result.synthetic for result in years)


def _scope_blocks(scope: Scope) -> list[dict[str, Any]]:
    return [
        {
            "number": block,
            "name": Block(block).label,
            "applies": block in scope.blocks,
            "clause": BLOCK_CLAUSES[block],
        }
        for block in BLOCKS
    ]


def _matrix(year: int) -> tuple[RoutingMatrix, dict[int, MatrixRow]]:
    """Who evaluates whom, and its rows by the body's id."""
    matrix = routing_matrix(year)
    return matrix, {row.body.pk: row for row in matrix.rows}


def _routes(body: Body, year: int) -> list[dict[str, Any]]:
    """Who evaluates the body in each direction that applies; empty where the register has a gap. Three queries."""
    try:
        matrix, rows_of = remembered(("routes", year), lambda: _matrix(year))
    except Refusal:
        return []
    row = rows_of.get(body.pk)
    if row is None:
        return []
    rows = [
        {
            "block": DIRECTIONS[code].block,
            "name": DIRECTION_NAMES[code],
            "evaluator": matrix.body(route.evaluator),
            "clause": " ".join(route.clauses),
            "exception": route.is_exception,
        }
        for code, route in row.routes.items()
        if route is not None
    ]
    overall = {
        "block": None,
        "name": gettext("Overall evaluation"),
        "evaluator": matrix.body(row.overall.maker),
        "clause": " ".join(row.overall.clauses),
        "exception": False,
    }
    return [*rows, overall]


@require_safe
@anyone
def score_page(request: HttpRequest, slug: str, year: int, block: int) -> HttpResponse:
    """`bodies/<slug>/<year>/<block>/`: how a published score was obtained; 404 for what is not public."""
    body = selectors.evaluated_body(slug)
    if body is None:
        return moved_or_404(request, slug)
    public = selectors.public_conclusion(body, year, block)
    if public is None:
        note = note_in_place_of(body, year, block)
        if note is None:
            raise Http404
        return withheld_score(request, body, year, block, note)
    conclusion = public.conclusion
    if request.method == "GET" and public.files.get(request.LANGUAGE_CODE) == PublicFile.PREPARED:
        ask_for_files(selectors_files.files_to_ask_for(conclusion, request.LANGUAGE_CODE), Wanted.BY_READER)
    context = {
        "public": public,
        "without_file": without_file(public.files),
        "conclusion": conclusion,
        "body": body,
        "year": year,
        "block_name": Block(block).label,
        "clause": BLOCK_CLAUSES[block],
        "trace": read_trace(conclusion, PublicSight(public), request.GET.get("at", "")),
        "recounted": recounted_figures(conclusion),
        "score_text": decimal_text(conclusion.score, request.LANGUAGE_CODE, 2)
        if conclusion.score and public.tells_score
        else "",
        "same_digits_on": selectors.same_digits_on(conclusion),
        "number": selectors_files.number_in_address(conclusion.number),
        "synthetic_data": conclusion.cycle.synthetic,
        "crumbs": [
            {"label": body.short_name, "url": reverse("body", args=[slug])},
            {"label": str(year), "url": reverse("results_year", args=[year])},
            {"label": gettext("Block %(number)s") % {"number": block}},
        ],
    }
    return render(request, "public/score.html", context)


@require_safe
@anyone
def score_json(request: HttpRequest, slug: str, year: int, block: int) -> HttpResponse:
    """`bodies/<slug>/<year>/<block>/trace.json`: the same as plain data; see docs/recompute.md."""
    body = selectors.evaluated_body(slug)
    if body is None:
        return moved_or_404(request, slug)
    public = selectors.public_conclusion(body, year, block)
    if public is None:
        note = note_in_place_of(body, year, block)
        if note is None:
            raise Http404
        return withheld_json(body, year, block, note)
    file = score_file(public.conclusion, as_json(public))
    answer = HttpResponse(file.content, content_type=file.content_type)
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
