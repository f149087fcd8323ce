"""Letters of other alphabets that look like Latin ones: a word with one in it is not the word that it seems."""

from __future__ import annotations

import unicodedata

_PAIRS = (
    (
        "аеорсухіјѕһԛԝкмтнвгпё",
        "aeopcyxijshqwkmthbrne",
    ),  # Cyrillic, small; the last eight by their written forms
    ("АВЕКМНОРСТУХІЈЅҮЁ", "ABEKMHOPCTYXIJSYE"),
    ("οανρτυικχεωηΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oavptuikxewnABEZHIKMNOPTYX"),  # Greek
    ("ıșţ", "ist"),
)
_LATIN = {ord(strange): latin for row, latins in _PAIRS for strange, latin in zip(row, latins, strict=True)}


def as_latin(word: str) -> str:
    """`word` with every such letter, and every wide or slanted form of a letter, as the Latin one that it looks like."""
    return unicodedata.normalize("NFKC", word).translate(_LATIN)


def strange_letters(word: str) -> str:
    """Which letters of `word` only look Latin, with their places counted from 1: "3 = а (U+0430), 7 = о (U+043E)"."""
    found = [(n, c) for n, c in enumerate(word, start=1) if not c.isascii() and as_latin(c).isascii()]
    return ", ".join(f"{n} = {c} (U+{ord(c):04X})" for n, c in found)
