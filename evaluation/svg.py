"""A small tree of SVG elements, and how wide a text in Inter is: what the portal's drawings are built from.

Pure: plain values in, markup out. Everything that comes from outside is escaped here and nowhere else.
Elements carry a class, for the page's tokens (also the high-contrast ones), and the same paint as plain
attributes, for places that no style sheet reaches: a PDF, a saved file. No inline style anywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final
from xml.sax.saxutils import escape, quoteattr

FONT: Final = "Inter, Noto Sans, sans-serif"

# Paint of each class as attributes; the colours are those of static/css/tokens.css (tests/whole/test_tokens.py).
INK: Final = "#14252b"
MUTED: Final = "#566870"
LINE: Final = "#d9e1e3"
LINE_STRONG: Final = "#75878f"
CARD: Final = "#ffffff"
TEAL: Final = "#00697a"
TEAL_PALE: Final = "#f1f8f9"
GOLD: Final = "#a8781c"
GOLD_INK: Final = "#744f05"
RED: Final = "#b3261e"
RED_INK: Final = "#a11f18"
GREEN_SOFT: Final = "#e6f4ec"
GREEN_INK: Final = "#17663d"

PAINT: Final[Mapping[str, Mapping[str, str]]] = {
    "d-text": {"fill": MUTED},
    "d-strong": {"fill": INK, "font-weight": "700"},
    "d-ink": {"fill": INK},
    "d-late": {"fill": RED_INK, "font-weight": "700"},
    "d-gold": {"fill": GOLD_INK},
    "d-track": {"stroke": LINE},
    "d-past": {"stroke": TEAL},
    "d-grid": {"stroke": LINE},
    "d-leader": {"stroke": LINE_STRONG},
    "d-done": {"fill": TEAL, "stroke": TEAL},
    "d-due": {"fill": CARD, "stroke": GOLD},
    "d-upcoming": {"fill": CARD, "stroke": LINE_STRONG},
    "d-overdue": {"fill": CARD, "stroke": RED},
    "d-sign-done": {"stroke": CARD},
    "d-sign-late": {"stroke": RED},
    "d-extension": {"fill": CARD, "stroke": GOLD},
    "d-extension-line": {"stroke": GOLD},
    "d-now": {"fill": INK},
    "d-dot": {"fill": TEAL, "fill-opacity": "0.62", "stroke": CARD},
    "d-dot-own": {"fill": GOLD, "stroke": CARD},
    "d-median": {"stroke": INK},
    "d-zone-high": {"fill": GREEN_SOFT},
    "d-zone-middle": {"fill": TEAL_PALE},
    "d-zone-low": {"fill": CARD},
    "d-zone-text-high": {"fill": GREEN_INK},
    "d-line": {"fill": "none", "stroke": TEAL},
    "d-last": {"fill": TEAL, "stroke": CARD},
}

# Advance widths of Inter at optical size 14, in hundredths of an em; digits as tabular figures.
_REGULAR: Final = {
    24: "ijlі", 27: "IІ", 28: " \xa0", 29: ".,:!·", 30: ";'", 33: "t", 36: "()[]/", 37: "f", 38: "r›",
    44: "гғ", 46: "-", 47: '"т', 49: "з", 50: "–", 51: "?", 53: "s", 54: "к", 55: "kxzхя", 56: "avyавуьқұү",
    57: "cJLсэ", 58: "e«»ГелчёәҒ", 59: "hnuFбийнпһ", 60: "oEЕоцЁңө", 61: "bdgpqдр", 62: "З",
    63: "ZУ0123456789", 64: "PRS&РЯъ", 65: "BT₸БВТЬ", 66: "+=−×", 67: "KК", 68: "XYХҰҮ", 69: "AVАф", 70: "ЧҺ",
    71: "Қ", 72: "DЦ", 73: "CСЭ", 74: "HUНПы", 75: "GNИЙЛӘ", 76: "OQОҢӨ", 77: "м", 81: "ж", 82: "wДЪш", 83: "Ф",
    84: "щю", 86: "…", 88: "mЫ", 90: "MМ", 95: "→", 96: "ЖШ", 97: "@Щ", 98: "%", 99: "W", 100: "—", 101: "Ю",
    109: "№",
}  # fmt: skip
_BOLD: Final = {
    24: " \xa0", 27: "ijlі", 28: "IІ", 33: ".,:·", 34: ";!'", 37: "t", 38: "()[]", 39: "/", 40: "f", 41: "r",
    43: "›", 45: "гғ", 47: "-", 50: "–", 51: "т", 52: "з", 55: '"', 56: "s?", 57: "zL", 58: "akxJГавкхяҒ",
    59: "cFсьэ", 60: "evyелучёәұү", 61: "oEЕбопЁө", 62: "hnuийнқһ", 63: "bdgpqр", 65: "PSБЗРң",
    66: "BRZ«»ВЬЯдц", 67: "T₸&Т0123456789", 68: "+=−×ъ", 69: "У", 71: "ЧҺ", 72: "DKК", 73: "UYҰҮ", 74: "CXСХЭ",
    75: "AGHVАЛНПӘ", 76: "NИЙҚ", 77: "OОЦҢӨ", 78: "Qф", 81: "мы", 83: "Ъ", 84: "Ф", 85: "w", 86: "жш", 87: "Дю",
    89: "щ", 91: "m", 92: "Ы", 93: "MМ", 95: "→", 99: "Ш", 100: "—…", 102: "%@Щ", 104: "WЮ", 107: "Ж", 110: "№",
}  # fmt: skip
_WIDTHS: Final = {
    bold: {letter: width for width, letters in table.items() for letter in letters}
    for bold, table in ((False, _REGULAR), (True, _BOLD))
}
_WIDEST: Final = (
    110  # a letter that the table does not know is taken as the widest: labels may stand apart, never on
)


def text_width(text: str, size: Decimal | int, *, bold: bool = False) -> Decimal:
    """The width of ``text`` set in Inter at ``size`` pixels, in pixels."""
    table = _WIDTHS[bold]
    return Decimal(sum(table.get(letter, _WIDEST) for letter in text)) * Decimal(size) / 100


def wrap(text: str, width: Decimal | int, size: Decimal | int, *, bold: bool = False) -> list[str]:
    """``text`` in lines no wider than ``width`` pixels; a word wider than that keeps a line to itself, whole."""
    lines: list[str] = []
    for word in text.split(" "):
        candidate = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(candidate, size, bold=bold) <= width:
            lines[-1] = candidate
        elif word:
            lines.append(word)
    return lines or [""]


def number(value: Decimal | int) -> str:
    """A coordinate with at most one decimal, without trailing zeros."""
    text = f"{Decimal(value):.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


@dataclass(frozen=True, slots=True)
class Element:
    """One SVG element: a name, attributes in order, children (elements or text)."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[Element | str, ...] = ()

    def render(self) -> str:
        """The element as markup; text and attribute values escaped."""
        attributes = "".join(f" {key}={quoteattr(value)}" for key, value in self.attributes.items())
        if not self.children:
            return f"<{self.name}{attributes}/>"
        inside = "".join(
            escape(child) if isinstance(child, str) else child.render() for child in self.children
        )
        return f"<{self.name}{attributes}>{inside}</{self.name}>"


