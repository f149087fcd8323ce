"""The alphabetical order of Kazakh, Russian and English, in Python and in the database alike. Pure.

By code point Ә, Ғ, І, Қ, Ң, Ө, Ұ, Ү and Һ would stand last, and Ё before А. Here names are compared as the Unicode
collation of each language compares them: first by letters, then by accents, then small letters before capitals;
spaces and signs before figures, figures before letters. In Kazakh and Russian Cyrillic stands before Latin.

    sorted(bodies, key=lambda body: sort_key(body.short_name))          # by the reader's language: evaluation.names

``sort_key`` makes a string that is compared by code point. ``sql_function`` makes PostgreSQL's function of the same
tables, so that it needs no collation that a server may lack; its result is ordered by the collation "C".
"""

from __future__ import annotations

import unicodedata
from functools import cache
from typing import Final

LANGUAGES: Final = ("kk", "ru", "en")
FUNCTION: Final = "alphabet_key"

_SIGNS: Final = (
    "\t\n\r \u00a0\u2009\u202f",  # one place: a space is a space
    *"_-‑–—,;:!?.…·'‘’‹›\"“”„«»()[]{}§@*/\\&#%‰•`^°©®+±÷×<=>|~−$",
)
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC: Final = {
    "kk": "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя",
    "ru": "аәбвгғдежзиійкқлмнңоөпрстуүұфхһцчшщъыьэюя",  # ё is an accented е
}
_CYRILLIC["en"] = _CYRILLIC["ru"]
_ACCENTED_CYRILLIC: Final = {"kk": {}, "ru": {"ё": "е"}, "en": {"ё": "е"}}
#: Latin letters with a diacritic, as far as the languages of Europe and Kazakh in Latin letters need them.
_ACCENTED_LATIN: Final = {
    letter: base
    for letter in map(chr, range(0xE0, 0x180))
    if letter.islower() and (base := unicodedata.normalize("NFD", letter)[0]) in _LATIN
}
_SEPARATOR: Final = "\x01"
_PLAIN: Final = "\x02"
_MARKED: Final = "\x03"


@cache
def _tables(language: str) -> tuple[dict[int, str], dict[int, str], dict[int, str]]:
    """Character → its place, its accent, its case; a character that is in none stands for itself, after all letters."""
    letters = (_LATIN, _CYRILLIC[language]) if language == "en" else (_CYRILLIC[language], _LATIN)
    order = (*_SIGNS, *"0123456789", *letters[0], *letters[1])
    places = {sign: chr(2 + place) for place, signs in enumerate(order) for sign in signs}
    accented = {**_ACCENTED_CYRILLIC[language], **_ACCENTED_LATIN}
    places |= {letter: places[base] for letter, base in accented.items()}
    accents = dict.fromkeys(places, _PLAIN) | dict.fromkeys(accented, _MARKED)
    cases = dict.fromkeys(places, _PLAIN)
    for small in list(places):
        capital = small.upper()
        if capital != small and len(capital) == 1 and capital not in places:
            places[capital], accents[capital], cases[capital] = places[small], accents[small], _MARKED
    return str.maketrans(places), str.maketrans(accents), str.maketrans(cases)


def sort_key(text: str, language: str) -> str:
    """Where ``text`` stands in the alphabet of ``language`` ("kk", "ru", "en"; another counts as Kazakh)."""
    code = language[:2] if language[:2] in LANGUAGES else "kk"
    written = unicodedata.normalize("NFC", text).replace("№", "No")
    return _SEPARATOR.join(written.translate(table) for table in _tables(code))


def sql_function() -> str:
    """SQL that makes ``alphabet_key(text, language)``, equal to ``sort_key``."""
    cases = "\n".join(f"    WHEN '{code}' THEN {_sql_key(code)}" for code in ("ru", "en"))
    # S608: nothing but this module's own constants stands in it
    return f"""
CREATE OR REPLACE FUNCTION {FUNCTION}(value text, language text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $sql$
  SELECT CASE left(language, 2)
{cases}
    ELSE {_sql_key("kk")}
  END
  FROM (SELECT replace(normalize(value, NFC), '№', 'No') AS written) AS given
$sql$
"""  # noqa: S608


def _sql_key(language: str) -> str:
    parts = [
        f"translate(written, {_literal(''.join(map(chr, table)))}, {_literal(''.join(table.values()))})"
        for table in _tables(language)
    ]
    return f" || {_literal(_SEPARATOR)} || ".join(parts)


def _literal(text: str) -> str:
    """A literal of plain ASCII, so that no control character stands in a file of SQL."""
    return "U&'" + "".join(f"\\{ord(sign):04X}" for sign in text) + "'"
