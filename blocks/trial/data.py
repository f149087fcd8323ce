"""Data in long form (CSV) for trying a methodology: one value a line, every error at its line.

Columns: body, item, value; and where needed language, kpi, programme, year, status, kind, source. See
docs/methodology-format.md. `read_data` gives one `Values` per body, or all problems of the file at once.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from blocks.formulas import Datum, Values, make_peers
from blocks.formulas.errors import DID_YOU_MEAN, nearest
from blocks.formulas.terms import gettext_noop, said
from blocks.formulas.values import KPI_ITEMS, Key
from blocks.methodology import BLOCKS, SCALE, Choice, DataItem, Methodology, Words

from .values_text import MESSAGES as VALUE_MESSAGES
from .values_text import ValueRefused, read_value

REQUIRED = ("body", "item", "value")
OPTIONAL = ("language", "kpi", "programme", "year", "status", "kind", "source")
MAX_BACK = 5

MESSAGES: dict[str, str] = {
    **VALUE_MESSAGES,
    "not_text": gettext_noop("The data file is not text in UTF-8. Save it as CSV UTF-8."),
    "no_header": gettext_noop("The data file is empty. Its first line names the columns: body,item,value."),
    "missing_column": gettext_noop("The column {name} is missing in the first line."),
    "unknown_column": gettext_noop("There is no column {name}. The columns are {known}."),
    "double_column": gettext_noop("The column {name} stands twice in the first line."),
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
    "not_csv": gettext_noop("This is not CSV: {detail}."),
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
        sentence = said(MESSAGES[self.code], self.params, translate)
        if self.suggestion:
            sentence += " " + said(DID_YOU_MEAN, {"suggestion": self.suggestion}, translate)
        return sentence

    @property
    def what(self) -> str:
        """The sentence, in English."""
        return self.sentence()

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}"


def _kpi_items() -> dict[str, DataItem]:
    """The KPI list's own columns as data items, so that a trial can give them too (c22)."""
    words = Words("", "", "")
    return {
        code: DataItem(
            code, words, item.unit, "year", "authority", "choice" if item.kind == "choice" else "number",
            per="kpi", choices=tuple(Choice(c, words) for c in item.choices),
        )
        for code, item in KPI_ITEMS.items()
    }  # fmt: skip


class _Reader:
    def __init__(self, methodology: Methodology, year: int, others: bool) -> None:
        self.items = {**{i.code: i for i in methodology.items}, **_kpi_items()}
        self.former = methodology.codes_in(methodology.cycle - 1)
        self.cycle, self.languages = methodology.cycle, methodology.languages
        self.year, self.others = year, others
        self.problems: list[DataProblem] = []
        self.line = 1
        self.data: dict[tuple[str, int], dict[Key, Datum]] = {}
        self.lines: dict[tuple[str, int, Key], int] = {}
        self.lists: dict[tuple[str, int, str], dict[str, None]] = {}
        self.kinds: dict[str, tuple[str, int]] = {}

    def problem(self, code: str, suggestion: str = "", **params: str) -> None:
        self.problems.append(DataProblem(code, self.line, params, suggestion))

    def row(self, row: dict[str, str]) -> None:
        """Take in one line."""
        body, code = row["body"], row["item"]
        if not body:
            return self.problem("no_body")
        if not code:
            return self.problem("no_item")
        year = self.year_of(row.get("year", ""))
        self.kind(body, row.get("kind", ""))
        if year is None:
            return None
        self.data.setdefault((body, year), {})
        if code in ("kpi", "programme") and row.get("status", "").startswith("not_counted"):
            self.lists.setdefault((body, year, code), {})  # the body has none
            return None
        item = self.items.get(self.former.get(code, code) if year < self.cycle else code)
        if item is None:
            if not self.others:
                self.problem("unknown_item", nearest(code, self.items), item=code)
            return None
        key = self.key(item, row)
        datum = self.datum(item, row)
        if key is None or datum is None:
            return None
        first = self.lines.setdefault((body, year, key), self.line)
        if first != self.line:
            return self.problem("double", line=str(first))
        self.data[body, year][key] = datum
        if isinstance(key, tuple) and item.per in ("kpi", "programme"):
            self.lists.setdefault((body, year, item.per), {})[key[1]] = None
        return None

    def year_of(self, text: str) -> int | None:
        if not text:
            return self.year
        if not (len(text) == 4 and text.isascii() and text.isdigit()):
            self.problem("bad_year", found=text)
            return None
        year = int(text)
        if year > self.year:
            self.problem("later_year", found=text, year=str(self.year))
            return None
        if year < self.year - MAX_BACK:
            self.problem("too_early", found=text, limit=str(MAX_BACK), year=str(self.year))
            return None
        return year

    def kind(self, body: str, kind: str) -> None:
        if not kind:
            return
        before, line = self.kinds.setdefault(body, (kind, self.line))
        if before != kind:
            self.problem("bad_kind", body=body, found=kind, before=before, line=str(line))

    def key(self, item: DataItem, row: dict[str, str]) -> Key | None:
        for per in ("language", "kpi", "programme"):
            if row.get(per) and per != item.per:
                self.problem("needs_no_element", item=item.code, per=per)
                return None
        if item.per == "none":
            return item.code
        element = row.get(item.per, "")
        if not element:
            self.problem("needs_element", item=item.code, per=item.per)
            return None
        if item.per == "language" and element not in self.languages:
            known = ", ".join(self.languages)
            self.problem("unknown_language", nearest(element, self.languages), found=element, known=known)
            return None
        return item.code, element

    def datum(self, item: DataItem, row: dict[str, str]) -> Datum | None:
        text, status = row["value"], row.get("status", "")
        provenance: dict[str, object] = {"line": self.line}
        if row.get("source"):
            provenance["source"] = row["source"]
        if status:
            word, _, reason = status.partition(":")
            if word.strip() != "not_counted":
                self.problem("bad_status", nearest(word.strip(), ["not_counted"]), found=status)
            elif text:
                self.problem("value_and_not_counted", item=item.code, found=text)
            else:
                return Datum(None, reason.strip() or "not counted", provenance)
            return None
        if not text:
            self.problem("no_value", item=item.code)
            return None
        try:
            return Datum(read_value(item, text), provenance=provenance)
        except ValueRefused as refused:
            self.problem(refused.code, refused.suggestion, **refused.params)
            return None

    def values(self) -> list[Values]:
        """One chain of years for every body, in the order of the file."""
        built: list[Values] = []
        for body in dict.fromkeys(b for b, _ in self.data):
            years = sorted(y for b, y in self.data if b == body)
            previous: Values | None = None
            chain = Values({})
            for year in range(years[0], self.year + 1):
                elements: dict[str, tuple[str, ...]] = {"language": self.languages}
                for dimension in ("kpi", "programme"):
                    listed = self.lists.get((body, year, dimension))
                    if listed is not None:
                        elements[dimension] = tuple(listed)
                kind = self.kinds.get(body, ("", 0))[0]
                chain = previous = Values(
                    self.data.get((body, year), {}), body=body, kind=kind, year=year, elements=elements,
                    previous=previous,
                )  # fmt: skip
            built.append(chain)
        make_peers(built)
        return built


