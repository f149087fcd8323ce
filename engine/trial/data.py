"""Data in long form (CSV or .xlsx) for trying a methodology: one value a line, every error at its line.

Columns: body, item, value; and where needed language, kpi, programme, year, status, kind, source. See
docs/methodology-format.md. `read_data` gives one `Values` per body, or all problems of the file at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from engine.foreign.numbers import Signs
from engine.formulas import Datum, Values, make_peers
from engine.formulas.errors import nearest
from engine.formulas.values import KPI_ITEMS, Key
from engine.methodology import BLOCKS, SCALE, Choice, DataItem, MethodologyText, Words
from engine.tables import TableRow

from .rows import MAX_PROBLEMS, DataProblem, rows_of, shown_problems
from .values_text import ValueRefused, read_value

REQUIRED = ("body", "item", "value")
OPTIONAL = ("language", "kpi", "programme", "year", "status", "kind", "source")
MAX_BACK = 5
#: The column that a problem is about, where it is not the value's.
_COLUMNS = {
    "no_body": "body", "no_item": "item", "unknown_item": "item", "bad_year": "year", "later_year": "year",
    "too_early": "year", "bad_kind": "kind", "bad_status": "status", "list_status": "status",
    "unknown_language": "language",
}  # fmt: skip


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
    def __init__(self, methodology: MethodologyText, year: int, others: bool) -> None:
        self.items = {**{i.code: i for i in methodology.items}, **_kpi_items()}
        self.former = methodology.codes_in(methodology.cycle - 1)
        self.former_answers = methodology.answers_in(methodology.cycle - 1)
        self.cycle, self.languages = methodology.cycle, methodology.languages
        self.year, self.others = year, others
        self.problems: list[DataProblem] = []
        self.at: TableRow | None = None
        self.signs = Signs()
        self.data: dict[tuple[str, int], dict[Key, Datum]] = {}
        self.lines: dict[tuple[str, int, Key], int] = {}
        self.lists: dict[tuple[str, int, str], dict[str, None]] = {}
        self.none: dict[tuple[str, int, str], int] = {}  # the lines that say that a body has no list
        self.kinds: dict[str, tuple[str, int]] = {}

    @property
    def line(self) -> int:
        return self.at.number if self.at else 1

    def problem(self, code: str, suggestion: str = "", **params: str) -> None:
        cell = self.at.cell_of(_COLUMNS.get(code, "value")) if self.at else ""
        self.problems.append(DataProblem(code, self.line, params, suggestion, cell))

    def row(self, row: TableRow) -> None:
        """Take in one line."""
        self.at = row
        body, code = row["body"], row["item"]
        if not body:
            return self.problem("no_body")
        if not code:
            return self.problem("no_item")
        year = self.year_of(row["year"])
        self.kind(body, row["kind"])
        if year is None:
            return None
        self.data.setdefault((body, year), {})
        if code in ("kpi", "programme"):
            return self.has_none(body, year, code, row)
        item = self.items.get(self.former.get(code, code) if year < self.cycle else code)
        if item is None:
            if not self.others:
                self.problem("unknown_item", nearest(code, self.items), item=code)
            return None
        key = self.key(item, row)
        datum = self.datum(item, row, self.former_answers.get(item.code, {}) if year < self.cycle else {})
        if key is None or datum is None:
            return None
        first = self.lines.setdefault((body, year, key), self.line)
        if first != self.line:
            return self.problem("double", line=str(first))
        self.data[body, year][key] = datum
        if isinstance(key, tuple) and item.per in ("kpi", "programme"):
            if none := self.none.get((body, year, item.per)):
                return self.problem("list_has_none", body=body, per=item.per, line=str(none))
            self.lists.setdefault((body, year, item.per), {})[key[1]] = None
        return None

    def has_none(self, body: str, year: int, per: str, row: TableRow) -> None:
        """A line that says that the body has no list: the item is the list itself, not counted."""
        beside = [row["value"], *(row[column] for column in ("language", "kpi", "programme"))]
        word = row["status"].partition(":")[0].strip()
        if any(beside) or word != "not_counted":
            return self.problem("list_status", per=per)
        if (first := self.none.setdefault((body, year, per), self.line)) != self.line:
            return self.problem("double", line=str(first))
        if self.lists.setdefault((body, year, per), {}):
            given = [
                n for (b, y, k), n in self.lines.items() if (b, y) == (body, year) and self.per_of(k) == per
            ]
            return self.problem("list_has_some", body=body, per=per, line=str(min(given)))
        return None

    def per_of(self, key: Key) -> str:
        """The list that a value belongs to."""
        return self.items[key[0]].per if isinstance(key, tuple) else "none"

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

    def key(self, item: DataItem, row: TableRow) -> Key | None:
        for per in ("language", "kpi", "programme"):
            if row[per] and per != item.per:
                self.problem("needs_no_element", item=item.code, per=per)
                return None
        if item.per == "none":
            return item.code
        element = row[item.per]
        if not element:
            self.problem("needs_element", item=item.code, per=item.per)
            return None
        if item.per == "language" and element not in self.languages:
            known = ", ".join(self.languages)
            self.problem("unknown_language", nearest(element, self.languages), found=element, known=known)
            return None
        return item.code, element

    def datum(self, item: DataItem, row: TableRow, answers: Mapping[str, str]) -> Datum | None:
        """The value of the line; ``answers`` has the code of now by a code that an answer had in that year."""
        text, status = row["value"], row["status"]
        provenance: dict[str, object] = {"line": self.line}
        if row["source"]:
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
            return Datum(read_value(item, answers.get(text, text), self.signs), provenance=provenance)
        except ValueRefused as refused:
            self.problem(refused.code, refused.suggestion, **refused.params)
            return None

    def values(self) -> list[Values]:
        """One chain of years for every body, in the order of the file."""
        built: list[Values] = []
        earliest: dict[str, int] = {}
        for body, year in self.data:
            earliest[body] = min(year, earliest.get(body, year))
        for body, first in earliest.items():
            previous: Values | None = None
            chain = Values({})
            for year in range(first, self.year + 1):
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


def read_data(
    data: str | bytes,
    methodology: MethodologyText,
    *,
    year: int | None = None,
    others: bool = False,
    decimal: str = "",
) -> list[Values] | list[DataProblem]:
    """The bodies' values of the `year` (the methodology's cycle unless given), or every problem, by line.

    Lines without a year are of that year. `others` lets items pass that the methodology does not know. `decimal` is
    the sign that begins decimals in the file, where somebody named it.
    """
    rows, signs, problems = rows_of(data, REQUIRED, OPTIONAL, decimal)
    reader = _Reader(methodology, methodology.cycle if year is None else year, others)
    reader.problems += problems
    reader.signs = signs
    for row in rows:
        if len(reader.problems) >= MAX_PROBLEMS:
            break
        reader.row(row)
    if reader.problems:
        return shown_problems(reader.problems)
    return reader.values()


def read_block_results(
    data: str | bytes, decimal: str = ""
) -> dict[str, dict[int, Decimal | None]] | list[DataProblem]:
    """For an overall methodology: lines body,item,value with items block1, block2, block3 and points 0–100.

    Body → block → points; status not_applicable leaves the block out, no line for a block gives None (not in yet).
    """
    rows, signs, problems = rows_of(data, REQUIRED, ("status", "source", "kind"), decimal)
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
    for row in rows:
        if len(problems) >= MAX_PROBLEMS:
            break
        line, cell = row.number, row.cell_of("value")
        body, code, status = row["body"], row["item"], row["status"]
        if not body:
            problems.append(DataProblem("no_body", line, cell=cell))
            continue
        if code not in items:
            problems.append(DataProblem("unknown_item", line, {"item": code}, nearest(code, items), cell))
            continue
        if lines.setdefault((body, code), line) != line:
            problems.append(DataProblem("double", line, {"line": str(lines[body, code])}, cell=cell))
            continue
        blocks = found.setdefault(body, dict.fromkeys(BLOCKS))
        if status == "not_applicable" and not row["value"]:
            del blocks[int(code[-1])]
        elif status:
            problems.append(DataProblem("bad_block_status", line, {"found": status}, cell=cell))
        else:
            try:
                value = read_value(items[code], row["value"], signs)
                blocks[int(code[-1])] = value if isinstance(value, Decimal) else None
            except ValueRefused as refused:
                problems.append(DataProblem(refused.code, line, refused.params, refused.suggestion, cell))
    return shown_problems(problems) if problems else found
