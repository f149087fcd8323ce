"""Changing one part of a methodology's document: finding it, putting it in its place, taking it out; and where a path leads.

    changed = with_part(document, Place("indicator", "1.1.1.1"), part, parent="1.1.1")
    changed = without_part(document, Place("item", "kpi_fact"))
    changed = moved(document, Place("item", "kpi_fact"), -1)
    place_of("directions[1.1].criteria[1.1.1].indicators[1.1.1.1].name.kk")    # Place("indicator", "1.1.1.1", "name.kk")

Pure: plain documents (the interchange format as JSON values) in, new documents out; the given one is never changed.
What a part may say is not checked here: the whole document is read again before it is stored (c17).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any, Final

from engine.weights import Weight

Document = dict[str, Any]
Part = dict[str, Any]

#: Kinds of parts that stand in a list of the document's own, with the key of that list.
LISTS: Final[Mapping[str, str]] = {
    "direction": "directions",
    "item": "items",
    "penalty": "penalties",
    "unit": "units",
    "reason": "reasons",
    "degree": "degrees",
}
#: All kinds of parts; "head" is what the document says of itself.
KINDS: Final = ("head", "criterion", "indicator", *LISTS)
#: Kinds whose order is the author's: the order of pages, reports and scoring forms. Degrees stand by their points.
ORDERED: Final = ("direction", "criterion", "indicator", "item", "penalty", "unit", "reason")
_STEP: Final = re.compile(r"(\w+)\[([^\]]*)\]\.?")
_KIND_OF: Final = {key: kind for kind, key in LISTS.items()} | {
    "criteria": "criterion",
    "indicators": "indicator",
}


@dataclass(frozen=True)
class PartPlace:
    """A part of a methodology: its kind, its code (empty for the head) and, of a path, the field in it ("name.kk")."""

    kind: str
    code: str = ""
    field: str = ""


def place_of(path: str) -> PartPlace:
    """The innermost part that a path names, and the rest of the path: the field in it."""
    found, position = PartPlace("head"), 0
    while step := _STEP.match(path, position):
        if step[1] not in _KIND_OF:
            break
        found, position = PartPlace(_KIND_OF[step[1]], step[2]), step.end()
    return replace(found, field=path[position:])


def parts_of(document: Document, kind: str) -> Iterator[tuple[str, list[Part], int]]:
    """(code of what it stands in, the list it stands in, its index) of every part of a kind, in order."""
    if kind in LISTS:
        whole = document.get(LISTS[kind]) or []
        yield from (("", whole, index) for index in range(len(whole)))
        return
    for direction in document.get("directions", []):
        criteria = direction["criteria"]
        if kind == "criterion":
            yield from ((direction["code"], criteria, index) for index in range(len(criteria)))
        elif kind == "indicator":
            for criterion in criteria:
                inside = criterion["indicators"]
                yield from ((criterion["code"], inside, index) for index in range(len(inside)))


def find(document: Document, place: PartPlace) -> tuple[str, list[Part], int]:
    """Where the part stands. Raises KeyError."""
    for parent, whole, index in parts_of(document, place.kind):
        if whole[index].get("code") == place.code:
            return parent, whole, index
    raise KeyError(place)


def part_at(document: Document, place: PartPlace) -> Part:
    """The part itself; of the head the document without its lists. Raises KeyError."""
    if place.kind == "head":
        return {
            key: value for key, value in document.items() if key not in LISTS.values() and key != "blocks"
        }
    _parent, whole, index = find(document, place)
    return whole[index]


def digest_at(document: Document, place: PartPlace) -> str:
    """A short mark of what the part says and where it stands, whatever stands inside it; empty for a new one."""
    if not place.code and place.kind != "head":
        return ""
    stands_in = "" if place.kind == "head" else find(document, place)[0]
    own = {k: v for k, v in part_at(document, place).items() if k not in ("criteria", "indicators")}
    said = json.dumps([stands_in, own], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def with_part(document: Document, place: PartPlace, part: Part, parent: str = "") -> Document:
    """The document with ``part`` in place of the one at ``place``, or added when ``place.code`` is empty.

    ``part`` gives only what may change: of a direction or a criterion the parts inside stay. ``parent`` is the code
    of the criterion of an indicator (of the direction of a criterion); another one than before moves the part.
    Raises KeyError for a place or a parent that is not there.
    """
    changed = deepcopy(document)
    if place.kind == "head":
        kept = {key: value for key, value in changed.items() if key not in part and key in _HEAD_KEPT}
        return kept | part
    if not place.code:
        home = _home(changed, place.kind, parent)
        home.insert(_index_of_new(home, place.kind, part), part)
        return changed
    stands_in, whole, index = find(changed, place)
    inside = {
        key: whole[index][key] for key in ("criteria", "indicators", "evaluator") if key in whole[index]
    }
    if parent and parent != stands_in:
        del whole[index]
        _home(changed, place.kind, parent).append(part | inside)
        return _without_empty(changed)
    whole[index] = part | inside
    return changed


#: What the head's form does not ask: it stays as it is.
_HEAD_KEPT: Final = frozenset({"format", "cycle", "version", "block", "blocks", *LISTS.values()})


def with_criterion(document: Document, direction: str, criterion: Part) -> Document:
    """The document with a new criterion at the end of a direction. Raises KeyError."""
    changed = deepcopy(document)
    _parent, whole, index = find(changed, PartPlace("direction", direction))
    whole[index]["criteria"].append(criterion)
    return changed


def without_part(document: Document, place: PartPlace) -> Document:
    """The document without the part; a criterion that it leaves empty goes with it. Raises KeyError."""
    changed = deepcopy(document)
    _parent, whole, index = find(changed, place)
    del whole[index]
    return _without_empty(changed)


def moved(document: Document, place: PartPlace, step: int) -> Document:
    """The document with the part ``step`` places further down among its brothers (up, when negative).

    At the end of the list it stays where it is. Raises KeyError for a part that is not there or has no order of its own.
    """
    if place.kind not in ORDERED:
        raise KeyError(place)
    changed = deepcopy(document)
    _parent, whole, index = find(changed, place)
    whole.insert(min(max(index + step, 0), len(whole) - 1), whole.pop(index))
    return changed


def with_weights(document: Document, weights: Mapping[tuple[str, str], Weight]) -> Document:
    """The document with new weights by (kind, code); of the overall methodology the kind is "block"."""
    changed = deepcopy(document)
    for (kind, code), weight in weights.items():
        if kind == "block":
            for block in changed["blocks"]:
                if str(block["block"]) == code:
                    block["weight"] = weight
        else:
            part_at(changed, PartPlace(kind, code))["weight"] = weight
    return changed


def _home(document: Document, kind: str, parent: str) -> list[Part]:
    """The list that a new part of a kind is added to."""
    if kind in LISTS:
        home: list[Part] = document.setdefault(LISTS[kind], [])
        return home
    outer, key = ("criterion", "indicators") if kind == "indicator" else ("direction", "criteria")
    inside: list[Part] = part_at(document, PartPlace(outer, parent))[key]
    return inside


def _index_of_new(home: list[Part], kind: str, part: Part) -> int:
    """Where a new part stands: last; a degree among the others by the points from which it is reached."""
    higher = (index for index, one in enumerate(home) if kind == "degree" and one["from"] < part["from"])
    return next(higher, len(home))


def _without_empty(document: Document) -> Document:
    for direction in document.get("directions", []):
        direction["criteria"] = [one for one in direction["criteria"] if one["indicators"]]
    return document
