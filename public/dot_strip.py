"""The scores of a year as dots on a line, a row for each kind of body, with the zones of the degrees behind them.

Pure: Decimal scores and words already translated in, SVG out, in the three widths of a page. Dots that would
hide each other are set one above another; a pointer resting on a dot shows whose it is. More than ``MOST_DOTS`` of a
kind are drawn as columns instead, one for each point of the scale, as high as there are bodies in it. The table under
the drawing says the same in numbers, so nothing here needs to be pressed.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from heapq import heappop, heappush
from typing import Final, Literal

from evaluation.svg import Element, element, label, number, picture, text_width, titled, wrap

WIDE: Final = 1070
MEDIUM: Final = 660
NARROW: Final = 320

_RADIUS: Final = 6
_APART: Final = Decimal("12.5")  # between centres of two dots that touch
_SIZE: Final = 13
_STEP: Final = 10  # points between two ticks
_TALLEST: Final = 72  # pixels of the highest column
#: How many bodies of a kind are drawn as dots; more would be a cloud in which nobody finds one.
MOST_DOTS: Final = 150

Tone = Literal["low", "middle", "high"]


@dataclass(frozen=True, slots=True)
class Dot:
    """A body's score. ``title`` is what a resting pointer shows; ``own`` marks the body the reader came for."""

    value: Decimal
    title: str
    own: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class StripRow:
    """Bodies of one kind. ``median`` with its title is drawn as a thin stroke; ``count_title`` says how many bodies
    have a score from one number to the other, of a column."""

    label: str
    dots: Sequence[Dot]
    median: Decimal | None = None
    median_title: str = ""
    count_title: Callable[[int, int, int], str] = "{}–{}: {}".format

    @property
    def crowded(self) -> bool:
        """Whether the bodies are drawn as columns."""
        return len(self.dots) > MOST_DOTS


@dataclass(frozen=True, slots=True)
class Zone:
    """Scores from ``start`` to ``end`` make a degree of effectiveness, named by ``label``."""

    start: Decimal
    end: Decimal
    label: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Strip:
    """The same drawing for three widths of the page, as SVG."""

    wide: str
    medium: str
    narrow: str


@dataclass(frozen=True, slots=True)
class _Scale:
    low: Decimal
    high: Decimal
    left: Decimal
    right: Decimal

    def x(self, value: Decimal) -> Decimal:
        inside = min(max(value, self.low), self.high)
        return self.left + (inside - self.low) / (self.high - self.low) * (self.right - self.left)


def draw(
    rows: Sequence[StripRow],
    zones: Sequence[Zone],
    title: str,
    description: str,
    *,
    tick_text: Callable[[Decimal], str] = str,
    key: str = "strip",
) -> Strip:
    """The strip plot. ``tick_text`` writes the numbers of the scale; ``key`` makes the ids unique on the page.

    The scale runs from the ten below the lowest score (never above 50) to 100. Raises ``ValueError`` for a
    score outside 0 to 100.
    """
    for row in rows:
        for dot in row.dots:
            if not 0 <= dot.value <= 100:
                raise ValueError(f"a score is between 0 and 100, not {dot.value}")
    drawings = {
        css: _picture(rows, zones, title, description, tick_text, key, css, width)
        for css, width in (("wide", WIDE), ("medium", MEDIUM), ("narrow", NARROW))
    }
    return Strip(**drawings)


