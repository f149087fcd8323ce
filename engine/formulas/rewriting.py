"""Writing one code of a formula anew: only where the parser read that code, never inside other names, remarks or texts.

    with_item("spent / spent_before # spent", "spent", "paid")     # "paid / spent_before # spent"
    with_reason('not_counted("few")', "few", "few_answers")        # 'not_counted("few_answers")'
    with_answers('if ready = "yes" then 1 else 0', {"ready": {"yes": "full"}})    # 'if ready = "full" then 1 else 0'

All raise FormulaError for a text that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from . import tree
from .parser import read


def names_of_parts(text: str) -> tuple[str, ...]:
    """The names that `let` gives in the formula: no item may be called so."""
    return read(text).lets


def with_item(text: str, old: str, new: str) -> str:
    """The formula reading the item `new` wherever it read `old`."""
    nodes = tree.walk(read(text).root)
    return _written(text, ((one.start, new) for one in nodes if _reads(one, old)), len(old))


def with_reason(text: str, old: str, new: str) -> str:
    """The formula giving the reason `new` wherever it gave `old`."""
    return _with_text(text, "not_counted", old, new)


def with_unit(text: str, old: str, new: str) -> str:
    """The formula converting to the unit `new` wherever it converted to `old`."""
    return _with_text(text, "convert", old, new)


def with_indicator(text: str, old: str, new: str) -> str:
    """The formula reading the points of the indicator `new` wherever it read those of `old`."""
    return _with_text(text, "points_of", old, new)


def with_answers(text: str, codes: Mapping[str, Mapping[str, str]]) -> str:
    """The formula with the new codes of answers wherever it names one; `codes`: item → answer's old code → new code."""
    found = ((one, new.get(one.value)) for one, new in _answers(text, codes))
    return _replaced(text, ((one.start, one.end, f'"{new}"') for one, new in found if new))


def counted_together(text: str, item: str, answer: str) -> set[str]:
    """The choice items among whose answers the formula counts `answer` together with those of `item`."""
    found: set[str] = set()
    for node in tree.walk(read(text).root):
        if isinstance(node, tree.Among) and answer in {one.value for one in node.codes}:
            items = {_choice_item(one) for one in node.arguments}
            found |= items if item in items else set()
    return found


def _answers(
    text: str, codes: Mapping[str, Mapping[str, str]]
) -> Iterator[tuple[tree.Text, Mapping[str, str]]]:
    """The codes in quotes that are answers, each with the new codes of the items to which it is one."""
    for node in tree.walk(read(text).root):
        said: Iterable[tree.Node] = ()
        read_from: Iterable[tree.Node] = ()
        match node:
            case tree.Compare(left=left, right=right):
                said = read_from = (left, right)
            case tree.Table(name="choose", subject=subject, rows=rows):
                said, read_from = (row.key for row in rows), (subject,)
            case tree.Among(codes=among, arguments=read_from):
                said = among
        new: dict[str, str] = {}
        for one in read_from:
            new.update(codes.get(_choice_item(one), {}))
        yield from ((one, new) for one in said if isinstance(one, tree.Text))


def _choice_item(node: tree.Node) -> str:
    """The item that a choice is read from, itself or of an earlier year; empty for what reads none."""
    return next((one.code for one in tree.walk(node) if isinstance(one, tree.Name)), "")


def _reads(node: tree.Node, code: str) -> bool:
    return isinstance(node, tree.Name) and node.code == code


def _with_text(text: str, function: str, old: str, new: str) -> str:
    calls = (node for node in tree.walk(read(text).root) if isinstance(node, tree.Call))
    found = (node.arguments[-1] for node in calls if node.name == function)
    places = ((one.start, f'"{new}"') for one in found if isinstance(one, tree.Text) and one.value == old)
    return _written(text, places, len(old) + 2)


def _written(text: str, places: Iterable[tuple[int, str]], length: int) -> str:
    """The text with what stands at each place, `length` characters, replaced."""
    return _replaced(text, ((start, start + length, said) for start, said in places))


def _replaced(text: str, places: Iterable[tuple[int, int, str]]) -> str:
    """The text with what stands from start to end replaced, at each place. A part used twice is one place."""
    for start, end, said in sorted(set(places), reverse=True):
        text = text[:start] + said + text[end:]
    return text
