"""What a line of a document never parts: «47-тармақ», «№ 954», «7 %», an address on the web.

Lines are broken after any hyphen and at any space; official texts keep these together. Only the words of a page are
read, not its marks nor its style.
"""

from __future__ import annotations

import re
from typing import Final

#: A number with a hyphenated ending or code, «№» with its number, a number with its per cent; an address.
_TOGETHER: Final = re.compile(
    r"№[ \u00a0]?\d[\w/-]*|\d[\d,.]*(?:-[\w/]+)+(?:,|\.(?!\w))?|\d[\d,.]*[ \u00a0]%(?:-\w+)?|https?://[^\s<>&]{1,60}(?![^\s<>&])"
)
_MARKS: Final = re.compile(r"(<(style|script|title|math)\b.*?</\2>|<[^>]*>|&#?\w+;)", re.DOTALL)


def kept_together(html: str) -> str:
    """The same page; what must stand on one line is in a ``span`` that keeps it there."""
    return "".join(_of_words(html))


def _of_words(html: str) -> list[str]:
    parts, at = [], 0
    for mark in _MARKS.finditer(html):
        parts += [_TOGETHER.sub(_held, html[at : mark.start()]), mark.group()]
        at = mark.end()
    return [*parts, _TOGETHER.sub(_held, html[at:])]


def _held(found: re.Match[str]) -> str:
    return f'<span class="together">{found.group()}</span>'
