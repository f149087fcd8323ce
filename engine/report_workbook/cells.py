"""One place of a workbook: what its two cells mean, and what is wrong with them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from engine.checks import (
    cell_error,
    choice,
    formula,
    formula_empty,
    moment,
    reason_both,
    reason_long,
    sign,
    truth,
)
from engine.checks.base import Check, Fault, Finding
from engine.checks.numbers import findings_of_number, read_number
from engine.foreign.numbers import Signs, TypedNumber
from engine.methodology import DataItem, Words

from . import layout, words
from .layout import Book, Given, Place
from .reading import ERROR, MOMENT, NUMBER, TRUTH, FoundCell


@dataclass(frozen=True)
class Entered:
    """What was entered in a place, with the cell of its value and what stands there."""

    given: Given
    sheet: str
    at: str
    text: str = ""


def enter(
    place: Place,
    value: FoundCell | None,
    reason: FoundCell | None,
    at: tuple[str, str, str],
    signs: Signs,
    book: Book,
) -> tuple[Entered | None, list[Fault]]:
    """What the two cells mean, and their faults; None where an error keeps them from meaning anything.

    ``at`` is the sheet, the value's cell and the reason's.
    """
    sheet, at_value, at_reason = at
    faults = []
    why, wrong = _reason(reason)
    if reason is not None:
        faults += [one.at(sheet, at_reason, reason.formula or reason.text) for one in wrong]
    given, said = _value(place, value, signs, book)
    if value is not None:
        faults += [one.at(sheet, at_value, value.formula or value.text) for one in said]
    if why and value is not None:
        faults.append(reason_both.CHECK.at(sheet, at_value, value.text))
    if any(fault.stops for fault in faults):
        return None, faults
    found = Given(reason=why) if why else given
    return Entered(found, sheet, at_value, value.text if value is not None else why), faults


def _reason(cell: FoundCell | None) -> tuple[str, list[Finding]]:
    if cell is None:
        return "", []
    if cell.formula or cell.kind == ERROR:
        said: Check = (
            cell_error.CHECK
            if cell.kind == ERROR
            else formula_empty.CHECK
            if not cell.kind
            else formula.CHECK
        )
        found = [said.found()]
        return ("", found) if said is not formula.CHECK else (" ".join(cell.text.split()), found)
    text = " ".join(cell.text.split())
    strange = next((one for one in text if unicodedata.category(one) in ("Cc", "Co", "Cn", "Cs")), "")
    if strange:
        return "", [sign.CHECK.found(sign=f"U+{ord(strange):04X}")]
    if len(text) > layout.MAX_REASON:
        return "", [reason_long.CHECK.found(count=str(layout.MAX_REASON))]
    return text, []


def _value(place: Place, cell: FoundCell | None, signs: Signs, book: Book) -> tuple[Given, list[Finding]]:
    if cell is None:
        return Given(), []
    findings: list[Finding] = []
    if cell.kind == ERROR:
        return Given(), [cell_error.CHECK.found()]
    if cell.formula:
        if not cell.kind:
            return Given(), [formula_empty.CHECK.found()]
        findings.append(formula.CHECK.found())
    if cell.kind == TRUTH:
        return Given(), [truth.CHECK.found()]
    if cell.kind == MOMENT:
        return Given(), [moment.CHECK.found()]
    if place.item.value == "choice":
        code = answer_of(place.item, cell.text)
        if code is None:
            answers = Words(*(_answers(place.item, language) for language in ("kk", "ru", "en")))
            return Given(), [choice.CHECK.found(answers=answers)]
        return Given(choice=code), findings
    return _number(place, cell, signs, book, findings)


def _number(
    place: Place, cell: FoundCell, signs: Signs, book: Book, findings: list[Finding]
) -> tuple[Given, list[Finding]]:
    text = TypedNumber(cell.text) if cell.kind == NUMBER else cell.text
    read = read_number(
        place.item,
        text,
        signs,
        is_percent=cell.is_percent,
        unit=place.unit_words or place.unit or place.item.unit,
        reason=words.REASON,
    )
    findings += read.findings
    if read.number is not None:
        findings += findings_of_number(place.item, read.number)
    return Given(number=read.number), findings


def answer_of(item: DataItem, text: str) -> str | None:
    """The code of the answer that the text names, by its code or its name in any of the languages; None for none."""
    wanted = _plain(text)
    for one in item.choices:
        if wanted in (
            _plain(one.code),
            *(_plain(getattr(one.name, language)) for language in ("kk", "ru", "en")),
        ):
            return one.code
    return None


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _answers(item: DataItem, language: str) -> str:
    return ", ".join(f"«{getattr(one.name, language)}»" for one in item.choices[:10])
