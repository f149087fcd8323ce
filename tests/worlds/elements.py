"""A page's elements by CSS selectors, so that a test says where a number or a sentence stands.

    assert element(page, "h1").text == "Overall evaluation"
    assert texts(page, "tbody th") == ["Culture", "Agriculture"]
    assert row(page, "Culture").texts("td")[2] == "71.15"

``page`` is a response, its text, or a part found before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Protocol
from xml.etree.ElementTree import Element

import cssselect2
import tinyhtml5

#: White space as HTML folds it. A space that does not break stays what it is.
SPACE = re.compile(r"[ \t\r\n\f]+")
#: What joins the words beside it; all else stands apart from them, however its template is laid out.
INLINE = frozenset(
    ["a", "abbr", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup",
     "time", "u"]
)  # fmt: skip


class Response(Protocol):
    content: bytes


def _words(node: Element) -> Iterator[str]:
    apart = "" if node.tag in INLINE else " "
    yield apart
    yield node.text or ""
    for below in node:
        if isinstance(below.tag, str):  # a comment has no words
            yield from _words(below)
        yield below.tail or ""
    yield apart


class Part:
    """One element of a page: its text, its attributes, and the elements below it."""

    def __init__(self, node: cssselect2.ElementWrapper) -> None:
        self._node = node

    def __repr__(self) -> str:
        return f"<{self._node.local_name} {dict(self._node.etree_element.attrib)}: {self.text[:200]!r}>"

    @property
    def text(self) -> str:
        """All its words, runs of white space folded."""
        return SPACE.sub(" ", "".join(_words(self._node.etree_element))).strip(" ")

    def __getitem__(self, attribute: str) -> str:
        return str(self._node.etree_element.attrib[attribute])

    def get(self, attribute: str) -> str | None:
        return self._node.etree_element.attrib.get(attribute)

    def all(self, css: str) -> list[Part]:
        """The elements below that the selector names, in the page's order."""
        return [Part(node) for node in self._node.query_all(css)]

    def one(self, css: str) -> Part:
        """The only element below that the selector names."""
        found = self.all(css)
        assert len(found) == 1, f"{len(found)} elements are {css!r} in {self}: {found}"
        return found[0]

    def texts(self, css: str) -> list[str]:
        return [part.text for part in self.all(css)]


def parsed(page: Part | str | Response | Any) -> Part:
    if isinstance(page, Part):
        return page
    return _read(page if isinstance(page, str) else page.content.decode())


@lru_cache(maxsize=8)
def _read(html: str) -> Part:
    """A test asks one page many things, and nothing changes what was read."""
    return Part(
        cssselect2.ElementWrapper.from_html_root(tinyhtml5.parse(html, namespace_html_elements=False))
    )


def elements(page: Any, css: str) -> list[Part]:
    """The elements that the selector names, in the page's order."""
    return parsed(page).all(css)


def element(page: Any, css: str) -> Part:
    """The only element that the selector names."""
    return parsed(page).one(css)


def texts(page: Any, css: str) -> list[str]:
    """The words of every element that the selector names."""
    return parsed(page).texts(css)


def named(page: Any, css: str, words: str) -> Part:
    """The only one of the selector's elements that begins with these words."""
    found = [part for part in elements(page, css) if part.text.startswith(words)]
    assert len(found) == 1, f"{len(found)} of {css!r} begin with {words!r}: {texts(page, css)}"
    return found[0]


def row(page: Any, words: str) -> Part:
    """The only row of a table that has a cell with just these words."""
    found = [part for part in elements(page, "tr") if words in part.texts("th, td")]
    assert len(found) == 1, f"{len(found)} rows have a cell {words!r}: {texts(page, 'tr')}"
    return found[0]
