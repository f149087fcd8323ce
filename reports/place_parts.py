"""The parts of a report's places, drawn once for a page and written anew for every place that differs in words alone.

A form of 150 values has 150 times the same nine choices, labels and boxes: to walk through their templates for each
took ten times as long as all else of the page. So a part is rendered by its template once for each shape of it, for a
place whose words are marks, and the words of the others are put, escaped, where the marks stand:

    {% place_part "reports/report_place_control.html" %}

A part says of a place what shape it has, and which words. Whatever is not plain there (an error, a conflict, something
just typed) has no shape: its template is rendered for it alone, as ever.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Final

from django.utils.html import conditional_escape

from reports.described import Described
from reports.places import FormPlace

#: Of each process its own, so that no text of a page can look like a mark. Letters and digits: no filter changes it.
_SIGN: Final = f"mark{secrets.token_hex(8)}"
_MARKED: Final = re.compile(rf"{_SIGN}(\w+?)end")
#: Names that are the same in an address, an attribute and a list of names.
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_.-]+")


def _mark(word: str) -> str:
    return f"{_SIGN}{word}end"


class _MarkedAbout(Described):
    """A description whose texts are marks, of so many things as that of a place."""

    @property
    def lines(self) -> list[tuple[str, str]]:
        return [(title, _mark(f"line{number}")) for number, (title, _text) in enumerate(super().lines)]


class _MarkedPlace(FormPlace):
    """A place whose words are marks; its shape is that of the place that it is made of."""

    dom = _mark("dom")
    was = _mark("was")
    seen = _mark("seen")  # type: ignore[assignment]

    @property
    def before(self) -> str:
        return _mark("before") if super().before else ""


@dataclass(frozen=True)
class Part:
    """``shape``: what the template distinguishes of the place besides its words; None where it is to be rendered for
    the place alone. ``words``: what stands at the marks."""

    shape: Callable[[FormPlace], Hashable | None]
    words: Callable[[FormPlace], Mapping[str, object]] = lambda place: {}


def _no_words(place: FormPlace) -> Hashable:
    return ()


def _control(place: FormPlace) -> Hashable | None:
    return None if place.is_choice or place.errors else ()


def _before(place: FormPlace) -> Hashable:
    return bool(place.before)


def _state(place: FormPlace) -> Hashable | None:
    return None if place.errors or place.theirs or place.doubts else ()


def _explain(place: FormPlace) -> Hashable | None:
    return None if place.typed.explanation else place.explains


def _documents(place: FormPlace) -> Hashable | None:
    if place.fresh is not None or place.opened or any(place.tags.values()):
        return None
    return tuple(one.pk for one in place.documents), place.typed.documents


def _withheld(place: FormPlace) -> Hashable | None:
    return None if place.typed.withheld or place.typed.reason else ()


def _about(place: FormPlace) -> Hashable | None:
    return None if place.about is None else tuple(title for title, _text in place.about.lines)


def _texts(place: FormPlace) -> Mapping[str, object]:
    lines = place.about.lines if place.about is not None else []
    return {f"line{number}": text for number, (_title, text) in enumerate(lines)}


_FOLDER: Final = "reports/report_place_"
PARTS: Final[Mapping[str, Part]] = {
    f"{_FOLDER}saves.html": Part(_no_words),
    f"{_FOLDER}control.html": Part(_control, lambda place: {"text": place.typed.text}),
    f"{_FOLDER}before.html": Part(_before, lambda place: {"before": place.before}),
    f"{_FOLDER}state.html": Part(_state, lambda place: {"was": place.was, "seen": place.seen}),
    f"{_FOLDER}explain.html": Part(_explain),
    f"{_FOLDER}documents.html": Part(_documents),
    f"{_FOLDER}withheld.html": Part(_withheld),
    f"{_FOLDER}about.html": Part(_about, _texts),
}


class Drawn:
    """The parts that one page has drawn so far; of one language and one reader, as the page is."""

    def __init__(self) -> None:
        self._pieces: dict[tuple[str, Hashable], tuple[list[str], list[str]]] = {}

    def part(self, name: str, place: FormPlace, render: Callable[[FormPlace], str]) -> str:
        """The part of this place; ``render`` renders its template."""
        part = PARTS[name]
        shape = part.shape(place) if _PLAIN_NAME.fullmatch(place.name) else None
        if shape is None:
            return render(place)
        drawn = self._pieces.get((name, shape))
        if drawn is None:
            pieces = _MARKED.split(render(marked(place)))
            drawn = self._pieces[name, shape] = pieces, pieces[1::2]
        words = {"name": place.name, "dom": place.dom}
        words |= {word: conditional_escape(str(text)) for word, text in part.words(place).items()}
        made = drawn[0].copy()
        made[1::2] = [words[word] for word in drawn[1]]
        return "".join(made)


def marked(place: FormPlace) -> FormPlace:
    """A place of the same shape, with marks for words."""
    own = {one.name: getattr(place, one.name) for one in fields(FormPlace)}
    if place.about is not None:
        own["about"] = _MarkedAbout(**{one.name: getattr(place.about, one.name) for one in fields(Described)})
    own |= {"name": _mark("name"), "typed": replace(place.typed, text=_mark("text"))}
    return _MarkedPlace(**own)
