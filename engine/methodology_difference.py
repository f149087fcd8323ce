"""What differs between two versions of a methodology: parts added and left out, and in the others each changed field.

    for change in changes(old, new):
        change.kind, change.code, change.what     # "indicator", "1.1.1.1", "changed" | "added" | "left_out"
        change.fields                             # Field("weight", Decimal(40), Decimal(50)), …

Pure: two methodologies (of a block, or overall) in, rows out, in the order of the newer one with what it left out
after. A part is the same part when its kind and code are the same, or when it is its code that was changed: a data
item says its earlier codes, another part has the same name in the three languages. That it stands elsewhere now is a
change too.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from engine.methodology import (
    AppliesTo,
    MethodologyText,
    OverallMethodologyText,
    OverallRounding,
    Requirements,
    Rounding,
    Words,
)

Either = MethodologyText | OverallMethodologyText
#: Fields that hold other parts, or that differ between any two versions.
_OUTER = {"criterion": "direction", "indicator": "criterion"}
_NOT_COMPARED = frozenset(
    {"directions", "criteria", "indicators", "items", "penalties", "units", "reasons", "degrees", "blocks", "cycle", "version", "block", "code", "formerly"}
)  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One changed field by its path in the part ("rounding.block"); None: it was, or is, not given."""

    path: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Change:
    """One part that differs. ``part`` is the plain data as the newer version has it (the older, when left out)."""

    kind: str
    code: str
    what: str
    part: Any
    fields: tuple[Field, ...] = ()

    @property
    def weight_only(self) -> bool:
        """Whether nothing but the weight differs: a page tells these in a table of weights."""
        return self.what == "changed" and [one.path for one in self.fields] == ["weight"]


def changes(old: Either, new: Either) -> list[Change]:
    """Everything that differs, the head first."""
    found = []
    head = tuple(_fields(old, new))
    if head:
        found.append(Change("head", "", "changed", new, head))
    before, after = dict(_parts(old)), dict(_parts(new))
    codes = {key: code for code, key in renames(old, new).items()}
    for (kind, code), (part, place) in after.items():
        old_code = codes.get((kind, code), (kind, code))[1]
        if (kind, old_code) not in before:
            found.append(Change(kind, code, "added", part))
            continue
        was, was_in = before.pop((kind, old_code))
        differing = tuple(_fields(was, part))
        if was_in != place and codes.get((_OUTER.get(kind, ""), place), ("", place))[1] != was_in:
            differing = (Field("stands_in", was_in, place), *differing)
        if old_code != code:
            differing = (Field("code", old_code, code), *differing)
        if differing:
            found.append(Change(kind, code, "changed", part, differing))
    found += [Change(kind, code, "left_out", part) for (kind, code), (part, _place) in before.items()]
    return found


def renames(old: Either, new: Either) -> dict[tuple[str, str], tuple[str, str]]:
    """(kind, old code) → (kind, new code) of the parts whose code alone says that they are others.

    A name that several parts of a kind have tells nothing.
    """
    before, after = dict(_parts(old)), dict(_parts(new))
    gone, came = [key for key in before if key not in after], [key for key in after if key not in before]
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for kind, code in came:
        part = after[kind, code][0]
        former = [key for key in gone if key[0] == kind and key[1] in getattr(part, "formerly", ())]
        if not former and hasattr(part, "name"):
            same = [key for key in came if key[0] == kind and after[key][0].name == part.name]
            former = [key for key in gone if key[0] == kind and before[key][0].name == part.name]
            former = former if len(same) == 1 else []
        if len(former) == 1 and former[0] not in found:
            found[former[0]] = (kind, code)
    return found


def _parts(methodology: Either) -> Iterator[tuple[tuple[str, str], tuple[Any, str]]]:
    """((kind, code), (part, what it stands in)) of every part, in order."""
    if isinstance(methodology, OverallMethodologyText):
        for block in methodology.blocks:
            yield ("block", str(block.block)), (block, "")
        for degree in methodology.degrees:
            yield ("degree", degree.code), (degree, "")
        return
    for direction in methodology.directions:
        yield ("direction", direction.code), (direction, "")
        for criterion in direction.criteria:
            yield ("criterion", criterion.code), (criterion, direction.code)
            for indicator in criterion.indicators:
                yield ("indicator", indicator.code), (indicator, criterion.code)
    lists: tuple[tuple[str, tuple[Any, ...]], ...] = (
        ("penalty", methodology.penalties),
        ("item", methodology.items),
        ("unit", methodology.units),
        ("reason", methodology.reasons),
    )
    for kind, parts in lists:
        for part in parts:
            yield (kind, part.code), (part, "")


def _fields(old: Any, new: Any, base: str = "") -> Iterator[Field]:
    for one in fields(new):
        if not base and one.name in _NOT_COMPARED:
            continue
        path = base + one.name.removesuffix("_")
        before, after = getattr(old, one.name, None), getattr(new, one.name)
        if before == after:
            continue
        if isinstance(after, Requirements | Rounding | OverallRounding | AppliesTo) and type(before) is type(
            after
        ):
            yield from _fields(before, after, f"{path}.")
        else:
            yield Field(path, before, after)


_TOKENS = re.compile(r"\s+|[\w.]+|[^\w\s]")


def pieces(before: str, after: str) -> list[tuple[str, str]]:
    """Two texts as one, word by word: ("same" | "gone" | "new", text); those with little in common whole, one after the other."""
    left, right = _TOKENS.findall(before), _TOKENS.findall(after)
    found: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(("same", "".join(left[i1:i2])))
            continue
        if i2 > i1:
            found.append(("gone", "".join(left[i1:i2])))
        if j2 > j1:
            found.append(("new", "".join(right[j1:j2])))
    kept = sum(len(piece) for what, piece in found if what == "same")
    if before and after and 4 * kept < len(before) + len(after):
        return [("gone", before), ("new", after)]
    return found


def languages_changed(before: Words, after: Words) -> list[str]:
    """The languages in which two texts differ."""
    return [
        language for language in ("kk", "ru", "en") if getattr(before, language) != getattr(after, language)
    ]


def of_kind(found: list[Change]) -> Mapping[str, list[Change]]:
    """The changes by kind of part, in the order of the document."""
    by_kind: dict[str, list[Change]] = {}
    for change in found:
        by_kind.setdefault(change.kind, []).append(change)
    return by_kind
