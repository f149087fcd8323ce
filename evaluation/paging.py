"""Long lists by pages: one size everywhere, so that today's country stands on one page and a larger one on many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

#: Rows on a page; a last page of few is added to the one before.
ROWS: Final = 50
FEW: Final = 20


def page_of(
    request: HttpRequest,
    rows: Sequence[Any] | QuerySet[Any],
    name: str = "page",
    at: int | None = None,
    size: int = ROWS,
) -> Page[Any]:
    """The page of ``rows`` that the address asks for by ``name``, or the one on which row ``at`` stands.

    A page that is no number is the first, one beyond the last is the last.
    """
    pages = Paginator(rows, size, FEW)
    if at is not None:
        return pages.page(min(at // size + 1, pages.num_pages))
    return pages.get_page(request.GET.get(name))
