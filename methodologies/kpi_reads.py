"""What is read of the lists of key performance indicators (c22): versions, rows to compare with, what a draft begins from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language

from evaluation.models import Body, JournalEntry
from evaluation.presentation import DASH, decimal_text
from evaluation.selectors import scopes_of
from evaluation.typed_numbers import trimmed
from methodologies.kpi_rows import BETTER, Bodies, Change, Row, RowFault, faults_in, number_of
from methodologies.models import KeyPerformanceIndicator, KpiList, KpiListState
from methodologies.models.kpi_lists import APPROVED_ONCE


def latest_list(year: int) -> KpiList | None:
    """The newest version of the year's list, in whatever state. One query."""
    return KpiList.objects.filter(cycle__year=year).select_related("cycle").order_by("-version").first()


def approved_list(year: int) -> KpiList | None:
    """The list in force for the year. One query."""
    return (
        KpiList.objects.filter(cycle__year=year, state=KpiListState.APPROVED).select_related("cycle").first()
    )


def listed_before(year: int) -> tuple[int, list[Row]] | None:
    """The latest list in force of an earlier year: its year and rows; None where there is none. Two queries."""
    found = KeyPerformanceIndicator.objects.filter(cycle__year__lt=year).order_by("-cycle__year")
    earlier = found.values_list("cycle__year", flat=True).first()
    return None if earlier is None else (earlier, rows_of_year(earlier))


def rows_of_year(year: int) -> list[Row]:
    """The indicators in force for the year, as rows. One query."""
    found = KeyPerformanceIndicator.objects.filter(cycle__year=year).select_related("body")
    return [
        {
            "body": one.body.slug,
            "code": one.code,
            "name_kk": one.name_kk,
            "name_ru": one.name_ru,
            "name_en": one.name_en,
            "unit": one.unit,
            "better": one.better,
            "weight": f"{trimmed(one.weight):f}",
            "plan": f"{trimmed(one.plan):f}",
        }
        for one in found.order_by("body__order", "body__slug", "pk")
    ]


def rows_to_begin_with(year: int) -> list[Row]:
    """What a draft begins from: the year's own list in force, else the latest before it without bodies that left block 1."""
    own = rows_of_year(year)
    if own:
        return own
    before = listed_before(year)
    if before is None:
        return []
    measured = {scope.body.slug for scope in scopes_of(year).values() if 1 in scope.blocks}
    return [row for row in before[1] if not measured or row["body"] in measured]


def measured_bodies(year: int, rows: Iterable[Row]) -> list[Body]:
    """The bodies that block 1 measures in the year, and any other that the rows name, in their order. Two queries."""
    measured = {scope.body_id for scope in scopes_of(year).values() if 1 in scope.blocks}
    named = {row["body"] for row in rows}
    return [
        body for body in Body.objects.order_by("order", "slug") if body.pk in measured or body.slug in named
    ]


def remark_on(found: KpiList) -> str:
    """The remark with which a draft came back; empty for one that did not. One query."""
    if found.state != KpiListState.DRAFT:
        return ""
    entry = JournalEntry.objects.filter(
        object_type="methodologies.kpilist", object_id=found.pk, act="kpilist.send_back"
    ).first()
    return str(entry.details.get("reason", "")) if entry else ""


@dataclass(frozen=True)
class ShownRow:
    """A row as a page shows it: names and numbers in the reader's language, and what is wrong with it."""

    body: str
    row: Row
    name: str
    plan: str
    weight: str
    better: str
    faults: Sequence[RowFault] = ()


@dataclass(frozen=True)
class BodyRows:
    """The rows of one body, with the sum of their weights (a dash while a weight is no number)."""

    body: Body | None
    name: str
    rows: Sequence[ShownRow]
    weights: str

    @property
    def faulty(self) -> bool:
        """Whether a row is to be mended: the body then stands open on the page."""
        return any(one.faults for one in self.rows)


def by_body(rows: Sequence[Row], bodies: Bodies, year: int) -> list[BodyRows]:
    """The rows under their bodies; bodies of block 1 without a row are there too, rows of no body come last."""
    faults: dict[int, list[RowFault]] = {}
    for fault in faults_in(rows, bodies):
        faults.setdefault(fault.number, []).append(fault)
    grouped: dict[str, list[ShownRow]] = {}
    for number, row in enumerate(rows, start=1):
        grouped.setdefault(row["body"], []).append(shown(row, bodies, faults.get(number, ())))
    found = [
        BodyRows(body, body.short_name, own, _sum(own))
        for body in measured_bodies(year, rows)
        for own in [grouped.pop(body.slug, [])]
    ]
    return [*found, *(BodyRows(None, name or DASH, own, _sum(own)) for name, own in grouped.items())]


def shown(row: Row, bodies: Bodies, faults: Sequence[RowFault] = ()) -> ShownRow:
    """A row in the reader's words."""
    language = get_language() or "kk"
    body = bodies.by_slug.get(row["body"])
    name = row[f"name_{language[:2]}"] or row["name_ru"] or row["name_kk"] or row["name_en"]
    return ShownRow(
        body=body.short_name if body else row["body"],
        row=row,
        name=name or DASH,
        plan=said("plan", row["plan"]),
        weight=said("weight", row["weight"]),
        better=said("better", row["better"]),
        faults=faults,
    )


def said(field: str, text: str) -> str:
    """A cell in the reader's words; a dash for an empty one, and as it stands what cannot be read."""
    language = (get_language() or "kk")[:2]
    if field == "better" and text in BETTER:
        return BETTER[text][language][0]
    number = number_of(text) if field in ("plan", "weight") else None
    return decimal_text(number, language) if number is not None else text or DASH


def to_type(text: str) -> str:
    """A number as somebody would type it on the page: without groups of thousands; what is no number as it stands."""
    number = number_of(text)
    if number is None:
        return text
    sign = decimal_text(Decimal("0.1"), get_language() or "kk")[1]
    return f"{trimmed(number):f}".replace(".", sign)


def _sum(rows: Sequence[ShownRow]) -> str:
    weights = [number_of(one.row["weight"]) for one in rows]
    known = [weight for weight in weights if weight is not None]
    if not known or len(known) < len(weights):
        return DASH
    return decimal_text(sum(known[1:], known[0]), get_language() or "kk")


@dataclass(frozen=True)
class ShownChange:
    """A change as a page shows it: (field's label, before, after) of each cell that differs."""

    kind: str
    row: ShownRow
    fields: Sequence[tuple[str, str, str]]


def shown_changes(found: Iterable[Change], bodies: Bodies, labels: dict[str, str]) -> list[ShownChange]:
    """The changes in the reader's words."""
    return [
        ShownChange(
            one.kind,
            shown(one.row, bodies),
            [(labels[field], said(field, old), said(field, new)) for field, old, new in one.fields],
        )
        for one in found
    ]


def versions(year: int) -> list[KpiList]:
    """All versions of the year's list, the newest first. One query."""
    return list(
        KpiList.objects.filter(cycle__year=year).select_related("cycle").defer("rows").order_by("-version")
    )


def has_open_version(found: KpiList | None) -> bool:
    """Whether the version is still on its way: with state planning or with the Head of the Administration."""
    return found is not None and found.state not in APPROVED_ONCE
