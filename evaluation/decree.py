"""The Decree's text as shipped in ``fixtures/content/decree.yaml``: read once, searched by words.

The law's own text is Russian, word for word; the short titles in three languages are the portal's and have no legal
force. Anchors are the codes by which clauses are cited everywhere: ``c57``, ``D7``, ``A``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

SOURCE = Path("fixtures") / "content" / "decree.yaml"

Names = Mapping[str, str]


@dataclass(frozen=True)
class Subitem:
    """A numbered subitem of a clause."""

    anchor: str
    number: str
    text: str


@dataclass(frozen=True)
class Clause:
    """A point of the law: ``text`` its paragraphs, ``note`` the official footnote on its edition."""

    anchor: str
    number: str
    title: Names
    text: Sequence[str]
    subitems: Sequence[Subitem] = ()
    note: str = ""
    excluded: bool = False

    @property
    def words(self) -> str:
        """Everything a search looks through, in lower case and without the difference of ё and е."""
        subitems = (f"{item.number} {item.text}" for item in self.subitems)
        return plain(" ".join([self.anchor, self.number, *self.title.values(), *self.text, *subitems]))


@dataclass(frozen=True)
class Section:
    """A section of the System, or a part that has clauses directly (``number`` empty)."""

    anchor: str
    number: str
    title: Names
    clauses: Sequence[Clause]
    note: str = ""


@dataclass(frozen=True)
class Part:
    """The Decree itself, the System it approves, or its annex."""

    anchor: str
    title: Names
    heading: Sequence[str]
    notes: Sequence[str]
    opening: Sequence[str]
    closing: Sequence[str]
    sections: Sequence[Section]


@dataclass(frozen=True)
class Decree:
    """The whole text. ``title``, ``source``, ``about``: by language."""

    title: Names
    source: Names
    about: Names
    edition: str
    parts: Sequence[Part]


def plain(text: str) -> str:
    """Text as it is compared: lower case, ё as е, single spaces."""
    return " ".join(text.lower().replace("ё", "е").split())


def stems(query: str) -> list[str]:
    """The words of a query without their endings, so that «специальная комиссия» finds «специальную комиссию»."""
    return [word[: max(4, len(word) - 2)] if len(word) > 5 else word for word in plain(query).split()]


@cache
def decree() -> Decree:
    """The text, read once per process."""
    raw = yaml.safe_load((Path(settings.BASE_DIR) / SOURCE).read_text(encoding="utf-8"))
    return Decree(
        raw["title"], raw["source"], raw["about"], str(raw["edition"]), tuple(_part(p) for p in raw["parts"])
    )


def _part(raw: Mapping[str, Any]) -> Part:
    sections = [
        Section(s["anchor"], s["number"], s["title"], _clauses(s), s.get("note", ""))
        for s in raw.get("sections", ())
    ]
    if raw.get("clauses"):
        sections.append(Section("", "", raw["title"], _clauses(raw)))
    lines = {name: tuple(raw.get(name, ())) for name in ("heading", "notes", "opening", "closing")}
    return Part(anchor=raw["anchor"], title=raw["title"], sections=tuple(sections), **lines)


def _clauses(raw: Mapping[str, Any]) -> tuple[Clause, ...]:
    return tuple(
        Clause(
            c["anchor"],
            c.get("number") or c["anchor"].lstrip("A"),
            c.get("title", {}),
            _paragraphs(c.get("text")),
            tuple(Subitem(s["anchor"], s["number"], s["text"]) for s in c.get("subitems", ())),
            c.get("note", ""),
            bool(c.get("excluded")),
        )
        for c in raw["clauses"]
    )


def _paragraphs(text: Any) -> tuple[str, ...]:
    if not text:
        return ()
    return (text,) if isinstance(text, str) else tuple(text)


def search(query: str) -> tuple[list[Part], int]:
    """The parts with only the clauses that hold every word of ``query``, and how many clauses those are.

    A query that is a number ("57", "п. 57", "c57") finds that clause of the System by its number.
    """
    words = stems(query)
    numbered = re.fullmatch(r"(?:п\.|cl\.|c|пункт)?\s*(\d+)(?:-т\.?|-тармақ)?", plain(query))
    if numbered and f"c{numbered[1]}" not in set(anchors()):
        numbered = None
    found: list[Part] = []
    count = 0
    for part in decree().parts:
        sections = []
        for section in part.sections:
            if numbered:
                kept = [c for c in section.clauses if c.anchor == f"c{numbered[1]}"]
            else:
                kept = [c for c in section.clauses if all(word in c.words for word in words)]
            if kept:
                sections.append(replace(section, clauses=tuple(kept)))
                count += len(kept)
        if sections:
            found.append(replace(part, sections=tuple(sections), opening=(), closing=(), notes=()))
    return found, count


def anchors() -> Iterator[str]:
    """Every anchor of the text."""
    for part in decree().parts:
        yield part.anchor
        for section in part.sections:
            if section.anchor:
                yield section.anchor
            for clause in section.clauses:
                yield clause.anchor
                yield from (item.anchor for item in clause.subitems)


def marked(text: str, query: str) -> SafeString:
    """The text, escaped, with the words of the query in ``<mark>``."""
    words = [re.escape(word).replace("е", "[её]") + r"\w*" for word in stems(query) if len(word) > 1]
    if not words:
        return conditional_escape(text)
    pieces = re.split(f"({'|'.join(words)})", text, flags=re.IGNORECASE)
    return format_html_join("", "{}", ((_mark(piece, odd),) for odd, piece in enumerate(pieces)))


def _mark(piece: str, place: int) -> SafeString | str:
    return format_html("<mark>{}</mark>", piece) if place % 2 else piece
