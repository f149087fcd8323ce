"""The year of an evaluation as a line: milestones, today, what is done, what is late, what was extended (c7).

Pure: dates and words already translated in, SVG out. Three widths of one drawing, because a drawing that is
merely shrunk cannot be read: ``wide`` and ``medium`` lie across the page, ``narrow`` stands for a telephone.
Labels never overlap one another, nor the thin lines that lead to them: :func:`_place` searches for places and,
when a width has none, the standing drawing takes its place.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from evaluation.svg import Element, element, label, number, picture, text_width, titled, wrap

State = Literal["done", "due", "upcoming", "late"]

WIDE: Final = 1070
MEDIUM: Final = 660
NARROW: Final = 320

_SIZE: Final = 13
_LINE: Final = 18
_RADIUS: Final = 8
_APART: Final = 24  # the least distance of two milestones' circles, so that neither hides the other
_GAP: Final = 12  # the least distance of two labels side by side
_CSS: Final = {"done": "d-done", "due": "d-due", "upcoming": "d-upcoming", "late": "d-overdue"}


@dataclass(frozen=True, slots=True)
class TimelinePoint:
    """A point of the year. ``extended_to`` with its label is the later day that an order allowed."""

    label: str
    day: datetime.date
    day_label: str
    state: State
    extended_to: datetime.date | None = None
    extended_label: str = ""


@dataclass(frozen=True, slots=True)
class Words:
    """The drawing's words in the reader's language. ``states`` names each state for those who do not see colour."""

    title: str
    today: str
    states: Mapping[State, str]


@dataclass(frozen=True, slots=True)
class Timeline:
    """The same drawing for three widths of the page, as SVG."""

    wide: str
    medium: str
    narrow: str


@dataclass(frozen=True, slots=True)
class Box:
    """A place taken by a label: its edges, its row below the line, and where its circle is."""

    left: int
    right: int
    row: int
    anchor: str
    at: int


def draw(
    milestones: Sequence[TimelinePoint], today: datetime.date, words: Words, key: str = "timeline"
) -> Timeline:
    """The year's timeline. ``key`` makes the ids unique where a page has two. Raises ``ValueError`` without milestones."""
    if not milestones:
        raise ValueError("a timeline needs at least one milestone")
    ordered = sorted(milestones, key=lambda milestone: milestone.day)
    return Timeline(
        wide=_lying(ordered, today, words, key, "wide", WIDE),
        medium=_lying(ordered, today, words, key, "medium", MEDIUM),
        narrow=_standing(ordered, today, words, key, "narrow"),
    )


def describe(milestones: Sequence[TimelinePoint], words: Words) -> str:
    """The drawing in words: each milestone, its date, its state."""
    return "; ".join(
        f"{point.label}, {point.day_label}"
        + (f", {point.extended_label}" if point.extended_label else "")
        + (f", {words.states[point.state]}" if point.state in words.states else "")
        for point in milestones
    )


# --- places ------------------------------------------------------------------------------------------


def positions(
    days: Sequence[datetime.date], width: int, margin: int = 24, apart: int = _APART
) -> list[Decimal]:
    """Where ascending ``days`` stand on a line ``width`` pixels long: to scale, but never closer than ``apart``."""
    first, last = days[0], days[-1]
    span = max((last - first).days, 1)
    room = Decimal(width - 2 * margin)
    apart_here = min(Decimal(apart), room / max(len(days) - 1, 1))
    xs = [margin + room * (day - first).days / span for day in days]
    for index in range(1, len(xs)):
        xs[index] = max(xs[index], xs[index - 1] + apart_here)
    limit = Decimal(width - margin)
    for index in range(len(xs) - 1, -1, -1):
        xs[index] = min(xs[index], limit)
        limit = xs[index] - apart_here
    return xs


def between(
    day: datetime.date, days: Sequence[datetime.date], xs: Sequence[Decimal], width: int
) -> Decimal | None:
    """Where ``day`` stands among milestones already placed; ``None`` when it is over six weeks outside the year."""
    near = datetime.timedelta(weeks=6)
    if day < days[0]:
        return xs[0] / 2 if days[0] - day <= near else None
    if day > days[-1]:
        return (xs[-1] + width) / 2 if day - days[-1] <= near else None
    for index in range(len(days) - 1):
        if days[index] <= day <= days[index + 1]:
            span = (days[index + 1] - days[index]).days
            part = Decimal((day - days[index]).days) / span if span else Decimal(0)
            return xs[index] + (xs[index + 1] - xs[index]) * part
    return xs[-1]


def _place(widths: Sequence[Decimal], xs: Sequence[Decimal], width: int) -> list[Box] | None:
    """A box for each label, none overlapping another nor a leader; ``None`` when there is no such arrangement.

    Fewest rows first; among arrangements of so many rows the one with most labels near their circles.
    """
    for rows in range(1, 5):
        choices = [_choices(x, wide, rows, width) for x, wide in zip(xs, widths, strict=True)]
        best = _search(choices)
        if best is not None:
            return best
    return None


