"""A stored methodology document (already checked when it was taken in) as the plain data of `engine.methodology`.

Pure. Follows the field types: `Words` from {kk, ru, en}, tuples from lists, Decimals from the text of numbers.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from engine import methodology as plain
from engine.weights import weight_of


def methodology_from(document: Mapping[str, Any]) -> plain.MethodologyText | plain.OverallMethodologyText:
    """The document as plain data. Raises TypeError or KeyError for anything that no reader of the format let through."""
    if document["block"] == "overall":
        return typing.cast(plain.OverallMethodologyText, _made(plain.OverallMethodologyText, document))
    return typing.cast(plain.MethodologyText, _made(plain.MethodologyText, document))


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _made(kind: Any, data: Any) -> Any:
    if kind is plain.AppliesTo and data == "all":
        return plain.AppliesTo()
    if is_dataclass(kind) and isinstance(kind, type):
        hints = _hints(kind)
        given = {}
        for one in fields(kind):
            key = one.name.removesuffix("_")
            if one.init and key in data:
                given[one.name] = _made(hints[one.name], data[key])
        return kind(**given)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        return tuple(_made(arguments[0], one) for one in data or ())
    if origin in (types.UnionType, typing.Union):
        if data is None:
            return None
        wanted = [one for one in arguments if one is not type(None)]
        if wanted == [Decimal, Fraction]:
            return weight_of(data)
        if wanted == [Decimal, str]:
            return data if isinstance(data, str) else Decimal(str(data))
        return _made(wanted[0], data)
    if kind is Decimal:
        return Decimal(str(data))
    return data
