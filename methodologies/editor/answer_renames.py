"""Giving an answer of a choice item another code: formulas follow, earlier years' answers are found, or it is refused.

    codes = changed_codes(choices, typed)                           # {"yes": "full"}
    hindrance_of_answer(document, "site", "yes", "full", earlier)    # None, or what stands in the way
    renamed_answers(document, "site", codes, earlier)               # the new text, and what followed

What names an answer: formulas (`site = "yes"`, `choose(site: "yes" -> 1 …)`, `share("yes" among site, portal)`) and the
item's default. Where a formula counts answers of several items together, one answer has one code in all of them, so it
is renamed in all. Its old code is kept in the choice's `formerly` where earlier years asked for it: last year's answer
is read as the same answer still. For the same reason a code under which another answer stood in an earlier year is
refused: that year's answers would be read as what nobody answered.

``earlier`` has the name of each answer that earlier years in force knew, by (item, code). Pure, as `renames`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

from engine.formulas.rewriting import counted_together, with_answers
from methodologies.editor.edits import Document, Part, PartPlace, part_at
from methodologies.editor.renames import Renamed, former_codes, with_formulas, write_formulas

#: (data item, code of one of its answers)
Answer = tuple[str, str]


@dataclass(frozen=True)
class AnswerHindrance:
    """Why an answer cannot have a code: "taken" by another answer of ``item``, its "former" code, or "past": in an
    earlier year it was another answer's. ``name`` is that answer's, in three languages."""

    why: str
    item: Part
    name: Mapping[str, str]


@dataclass(frozen=True)
class TypedAnswer:
    """A row of answers as it was typed; ``was`` is the code that stood in it, empty for a new row."""

    was: str
    code: str
    name: Mapping[str, str]


def changed_codes(choices: Sequence[Part], typed: Iterable[TypedAnswer]) -> dict[str, str]:
    """Old code → new code of the answers that were given another code.

    An answer is the same when it stands in its row, and its old code stands in none. A row that says another answer
    of the item, name and all, was typed over to change the order: nothing is renamed.
    """
    rows = [one for one in typed if one.code]
    names = {choice["code"]: choice["name"] for choice in choices}
    kept = {one.code for one in rows if one.code == one.was or names.get(one.code) == one.name}
    return {
        one.was: one.code
        for one in rows
        if one.was in names and one.code != one.was and one.was not in kept and one.code not in kept
    }


def follow(document: Document, item: str, answer: str) -> tuple[str, ...]:
    """The other choice items whose answer of the same code is renamed with it, because formulas count them together."""
    found, waiting = {item}, [item]
    while waiting:
        current = waiting.pop()
        for part in with_formulas(document):
            new = counted_together(part["formula"], current, answer) - found
            found |= new
            waiting += sorted(new)
    return tuple(one["code"] for one in document.get("items", ()) if one["code"] in found - {item})


def hindrance_of_answer(
    document: Document, item: str, old: str, new: str, earlier: Mapping[Answer, Mapping[str, str]]
) -> AnswerHindrance | None:
    """What keeps the answer ``old`` of an item, and those that follow it, from being called ``new``."""
    for code in (item, *follow(document, item, old)):
        part = part_at(document, PartPlace("item", code))
        for choice in part["choices"]:
            if choice["code"] == old:
                if new in choice.get("formerly", ()):
                    break  # it has its own code again
                continue
            if choice["code"] == new:
                return AnswerHindrance("taken", part, choice["name"])
            if new in choice.get("formerly", ()):
                return AnswerHindrance("former", part, choice["name"])
        else:
            if (code, new) in earlier:
                return AnswerHindrance("past", part, earlier[code, new])
    return None


def renamed_answers(
    document: Document, item: str, codes: Mapping[str, str], earlier: Collection[Answer] = ()
) -> Renamed:
    """The text with new codes of an item's answers (by the old ones), and of all that names them. Raises KeyError."""
    if not codes:
        return Renamed(document)
    changed = deepcopy(document)
    of_items: dict[str, dict[str, str]] = {item: dict(codes)}
    for old, new in codes.items():
        for other in follow(document, item, old):
            of_items.setdefault(other, {})[old] = new
    for code, answers in of_items.items():
        _rename(part_at(changed, PartPlace("item", code)), answers, earlier)
    formulas = tuple(write_formulas(changed, lambda text: with_answers(text, of_items)))
    return Renamed(changed, formulas, tuple(code for code in of_items if code != item))


def _rename(part: Part, answers: Mapping[str, str], earlier: Collection[Answer]) -> None:
    for choice in part["choices"]:
        old = choice["code"]
        if old in answers:
            choice["code"] = answers[old]
            known = old if (part["code"], old) in earlier else ""
            former = former_codes(choice.pop("formerly", ()), known, answers[old])
            if former:
                choice["formerly"] = former
    if part.get("default") in answers:
        part["default"] = answers[part["default"]]
