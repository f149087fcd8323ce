"""Checking a workbook where there is no portal: what is asked is read from its own mark and from the methodology's file.

The portal knows by itself which places a report has and what last year's values were; here the mark is believed in that.
All else, each check and each sentence, is the portal's own.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.methodology import MethodologyText

from . import layout
from .checking import Checked, check
from .first_checks import mark_of
from .layout import Book, Mark, Place
from .reading import FoundSheet, NotRead


def check_offline(
    methodology: MethodologyText, found: Sequence[FoundSheet] | NotRead, language: str
) -> tuple[Checked, Book]:
    """Everything that is wrong with the workbook, and what it is held against. ``language``: of one without a mark."""
    book = book_of(methodology, found, language)
    return check(book, found), book


def book_of(methodology: MethodologyText, found: Sequence[FoundSheet] | NotRead, language: str) -> Book:
    """The workbook that is wanted: of the body and in the language that the mark names."""
    kept = None if isinstance(found, NotRead) else mark_of(found)
    mark = Mark(
        kept.mark.body if kept is not None else "…",
        methodology.cycle,
        methodology.block,
        methodology.version,
        layout.digest_of(methodology),
        kept.mark.language if kept is not None else language,
        kept.mark.revision if kept is not None else 0,
    )
    items = {item.code: item for item in methodology.items}
    places = [
        Place(
            items[one.cell[0]],
            *one.cell[1:],
            one.label,
            one.measured,
            one.unit,
            given=one.given,
            before=one.before,
        )
        for one in (kept.places.values() if kept is not None else ())
        if one.cell[0] in items
    ]
    columns = tuple(one for one in places if one.is_of_programme and not one.row)
    rows = tuple(one for one in places if one not in columns)
    return Book(mark, mark.body, str(mark.block), rows, columns, methodology)
