"""The text of a Word or OpenDocument file, line by line as it is read, and what of the file is more than text. Pure.

A row of a table is one line, its cells divided by tabs. What is drawn, noted or numbered is not text: it is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from xml.etree import ElementTree

from engine.foreign.archives import opened
from engine.foreign.gate import Unreadable
from engine.foreign.xml_parts import tree_of

#: Bytes of the text part, unpacked.
MAX_PART: Final = 12_000_000
PARTS: Final = {"docx": "word/document.xml", "odt": "content.xml"}

_TELLS: Final = {
    "drawing": "drawn", "pict": "drawn", "object": "drawn", "frame": "drawn", "custom-shape": "drawn",
    "footnoteReference": "noted", "endnoteReference": "noted", "commentReference": "noted", "headerReference": "noted",
    "footerReference": "noted", "note": "noted", "annotation": "noted",
    "numPr": "numbered", "list": "numbered",
    "del": "changed", "moveFrom": "changed", "tracked-changes": "changed",
}  # fmt: skip
#: What stands beside the text that is read: deleted words, notes, the older form of a drawing.
_BESIDE: Final = frozenset(
    {
        "del",
        "moveFrom",
        "tracked-changes",
        "annotation",
        "note",
        "Fallback",
        "instrText",
        "delText",
        "rPr",
        "pPr",
    }
)
_SIGNS: Final = {
    "tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "line-break": "\n", "noBreakHyphen": "\u2011", "softHyphen": "",
}  # fmt: skip
_LINES: Final = frozenset({"p", "h"})
_ROWS: Final = frozenset({"tr", "table-row"})
_CELLS: Final = frozenset({"tc", "table-cell"})


def lines_of(data: bytes, part: str) -> tuple[list[str], frozenset[str]]:
    """The lines that are not empty, and what is told of the rest: drawn, noted, numbered, changed. Raises Unreadable."""
    root = tree_in(data, part)
    told = {_TELLS[name] for element in root.iter() if (name := local_name(element)) in _TELLS}
    return [line for line in _blocks(root) if line.strip()], frozenset(told)


def tree_in(data: bytes, part: str) -> ElementTree.Element:
    """The part that holds the text, as a tree. Raises Unreadable."""
    with opened(data) as archive:
        entry = archive.getinfo(main_part(archive.namelist(), part))
        if entry.file_size > MAX_PART:
            raise Unreadable("too_big")
        xml = archive.read(entry)
    return tree_of(xml, part)


def main_part(names: Iterable[str], usual: str) -> str:
    """The part that holds the text: some programs number it, word/document2.xml. Empty if there is none."""
    stem, _dot, ending = usual.rpartition(".")
    return next((name for name in names if re.fullmatch(rf"{re.escape(stem)}[0-9]?\.{ending}", name)), "")


def local_name(element: ElementTree.Element) -> str:
    """The name without its space: files of one format write them in two."""
    return element.tag.rpartition("}")[2]


def _blocks(element: ElementTree.Element) -> Iterator[str]:
    """The lines under this element, in order."""
    for child in element:
        name = local_name(child)
        if name in _BESIDE:
            continue
        if name in _ROWS:
            yield "\t".join(" ".join(_cell(cell)) for cell in child if local_name(cell) in _CELLS)
        elif name in _LINES:
            inside: list[ElementTree.Element] = []
            yield _text(child, inside).strip("\n ")
            for box in inside:  # a text box stands in the middle of the paragraph that it is drawn beside
                yield from _blocks(box)
        else:
            yield from _blocks(child)


def cell_text(cell: ElementTree.Element) -> str:
    """The lines of a cell of a table."""
    return "\n".join(_cell(cell))


def _cell(cell: ElementTree.Element) -> Iterator[str]:
    return (line for line in _blocks(cell) if line.strip())


def _text(element: ElementTree.Element, boxes: list[ElementTree.Element]) -> str:
    """The text of a paragraph; text boxes in it are put aside."""
    written = "wordprocessingml" in element.tag or "officeDocument" in element.tag
    parts = [] if written and local_name(element) != "t" else [element.text or ""]
    for child in element:
        name = local_name(child)
        if name in ("txbxContent", "text-box"):
            boxes.append(child)
        elif name in _SIGNS:
            parts.append(_SIGNS[name])
        elif name == "s":  # so many spaces
            parts.append(" " * min(_number(child), 100))
        elif name == "sym":
            parts.append("\ufffd")
        elif name not in _BESIDE:
            parts.append(_text(child, boxes))
        if not written:
            parts.append(child.tail or "")
    return "".join(parts)


def _number(element: ElementTree.Element) -> int:
    told = next((value for key, value in element.attrib.items() if key.endswith("}c")), "1")
    return int(told) if told.isdecimal() else 1
