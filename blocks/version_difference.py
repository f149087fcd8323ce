"""What differs between two versions of a conclusion (c61). Pure: two stored traces in, rows out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Trace = Mapping[str, Any]
PLACE = ("item", "element", "years_back", "body")


@dataclass(frozen=True)
class Difference:
    """One thing that differs. ``kind``: "block", "direction", "criterion", "indicator" or "value".

    ``name`` is in three languages; of a value, where it stands: item, and element, years_back, body, if any.
    """

    kind: str
    code: str
    name: Mapping[str, Any]
    before: str | None
    after: str | None

    @property
    def change(self) -> Decimal | None:
        """After minus before, where both are numbers."""
        try:
            return Decimal(self.after or "") - Decimal(self.before or "")
        except ArithmeticError:
            return None


def differences(old: Trace, new: Trace) -> list[Difference]:
    """The differing values, from the block down to the data."""
    found = []
    if old.get("value") != new.get("value"):
        found.append(Difference("block", "", {}, old.get("value"), new.get("value")))
    before = {(kind, code): (name, value) for kind, code, name, value in _parts(old)}
    for kind, code, name, value in _parts(new):
        _name, was = before.get((kind, code), (name, None))
        if was != value:
            found.append(Difference(kind, code, name, was, value))
    return found


def _parts(trace: Trace) -> Iterator[tuple[str, str, Mapping[str, Any], str | None]]:
    seen: set[str] = set()
    for direction in trace.get("directions", []):
        yield "direction", direction["code"], direction["name"], direction.get("value")
        for criterion in direction["criteria"]:
            yield "criterion", criterion["code"], criterion["name"], criterion.get("value")
            for indicator in criterion["indicators"]:
                yield "indicator", indicator["code"], indicator["name"], indicator.get("value")
                for given in indicator["inputs"]:
                    stands = {key: given[key] for key in PLACE if given.get(key)}
                    place = ".".join(str(stands.get(key, "")) for key in PLACE)
                    if place not in seen:
                        seen.add(place)
                        yield "value", place, stands, given.get("value")
