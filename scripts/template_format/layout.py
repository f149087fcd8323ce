"""The tree written as lines of at most 120 characters.

A document is made of strings, lines that may break, and groups; a group is written on one line where it fits and holds
no forced break, else all lines of the group itself break (Wadler's "A prettier printer").
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from . import spacing
from .syntax import (
    Block,
    Branch,
    Comment,
    Element,
    Gap,
    Library,
    Loose,
    Node,
    Tag,
    Text,
    Translation,
    html_items,
    read,
)

WIDTH: Final = 120
STEP: Final = 2


@dataclass
class Line:
    """A place to break: ``flat`` is written where it does not."""

    flat: str = ""
    blank: bool = False
    fill: bool = False  # breaks only when what follows does not fit


@dataclass
class Indent:
    """What stands one step further in."""

    content: list[Doc]


@dataclass
class Group:
    """What stands on one line where it fits, else each part on its own; ``forced``: always the latter."""

    content: list[Doc]
    forced: bool = False


@dataclass
class Either:
    """``flat`` where it fits, else the document."""

    flat: str
    content: Doc


Doc = str | Line | Indent | Group | Either


def layout(source: str, library: Library) -> str:
    """The template laid out anew."""
    whole = read(source)
    spacing.known(whole, library)
    writer = _Writer(library)
    content = writer.inside(whole, outermost=True)
    return _printed(content)


class _Writer:
    """Makes documents of nodes."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def inside(self, branch: Branch | Element, *, outermost: bool = False) -> list[Doc]:
        """The children and the gaps between them; the first and the last gap are the caller's."""
        out: list[Doc] = []
        nodes, gaps = branch.children, branch.gaps
        for number, node in enumerate(nodes):
            if number:
                out.extend(self.gap(gaps[number], nodes[number - 1], node))
            out.append(self.node(node))
        if outermost and (gaps[-1].white or spacing.is_edge(gaps[-1])):
            out.append("\n")
        return out

    def gap(self, gap: Gap, left: Node | None, right: Node | None) -> list[Doc]:
        if not gap.white and not spacing.is_free(gap):
            return []
        flat = " " if gap.white and not spacing.is_edge(gap) else ""
        fill = is_text(left) and is_text(right)
        return [Line(flat, blank=gap.blank and left is not None and right is not None, fill=fill)]

    def node(self, node: Node) -> Doc:
        if isinstance(node, Block):
            return self.block(node)
        if isinstance(node, Element):
            return self.element(node)
        if isinstance(node, Translation):
            return self.translation(node)
        if isinstance(node, Comment):
            return comment(node.words)
        if isinstance(node, Tag) and node.name == "#":
            return Either(node.text, comment(node.text[2:-2].split()))
        if isinstance(node, Loose) and not node.closes and node.name:
            return self.html_tag(node.text)
        return node.text

    def block(self, block: Block) -> Doc:
        content: list[Doc] = []
        free = True
        tags = 0
        for branch in block.branches:
            content.append(branch.tag)
            content.extend(self.held(branch))
            free = free and all(
                gap.white or spacing.is_free(gap) for gap in (branch.gaps[0], branch.gaps[-1])
            )
            tags += sum(not is_text(child) for child in branch.children)
        content.append(block.closing)
        shown = [child for branch in block.branches for child in branch.children]
        forced = any(spacing.is_blocky(child, self.library) for child in shown)
        several = len(block.branches) > 1 or tags > 1 or any(isinstance(one, Element) for one in shown)
        return Group(content, forced=forced or (free and several))

    def held(self, branch: Branch | Element) -> list[Doc]:
        """What stands between an opening and a closing tag, a step further in."""
        if not branch.children:
            return self.gap(branch.gaps[0], None, None) if not spacing.is_edge(branch.gaps[0]) else []
        first = self.gap(branch.gaps[0], None, branch.children[0])
        last = self.gap(branch.gaps[-1], branch.children[-1], None)
        if not (first and last) and not branch.gaps[0].white | branch.gaps[-1].white:
            first, last = [], []  # a line that breaks on one side only reads worse than none
        return [Indent([*first, *self.inside(branch)]), *last]

    def element(self, element: Element) -> Doc:
        opening = self.html_tag(element.opening)
        if element.raw is not None:
            return Group([opening, element.raw, element.closing])
        if not element.closing:
            return opening
        blocky = any(spacing.is_blocky(child, self.library) for child in element.children)
        several = sum(isinstance(child, Element | Block) for child in element.children) > 1
        in_line = element.name not in spacing.BLOCK_ELEMENTS | spacing.BOXES
        return Group(
            [opening, *self.held(element), element.closing], forced=blocky or (several and not in_line)
        )

    def html_tag(self, text: str) -> Doc:
        name, items, gaps, end = html_items(text)
        if not items:
            return Either(name + end, Group([name, Line(), end], forced=True)) if end else name
        flat = name + one_line(items, gaps) + end
        lines: list[Doc] = []
        for item in items:
            lines += [Line(), self.attribute(item)]
        return Either(flat, Group([name, Indent(lines), Line(), end], forced=True))

    def attribute(self, item: Node) -> Doc:
        if isinstance(item, Block):
            content: list[Doc] = []
            for branch in item.branches:
                lines: list[Doc] = []
                for child in branch.children:
                    lines += [Line(), self.attribute(child)]
                content += [branch.tag, Indent(lines), Line()]
            flat = one_line([Block(item.name, [tight(one) for one in item.branches], item.closing)], [Gap()])
            return Either(flat, Group([*content, item.closing], forced=True))
        return one_line([item], [Gap()])

    def translation(self, node: Translation) -> Doc:
        content: list[Doc] = [node.opening]
        for part in node.parts:
            words = filled(re.findall(r"(?:\{\{.*?\}\}|\S)+", part))
            is_plural = part.startswith("{%")
            content += [Line(), part] if is_plural else [Indent([Line(), *words])]
        return Group([*content, Line(), node.closing])


