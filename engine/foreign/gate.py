"""The one gate before files that others made: whatever a reader or its library raises comes out as a sentence.

    @behind_gate(lambda unreadable: [TableFault("", unreadable.code, unreadable.params)])
    def read_table(data: bytes, required: Sequence[str]) -> list[TableRow] | list[TableFault]: ...

Every reader of a foreign file stands behind it: tables, methodologies in YAML and workbooks, documents shown beside a
value, the examination of an upload. A reader is a function of a module, takes the file's bytes and plain values, and
gives plain values back, so that `through_gate` alone would change to run it elsewhere, within bounds of time and
memory.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from engine.formulas.terms import gettext_noop

#: What is said of a file on which a reader stumbled, by code: what is wrong, and what to do instead.
DAMAGED: tuple[str, str] = (
    gettext_noop("The file is damaged, or made in a way that cannot be read here."),
    gettext_noop("Open it in the program that made it, save it anew, and give that file."),
)

_log = logging.getLogger(__name__)
_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")
_GATED: dict[str, Callable[..., Any]] = {}


class Unreadable(Exception):
    """The file is not read; ``code`` names the sentence, with its ``params``."""

    def __init__(self, code: str, **params: str) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def behind_gate(
    refused: Callable[[Unreadable], Any],
) -> Callable[[Callable[_Given, _Found]], Callable[_Given, _Found]]:
    """Let the reader run behind the gate; ``refused`` says in the reader's own way why a file is not read."""

    def wrap(reader: Callable[_Given, _Found]) -> Callable[_Given, _Found]:
        name = f"{reader.__module__}.{reader.__qualname__}"
        _GATED[name] = reader

        @functools.wraps(reader)
        def gated(*args: _Given.args, **kwargs: _Given.kwargs) -> _Found:
            try:
                found: _Found = through_gate(name, args, kwargs)
            except Unreadable as unreadable:
                found = refused(unreadable)
            return found

        return gated

    return wrap


def through_gate(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What the reader finds. Raises Unreadable and nothing else, whatever its library stumbles over."""
    try:
        return _GATED[name](*args, **kwargs)
    except Unreadable:
        raise
    except Exception as error:  # every library has its own; none of them is a person's business
        _log.info("%s could not read a file: %s: %s", name, type(error).__name__, error)
        raise Unreadable("damaged") from error


def gated_readers() -> frozenset[str]:
    """The names of the readers that stand behind the gate."""
    return frozenset(_GATED)
