"""Long lists by pages: today's country on one, a larger one on many, and the page on which a row stands."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from evaluation.paging import FEW, ROWS, page_of


@pytest.mark.parametrize(
    ("count", "asked", "first", "last", "pages"),
    [
        (37, "", 1, 37, 1),
        (ROWS + FEW, "", 1, ROWS + FEW, 1),
        (ROWS + FEW + 1, "2", ROWS + 1, ROWS + FEW + 1, 2),
        (3700, "74", 3651, 3700, 74),
        (3700, "many", 1, 50, 74),
        (3700, "999", 3651, 3700, 74),
        (0, "3", 0, 0, 1),
    ],
)
def test_a_list_goes_by_pages(count: int, asked: str, first: int, last: int, pages: int) -> None:
    page = page_of(RequestFactory().get("/", {"page": asked}), range(count))
    assert (page.start_index(), page.end_index(), page.paginator.num_pages) == (first, last, pages)


@pytest.mark.parametrize(("at", "number"), [(0, 1), (49, 1), (50, 2), (119, 2)])
def test_the_page_of_a_row_is_found(at: int, number: int) -> None:
    page = page_of(RequestFactory().get("/", {"page": "1"}), range(120), at=at)
    assert page.number == number
    assert at in page.object_list
