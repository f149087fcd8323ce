"""What is to be asked about a value that may stand: the checks that a methodology declares of its items (c40, c64).

Pure. `engine.lawful` says what a value cannot be; this says what of lawful values somebody should explain. Thresholds are
data of the item (`engine.methodology.DataItem`); of comparable bodies nothing is told but that the value is unlike theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from statistics import median
from types import MappingProxyType

from engine.methodology import DataItem

#: Comparable bodies without which no value is an outlier among them.
FEWEST_PEERS = 5
HUNDRED = Decimal(100)

Cell = tuple[str, str, str]  # item, language, row


@dataclass(frozen=True)
class Doubt:
    """One thing to be asked about a value: the ``check`` (of `engine.methodology.CHECKS`) and its numbers.

    ``stops``: no explanation passes it. ``trial``: it warns and asks for nothing, whatever it will do afterwards.
    """

    check: str
    stops: bool = False
    trial: bool = False
    numbers: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def asks(self) -> bool:
        """Whether an explanation is owed before the report is handed over."""
        return not self.trial


@dataclass(frozen=True)
class Known:
    """What a value is held against: the numbers of the same report and of last year by place; those of comparable
    bodies by place; the last days of which the documents behind a place speak; the reporting year."""

    year: int
    numbers: Mapping[Cell, Decimal]
    before: Mapping[Cell, Decimal] = field(default_factory=dict)
    peers: Mapping[Cell, Sequence[Decimal]] = field(default_factory=dict)
    documents: Mapping[Cell, Sequence[date]] = field(default_factory=dict)


def doubts_of(item: DataItem, language: str, row: str, known: Known) -> tuple[Doubt, ...]:
    """What is to be asked about the value of one place, in the order of `CHECKS`; nothing where none is given."""
    cell = (item.code, language, row)
    number = known.numbers.get(cell)
    if number is None:
        return ()
    found: dict[str, Mapping[str, Decimal]] = {}
    before = known.before.get(cell)
    if item.jump is not None and before and abs(number - before) * HUNDRED > item.jump * abs(before):
        found["jump"] = {"before": before, "now": number, "share": item.jump}
    parts = [known.numbers.get((code, language, row)) for code in item.sum_of]
    given = [part for part in parts if part is not None]
    if parts and len(given) == len(parts) and sum(given) != number:
        found["sum_of"] = {"sum": sum(given, Decimal(0)), "now": number}
    if item.outlier is not None and _stands_out(number, known.peers.get(cell, ()), item.outlier):
        found["outlier"] = {"now": number}
    ends = known.documents.get(cell, ())
    if item.evidence_of_period and ends and max(ends) < date(known.year, 1, 1):
        found["evidence_of_period"] = {"now": number}
    trial, stops = item.on_trial, set(item.stops) - set(item.on_trial)
    return tuple(Doubt(check, check in stops, check in trial, numbers) for check, numbers in found.items())


def _stands_out(number: Decimal, peers: Sequence[Decimal], times: Decimal) -> bool:
    if len(peers) < FEWEST_PEERS:
        return False
    middle = median(peers)
    if middle <= 0:
        return False
    return number > middle * times or number * times < middle


def times_of(now: Decimal, before: Decimal) -> Decimal | None:
    """How many times as much as before, where it is at least twice, to a tenth (whole from ten on); else None."""
    if before <= 0 or now < 2 * before:
        return None
    times = now / before
    return times.quantize(Decimal(1) if times >= 10 else Decimal("0.1"))
