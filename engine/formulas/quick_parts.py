"""Closures for the commonest shapes, a little faster than the general ones of quick.py and equal to them."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from . import arithmetic
from .arithmetic import taken

Quick = Callable[[dict[str, Any], Any], Any]

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip


def binary(sign: str, left: Quick, right: Quick, fixed_left: Any, fixed_right: Any) -> Quick:
    """left `sign` right; `fixed_…` is the number when that side is written in the formula."""
    if sign == "+":
        return lambda v, r: left(v, r) + right(v, r)
    if sign == "-":
        if fixed_left is not None:
            return lambda v, r: fixed_left - right(v, r)
        if fixed_right is not None:
            return lambda v, r: left(v, r) - fixed_right
        return lambda v, r: left(v, r) - right(v, r)
    if sign == "*":
        if fixed_right is not None:
            return lambda v, r: left(v, r) * fixed_right
        if fixed_left is not None:
            return lambda v, r: fixed_left * right(v, r)
        return lambda v, r: left(v, r) * right(v, r)
    if sign == "/":
        if fixed_right is not None:
            return lambda v, r: left(v, r) / fixed_right
        return lambda v, r: left(v, r) / right(v, r)
    return lambda v, r: arithmetic.power(left(v, r), right(v, r))


def of_items(sign: str, left: str, right: str, row: bool) -> Quick | None:
    """Two data items of one place: `planned` and `spent`, or a KPI's fact and plan."""
    if row:
        if sign == "/":
            return lambda v, r: r[left] / r[right]
        if sign == "-":
            return lambda v, r: r[left] - r[right]
        return None
    if sign == "/":
        return lambda v, r: v[left] / v[right]
    if sign == "-":
        return lambda v, r: v[left] - v[right]
    return None


def with_item(sign: str, left: Quick, fixed_left: Any, item: str) -> Quick | None:
    """Something and one undivided data item: `5 * overturned`, `… / rendered`."""
    if sign == "*" and fixed_left is not None:
        return lambda v, r: fixed_left * v[item]
    if sign == "/":
        return lambda v, r: left(v, r) / v[item]
    if sign == "-" and fixed_left is not None:
        return lambda v, r: fixed_left - v[item]
    return None


def least_or_most(name: str, one: Quick, two: Quick, written: Decimal | None) -> Quick:
    """min or max of two; `written` is the second when it is a number in the formula."""
    if written is not None:

        def least_written(v: dict[str, Any], r: Any) -> Any:
            a = one(v, r)
            return written if written < a else a

        def most_written(v: dict[str, Any], r: Any) -> Any:
            a = one(v, r)
            return written if written > a else a

        return least_written if name == "min" else most_written

    def least(v: dict[str, Any], r: Any) -> Any:
        a, b = one(v, r), two(v, r)
        return b if b < a else a

    def most(v: dict[str, Any], r: Any) -> Any:
        a, b = one(v, r), two(v, r)
        return b if b > a else a

    return least if name == "min" else most


def between(one: Quick, low: Decimal, high: Decimal) -> Quick:
    """clamp with written limits."""

    def clamped(v: dict[str, Any], r: Any) -> Any:
        x = one(v, r)
        return low if x < low else high if x > high else x

    return clamped


def climb_written(subject: Quick, rows: Sequence[tuple[str, Any, Any]], last: Quick) -> Quick:
    """A step scale whose limits and points are all written in the formula."""
    signs = {sign for sign, _, _ in rows}
    limits = [(key, value) for _, key, value in rows]
    if signs == {">="}:

        def climb(v: dict[str, Any], r: Any) -> Any:
            x = taken(subject(v, r))
            for key, value in limits:
                if x >= key:
                    return value
            return last(v, r)

        return climb
    if signs == {"<="}:

        def descend(v: dict[str, Any], r: Any) -> Any:
            x = taken(subject(v, r))
            for key, value in limits:
                if x <= key:
                    return value
            return last(v, r)

        return descend
    steps = [(COMPARE[sign], key, value) for sign, key, value in rows]

    def either(v: dict[str, Any], r: Any) -> Any:
        x = taken(subject(v, r))
        for reached, key, value in steps:
            if reached(x, key):
                return value
        return last(v, r)

    return either
