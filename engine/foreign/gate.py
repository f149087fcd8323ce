"""The one gate before files that others made: whatever a reader or its library does comes out as a sentence.

    @behind_gate(lambda unreadable: [TableFault("", unreadable.code, unreadable.params)])
    def read_table(data: bytes, required: Sequence[str]) -> list[TableRow] | list[TableFault]: ...

Every reader of a foreign file stands behind it: tables, methodologies in YAML and workbooks, documents shown beside a
value, the examination of an upload. A reader is a function of a module, takes the file's bytes and plain values, and
gives values of its declared type. It runs in a child process (`child.py`, `reader.py`) within `Limits`; what the child
sends is built anew by the declared type (`plain.py`).
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any, Final, ParamSpec, TypeVar

from engine.formulas.terms import gettext_noop

from . import child
from .child import Limits
from .plain import returned_by, unpacked

#: What is said of a file on which a reader stumbled, by code: what is wrong, and what to do instead.
DAMAGED: tuple[str, str] = (
    gettext_noop("The file is damaged, or made in a way that cannot be read here."),
    gettext_noop("Open it in the program that made it, save it anew, and give that file."),
)
#: What is said of a file that asks for more than a reading may take.
BEYOND: Final[dict[str, tuple[str, str]]] = {
    "took_too_long": (
        gettext_noop("Reading the file takes longer than is allowed, so the reading was ended."),
        gettext_noop("Divide the file, or save only the part that is needed, and give that file."),
    ),
    "too_much_memory": (
        gettext_noop("Reading the file needs more memory than is allowed, so the reading was ended."),
        gettext_noop("Divide the file, or save only the part that is needed, and give that file."),
    ),
    "too_many_elements": (
        gettext_noop("The file consists of more than {limit} elements or cells."),
        gettext_noop("Divide the file, or take out sheets, rows and formatting that are not needed."),
    ),
    "too_many_parts": (
        gettext_noop("The file is packed of more than {limit} parts."),
        gettext_noop("Open it in the program that made it, save it anew, and give that file."),
    ),
    "too_deep": (
        gettext_noop("The elements of the file stand inside one another too deeply."),
        gettext_noop(
            "Copy what it says into a new file without nested tables and lists, and give that file."
        ),
    ),
    "too_much_found": (
        gettext_noop("The file holds more text than is taken in at once."),
        gettext_noop("Divide the file, or save only the part that is needed, and give that file."),
    ),
    "busy": (
        gettext_noop("Many files are being read just now, and this one did not have its turn."),
        gettext_noop("Try again in a minute; if that does not help, tell the administrator."),
    ),
}

#: What one reading may take, unless its reader says otherwise.
USUAL: Final = Limits()

_log = logging.getLogger(__name__)
_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")
_READY: dict[str, list[Callable[[], object]]] = {}
_GATED: dict[str, tuple[Callable[..., Any], Limits | None]] = {}
#: Whether readers run where they are called: inside the child itself, and where a command reads its own user's files.
INSIDE: ContextVar[bool] = ContextVar("inside_the_gate", default=False)


class Unreadable(Exception):
    """The file is not read; ``code`` names the sentence, with its ``params``."""

    def __init__(self, code: str, **params: str) -> None:
        self.code, self.params = code, params
        super().__init__(code)


def behind_gate(
    refused: Callable[[Unreadable], Any],
    limits: Limits | None = USUAL,
    ready: Callable[[], object] | None = None,
) -> Callable[[Callable[_Given, _Found]], Callable[_Given, _Found]]:
    """Let the reader run behind the gate; ``refused`` says in the reader's own way why a file is not read.

    Without ``limits`` it runs where it is called: what it reads is the portal's own text. ``ready`` does beforehand
    what would open a file: a child can open none.
    """

    def wrap(reader: Callable[_Given, _Found]) -> Callable[_Given, _Found]:
        name = f"{reader.__module__}.{reader.__qualname__}"
        _GATED[name] = reader, limits
        if limits is not None:
            child.know(reader.__module__)
        if ready is not None:
            _READY.setdefault(reader.__module__, []).append(ready)

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
    reader, limits = _GATED[name]
    if limits is None or INSIDE.get():
        return answered(name, args, kwargs)
    try:
        answer = child.read(name, reader.__module__, args, kwargs, limits)
        if answer[:1] == b"=":
            return unpacked(answer[1:], _declared(name))
        code, params = unpacked(answer[1:], tuple[str, dict[str, str]])
    except child.NoAnswer as error:
        _log.warning("%s gave no answer: %s", name, error)
        raise Unreadable(error.code) from error
    except ValueError as error:
        _log.warning("%s answered what it never does: %.200s", name, error)
        raise Unreadable("damaged") from error
    raise Unreadable(code, **params)


def answered(name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """What the reader finds, in this process. Raises Unreadable, and MemoryError in a child that has no more."""
    try:
        return _GATED[name][0](*args, **kwargs)
    except Unreadable:
        raise
    except RecursionError as error:
        raise Unreadable("too_deep") from error
    except MemoryError as error:
        raise Unreadable("too_much_memory") from error
    except Exception as error:  # every library has its own; none of them is a person's business
        _log.info("%s could not read a file: %s: %.300s", name, type(error).__name__, error)
        raise Unreadable("damaged") from error


@functools.cache
def _declared(name: str) -> Any:
    return returned_by(_GATED[name][0])


def make_ready(module: str) -> None:
    """Do beforehand what the module's readers would open files for; in the process that forks their children."""
    for ready in _READY.pop(module, ()):
        ready()


def read_here(reader: Callable[_Given, _Found], *args: _Given.args, **kwargs: _Given.kwargs) -> _Found:
    """Let the reader run in this process: for texts of the portal's own, and for commands, whose files are their user's."""
    token = INSIDE.set(True)
    try:
        return reader(*args, **kwargs)
    finally:
        INSIDE.reset(token)


def gated_readers() -> frozenset[str]:
    """The names of the readers of what others made."""
    return frozenset(name for name, (_reader, limits) in _GATED.items() if limits is not None)
