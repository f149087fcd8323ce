"""A tree back as text: whole and exact, or short for a line of a trace."""

from __future__ import annotations

from .tree import (
    Among,
    Binary,
    Call,
    Compare,
    If,
    Logic,
    Minus,
    Name,
    Named,
    Negation,
    Node,
    Number,
    Over,
    PointsOf,
    Table,
    TableRow,
    Text,
)  # fmt: skip

_TIGHTNESS = {"or": 1, "and": 2, "+": 5, "-": 5, "*": 6, "/": 6, "^": 8}
_SHORT = 160


def unparse(node: Node) -> str:
    """The formula in its plainest spelling, let names filled in; parsing it gives an equal tree."""
    return _Spelling(named=False).of(node)


def brief(node: Node) -> str:
    """The part of a formula that `node` is, with its let names, cut short when long."""
    text = _Spelling(named=True).of(node)
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"


class _Spelling:
    def __init__(self, named: bool) -> None:
        self.named = named

    def of(self, node: Node, inside: int = 0) -> str:
        text, tightness = self._of(node)
        return f"({text})" if tightness < inside else text

    def _of(self, node: Node) -> tuple[str, int]:
        match node:
            case Number():
                return format(node.written, "f") + ("%" if node.percent else ""), 9
            case Text():
                return f'"{node.value}"', 9
            case Name():
                return node.code, 9
            case PointsOf():
                return node.name, 9
            case Named():
                return (node.name, 9) if self.named else self._of(node.body)
            case Minus():
                return f"-{self.of(node.operand, 7)}", 7
            case Binary():
                tight = _TIGHTNESS[node.operator]
                if node.operator == "^":
                    return f"{self.of(node.left, 9)} ^ {self.of(node.right, 7)}", tight
                return f"{self.of(node.left, tight)} {node.operator} {self.of(node.right, tight + 1)}", tight
            case Compare():
                return f"{self.of(node.left, 5)} {node.operator} {self.of(node.right, 5)}", 4
            case Logic():
                tight = _TIGHTNESS[node.operator]
                return f"{self.of(node.left, tight)} {node.operator} {self.of(node.right, tight + 1)}", tight
            case Negation():
                return f"not {self.of(node.operand, 3)}", 3
            case If():
                condition, then, other = (self.of(p) for p in node.parts())
                return f"if {condition} then {then} else {other}", 0
            case Over():
                where = f" where {self.of(node.condition)}" if node.condition else ""
                return f"over {node.dimension}{where}", 9
            case Call():
                return f"{node.name}({self.arguments(node)})", 9
            case Among():
                codes = ", ".join(self.of(c) for c in node.codes)
                return f"{node.name}({codes} among {self.arguments(node)})", 9
            case TableRow():
                sign = f"{node.sign} " if node.sign else ""
                return f"{sign}{self.of(node.key)} -> {self.of(node.value)}", 9
            case Table():
                rows = [self.of(r) for r in node.rows] + (
                    [f"else {self.of(node.other)}"] if node.other else []
                )
                return f"{node.name}({self.of(node.subject)}: {', '.join(rows)})", 9
        raise TypeError(node)

    def arguments(self, node: Call | Among) -> str:
        weights = node.weights if isinstance(node, Call) else ()
        if weights:
            pairs = zip(node.arguments, weights, strict=True)
            text = ", ".join(f"{self.of(a)} by {self.of(w)}" for a, w in pairs)
        else:
            text = ", ".join(self.of(a) for a in node.arguments)
        if node.over:
            text += (" " if text else "") + self.of(node.over)
        return text
