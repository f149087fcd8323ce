"""What a value of each kind may be: one answer for reports, statistics, scoring desk, scoring command and defaults.

    share    from 0 to 1 in the unit ratio, to 100 in percent
    money    0 or more, in tenge and no finer than a hundredth of a tenge, whatever the multiple
    count    whole, 0 or more
    number   anything

An item's own `minimum` and `maximum` narrow this and never widen it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from engine.methodology import DataItem

#: The whole of which a share is one, in each unit that a share may have.
WHOLE_OF_SHARE = {"ratio": Decimal(1), "percent": Decimal(100)}
#: Decimal places of a sum of money: 0.00001 thousand tenge is a hundredth of a tenge.
PLACES_OF_MONEY = {"kzt": 2, "thousand_kzt": 5, "million_kzt": 8, "billion_kzt": 11}


@dataclass(frozen=True)
class Unlawful:
    """Why a number is no value of an item: not_whole, too_fine, below_minimum, above_maximum, or share_outside.

    `limit` is what it goes beyond: the least or greatest value, the whole of the share, the number of places.
    """

    code: str
    limit: Decimal


def kind_limits(value: str, unit: str) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest number that values of a kind may be; None where there is no limit."""
    if value == "number" or value == "choice":
        return None, None
    return Decimal(0), WHOLE_OF_SHARE.get(unit) if value == "share" else None


def unlawful(item: DataItem, number: Decimal) -> Unlawful | None:
    """Why `number` is no lawful value of `item`; None when it is one."""
    low, high = kind_limits(item.value, item.unit)
    if item.value == "count" and (number != number.to_integral_value() or number < 0):
        return Unlawful("not_whole", Decimal(0))
    if item.value == "share" and high is not None and not 0 <= number <= high:
        return Unlawful("share_outside", high)
    places = PLACES_OF_MONEY.get(item.unit) if item.value == "money" else None
    exponent = number.normalize().as_tuple().exponent
    if places is not None and isinstance(exponent, int) and -exponent > places:
        return Unlawful("too_fine", Decimal(places))
    lows = [one for one in (low, item.minimum) if one is not None]
    highs = [one for one in (high, item.maximum) if one is not None]
    if lows and number < max(lows):
        return Unlawful("below_minimum", max(lows))
    if highs and number > min(highs):
        return Unlawful("above_maximum", min(highs))
    return None