def rows_of(text: str | bytes, required: tuple[str, ...], optional: tuple[str, ...]) -> tuple[
    list[tuple[int, dict[str, str]]], list[DataProblem]
]:  # fmt: skip
    """The lines of a CSV file by column name, with line numbers, and what is wrong with the file as such.

    Cells are stripped; empty lines are skipped; comma or semicolon (as Excel writes it here) may separate.
    """
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
                if problems:
                    return [], problems
            elif len(cells) != len(header):
                params = {"found": str(len(cells)), "expected": str(len(header))}
                problems.append(DataProblem("cells", reader.line_num, params))
            else:
                rows.append((reader.line_num, dict(zip(header, stripped, strict=True))))
    except csv.Error as error:
        problems.append(DataProblem("not_csv", reader.line_num, {"detail": str(error)}))
    if not header and not problems:
        problems.append(DataProblem("no_header", 1))
    elif not rows and not problems:
        problems.append(DataProblem("no_rows", 1))
    return rows, problems


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


def read_data(
    text: str | bytes, methodology: Methodology, *, year: int | None = None, others: bool = False
) -> list[Values] | list[DataProblem]:
    """The bodies' values of the `year` (the methodology's cycle unless given), or every problem, by line.

    Lines without a year are of that year. `others` lets items pass that the methodology does not know.
    """
    rows, problems = rows_of(text, REQUIRED, OPTIONAL)
    reader = _Reader(methodology, methodology.cycle if year is None else year, others)
    reader.problems += problems
    for line, row in rows:
        reader.line = line
        reader.row(row)
    if reader.problems:
        return sorted(reader.problems, key=lambda p: p.line)
    return reader.values()


def read_block_results(text: str | bytes) -> dict[str, dict[int, Decimal | None]] | list[DataProblem]:
    """For an overall methodology: lines body,item,value with items block1, block2, block3 and points 0–100.

    Body → block → points; status not_applicable leaves the block out, no line for a block gives None (not in yet).
    """
    rows, problems = rows_of(text, REQUIRED, ("status", "source", "kind"))
    words = Words("", "", "")
    low, high = SCALE
    items = {
        f"block{n}": DataItem(
            f"block{n}", words, "point", "year", "authority", "number", minimum=low, maximum=high
        )
        for n in BLOCKS
    }
    lines: dict[tuple[str, str], int] = {}
    found: dict[str, dict[int, Decimal | None]] = {}
    for line, row in rows:
        body, code, status = row["body"], row["item"], row.get("status", "")
        if not body:
            problems.append(DataProblem("no_body", line))
            continue
        if code not in items:
            problems.append(DataProblem("unknown_item", line, {"item": code}, nearest(code, items)))
            continue
        if lines.setdefault((body, code), line) != line:
            problems.append(DataProblem("double", line, {"line": str(lines[body, code])}))
            continue
        blocks = found.setdefault(body, dict.fromkeys(BLOCKS))
        if status == "not_applicable" and not row["value"]:
            del blocks[int(code[-1])]
        elif status:
            problems.append(DataProblem("bad_block_status", line, {"found": status}))
        else:
            try:
                value = read_value(items[code], row["value"])
                blocks[int(code[-1])] = value if isinstance(value, Decimal) else None
            except ValueRefused as refused:
                problems.append(DataProblem(refused.code, line, refused.params, refused.suggestion))
    return sorted(problems, key=lambda p: p.line) if problems else found
