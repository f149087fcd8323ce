"""The working body's overview of a year: tiles, the heat table in any order, what is late, what is objected to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from appeals.models import Objection
from appeals.models.objections import OPEN
from commission.heatmap import css_class, edges_of
from commission.selectors import BodyPicture, Tally
from evaluation import clock
from evaluation.models import Body, Cycle
from evaluation.names import alphabetical
from evaluation.presentation import DASH, decimal_text, per_cent
from evaluation.routing import DIRECTIONS
from evaluation.routing_words import DIRECTION_NAMES
from evaluation.templatetags.sarap import percent
from schedule import duty_rows
from schedule.duty_book import Duty

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

    @lru_cache(maxsize=2048)  # noqa: B019 - frozen, and the same marks stand row after row
    def shown(self, language: str, address: str) -> SafeString:
        """The cell of the page's table; ``address``: of the conclusion, where the reader may open it."""
        if self.value is None:
            return format_html(
                '<td class="not-here" title="{0}">–<span class="visually-hidden"> {0}</span></td>', self.why
            )
        number: str = decimal_text(self.value, language, 0)
        if address:
            number = format_html('<a href="{}">{}</a>', address, number)
        return format_html('<td class="{}">{}</td>', self.css, number)


@dataclass(frozen=True)
class Line:
    """One body of the table."""

    row: BodyPicture
    edges: Sequence[Decimal]
    #: Whether the reader may open the conclusions.
    opens: bool = False

    @property
    def cells(self) -> list[Cell]:
        """The directions in their order; made for the lines that are shown."""
        return [_cell(self.row, code, self.edges) for code in DIRECTIONS]

    @property
    def cells_shown(self) -> SafeString:
        """The same as the page shows them: written here, a template takes ten times as long over hundreds of cells."""
        language = get_language() or "kk"
        pages = {pk: reverse("conclusion", args=[pk]) for pk in self.row.conclusions.values() if self.opens}
        cells = (cell.shown(language, pages.get(cell.conclusion or 0, "")) for cell in self.cells)
        return format_html_join("", "{}", ((cell,) for cell in cells))

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
    """The table's rows with their heat, by the spread of the scores that they show. No query."""
    edges = edges_of(shown_scores(rows))
    return [Line(row, edges) for row in rows]


def shown_scores(rows: list[BodyPicture]) -> list[Decimal]:
    """The directions' scores of these bodies."""
    return [score for row in rows for code, score in row.directions.items() if code in DIRECTIONS]


#: Which bodies the table shows: those of the centre, the akimats, or all of them.
KINDS: Mapping[str, Any] = {
    "": gettext_lazy("All bodies"),
    "central": gettext_lazy("Central bodies"),
    "local": gettext_lazy("Local bodies"),
}


def of_kind(rows: list[BodyPicture], kind: str) -> list[BodyPicture]:
    """The rows of the kind asked for; all for no known one."""
    return [row for row in rows if kind not in ("central", "local") or row.body.is_local == (kind == "local")]


def _cell(row: BodyPicture, code: str, edges: Sequence[Decimal]) -> Cell:
    block = DIRECTIONS[code].block
    if block not in row.blocks:
        return Cell(None, "", False, None, _("the block does not apply to this body"))
    value = row.directions.get(code)
    why = "" if value is not None else _("not approved yet")
    return Cell(value, css_class(value, edges), True, row.conclusions.get(block), why)


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


def columns(sort: str, kind: str = "") -> list[Column]:
    """The headings: a click sorts by the column, a second one turns the order round; numbers start with the highest."""
    found = [("name", _("Body"), _("Body"))]
    found += [(code, SHORT_NAMES[code], DIRECTION_NAMES[code]) for code in DIRECTIONS]
    found += [("overall", _("Overall"), _("Overall evaluation")), ("movement", _("Movement"), _("Movement"))]
    made = []
    for code, label, title in found:
        first, second = (code, f"-{code}") if code == "name" else (f"-{code}", code)
        now = "descending" if sort == f"-{code}" else "ascending" if sort == code else ""
        among = f"&kind={kind}" if kind in ("central", "local") else ""
        made.append(Column(code, label, title, f"?sort={second if sort == first else first}{among}", now))
    return made


def order_in_words(made: list[Column]) -> str:
    """By which column the table stands, and which way."""
    sorted_by = next((column for column in made if column.sort), None)
    if sorted_by is None:
        return _("In the order of the register.")
    by_name = sorted_by.code == "name"
    words = {"column": sorted_by.title}
    if sorted_by.sort == "descending":
        return (
            _("Sorted by: %(column)s, Z to A.") if by_name else _("Sorted by: %(column)s, the highest first.")
        ) % words
    return (
        _("Sorted by: %(column)s, A to Z.") if by_name else _("Sorted by: %(column)s, the lowest first.")
    ) % words


def table_of(lines: Iterable[Line]) -> Iterator[list[str | Decimal | None]]:
    """The table as rows for a file: names of the columns first; None for what there is no number of."""
    yield [str(column.title) for column in columns("")]
    for line in lines:
        cells = (cell.value for cell in line.cells)
        yield [line.row.body.name, *cells, line.row.overall, line.row.movement]


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


def late_of(cycle: Cycle, limit: int = LATE_SHOWN) -> tuple[list[Late], int]:
    """What is overdue, then what was done late: the first, and how many. Two queries, and those of the floors whose
    duties are shown."""
    duties, total = duty_rows.overdue_or_late(cycle.year, clock.now(), limit)
    bodies = Body.objects.in_bulk({pk for duty in duties for pk in (duty.holder_id, duty.about_id) if pk})
    late = [
        Late(duty, bodies.get(duty.holder_id), bodies.get(duty.about_id) if duty.about_id else None)
        for duty in duties
    ]
    return late, total


def pending_objections(cycle: Cycle) -> QuerySet[Objection]:
    """The objections that are not decided, the nearest term first. One query."""
    return (
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
