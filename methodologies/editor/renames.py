"""Giving a part of a methodology another code: whatever reads it follows, or the code is refused with the reason.

    found = renamed(document, Place("item", "spent"), "paid")
    found.document, found.formulas        # the new text; the codes of the indicators and deductions whose formulas follow

What refers to a code: to a data item the formulas of indicators and deductions (also through `previous`, `peers_…`,
tables and lists); to a unit items, indicators, its multiples and `convert`; to a reason `not_counted`; to an indicator
`points_of`. Nothing in a text refers to the code of a criterion, a deduction or a degree. Where earlier years' values
stand under the item's old code, it is kept in `formerly`, so that last year's value is found. Answers of a choice item
have a module of their own: `answer_renames`.

Pure: a plain document in, a new one out. The whole text is read again before it is stored (c17).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Final

from engine.formulas.rewriting import names_of_parts, with_indicator, with_item, with_reason, with_unit
from engine.methodology_format.rules import RESERVED
from methodologies.editor.edits import Document, Part, PartPlace, find, parts_of

#: Kinds of parts that share their codes: an indicator and a deduction may not have the same.
_TOGETHER: Final = ("indicator", "penalty")


@dataclass(frozen=True)
class Renamed:
    """The text with the new code, and the codes of the indicators and deductions whose formulas were written anew.

    ``items`` are the other data items of which an answer was renamed with that of the item that was changed.
    """

    document: Document
    formulas: tuple[str, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hindrance:
    """Why a code cannot be given: "word" of the formula language, "taken" by another part, the "let" of a formula,
    or the "former" code of another item. ``part`` is that part, of a let the indicator or the deduction."""

    why: str
    part: Part


def hindrance(document: Document, place: PartPlace, code: str) -> Hindrance | None:
    """What keeps ``code`` from being given to the part at ``place`` (to a new one, when its code is empty)."""
    if place.kind == "item" and code in RESERVED:
        return Hindrance("word", {})
    for kind in _TOGETHER if place.kind in _TOGETHER else (place.kind,):
        for part in _all(document, kind):
            if part["code"] == code and PartPlace(kind, code) != PartPlace(place.kind, place.code):
                return Hindrance("taken", part)
    if place.kind == "item":
        for part in _all(document, "item"):
            if code in part.get("formerly", ()) and part["code"] != place.code:
                return Hindrance("former", part)
        for part in with_formulas(document):
            if code in names_of_parts(part["formula"]):
                return Hindrance("let", part)
    return None


def renamed(document: Document, place: PartPlace, code: str, *, known_before: bool = False) -> Renamed:
    """The text with the code of the part at ``place`` changed to ``code``, and all that refers to it.

    ``known_before``: earlier years' values stand under the old code. Raises KeyError for a part that is not there;
    ``hindrance`` says beforehand whether the code can be given.
    """
    if code == place.code:
        return Renamed(document)
    changed = deepcopy(document)
    _parent, whole, index = find(changed, place)
    part = whole[index]
    part["code"] = code
    former = former_codes(part.pop("formerly", ()), place.code if known_before else "", code)
    if former:
        part["formerly"] = former
    if place.kind == "item":
        for other in _all(changed, "item"):
            if place.code in other.get("sum_of", ()):
                other["sum_of"] = [code if one == place.code else one for one in other["sum_of"]]
    for kind, key in _REFERENCES.get(place.kind, ()):
        for other in _all(changed, kind):
            if other.get(key) == place.code:
                other[key] = code
    return Renamed(changed, tuple(_rewritten(changed, _REWRITES.get(place.kind), place.code, code)))


def followers(document: Document, place: PartPlace) -> list[str]:
    """The codes of the indicators and deductions whose formulas name the part at ``place``, and would be written anew."""
    rewrite = _REWRITES.get(place.kind)
    if rewrite is None or not place.code:
        return []
    other = f"{place.code}_"
    return [
        part["code"]
        for part in with_formulas(document)
        if rewrite(part["formula"], place.code, other) != part["formula"]
    ]


def former_codes(codes: Iterable[str], old: str, new: str) -> list[str]:
    """An item's codes of earlier years with the old one (if any); the one that it has again is none of them."""
    return [code for code in dict.fromkeys([*codes, old]) if code and code != new]


#: By kind: (kind, key) of what names such a part outside formulas; and how formulas are written anew.
_REFERENCES: Final = {"unit": (("item", "unit"), ("indicator", "unit"), ("unit", "base"))}
_REWRITES: Final[dict[str, Callable[[str, str, str], str]]] = {
    "indicator": with_indicator,
    "item": with_item,
    "reason": with_reason,
    "unit": with_unit,
}


def _rewritten(
    document: Document, rewrite: Callable[[str, str, str], str] | None, old: str, new: str
) -> Iterator[str]:
    if rewrite:
        yield from write_formulas(document, lambda text: rewrite(text, old, new))


def write_formulas(document: Document, rewrite: Callable[[str], str]) -> Iterator[str]:
    """Write the formulas of the given document anew, in place; the codes of those that are others now, as it goes."""
    for part in with_formulas(document):
        formula = rewrite(part["formula"])
        if formula != part["formula"]:
            part["formula"] = formula
            yield part["code"]


def with_formulas(document: Document) -> Iterator[Part]:
    """The parts that have formulas: indicators and deductions."""
    for kind in _TOGETHER:
        yield from _all(document, kind)


def _all(document: Document, kind: str) -> Iterator[Part]:
    return (whole[index] for _parent, whole, index in parts_of(document, kind))
