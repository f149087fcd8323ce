"""Where white space may be added or dropped without the page changing.

Each gap learns what the page may hold before and after it, whichever way the template is walked: the edge of a block
element, white space, or ink. A gap with an edge or white space on one side, on every way, is free.
"""

from __future__ import annotations

import re
from typing import Final

from .styles import classes
from .syntax import Block, Branch, Comment, Element, Gap, Library, Loose, Node, Tag, Text, Translation

EDGE, SPACE, INK, THROUGH = 1, 2, 4, 8

# Elements whose outside is an edge. What the browser shows in a line of text is left out.
BLOCK_ELEMENTS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        html head body title meta link base style script noscript
        address article aside blockquote details dialog div dd dl dt fieldset figcaption figure footer form header
        h1 h2 h3 h4 h5 h6 hr br legend li main nav ol p pre section summary ul option optgroup
        table caption colgroup col thead tbody tfoot tr th td
        g path rect circle line desc
        """,
    )
)
# Elements that stand in a line and begin and end a line of their own inside.
BOXES: Final = {"button", "select", "svg"}
# Our own tags that make block elements, around their content or alone.
BLOCK_TAGS: Final = {
    "alert",
    "tableframe",
    "expander",
    "section",
    "fact",
    "labelled",
    "field",
    "tile",
    "nothing",
    "record_journal",
    "move_button",
    "move_panel",
}
# Block tags of libraries that make a box.
BOX_TAGS: Final = {"component"}
SILENT: Final = {"load", "extends", "csrf_token", "regroup", "get_current_language", "#"}
ONCE: Final = {"with", "autoescape", "filter", "spaceless", "localize"}
# Inherited blocks of text, not of elements.
TEXT_BLOCKS: Final = {"title", "head_title"}


def known(branch: Branch, library: Library) -> None:
    """Tell every gap of a template what may stand before and after it."""
    alone = any(isinstance(node, Tag) and node.name == "extends" for node in branch.children)
    whole = alone or any(isinstance(node, Loose) and node.text.startswith("<!") for node in branch.children)
    outside = EDGE if whole else INK
    _Walk(library, backwards=False).through(branch, outside)
    _Walk(library, backwards=True).through(branch, outside)


def is_free(gap: Gap) -> bool:
    """Whether a line may break here: white space is shown already, or none ever is."""
    return not gap.before & ~(EDGE | SPACE) or not gap.after & ~(EDGE | SPACE)


def is_edge(gap: Gap) -> bool:
    """Whether white space is never shown here, beside a block."""
    return not gap.before & ~EDGE or not gap.after & ~EDGE


def is_silent(node: Node) -> bool:
    """Whether nothing of the node is shown."""
    if isinstance(node, Tag):
        return node.name in SILENT or re.search(r"\sas \w+\s*%\}$", node.text) is not None
    if isinstance(node, Element) and node.name == "input":
        return 'type="hidden"' in node.opening
    return isinstance(node, Comment) or (isinstance(node, Translation) and node.silent)


def included(tag: Tag) -> str:
    """The template a tag includes, where it is named outright."""
    found = re.match(r"""\{%\s*include\s+["']([^"']+)["']""", tag.text)
    return found.group(1) if found else ""


class _Walk:
    """One walk over the tree, in reading order or backwards."""

    def __init__(self, library: Library, *, backwards: bool) -> None:
        self.library = library
        self.backwards = backwards
        self.open: list[str] = []
        self.laid_out = False  # whether the style sheets lay out what stands here: white space is not shown

    def through(self, branch: Branch | Element, state: int) -> int:
        children, gaps = branch.children, branch.gaps
        if self.backwards:
            children, gaps = children[::-1], gaps[::-1]
        for number, gap in enumerate(gaps):
            if self.backwards:
                gap.after |= state
            else:
                gap.before |= state
            if gap.white and state & ~EDGE:
                state = SPACE
            if number < len(children):
                state = self.node(children[number], state)
        return state

    def node(self, node: Node, state: int) -> int:
        if is_silent(node):
            return state
        if isinstance(node, Element):
            return self.element(node, state)
        if isinstance(node, Loose):
            return EDGE if node.name in BLOCK_ELEMENTS or node.text.startswith("<!") else INK
        if isinstance(node, Block):
            return self.block(node, state)
        if isinstance(node, Tag):
            return EDGE if node.name in BLOCK_TAGS else self.include(node, state)
        assert isinstance(node, Text | Translation | Comment)  # noqa: S101 - nothing else is left
        return INK

    def element(self, node: Element, state: int) -> int:
        """In a line, white space just inside a tag is not shown where the line begins or ends, nor after a space."""
        names, styles = classes(node.opening), self.library.styles
        alone = self.laid_out or node.name in BLOCK_ELEMENTS or bool(names & styles.blocks)
        box = alone or node.name in BOXES or bool(names & styles.boxes)
        before, self.laid_out = self.laid_out, bool(names & styles.layouts)
        hidden = EDGE if self.backwards else EDGE | SPACE
        self.through(node, EDGE if box else (state & hidden) | (INK if state & ~hidden else 0))
        self.laid_out = before
        return EDGE if alone else INK

    def block(self, block: Block, state: int) -> int:
        if block.name in BLOCK_TAGS:
            self.apart(block.branches, EDGE)
            return EDGE
        if block.name == "block":
            name = block.branches[0].tag.split()[2]
            self.through(block.branches[0], INK if name in TEXT_BLOCKS else EDGE)
            return INK
        if block.name == "for":
            begins = state
            for _ in range(2):
                begins |= self.through(block.branches[0], begins)
            after = [self.through(branch, state) for branch in block.branches[1:]]
            return begins | (after[0] if after else state)
        if block.name in ("if", "ifchanged") or block.name in ONCE:
            out = 0 if block.name in ONCE or block.branches[-1].name == "else" else state
            for branch in block.branches:
                out |= self.through(branch, state)
            return out
        self.apart(
            block.branches, EDGE if block.name in BOX_TAGS else INK
        )  # INK: a tag that is not known here
        return INK

    def apart(self, branches: list[Branch], state: int) -> int:
        """Through what does not stand where it is written but in an element of its own."""
        before, self.laid_out = self.laid_out, False
        found = 0
        for branch in branches:
            found |= self.through(branch, state)
        self.laid_out = before
        return found

    def include(self, tag: Tag, state: int) -> int:
        name = included(tag)
        branch = self.library.get(name) if name and name not in self.open else None
        if branch is None:
            return INK
        self.open.append(name)
        shown = self.apart([branch], THROUGH)
        self.open.pop()
        return (shown & ~THROUGH) | (state if shown & THROUGH else 0)


def is_blocky(node: Node, library: Library) -> bool:
    """Whether a node takes lines of its own: it makes block elements or sets something up."""
    if isinstance(node, Block):
        return node.name in BLOCK_TAGS or any(
            is_blocky(child, library) for branch in node.branches for child in branch.children
        )
    if isinstance(node, Element | Loose):
        return (node.name in BLOCK_ELEMENTS and node.name != "br") or node.name == ""
    if isinstance(node, Tag):
        if node.name in BLOCK_TAGS or (is_silent(node) and node.name != "csrf_token"):
            return True
        branch = library.get(included(node)) if included(node) else None
        return branch is not None and any(
            isinstance(child, Element) and is_blocky(child, library) for child in branch.children
        )
    return is_silent(node)
