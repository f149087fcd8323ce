"""What a formula learns of the comparable bodies: the same for all of them, so it is gathered once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from . import arithmetic
from .arithmetic import ZERO
from .outcome import Counted, Failed, Missing, NotCounted, Outcome, Reason, combine
from .values import Values


@dataclass(frozen=True)
class PeerAnswer:
    """What is known of the comparable bodies' values: all of them in order, or what stands in the way."""

    name: str
    ordered: tuple[Decimal, ...]
    own: dict[int, Decimal]
    mean: Decimal
    blocked: Outcome | None

    def number(self, quick: dict[str, Any]) -> Decimal:
        """The answer for the body whose quick values these are; KeyError when its own value is not counted."""
        if self.blocked is not None:
            raise KeyError(self.name)
        return self.of(self.own[id(quick)] if self.name.startswith("peers_rank") else ZERO)

    def of(self, own: Decimal) -> Decimal:
        """The answer for a body whose own value is `own`."""
        match self.name:
            case "peers_min":
                return self.ordered[0]
            case "peers_max":
                return self.ordered[-1]
            case "peers_mean":
                return self.mean
            case "peers_count":
                return Decimal(len(self.ordered))
            case "peers_rank_high":
                return Decimal(1 + len(self.ordered) - bisect_right(self.ordered, own))
        return Decimal(1 + bisect_left(self.ordered, own))


def peer_answer(name: str, members: tuple[Values, ...], value: Callable[[Values], Outcome]) -> PeerAnswer:
    """Gather `value` of all members. Not counted members are left out; a missing or failed one blocks the answer."""
    outcomes = [(member, value(member)) for member in members]
    own = {
        id(m.quick): o.value for m, o in outcomes if isinstance(o, Counted) and isinstance(o.value, Decimal)
    }
    ordered = tuple(sorted(own.values()))
    blocked: Outcome | None = None
    missing = [
        replace(item, body=member.body)
        for member, o in outcomes
        if isinstance(o, Missing)
        for item in o.items
    ]
    failed = [o for _, o in outcomes if isinstance(o, Failed)]
    if failed:
        blocked = combine(list(failed))
    elif missing:
        blocked = Missing(tuple(missing))
    elif not ordered:
        blocked = NotCounted((Reason("nothing_to_count", item="peers"),))
    mean = arithmetic.mean(ordered) if ordered else ZERO
    return PeerAnswer(name, ordered, own, mean, blocked)