def element(
    name: str,
    css: str = "",
    *children: Element | str,
    **attributes: str | Decimal | int,
) -> Element:
    """An element of classes ``css`` with their paint. ``stroke_width=2`` becomes ``stroke-width="2"``; own attributes win."""
    paint: dict[str, str] = {}
    for name_of_class in css.split():
        paint.update(PAINT.get(name_of_class, {}))
    own = {
        key.rstrip("_").replace("_", "-"): value if isinstance(value, str) else number(value)
        for key, value in attributes.items()
    }
    return Element(name, ({"class": css} if css else {}) | paint | own, children)


def label(
    text: str,
    x: Decimal | int,
    y: Decimal | int,
    css: str = "d-text",
    *,
    size: int = 13,
    anchor: str = "start",
) -> Element:
    """A line of text whose baseline starts, centres (``middle``) or ends at ``x``, ``y``."""
    placed = {} if anchor == "start" else {"text_anchor": anchor}
    return element("text", css, text, x=x, y=y, font_size=size, **placed)


def titled(name: str, css: str, title: str, **attributes: str | Decimal | int) -> Element:
    """An element with a ``<title>``: what a pointer resting on it shows."""
    return element(name, css, Element("title", {}, (title,)), **attributes)


def picture(
    key: str,
    css: str,
    width: Decimal | int,
    height: Decimal | int,
    title: str,
    description: str,
    children: Iterable[Element],
) -> str:
    """The whole drawing as an accessible image: named by ``title``, told by ``description``.

    ``key`` makes the ids unique on the page.
    """
    name, told = f"{key}-title", f"{key}-desc"
    root = Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": css,
            "role": "img",
            "viewBox": f"0 0 {number(width)} {number(height)}",
            "width": number(width),
            "height": number(height),
            "font-family": FONT,
            "aria-labelledby": name,
            "aria-describedby": told,
        },
        (
            Element("title", {"id": name}, (title,)),
            Element("desc", {"id": told}, (description,)),
            *children,
        ),
    )
    return root.render()
