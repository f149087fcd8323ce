"""Shapes: one description of the format from which files are read, written, and described as JSON Schema.

A shape reads a node into a value, notes every problem on the way, and gives a harmless fallback for what it cannot
read, so that all errors of a file are found at once. The same shape turns a value back into plain data.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from engine.formulas.errors import nearest
from engine.formulas.look_alikes import as_latin
from engine.formulas.terms import Term, gettext_noop
from engine.formulas.values import MAX_DIGITS
from engine.weights import FRACTION, weight_of, weight_text

from .nodes import Node, show
from .reading import Reading, unprintable

A_NUMBER = Term(gettext_noop("a number"))


class Shape:
    """Reads, writes and describes one kind of value."""

    example = "…"

    def read(self, node: Node, path: str, reading: Reading) -> Any:
        """The value at `node`; problems go to `reading`."""
        raise NotImplementedError

    def fallback(self) -> Any:
        """What stands for a value that could not be read."""
        raise NotImplementedError

    def dump(self, value: Any) -> Any:
        """The value as plain data."""
        return value

    def schema(self) -> dict[str, Any]:
        """JSON Schema."""
        raise NotImplementedError


class Text(Shape):
    """Text that is not blank; with `pattern`, a code (`rule` says in words what it may be)."""

    def __init__(self, pattern: str = "", rule: str = "", example: str = "…") -> None:
        self.pattern, self.rule, self.example = pattern, rule, example

    def read(self, node: Node, path: str, reading: Reading) -> str:
        """Empty for no text, blank or unprintable; an unfit code, or a number for one, comes back as written."""
        value = node.value
        if node.kind != "scalar" or not isinstance(value, str):
            if self.pattern and node.kind == "scalar" and isinstance(value, Decimal | bool):
                reading.problem("number_as_text", path, node, found=show(node))
                return str(show(node))
            reading.problem("needs_text", path, node, found=show(node), example=self.example)
            return ""
        if not value.strip():
            reading.problem("blank", path, node)
            return ""
        if sign := unprintable(value):
            reading.problem("unprintable", path, node, sign=f"U+{ord(sign):04X}")
            return ""
        if self.pattern and not re.fullmatch(self.pattern, value):
            seems = as_latin(value)
            meant = seems if value != seems and re.fullmatch(self.pattern, seems) else ""
            reading.problem("bad_code", path, node, meant=meant, found=value[:60], rule=self.rule)
        return value

    def fallback(self) -> str:
        """Empty, as `read` gives for what is not text."""
        return ""

    def schema(self) -> dict[str, Any]:
        """With a pattern, the whole text must fit it; without one, it holds a sign that is not a space."""
        return {"type": "string", "pattern": f"^(?:{self.pattern})$" if self.pattern else "\\S"}


class Number(Shape):
    """An exact decimal number."""

    def __init__(self, least: str | None = None, most: str | None = None, example: str = A_NUMBER) -> None:
        self.least = None if least is None else Decimal(least)
        self.most = None if most is None else Decimal(most)
        self.example = example

    def read(self, node: Node, path: str, reading: Reading) -> Decimal:
        """Exact; 0 for no number or more than MAX_DIGITS. Out of bounds is noted, and comes back all the same."""
        value = node.value
        if node.kind != "scalar" or not isinstance(value, Decimal):
            reading.problem(
                "needs_number", path, node, found=show(node), example=_meant(value) or self.example
            )
            return Decimal(0)
        exponent = value.as_tuple().exponent
        if value.adjusted() > MAX_DIGITS or (isinstance(exponent, int) and exponent < -MAX_DIGITS):
            reading.problem("too_many_digits", path, node, found=show(node))
            return Decimal(0)  # making an int of a million digits would take minutes
        elif self.least is not None and value < self.least:
            reading.problem("too_small", path, node, found=show(node), least=str(self.least))
        elif self.most is not None and value > self.most:
            reading.problem("too_large", path, node, found=show(node), most=str(self.most))
        return value

    def fallback(self) -> Decimal:
        """0, even where `least` is more."""
        return Decimal(0)

    def schema(self) -> dict[str, Any]:
        """Both bounds are allowed values, and are given without decimals."""
        described: dict[str, Any] = {"type": "number"}
        if self.least is not None:
            described["minimum"] = int(self.least)
        if self.most is not None:
            described["maximum"] = int(self.most)
        return described


class WeightNumber(Number):
    """A weight: an exact decimal number, or a fraction ("100/3")."""

    def read(self, node: Node, path: str, reading: Reading) -> Any:
        """A Fraction for what is written as one; else as any number."""
        if node.kind == "scalar" and isinstance(node.value, str) and re.fullmatch(FRACTION, node.value):
            return weight_of(node.value)
        return super().read(node, path, reading)

    def dump(self, value: Any) -> Any:
        """A fraction as its text, unless a number says the same."""
        if not isinstance(value, Fraction):
            return value
        text = weight_text(value)
        return text if "/" in text else Decimal(text)

    def schema(self) -> dict[str, Any]:
        """A number, or the text of a fraction."""
        return {"anyOf": [super().schema(), {"type": "string", "pattern": f"^{FRACTION}$"}]}


def _meant(written: Any) -> str:
    """The number that a text says in another habit ("7,5", "1 000", "20 %"), as the format writes it; or empty."""
    tidy = re.sub(r"[\s\u00a0\u202f%]", "", written).replace(",", ".") if isinstance(written, str) else ""
    return tidy if re.fullmatch(r"-?\d+(\.\d+)?", tidy, re.ASCII) else ""


class Whole(Number):
    """A whole number, as int."""

    def read(self, node: Node, path: str, reading: Reading) -> Any:
        """An int; 0 for anything with a decimal point, 2.0 too."""
        value = node.value
        if isinstance(value, Decimal) and value.as_tuple().exponent != 0:
            reading.problem("needs_whole", path, node, found=show(node), example=self.example)
            return 0
        return int(super().read(node, path, reading))

    def fallback(self) -> Any:
        """0 as an int, where Number's is a Decimal."""
        return 0

    def schema(self) -> dict[str, Any]:
        """Laxer than `read`: to JSON Schema 2.0 is an integer."""
        return {**super().schema(), "type": "integer"}


