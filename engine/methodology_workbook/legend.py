"""The sheet of explanations: every sheet and column in words, what may be written there, units, formulas by example.

It is for people alone, in the language of whoever downloads the workbook; reading passes it over by the code in A1,
whatever it is called and whatever was done to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.formulas.examples import EXAMPLES
from engine.formulas.terms import gettext_noop, said
from engine.formulas.units import BUILT_IN
from engine.methodology_format.shapes import Boolean, Number, NumberOrText, OneOf, Text, WeightNumber, Whole

from .sheets import BLOCK_BOOK, HEADINGS, LANGUAGES, TITLES, Book, Column, Sheet

#: What stands in A1.
LEGEND = "help"
TITLE = gettext_noop("How to fill in")
RULES = (
    gettext_noop("This sheet is for people: the portal does not read it. It may be changed or deleted."),
    gettext_noop("Row 1 and, on the sheet of the methodology itself, column A are the portal's: do not change them. Sheets, columns and rows may be moved; empty rows are passed over."),
    gettext_noop("Each row from the third down is one part, in the order in which parts are shown. A part that belongs to another names it by its code in the first columns."),
    gettext_noop("Every text for people is given in Kazakh, Russian and English."),
    gettext_noop("Codes are text, so that 1.10 does not become 1.1. Numbers are plain numbers: no formulas of Excel, dates or per cent formats."),
    gettext_noop("The workbook is taken in whole or not at all; every cell to be mended is named."),
)  # fmt: skip

Translate = Callable[[str], str]
#: By the last part of a column's key: what each coded value means, in the reader's language.
Meanings = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Line:
    """One row: its cells, and whether it is a title of a section or the head of a table."""

    cells: tuple[str, ...]
    is_title: bool = False
    is_head: bool = False


def lines(book: Book, translate: Translate, meanings: Meanings) -> Iterator[Line]:
    """The sheet's rows below its first one."""
    yield Line((translate(TITLE),), is_title=True)
    yield from (Line((translate(rule),)) for rule in RULES)
    yield Line((translate(gettext_noop("Sheets and columns")),), is_title=True)
    heads = (
        gettext_noop("Sheet"), gettext_noop("Column"), gettext_noop("Filled in"), gettext_noop("What it is"),
        gettext_noop("What may be written"),
    )  # fmt: skip
    yield Line(tuple(map(translate, heads)), is_head=True)
    for sheet in book.sheets:
        yield from _sheet(sheet, translate, meanings)
    if book is BLOCK_BOOK:
        yield Line((translate(gettext_noop("Units of measurement")),), is_title=True)
        yield Line((translate(gettext_noop("Besides those of the sheet of units:")),))
        units = meanings.get("unit", {})
        yield from (Line(("", code, "", units.get(code, ""))) for code in BUILT_IN)
        yield Line((translate(gettext_noop("Formulas by example")),), is_title=True)
        about = gettext_noop(
            "A formula reads data items by their codes; what stands in quotes is the code of a choice, a reason or a unit."
        )
        yield Line((translate(about),))
        yield from (Line(("", "", "", translate(what), text)) for what, text in EXAMPLES)


def _sheet(sheet: Sheet, translate: Translate, meanings: Meanings) -> Iterator[Line]:
    title = translate(TITLES[sheet.code])
    always, maybe = translate(gettext_noop("always")), translate(gettext_noop("if any"))
    for owner in sheet.owners:
        what = said(gettext_noop("The code of what it belongs to, as on the sheet “{sheet}”."),
                    {"sheet": translate(TITLES[owner])}, translate)  # fmt: skip
        yield Line((title, translate(HEADINGS[owner]), always, what, translate(gettext_noop("a code"))))
    for column in sheet.columns:
        if column.path[-1] in LANGUAGES[1:]:
            continue  # a text in three languages is explained once
        names = [translate(HEADINGS[part]) for part in column.path if part in HEADINGS]
        if column.path[0] == "requirements":
            names = names[1:]
        yield Line((
            title,
            " · ".join(names),
            always if column.required else maybe,
            translate(column.about) if column.about else "",
            written(column, translate, meanings),
        ))  # fmt: skip


def written(column: Column, translate: Translate, meanings: Meanings) -> str:
    """What may be written in the cells of a column."""
    shape, key = column.shape, column.path[-1]
    known = meanings.get(key, {})
    if key in LANGUAGES:
        found = translate(gettext_noop("text in each of the three languages (kk, ru, en)"))
    elif key in ("unit", "base"):
        found = translate(gettext_noop("the code of a unit, from the list below or from the sheet of units"))
    elif isinstance(shape, OneOf):
        found = _coded(map(str, shape.allowed), known)
    elif key in ("source_kind", "kinds", "bodies") and known:
        found = _coded(known, known)
    elif isinstance(shape, Boolean):
        found = "true, false"
    elif isinstance(shape, Number):
        found = _number(shape, translate)
    elif isinstance(shape, NumberOrText):
        found = translate(gettext_noop("a number, or the code of a choice"))
    elif isinstance(shape, Text) and shape.pattern:
        found = said("{rule}", {"rule": shape.rule}, translate)
    else:
        found = translate(gettext_noop("text"))
    if column.joined:
        found = f"{translate(gettext_noop('several with commas between them'))}: {found}"
    return found


def _coded(codes: Iterable[str], known: Mapping[str, str]) -> str:
    return "\n".join(f"{code} – {known[code]}" if code in known else code for code in codes)


def _number(shape: Number, translate: Translate) -> str:
    whole = isinstance(shape, Whole)
    params = {"least": str(shape.least), "most": str(shape.most)}
    if shape.least is not None and shape.most is not None:
        template = (
            gettext_noop("a whole number from {least} to {most}")
            if whole
            else gettext_noop("a number from {least} to {most}")
        )
    elif isinstance(shape, WeightNumber):
        template = gettext_noop("a number, {least} or more, or a fraction such as 100/3")
    elif shape.least is not None:
        template = gettext_noop("a number, {least} or more")
    else:
        template = gettext_noop("a number")
    return said(template, params, translate)
