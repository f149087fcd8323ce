"""A formula as mathematics: presentation MathML, which browsers show without any script.

`to_mathml(tree, names, translate)` takes the same names and translation as `words.in_words`. Everything that comes
from outside is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from html import escape

from . import tree
from .arithmetic import plain
from .spelling import unparse
from .terms import gettext_noop
from .tree import Node
from .words import SIGNS, WORDS

MAX_MARKUP = 100_000  # characters of one part; a long formula of the shipped methodologies has 3,000

LABELS: dict[str, str] = {
    "mean": gettext_noop("mean"),
    "geometric_mean": gettext_noop("geometric mean"),
    "count": gettext_noop("count"),
    "share": gettext_noop("share"),
    "kpi": gettext_noop("key performance indicators"),
    "programme": gettext_noop("budget programmes"),
    "language": gettext_noop("languages"),
    "peers": gettext_noop("comparable bodies"),
    "median": gettext_noop("median"),
    "deviation": gettext_noop("standard deviation"),
    "known": gettext_noop("is known"),
    "points_of": gettext_noop("points of indicator"),
    "rank_high": gettext_noop("place from the highest"),
    "rank_low": gettext_noop("place from the lowest"),
    "points": gettext_noop("points"),
    "otherwise": gettext_noop("otherwise"),
    "if": gettext_noop("if"),
    "not_counted": gettext_noop("not counted"),
    "last_year": gettext_noop("last year"),
    "round": gettext_noop("rounded half up"),
    "number": gettext_noop("number"),
    "if_not_counted": gettext_noop("if not counted"),
}


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _mo(sign: str) -> str:
    return f"<mo>{escape(sign)}</mo>"


def _text(text: str) -> str:
    return f"<mtext>{escape(text)}</mtext>"


def _brackets(inner: str, left: str = "(", right: str = ")") -> str:
    return _row(f'<mo fence="true">{left}</mo>', inner, f'<mo fence="true">{right}</mo>')


#: A plain space would be swallowed between two pieces of text.
SPACE = "<mtext>\N{NO-BREAK SPACE}</mtext>"


class _TooLong(Exception):
    """What a scale is about is repeated in each of its cases: of scales inside scales nobody can read the drawing."""


class _MathML:
    def __init__(
        self, names: Mapping[str, str], translate: Callable[[str], str], number: Callable[[Decimal], str]
    ) -> None:
        self.names, self.translate, self.number = names, translate, number
        self.drawn: dict[int, tuple[str, int]] = {}  # a part may stand in several places; it is drawn once

    def label(self, key: str) -> str:
        return _text(self.translate(LABELS[key]))

    def of(self, node: Node, inside: int = 0) -> str:
        known = self.drawn.get(id(node))
        if known is None:
            known = self.drawn[id(node)] = self._of(node)
        markup, tightness = known
        if len(markup) > MAX_MARKUP:
            raise _TooLong
        return _brackets(markup) if tightness < inside else markup

    def _of(self, node: Node) -> tuple[str, int]:
        match node:
            case tree.Number():
                if node.percent:
                    return _row(f"<mn>{escape(self.number(node.written))}</mn>", _mo("%")), 9
                return f"<mn>{escape(self.number(node.value))}</mn>", 9
            case tree.Text():
                known = self.names.get(node.value)
                if known is None and node.value in ("higher", "lower"):
                    known = self.translate(WORDS[node.value])
                return _text(known or node.value), 9
            case tree.Name():
                known = self.names.get(node.code)
                if known is None and node.code in WORDS:
                    known = self.translate(WORDS[node.code])
                return _text(known or node.code), 9
            case tree.PointsOf():
                return self.applied(self.label("points_of"), _text(self.names.get(node.code) or node.code)), 9
            case tree.Named():
                return self._of(node.body)
            case tree.Minus():
                return _row(_mo("−"), self.of(node.operand, 7)), 7
            case tree.Binary():
                return self.binary(node)
            case tree.Compare():
                return _row(self.of(node.left, 5), _mo(SIGNS[node.operator]), self.of(node.right, 5)), 4
            case tree.Logic():
                sign = "∧" if node.operator == "and" else "∨"
                return _row(self.of(node.left, 3), _mo(sign), self.of(node.right, 3)), 2
            case tree.Negation():
                return _row(_mo("¬"), self.of(node.operand, 5)), 4
            case tree.If():
                return self.cases([(self.of(node.then), self.of(node.condition))], self.of(node.other)), 9
            case tree.Among():
                codes = _row(*_between([self.of(c) for c in node.codes], ", "))
                inner = _row(codes, _mo("∈"), _brackets(self.listed(node.arguments), "{", "}"))
                return self.applied(self.label(node.name), inner, node.over), 9
            case tree.Table():
                return self.table(node), 9
            case tree.Call():
                return self.call(node)
        raise TypeError(node)

    def binary(self, node: tree.Binary) -> tuple[str, int]:
        left, right = node.left, node.right
        if node.operator == "/":
            return f"<mfrac>{_row(self.of(left))}{_row(self.of(right))}</mfrac>", 9
        if node.operator == "^":
            return f"<msup>{_row(self.of(left, 9))}{_row(self.of(right))}</msup>", 8
        tight = 6 if node.operator == "*" else 5
        return _row(self.of(left, tight), _mo(SIGNS[node.operator]), self.of(right, tight + 1)), tight

    def listed(self, nodes: Sequence[Node]) -> str:
        return _row(*_between([self.of(n) for n in nodes], "; "))

    def under(self, head: str, over: tree.Over | None) -> str:
        if over is None:
            return head
        below = self.label(over.dimension)
        if over.condition:
            below = _row(below, _mo(":"), self.of(over.condition))
        return f"<munder>{head}{_row(below)}</munder>"

    def applied(self, head: str, inner: str, over: tree.Over | None = None) -> str:
        return _row(self.under(head, over), _brackets(inner))

    def cases(self, rows: Sequence[tuple[str, str]], other: str | None) -> str:
        """Values beside their conditions, behind a brace."""
        shown = [
            f"<mtr><mtd>{value}</mtd><mtd>{_row(self.label('if'), SPACE, condition)}</mtd></mtr>"
            for value, condition in rows
        ]
        if other is not None:
            shown.append(f"<mtr><mtd>{other}</mtd><mtd>{self.label('otherwise')}</mtd></mtr>")
        return _row('<mo fence="true" stretchy="true">{</mo>', f"<mtable>{''.join(shown)}</mtable>")

    def table(self, node: tree.Table) -> str:
        subject = self.of(node.subject, 5)
        if node.name == "interpolate":
            rows = "".join(
                f"<mtr><mtd>{self.of(r.key)}</mtd><mtd>{_mo('→')}</mtd><mtd>{self.of(r.value)}</mtd></mtr>"
                for r in node.rows
            )
            return _row(subject, _mo("↦"), _brackets(f"<mtable>{rows}</mtable>", "[", "]"))
        shown = [
            (self.of(r.value), _row(subject, _mo(SIGNS.get(r.sign, "=")), self.of(r.key, 5)))
            for r in node.rows
        ]
        return self.cases(shown, self.of(node.other) if node.other else None)

    def call(self, node: tree.Call) -> tuple[str, int]:
        name, arguments = node.name, node.arguments
        if node.weights:
            return self.weighted(node), 9
        if name in ("min", "max"):
            return self.applied(f"<mi>{name}</mi>", self.listed(arguments), node.over), 9
        if name == "sum" and node.over and len(arguments) == 1:
            return _row(self.under(_mo("∑"), node.over), self.of(arguments[0], 6)), 5
        if name == "sum":
            return self.applied(_mo("∑"), self.listed(arguments), node.over), 9
        if name in ("mean", "geometric_mean", "count", "share"):
            return self.applied(self.label(name), self.listed(arguments), node.over), 9
        first = self.of(arguments[0])
        match name:
            case "sqrt":
                return f"<msqrt>{first}</msqrt>", 9
            case "abs":
                return _brackets(first, "|", "|"), 9
            case "exp":
                return f"<msup><mi>e</mi>{_row(first)}</msup>", 8
            case "ln":
                return self.applied("<mi>ln</mi>", first), 9
            case "power":
                return f"<msup>{_row(self.of(arguments[0], 9))}{_row(self.of(arguments[1]))}</msup>", 8
            case "clamp":
                low, high = self.of(arguments[1]), self.of(arguments[2])
                inner = _row(first, _mo(";"), low, _mo(";"), high)
                return self.applied("<mi>clamp</mi>", inner), 9
            case "previous":
                return f"<msub>{_row(self.of(arguments[0], 9))}{self.label('last_year')}</msub>", 9
            case "known":
                return _row(first, SPACE, self.label("known")), 4
            case "not_counted":
                return _row(self.label("not_counted"), _brackets(first)), 9
            case "points" | "round" | "points_of":
                return self.applied(self.label(name), self.listed(arguments)), 9
            case "otherwise":
                other = self.of(arguments[1])
                return _row(_brackets(first), _text(" "), self.label("if_not_counted"), _text(" "), other), 1
            case "convert":
                return _row(
                    self.of(arguments[0], 9), _text(" "), _brackets(self.of(arguments[1]), "[", "]")
                ), 9
        kind = name.removeprefix("peers_")
        head = f"<mi>{kind}</mi>" if kind in ("min", "max") else self.label(
            {"mean": "mean", "count": "number"}.get(kind, kind)
        )  # fmt: skip
        return _row(f"<munder>{head}{self.label('peers')}</munder>", _brackets(first)), 9

    def weighted(self, node: tree.Call) -> str:
        pairs = list(zip(node.arguments, node.weights, strict=True))
        products = [_row(self.of(a, 6), _mo("×"), self.of(w, 6)) for a, w in pairs]
        weights = [self.of(w, 5) for _, w in pairs]
        above, below = _row(*_between(products, "+")), _row(*_between(weights, "+"))
        if node.over:
            above = _row(self.under(_mo("∑"), node.over), _brackets(above) if len(pairs) > 1 else above)
            below = _row(self.under(_mo("∑"), node.over), _brackets(below) if len(pairs) > 1 else below)
        return f"<mfrac>{above}{below}</mfrac>"


def _between(parts: Sequence[str], sign: str) -> list[str]:
    joined: list[str] = []
    for i, part in enumerate(parts):
        joined += ([_mo(sign)] if i else []) + [part]
    return joined


def combined_to_mathml(how: str, values: Sequence[str], times: Sequence[int]) -> str:
    """A value as the least of its parts, min(84; 90), or as their geometric mean, the fourth root of 84³ × 90.

    `times`: the weights as whole numbers in the same proportion, none of them 0.
    """
    numbers = [f"<mn>{escape(value)}</mn>" for value in values]
    if how == "least":
        return _math(_row("<mi>min</mi>", _brackets(_row(*_between(numbers, "; ")))))
    powers = [
        one if n == 1 else f"<msup>{one}<mn>{n}</mn></msup>" for one, n in zip(numbers, times, strict=True)
    ]
    product, degree = _row(*_between(powers, "×")), sum(times)
    if degree == 1:
        return _math(product)
    root = f"<msqrt>{product}</msqrt>" if degree == 2 else f"<mroot>{product}<mn>{degree}</mn></mroot>"
    return _math(root)


def to_mathml(
    node: Node, names: Mapping[str, str] | None = None,
    translate: Callable[[str], str] = str, number: Callable[[Decimal], str] = plain,
) -> str:  # fmt: skip
    """The formula as a <math> element, or its text in one when too long; see `words.in_words` for the parameters."""
    try:
        inner = _MathML(names or {}, translate, number).of(node)
    except _TooLong:
        inner = _text(unparse(node))
    return _math(_row(inner))


def _math(inner: str) -> str:
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">{inner}</math>'