class Boolean(Shape):
    """true or false."""

    example = "true"

    def read(self, node: Node, path: str, reading: Reading) -> bool:
        """Only true and false count: yes, no and quoted words are problems, read as true."""
        if node.kind == "scalar" and isinstance(node.value, bool):
            return node.value
        reading.problem("needs_boolean", path, node, found=show(node))
        return True

    def fallback(self) -> bool:
        """True, as `read` gives for what is neither."""
        return True

    def schema(self) -> dict[str, Any]:
        """Without a default: what an absent key means stands in the dataclass."""
        return {"type": "boolean"}


class OneOf(Shape):
    """One of the given words (or, for blocks, whole numbers)."""

    def __init__(self, allowed: Sequence[str | int]) -> None:
        self.allowed = tuple(allowed)
        self.example = " | ".join(map(str, allowed))

    def read(self, node: Node, path: str, reading: Reading) -> Any:
        """A number comes back as int; else the first allowed word, and a problem that suggests the nearest."""
        value = node.value
        if node.kind == "scalar":
            short = isinstance(value, Decimal) and value.adjusted() <= MAX_DIGITS
            if short and value.as_tuple().exponent == 0 and int(value) in self.allowed:
                return int(value)
            if isinstance(value, str) and value in self.allowed:
                return value
        words = [str(a) for a in self.allowed]
        near = nearest(show(node), words)
        meant = near if near and as_latin(show(node)) == near else ""
        reading.problem(
            "not_one_of", path, node, meant=meant, found=show(node), allowed=", ".join(words),
            suggestion=f" — {near}?" if near else ".",
        )  # fmt: skip
        return self.allowed[0]

    def fallback(self) -> Any:
        """The first allowed word; of a constant, this is what `Object.dump` writes."""
        return self.allowed[0]

    def schema(self) -> dict[str, Any]:
        """Words and whole numbers alike, in the order given."""
        return {"enum": list(self.allowed)}


class NumberOrText(Shape):
    """A number or a code: the default of an item."""

    def read(self, node: Node, path: str, reading: Reading) -> Any:
        """Decimal, or text that is not blank; for anything else None, with a problem."""
        if isinstance(node.value, Decimal):
            return Number().read(node, path, reading)
        return Text(example="0").read(node, path, reading) or None

    def fallback(self) -> Any:
        """None: the item then has no default."""
        return None

    def schema(self) -> dict[str, Any]:
        """Either of the two, without bounds and without a pattern for codes."""
        return {"anyOf": [Number().schema(), Text().schema()]}
