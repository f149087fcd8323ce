"""XML of other programs as a tree, bounded while it is read: so many elements, so deep, no entities."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO, Any
from xml.etree import ElementTree

from .archives import refuse_entities
from .gate import Unreadable

#: Elements of one part: a report of some hundred pages has a tenth of it.
MAX_ELEMENTS = 1_000_000
#: How deep elements stand in one another: tables in tables in text boxes come to some sixty.
MAX_DEPTH = 200
_PIECE = 1 << 16


def tree_of(xml: bytes, part: str) -> ElementTree.Element:
    """The root of a part. Raises Unreadable."""
    refuse_entities(xml, part)
    root = None
    for _event, element in elements_of(io.BytesIO(xml), ("start",)):
        if root is None:
            root = element
    if root is None:
        raise Unreadable("damaged")
    return root


def elements_of(
    stream: IO[bytes], wanted: tuple[str, ...] = ("end",), most: int = MAX_ELEMENTS
) -> Iterator[tuple[str, ElementTree.Element]]:
    """The events of a part, as `ElementTree.iterparse` gives them. Raises Unreadable, ElementTree.ParseError."""
    parser: Any = ElementTree.XMLPullParser(("start", "end"))
    count = depth = 0
    while True:
        piece = stream.read(_PIECE)
        if piece:
            parser.feed(piece)
        else:
            parser.close()
        for event, element in parser.read_events():
            if event == "start":
                count, depth = count + 1, depth + 1
                if count > most:
                    raise Unreadable("too_many_elements", limit=f"{most:,}")
                if depth > MAX_DEPTH:
                    raise Unreadable("too_deep")
            else:
                depth -= 1
            if event in wanted:
                yield event, element
        if not piece:
            return
