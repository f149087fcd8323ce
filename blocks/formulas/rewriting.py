"""Writing one code of a formula anew: only where the parser read that code, never inside other names, remarks or texts.

    with_item("spent / spent_before # spent", "spent", "paid")     # "paid / spent_before # spent"
    with_reason('not_counted("few")', "few", "few_answers")        # 'not_counted("few_answers")'

All raise FormulaError for a text that cannot be read.
"""

from __future__ import annotations

from collections.abc import Iterable

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


def _reads(node: tree.Node, code: str) -> bool:
    return isinstance(node, tree.Name) and node.code == code


def _with_text(text: str, function: str, old: str, new: str) -> str:
    calls = (node for node in tree.walk(read(text).root) if isinstance(node, tree.Call))
    found = (node.arguments[-1] for node in calls if node.name == function)
    places = ((one.start, f'"{new}"') for one in found if isinstance(one, tree.Text) and one.value == old)
    return _written(text, places, len(old) + 2)


def _written(text: str, places: Iterable[tuple[int, str]], length: int) -> str:
    """The text with what stands at each place, `length` characters, replaced. A part used twice is one place."""
    for start, said in sorted(set(places), reverse=True):
        text = text[:start] + said + text[start + length :]
    return text