def is_text(node: Node | None) -> bool:
    """Whether the node is words, not a tag; False beside nothing."""
    return isinstance(node, Text)


def filled(words: list[str]) -> list[Doc]:
    """The words with as many on a line as fit."""
    out: list[Doc] = []
    for word in words:
        out += [Line(" ", fill=True), word]
    return out[1:]


def comment(words: list[str]) -> Doc:
    """The words of a one-line comment that no longer fits its line, as a block."""
    return Group(["{% comment %}", Indent([Line(), *filled(words)]), Line(), "{% endcomment %}"], forced=True)


def tight(branch: Branch) -> Branch:
    """The branch without white space at its ends."""
    gaps = [Gap(), *branch.gaps[1:-1], Gap()] if branch.children else [Gap()]
    return Branch(branch.tag, branch.name, branch.children, gaps)


def one_line(nodes: list[Node], gaps: list[Gap]) -> str:
    """The inside of an HTML tag on one line; white space at its end is the caller's."""
    out = ""
    for number, node in enumerate(nodes):
        out += " " if gaps[number].white else ""
        if isinstance(node, Block):
            for branch in node.branches:
                end = " " if branch.gaps[-1].white else ""
                out += branch.tag + one_line(branch.children, branch.gaps) + end
            out += node.closing
        else:
            assert isinstance(node, Text | Tag)  # noqa: S101 - nothing else stands inside a tag
            out += node.text
    return out


def _forced(doc: Doc) -> bool:
    """Force every group that holds a forced one."""
    if isinstance(doc, Indent | Group):
        inner = [_forced(one) for one in doc.content]
        if isinstance(doc, Group):
            doc.forced = doc.forced or any(inner)
            return doc.forced
        return any(inner)
    if isinstance(doc, Either):
        _forced(doc.content)
    return False


_Command = tuple[int, bool, Doc]  # indentation, whether its lines break, the document


def _printed(content: list[Doc]) -> str:
    for doc in content:
        _forced(doc)
    out: list[str] = []
    column = 0
    commands: list[_Command] = [(0, True, doc) for doc in reversed(content)]
    while commands:
        indent, breaks, doc = commands.pop()
        if isinstance(doc, str):
            out.append(doc)
            column = len(doc) - doc.rfind("\n") - 1 if "\n" in doc else column + len(doc)
        elif isinstance(doc, Indent):
            commands.extend((indent + STEP, breaks, one) for one in reversed(doc.content))
        elif isinstance(doc, Group):
            breaks = doc.forced or not _fits(
                WIDTH - column, commands, [(indent, False, one) for one in reversed(doc.content)]
            )
            commands.extend((indent, breaks, one) for one in reversed(doc.content))
        elif isinstance(doc, Either):
            flat = not breaks or _fits(WIDTH - column, commands, [(indent, False, doc.flat)])
            commands.append((indent, breaks, doc.flat if flat else doc.content))
        elif not breaks or (doc.fill and _fits(WIDTH - column, commands, [(indent, False, doc.flat)])):
            out.append(doc.flat)
            column += len(doc.flat)
        else:
            out.append("\n\n" if doc.blank else "\n")
            out.append(" " * indent)
            column = indent
    return "".join(out)


def _fits(width: int, rest: list[_Command], first: list[_Command]) -> bool:
    """Whether ``first`` fits on the line together with what follows up to the next place to break."""
    commands = first
    left = len(rest)
    while width >= 0:
        if not commands:
            if left == 0:
                return True
            left -= 1
            commands = [rest[left]]
        indent, breaks, doc = commands.pop()
        if isinstance(doc, str):
            if "\n" in doc:
                return width >= doc.index("\n")
            width -= len(doc)
        elif isinstance(doc, Indent):
            commands.extend((indent, breaks, one) for one in reversed(doc.content))
        elif isinstance(doc, Group):
            commands.extend((indent, doc.forced, one) for one in reversed(doc.content))
        elif isinstance(doc, Either):
            width -= len(doc.flat)
        elif breaks:
            return True
        else:
            width -= len(doc.flat)
    return False