def lowest_tick(rows: Sequence[StripRow]) -> Decimal:
    """Where the scale starts: the ten below the lowest score, at most 50."""
    values = [dot.value for row in rows for dot in row.dots]
    least = min(values, default=Decimal(50))
    return min(Decimal(50), least // _STEP * _STEP)


def swarm(xs: Sequence[Decimal], apart: Decimal = _APART) -> list[Decimal]:
    """How far from its row's line each dot must stand (negative is up) so that no two are nearer than ``apart``.

    ``xs`` are pixels, in any order; the first free place nearest to the line is taken, in order of ``xs``. Places lie
    on levels ``apart`` from each other, so only dots of one level can meet: a level is free again once the last dot
    on it is ``apart`` behind.
    """
    offsets = [Decimal(0)] * len(xs)
    taken: deque[tuple[Decimal, int]] = (
        deque()
    )  # (where the last dot of the level stands, level), in order of place
    free: list[int] = []  # the nearest first
    levels = 0
    for index in sorted(range(len(xs)), key=lambda index: xs[index]):
        while taken and xs[index] - taken[0][0] >= apart:
            heappush(free, taken.popleft()[1])
        if free:
            level = heappop(free)
        else:
            level, levels = levels, levels + 1
        taken.append((xs[index], level))
        offsets[index] = apart * ((level + 1) // 2) * (-1 if level % 2 else 1)
    return offsets


def _picture(
    rows: Sequence[StripRow],
    zones: Sequence[Zone],
    title: str,
    description: str,
    tick_text: Callable[[Decimal], str],
    key: str,
    css: str,
    width: int,
) -> str:
    beside = css != "narrow"
    names = [wrap(row.label, 150 if beside else width, _SIZE) for row in rows]
    widest = max((text_width(line, _SIZE) for lines in names for line in lines), default=Decimal(0))
    left = widest + 24 if beside else Decimal(12)
    scale = _Scale(lowest_tick(rows), Decimal(100), left, Decimal(width - 16))
    heads, top = _zone_labels(zones, scale, width)
    parts: list[Element] = []
    y = Decimal(top)
    for row, lines in zip(rows, names, strict=True):
        drawn, y = _row(row, lines, scale, y, beside)
        parts += drawn
    bottom = y + 4
    behind = [
        element(
            "rect",
            f"d-zone-{zone.tone}",
            x=scale.x(zone.start),
            y=top - 4,
            width=scale.x(zone.end) - scale.x(zone.start),
            height=bottom - top + 4,
        )
        for zone in zones
        if zone.end > scale.low
    ]
    ticks = [
        label(tick_text(value), scale.x(value), bottom + 20, anchor="middle")
        for value in _ticks(scale.low, css)
    ]
    return picture(
        f"{key}-{css}", css, width, bottom + 28, title, description, [*behind, *heads, *parts, *ticks]
    )


def _ticks(low: Decimal, css: str) -> list[Decimal]:
    """Every ten; every twenty counted from 100 where a telephone has no room for more."""
    step = _STEP * 2 if css == "narrow" and low < 40 else _STEP
    values = []
    value = Decimal(100)
    while value >= low:
        values.append(value)
        value -= step
    return values[::-1]


def _zone_labels(zones: Sequence[Zone], scale: _Scale, width: int) -> tuple[list[Element], int]:
    """The degrees' names over their zones, on as many lines as they need, and where the rows may start."""
    shown = [zone for zone in zones if zone.label and zone.end > scale.low]
    taken: list[tuple[Decimal, Decimal, int]] = []
    placed: list[tuple[Zone, Decimal, int]] = []
    for zone in shown:
        wide = text_width(zone.label, _SIZE)
        middle = (scale.x(zone.start) + scale.x(zone.end)) / 2
        left = min(max(middle - wide / 2, Decimal(0)), width - wide)
        line = 0
        while any(row == line and left < end + 10 and start < left + wide + 10 for start, end, row in taken):
            line += 1
        taken.append((left, left + wide, line))
        placed.append((zone, left, line))
    lines = max((line for *_, line in placed), default=-1) + 1
    heads = [
        label(
            zone.label,
            left,
            14 + (lines - 1 - line) * 17,
            f"d-text d-zone-text-{zone.tone}" if zone.tone == "high" else "d-text",
        )
        for zone, left, line in placed
    ]
    return heads, lines * 17 + 12


def _row(
    row: StripRow, lines: Sequence[str], scale: _Scale, y: Decimal, beside: bool
) -> tuple[list[Element], Decimal]:
    """One kind of body: its name, its line, its dots. Gives the drawing and where the next row starts."""
    shown = [dot for dot in row.dots if dot.own] if row.crowded else row.dots
    xs = [scale.x(dot.value) for dot in shown]
    offsets = swarm(xs)
    own = [dot for dot in row.dots if dot.own and dot.label]
    highest = max((-offset for offset in offsets), default=Decimal(0)) + _RADIUS
    above = (Decimal(_TALLEST) if row.crowded else highest) + 8 + (18 if own else 0)
    below = max((*offsets, Decimal(0))) + _RADIUS + 8
    parts: list[Element] = []
    if beside:
        half = Decimal(len(lines) * 17) / 2
        centre = y + max(above, half)
        for index, text in enumerate(lines):
            parts.append(label(text, 0, centre - half + index * 17 + 13))
        after = centre + max(below, half)
    else:
        for index, text in enumerate(lines):
            parts.append(label(text, scale.left, y + 12 + index * 17, "d-text d-ink"))
        centre = y + len(lines) * 17 + above
        after = centre + below
    parts.append(
        element(
            "path",
            "d-grid",
            d=f"M{number(scale.left)} {number(centre)}H{number(scale.right)}",
            stroke_width=1,
        )
    )
    if row.median is not None:
        at = number(scale.x(row.median))
        stroke = f"M{at} {number(centre - above + (22 if own else 4))}V{number(centre + below - 4)}"
        parts.append(
            titled("path", "d-median", row.median_title, d=stroke, stroke_width=1, stroke_dasharray="2 3")
        )
    if row.crowded:
        parts += _columns(row, scale, centre)
    # The reader's own body is drawn last, over the others.
    for dot, x, offset in sorted(zip(shown, xs, offsets, strict=True), key=lambda item: item[0].own):
        css = "d-dot-own" if dot.own else "d-dot"
        parts.append(titled("circle", css, dot.title, cx=x, cy=centre + offset, r=_RADIUS, stroke_width=1))
        if dot.own and dot.label:
            wide = text_width(dot.label, _SIZE, bold=True)
            left = min(max(x - wide / 2, Decimal(0)), scale.right + 16 - wide)
            parts.append(label(dot.label, left, centre - above + 14, "d-text d-strong"))
    return parts, after


def _columns(row: StripRow, scale: _Scale, line: Decimal) -> list[Element]:
    """How many bodies have how many points; the last column has those with the whole hundred too."""
    counts = Counter(min(int(dot.value), 99) for dot in row.dots)
    most = max(counts.values())
    columns = []
    for points, count in sorted(counts.items()):
        left, right = scale.x(Decimal(points)), scale.x(Decimal(points + 1))
        high = max(Decimal(count * _TALLEST) / most, Decimal(1))
        title = row.count_title(points, points + 1, count)
        place = {"x": left, "y": line - high, "width": right - left, "height": high}
        columns.append(titled("rect", "d-dot", title, **place, stroke_width=1))
    return columns
