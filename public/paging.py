"""Lists of bodies by pages: the central and the local ones each by their own, where there are many of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest

#: Rows on a page; a last page of few is added to the one before.
ROWS: Final = 50
_FEW: Final = 20


def pages_of(
    request: HttpRequest, rows: Mapping[str, Sequence[Any]], query: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """For "central" and "local" the page that is asked for, and the rest of the address with which others are.

    A page that is no number is the first, one beyond the last is the last.
    """
    pages = {
        name: Paginator(found, ROWS, _FEW).get_page(request.GET.get(name)) for name, found in rows.items()
    }
    return [
        {
            "id": name,
            "local": name == "local",
            "page": page,
            "query": urlencode(
                {
                    **(query or {}),
                    **{other: at.number for other, at in pages.items() if other != name and at.number > 1},
                }
            ),
        }
        for name, page in pages.items()
    ]
