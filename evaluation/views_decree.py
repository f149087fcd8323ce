"""What the law says and who evaluates whom: pages for everybody."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from evaluation import decree, routing
from evaluation.access import anyone
from evaluation.frame import current_cycle
from evaluation.models import Cycle, Role
from evaluation.paging import page_of
from evaluation.routing_words import ASSUMPTIONS, BLOCK_NAMES, DIRECTION_NAMES
from evaluation.selectors import MatrixRow, RoutingMatrix, routing_matrix


@require_safe
@anyone
def decree_page(request: HttpRequest) -> HttpResponse:
    """`decree/`: the Decree's text with an anchor at each clause; `?q=` shows only the clauses that hold the words."""
    whole = decree.decree()
    query = " ".join(request.GET.get("q", "").split())[:120]
    parts, count = decree.search(query) if query else (list(whole.parts), None)
    context = {"decree": whole, "parts": parts, "query": query, "count": count}
    return render(request, "evaluation/decree.html", context)


@require_safe
@anyone
def routing_latest(request: HttpRequest) -> HttpResponse:
    """`routing/`: leads to the year under way."""
    cycle = current_cycle()
    if cycle is None:
        raise Http404
    return redirect("routing", year=cycle.year)


@require_safe
@anyone
def routing_page(request: HttpRequest, year: int) -> HttpResponse:
    """`routing/<year>/`: who evaluates each body in each direction of a reporting year, under which clause."""
    if not 2010 <= year <= 2100:
        raise Http404
    matrix = routing_matrix(year)
    if not matrix.rows:
        raise Http404
    page = page_of(request, matrix.rows)
    context = {
        "matrix": matrix,
        "page": page,
        "blocks": _header(matrix),
        "rows": [_row(matrix, row) for row in page],
        "makers": [_makers(matrix, row) for row in page],
        "overall": matrix.body(matrix.view.register.roles[Role.STATE_PLANNING]),
        "assumptions": [{"code": code, "text": ASSUMPTIONS[code]} for code in matrix.assumptions],
        "years": Cycle.objects.order_by("year").values_list("year", flat=True),
    }
    return render(request, "evaluation/routing.html", context)


def _header(matrix: RoutingMatrix) -> list[dict[str, Any]]:
    """The blocks with their directions: who evaluates as a rule, and the clause that says so."""
    roles = matrix.view.register.roles
    return [
        {
            "number": block,
            "name": BLOCK_NAMES[block],
            "lead": matrix.body(roles[routing.LEADS[block][0]]),
            "clause": " ".join(routing.LEADS[block][2]),
            "directions": [
                {
                    "name": DIRECTION_NAMES[part.code],
                    "role": Role(part.ordinary).label,
                    "body": matrix.body(roles[part.ordinary]),
                    "clause": part.clause,
                }
                for part in routing.DIRECTIONS.values()
                if part.block == block
            ],
        }
        for block in routing.BLOCKS
    ]


def _row(matrix: RoutingMatrix, row: MatrixRow) -> dict[str, Any]:
    cells = [
        None
        if route is None
        else {
            "evaluator": matrix.body(route.evaluator),
            "to": matrix.body(route.conclusion_to) if route.conclusion_to != route.evaluator else None,
            "clause": " ".join(route.clauses),
            "exception": route.is_exception,
        }
        for route in row.routes.values()
    ]
    return {"body": row.body, "outside": row.scope.outside, "cells": cells}


def _makers(matrix: RoutingMatrix, row: MatrixRow) -> dict[str, Any]:
    made: list[dict[str, Any] | None] = []
    for block in routing.BLOCKS:
        lead = row.leads.get(block)
        made.append(
            None
            if lead is None
            else {
                "evaluator": matrix.body(lead.lead),
                "clause": " ".join(lead.clauses),
                "exception": lead.role != routing.LEADS[block][0],
            }
        )
    overall = {
        "evaluator": matrix.body(row.overall.maker),
        "clause": " ".join(row.overall.clauses),
        "exception": row.overall.role != Role.STATE_PLANNING,
    }
    return {"body": row.body, "cells": [*made, overall]}
