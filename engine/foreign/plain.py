"""Plain values as JSON and back, by their declared types: what a reader in a child process found, taken for no more.

    text = packed(found)                       # in the child
    found = unpacked(text, list[TableFault])   # in the parent; raises ValueError for anything else

The child has read a hostile file and may be the file's own by now. So nothing that it sends is run, imported or looked
up: the parent knows which types it asked for, and builds these and nothing else.
"""

from __future__ import annotations

import dataclasses
import json
import types
import typing
from collections.abc import Callable, Hashable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import cache
from typing import Any, cast

from engine.formulas.terms import Term

from .numbers import TypedNumber

_Maker = Callable[[Any, list[Any]], Any]
#: Texts that are more than text, by the name under which they travel: how they are written and made again.
_TEXTS: dict[str, tuple[type[str], Callable[[Any], Any], Callable[[Any], str]]] = {
    "Term": (Term, lambda term: list(term.words), lambda words: Term([_text(word) for word in words])),
    "TypedNumber": (TypedNumber, str, lambda text: TypedNumber(_text(text))),
}
_NUMBERS: dict[str, type[Decimal] | type[Fraction]] = {"Decimal": Decimal, "Fraction": Fraction}


def packed(found: Any) -> bytes:
    """The value as JSON. What stands in it more than once, as the same object, is written once."""
    seen: dict[int, int] = {}

    def written(value: Any) -> Any:
        kind = type(value)
        if kind is str or kind is int or kind is bool or value is None:
            return value
        if isinstance(value, str):
            name = type(value).__name__
            return {"is": name, "of": _TEXTS[name][1](value)}
        if isinstance(value, Decimal | Fraction):
            return {"is": type(value).__name__, "of": str(value)}
        if isinstance(value, Mapping):
            return {"is": "map", "of": [[written(key), written(one)] for key, one in value.items()]}
        if isinstance(value, list | tuple):
            return [written(one) for one in value]
        if id(value) in seen:
            return {"is": "again", "of": seen[id(value)]}
        parts = [written(getattr(value, name)) for name in _names(cast(Hashable, type(value)))]
        seen[id(value)] = len(seen)  # in the order in which they are finished, as they are made again
        return {"is": type(value).__name__, "of": parts}

    return json.dumps(written(found), ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def unpacked(data: bytes, declared: Any) -> Any:
    """The value of the declared type. Raises ValueError for what is none."""
    try:
        raw = json.loads(data.decode("utf-8", "surrogatepass"))
        return _maker(declared)(raw, [])
    except (TypeError, KeyError, IndexError, RecursionError, ArithmeticError) as error:
        raise ValueError(f"not what was declared: {error}") from error


def returned_by(reader: Callable[..., Any]) -> Any:
    """The declared type of what the reader gives."""
    return typing.get_type_hints(reader)["return"]


@cache
def _names(declared: Any) -> tuple[str, ...]:
    """The fields by which an object is made."""
    return tuple(one.name for one in dataclasses.fields(cast(Any, declared)) if one.init)


def _text(raw: Any) -> str:
    if type(raw) is not str:
        raise ValueError("not text")
    return raw


@cache
def _maker(declared: Any) -> _Maker:
    """What makes a value of the declared type out of JSON; the list holds the objects that were made already."""
    if declared is None or declared is type(None):
        return lambda raw, made: _exactly(raw, type(None))
    if declared in (bool, int):
        return lambda raw, made: _exactly(raw, declared)
    if declared is str:
        return _make_text
    if declared in (Decimal, Fraction):
        return lambda raw, made: _make_number(raw, declared)
    if dataclasses.is_dataclass(declared) and isinstance(declared, type):
        return _maker_of_object(declared)
    origin, arms = typing.get_origin(declared), typing.get_args(declared)
    if origin in (typing.Union, types.UnionType):
        return _maker_of_one([_maker(arm) for arm in arms])
    if origin in (dict, Mapping):
        return _maker_of_map(_maker(arms[0]), _maker(arms[1]))
    if origin in (list, Sequence):
        one = _maker(arms[0])
        return lambda raw, made: [one(part, made) for part in _exactly(raw, list)]
    if origin is tuple:
        return _maker_of_tuple(arms)
    raise TypeError(f"values of the type {declared} do not travel")


def _exactly(raw: Any, kind: type) -> Any:
    if type(raw) is not kind:
        raise ValueError(f"{kind.__name__} is declared")
    return raw


def _tagged(raw: Any) -> tuple[str, Any]:
    if type(raw) is not dict or raw.keys() != {"is", "of"}:
        raise ValueError("a named value is declared")
    return raw["is"], raw["of"]


def _make_text(raw: Any, made: list[Any]) -> str:
    if type(raw) is str:
        return raw
    name, of = _tagged(raw)
    return _TEXTS[name][2](of)


def _make_number(raw: Any, declared: type) -> Any:
    name, of = _tagged(raw)
    if _NUMBERS.get(name) is not declared:
        raise ValueError(f"{declared.__name__} is declared")
    try:
        return declared(_text(of))
    except (InvalidOperation, ZeroDivisionError) as error:
        raise ValueError("not a number") from error


def _maker_of_object(declared: type) -> _Maker:
    hints = typing.get_type_hints(declared)
    names = _names(declared)
    parts = [_maker(hints[name]) for name in names]

    def make(raw: Any, made: list[Any]) -> Any:
        name, of = _tagged(raw)
        if name == "again":
            found = made[_exactly(of, int)]
            if type(found) is not declared:
                raise ValueError(f"{declared.__name__} is declared")
            return found
        if name != declared.__name__ or len(_exactly(of, list)) != len(parts):
            raise ValueError(f"{declared.__name__} is declared")
        values = {key: part(one, made) for key, part, one in zip(names, parts, of, strict=True)}
        found = declared(**values)
        made.append(found)
        return found

    return make


def _maker_of_one(arms: list[_Maker]) -> _Maker:
    def make(raw: Any, made: list[Any]) -> Any:
        kept = len(made)
        for arm in arms:
            try:
                return arm(raw, made)
            except ValueError:
                del made[kept:]
        raise ValueError("none of the declared types")

    return make


def _maker_of_map(key: _Maker, value: _Maker) -> _Maker:
    def make(raw: Any, made: list[Any]) -> dict[Any, Any]:
        name, of = _tagged(raw)
        if name != "map":
            raise ValueError("a mapping is declared")
        return {key(one, made): value(other, made) for one, other in _exactly(of, list)}

    return make


def _maker_of_tuple(arms: tuple[Any, ...]) -> _Maker:
    if len(arms) == 2 and arms[1] is Ellipsis:
        every = _maker(arms[0])
        return lambda raw, made: tuple(every(part, made) for part in _exactly(raw, list))
    parts = [_maker(arm) for arm in arms]
    return lambda raw, made: tuple(
        part(one, made) for part, one in zip(parts, _exactly(raw, list), strict=True)
    )
