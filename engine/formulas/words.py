"""A formula in plain words, in any language: sentences for functions, signs for arithmetic, names in quotes.

`in_words(tree, names, translate)`: `names` maps a data item's code (and a reason's, a choice's as "item=choice") to
its name for people; `translate` turns each English template below (a msgid) into the reader's language.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from . import tree
from .arithmetic import plain
from .functions import FUNCTIONS
from .terms import gettext_noop
from .tree import Node

WORDS: dict[str, str] = {
    "if": gettext_noop("if {condition}, then {then}; otherwise {other}"),
    "and": gettext_noop("{a} and {b}"),
    "or": gettext_noop("{a} or {b}"),
    "not": gettext_noop("not ({a})"),
    "is": gettext_noop("{a} is {b}"),
    "is_not": gettext_noop("{a} is not {b}"),
    "min": gettext_noop("the smallest of ({a})"),
    "max": gettext_noop("the greatest of ({a})"),
    "sum": gettext_noop("the sum of ({a})"),
    "mean": gettext_noop("the mean of ({a})"),
    "geometric_mean": gettext_noop("the geometric mean of ({a})"),
    "weighted_mean": gettext_noop("the weighted mean of ({a})"),
    "by_weight": gettext_noop("{a}, weighted by {w}"),
    "count": gettext_noop("how many of these hold ({a})"),
    "count_elements": gettext_noop("how many there are"),
    "share": gettext_noop("the share of these that hold ({a})"),
    "count_among": gettext_noop("how many answers are {codes} among ({a})"),
    "share_among": gettext_noop("the share of answers {codes} among ({a})"),
    "clamp": gettext_noop("{a}, but not below {b} and not above {c}"),
    "abs": gettext_noop("{a} without its sign"),
    "ln": gettext_noop("the natural logarithm of {a}"),
    "exp": gettext_noop("e to the power {a}"),
    "sqrt": gettext_noop("the square root of {a}"),
    "power": gettext_noop("{a} to the power {b}"),
    "round": gettext_noop("{a}, rounded half up to {b} decimal places"),
    "not_counted": gettext_noop("not counted ({a})"),
    "otherwise": gettext_noop("{a}, or if that is not counted, {b}"),
    "convert": gettext_noop("{a} in {b}"),
    "points": gettext_noop("points for {a}"),
    "points_of": gettext_noop("the points of indicator {a}"),
    "previous": gettext_noop("last year's {a}"),
    "known": gettext_noop("there is a value for {a}"),
    "peers_min": gettext_noop("the least among comparable bodies of {a}"),
    "peers_max": gettext_noop("the greatest among comparable bodies of {a}"),
    "peers_mean": gettext_noop("the mean among comparable bodies of {a}"),
    "peers_median": gettext_noop("the median among comparable bodies of {a}"),
    "peers_deviation": gettext_noop("the standard deviation among comparable bodies of {a}"),
    "peers_count": gettext_noop("the number of comparable bodies with {a}"),
    "peers_rank_high": gettext_noop("the place among comparable bodies, from the highest, by {a}"),
    "peers_rank_low": gettext_noop("the place among comparable bodies, from the lowest, by {a}"),
    "over_kpi": gettext_noop("{a} over all key performance indicators"),
    "over_programme": gettext_noop("{a} over all budget programmes"),
    "over_language": gettext_noop("{a} over all languages"),
    "where": gettext_noop("{a} only where {condition},"),
    "steps": gettext_noop("by steps of {a}: {rows}; otherwise {other}"),
    "choose": gettext_noop("by the answer to {a}: {rows}"),
    "choose_else": gettext_noop("by the answer to {a}: {rows}; otherwise {other}"),
    "interpolate": gettext_noop("on straight lines by {a}: {rows}"),
    "row": gettext_noop("{key} gives {value}"),
    "row>=": gettext_noop("{key} or more gives {value}"),
    "row>": gettext_noop("more than {key} gives {value}"),
    "row<=": gettext_noop("{key} or less gives {value}"),
    "row<": gettext_noop("less than {key} gives {value}"),
    "kpi.plan": gettext_noop("the plan"),
    "kpi.weight": gettext_noop("the weight"),
    "kpi.better": gettext_noop("the wanted direction"),
    "quoted": gettext_noop("“{a}”"),
    "per_cent": gettext_noop("{a}%"),
    "higher": gettext_noop("higher"),
    "lower": gettext_noop("lower"),
}

SIGNS = {
    "+": "+",
    "-": "−",
    "*": "×",
    "/": "÷",
    "^": "^",
    "<=": "≤",
    ">=": "≥",
    "<>": "≠",
    "<": "<",
    ">": ">",
    "=": "=",
}


class _Words:
    def __init__(
        self, names: Mapping[str, str], translate: Callable[[str], str], number: Callable[[Decimal], str]
    ) -> None:
        self.names, self.translate, self.number = names, translate, number

    def say(self, key: str, /, **params: str) -> str:
        return self.translate(WORDS[key]).format(**params)

    def code(self, code: str) -> str:
        """A choice, reason or unit in words."""
        if code in self.names:
            return self.names[code]
        return self.say(code) if code in ("higher", "lower") else code

    def of(self, node: Node, inside: int = 0) -> str:
        text, tightness = self._of(node)
        return f"({text})" if tightness < inside else text

    def _of(self, node: Node) -> tuple[str, int]:
        match node:
            case tree.Number():
                number = self.number(node.written)
                return (self.say("per_cent", a=number) if node.percent else number), 9
            case tree.Text():
                return self.say("quoted", a=self.code(node.value)), 9
            case tree.Name():
                if node.code in self.names:
                    return self.say("quoted", a=self.names[node.code]), 9
                return (self.say(node.code) if node.code in WORDS else node.code), 9
            case tree.PointsOf():
                return self.say("points_of", a=self.code(node.code)), 9
            case tree.Named():
                return self._of(node.body)
            case tree.Minus():
                return f"−{self.of(node.operand, 7)}", 7
            case tree.Binary():
                tight = {"+": 5, "-": 5, "*": 6, "/": 6, "^": 8}[node.operator]
                return (
                    f"{self.of(node.left, tight)} {SIGNS[node.operator]} {self.of(node.right, tight + 1)}",
                    tight,
                )
            case tree.Compare():
                return self.compare(node), 4
            case tree.Logic():
                return self.say(node.operator, a=self.of(node.left, 3), b=self.of(node.right, 3)), 2
            case tree.Negation():
                return self.say("not", a=self.of(node.operand)), 9
            case tree.If():
                parts = {"condition": node.condition, "then": node.then, "other": node.other}
                return self.say("if", **{k: self.of(p, 1) for k, p in parts.items()}), 0
            case tree.Among():
                codes = ", ".join(self.of(c) for c in node.codes)
                key = f"{node.name}_among"
                return self.over(
                    node.over, self.say(key, codes=codes, a=self.listed(node.arguments))
                ), 1 if node.over else 9
            case tree.Table():
                return self.table(node), 1
            case tree.Call():
                closed = node.name in FUNCTIONS and FUNCTIONS[node.name].over and not node.over
                return self.call(node), 9 if closed else 1
        raise TypeError(node)

    def compare(self, node: tree.Compare) -> str:
        if isinstance(node.left, tree.Text) or isinstance(node.right, tree.Text):
            text, item = (
                (node.left, node.right) if isinstance(node.left, tree.Text) else (node.right, node.left)
            )
            return self.say("is" if node.operator == "=" else "is_not", a=self.of(item), b=self.of(text))
        return f"{self.of(node.left, 5)} {SIGNS[node.operator]} {self.of(node.right, 5)}"

    def listed(self, nodes: Sequence[Node]) -> str:
        return "; ".join(self.of(n, 1) for n in nodes)

    def over(self, over: tree.Over | None, text: str) -> str:
        if over is None:
            return text
        if over.condition:
            text = self.say("where", a=text, condition=self.of(over.condition))
        return self.say(f"over_{over.dimension}", a=text)

    def table(self, node: tree.Table) -> str:
        rows = "; ".join(
            self.say(f"row{r.sign}", key=self.of(r.key, 2), value=self.of(r.value, 2)) for r in node.rows
        )
        subject = self.of(node.subject, 2)
        if node.other is None:
            return self.say(node.name, a=subject, rows=rows)
        key = "choose_else" if node.name == "choose" else node.name
        return self.say(key, a=subject, rows=rows, other=self.of(node.other, 2))

    def call(self, node: tree.Call) -> str:
        if node.name == "count" and not node.arguments:
            return self.over(node.over, self.say("count_elements"))
        if node.weights:
            pairs = zip(node.arguments, node.weights, strict=True)
            listed = "; ".join(self.say("by_weight", a=self.of(a, 2), w=self.of(w, 2)) for a, w in pairs)
            return self.over(node.over, self.say("weighted_mean", a=listed))
        if node.name in ("min", "max", "sum", "mean", "geometric_mean", "count", "share"):
            return self.over(node.over, self.say(node.name, a=self.listed(node.arguments)))
        params = {k: self.of(a, 2) for k, a in zip("abc", node.arguments, strict=False)}
        if node.name in ("not_counted", "convert", "points_of"):
            last = tree.code_of(node.arguments[-1])
            params["b" if node.name == "convert" else "a"] = self.code(last)
        return self.say(node.name, **params)


def in_words(
    node: Node, names: Mapping[str, str] | None = None,
    translate: Callable[[str], str] = str, number: Callable[[Decimal], str] = plain,
) -> str:  # fmt: skip
    """The formula in words. `names`: code of an item, choice, reason or unit → its name for people."""
    return _Words(names or {}, translate, number).of(node)
