"""The number in a cell, or typed: read as its item is asked, and what of it is not lawful."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from engine.checks import (
    cell_error,
    least,
    moment,
    money,
    most,
    number,
    number_doubt,
    number_long,
    percent,
    percent_small,
    share,
    whole,
)
from engine.checks.base import Finding, Param
from engine.foreign.numbers import NotANumber, Signs
from engine.lawful import kind_limits, unlawful
from engine.methodology import DataItem

#: What is kept of a value: digits before and after the decimal sign.
WHOLE_DIGITS, DECIMALS = 22, 8
#: What a whole is in a unit of parts: a cell shown as 45 % is 45 of these, or 0.45.
_OF_PARTS = {"percent": Decimal(100), "ratio": Decimal(1)}
#: By what a reader of numbers stumbled over; all else is no number.
_BY_CODE = {
    "ambiguous": number_doubt,
    "grouping": number_doubt,
    "short_number": number_long,
    "long_number": number_long,
    "error_cell": cell_error,
    "date_text": moment,
}
#: How far beyond a limit a number is tried, where whole steps would only meet another check.
_LITTLE = Decimal("0.01")
_UNLAWFUL = {
    "not_whole": whole,
    "share_outside": share,
    "too_fine": money,
    "below_minimum": least,
    "above_maximum": most,
}


@dataclass(frozen=True)
class NumberRead:
    """A number, and what is to be said of how it was written; or why it is none."""

    number: Decimal | None
    findings: tuple[Finding, ...] = ()


def read_number(
    item: DataItem, text: str, signs: Signs, *, is_percent: bool, unit: Param, reason: Param
) -> NumberRead:
    """What ``text`` means as a value of the item. ``is_percent``: the cell shows it times a hundred, with a %.

    ``unit`` and ``reason`` are words for sentences: the unit's name, the column of reasons.
    """
    parts = _OF_PARTS.get(item.unit)
    try:
        value, had_sign = _read(text, signs)
    except NotANumber as error:
        check = _BY_CODE.get(error.code, number)
        return NumberRead(None, (_said_of(check, reason),))
    if not (is_percent or had_sign):
        return NumberRead(value, _small(item, value))
    if parts is None:
        return NumberRead(None, (percent.CHECK.found(unit=unit),))
    # a cell keeps 45 % as 0.45, words say 45
    return NumberRead(value * parts if is_percent else value * parts / 100)


def _read(text: str, signs: Signs) -> tuple[Decimal, bool]:
    try:
        return signs.read(text), False
    except NotANumber as error:
        if error.code == "percent_sign" and error.params["sign"] == "%":
            return signs.read(error.params["number"]), True
        raise


def _said_of(check: object, reason: Param) -> Finding:
    if check is number_long:
        return number_long.CHECK.found(whole=str(WHOLE_DIGITS), decimals=str(DECIMALS))
    if check is number:
        return number.CHECK.found(reason=reason)
    return check.CHECK.found()  # type: ignore[attr-defined]


def _small(item: DataItem, value: Decimal) -> tuple[Finding, ...]:
    """0.45 where per cents are asked may have meant 45."""
    if item.unit != "percent" or item.value != "share" or not 0 < value < 1:
        return ()
    return (percent_small.CHECK.found(number=value, times=value * 100),)


def wanted_of(item: DataItem) -> tuple[Finding, ...]:
    """What the checks would say of numbers that the item may not be, each once: for telling beforehand what may be given."""
    if item.value == "choice":
        return ()
    low, high = kind_limits(item.value, item.unit)
    tried = [Decimal("0.5"), Decimal(1).scaleb(-DECIMALS)]
    for limit in (high, item.maximum):
        tried += [] if limit is None else [limit + 1, limit + _LITTLE]
    for limit in (low, item.minimum):
        tried += [] if limit is None else [limit - 1, limit - _LITTLE]
    found = {finding.check.code: finding for number in tried for finding in findings_of_number(item, number)}
    return tuple(found[code] for code in sorted(found))


def findings_of_number(item: DataItem, value: Decimal) -> tuple[Finding, ...]:
    """What keeps a number from being a value of the item: too long, or not what its kind and its limits allow."""
    exponent = value.as_tuple().exponent
    too_fine = isinstance(exponent, int) and -exponent > DECIMALS and value != round(value, DECIMALS)
    if not value.is_finite() or too_fine or value.adjusted() >= WHOLE_DIGITS:
        return (number_long.CHECK.found(whole=str(WHOLE_DIGITS), decimals=str(DECIMALS)),)
    found = unlawful(item, value)
    if found is None:
        return ()
    check = least if found.code == "not_whole" and value < 0 else _UNLAWFUL[found.code]
    return (check.CHECK.found(**({} if check is whole else {"limit": found.limit})),)
