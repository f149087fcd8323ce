"""Numbers as people type them: «1 234,5», "1234.5", "1,234.5". Pure: text in, Decimal out, never a float.

In Kazakh and Russian the comma is the decimal sign and spaces group thousands; a point is taken as the decimal sign
too, because calculators print it. In English the comma groups thousands, unless it cannot («1,5»).
"""

from __future__ import annotations

import re
from decimal import Decimal

from evaluation.presentation import MINUS, base_language

#: What the database keeps of a value (`DatumValue.number`).
WHOLE_DIGITS = 22
DECIMALS = 8

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f'’]+")
_WRITTEN = re.compile(r"[0-9][0-9 .,]*|[.,][0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?: [0-9]{3})+")


class NotANumber(ValueError):
    """The text is not one number. ``code``: "not_a_number", "grouping", "too_long" or "too_precise"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_number(text: str, language: str) -> Decimal:
    """The number that ``text`` writes in ``language`` (kk, ru, en). Raises NotANumber; an empty text is not a number."""
    sign, body = _sign(_SPACES.sub(" ", text).strip())
    if not _WRITTEN.fullmatch(body):
        raise NotANumber("not_a_number")
    whole, decimals = _parts(body, base_language(language))
    if " " in whole:
        if not _GROUPED.fullmatch(whole):
            raise NotANumber("grouping")
        whole = whole.replace(" ", "")
    if not (whole.isdigit() and (decimals or "0").isdigit()):
        raise NotANumber("not_a_number")
    whole, decimals = whole.lstrip("0") or "0", decimals.rstrip("0")
    if len(whole) > WHOLE_DIGITS:
        raise NotANumber("too_long")
    if len(decimals) > DECIMALS:
        raise NotANumber("too_precise")
    number = Decimal(f"{whole}.{decimals}" if decimals else whole)
    # No arithmetic here: it would round to the context's 28 digits.
    return number.copy_negate() if sign and number else number


def _sign(text: str) -> tuple[str, str]:
    for minus in ("-", MINUS, "–"):
        if text.startswith(minus):
            return "-", text[len(minus) :].strip()
    return "", text.removeprefix("+")


def _parts(text: str, language: str) -> tuple[str, str]:
    """The digits before and after the decimal sign, the first still grouped by spaces."""
    comma, point = text.count(","), text.count(".")
    if comma and point:
        # Both stand: the last one is the decimal sign, the other groups thousands.
        decimal_sign, group = (",", ".") if text.rindex(",") > text.rindex(".") else (".", ",")
        whole, _sep, decimals = text.rpartition(decimal_sign)
        if decimal_sign in whole or " " in whole:
            raise NotANumber("grouping")
        return whole.replace(group, " "), decimals
    if comma == 1 and not (language == "en" and re.fullmatch(r"[1-9]\d{0,2},\d{3}", text)):
        whole, _sep, decimals = text.partition(",")
    elif comma:
        whole, decimals = text.replace(",", " "), ""
    elif point == 1:
        whole, _sep, decimals = text.partition(".")
    elif point:
        whole, decimals = text.replace(".", " "), ""
    else:
        return text, ""
    if comma + point == 1 and not decimals and not text[-1].isdigit():
        raise NotANumber("not_a_number")
    return whole or "0", decimals


def trimmed(number: Decimal) -> Decimal:
    """The number without trailing zeros after the decimal sign, to every digit it has: 1234.50000000 → 1234.5."""
    text = f"{number:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)
