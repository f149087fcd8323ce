"""YAML text as a tree with places, in the plain part of YAML that methodology files use.

Scalars are read as YAML 1.2 does: only true and false are booleans (yes and no are text), numbers are digits with an
optional decimal point, read exactly. Anchors, aliases, tags, several documents and double keys are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml

from engine.formulas.terms import Term, gettext_noop

from .problems import FileProblem

MAX_BYTES = 2_000_000
MAX_DEPTH = 20
#: Keys, values and lists of a file: a block of a thousand indicators has half of it.
MAX_NODES = 100_000

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAPPING = Term(gettext_noop("keys with values"))
_LIST = Term(gettext_noop("a list"))
_NOTHING = Term(gettext_noop("nothing"))
_NUMBER = re.compile(r"[-+]?[0-9]+(\.[0-9]+)?")
_BOOLEANS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NULLS = {"", "~", "null", "Null", "NULL"}

Scalar = str | Decimal | bool | None


@dataclass
class Node:
    """`kind` is mapping, list or scalar; `value` is a list of (key node, node), a list of nodes, or a scalar.

    `first_line` is the line of a block text's first line (for places inside formulas).
    """

    kind: str
    value: Any
    line: int
    column: int
    first_line: int = 0
    keys: dict[str, Node] = field(default_factory=dict)


class Refused(Exception):
    """The text cannot be read as YAML at all; `problems` says where and why."""

    def __init__(self, *problems: FileProblem) -> None:
        self.problems = list(problems)
        super().__init__(*map(str, problems))


def _refuse(code: str, mark: Any, **params: str) -> Refused:
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    return Refused(FileProblem(code, "", line, column, params))


def scalar(text: str, plain: bool) -> Scalar:
    """The value of a scalar as written; only unquoted ones can be other than text."""
    if not plain:
        return text
    if text in _NULLS:
        return None
    if text in _BOOLEANS:
        return _BOOLEANS[text]
    return Decimal(text) if _NUMBER.fullmatch(text) else text


def _leaf(event: Any) -> Node:
    plain = event.style in (None, "") and event.implicit[0]
    line = event.start_mark.line + 1
    first = line + 1 if event.style in ("|", ">") else line
    return Node("scalar", scalar(event.value, plain), line, event.start_mark.column + 1, first)


def compose(text: str | bytes) -> tuple[Node, list[FileProblem]]:
    """The tree of `text` and the double keys found in it. Raises Refused."""
    if isinstance(text, bytes):
        if len(text) > MAX_BYTES:
            raise _refuse("too_big", None, limit=f"{MAX_BYTES:,}")
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _refuse("not_text", None) from None
    if len(text) > MAX_BYTES:
        raise _refuse("too_big", None, limit=f"{MAX_BYTES:,}")
    try:
        return _compose(text)
    except yaml.MarkedYAMLError as error:
        detail = (error.problem or error.context or "").strip()
        raise _refuse("not_yaml", error.problem_mark or error.context_mark, detail=detail) from None
    except (yaml.YAMLError, UnicodeError) as error:
        detail = str(error).splitlines()[0]
        raise _refuse("not_yaml", None, detail=detail) from None


def _compose(text: str) -> tuple[Node, list[FileProblem]]:
    root: Node | None = None
    problems: list[FileProblem] = []
    stack: list[tuple[Node, list[Node]]] = []
    documents = nodes = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                raise _refuse("several_documents", event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _refuse("alias", event.start_mark)
        if isinstance(event, yaml.NodeEvent) and getattr(event, "tag", None) not in (None, "!"):
            raise _refuse("tag", event.start_mark, tag=str(event.tag))  # type: ignore[attr-defined]
        nodes += isinstance(event, yaml.NodeEvent)
        if nodes > MAX_NODES:
            raise _refuse("too_many_elements", event.start_mark, limit=f"{MAX_NODES:,}")
        done: Node | None = None
        if isinstance(event, yaml.ScalarEvent):
            done = _leaf(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            if len(stack) >= MAX_DEPTH:
                raise _refuse("too_nested", event.start_mark)
            kind = "mapping" if isinstance(event, yaml.MappingStartEvent) else "list"
            mark: Any = event.start_mark
            stack.append((Node(kind, [], mark.line + 1, mark.column + 1), []))
        elif isinstance(event, yaml.CollectionEndEvent):
            done, parts = stack.pop()
            done.value = parts
            if done.kind == "mapping":
                done.value = list(zip(parts[0::2], parts[1::2], strict=True))
                problems += _index(done)
        if done is not None:
            if stack:
                stack[-1][1].append(done)
            else:
                root = done
    if root is None or (root.kind == "scalar" and root.value is None):
        raise _refuse("empty_file", None)
    return root, problems


def _index(mapping: Node) -> list[FileProblem]:
    """Fill in `keys` (first occurrence) and return the double keys."""
    problems: list[FileProblem] = []
    for key, value in mapping.value:
        name = show(key)
        if name in mapping.keys:
            first = str(mapping.keys[name].line)
            problems.append(
                FileProblem("duplicate_key", name, key.line, key.column, {"key": name, "first": first})
            )
        else:
            mapping.keys[name] = value
    return problems


def show(node: Node) -> str:
    """What stands at a node, for a sentence."""
    if node.kind == "mapping":
        return _MAPPING
    if node.kind == "list":
        return _LIST
    value = node.value
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return "true" if value else "false"
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def plain_data(node: Node) -> Any:
    """The tree as dicts, lists and scalars: whole numbers as int, others as Decimal (what the JSON Schema judges)."""
    if node.kind == "mapping":
        return {show(k): plain_data(v) for k, v in node.value}
    if node.kind == "list":
        return [plain_data(v) for v in node.value]
    value = node.value
    if isinstance(value, Decimal) and value.as_tuple().exponent == 0:
        return int(value)
    return value
