"""The shapes that hold others: lists, objects with their keys, words in three languages, who an indicator applies to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

from engine.formulas.errors import nearest
from engine.methodology import AppliesTo, Words

from .nodes import Node, show
from .problems import FileProblem
from .reading import Reading
from .shapes import Shape, Text


class ListOf(Shape):
    """A list; `least` entries at least."""

    def __init__(self, entry: Shape, least: int = 0) -> None:
        self.entry, self.least = entry, least
        self.example = "a list"

    def read(self, node: Node, path: str, reading: Reading) -> tuple[Any, ...]:
        """A tuple; what could not be read keeps its place. Paths name an entry by its code, or from 1."""
        if node.kind != "list":
            reading.problem("needs_list", path, node, found=show(node))
            return ()
        if len(node.value) < self.least:
            reading.problem("too_few", path, node)
        return tuple(
            self.entry.read(part, f"{path}[{_label(part, i)}]", reading) for i, part in enumerate(node.value)
        )

    def fallback(self) -> tuple[Any, ...]:
        """Empty, whatever `least` says."""
        return ()

    def dump(self, value: Any) -> list[Any]:
        """A list in the order of the tuple, each entry as plain data."""
        return [self.entry.dump(v) for v in value]

    def schema(self) -> dict[str, Any]:
        """minItems stands only where a list may not be empty."""
        described: dict[str, Any] = {"type": "array", "items": self.entry.schema()}
        if self.least:
            described["minItems"] = self.least
        return described


def _label(node: Node, index: int) -> str:
    """How an entry is called in a path: by its code, or by its place in the list (from 1)."""
    code = node.keys.get("code") or node.keys.get("block") if node.kind == "mapping" else None
    return show(code) if code is not None and code.kind == "scalar" else str(index + 1)


@dataclass(frozen=True)
class Key:
    """One key of an object: its shape, whether it must be there, the field's name when it differs, and a note."""

    name: str
    shape: Shape
    required: bool = True
    field: str = ""
    about: str = ""
    always: bool = False  # written even when it has its default value

    @property
    def attribute(self) -> str:
        """The dataclass field's name."""
        return self.field or self.name


class Object(Shape):
    """Keys with values, read into `make(**fields)`; keys with a `constant` only have to be right."""

    def __init__(
        self, make: Callable[..., Any], *keys: Key, constants: dict[str, Shape] | None = None
    ) -> None:
        self.make, self.keys = make, keys
        self.constants = constants or {}
        first = next((k.name for k in keys), "key")
        self.example = f"{first}: …"

    def read(self, node: Node, path: str, reading: Reading) -> Any:
        """Made whatever is wrong: unknown and missing keys are noted, a missing required one is its fallback."""
        if node.kind != "mapping":
            reading.problem("needs_mapping", path, node, found=show(node), example=self.example)
            return self.fallback()
        names = {**self.constants, **{k.name: k.shape for k in self.keys}}
        for key, _ in node.value:
            if show(key) not in names or key.kind != "scalar" or not isinstance(key.value, str):
                absent = [n for n in names if n not in node.keys]
                near = "" if reading.full() else nearest(show(key), absent or names)
                at = _join(path, show(key))
                reading.problems.append(
                    FileProblem("unknown_key", at, key.line, key.column, {"key": show(key)}, suggestion=near)
                )
        found: dict[str, Any] = {}
        for name, shape in self.constants.items():
            if name in node.keys:
                shape.read(node.keys[name], _join(path, name), reading)
            else:
                reading.problem("missing_key", path, node, key=name, example=shape.example)
        for key in self.keys:
            if key.name in node.keys:
                found[key.attribute] = key.shape.read(node.keys[key.name], _join(path, key.name), reading)
            elif key.required:
                reading.problem("missing_key", path, node, key=key.name, example=key.shape.example)
                found[key.attribute] = key.shape.fallback()
        value = self.make(**found)
        reading.remember(value, "", path, node)
        for key in self.keys:
            if key.name in node.keys:
                reading.remember(value, key.name, _join(path, key.name), node.keys[key.name])
        return value

    def fallback(self) -> Any:
        """Made of the required keys' fallbacks; the other fields keep the dataclass's defaults."""
        return self.make(**{k.attribute: k.shape.fallback() for k in self.keys if k.required})

    def dump(self, value: Any) -> dict[str, Any]:
        """Constants, then keys in order; no None, and no default but of a key `required` or `always`."""
        dumped: dict[str, Any] = {}
        for name, shape in self.constants.items():
            dumped[name] = shape.fallback()
        defaults = {f.name: f.default for f in fields(value)}
        for key in self.keys:
            held = getattr(value, key.attribute)
            if held is None or (not key.required and not key.always and held == defaults.get(key.attribute)):
                continue
            dumped[key.name] = key.shape.dump(held)
        return dumped

    def schema(self) -> dict[str, Any]:
        """Closed: no other keys. A key that refers to a definition has no description of its own."""
        properties: dict[str, Any] = {n: s.schema() for n, s in self.constants.items()}
        for key in self.keys:
            described = key.shape.schema()
            if key.about and "$ref" not in described:
                described = {"description": key.about, **described}
            properties[key.name] = described
        required = [*self.constants, *(k.name for k in self.keys if k.required)]
        described = {"type": "object", "properties": properties, "additionalProperties": False}
        if required:
            described["required"] = required
        return described


class WordsShape(Object):
    """A text in kk, ru and en; described once in the schema."""

    def __init__(self) -> None:
        super().__init__(Words, *(Key(language, Text()) for language in ("kk", "ru", "en")))
        self.example = "{kk: …, ru: …, en: …}"

    def schema(self) -> dict[str, Any]:
        """A reference alone: the document that holds it must define `words` by `definition`."""
        return {"$ref": "#/$defs/words"}

    def definition(self) -> dict[str, Any]:
        """The schema's one description of a text in three languages."""
        return super().schema()


class Applies(Shape):
    """all, or kinds and bodies."""

    example = "all"

    def __init__(self, code: Shape) -> None:
        self.body = Object(
            AppliesTo,
            Key("kinds", ListOf(code, 1), required=False),
            Key("bodies", ListOf(code, 1), required=False),
        )

    def read(self, node: Node, path: str, reading: Reading) -> AppliesTo:
        """Every body (empty) for all; also, with a problem, for what names neither kinds nor bodies."""
        if node.kind == "scalar" and node.value == "all":
            return AppliesTo()
        if node.kind != "mapping" or not node.value:
            reading.problem("bad_applies", path, node)
            return AppliesTo()
        found: AppliesTo = self.body.read(node, path, reading)
        return found

    def fallback(self) -> AppliesTo:
        """Every body, as for all."""
        return AppliesTo()

    def dump(self, value: Any) -> Any:
        """The word all when no kinds and no bodies are named, else a mapping of what is."""
        return self.body.dump(value) or "all"

    def schema(self) -> dict[str, Any]:
        """all, or a mapping that names at least one of kinds and bodies."""
        return {"anyOf": [{"const": "all"}, {**self.body.schema(), "minProperties": 1}]}


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
