"""A data file as lines by column, with every error at its line: what any CSV of values must be."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.formulas.errors import guiding, nearest
from engine.formulas.terms import gettext_noop, said

from .values_text import MESSAGES as VALUE_MESSAGES

MAX_BYTES = 64_000_000
MAX_PROBLEMS = (
    1000  # a file with more is wrong as a whole; finding the nearest word for each would take minutes
)

MESSAGES: dict[str, str] = {
    **VALUE_MESSAGES,
    "not_text": gettext_noop("The data file is not text in UTF-8. Save it as CSV UTF-8."),
    "no_header": gettext_noop("The data file is empty. Its first line names the columns: body,item,value."),
    "missing_column": gettext_noop("The column {name} is missing in the first line."),
    "unknown_column": gettext_noop("There is no column {name}. The columns are {known}."),
    "double_column": gettext_noop("The column {name} stands twice in the first line."),
    "tabs": gettext_noop(
        "The cells are separated by tabs. Save the file with commas or semicolons between them."
    ),
    "cells": gettext_noop("The line has {found} cells, but there are {expected} columns."),
    "no_body": gettext_noop("The line does not say which body it is about."),
    "no_item": gettext_noop("The line does not say which data item it gives."),
    "unknown_item": gettext_noop("The methodology has no data item {item}."),
    "no_value": gettext_noop("{item} has no value. Leave the line out, or write status not_counted: why."),
    "bad_status": gettext_noop("The status {found} is not known. Leave it empty, or write not_counted: why."),
    "bad_block_status": gettext_noop(
        "The status {found} is not known, or stands beside a value. "
        "Write not_applicable with no value, or leave it empty."
    ),
    "value_and_not_counted": gettext_noop(
        "{item} is not counted, and yet has the value {found}. Keep one of the two."
    ),
    "needs_element": gettext_noop("{item} has one value for each {per}: fill in the column {per}."),
    "needs_no_element": gettext_noop("{item} has no values by {per}: leave the column {per} empty."),
    "unknown_language": gettext_noop("{found} is not a language of this methodology ({known})."),
    "bad_year": gettext_noop("{found} is not a year. Write it with four digits."),
    "later_year": gettext_noop("{found} is later than the year that is scored, {year}."),
    "too_early": gettext_noop("{found} is more than {limit} years before the year that is scored, {year}."),
    "bad_kind": gettext_noop("{body} is {found} here and {before} in line {line}. A body has one kind."),
    "double": gettext_noop("This value was already given in line {line}."),
    "list_status": gettext_noop(
        "A line with item {per} says that the body has none: "
        "leave value, language, kpi and programme empty, and write status not_counted."
    ),
    "list_has_some": gettext_noop(
        "{body} has no {per} by this line, and yet has one in line {line}. Keep one of the two."
    ),
    "list_has_none": gettext_noop(
        "{body} has no {per} by line {line}, and yet has one here. Keep one of the two."
    ),
    "unprintable": gettext_noop(
        "The column {name} holds the sign {sign}, which cannot be printed. Take it out."
    ),
    "not_csv": gettext_noop("This is not CSV: {detail}."),
    "too_big": gettext_noop("The data file is bigger than {limit} bytes. Split it by bodies of one kind."),
    "too_many": gettext_noop(
        "More than {limit} lines are wrong; those below are not looked at. Mend these first."
    ),
    "no_rows": gettext_noop("There are no data under the first line."),
}


@dataclass(frozen=True)
class DataProblem:
    """One error of a data file at its line; `suggestion` is the nearest right word, or empty."""

    code: str
    line: int
    params: Mapping[str, str] = field(default_factory=dict)
    suggestion: str = ""

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """What is wrong and the nearest right word, in the reader's language (`translate` is gettext)."""
        return guiding(
            said(MESSAGES[self.code], self.params, translate), self.suggestion, translate, self.params
        )

    @property
    def what(self) -> str:
        """The sentence, in English."""
        return self.sentence()

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


def read_bytes(name: str, most: int) -> bytes:
    """The file, or, of one that is bigger than `most` bytes (or never ends), a byte more than that. Raises OSError."""
    with open(name, "rb") as file:
        return file.read(most + 1)


def rows_of(text: str | bytes, required: tuple[str, ...], optional: tuple[str, ...]) -> tuple[
    list[tuple[int, dict[str, str]]], list[DataProblem]
]:  # fmt: skip
    """The lines of a CSV file by column name, with line numbers, and what is wrong with the file as such.

    Cells are stripped; empty lines are skipped; comma or semicolon (as Excel writes it here) may separate.
    """
    if len(text) > MAX_BYTES:
        return [], [DataProblem("too_big", 1, {"limit": f"{MAX_BYTES:,}"})]
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            return [], [DataProblem("not_text", 1)]
    text = text.removeprefix("\ufeff")
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    problems: list[DataProblem] = []
    try:
        for cells in reader:
            stripped = [c.strip() for c in cells]
            if not any(stripped):
                continue
            if not header:
                header = stripped
                problems += _header_problems(header, reader.line_num, required, optional)
                if problems and "\t" in first and len(header) == 1:
                    problems = [DataProblem("tabs", reader.line_num)]
                if problems:
                    return [], problems
            elif len(problems) >= MAX_PROBLEMS:
                break
            elif len(cells) != len(header):
                params = {"found": str(len(cells)), "expected": str(len(header))}
                problems.append(DataProblem("cells", reader.line_num, params))
            elif not all(c.isprintable() for c in stripped) and (
                unprintable := _unprintable(header, stripped, reader.line_num)
            ):
                problems += unprintable
            else:
                rows.append((reader.line_num, dict(zip(header, stripped, strict=True))))
    except csv.Error as error:
        problems.append(DataProblem("not_csv", reader.line_num, {"detail": str(error)}))
    if not header and not problems:
        problems.append(DataProblem("no_header", 1))
    elif not rows and not problems:
        problems.append(DataProblem("no_rows", 1))
    return rows, problems


def shown_problems(problems: list[DataProblem]) -> list[DataProblem]:
    """The problems in the order of the lines; where there are too many, the last one says so."""
    ordered = sorted(problems, key=lambda p: p.line)
    if len(ordered) < MAX_PROBLEMS:
        return ordered
    kept = ordered[:MAX_PROBLEMS]
    return [*kept, DataProblem("too_many", kept[-1].line, {"limit": f"{MAX_PROBLEMS:,}"})]


def _unprintable(header: list[str], cells: list[str], line: int) -> list[DataProblem]:
    """The columns with a sign that would show as nothing, or command the screen it is shown on."""
    found = []
    for name, cell in zip(header, cells, strict=True):
        sign = next((c for c in cell if unicodedata.category(c).startswith("C")), "")
        if sign:  # odd spaces are no such signs: what a value makes of them is said of the value
            found.append(DataProblem("unprintable", line, {"name": name, "sign": f"U+{ord(sign):04X}"}))
    return found


def _header_problems(
    header: list[str], line: int, required: tuple[str, ...], optional: tuple[str, ...]
) -> list[DataProblem]:
    known = (*required, *optional)
    problems = [DataProblem("missing_column", line, {"name": n}) for n in required if n not in header]
    for i, name in enumerate(header):
        if name in header[:i]:
            problems.append(DataProblem("double_column", line, {"name": name}))
        elif name not in known:
            absent = [n for n in known if n not in header]
            params = {"name": name, "known": ", ".join(known)}
            problems.append(DataProblem("unknown_column", line, params, nearest(name, absent)))
    return problems
