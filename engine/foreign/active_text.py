"""What of a plain file would be more than it is called on the machine of whoever opens it. Pure.

A table of text is opened by a spreadsheet, which computes its cells; programs of Office tell a file by its first bytes
and not by its name; and behind the end of a picture or a PDF a whole archive may stand.
"""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Final

from .active import EMBEDDED, REACHES_OUT
from .archives import BROKEN, opened

#: How text begins that Office, or a browser, takes for something else: rich text, a page, SYLK, a page with parts.
_OF_OTHER_KINDS = re.compile(
    r"\{\\rt|<(?:!doctype|html|head|body|script|iframe|table|meta|svg|\?mso|x:|w:|office:)|MIME-Version:"
    r"|%PDF-|<\?xml[^>]*>\s*<(?:\?mso|!doctype|(?:[\w-]+:)?(?:html|svg|workbook|worddocument|package|document)\b)",
    re.IGNORECASE,
)
#: A table of signs (SYLK), which holds formulas and macros of its own.
_SYLK = re.compile(r"ID;P[^\r\n]*[\r\n](?:.*[\r\n])?(?:O|C|NN|F|B|P);", re.DOTALL)
#: Functions that start a program, call a library or fetch an address, as spreadsheets of all makers call them.
_CALLS: Final = (
    "WEBSERVICE", "HYPERLINK", "IMAGE", "RTD", "CALL", "REGISTER", "REGISTER.ID", "EXEC", "DDE", "SQL.REQUEST", "FILES",
    "FOPEN", "IMPORTXML", "IMPORTDATA", "IMPORTHTML", "IMPORTFEED", "IMPORTRANGE", "STOCKHISTORY",
    "ГИПЕРССЫЛКА", "ВЕБСЛУЖБА", "ДРВ", "ИЗОБРАЖЕНИЕ", "ВЫЗВАТЬ",
)  # fmt: skip
#: Each with its bracket, spaces before which spreadsheets pass over. It is looked for in capitals, and begins with the
#: bare name: a text without it is passed over as fast as memory is read.
_CALLED: Final = tuple(
    (name, re.compile(rf"{re.escape(name)}(?<=(?<![^\W_]){re.escape(name)})\s{{0,9}}\(")) for name in _CALLS
)
_OF_A_NAME = "|".join(rf"(?<=[\w.'\])]\s{{{spaces}}}\|)" for spaces in range(10))
#: Another program's data; each ends with "!". Each begins with a sign that is rare in a
#: table and looks back from there: ten million characters of a harmless one are looked through in a moment.
_IN_A_CELL: Final = tuple(
    re.compile(said, re.IGNORECASE)
    for said in (
        rf"\|(?:{_OF_A_NAME})\s{{0,9}}'[^']*'\s{{0,9}}!",
        r"\|(?<=[\w.'\])]\|)\w+!",
    )
)
#: A table at another address: how it begins, and how far at most its "!" stands from there, on the same line.
_ADDRESS: Final = re.compile(r"['\[(=+\-@]\s{0,9}(?:\\\\|//|https?:|ftp:|file:)", re.IGNORECASE)
_LONGEST_BEGINNING, _LONGEST_ADDRESS = 16, 500
_SPACES: Final = ' \t\r\n\v\f\u00a0\u200b\ufeff"'
#: How a formula begins, in the wide signs of the East too.
_FORMULA: Final = tuple("=+-@＝＋－＠")
_DELIMITERS: Final = (",", ";", "\t")
#: What stands between two formulas of a bundle: an address ends with its line, a name in quotes with its quote, and no
#: call goes on behind a sign that is no space. A formula begins with its own sign, so that nothing matches across.
_BETWEEN: Final = "\n'\0'\n"
_IN_A_BUNDLE: Final = 1000


def is_of_another_kind(text: str) -> bool:
    """Whether programs take the text for something else than text, whatever it is called."""
    start = text[:4000].lstrip(_SPACES)
    return (_OF_OTHER_KINDS.match(start) or _SYLK.match(start)) is not None


def reaches_out_of_cells(text: str) -> str:
    """ "reaches_out" where a cell is a formula that starts or fetches something; numbers and telephones are none."""
    if not _holds_a_call(text):
        return ""  # most tables: no cell need be looked at
    return REACHES_OUT if any(map(_holds_a_call, _bundles(_formulas(text)))) else ""


def _formulas(text: str) -> Iterator[str]:
    """Every cell that is a formula, without what it says in strings."""
    for cell in _cells(text):
        said = cell.strip(_SPACES)
        if said.startswith(_FORMULA):
            yield re.sub(r'"[^"]*"', '""', said) if '"' in said else said


def _bundles(formulas: Iterator[str]) -> Iterator[str]:
    """Many formulas as one text: millions of short ones would take minutes if each were looked through by itself."""
    while bundle := _BETWEEN.join(islice(formulas, _IN_A_BUNDLE)):
        yield bundle


def _holds_a_call(text: str) -> bool:
    if "!" in text and (_holds_an_address(text) or any(said.search(text) for said in _IN_A_CELL)):
        return True
    capitals = text.upper()
    return any(name in capitals and said.search(capitals) for name, said in _CALLED)


def _holds_an_address(text: str) -> bool:
    """Whether an address is followed by its "!". From each "!" the search goes on: none is looked for twice, however many
    addresses are begun before it."""
    begun = _ADDRESS.search(text)
    while begun:
        end = text.find("!", begun.end())
        if end < 0:
            return False
        line = text.rfind("\n", begun.end(), end)
        if line < 0 and end - begun.end() <= _LONGEST_ADDRESS:
            return True
        nearest = line + 1 if line >= 0 else end - _LONGEST_ADDRESS
        begun = _ADDRESS.search(text, max(begun.start() + 1, nearest - _LONGEST_BEGINNING))
    return False


def _cells(text: str) -> Iterator[str]:
    """Every cell, whatever divides the columns and however they are quoted."""
    longest = csv.field_size_limit(sys.maxsize)
    try:
        # of the signs that do not occur one is enough: whole lines are the cells of each
        absent = [one for one in _DELIMITERS if one not in text]
        for delimiter in [one for one in _DELIMITERS if one not in absent[1:]]:
            for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE) if '"' in text else (csv.QUOTE_NONE,):
                for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting):
                    yield from row
    finally:
        csv.field_size_limit(longest)


def holds_an_archive(data: bytes) -> str:
    """ "embedded" where the file of another kind is an archive as well."""
    if b"PK\x05\x06" not in data[-70_000:] and not data.startswith(b"PK\x03\x04"):
        return ""
    try:
        with opened(data) as archive:
            return EMBEDDED if archive.namelist() else ""
    except BROKEN:
        return ""