def _search(choices: Sequence[Sequence[tuple[int, Box]]], budget: int = 1200) -> list[Box] | None:
    """Branch and bound over every label's choices, each with its cost, the cheapest first.

    Gives up looking for a better arrangement after ``budget`` steps and takes the best so far.
    """
    best: list[Box] | None = None
    least = 10**6
    stack: list[tuple[int, list[Box]]] = [(0, [])]
    while stack and budget > 0:
        budget -= 1
        cost, placed = stack.pop()
        if cost >= least:
            continue
        if len(placed) == len(choices):
            best, least = placed, cost
            continue
        for price, box in reversed(choices[len(placed)]):  # the last one pushed is looked at first
            # Labels stand in the order of their circles: the nearest are the likeliest to be in the way.
            if cost + price < least and all(_clear(box, other) for other in reversed(placed)):
                stack.append((cost + price, [*placed, box]))
    return best


def _choices(x: Decimal, wide: Decimal, rows: int, width: int) -> list[tuple[int, Box]]:
    """A label's places with their costs: under its circle, hanging to its right or left; only what fits the drawing.

    Boxes are in whole pixels, rounded outwards: the search compares thousands of them.
    """
    at, wide_px = int(x), int(wide) + 1
    options = []
    for row in range(rows):
        for left, anchor in (
            (at - wide_px // 2, "middle"),
            (at - _RADIUS, "start"),
            (at + _RADIUS - wide_px, "end"),
        ):
            if left >= 1 and left + wide_px <= width - 1:
                cost = row * 3 + (anchor != "middle")
                options.append((cost, Box(left, left + wide_px, row, anchor, at)))
    return sorted(options, key=lambda option: option[0])


def _clear(one: Box, other: Box) -> bool:
    """Whether two labels, and the lines leading down to them, leave each other alone."""
    if one.row == other.row:
        return one.right + _GAP <= other.left or other.right + _GAP <= one.left
    upper, lower = (one, other) if one.row < other.row else (other, one)
    return not upper.left - 5 <= lower.at <= upper.right + 5


# --- the lying drawing -------------------------------------------------------------------------------


def _lying(
    points: Sequence[TimelinePoint], today: datetime.date, words: Words, key: str, css: str, width: int
) -> str:
    days = [point.day for point in points]
    xs = positions(days, width)
    texts, boxes = _labels(points, words, xs, width)
    if boxes is None:
        return _standing(points, today, words, key, css)
    row_heights = [
        max((len(text) for text, box in zip(texts, boxes, strict=True) if box.row == row), default=0) * _LINE
        + 10
        for row in range(max(box.row for box in boxes) + 1)
    ]
    now = between(today, days, xs, width)
    y = 52
    parts: list[Element] = [_track(xs[0], xs[-1], y, "d-track")]
    if (now is not None and now > xs[0]) or today > days[-1]:
        parts.append(_track(xs[0], xs[-1] if now is None else min(now, xs[-1]), y, "d-past"))
    for point, x in zip(points, xs, strict=True):
        if point.extended_to is not None:
            later = between(point.extended_to, days, xs, width)
            parts += _extension(x, xs[-1] if later is None else later, y)
    for point, x, box, text in zip(points, xs, boxes, texts, strict=True):
        top = y + 28 + sum(row_heights[: box.row])
        if box.row:
            parts.append(
                element(
                    "path", "d-leader", d=f"M{number(x)} {y + 12}V{top - 14}", stroke_width=1, fill="none"
                )
            )
        parts.append(_circle(point, x, y, words))
        place = {"middle": x, "start": x - _RADIUS, "end": x + _RADIUS}[box.anchor]
        for line, (words_of_line, style) in enumerate(text):
            parts.append(label(words_of_line, place, top + line * _LINE, style, anchor=box.anchor))
    if now is not None:
        half = text_width(words.today, _SIZE, bold=True) / 2
        centre = min(max(now, half), width - half)
        parts.append(label(words.today, centre, y - 32, "d-text d-strong", anchor="middle"))
        parts.append(element("path", "d-now", d=f"M{number(now - 6)} {y - 24}h12l-6 9z"))
    height = y + 14 + sum(row_heights)
    return picture(f"{key}-{css}", css, width, height, words.title, describe(points, words), parts)


def _labels(
    points: Sequence[TimelinePoint], words: Words, xs: Sequence[Decimal], width: int
) -> tuple[list[list[tuple[str, str]]], list[Box] | None]:
    """The lines of every label and its place; narrower lines when wide ones leave no place."""
    texts: list[list[tuple[str, str]]] = []
    for limit in (150, 110, 70):
        texts = [_lines(point, words, limit) for point in points]
        widths = [
            max(text_width(line, _SIZE, bold="strong" in style or "late" in style) for line, style in text)
            for text in texts
        ]
        boxes = _place(widths, xs, width)
        if boxes is not None:
            return texts, boxes
    return texts, None


def _lines(point: TimelinePoint, words: Words, limit: int) -> list[tuple[str, str]]:
    """A milestone's label as lines with their classes: name, date, then what must be said beside the colour."""
    strong = point.state in ("due", "late")
    style = "d-text d-strong" if strong else "d-text"
    lines = [(line, style) for line in wrap(point.label, limit, _SIZE, bold=strong)]
    lines.append((point.day_label, "d-text d-late" if point.state == "late" else style))
    if point.extended_label:
        lines += [(line, "d-text d-gold") for line in wrap(point.extended_label, limit, _SIZE)]
    if point.state == "late":
        lines += [(line, "d-text d-late") for line in wrap(words.states["late"], limit, _SIZE, bold=True)]
    return lines


def _track(start: Decimal, end: Decimal, y: int, css: str) -> Element:
    return element(
        "path",
        css,
        d=f"M{number(start)} {y}H{number(end)}",
        stroke_width=5,
        stroke_linecap="round",
        fill="none",
    )


def _extension(x: Decimal, later: Decimal, y: int) -> list[Element]:
    """A dashed line to the day that an order allowed, ending in a diamond."""
    return [
        element(
            "path",
            "d-extension-line",
            d=f"M{number(x)} {y}H{number(later)}",
            stroke_width=3,
            stroke_dasharray="3 4",
            fill="none",
        ),
        element("path", "d-extension", d=f"M{number(later)} {y - 7}l7 7-7 7-7-7z", stroke_width=2),
    ]


def _circle(point: TimelinePoint, x: Decimal, y: Decimal | int, words: Words) -> Element:
    """The milestone's mark: a tick in what is done, a stroke in what is late; a ring otherwise."""
    state = words.states.get(point.state, "")
    title = ", ".join(filter(None, (point.label, point.day_label, state)))
    mark = titled("circle", _CSS[point.state], title, cx=x, cy=y, r=_RADIUS, stroke_width="2.5")
    sign: list[Element] = []
    if point.state == "done":
        path = f"M{number(x - 3)} {number(y)}l2.2 2.3 4-4.6"
        sign = [
            element("path", "d-sign-done", d=path, stroke_width="1.8", fill="none", stroke_linecap="round")
        ]
    elif point.state == "late":
        path = f"M{number(x)} {number(y - 4)}v4.5m0 3v.2"
        sign = [element("path", "d-sign-late", d=path, stroke_width=2, fill="none", stroke_linecap="round")]
    return element("g", "", mark, *sign)


# --- the standing drawing ----------------------------------------------------------------------------


def _standing(points: Sequence[TimelinePoint], today: datetime.date, words: Words, key: str, css: str) -> str:
    """Milestones one under another, not to scale, today in its place among them."""
    width, x, text_x, size = NARROW, Decimal(14), Decimal(38), 14
    near = between(today, [point.day for point in points], [Decimal(0)] * len(points), width) is not None
    parts: list[Element] = []
    marks: list[tuple[TimelinePoint, Decimal]] = []
    y = Decimal(16)
    now: Decimal | None = None
    for point in points:
        if near and now is None and today <= point.day:
            now, y = y, y + 32
        marks.append((point, y))
        strong = point.state in ("due", "late")
        style = "d-text d-strong" if strong else "d-text d-ink"
        line_y = y + 5
        for line in wrap(point.label, width - text_x, size, bold=strong):
            parts.append(label(line, text_x, line_y, style, size=size))
            line_y += 20
        said = [(point.day_label, "d-text d-late" if point.state == "late" else "d-text")]
        if point.extended_label:
            said.append((point.extended_label, "d-text d-gold"))
        if point.state == "late":
            said.append((words.states["late"], "d-text d-late"))
        for text, said_style in said:
            for line in wrap(text, width - text_x, _SIZE, bold="late" in said_style):
                parts.append(label(line, text_x, line_y, said_style))
                line_y += _LINE
        y = line_y + 18
    if near and now is None:
        now, y = y, y + 32
    first, last = marks[0][1], marks[-1][1]
    strokes = [_upright(x, first, last, "d-track")]
    if now is not None or today > points[-1].day:
        strokes.append(_upright(x, first, last if now is None else min(max(now, first), last), "d-past"))
    circles = [_circle(point, x, place, words) for point, place in marks]
    if now is not None:
        parts.append(element("path", "d-now", d=f"M{number(x + 6)} {number(now)}l9-6v12z"))
        parts.append(label(words.today, text_x, now + 5, "d-text d-strong", size=size))
    return picture(
        f"{key}-{css}", css, width, y - 12, words.title, describe(points, words), [*strokes, *circles, *parts]
    )


def _upright(x: Decimal, start: Decimal, end: Decimal, css: str) -> Element:
    return element(
        "path",
        css,
        d=f"M{number(x)} {number(start)}V{number(end)}",
        stroke_width=4,
        stroke_linecap="round",
        fill="none",
    )
