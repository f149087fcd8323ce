"""A report as a workbook: what it asks and holds, in the words of one language; and what an uploaded one would change."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from engine.methodology import LANGUAGES, DataItem, MethodologyText, Words
from engine.questions import Slot
from engine.report_workbook.layout import Book, Given, Mark, Place, digest_of
from evaluation.presentation import decimal_text
from evaluation.typed_numbers import trimmed
from methodologies.content import text_of
from methodologies.units import unit_name
from reports.described import described, own_unit
from reports.entries import ValueEntry, label_of
from reports.models import DatumValue, Submission, ValueStatus
from reports.places import value_text
from reports.selectors.sheets import ReportSheet, ValueCell


def book_of(sheet: ReportSheet, language: str) -> Book:
    """The workbook of a report in the language, with what stands in the report now. No query but the sheet's own."""
    with override(language):
        report, methodology = sheet.report, sheet.methodology
        mark = Mark(
            report.body.slug,
            report.cycle.year,
            report.block,
            methodology.version,
            digest_of(methodology),
            language,
            report.revision,
        )
        return Book(
            mark,
            report.body.name,
            f"{report.block}. {report.get_block_display()}",
            tuple(_place(sheet, slot) for slot in sheet.slots.values()),
            tuple(_column(sheet, item) for item in sheet.sheet.repeated("programme")),
            methodology,
        )


def _place(sheet: ReportSheet, slot: Slot) -> Place:
    item, before = slot.item, sheet.last_year.get(slot.cell)
    about, own = described(sheet, item, slot.row), own_unit(sheet.kpis, item, slot.row)
    return Place(
        item,
        slot.language,
        slot.row,
        sheet.label(slot),
        about.measured,
        about.unit,
        about.text,
        about.document,
        given_of(sheet.values.get(slot.cell)),
        None if before is None or before.number is None else trimmed(before.number),
        value_text(before, item),
        unit_words=Words(own, own, own) if own else _unit_words(item, sheet.methodology),
    )


def _column(sheet: ReportSheet, item: DataItem) -> Place:
    about = described(sheet, item)
    return Place(
        item,
        label=label_of(item),
        measured=about.measured,
        unit=about.unit,
        about=about.text,
        document=about.document,
        unit_words=_unit_words(item, sheet.methodology),
    )


def _unit_words(item: DataItem, methodology: MethodologyText) -> Words:
    """The unit's name in every language: whoever reads a fault may read another than the workbook's."""
    names = []
    for language in LANGUAGES:
        with override(language):
            names.append(unit_name(item.unit, methodology))
    return Words(*names)


def given_of(value: DatumValue | None) -> Given:
    """A stored value as a workbook holds it."""
    if value is None:
        return Given()
    if value.status == ValueStatus.NOT_COUNTED:
        return Given(reason=value.reason)
    return Given(None if value.number is None else trimmed(value.number), value.choice)


@dataclass(frozen=True)
class Difference:
    """One place that an uploaded workbook would change. ``since``: who changed it after the workbook was given out."""

    key: str
    label: str
    where: str
    before: str
    after: str
    entry: ValueEntry
    since: str = ""


def differences(submission: Submission, sheet: ReportSheet) -> list[Difference]:
    """Place by place what would change in the report, in the order of the form; programmes that are new last."""
    given_out = int(submission.values.get("revision", 0))
    found = []
    for one in submission.values.get("entered", ()):
        item = next((q.item for q in sheet.sheet.questions() if q.item.code == one["item"]), None)
        if item is None:
            continue
        cell: ValueCell = (one["item"], one["language"], one["row"])
        stands = sheet.values.get(cell)
        given = Given(
            Decimal(one["number"]) if one["number"] is not None else None, one["choice"], one["reason"]
        )
        if given_of(stands) == given:
            continue
        since = stands.given_by if stands is not None and stands.revision > given_out else None
        entry = entry_of(cell, given, stands)
        found.append(
            Difference(
                entry.key,
                _label(sheet, item, cell),
                f"{one['sheet']}!{one['at']}",
                value_text(stands, item),
                _said(given, item),
                entry,
                str(since) if since is not None else "",
            )
        )
    order = {cell: number for number, cell in enumerate(sheet.slots)}
    return sorted(found, key=lambda one: (order.get(one.entry.cell, len(order)), one.key))


def _label(sheet: ReportSheet, item: DataItem, cell: ValueCell) -> str:
    slot = sheet.slots.get(cell)
    return sheet.label(slot) if slot is not None else label_of(item, cell[1], cell[2])


def entry_of(cell: ValueCell, given: Given, stands: DatumValue | None) -> ValueEntry:
    """The entry that takes a value over; documents that stand behind the place stay there."""
    documents = tuple(sorted(one.pk for one in stands.attached)) if stands is not None else ()
    common: dict[str, Any] = {"item": cell[0], "language": cell[1], "row": cell[2], "document_ids": documents}
    if given.reason:
        return ValueEntry(**common, status=ValueStatus.NOT_COUNTED, reason=given.reason)
    return ValueEntry(**common, number=given.number, choice=given.choice)


def _said(given: Given, item: DataItem) -> str:
    if given.reason:
        return _("not given: %(reason)s") % {"reason": given.reason}
    if given.number is not None:
        return decimal_text(trimmed(given.number), get_language() or "kk")
    answer = item.answer(given.choice)
    return given.choice if answer is None else text_of(answer.name)


def submissions_of(report_id: int) -> QuerySet[Submission]:
    """What was uploaded for a report, the newest first. One query."""
    return Submission.objects.filter(report_id=report_id).select_related("by").defer("values", "faults")
