"""What a first head is shown before the report itself: how it differs from last year, and what still warns (c64)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engine.manifest import SignedWarning, canonical, sha256_of, warnings_data
from engine.questions import Slot, key_of
from evaluation.presentation import date_numeric_text, decimal_text
from methodologies.content import text_of
from reports.models import DatumValue, ValueStatus
from reports.selectors.doubts import doubts_in, told_doubts
from reports.selectors.sheets import ReportSheet, ValueCell


@dataclass(frozen=True)
class Differs:
    """A value that is not what it was last year: the place's key and name, and both as the reader reads them."""

    key: str
    label: str
    before: str
    now: str


@dataclass(frozen=True)
class OpenWarning:
    """Something that does not stop the report and that its first head should see: which place, which check, what.

    ``explanation``: the preparer's, of what a check asks; empty where none was asked or given.
    """

    key: str
    cell: ValueCell
    label: str
    check: str
    sentence: str
    explanation: str = ""


def open_warnings(sheet: ReportSheet) -> list[OpenWarning]:
    """What the checks ask, explained or not, what is not given, which documents are missing or older than the year.

    In the order of the form. One query where an item is compared with other bodies.
    """
    asked: dict[ValueCell, list[OpenWarning]] = {}
    for told in told_doubts(sheet):
        one = OpenWarning(told.key, told.cell, capfirst(told.label), told.check, told.fact, told.explanation)
        asked.setdefault(told.cell, []).append(one)
    found: list[OpenWarning] = []
    for cell, slot in sheet.slots.items():
        found += asked.get(cell, [])
        found += [
            OpenWarning(slot.key, cell, capfirst(sheet.label(slot)), check, sentence)
            for check, sentence in _lacks(sheet, slot)
        ]
    return found


def signed_warnings(sheet: ReportSheet) -> tuple[SignedWarning, ...]:
    """The same as the manifest keeps it: which check of which value. Explanations are kept with the values."""
    return tuple(SignedWarning(*one.cell, check=one.check) for one in open_warnings(sheet))


def shown_mark(sheet: ReportSheet) -> str:
    """One text for all that warns now, to see whether a first head signs after having seen it."""
    return sha256_of(canonical(warnings_data(signed_warnings(sheet))))


def differences_from_last_year(sheet: ReportSheet) -> list[Differs]:
    """The values that differ from those that counted the year before, in the order of the form; new ones are none."""
    found = []
    for cell, slot in sheet.slots.items():
        now, before = sheet.values.get(cell), sheet.last_year.get(cell)
        if now is None or before is None or _same(now, before):
            continue
        texts = (value_words(value, slot.item) for value in (before, now))
        found.append(Differs(key_of(*cell), capfirst(sheet.label(slot)), *texts))
    return found


def value_words(value: DatumValue, item: Any) -> str:
    """A value as the reader reads it: a number by the language, an answer in words, the reason why there is none."""
    if value.number is not None:
        return decimal_text(value.number.normalize(), get_language() or "kk")
    choice = item.answer(value.choice) if value.choice else None
    return text_of(choice.name) if choice is not None else value.choice or value.reason


def _lacks(sheet: ReportSheet, slot: Slot) -> Iterator[tuple[str, str]]:
    """Of one place: the value, its document, or documents of an earlier time that no check asks about."""
    value = sheet.values.get(slot.cell)
    if value is None:
        yield "no_value", _("No value is given.")
        return
    if value.status != ValueStatus.GIVEN:
        yield "not_given", _("The value cannot be given: %(reason)s") % {"reason": value.reason}
        return
    documents = list(value.attached)
    if slot.item.evidence is not None and not documents:
        yield (
            "no_document",
            _("The document that is asked for is missing: %(document)s.")
            % {"document": text_of(slot.item.evidence)},
        )
    if any(doubt.check == "evidence_of_period" for doubt in doubts_in(sheet).get(slot.cell, ())):
        return
    begins = date(sheet.report.cycle.year, 1, 1)
    for document in documents:
        if document.period_to is not None and document.period_to < begins:
            yield (
                "old_document",
                _("The period of the document “%(document)s” ended before the reporting year: %(day)s.")
                % {"document": document.name, "day": date_numeric_text(document.period_to)},
            )


def _same(now: DatumValue, before: DatumValue) -> bool:
    return (now.number, now.choice, now.reason) == (before.number, before.choice, before.reason)
