"""The careful way: a formula on one body's values, whatever the values are like.

It says not only a number but why something is not counted, every item that is missing, and in a sentence what cannot
be computed. It can note each step for a trace. The quick way (quick.py) hands over to it whenever it is unsure.
Its numbers are fractions, or bounded numbers where a root or a logarithm takes part (arithmetic.py).
"""

from __future__ import annotations

import decimal
import operator
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from . import arithmetic, transcendental, tree
from .arithmetic import Number, Undefined, length, measured, too_long
from .errors import Problem, place
from .outcome import Counted, Failed, Missing, MissingItem, NotCounted, Outcome, Reason, combine, number_of
from .peer_answers import PeerAnswer
from .scope import Checked, Scope
from .spelling import brief
from .tree import Node
from .values import Values, show


@dataclass(frozen=True)
class Step:
    """One computed part of a formula: the part as text, and what it came to (for the element, inside over)."""

    text: str
    outcome: Outcome
    element: str = ""
    years_back: int = 0


@dataclass(frozen=True)
class ReadingPlace:
    """Whose values are read: `values` (None: that year is not known) and the element inside over."""

    values: Values | None
    dimension: str = ""
    element: str = ""
    years_back: int = 0


class Careful:
    """One formula, evaluated; with `steps` given, every computed part is noted there in the order of computing."""

    def __init__(
        self, text: str, scope: Scope, checked: Checked,
        ask_peers: Callable[[tree.Call, Values], PeerAnswer], steps: list[Step] | None = None,
    ) -> None:  # fmt: skip
        self.text, self.scope, self.checked = text, scope, checked
        self.ask_peers, self.steps = ask_peers, steps
        self._length = 0  # of all numbers computed so far, in bits
        self._spelt: dict[int, str] = {}  # parts as text, each spelt once however long the list it runs over

    def of(self, node: Node, at: ReadingPlace) -> Outcome:
        """What `node` comes to at a place."""
        try:
            outcome = self._of(node, at)
            if isinstance(outcome, Counted) and isinstance(outcome.value, Fraction):
                self._measure(outcome.value)
        except ZeroDivisionError:  # by what a root or a logarithm cannot tell from 0
            outcome = self.failed(node, "division_by_zero", divisor=brief(node))
        except Undefined as undefined:
            outcome = self.failed(node, undefined.code, **self._named(node, undefined))
        except (decimal.Overflow, decimal.InvalidOperation):
            outcome = self.failed(node, "number_too_large")
        if self.steps is not None and not isinstance(node, tree.Number | tree.Text):
            self.steps.append(Step(self.spelt(node), outcome, at.element, at.years_back))
        return outcome

    def _measure(self, number: Fraction) -> None:
        """Long numbers are bounded one by one and all together, as the time that they take is."""
        measured(number)
        self._length += length(number)
        if self._length > MAX_LENGTH:
            raise too_long()

    def spelt(self, node: Node) -> str:
        """The part of the formula that `node` is, as text."""
        known = self._spelt.get(id(node))
        if known is None:
            known = self._spelt[id(node)] = brief(node)
        return known

    def _named(self, node: Node, undefined: Undefined) -> dict[str, str]:
        params = dict(undefined.params)
        if undefined.code in ("ln_of_not_positive", "sqrt_of_negative") and isinstance(node, tree.Call):
            params["argument"] = brief(node.arguments[0])
        return params

    def failed(self, node: Node, code: str, **params: str) -> Failed:
        """`code` is one of errors.MESSAGES, `params` fill it; the place is where `node` begins in the text."""
        line, column = place(self.text, node.start)
        return Failed((Problem(code, params, node.start, node.end, line, column),))

    def _of(self, node: Node, at: ReadingPlace) -> Outcome:
        match node:
            case tree.Number():
                return Counted(Fraction(node.value))
            case tree.Name():
                return self.read(node, at)
            case tree.Named():
                return self.of(node.body, at)
            case tree.Minus():
                return self.with_all([node.operand], at, lambda x: -x)
            case tree.Binary():
                return self.binary(node, at)
            case tree.Compare():
                return self.compare(node, at)
            case tree.Logic():
                return self.logic(node, at)
            case tree.Negation():
                return self.with_all([node.operand], at, lambda x: not x)
            case tree.If():
                condition = self.of(node.condition, at)
                if not isinstance(condition, Counted):
                    return condition
                return self.of(node.then if condition.value else node.other, at)
            case tree.Table():
                return self.table(node, at)
            case tree.Among():
                codes = {c.value for c in node.codes}
                name = "sum" if node.name == "count" else "mean"
                return self.gathered(node.arguments, node.over, at, name, lambda c: Fraction(c in codes))
            case tree.Call():
                return self.call(node, at)
        raise TypeError(node)

    def with_all(self, nodes: list[Node], at: ReadingPlace, function: Callable[..., Any]) -> Outcome:
        """`function` on the values of all `nodes`, or what stands in the way."""
        outcomes = [self.of(n, at) for n in nodes]
        blocked = combine(outcomes)
        if blocked is not None:
            return blocked
        return Counted(function(*[o.value for o in outcomes if isinstance(o, Counted)]))

    # --- values -----------------------------------------------------------------------------------------------
    def read(self, node: tree.Name, at: ReadingPlace) -> Outcome:
        """The datum, else the default, else missing; not counted with a reason, failed when unlawful."""
        item = self.scope.known(node.code)
        element = at.element if item.per != "none" else ""
        missing = Missing((MissingItem(item.code, element, at.years_back),))
        if at.values is None:
            return missing
        datum = at.values.data.get((item.code, element) if element else item.code)
        if (
            datum is None
            and element
            and at.years_back
            and element not in at.values.elements.get(at.dimension, (element,))
        ):
            return NotCounted((Reason("not_in_earlier_list", item=item.code, element=element),))
        if datum is None:
            return missing if item.default is None else _as_number(item.default)
        value = datum.value
        if value is None:
            return NotCounted((Reason("", datum.reason, item.code, element),))
        if item.kind == "choice" and value not in item.choices:
            return self.failed(
                node, "bad_choice", item=item.code, value=show(value), choices=", ".join(item.choices)
            )
        if item.kind == "number" and not isinstance(value, Decimal):
            return self.failed(node, "bad_number", item=item.code, value=show(value))
        return _as_number(value)

    def binary(self, node: tree.Binary, at: ReadingPlace) -> Outcome:
        """Both sides are computed whatever the first comes to, so that all that is missing is named at once."""
        left, right = self.of(node.left, at), self.of(node.right, at)
        blocked = combine([left, right])
        if blocked is not None:
            return blocked
        x, y = number_of(left), number_of(right)
        match node.operator:
            case "+":
                return Counted(x + y)
            case "-":
                return Counted(x - y)
            case "*":
                return Counted(x * y)
            case "/":
                if y == 0:
                    return self.failed(node.right, "division_by_zero", divisor=brief(node.right))
                return Counted(x / y)
        return Counted(transcendental.power(x, y))

    def compare(self, node: tree.Compare, at: ReadingPlace) -> Outcome:
        """Counted True or False. Choices are compared as codes, numbers exactly."""
        if isinstance(node.left, tree.Text) or isinstance(node.right, tree.Text):
            text, choice = (
                (node.left, node.right) if isinstance(node.left, tree.Text) else (node.right, node.left)
            )
            wanted, equal = tree.code_of(text), node.operator == "="
            return self.with_all([choice], at, lambda c: (c == wanted) == equal)
        return self.with_all([node.left, node.right], at, _COMPARE[node.operator])

    def logic(self, node: tree.Logic, at: ReadingPlace) -> Outcome:
        """The left side's outcome where it decides or is no value; the right side is then not computed."""
        left = self.of(node.left, at)
        if not isinstance(left, Counted) or bool(left.value) == (node.operator == "or"):
            return left
        return self.of(node.right, at)

    # --- tables -----------------------------------------------------------------------------------------------
    def table(self, node: tree.Table, at: ReadingPlace) -> Outcome:
        """choose and steps compute one row's value only; interpolate wants every point of its table counted."""
        subject = self.of(node.subject, at)
        if not isinstance(subject, Counted):
            return subject
        if node.name == "choose":
            for row in node.rows:
                if isinstance(row.key, tree.Text) and row.key.value == subject.value:
                    return self.of(row.value, at)
            return self.of(node.last, at)
        if node.name == "interpolate":
            parts = [p for row in node.rows for p in (row.key, row.value)]
            return self.with_all(
                parts, at, lambda *n: arithmetic.interpolate(
                    number_of(subject), list(zip(n[0::2], n[1::2], strict=True))),
            )  # fmt: skip
        for row in node.rows:
            key = self.of(row.key, at)
            if not isinstance(key, Counted):
                return key
            if _COMPARE[row.sign](number_of(subject), number_of(key)):
                return self.of(row.value, at)
        return self.of(node.last, at)

    # --- lists ------------------------------------------------------------------------------------------------
    def places(self, over: tree.Over | None, at: ReadingPlace) -> list[ReadingPlace] | Outcome:
        """The elements that a call runs over, those left out by where taken away; or what stands in the way."""
        if over is None:
            return [at]
        elements = at.values.elements.get(over.dimension) if at.values else None
        if elements is None:
            return Missing((MissingItem(over.dimension, "", at.years_back),))
        places = [ReadingPlace(at.values, over.dimension, e, at.years_back) for e in elements]
        if over.condition is None:
            return places
        conditions = [(p, self.of(over.condition, p)) for p in places]
        blocked = combine([o for _, o in conditions if not isinstance(o, NotCounted)])
        if blocked is not None:
            return blocked
        return [p for p, o in conditions if isinstance(o, Counted) and o.value]

    def gathered(
        self, parts: tuple[Node, ...], over: tree.Over | None, at: ReadingPlace, name: str,
        worth: Callable[[Any], Number] | None = None, weights: tuple[Node, ...] = (),
    ) -> Outcome:  # fmt: skip
        """All parts for all elements, put together. Over a list, what is not counted leaves; otherwise all must count."""
        places = self.places(over, at)
        if not isinstance(places, list):
            return places
        counted: list[Any] = []
        weighing: list[Any] = []
        left_out: list[Outcome] = []
        blocked: list[Outcome] = []
        for p in places:
            for i, part in enumerate(parts):
                outcomes = [self.of(part, p)] + ([self.of(weights[i], p)] if weights else [])
                stop = combine(outcomes)
                if isinstance(stop, NotCounted):
                    left_out.append(stop)
                elif stop is not None:
                    blocked.append(stop)
                else:
                    values = [o.value for o in outcomes if isinstance(o, Counted)]
                    counted.append(worth(values[0]) if worth else values[0])
                    weighing.extend(values[1:])
        if left_out and (over is None or (not counted and not blocked)):
            return combine(left_out) or left_out[0]
        if blocked:
            return combine(blocked) or blocked[0]
        if not counted and name != "sum":
            return NotCounted((Reason("nothing_to_count", item=over.dimension if over else ""),))
        if weights:
            return Counted(arithmetic.weighted_mean(counted, weighing))
        return Counted(FINISH[name](counted))

    # --- functions --------------------------------------------------------------------------------------------
    def call(self, node: tree.Call, at: ReadingPlace) -> Outcome:
        """otherwise computes its second argument only if the first is not counted; previous reads a year back."""
        name, arguments = node.name, node.arguments
        if name == "count" and not arguments:
            places = self.places(node.over, at)
            return Counted(Fraction(len(places))) if isinstance(places, list) else places
        if name in ("count", "share"):
            finish = "sum" if name == "count" else "mean"
            return self.gathered(arguments, node.over, at, finish, lambda c: Fraction(bool(c)))
        if name == "weighted_mean" or name in FINISH:
            return self.gathered(arguments, node.over, at, name, weights=node.weights)
        if name == "not_counted":
            return NotCounted((Reason(tree.code_of(arguments[0]), element=at.element),))
        if name == "otherwise":
            first = self.of(arguments[0], at)
            return self.of(arguments[1], at) if isinstance(first, NotCounted) else first
        if name == "previous":
            earlier = at.values.previous if at.values else None
            return self.of(arguments[0], replace(at, values=earlier, years_back=at.years_back + 1))
        if name == "known":
            asked = self.of(arguments[0], at)
            return asked if isinstance(asked, Failed) else Counted(isinstance(asked, Counted))
        if name == "convert":
            factor = self.checked.factors[id(node)]
            return self.with_all([arguments[0]], at, lambda x: x * factor)
        if name == "points":
            return self.points(arguments[0], at)
        if name.startswith("peers_"):
            return self.peers(node, at)
        return self.with_all(list(arguments), at, PLAIN[name])

    def points(self, choice: Node, at: ReadingPlace) -> Outcome:
        """What the methodology gives for the choice made, from the item itself, not from the formula."""
        choices = self.scope.choice_item(choice).choices
        return self.with_all([choice], at, lambda c: Fraction(choices[c] or 0))

    def peers(self, node: tree.Call, at: ReadingPlace) -> Outcome:
        """Missing while comparable bodies are unknown. Only ranks ask for this body's own number."""
        if at.values is None or at.values.peers is None:
            return Missing((MissingItem("peers"),))
        answer = self.ask_peers(node, at.values)
        own: Outcome = Counted(Fraction(0))
        if node.name.startswith("peers_rank"):
            own = self.of(node.arguments[0], at)
        if not isinstance(own, Counted):
            return own
        return answer.blocked or Counted(answer.of(number_of(own)))


def _as_number(value: Decimal | str) -> Counted:
    """A given number, or a choice's code."""
    return Counted(Fraction(value) if isinstance(value, Decimal) else value)


# All the numbers of one formula for one body, in bits: some seconds of work at the very most.
MAX_LENGTH = 50_000_000

_COMPARE: dict[str, Callable[[Number, Number], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq, "<>": operator.ne,
}  # fmt: skip

# What gathers a list of numbers; an empty list has a sum, but neither a mean nor a least.
FINISH: dict[str, Callable[[list[Number]], Number]] = {
    "min": min, "max": max, "sum": arithmetic.total, "mean": arithmetic.mean,
    "geometric_mean": transcendental.geometric_mean,
}  # fmt: skip

PLAIN: dict[str, Callable[..., Number]] = {
    "abs": abs, "ln": transcendental.ln, "exp": transcendental.exp, "sqrt": transcendental.sqrt,
    "power": transcendental.power, "round": arithmetic.round_to, "clamp": arithmetic.clamp,
}  # fmt: skip
