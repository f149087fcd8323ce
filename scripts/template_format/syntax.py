"""A template as a tree: template blocks, elements, and the gaps between what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from .styles import Styles

TEMPLATE_TAG: Final = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}")
WHITE: Final = " \t\r\n\f"
BRANCHES: Final = {"else", "elif", "empty"}
OPAQUE: Final = {"comment", "blocktranslate", "verbatim"}
# White space counts in these elements, and in those of these classes (white-space: pre-line in the style sheets).
RAW: Final = {"pre", "textarea", "script", "style", "code"}
RAW_CLASSES: Final = {"words", "text"}
VOID: Final = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


@dataclass
class Gap:
    """The place between two neighbours. ``before`` and ``after`` say what the page may hold there (spacing.py)."""

    white: bool = False
    blank: bool = False  # holds an empty line
    before: int = 0
    after: int = 0


@dataclass
class Text:
    """A word, a ``{{ variable }}``, or markup that is kept as it is."""

    text: str


@dataclass
class Tag:
    """A template tag that stands alone, or a comment."""

    text: str
    name: str


@dataclass
class Translation:
    """``{% blocktranslate trimmed %}``: its words may be wrapped, its parts are parted by ``{% plural %}``."""

    opening: str
    parts: list[str]
    closing: str
    silent: bool  # kept in a variable, not shown


@dataclass
class Comment:
    """``{% comment %}…{% endcomment %}``."""

    words: list[str]


@dataclass
class Branch:
    """One branch of a block: its opening tag, and what stands between it and the next."""

    tag: str
    name: str
    children: list[Node] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)  # one more than children


@dataclass
class Block:
    """``{% if %}…{% else %}…{% endif %}`` and every other tag that has an end."""

    name: str
    branches: list[Branch]
    closing: str


@dataclass
class Element:
    """An HTML element; without ``closing`` a void one. ``raw`` is the text of one whose white space counts."""

    name: str
    opening: str
    closing: str = ""
    children: list[Node] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    raw: str | None = None


@dataclass
class Loose:
    """An opening or closing HTML tag whose partner stands in another branch."""

    name: str
    text: str
    closes: bool


Node = Text | Tag | Translation | Comment | Block | Element | Loose
_Piece = Node | Gap


def tag_name(text: str) -> str:
    """``if`` of ``{% if x %}``; empty for what is no tag."""
    found = re.match(r"\{%-?\s*(\w+)", text)
    return found.group(1) if found else ""


def pieces_of(text: str) -> Iterator[tuple[str, bool]]:
    """The text cut at template tags: ``(piece, is a tag)``."""
    at = 0
    for found in TEMPLATE_TAG.finditer(text):
        if found.start() > at:
            yield text[at : found.start()], False
        yield found.group(), True
        at = found.end()
    if at < len(text):
        yield text[at:], False


def skip_html_tag(source: str, start: int) -> int:
    """Where the HTML tag that begins at ``start`` ends; template tags and quotes may hold a ``>``."""
    at, quote = start + 1, ""
    while at < len(source):
        if source[at] == "{" and (found := TEMPLATE_TAG.match(source, at)):
            at = found.end()
            continue
        character = source[at]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == ">":
            return at + 1
        at += 1
    raise ValueError(f"a tag without its end: {source[start : start + 60]!r}")


class _Reader:
    """Reads a source into branches; elements are paired afterwards, within each branch."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.blocks = {name[3:] for name in re.findall(r"\{%\s*(end\w+)", source)}

    def branch(self, branch: Branch) -> str:
        """Fill the branch; the template tag that ends it."""
        pieces: list[_Piece] = []
        ended_by = ""
        while self.at < len(self.source):
            piece = self.piece()
            if isinstance(piece, Tag) and (piece.name in BRANCHES or piece.name.startswith("end")):
                ended_by = piece.text
                break
            pieces.append(piece)
        branch.children, branch.gaps = paired(pieces)
        return ended_by

    def piece(self) -> _Piece:
        source, at = self.source, self.at
        if white := re.compile(f"[{WHITE}]+").match(source, at):
            self.at = white.end()
            return Gap(white=True, blank=white.group().count("\n") > 1)
        if found := TEMPLATE_TAG.match(source, at):
            self.at = found.end()
            return self.template_piece(found.group())
        if source.startswith("<!--", at):
            return Text(self.take(source.index("-->", at) + 3))
        if re.compile(r"</?[a-zA-Z!{]").match(source, at):
            return self.html_piece(self.take(skip_html_tag(source, at)))
        word = re.compile(rf"(?:(?!\{{[{{%#]|</?[a-zA-Z!{{])[^{WHITE}])+").match(source, at)
        if word is None:
            raise ValueError(f"cannot be read: {source[at : at + 60]!r}")
        return Text(self.take(word.end()))

    def take(self, end: int) -> str:
        text, self.at = self.source[self.at : end], end
        return text

    def template_piece(self, text: str) -> _Piece:
        name = tag_name(text)
        if not name:
            return Tag(text, "#") if text.startswith("{#") else Text(text)
        if name in OPAQUE:
            return self.opaque(text, name)
        if name not in self.blocks:
            return Tag(text, name)
        block = Block(name, [], "")
        while name != f"end{block.name}":
            block.branches.append(Branch(text, name))
            text = self.branch(block.branches[-1])
            name = tag_name(text)
            if not name:
                raise ValueError(f"a block without its end: {block.branches[0].tag}")
        block.closing = text
        return block

    def opaque(self, opening: str, name: str) -> Node:
        end = re.compile(rf"\{{%\s*end{name}\b.*?%\}}").search(self.source, self.at)
        if end is None:
            raise ValueError(f"a block without its end: {opening}")
        inside, self.at = self.source[self.at : end.start()], end.end()
        if name == "comment":
            return Comment(inside.split())
        if name == "blocktranslate" and re.search(r"\btrimmed\b", opening):
            silent = re.search(r"\basvar\b", opening) is not None
            return Translation(opening, re.split(r"(\{% *plural *%\})", inside), end.group(), silent)
        return Text(opening + inside + end.group())

    def html_piece(self, text: str) -> _Piece:
        named = re.match(r"</?([a-zA-Z][\w-]*)", text)
        if named is None or text.startswith("<!"):
            return Loose("", text, text.startswith("</"))
        name = named.group(1).lower()
        if text.startswith("</"):
            return Loose(name, f"</{name}>", closes=True)
        if name in VOID or text.endswith("/>"):
            return Element(name, text)
        classes = re.search(r'class="([^"]*)"', text)
        if name in RAW or (classes and RAW_CLASSES.intersection(classes.group(1).split())):
            end = self.source.index(f"</{name}", self.at)
            raw = self.take(end)
            self.take(self.source.index(">", end) + 1)
            return Element(name, text, f"</{name}>", raw=raw)
        return Loose(name, text, closes=False)


def paired(pieces: list[_Piece]) -> tuple[list[Node], list[Gap]]:
    """The pieces with each opening tag and its closing tag made one element."""
    out: list[_Piece] = []
    open_at: list[int] = []
    for piece in pieces:
        if isinstance(piece, Loose) and piece.name and not piece.closes:
            open_at.append(len(out))
        elif isinstance(piece, Loose) and piece.name:
            matching = [n for n, place in enumerate(open_at) if getattr(out[place], "name", "") == piece.name]
            if matching:
                start = open_at[matching[-1]]
                del open_at[matching[-1] :]
                opening = out[start]
                assert isinstance(opening, Loose)  # noqa: S101 - what open_at leads to
                children, gaps = with_gaps(out[start + 1 :])
                out[start:] = [Element(piece.name, opening.text, piece.text, children, gaps)]
                continue
        out.append(piece)
    return with_gaps(out)


def with_gaps(pieces: list[_Piece]) -> tuple[list[Node], list[Gap]]:
    """Nodes, and the gap before each of them and after the last."""
    nodes: list[Node] = []
    gaps = [Gap()]
    for piece in pieces:
        if isinstance(piece, Gap):
            gaps[-1] = Gap(white=True, blank=piece.blank)
        else:
            nodes.append(piece)
            gaps.append(Gap())
    return nodes, gaps


def read(source: str) -> Branch:
    """The tree of a template."""
    whole = Branch("", "")
    reader = _Reader(source)
    if left := reader.branch(whole):
        raise ValueError(f"ends nothing: {left}")
    return whole


@dataclass
class Library:
    """Where included templates are read from, and what the style sheets say."""

    folder: Path
    styles: Styles = field(default_factory=Styles)
    _read: dict[str, Branch | None] = field(default_factory=dict)

    def get(self, name: str) -> Branch | None:
        """The template of this name, read once; None for one of a library."""
        if name not in self._read:
            file = self.folder / name
            self._read[name] = read(file.read_text()) if file.is_file() else None
        return self._read[name]


def html_items(opening: str) -> tuple[str, list[Node], list[Gap], str]:
    """The opening tag cut up: ``<name``, its attributes, the gaps around them, ``>`` or ``/>``."""
    named = re.match(r"<[a-zA-Z][\w-]*", opening)
    if named is None:
        return opening, [], [], ""
    end = "/>" if opening.endswith("/>") else ">"
    reader = _Attributes(opening[named.end() : len(opening) - len(end)])
    inside = Branch("", "")
    reader.branch(inside)
    return named.group(), inside.children, inside.gaps, end


class _Attributes(_Reader):
    """Reads the inside of an HTML tag: attributes, and template blocks around some of them."""

    def piece(self) -> _Piece:
        source, at = self.source, self.at
        if source[at] in WHITE or (source.startswith(("{%", "{#"), at)):
            return super().piece()
        quote = ""
        end = at
        while end < len(source) and (quote or source[end] not in WHITE):
            found = TEMPLATE_TAG.match(source, end)
            if found and not quote and source.startswith("{%", end) and source[end - 1] != "=" and end > at:
                break
            if found:
                end = found.end()
                continue
            if quote:
                quote = "" if source[end] == quote else quote
            elif source[end] in "\"'":
                quote = source[end]
            end += 1
        return Text(self.take(end))
