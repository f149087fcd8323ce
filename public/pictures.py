"""The drawings of published results: a year as dots between the degrees, a body's years as a small line."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import get_language, gettext, ngettext, pgettext

from engine.methodology import OverallMethodologyText
from evaluation.presentation import decimal_text
from methodologies.content import text_of
from public import dot_strip, sparkline
from public.results import Result, YearResults, median

_HIGHEST = Decimal(100)


def year_dot_strip(found: YearResults, own: int | None = None, key: str = "results") -> dot_strip.Strip:
    """The published scores of central and local bodies; ``own`` is the id of the body to mark."""
    rows = [
        _row(pgettext("bodies", "central"), found.of_kind(local=False), own),
        _row(pgettext("bodies", "local"), found.of_kind(local=True), own),
    ]
    rows = [row for row in rows if row.dots]
    zones = zones_of(found.overall_methodology)
    title = gettext("Overall scores of state bodies for %(year)s") % {"year": found.year}
    said = gettext("Each dot is a body; the tables on the results page say the same in numbers.")
    if any(row.crowded for row in rows):
        said = gettext(
            "The higher a column, the more bodies have such a score; the tables on the results page name each of them."
        )
    return dot_strip.draw(rows, zones, title, said, tick_text=lambda value: _number(value, 0), key=key)


def zones_of(methodology: OverallMethodologyText | None) -> list[dot_strip.Zone]:
    """The degrees of effectiveness as zones of the scale; the two highest are named."""
    if methodology is None:
        return []
    degrees = sorted(methodology.degrees, key=lambda degree: degree.from_, reverse=True)
    zones = []
    end = _HIGHEST
    for place, degree in enumerate(degrees):
        tone: dot_strip.Tone = "high" if place == 0 else "middle" if place == 1 else "low"
        name = gettext("%(degree)s degree") % {"degree": text_of(degree.name)} if place < 2 else ""
        zones.append(dot_strip.Zone(degree.from_, end, name, tone))
        end = degree.from_
    return zones


def _row(name: str, results: Sequence[Result], own: int | None) -> dot_strip.StripRow:
    many = len(results) > dot_strip.MOST_DOTS  # of columns nobody reads a name
    dots = []
    for result in results:
        if result.overall is None:
            continue
        is_own = result.body.pk == own
        said = "" if many and not is_own else _number(result.overall, result.places)
        dots.append(
            dot_strip.Dot(
                result.overall,
                f"{result.body.short_name}: {said}" if said else "",
                own=is_own,
                label=said if is_own else "",
            )
        )
    middle = median([dot.value for dot in dots])
    if middle is None:
        return dot_strip.StripRow(name, dots)
    said = gettext("median: %(score)s") % {"score": _number(middle)}
    return dot_strip.StripRow(name, dots, middle, said, _count)


def _count(low: int, high: int, bodies: int) -> str:
    """What a pointer on a column is told."""
    text = ngettext(
        "%(low)s–%(high)s points: %(bodies)s body", "%(low)s–%(high)s points: %(bodies)s bodies", bodies
    )
    return text % {"low": low, "high": high, "bodies": bodies}


def years_sparkline(results: Sequence[Result], key: str = "spark") -> str:
    """A body's overall scores over its published years; a withheld year breaks the line. Empty without a score."""
    known = sorted(results, key=lambda result: result.year)
    years = [
        sparkline.Year(
            result.year, result.overall, _number(result.overall), f"{result.year}: {_number(result.overall)}"
        )
        if result.overall is not None
        else sparkline.Year(result.year, None, "", "")
        for result in known
    ]
    title = gettext("Overall scores over the years")
    said = "; ".join(year.title for year in years if year.title)
    return sparkline.draw(years, title, said, key=key)


def _number(value: Decimal, places: int = 1) -> str:
    return decimal_text(value, get_language() or "en", places)
