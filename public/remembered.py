"""What is made of published results once for an edition, by each process: results, pictures, who evaluates whom.

A page that is kept for nobody in particular asks for none of it; pages of people signed in, other orders of a table and
downloads do. What is remembered is public, the same for every reader, and changed by nobody who gets it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from blocks.models import Recommendation
from evaluation.by_edition import remembered
from evaluation.models import Body
from public import selectors
from public.dot_strip import Strip
from public.pictures import year_dot_strip
from public.results import Result, YearResults
from public.selectors_corrections import Corrected, corrections_of_body


def year_results(year: int) -> YearResults | None:
    """As ``selectors.year_results``."""
    return remembered(("year", year), lambda: selectors.year_results(year))


def latest_results() -> YearResults | None:
    """As ``selectors.latest_results``."""
    return remembered("latest", selectors.latest_results)


@dataclass(frozen=True)
class OfBody:
    """What is public of one body."""

    years: list[Result]
    corrected: list[Corrected]
    recommendations: list[Recommendation]


def of_body(body: Body) -> OfBody:
    """The body's published years, the latest first, their corrections and recommendations."""
    return remembered(
        ("body", body.pk),
        lambda: OfBody(
            selectors.body_years(body), corrections_of_body(body), selectors.recommendations_of(body)
        ),
    )


def drawing_of(found: YearResults, key: str, own: int | None = None) -> Strip:
    """The year's picture in the reader's language; ``own`` is the id of the body to mark."""
    what = ("drawing", found.year, key, own, get_language())
    return remembered(what, lambda: year_dot_strip(found, own=own, key=key))
