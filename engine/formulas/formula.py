"""A compiled formula: text in, outcome out."""

from __future__ import annotations

import decimal
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from . import tree
from .arithmetic import EXACT, ONE, shown
from .check import check
from .evaluator import Careful, ReadingPlace, Step
from .others import filled_in
from .outcome import Counted, Outcome, counted, told
from .parser import read
from .peer_answers import PeerAnswer, peer_answer
from .quick import CLOUDS, Compiler, Quick
from .quick_parts import as_fraction
from .scope import Read, Scope
from .tree import Node
from .values import NeedsCare, Values
from .work import is_heavy, too_much


@dataclass(frozen=True, eq=False)
class Formula:
    """A formula that was read, checked and compiled; make it with `compile_formula`.

    `reads` are the data items it may read; `unit` is the unit of its result as text.
    `quick(values.quick, None)` gives a Decimal, or a pair of them (a quotient), or raises one of `quick.CLOUDS`;
    inside `arithmetic.EXACT` only.
    """

    text: str
    tree: Node
    scope: Scope
    reads: tuple[Read, ...]
    unit: str
    quick: Quick = field(repr=False)
    _careful: Any = field(repr=False)

    def evaluate(self, values: Values) -> Outcome:
        """What the formula comes to for one body."""
        with decimal.localcontext(EXACT):
            return self.run(values)

    def run(self, values: Values) -> Outcome:
        """As `evaluate`, for a caller that has already entered `arithmetic.EXACT`."""
        try:
            found = self.quick(values.quick, None)
            if isinstance(found, Decimal) and shown(found) == found:
                return Counted(found)
            return counted(_number(found))
        except CLOUDS:
            return self.care(values)

    def care(self, values: Values, steps: list[Step] | None = None) -> Outcome:
        """The careful way alone; `steps`, if given, receives each computed part."""
        outcome: Outcome = told(self._careful(values, steps))
        if steps:
            steps[:] = [replace(step, outcome=told(step.outcome)) for step in steps]
        return outcome

    def explain(self, values: Values) -> tuple[Outcome, list[Step]]:
        """The outcome with every part that was computed on the way, in order."""
        steps: list[Step] = []
        with decimal.localcontext(EXACT):
            return self.care(values, steps), steps


def _number(found: Any) -> Fraction:
    """What a quick closure gave, as a number. TypeError for anything else."""
    return as_fraction(found if isinstance(found, tuple) else (found, ONE))


def compile_formula(text: str, scope: Scope) -> Formula:
    """Read, check and compile `text`. Raises FormulaError with every problem found."""
    parsed = read(text, scope.taken)
    parsed = replace(parsed, root=filled_in(parsed.root, scope))
    checked = check(parsed, scope, text)
    root = parsed.root

    heavy = is_heavy(root)

    def part_of(node: Node, values: Values) -> Outcome:
        """A part of the formula for a comparable body: quick where possible."""
        if heavy and (refused := too_much(node, values)):
            return refused
        try:
            return Counted(_number(compiled[id(node)](values.quick, None)))
        except CLOUDS:
            pass
        return Careful(text, scope, checked, ask).of(node, ReadingPlace(values))

    def ask(node: tree.Call, values: Values) -> PeerAnswer:
        if values.peers is None:
            raise KeyError("peers")
        question = node.arguments[0]
        return values.peers.ask(
            node, lambda members: peer_answer(node.name, members, lambda m: part_of(question, m))
        )

    def ask_quick(node: tree.Call, quick: dict[str, Any]) -> PeerAnswer:
        return ask(node, quick["@values"])

    def careful(values: Values, steps: list[Step] | None) -> Outcome:
        if heavy and (refused := too_much(root, values)):
            return refused
        return Careful(text, scope, checked, ask, steps).of(root, ReadingPlace(values))

    compiler = Compiler(scope, checked, ask_quick)
    compiled = {
        id(node.arguments[0]): compiler.build(node.arguments[0])
        for node in tree.walk(root)
        if isinstance(node, tree.Call) and node.name.startswith("peers_")
    }
    quick = compiler.build(root)

    def guarded(v: dict[str, Any], r: Any) -> Any:
        if too_much(root, v["@values"]):
            raise NeedsCare
        return quick(v, r)

    whole = guarded if heavy else quick
    return Formula(text, root, scope, checked.reads, str(checked.measure), whole, careful)
