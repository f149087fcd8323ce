"""Which scores and values draw an approver's attention: against last year and against comparable bodies (A-OUTLIER-1).

Pure: numbers and a declared rule in, answers out. A flag is a reason to look, never a reason to refuse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Rule:
    """The thresholds, as `fixtures/content/outliers.yaml` declares and explains them."""

    change: Decimal
    indicator_change: Decimal
    times: Decimal
    group: Decimal
    fences: Decimal
    distance: Decimal


def rule_from(declared: Mapping[str, Any]) -> Rule:
    """The rule of a declaration; KeyError for a threshold that it lacks."""
    return Rule(**{one.name: Decimal(str(declared[one.name])) for one in fields(Rule)})


def changed_much(now: Decimal | None, before: Decimal | None, threshold: Decimal) -> bool:
    """Whether two numbers differ by the threshold or more; False while one of them is not known."""
    return now is not None and before is not None and abs(now - before) >= threshold


def fell_much(now: Decimal | None, before: Decimal | None, threshold: Decimal) -> bool:
    """The same, downwards alone."""
    return changed_much(now, before, threshold) and now is not None and before is not None and now < before


def times_as_much(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """How many times the greater of two values is the smaller, both of one sign and none zero; None otherwise."""
    if now is None or before is None or now * before <= 0:
        return None
    large, small = max(abs(now), abs(before)), min(abs(now), abs(before))
    return large / small


def quantile(ordered: Sequence[Decimal], part: Decimal) -> Decimal:
    """The quantile of an ordered row, between its neighbours in proportion (the inclusive method)."""
    place = part * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def stands_apart(score: Decimal, others: Sequence[Decimal], rule: Rule) -> bool:
    """Whether the score lies outside of its group: beyond Tukey's fences, and far enough from the median."""
    if len(others) < rule.group:
        return False
    ordered = sorted(others)
    low, middle, high = (quantile(ordered, Decimal(part)) for part in ("0.25", "0.5", "0.75"))
    reach = rule.fences * (high - low)
    return not low - reach <= score <= high + reach and abs(score - middle) >= rule.distance
