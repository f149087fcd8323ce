"""What a person enters at one place of a report, and what is wrong with it, in words.

``faults_of`` is the one check of a single value: the form asks it while a person types, the action before it writes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from engine.lawful import unlawful
from engine.methodology import DataItem
from engine.questions import key_of
from evaluation.presentation import decimal_text
from evaluation.typed_numbers import DECIMALS, WHOLE_DIGITS, NotANumber
from methodologies.content import text_of
from reports.models import ValueStatus
from reports.models.values import EXPLANATION_LENGTH

REASON_LENGTH: Final = 300
ROW_LENGTH: Final = 60
_ROW: Final = re.compile(r"[\w](?:[\w\-/]|\.(?=\w))*")


@dataclass(frozen=True)
class ValueEntry:
    """One value as entered: a number, a choice's code, or "not counted" with its reason; empty takes it away.

    ``language`` and ``row`` tell repeated items apart. ``explanation``: what is said of a value that a check asks about;
    None leaves the one that stands. ``seen`` is the revision of the value that the person saw
    (0: none was there); None for callers that saw nothing, whose entry then counts against the report's revision.
    """

    item: str
    language: str = ""
    row: str = ""
    number: Decimal | None = None
    choice: str = ""
    status: str = ValueStatus.GIVEN
    reason: str = ""
    document_ids: tuple[int, ...] = ()
    explanation: str | None = None
    seen: int | None = None

    @property
    def cell(self) -> tuple[str, str, str]:
        """(item, language, row), as places and stored values are keyed."""
        return (self.item, self.language, self.row)

    @property
    def key(self) -> str:
        """The cell as one text, by which refusals name the place: "item", "item.kk", "item..001"."""
        return key_of(*self.cell)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is given: the value is taken away, documents with it."""
        return self.status == ValueStatus.GIVEN and self.number is None and not self.choice


def number_sentence(error: NotANumber) -> str:
    """Why a text is not a number, and what to write instead."""
    example = decimal_text(Decimal("1234.5"), get_language() or "kk")
    return {
        "not_a_number": _("Write a number in digits, for example %(example)s.") % {"example": example},
        "grouping": _(
            "The digits are grouped oddly; write the number without spaces, for example %(example)s."
        )
        % {"example": example},
        "too_long": _("The number is too long: at most %(count)s digits before the decimal sign.")
        % {"count": WHOLE_DIGITS},
        "too_precise": _("At most %(count)s digits after the decimal sign.") % {"count": DECIMALS},
    }[error.code]


def row_sentence(code: str) -> str:
    """What is wrong with a programme's code as a row; empty if nothing."""
    if len(code) <= ROW_LENGTH and _ROW.fullmatch(code):
        return ""
    return _("Write the programme's code: letters, digits and hyphens, for example 001.")


def faults_of(item: DataItem, entry: ValueEntry) -> list[str]:
    """What is wrong with one entry taken alone; an empty entry is never wrong."""
    if entry.is_empty:
        return []
    if entry.explanation is not None and len(entry.explanation) > EXPLANATION_LENGTH:
        return [
            _("The explanation is too long: at most %(count)s characters.") % {"count": EXPLANATION_LENGTH}
        ]
    if entry.status == ValueStatus.NOT_COUNTED:
        if not entry.reason.strip():
            return [_("Write why the value cannot be given.")]
        if len(entry.reason) > REASON_LENGTH:
            return [_("The reason is too long: at most %(count)s characters.") % {"count": REASON_LENGTH}]
        if entry.number is not None or entry.choice:
            return [_("Either give the value or explain why it cannot be given, not both.")]
        return []
    if entry.status != ValueStatus.GIVEN:
        return [_("Give the value or explain why it cannot be given.")]
    if item.value == "choice":
        known = {choice.code for choice in item.choices}
        if entry.number is not None or entry.choice not in known:
            return [_("Choose one of the answers.")]
        return []
    if entry.number is None or entry.choice:
        return [_("Write a number.")]
    return number_faults(item, entry.number)


def number_faults(item: DataItem, number: Decimal) -> list[str]:
    """What is wrong with a number as a value of the item: too long, or not what its kind and its limits allow."""
    language = get_language() or "kk"
    digits = number.as_tuple()
    if not number.is_finite() or not isinstance(digits.exponent, int):
        return [number_sentence(NotANumber("not_a_number"))]
    if -digits.exponent > DECIMALS and number != round(number, DECIMALS):
        return [number_sentence(NotANumber("too_precise"))]
    if number.adjusted() >= WHOLE_DIGITS:
        return [number_sentence(NotANumber("too_long"))]
    found = unlawful(item, number)
    if found is None:
        return []
    limit = {"limit": decimal_text(found.limit, language)}
    match found.code:
        case "not_whole" if number >= 0:
            return [_("This is a count: write a whole number.")]
        case "share_outside":
            return [_("This is a share: write a number from 0 to %(limit)s.") % limit]
        case "too_fine":
            return [
                _(
                    "This is a sum of money, no finer than a hundredth of a tenge: at most %(limit)s decimal places."
                )
                % limit
            ]
        case "above_maximum":
            return [_("Not more than %(limit)s.") % limit]
    return [_("Not less than %(limit)s.") % limit]


def label_of(item: DataItem, language: str = "", row: str = "") -> str:
    """How a place is called in a list of faults: «Число оказанных услуг», «…, русский», «…, 001»."""
    name = text_of(item.name)
    mark = LANGUAGE_NAMES.get(language, language) or row
    return f"{name} ({mark})" if mark else name


LANGUAGE_NAMES: Final = {"kk": "Қазақша", "ru": "Русский", "en": "English"}
