"""One value given as text, read as its data item says: an exact number within its limits, or a choice's code."""

from __future__ import annotations

from decimal import Decimal

from engine.foreign.numbers import MESSAGES as NUMBER_MESSAGES
from engine.foreign.numbers import NotANumber, Signs
from engine.formulas.arithmetic import plain
from engine.formulas.errors import nearest
from engine.formulas.terms import gettext_noop
from engine.formulas.values import MAX_DIGITS
from engine.lawful import unlawful
from engine.methodology import LANGUAGES, DataItem

MESSAGES: dict[str, str] = {
    **{code: "{item}: " + " ".join(parts) for code, parts in NUMBER_MESSAGES.items()},
    "too_many_digits": gettext_noop("{item}: {found} has too many digits."),
    "not_whole": gettext_noop("{item} is a count: {found} is not a whole number from 0 up."),
    "share_outside": gettext_noop("{item} is a share in the unit {unit}: {found} is not from 0 to {limit}."),
    "too_fine": gettext_noop(
        "{item} is a sum of money in the unit {unit}: {found} is finer than a hundredth of a tenge. "
        "Round it to {limit} decimal places."
    ),
    "below_minimum": gettext_noop("{item}: {found} is below the least lawful value {limit}."),
    "above_maximum": gettext_noop("{item}: {found} is above the greatest lawful value {limit}."),
    "not_a_choice": gettext_noop("{item}: {found} is not one of {choices}."),
}


#: How a number is read that stands in no file.
_ALONE = Signs()


class ValueRefused(Exception):
    """The text is not a lawful value; `code` is one of `MESSAGES`."""

    def __init__(self, code: str, suggestion: str = "", **params: str) -> None:
        self.code, self.params, self.suggestion = code, params, suggestion
        super().__init__(MESSAGES[code].format(**params))


def read_value(item: DataItem, text: str, signs: Signs = _ALONE) -> Decimal | str:
    """The value that `text` gives to `item` in a file with these `signs`. Raises ValueRefused."""
    if item.value == "choice":
        codes = [c.code for c in item.choices]
        if text not in codes:
            meant, choices = meant_choice(item, text), ", ".join(codes)
            raise ValueRefused("not_a_choice", meant, item=item.code, found=text[:60], choices=choices)
        return text
    return check_number(item, read_number(item.code, text, signs))


def meant_choice(item: DataItem, text: str) -> str:
    """The code of the choice whose code, or name in one of the three languages, is most like `text`; or empty."""
    named = {getattr(c.name, language): c.code for c in item.choices for language in LANGUAGES}
    known = {**named, **{c.code: c.code for c in item.choices}}
    known.pop("", None)
    return known.get(nearest(text[:60], known), "")


def read_number(code: str, text: str, signs: Signs) -> Decimal:
    """The exact number that `text` is. Raises ValueRefused."""
    try:
        number = signs.read(text)
    except NotANumber as error:
        raise ValueRefused(error.code, item=code, **error.params) from None
    exponent = number.as_tuple().exponent
    if number.adjusted() > MAX_DIGITS or (isinstance(exponent, int) and exponent < -MAX_DIGITS):
        raise ValueRefused("too_many_digits", item=code, found=text[:60])
    return number


def check_number(item: DataItem, number: Decimal) -> Decimal:
    """`number` if it is lawful for `item`. Raises ValueRefused."""
    found = unlawful(item, number)
    if found is not None:
        params = {"item": item.code, "found": plain(number), "limit": plain(found.limit), "unit": item.unit}
        raise ValueRefused(found.code, **params)
    return number
