"""A body's scores over the years as a small line.

Pure: Decimal scores and words already translated in, SVG out. The scale spans at least ten points, so that a
change of a few tenths does not look like a fall. A year without a score breaks the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from evaluation.svg import Element, element, label, number, picture, text_width, titled

_LEAST_SPAN: Final = Decimal(10)
_SIZE: Final = 12


@dataclass(frozen=True, slots=True)
class Year:
    """One year: its score, or ``None``; ``value_text`` as the language writes it; ``title`` for a resting pointer."""

    year: int
    value: Decimal | None
    value_text: str
    title: str


def draw(
    years: Sequence[Year],
    title: str,
    description: str,
    *,
    key: str = "spark",
    width: int = 220,
    height: int = 64,
) -> str:
    """The line, the years at its ends and the last score. An empty string when no year has a score."""
    known = [point for point in years if point.value is not None]
    if not known:
        return ""
    last = known[-1]
    room = text_width(last.value_text, _SIZE + 1, bold=True) + 12
    left, right = Decimal(16), width - max(room, Decimal(16))
    top, bottom = Decimal(10), Decimal(height - 24)
    low, high = _span([point.value for point in known if point.value is not None])
    first_year, last_year = years[0].year, years[-1].year
    many = max(last_year - first_year, 1)

    def place(point: Year, value: Decimal) -> tuple[Decimal, Decimal]:
        x = left + (right - left) * (point.year - first_year) / many
        return x, bottom - (value - low) / (high - low) * (bottom - top)

    parts: list[Element] = []
    for run in _runs(years):
        spots = [place(point, point.value) for point in run if point.value is not None]
        if len(spots) > 1:
            path = "M" + "L".join(f"{number(x)} {number(y)}" for x, y in spots)
            parts.append(
                element("path", "d-line", d=path, stroke_width=2, stroke_linejoin="round", fill="none")
            )
    for point in known:
        if point.value is None:
            continue
        x, y = place(point, point.value)
        size = Decimal(4 if point is last else 3)
        parts.append(titled("circle", "d-last", point.title, cx=x, cy=y, r=size, stroke_width="1.5"))
        if point is last:
            parts.append(label(point.value_text, x + 9, y + 5, "d-text d-strong", size=_SIZE + 1))
    parts.append(label(str(first_year), left, height - 4, size=_SIZE, anchor="middle"))
    if last_year != first_year:
        parts.append(label(str(last_year), right, height - 4, size=_SIZE, anchor="middle"))
    return picture(key, "spark", width, height, title, description, parts)


def _span(values: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """The scale's ends: the scores' own, widened evenly to the least span."""
    low, high = min(values), max(values)
    spare = max(_LEAST_SPAN - (high - low), Decimal(0)) / 2
    return low - spare, high + spare


def _runs(years: Sequence[Year]) -> list[list[Year]]:
    """The years cut where one has no score."""
    runs: list[list[Year]] = [[]]
    for point in years:
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append(point)
    return [run for run in runs if run]
