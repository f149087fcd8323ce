"""What formulas read: data items, the values of one body in one year, its earlier years and its comparable bodies.

Values are immutable once built. Each `Datum` carries an opaque `provenance` (source document, who gave it, who
checked it), which the trace passes through untouched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from .arithmetic import plain

Answer = TypeVar("Answer")

DIMENSIONS = ("language", "kpi", "programme")
MAX_DIGITS = 30  # digits before and after the point of a given value: far beyond any real datum

Key = str | tuple[str, str]


@dataclass(frozen=True)
class Item:
    """What a formula may know of a data item. `choices` maps a choice's code to its points (or None)."""

    code: str
    kind: str = "number"  # number | choice
    unit: str = "number"
    per: str = "none"  # none | language | kpi | programme
    choices: Mapping[str, Decimal | None] = field(default_factory=dict)
    default: Decimal | str | None = None


KPI_ITEMS: Mapping[str, Item] = {
    i.code: i
    for i in (
        Item("kpi.plan", unit="own", per="kpi"),
        Item("kpi.weight", unit="number", per="kpi"),
        Item("kpi.better", "choice", per="kpi", choices={"higher": None, "lower": None}),
    )
}


@dataclass(frozen=True, slots=True)
class Datum:
    """One given value: a finite Decimal, or a choice's code; or, with `value` None, not counted for `reason`.

    Raises ValueError for a number that is not finite or has absurdly many digits, TypeError for a float.
    """

    value: Decimal | str | None
    reason: str = ""
    provenance: Any = None

    def __post_init__(self) -> None:
        value = self.value
        if isinstance(value, Decimal):
            if not value.is_finite():
                raise ValueError(f"not a finite number: {value}")
            exponent = value.as_tuple().exponent
            if not isinstance(exponent, int) or exponent < -MAX_DIGITS or value.adjusted() > MAX_DIGITS:
                raise ValueError(f"a number of more than {MAX_DIGITS} digits: {value}")
        elif value is not None and not isinstance(value, str):
            raise TypeError(f"a datum is a Decimal, a code or None, not {type(value).__name__}")
        elif value is None and not self.reason:
            raise ValueError("a datum without a value needs the reason why it is not counted")


class NeedsCare(Exception):
    """The quick way cannot decide; the careful way (evaluator.py) must."""


class _NotCountedMark:
    """Stands for a not counted value in the quick way: whoever touches it is sent to the careful way."""

    def _touch(self, *_: object) -> Any:
        raise NeedsCare

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _touch
    __hash__ = _touch
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _touch
    __truediv__ = __rtruediv__ = __neg__ = __bool__ = _touch


NOT_COUNTED_MARK = _NotCountedMark()


class Values:
    """The values of one body in one year.

    `data`: item code → Datum, or (item code, element code) → Datum for items that have one value per language, KPI
    or programme. `elements`: dimension → element codes in order; a dimension left out means that its list is not
    known yet (missing), an empty list that the body has none. `previous`: the same body a year earlier.
    `peers` is set by `make_peers`.
    """

    __slots__ = ("body", "data", "elements", "kind", "peers", "previous", "quick", "year")

    def __init__(
        self,
        data: Mapping[Key, Datum],
        *,
        body: str = "",
        kind: str = "",
        year: int = 0,
        elements: Mapping[str, Sequence[str]] | None = None,
        previous: Values | None = None,
    ) -> None:
        self.body, self.kind, self.year = body, kind, year
        self.data = data
        self.elements = {d: tuple(e) for d, e in (elements or {}).items()}
        self.previous = previous
        self.peers: Peers | None = None
        self.quick = self._quick()

    def _quick(self) -> dict[str, Any]:
        """The bare values for the quick way: item → value; "@kpi" → one dict per element; "@previous", "@values"."""
        bare: dict[str, Any] = {"@values": self}
        rows: dict[tuple[str, str], dict[str, Any]] = {}
        for dimension, elements in self.elements.items():
            bare["@" + dimension] = [rows.setdefault((dimension, e), {"@element": e}) for e in elements]
        by_element: dict[str, list[dict[str, Any]]] = {}
        for (_, element), row in rows.items():
            by_element.setdefault(element, []).append(row)
        for key, datum in self.data.items():
            value = NOT_COUNTED_MARK if datum.value is None else datum.value
            if isinstance(key, str):
                bare[key] = value
            else:
                for row in by_element.get(key[1], ()):
                    row[key[0]] = value
        if self.previous is not None:
            bare["@previous"] = self.previous.quick
            earlier = {
                (dimension, row["@element"]): row
                for dimension in self.previous.elements
                for row in self.previous.quick["@" + dimension]
            }
            for key, row in rows.items():
                if key in earlier:
                    row["@previous"] = earlier[key]
        return bare


class Peers:
    """The comparable bodies of one kind in one year, with the answers already worked out about them."""

    def __init__(self, members: Sequence[Values]) -> None:
        self.members = tuple(members)
        self._answers: dict[int, tuple[object, Any]] = {}

    def ask(self, question: object, answer: Callable[[tuple[Values, ...]], Answer]) -> Answer:
        """`answer(members)`, worked out once for each `question` (an object, by identity)."""
        known = self._answers.get(id(question))
        if known is None:
            known = (question, answer(self.members))  # holding the question keeps its id its own
            self._answers[id(question)] = known
        result: Answer = known[1]
        return result


def make_peers(bodies: Iterable[Values]) -> None:
    """Make the bodies of each kind one another's peers (a body is its own peer too), year by year."""
    groups: dict[tuple[str, int], list[Values]] = {}
    for values in bodies:
        groups.setdefault((values.kind, values.year), []).append(values)
    for members in groups.values():
        peers = Peers(members)
        for values in members:
            values.peers = peers


def show(value: Decimal | str | bool | None) -> str:
    """A value as text for a sentence or a trace."""
    if isinstance(value, Decimal):
        return plain(value)
    return str(value)
