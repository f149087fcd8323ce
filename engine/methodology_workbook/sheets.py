"""The sheets and columns of a workbook, made from the layout of the YAML format: one description, two forms.

The first sheet has the methodology's own keys down its first column. Every other sheet is a list: row 1 holds the
sheet's code and the columns' keys (read by the portal), row 2 their words (for people), data begin in row 3. A part
of a part (a criterion of a direction) names its owners by their codes in its first columns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.formulas.terms import gettext_noop
from engine.methodology_format.compound_shapes import Applies, ListOf, Object, WordsShape
from engine.methodology_format.layout import METHODOLOGY, OVERALL
from engine.methodology_format.shapes import Shape

ROOT = "methodology"
FIRST_ROW = 3
LANGUAGES = ("kk", "ru", "en")

#: What sheets are called for people.
TITLES = {
    ROOT: gettext_noop("Methodology"),
    "directions": gettext_noop("Directions"),
    "criteria": gettext_noop("Criteria"),
    "indicators": gettext_noop("Indicators"),
    "penalties": gettext_noop("Penalties"),
    "items": gettext_noop("Data items"),
    "choices": gettext_noop("Choices"),
    "units": gettext_noop("Units"),
    "reasons": gettext_noop("Reasons not to count"),
    "blocks": gettext_noop("Weights of blocks"),
    "degrees": gettext_noop("Degrees"),
}
#: What keys are called for people; the last part of a column's key.
HEADINGS = {
    "applies_to": gettext_noop("Applies to"),
    "base": gettext_noop("Base unit"),
    "better": gettext_noop("Better"),
    "block": gettext_noop("Block"),
    "bodies": gettext_noop("Only these bodies"),
    "code": gettext_noop("Code"),
    "combine": gettext_noop("How parts are combined"),
    "comparability": gettext_noop("Comparable over the years (c18.5)"),
    "counts": gettext_noop("Which value counts"),
    "coverage": gettext_noop("Covers the functions (c18.6)"),
    "criteria": gettext_noop("Criterion"),
    "criterion": gettext_noop("Criterion"),
    "cycle": gettext_noop("Reporting year"),
    "default": gettext_noop("When nobody gave it"),
    "definition": gettext_noop("Definition"),
    "direction": gettext_noop("Direction"),
    "directions": gettext_noop("Direction"),
    "evaluator": gettext_noop("Who evaluates"),
    "evidence": gettext_noop("Document asked for"),
    "evidence_of_period": gettext_noop("The document is not older than the period"),
    "floor": gettext_noop("Not below"),
    "format": gettext_noop("Format"),
    "formerly": gettext_noop("Codes of earlier years"),
    "formula": gettext_noop("Formula"),
    "from": gettext_noop("From, points"),
    "illustrative": gettext_noop("Illustrative"),
    "indicator": gettext_noop("Indicator"),
    "items": gettext_noop("Data item"),
    "jump": gettext_noop("To explain: differs from last year by more than, per cent"),
    "kind": gettext_noop("Kind of indicator"),
    "kinds": gettext_noop("Only these kinds of bodies"),
    "languages": gettext_noop("Languages"),
    "limit": gettext_noop("At most, points"),
    "maximum": gettext_noop("Maximum"),
    "minimal_cost": gettext_noop("Minimal cost (c18.4)"),
    "minimum": gettext_noop("Minimum"),
    "missing_block": gettext_noop("A block that does not apply"),
    "name": gettext_noop("Name"),
    "note": gettext_noop("Note"),
    "official_source": gettext_noop("Official source (c18.1)"),
    "on_trial": gettext_noop("Checks on trial"),
    "outlier": gettext_noop("To explain: so many times the median of comparable bodies"),
    "overall": gettext_noop("Overall"),
    "per": gettext_noop("One value for each"),
    "period": gettext_noop("Period"),
    "points": gettext_noop("Points given"),
    "practice": gettext_noop("International practice (c19)"),
    "renormalise": gettext_noop("Weight of what is not counted"),
    "requirements": gettext_noop("Requirements"),
    "role": gettext_noop("Authority that answers"),
    "rounding": gettext_noop("Decimal places"),
    "source_kind": gettext_noop("Kind of source (c4)"),
    "stops": gettext_noop("Checks that stop the hand-over"),
    "sum_of": gettext_noop("The sum of these items"),
    "supplier": gettext_noop("Who supplies"),
    "times": gettext_noop("Times the base"),
    "title": gettext_noop("Title"),
    "unambiguous": gettext_noop("Unambiguous (c18.3)"),
    "unit": gettext_noop("Unit"),
    "value": gettext_noop("Kind of value"),
    "verifiable_collection": gettext_noop("Verifiable collection (c18.2)"),
    "version": gettext_noop("Version"),
    "weight": gettext_noop("Weight"),
}


@dataclass(frozen=True)
class Column:
    """One column (or row of the first sheet): where its value stands in a part, and the shape of one cell.

    ``joined``: the cell holds a list of words with commas between them. ``required``: a part without it is refused.
    ``about`` says what it is, as the format does.
    """

    path: tuple[str, ...]
    shape: Shape
    joined: bool = False
    required: bool = False
    about: str = ""

    @property
    def key(self) -> str:
        """The path with points between, name.kk: it stands in the workbook, grey, and is read back by it."""
        return ".".join(self.path)


@dataclass(frozen=True)
class Sheet:
    """A list of parts: ``owners`` are the sheets above it, the nearest last; ``code`` is the part's key in its owner."""

    code: str
    columns: tuple[Column, ...]
    owners: tuple[str, ...] = ()

    @property
    def owner_keys(self) -> tuple[str, ...]:
        """The keys of the first columns, which name the owners."""
        return tuple(f"@{owner}" for owner in self.owners)


