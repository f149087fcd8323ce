"""What the law says and who evaluates whom: pages for everybody."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from evaluation import decree
from evaluation.access import anyone


@require_safe
@anyone
def decree_page(request: HttpRequest) -> HttpResponse:
    """`decree/`: the Decree's text with an anchor at each clause; `?q=` shows only the clauses that hold the words."""
    whole = decree.decree()
    query = " ".join(request.GET.get("q", "").split())[:120]
    parts, count = decree.search(query) if query else (list(whole.parts), None)
    context = {"decree": whole, "parts": parts, "query": query, "count": count}
    return render(request, "evaluation/decree.html", context)
