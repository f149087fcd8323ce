"""Old scores and new ones as pairs of dots on a line, a row for each body: where a draft would have moved them.

Pure: names and Decimal scores in, SVG in the three widths of a page out. The old score is a hollow dot, the new one
a full dot; the table under the drawing says the same in numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from evaluation.svg import Element, element, label, picture, text_width, titled, wrap

WIDE: Final = 1070
MEDIUM: Final = 660
NARROW: Final = 316
_SIZE: Final = 13
_ROW: Final = 26
_LINE: Final = Decimal(16)
#: How wide a body's name may be before it takes a second line.
_BESIDE: Final = {"wide": 330, "medium": 210, "narrow": 300}
_STEP: Final = Decimal(10)


@dataclass(frozen=True)
class Pair:
    """One body's two scores, 0 to 100; ``told`` is the row in words."""

    name: str
    old: Decimal
    new: Decimal
    told: str


@dataclass(frozen=True)
class Drawing:
    """The same drawing for three widths of the page, as SVG."""

    wide: str
    medium: str
    narrow: str


def draw(
    pairs: Sequence[Pair],
    title: str,
    description: str,
    legend: tuple[str, str],
    *,
    tick_text: Callable[[Decimal], str] = str,
    key: str = "shifts",
) -> Drawing:
    """The drawing. ``legend`` names the old score and the new one."""
    made = {
        css: _picture(pairs, title, description, legend, tick_text, key, css, width)
        for css, width in (("wide", WIDE), ("medium", MEDIUM), ("narrow", NARROW))
    }
    return Drawing(**made)


def _picture(
    pairs: Sequence[Pair],
    title: str,
    description: str,
    legend: tuple[str, str],
    tick_text: Callable[[Decimal], str],
    key: str,
    css: str,
    width: int,
) -> str:
    beside = css != "narrow"
    names = [wrap(one.name, _BESIDE[css], _SIZE) for one in pairs]
    widest = max((text_width(line, _SIZE) for lines in names for line in lines), default=Decimal(0))
    left = widest + 20 if beside else Decimal(10)
    right = Decimal(width - 14)
    low = min([Decimal(50), *(min(one.old, one.new) // _STEP * _STEP for one in pairs)])
    span = Decimal(100) - low

    def x(value: Decimal) -> Decimal:
        return left + (min(max(value, low), Decimal(100)) - low) / span * (right - left)

    parts = _legend(legend, left)
    y = Decimal(44)
    rows: list[Element] = []
    for one, lines in zip(pairs, names, strict=True):
        if beside:
            y += _LINE * (len(lines) - 1) / 2
            first = y + 4 - _LINE * (len(lines) - 1) / 2
            place: tuple[Decimal, str] = (left - 16, "end")
        else:
            first, place = y, (Decimal(0), "start")
            y += _LINE * len(lines) + 4
        rows += [
            label(line, place[0], first + _LINE * number, size=_SIZE, anchor=place[1])
            for number, line in enumerate(lines)
        ]
        rows.append(element("line", "d-track", x1=left, y1=y, x2=right, y2=y))
        rows.append(element("line", "d-past", x1=x(one.old), y1=y, x2=x(one.new), y2=y, stroke_width=3))
        rows.append(titled("circle", "d-upcoming", one.told, cx=x(one.old), cy=y, r=5, stroke_width=2))
        rows.append(titled("circle", "d-last", one.told, cx=x(one.new), cy=y, r=6, stroke_width=2))
        y += _ROW + (_LINE * (len(lines) - 1) / 2 if beside else 0)
    step = _STEP * 2 if span > 60 or not beside else _STEP
    ticks, value = [], Decimal(100)
    while value >= low:
        ticks.append(label(tick_text(value), x(value), y + 12, anchor="middle"))
        ticks.append(element("line", "d-grid", x1=x(value), y1=30, x2=x(value), y2=y - 6))
        value -= step
    return picture(f"{key}-{css}", css, width, y + 20, title, description, [*ticks, *parts, *rows])


def _legend(legend: tuple[str, str], left: Decimal) -> list[Element]:
    second = left + 22 + text_width(legend[0], _SIZE) + 26
    return [
        element("circle", "d-upcoming", cx=left + 6, cy=14, r=5, stroke_width=2),
        label(legend[0], left + 18, 18, size=_SIZE),
        element("circle", "d-last", cx=second, cy=14, r=6, stroke_width=2),
        label(legend[1], second + 12, 18, size=_SIZE),
    ]