@dataclass(frozen=True)
class Book:
    """All sheets of a workbook, owners before what they own."""

    shape: Object
    sheets: tuple[Sheet, ...]

    def sheet(self, code: str) -> Sheet:
        """The one of this code; StopIteration where the layout has none."""
        return next(sheet for sheet in self.sheets if sheet.code == code)


def _columns(
    shape: Object, path: tuple[str, ...] = (), required: bool = True, about: str = ""
) -> Iterator[Column]:
    for name, constant in shape.constants.items():
        yield Column((*path, name), constant, required=required)
    for key in shape.keys:
        here, part, told = (*path, key.name), key.shape, key.about or about
        needed = required and key.required
        if isinstance(part, WordsShape):
            for language in LANGUAGES:
                yield Column((*here, language), part.keys[0].shape, required=needed, about=told)
        elif isinstance(part, Applies):
            yield from _columns(part.body, here, needed, told)
        elif isinstance(part, Object):
            yield from _columns(part, here, needed, told)
        elif isinstance(part, ListOf):
            if not isinstance(part.entry, Object):
                yield Column(here, part.entry, joined=True, required=needed, about=told)
        else:
            yield Column(here, part, required=needed, about=told)


def _sheets(shape: Object, owners: tuple[str, ...]) -> Iterator[Sheet]:
    for key in shape.keys:
        if isinstance(key.shape, ListOf) and isinstance(key.shape.entry, Object):
            part = key.shape.entry
            yield Sheet(key.name, tuple(_columns(part)), owners)
            yield from _sheets(part, (*owners, key.name))


def book_of(shape: Object) -> Book:
    """The workbook of a layout."""
    return Book(shape, (Sheet(ROOT, tuple(_columns(shape))), *_sheets(shape, ())))


BLOCK_BOOK = book_of(METHODOLOGY)
OVERALL_BOOK = book_of(OVERALL)

# --- text that XML cannot hold -------------------------------------------------------------------------------

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def escaped(text: str) -> str:
    """The text as Excel itself writes what XML cannot hold: ``_x000D_``; an underscore before such letters too.

    `engine.foreign.workbook.unescaped` reads it back.
    """
    return _UNWRITABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
