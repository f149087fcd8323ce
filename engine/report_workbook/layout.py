"""What a report's workbook holds and where: one description for writing, reading, checking and marking it.

The first sheet says which report it is and how to fill it in; the second holds a row for each value, the third a row for
each budget programme where such are asked. A hidden sheet is the mark: body, year, block and version, and what stood in
each place when the file was made.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, Final

from engine.methodology import DataItem, MethodologyText, Words
from engine.questions import key_of

from . import words
from .words import ABOUT, HEADINGS, PROGRAMMES, VALUES

#: The hidden sheet, and what its first cell holds.
MARK_SHEET: Final = "sarap"
FORMAT: Final = "sarap-report-1"
#: Cells of the first sheet at which a wrong workbook is told: body, year, block, version.
AT_BODY, AT_YEAR, AT_BLOCK, AT_VERSION = "B3", "B4", "B5", "B6"
#: Where the table of places begins on the hidden sheet, below its heading.
FIRST_PLACE: Final = 12
#: Columns of the sheet of values.
CODE, NAME, MEASURED, VALUE, REASON, BEFORE, DOCUMENT = range(1, 8)
#: Rows that are offered for further programmes.
SPARE_PROGRAMMES: Final = 30
MAX_REASON: Final = 300


@dataclass(frozen=True)
class Mark:
    """Which report a workbook is of, of which methodology, in which language; the report's revision it was made at."""

    body: str
    year: int
    block: int
    version: int
    digest: str
    language: str
    revision: int = 0

    @property
    def file_name(self) -> str:
        """The name of the right file, as refusals tell it."""
        return f"sarap-{self.body}-{self.year}-block{self.block}-{self.language}.xlsx"


@dataclass(frozen=True)
class Given:
    """What stands in a place: a number, an answer's code, or why there is none."""

    number: Decimal | None = None
    choice: str = ""
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands there."""
        return self.number is None and not self.choice and not self.reason


@dataclass(frozen=True)
class Place:
    """A place for one value: what is asked, in the words of the workbook's language, and what stands there.

    ``before`` is last year's number, ``before_text`` last year's value in words. ``unit`` is the unit's name in the
    workbook's language, ``unit_words`` in each, where they are known: a fault is told in its reader's.
    """

    item: DataItem
    language: str = ""
    row: str = ""
    label: str = ""
    measured: str = ""
    unit: str = ""
    about: str = ""
    document: str = ""
    given: Given = Given()
    before: Decimal | None = None
    before_text: str = ""
    unit_words: Words | None = None

    @property
    def cell(self) -> tuple[str, str, str]:
        """(item, language, row), as the report's own places go by."""
        return (self.item.code, self.language, self.row)

    @property
    def key(self) -> str:
        """The code in the row's first cell."""
        return key_of(*self.cell)

    @property
    def is_of_programme(self) -> bool:
        """Whether it stands on the sheet of programmes."""
        return self.item.per == "programme"


@dataclass(frozen=True)
class Book:
    """A report's workbook. ``programme_items`` are asked per programme: places without a row, for their words."""

    mark: Mark
    body_name: str
    block_name: str
    places: tuple[Place, ...]
    programme_items: tuple[Place, ...] = ()
    methodology: MethodologyText | None = field(default=None, repr=False)

    @property
    def language(self) -> str:
        """The language of its words."""
        return self.mark.language

    def title(self, said: Any) -> str:
        """A sheet's title, or any words, in the workbook's language."""
        return str(getattr(said, self.language))

    @property
    def about(self) -> str:
        """The title of the first sheet."""
        return self.title(ABOUT)

    @property
    def values(self) -> str:
        """The title of the sheet of values."""
        return self.title(VALUES)

    @property
    def programmes(self) -> str:
        """The title of the sheet of programmes; empty where none are asked."""
        return self.title(PROGRAMMES) if self.programme_items else ""

    @property
    def sheets(self) -> tuple[str, ...]:
        """The titles of the sheets that people see, in order."""
        return tuple(filter(None, (self.about, self.values, self.programmes)))

    @property
    def rows(self) -> tuple[Place, ...]:
        """The places of the sheet of values, in order."""
        return tuple(place for place in self.places if not place.is_of_programme)

    def headings(self) -> tuple[str, ...]:
        """What stands in the first row of the sheet of values."""
        return tuple(self.title(said) for said in HEADINGS)

    def programme_headings(self) -> tuple[str, ...]:
        """What stands in the first row of the sheet of programmes: the code, then value and reason of each item."""
        found = [self.title(words.PROGRAMME)]
        for place in self.programme_items:
            found += [f"{place.label}, {place.measured}", self.title(words.REASON)]
        return tuple(found)

    def programme_rows(self) -> tuple[str, ...]:
        """The programmes named so far, in order."""
        return tuple(dict.fromkeys(place.row for place in self.places if place.is_of_programme))

    def about_lines(self) -> Sequence[tuple[str, str]]:
        """The first sheet: its title, which report it is, how it is filled in."""
        version = f"{self.mark.version} ({self.mark.digest})"
        return (
            (self.title(words.TITLE), ""),
            ("", ""),
            (self.title(words.BODY), self.body_name),
            (self.title(words.YEAR), str(self.mark.year)),
            (self.title(words.BLOCK), self.block_name),
            (self.title(words.VERSION), version),
            ("", ""),
            *((self.title(line), "") for line in words.HOW),
        )


def digest_of(methodology: MethodologyText) -> str:
    """Tells one text of a methodology from another in few letters: what is asked, and how it is checked."""
    kept: dict[str, str] = methodology.__dict__.setdefault("_digest", {})
    if not kept:
        asked = [methodology.cycle, methodology.block, methodology.languages, *map(asdict, methodology.items)]
        text = json.dumps(asked, ensure_ascii=False, sort_keys=True, default=_plain)
        kept["asked"] = hashlib.sha256(text.encode()).hexdigest()[:12]
    return kept["asked"]


def _plain(value: Any) -> str:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)
