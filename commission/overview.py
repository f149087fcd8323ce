"""The working body's overview of a year: tiles, the heat table in any order, what is late, what is objected to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appeals.models import Objection
from appeals.models.objections import OPEN
from commission.heatmap import css_class
from commission.selectors import BodyPicture, Tally
from evaluation import clock
from evaluation.models import Body, Cycle
from evaluation.names import alphabetical
from evaluation.presentation import DASH, per_cent
from evaluation.routing import DIRECTIONS
from evaluation.routing_words import DIRECTION_NAMES
from evaluation.templatetags.sarap import percent
from schedule.duty_book import Duty, duties_of

#: Headings of the columns: one word each, so that seven of them fit; the full name is said beside it.
SHORT_NAMES: Mapping[str, Any] = {
    "1.1": gettext_lazy("Goals"),
    "1.2": gettext_lazy("Budget"),
    "2.1": gettext_lazy("Services"),
    "2.2": gettext_lazy("Complaints"),
    "2.3": gettext_lazy("E-services"),
    "3.1": gettext_lazy("Personnel"),
    "3.2": gettext_lazy("IT"),
}
LATE_SHOWN = 12


@dataclass(frozen=True)
class Cell:
    """One direction of one body. ``why`` stands for the number where there is none."""

    value: Decimal | None
    css: str
    applies: bool
    conclusion: int | None
    why: str = ""


@dataclass(frozen=True)
class Line:
    """One body of the table."""

    row: BodyPicture
    cells: list[Cell]

    @property
    def only(self) -> str:
        """Which blocks apply, where not all do."""
        if len(self.row.blocks) == 3:
            return ""
        blocks = ", ".join(map(str, self.row.blocks))
        return ngettext("block %(blocks)s only", "blocks %(blocks)s only", len(self.row.blocks)) % {
            "blocks": blocks
        }


@dataclass(frozen=True)
class Column:
    """A heading that sorts: ``url`` asks for the order, ``sort`` is "ascending", "descending" or ""."""

    code: str
    label: Any
    title: Any
    url: str
    sort: str


def lines_of(rows: list[BodyPicture]) -> list[Line]:
    """The table's rows with their heat. No query."""
    return [Line(row, [_cell(row, code) for code in DIRECTIONS]) for row in rows]


def _cell(row: BodyPicture, code: str) -> Cell:
    block = DIRECTIONS[code].block
    if block not in row.blocks:
        return Cell(None, "", False, None, _("the block does not apply to this body"))
    value = row.directions.get(code)
    why = "" if value is not None else _("not approved yet")
    return Cell(value, css_class(value), True, row.conclusions.get(block), why)


def ordered(lines: list[Line], sort: str) -> list[Line]:
    """The lines in the order asked for: a column's code, "-" before it for the highest first; else the register's.

    Bodies without a number in that column stand last, whichever the direction.
    """
    key, descending = sort.removeprefix("-"), sort.startswith("-")
    if key == "name":
        return sorted(lines, key=lambda line: alphabetical(line.row.body.short_name), reverse=descending)
    if key not in (*DIRECTIONS, "overall", "movement"):
        return lines

    def number(line: Line) -> Decimal | None:
        if key == "overall":
            return line.row.overall
        return line.row.movement if key == "movement" else line.row.directions.get(key)

    with_number = [(value, line) for line in lines if (value := number(line)) is not None]
    without = [line for line in lines if number(line) is None]
    with_number.sort(key=lambda pair: pair[0], reverse=descending)
    return [line for _value, line in with_number] + without


def columns(sort: str) -> list[Column]:
    """The headings: a click sorts by the column, a second one turns the order round; numbers start with the highest."""
    found = [("name", _("Body"), _("Body"))]
    found += [(code, SHORT_NAMES[code], DIRECTION_NAMES[code]) for code in DIRECTIONS]
    found += [("overall", _("Overall"), _("Overall evaluation")), ("movement", _("Movement"), _("Movement"))]
    made = []
    for code, label, title in found:
        first, second = (code, f"-{code}") if code == "name" else (f"-{code}", code)
        now = "descending" if sort == f"-{code}" else "ascending" if sort == code else ""
        made.append(Column(code, label, title, f"?sort={second if sort == first else first}", now))
    return made


@dataclass(frozen=True)
class Late:
    """Something that is done after its term, or not done although the term has passed."""

    duty: Duty
    holder: Any
    about: Any

    @property
    def done_at(self) -> datetime | None:
        """When it was done, not before ``duty.due_at``; None where it is still owed."""
        return self.duty.done_at


def late_of(cycle: Cycle) -> list[Late]:
    """What is overdue, then what was done late. One query more than the floors' duties take."""
    now = clock.now()
    duties = duties_of(cycle.year)
    overdue = [duty for duty in duties if duty.overdue(now)]
    done_late = [duty for duty in duties if duty.done_at is not None and duty.done_at >= duty.due_at]
    late = [*overdue, *done_late]
    bodies = Body.objects.in_bulk({pk for duty in late for pk in (duty.holder_id, duty.about_id) if pk})
    return [
        Late(duty, bodies.get(duty.holder_id), bodies.get(duty.about_id) if duty.about_id else None)
        for duty in late
    ]


def pending_objections(cycle: Cycle) -> list[Objection]:
    """The objections that are not decided, the nearest term first. One query."""
    return list(
        Objection.objects.filter(cycle=cycle, state__in=OPEN)
        .select_related("body", "authority", "result_term", "conclusion")
        .defer("conclusion__trace", "conclusion__content")
        .order_by("result_term__due_at", "number")
    )


def tiles(counted: Tally, year: int, objections_url: str) -> list[dict[str, Any]]:
    """The four tiles of the page."""
    of = _("%(part)s of %(whole)s")
    return [
        {
            "label": _("Conclusions in time"),
            "value": of % {"part": counted.in_time, "whole": counted.expected},
            "tone": "refused" if counted.in_time < counted.delivered else "",
        },
        {
            "label": _("Objections accepted"),
            "value": of % {"part": counted.accepted, "whole": counted.objections},
            "url": objections_url,
        },
        {
            "label": _("Recommendations carried out"),
            "value": percent(per_cent(counted.carried_out, counted.recommendations)),
            "note": of % {"part": counted.carried_out, "whole": counted.recommendations}
            if counted.recommendations
            else _("none were given in the year before"),
        },
        {
            "label": _("Fallen since %(year)s") % {"year": year - 1},
            "value": DASH
            if counted.fallen is None
            else ngettext("%(count)s body", "%(count)s bodies", counted.fallen) % {"count": counted.fallen},
            "note": _("no body has overall scores of both years yet") if counted.fallen is None else "",
            "tone": "refused" if counted.fallen else "",
        },
    ]
