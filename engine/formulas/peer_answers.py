"""What a formula learns of the comparable bodies: the same for all of them, so it is gathered once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from . import arithmetic, transcendental
from .arithmetic import Number, Undefined
from .bounded import Bounded
from .errors import Problem
from .outcome import Counted, Failed, Missing, NotCounted, Outcome, Reason, combine
from .values import Values


@dataclass(frozen=True)
class PeerAnswer:
    """What is known of the comparable bodies' values: all of them in order, or what stands in the way."""

    name: str
    ordered: tuple[Number, ...]
    own: dict[int, Number]
    gathered: Number  # the mean, the median or the deviation, where that is what is asked for
    blocked: Outcome | None

    def number(self, quick: dict[str, Any]) -> Number:
        """The answer for the body whose quick values these are; KeyError when its own value is not counted."""
        if self.blocked is not None:
            raise KeyError(self.name)
        return self.of(self.own[id(quick)] if self.name.startswith("peers_rank") else _NOUGHT)

    def of(self, own: Number) -> Number:
        """The answer for a body whose own value is `own`; equal values share the better place."""
        match self.name:
            case "peers_min":
                return self.ordered[0]
            case "peers_max":
                return self.ordered[-1]
            case "peers_mean" | "peers_median" | "peers_deviation":
                return self.gathered
            case "peers_count":
                return Fraction(len(self.ordered))
            case "peers_rank_high":
                return Fraction(1 + self._beyond(own, above=True))
        return Fraction(1 + self._beyond(own, above=False))

    def _beyond(self, own: Number, *, above: bool) -> int:
        """How many values are greater (less) than `own`: bounded numbers are equal within their bounds, so counted."""
        if isinstance(own, Bounded) or any(isinstance(value, Bounded) for value in self.ordered):
            return sum(value > own if above else value < own for value in self.ordered)
        if above:
            return len(self.ordered) - bisect_right(self.ordered, own)
        return bisect_left(self.ordered, own)


_NOUGHT = Fraction(0)
_GATHERING: dict[str, Callable[[Sequence[Number]], Number]] = {
    "peers_mean": arithmetic.mean,
    "peers_median": arithmetic.median,
    "peers_deviation": transcendental.deviation,
}


def peer_answer(name: str, members: tuple[Values, ...], value: Callable[[Values], Outcome]) -> PeerAnswer:
    """Gather `value` of all members. Not counted members are left out; a missing or failed one blocks the answer."""
    outcomes = [(member, value(member)) for member in members]
    own = {
        id(m.quick): o.value
        for m, o in outcomes
        if isinstance(o, Counted) and isinstance(o.value, Fraction | Bounded)
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
    gathered: Number = _NOUGHT
    if name in _GATHERING and blocked is None:
        try:
            gathered = _GATHERING[name](ordered)
        except Undefined as undefined:
            blocked = Failed((Problem(undefined.code, undefined.params),))
    return PeerAnswer(name, ordered, own, gathered, blocked)
