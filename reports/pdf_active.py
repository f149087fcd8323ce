"""What of a PDF would run, start or open something on the machine of whoever opens it: scripts, launches, files. Pure.

Every object is looked at, those inside streams of objects and of encrypted files that open without a password too;
qpdf reads them. Where it finds no document, the names that stand in the bytes decide first; no page is a fault too.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from typing import Any, Final

import pikepdf

from engine.foreign.active import EMBEDDED, REACHES_OUT

SCRIPTS: Final = "scripts"
NO_PAGES: Final = "no_pages"

#: Objects of one file, with what stands inside them: beyond any report.
MAX_VALUES: Final = 3_000_000
#: Kinds of actions, by what they do when a page is opened or a place on it is pressed.
_ACTIONS: Final = {
    "/JavaScript": SCRIPTS, "/Launch": SCRIPTS, "/Rendition": SCRIPTS, "/RichMediaExecute": SCRIPTS,
    "/ImportData": REACHES_OUT, "/SubmitForm": REACHES_OUT, "/GoToE": EMBEDDED, "/Sound": EMBEDDED,
    "/Movie": EMBEDDED,
}  # fmt: skip
#: What may happen by itself, without being pressed.
_BY_ITSELF: Final = frozenset({"/GoTo", "/Named", "/Hide", "/SetOCGState", "/GoTo3DView", "/Trans"})
#: Keys that are enough by themselves.
_KEYS: Final = {
    "/JS": SCRIPTS,
    "/JavaScript": SCRIPTS,
    "/XFA": SCRIPTS,
    "/EF": EMBEDDED,
    "/EmbeddedFiles": EMBEDDED,
}
_KINDS: Final = {
    "/FileAttachment": EMBEDDED, "/RichMedia": EMBEDDED, "/3D": EMBEDDED, "/Movie": EMBEDDED, "/Sound": EMBEDDED,
}  # fmt: skip
_ADDRESS = re.compile(
    r"\s*(?:(?:javascript|vbscript|data|file|ms-[a-z-]+|search(?:-ms)?|shell|jar|mhtml):|[\\/]{2})",
    re.IGNORECASE,
)
#: A file on another machine: by opening it, or only by looking for it, one's own account is told to that machine.
_ELSEWHERE = re.compile(r"\s*(?:[\\/]{2}|(?:https?|ftp|file|smb|dav):)", re.IGNORECASE)
#: Actions that follow one another on one event; whoever asks for more wants something else.
_MOST_IN_A_ROW: Final = 1000
_NAMES = re.compile(rb"/((?:[A-Za-z0-9]|#[0-9A-Fa-f]{2}){2,20})")
_STREAMS = re.compile(rb"\bstream\r?\n.*?\bendstream\b", re.DOTALL)
_RAW: Final = {key: kind for key, kind in {**_KEYS, **_ACTIONS, **_KINDS}.items() if key != "/3D"}


def fault_in(data: bytes) -> str:
    """ "scripts", "embedded", "reaches_out"; "no_pages" where no page can be opened; or nothing."""
    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as document:
            found = _first(_found(document))
            has_pages = len(document.pages) > 0
    except pikepdf.PasswordError:
        return ""  # refused for that already
    except pikepdf.PdfError:
        found, has_pages = "", False
    return found or _by_names(data) or ("" if has_pages else NO_PAGES)


def make_ready() -> None:
    """Do once what opens files: the library opens the system's source of chance and keeps it, to decipher."""
    with pikepdf.new() as document:
        document.save(io.BytesIO(), encryption=pikepdf.Encryption(owner="a", user="", R=6))


def _first(found: Iterable[str]) -> str:
    kinds = set(found)
    return next((kind for kind in (SCRIPTS, EMBEDDED, REACHES_OUT) if kind in kinds), "")


def _found(document: pikepdf.Pdf) -> Iterable[str]:
    """What each object holds; values that stand inside others are reached from them."""
    seen = 0
    waiting: list[Any] = list(document.objects)
    waiting.append(document.trailer)
    while waiting:
        value = waiting.pop()
        seen += 1
        if seen > MAX_VALUES:
            raise ValueError("more values than any report has")
        if isinstance(value, pikepdf.Array):
            waiting.extend(one for one in value if _is_inside(one))
            continue
        if not isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
            continue
        items = dict(value.items())
        yield from _of_keys(items)
        if isinstance(value, pikepdf.Stream) and "/F" in items:
            yield REACHES_OUT  # its content lies in another file
        waiting.extend(one for one in items.values() if _is_inside(one))


def _is_inside(value: Any) -> bool:
    """A direct container; one that has a number of its own is among the objects."""
    return isinstance(value, (pikepdf.Array, pikepdf.Dictionary)) and not value.is_indirect


def _of_keys(items: dict[str, Any]) -> Iterable[str]:
    yield from (_KEYS[key] for key in items if key in _KEYS)
    action = _name(items.get("/S"))
    if action in _ACTIONS:
        yield _ACTIONS[action]
    if action in ("/GoToR", "/Thread") and _is_elsewhere(items.get("/F")):
        yield REACHES_OUT
    if isinstance(items.get("/Ref"), pikepdf.Dictionary) and "/F" in items["/Ref"]:
        yield REACHES_OUT  # a page of another file is drawn here
    if action == "/URI" and _ADDRESS.match(str(items.get("/URI", ""))):
        yield SCRIPTS
    if _name(items.get("/Subtype")) in _KINDS:
        yield _KINDS[_name(items["/Subtype"])]
    for event in ("/OpenAction", "/AA"):
        if event in items:
            yield from _by_itself(items[event], event == "/AA")


def _by_itself(value: Any, of_events: bool) -> Iterable[str]:
    """What happens on opening: going to a place is let be, whatever else is not."""
    if not isinstance(value, pikepdf.Dictionary):
        return  # a place to go to
    waiting: list[Any] = [one for _event, one in value.items()] if of_events else [value]
    for _turn in range(_MOST_IN_A_ROW):
        if not waiting:
            return
        action = waiting.pop()
        if isinstance(action, pikepdf.Array):
            waiting.extend(list(action))
        elif isinstance(action, pikepdf.Dictionary):
            kind = _name(action.get("/S"))
            if kind and kind not in _BY_ITSELF:
                yield _ACTIONS.get(kind, REACHES_OUT)
            if "/Next" in action:
                waiting.append(action["/Next"])
    yield SCRIPTS


def _is_elsewhere(file: Any) -> bool:
    """Whether a specification of a file names one that is not on the reader's machine."""
    if isinstance(file, pikepdf.Dictionary):
        if _name(file.get("/FS")) == "/URL":
            return True
        return any(_is_elsewhere(file[key]) for key in ("/F", "/UF", "/DOS", "/Unix", "/Mac") if key in file)
    return isinstance(file, pikepdf.String) and _ELSEWHERE.match(str(file)) is not None


def _name(value: Any) -> str:
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _by_names(data: bytes) -> str:
    """By the names in the bytes outside of streams, however they are written: /J#61vaScript."""
    plain = _STREAMS.sub(b" ", data)
    names = {
        "/"
        + re.sub(rb"#([0-9A-Fa-f]{2})", lambda code: bytes.fromhex(code[1].decode()), one).decode("latin-1")
        for one in _NAMES.findall(plain)
    }
    return _first(_RAW[name] for name in names if name in _RAW)
