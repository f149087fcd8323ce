"""What a value of an item may be, as a JSON Schema (draft 2020-12): for programs that send what people would type. Pure.

It allows what `engine.checks.numbers.findings_of_number` allows, and numbers that are too fine: of a step of a hundredth
readers of JSON that count in binary would refuse lawful numbers.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from engine.checks.numbers import WHOLE_DIGITS
from engine.lawful import kind_limits
from engine.methodology import DataItem

#: From here on a number has more digits than are kept.
BEYOND = Decimal(1).scaleb(WHOLE_DIGITS)


def schema_of_value(item: DataItem) -> dict[str, Any]:
    """The schema of one value: the codes of its choices, or a number with its limits as Decimals."""
    if item.value == "choice":
        return {"enum": [choice.code for choice in item.choices]}
    low, high = kind_limits(item.value, item.unit)
    lows = [one for one in (low, item.minimum) if one is not None]
    highs = [one for one in (high, item.maximum) if one is not None]
    return {
        "type": "integer" if item.value == "count" else "number",
        **({"minimum": max(lows)} if lows else {"exclusiveMinimum": -BEYOND}),
        **({"maximum": min(highs)} if highs else {"exclusiveMaximum": BEYOND}),
    }
