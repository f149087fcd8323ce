"""What the methodology asks about the values of a report: computed of its sheet, told with the explanations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from engine.checks.declared import fact_of, sentence_of
from engine.plausibility import Doubt, Known, doubts_of
from reports.models import DatumValue, Report
from reports.selectors.sheets import ReportSheet, ValueCell
from reports.selectors.values import that_counts

#: Repeated items whose rows mean the same in every body.
COMPARED = ("none", "language")


@dataclass(frozen=True)
class ToldDoubt:
    """One question about one value: where, in words, whether it stops, what the body explained.

    ``fact``: what is unlike, for whoever reads; ``sentence``: with what the preparer does about it. ``open``: it keeps
    the report from being handed over.
    """

    key: str
    cell: ValueCell
    label: str
    check: str
    fact: str
    sentence: str
    explanation: str
    stops: bool
    trial: bool

    @property
    def open(self) -> bool:
        """Nothing passes a check that stops; another one an explanation does."""
        return self.stops or not (self.trial or self.explanation)


def doubts_in(sheet: ReportSheet) -> Mapping[ValueCell, tuple[Doubt, ...]]:
    """By place what is asked about its value; places without a question are left out. One query, where an item is
    compared with other bodies; none the second time."""
    kept: dict[str, Any] = sheet.__dict__
    if "doubts" not in kept:
        kept["doubts"] = _doubts_in(sheet)
    found: Mapping[ValueCell, tuple[Doubt, ...]] = kept["doubts"]
    return found


def told_doubts(sheet: ReportSheet) -> list[ToldDoubt]:
    """All questions in words: those still open first, each group in the order of the form."""
    language = get_language() or "kk"
    found = [
        ToldDoubt(
            slot.key,
            cell,
            sheet.label(slot),
            doubt.check,
            fact_of(doubt, language),
            sentence_of(doubt, language),
            sheet.values[cell].explanation,
            doubt.stops,
            doubt.trial,
        )
        for cell, doubts in doubts_in(sheet).items()
        for slot in [sheet.slots[cell]]
        for doubt in doubts
    ]
    return sorted(found, key=lambda one: not one.open)


def open_cells(sheet: ReportSheet) -> set[ValueCell]:
    """The places whose value is still to be mended or explained."""
    return {
        cell
        for cell, doubts in doubts_in(sheet).items()
        if any(doubt.stops or (doubt.asks and not sheet.values[cell].explanation) for doubt in doubts)
    }


def _doubts_in(sheet: ReportSheet) -> dict[ValueCell, tuple[Doubt, ...]]:
    slots = sheet.slots
    asked = {slot.item.code: slot.item for slot in slots.values() if slot.item.checks}
    if not asked:
        return {}
    compared = {code for code, item in asked.items() if item.outlier is not None and item.per in COMPARED}
    given = any(code in compared for code, _language, _row in sheet.values)
    known = Known(
        sheet.report.cycle.year,
        _numbers(sheet.values),
        _numbers(sheet.last_year),
        _of_comparable(sheet.report, compared, sheet) if given else {},
        {
            cell: [document.period_to for document in value.attached if document.period_to]
            for cell, value in sheet.values.items()
            if cell in slots and slots[cell].item.evidence_of_period
        },
    )
    found = {
        cell: doubts_of(slot.item, slot.language, slot.row, known)
        for cell, slot in slots.items()
        if slot.item.code in asked
    }
    return {cell: doubts for cell, doubts in found.items() if doubts}


def _numbers(values: Mapping[ValueCell, DatumValue]) -> dict[ValueCell, Decimal]:
    return {cell: value.number for cell, value in values.items() if value.number is not None}


def _of_comparable(
    report: Report, items: Collection[str], sheet: ReportSheet
) -> dict[ValueCell, list[Decimal]]:
    """What counts of comparable bodies, those of the same kind: of this year where it is signed, else of last year."""
    year = report.cycle.year
    codes = {old: new for old, new in sheet.methodology.codes_in(year - 1).items() if new in items} | {
        code: code for code in items
    }
    rows = DatumValue.objects.filter(
        cycle__year__in=(year, year - 1), body__kind=report.body.kind, item__in=codes, draft=False, row=""
    ).exclude(body_id=report.body_id)
    hands: dict[tuple[int, int, ValueCell], list[DatumValue]] = defaultdict(list)
    for value in rows.select_related("cycle"):
        cell = (codes[value.item], value.language, "")
        hands[value.cycle.year, value.body_id, cell].append(value)
    latest: dict[tuple[int, ValueCell], Decimal | None] = {}
    for (_year, body, cell), values in sorted(hands.items(), key=lambda one: one[0][0]):
        latest[body, cell] = that_counts(values)[0].number
    found: dict[ValueCell, list[Decimal]] = defaultdict(list)
    for (_body, cell), number in latest.items():
        if number is not None:
            found[cell].append(number)
    return found
