"""From text to tree, with sentences about what the text should have been.

`parse(text)` gives a `tree.Node` or raises `FormulaError`. Names are not looked up here (see check.py): the parser
knows the language, not the methodology. Lark's LALR parser calls the builder while reading, so that neither deep
brackets nor long sums need Python's stack.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from lark import Lark, Token
from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedInput, UnexpectedToken, VisitError
from lark.lark import PostLex

from . import tree
from .errors import FormulaError, Problem, place
from .mistaken_words import MEANT, nearest_word
from .terms import Term, gettext_noop
from .tree import MAX_DEPTH, MAX_LENGTH, MAX_SIZE, Node
from .values import MAX_DIGITS

KEYWORDS = ("let", "if", "then", "else", "and", "or", "not", "by", "over", "where", "among")

_SIGNS = {"≤": "<=", "≥": ">=", "≠": "<>", "!=": "<>"}
_RIGHT_SIGNS = {
    "==": "=",
    "=<": "<=",
    "=>": ">= (or -> in a row)",
    "**": "^",
    "&&": "and",
    "||": "or",
    ":=": "=",
}
_RIGHT_CHARACTERS = {"'": '"', "«": '"', "»": '"', "“": '"', "”": '"', "&": "and", "|": "or", "!": "not",
                     "{": "(", "}": ")", "[": "(", "]": ")", "−": "-"}  # fmt: skip
_TOKEN_WORDS = {
    "NAME": gettext_noop("a name"), "NUMBER": gettext_noop("a number"), "PERCENT": gettext_noop("a per cent"),
    "TEXT": gettext_noop("a code in quotes"), "COMPARE": gettext_noop("a comparison sign"),
    "$END": gettext_noop("the end"), "ARROW": "->", "PLUS": "+", "MINUS": "-", "TIMES": "*", "OVER_SIGN": "/",
    "CARET": "^", "LPAR": "(", "RPAR": ")", "COMMA": ",", "COLON": ":", "SEMICOLON": ";",
}  # fmt: skip
_A_VALUE = gettext_noop("a value")
_A_SIGN = gettext_noop("a sign of arithmetic")
_OPERATORS = {"PLUS", "MINUS", "TIMES", "OVER_SIGN", "CARET"}


class _Refused(Exception):
    def __init__(self, code: str, start: int, end: int, suggestion: str = "", **params: str) -> None:
        self.code, self.start, self.end, self.suggestion, self.params = code, start, end, suggestion, params
        super().__init__(code)


class _Through(PostLex):
    """Keeps the terminals that exist only to be refused with a better sentence."""

    always_accept = ("WRONG_COMMA", "WRONG_SIGN")

    def process(self, stream: Iterator[Token]) -> Iterator[Token]:
        return stream


class _Let:
    """A let line; `uses` is filled in while names are looked up."""

    def __init__(self, name: Token, body: Node) -> None:
        self.name, self.body, self.used = name, body, False


def _start(part: Any) -> int:
    return int((part.start_pos or 0) if isinstance(part, Token) else part.start)


def _end(part: Any) -> int:
    return int((part.end_pos or 0) if isinstance(part, Token) else part.end)


def _bounded(node: Node) -> Node:
    if node.depth > MAX_DEPTH:
        raise _Refused("too_deep", node.start, node.end, limit=str(MAX_DEPTH))
    if node.size > MAX_SIZE:
        raise _Refused("too_large", node.start, node.end, limit=str(MAX_SIZE))
    return node


def _sign(token: Token) -> str:
    return _SIGNS.get(str(token), str(token))


class _Builder:
    """The callbacks of the grammar: each gets every token and node of its rule, in order."""

    def binding(self, parts: list[Any]) -> _Let:
        if str(parts[2]) != "=":
            raise _Refused("wrong_sign", _start(parts[2]), _end(parts[2]), found=str(parts[2]), right="=")
        return _Let(parts[1], parts[3])

    def start(self, parts: list[Any]) -> tuple[list[_Let], Node]:
        return parts[:-1], parts[-1]

    def conditional(self, parts: list[Any]) -> Node:
        return _bounded(tree.If(_start(parts[0]), _end(parts[-1]), parts[1], parts[3], parts[5]))

    def logic(self, parts: list[Any]) -> Node:
        left, sign, right = parts
        return _bounded(tree.Logic(_start(left), _end(right), str(sign), left, right))

    def negation(self, parts: list[Any]) -> Node:
        return _bounded(tree.Negation(_start(parts[0]), _end(parts[1]), parts[1]))

    def compare(self, parts: list[Any]) -> Node:
        left, sign, right = parts
        return _bounded(tree.Compare(_start(left), _end(right), _sign(sign), left, right))

    def binary(self, parts: list[Any]) -> Node:
        left, sign, right = parts
        operator = {"PLUS": "+", "MINUS": "-", "TIMES": "*", "OVER_SIGN": "/", "CARET": "^"}[sign.type]
        return _bounded(tree.Binary(_start(left), _end(right), operator, left, right))

    def minus(self, parts: list[Any]) -> Node:
        return _bounded(tree.Minus(_start(parts[0]), _end(parts[1]), parts[1]))

    def bracketed(self, parts: list[Any]) -> Node:
        node: Node = parts[1]
        return node

    def percent(self, parts: list[Any]) -> Node:
        # 7% is 0.07, digit for digit: arithmetic would round to the digits of the context
        sign, digits, exponent = self._written(parts[0], str(parts[0]).rstrip("%").rstrip()).as_tuple()
        value = Decimal((sign, digits, int(exponent) - 2))
        return tree.Number(_start(parts[0]), _end(parts[0]), value, percent=True)

    def number(self, parts: list[Any]) -> Node:
        return tree.Number(_start(parts[0]), _end(parts[0]), self._written(parts[0], str(parts[0])))

    def _written(self, token: Token, digits: str) -> Decimal:
        if max(map(len, digits.split("."))) > MAX_DIGITS:
            raise _Refused("written_too_long", _start(token), _end(token), limit=str(MAX_DIGITS))
        return Decimal(digits)

    def text(self, parts: list[Any]) -> Node:
        return tree.Text(_start(parts[0]), _end(parts[0]), str(parts[0])[1:-1])

    def name(self, parts: list[Any]) -> Node:
        return tree.Name(_start(parts[0]), _end(parts[0]), str(parts[0]))

    def argument_plain(self, parts: list[Any]) -> tuple[Node, Node | None]:
        return parts[0], None

    def argument_weighted(self, parts: list[Any]) -> tuple[Node, Node | None]:
        return parts[0], parts[2]

    def arguments(self, parts: list[Any]) -> list[tuple[Node, Node | None]]:
        return parts if len(parts) == 1 else [*parts[0], parts[2]]

    def over(self, parts: list[Any]) -> tree.Over:
        return tree.Over(
            _start(parts[0]), _end(parts[-1]), str(parts[1]), parts[3] if len(parts) > 2 else None
        )

    def call(self, parts: list[Any]) -> Node:
        node: Node = parts[0]
        return node

    def call_plain(self, parts: list[Any]) -> Node:
        inner = parts[2:-1]
        over = inner.pop() if inner and isinstance(inner[-1], tree.Over) else None
        pairs = inner[0] if inner else []
        name, end = str(parts[0]), _end(parts[-1])
        weighted = [w for _, w in pairs if w is not None]
        if weighted and name != "weighted_mean":
            raise _Refused("takes_no_by", _start(weighted[0]), _end(weighted[0]), name=name)
        if name == "weighted_mean" and len(weighted) < len(pairs):
            bare = next(a for a, w in pairs if w is None)
            raise _Refused("needs_by", bare.start, bare.end, example="weighted_mean(a by 40, b by 60)")
        arguments = tuple(a for a, _ in pairs)
        return _bounded(tree.Call(_start(parts[0]), end, name, arguments, tuple(weighted), over))

    def call_among(self, parts: list[Any]) -> Node:
        name, end = str(parts[0]), _end(parts[-1])
        if name not in ("count", "share"):
            raise _Refused("takes_no_among", _start(parts[0]), _end(parts[0]), name=name)
        for node, weight in [*parts[2], *parts[4]]:
            if weight is not None:
                raise _Refused("takes_no_by", node.start, node.end, name=name)
        codes = [a for a, _ in parts[2]]
        for code in codes:
            if not isinstance(code, tree.Text):
                example = f'{name}("yes" among a, b)'
                raise _Refused("needs_text", code.start, code.end, name=name, example=example)
        over = parts[5] if isinstance(parts[5], tree.Over) else None
        arguments = tuple(a for a, _ in parts[4])
        return _bounded(tree.Among(_start(parts[0]), end, name, tuple(codes), arguments, over))

    def row_point(self, parts: list[Any]) -> Node:
        return _bounded(tree.TableRow(_start(parts[0]), _end(parts[-1]), "", parts[0], parts[2]))

    def row_step(self, parts: list[Any]) -> Node:
        return _bounded(tree.TableRow(_start(parts[0]), _end(parts[-1]), _sign(parts[0]), parts[1], parts[3]))

    def row_else(self, parts: list[Any]) -> Any:
        return parts[0], parts[1]  # the token else tells an else row from the others

    def rows(self, parts: list[Any]) -> list[Any]:
        return parts if len(parts) == 1 else [*parts[0], parts[2]]

    def call_rows(self, parts: list[Any]) -> Node:
        rows: list[Any] = parts[4]
        other = None
        for i, row in enumerate(rows):
            if isinstance(row, tuple):
                if i != len(rows) - 1:
                    raise _Refused("else_not_last", _start(row[0]), _end(row[1]))
                other = row[1]
        kept = tuple(r for r in rows if not isinstance(r, tuple))
        return _bounded(tree.Table(_start(parts[0]), _end(parts[-1]), str(parts[0]), parts[2], kept, other))


@cache
def _lark() -> Lark:
    grammar = Path(__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", lexer="basic", keep_all_tokens=True, maybe_placeholders=False,
                transformer=_Builder(), postlex=_Through())  # fmt: skip


def _words(expected: set[str]) -> Term:
    """The expected tokens as words, the telling ones first, operators gathered."""
    after_value = "PLUS" in expected
    names = [_TOKEN_WORDS.get(t, t.lower()) for t in sorted(expected) if t not in _OPERATORS]
    if after_value and "(" in names:
        names.remove("(")  # possible after a name, but never what was meant
    if {"NAME", "NUMBER"} <= expected:
        names = [_A_VALUE] + ([")"] if "RPAR" in expected else [])
    elif expected & _OPERATORS:
        names.append(_A_SIGN)
    order = {_A_VALUE: 0, "then": 1, "else": 1, "->": 1, "=": 1, ")": 2, ",": 3}
    return Term(sorted(set(names), key=lambda n: (order.get(n, 5), n)))


def _unexpected(error: UnexpectedToken, text: str) -> _Refused:
    token = error.token
    expected: set[str] = set(error.accepts or error.expected or ())
    found, start, end = str(token), _start(token) if token.type != "$END" else len(text.rstrip()), 0
    if token.type == "$END":
        return _Refused("unfinished", start, start, expected=_words(expected))
    end = _end(token)
    if token.type == "WRONG_SIGN":
        return _Refused("wrong_sign", start, end, found=found, right=_RIGHT_SIGNS[found])
    if found == "=" and not text[:start].strip():
        return _Refused("leading_equals", start, end)
    if token.type == "SEMICOLON" and "COMMA" in expected:
        return _Refused("semicolon", start, end)
    if token.type == "WRONG_COMMA":
        if re.fullmatch(r"\d+,\d+,*", found):  # max(0,5, x): the last comma is a real one
            found = found.rstrip(",")
            end = start + len(found)
            return _Refused("decimal_comma", start, end, found=found, point=found.replace(",", "."))
        spaced = re.sub(r",(?=\d)", ", ", found)
        return _Refused("commas", start, end, found=found, spaced=spaced)
    before = re.search(r"[\d\s]*\d\s+$", text[:start])
    if token.type in ("NUMBER", "PERCENT") and before:
        run = before.group() + (re.match(r"[\d\s.%]+", text[start:]) or [""])[0]
        return _Refused("split_number", start, end, whole=re.sub(r"\s", "", run))
    if token.type == "NAME" and (raised := re.search(r"[\d.]+$", text[:start])) and found[0] in "eE":
        run = raised.group() + (re.match(r"[eE][+-]?\d*", text[start:]) or [""])[0]
        return _Refused("exponent", raised.start(), raised.start() + len(run), found=run)
    if token.type == "COMMA" and re.search(r"\bif\s*\([^()]*$", text[:start]):
        return _Refused("if_in_brackets", start, end)
    if token.type in ("NAME", "NUMBER", "PERCENT", "TEXT"):
        word = re.search(r"[^\W\d]\w*(?=\s+$)", text[:start])
        meant = _opening(word.group()) if word else ""
        if word and meant:
            return _Refused("unknown_word", word.start(), word.end(), meant, name=word.group())
    suggestion = ""
    if token.type == "NAME" and (len(found) > 2 or found.lower() in MEANT or not found.isascii()):
        suggestion = nearest_word(found, [t.lower() for t in expected if t.lower() in KEYWORDS])
    return _Refused("unexpected", start, end, suggestion, found=found, expected=_words(expected))


def _opening(word: str) -> str:
    """The word of the language, of those that open something, that `word` was meant to be; or empty."""
    near = nearest_word(word, ("if", "not", "let"))
    return near if (word not in KEYWORDS and abs(len(word) - len(near)) < 2) or word.lower() in MEANT else ""


def _bad_character(error: UnexpectedCharacters, text: str) -> _Refused:
    start = error.pos_in_stream or 0
    found = text[start]
    if found == '"':
        return _Refused("unclosed_text", start, len(text))
    if (half := re.match(r"\.\d+", text[start:])) and not text[:start][-1:].isdigit():
        return _Refused("wrong_sign", start, start + half.end(), found=half.group(), right="0" + half.group())
    if found in _RIGHT_CHARACTERS:
        return _Refused("wrong_sign", start, start + 1, found=found, right=_RIGHT_CHARACTERS[found])
    shown = found if found.isprintable() else f"U+{ord(found):04X}"
    return _Refused("bad_character", start, start + 1, found=shown)


def _problem(refused: _Refused, text: str) -> Problem:
    line, column = place(text, refused.start)
    return Problem(refused.code, refused.params, refused.start, refused.end, line, column, refused.suggestion)


def _raise(refused: _Refused, text: str) -> NoReturn:
    raise FormulaError([_problem(refused, text)])


@dataclass(frozen=True)
class Parsed:
    """`root` is the tree with let names filled in; `lets` are those names, `unused` the problems of idle ones."""

    root: Node
    lets: tuple[str, ...]
    unused: tuple[Problem, ...]


def parse(text: str) -> Node:
    """The tree of `text`, as `read` gives it, for whoever does not care about names."""
    return read(text).root


def read(text: str, taken: Callable[[str], bool] = lambda name: False) -> Parsed:
    """The tree of `text`; `taken(name)` says that a let may not use this name.

    Raises FormulaError with the first thing that cannot be read (what follows it cannot be trusted).
    """
    if len(text) > MAX_LENGTH:
        _raise(_Refused("too_long", 0, len(text), length=str(len(text)), limit=str(MAX_LENGTH)), text)
    try:
        found: Any = _lark().parse(text)
        lets, body = found
        return _fill_in(lets, body, taken, text)
    except UnexpectedToken as error:
        if not text.strip() or not re.sub(r"#[^\n]*", "", text).strip():
            _raise(_Refused("empty", 0, len(text)), text)
        _raise(_unexpected(error, text), text)
    except UnexpectedCharacters as error:
        _raise(_bad_character(error, text), text)
    except (UnexpectedEOF, UnexpectedInput):
        _raise(_Refused("unfinished", len(text), len(text), expected=Term(_A_VALUE)), text)
    except VisitError as error:  # pragma: no cover - the inline builder raises directly
        raise error.orig_exc from None
    except _Refused as refused:
        _raise(refused, text)


def _fill_in(lets: list[_Let], body: Node, taken: Callable[[str], bool], text: str) -> Parsed:
    known: dict[str, _Let] = {}
    for let in lets:
        name = str(let.name)
        if taken(name) or name in known or name in KEYWORDS or "." in name:
            raise _Refused("let_reserved", _start(let.name), _end(let.name), name=name)
        let.body = _substitute(let.body, known)
        known[name] = let
    whole = _substitute(body, known)
    idle = [
        _problem(_Refused("let_unused", _start(let.name), _end(let.name), name=str(let.name)), text)
        for let in known.values()
        if not let.used
    ]
    return Parsed(whole, tuple(known), tuple(idle))


def _substitute(node: Node, known: dict[str, _Let]) -> Node:
    """`node` with every let name replaced by what it stands for."""
    if not known:
        return node
    if isinstance(node, tree.Name):
        let = known.get(node.code)
        if let is None:
            return node
        let.used = True
        return _bounded(tree.Named(node.start, node.end, node.code, let.body))

    def again(value: Any) -> Any:
        if isinstance(value, tree.Named):
            return value
        if isinstance(value, Node):
            return _substitute(value, known)
        if isinstance(value, tuple):
            return tuple(again(v) for v in value)
        return value

    if isinstance(node, tree.Named):
        return node
    fields = {k: again(v) for k, v in vars(node).items() if k not in ("size", "depth")}
    if all(fields[k] is v or fields[k] == v for k, v in vars(node).items() if k in fields):
        return node
    return _bounded(type(node)(**fields))
