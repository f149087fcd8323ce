"""Text and tables of text as other programs write them: which encoding, what divides the columns, where a line ends."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence

from .gate import Unreadable

#: What may divide the columns, the likeliest first.
DELIMITERS = (",", ";", "\t", "|")
#: The line by which a spreadsheet says what divides the columns.
_DECLARED = re.compile(r'"?sep=([;,\t|])"?(?=\r|\n)', re.IGNORECASE)
_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_CYRILLIC = re.compile(r"[^А-Яа-яЁё№«»–—“”„…\u00a0]+")
_ASCII = re.compile(r"[\x00-\x7f]+")


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, in UTF-16 or in the Windows encoding of Russian. Raises Unreadable."""
    encoding = next((name for mark, name in _MARKED if data.startswith(mark)), "")
    if not encoding and len(data) > 3 and data[1::2].count(0) * 2 > len(data[1::2]):
        encoding = "utf-16-le"  # every second byte is empty: Latin text of two bytes each, without its mark
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        text = "\0" if encoding else _windows(data)
    if "\0" in text:
        raise Unreadable("not_text")
    return text.removeprefix("\ufeff")


def _windows(data: bytes) -> str:
    """The text in Windows-1251. Any bytes could be that: what does not look like Russian is given as no text at all."""
    try:
        text = data.decode("cp1251")
    except UnicodeDecodeError:
        return "\0"
    strange = len(_ASCII.sub("", text))
    russian = len(_NOT_CYRILLIC.sub("", text))
    return text if russian * 10 >= strange * 9 else "\0"


def delimiter_of(text: str, known: Sequence[str] = ()) -> tuple[str, str]:
    """What divides the columns, and the text without the line that declares it (its line end stays).

    It is what divides the first line that is not blank into the most ``known`` words, or else the commonest there.
    """
    declared = _DECLARED.match(text)
    if declared:
        return declared[1], text[declared.end() :]
    start = text[:100_000].lstrip()
    first = next(iter(start.splitlines()), "")
    bare = re.sub(r'"[^"]*"', "", first)

    def score(delimiter: str) -> tuple[int, int]:
        words = {cell.strip(' "').lower() for cell in first.split(delimiter)}
        return len(words.intersection(known)), bare.count(delimiter)

    return max(DELIMITERS, key=score), text


def lines_of(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each line's number and cells; of a quoted cell of several lines the last one's number. Raises Unreadable."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    before = 0
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _broken(error, before + 1) from None
        before = reader.line_num
        yield before, cells


def _broken(error: csv.Error, line: int) -> Unreadable:
    said = str(error)
    if "limit" in said:
        return Unreadable("long_cell", line=str(line))
    return Unreadable("open_quote" if "end of data" in said else "quote_inside", line=str(line))
