"""The twelve digits by which Kazakhstan names organisations (BIN) and people (IIN), with their check digit."""

from __future__ import annotations

from typing import Final

LENGTH: Final = 12
_FIRST: Final = tuple(range(1, 12))
_SECOND: Final = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def check_digit(eleven: str) -> int | None:
    """The twelfth digit after these eleven; None where no number begins so."""
    for weights in (_FIRST, _SECOND):
        rest = sum(int(digit) * weight for digit, weight in zip(eleven, weights, strict=True)) % 11
        if rest < 10:
            return rest
    return None


def is_identity_number(text: str) -> bool:
    """Whether the text is twelve digits of which the last one fits."""
    if len(text) != LENGTH or not (text.isascii() and text.isdigit()):
        return False
    return check_digit(text[:-1]) == int(text[-1])


def synthetic(number: int) -> str:
    """A number that fits and belongs to nobody: of the day 00 of month 00, counted on from ``number``."""
    while True:
        eleven = f"000000{number % 100_000:05d}"
        digit = check_digit(eleven)
        if digit is not None:
            return f"{eleven}{digit}"
        number += 1
