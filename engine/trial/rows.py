"""A data file of the scoring command as rows, with every error at its line or cell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.foreign.gate import read_here
from engine.foreign.numbers import Signs
from engine.formulas.errors import guiding
from engine.formulas.terms import gettext_noop, said
from engine.table_faults import TableFault
from engine.tables import Bounds, TableRow, numbers_of, read_cells

from .values_text import MESSAGES as VALUE_MESSAGES

MAX_BYTES = 64_000_000
MAX_LINES = 2_000_000
MAX_PROBLEMS = (
    1000  # a file with more is wrong as a whole; finding the nearest word for each would take minutes
)

MESSAGES: dict[str, str] = {
    **VALUE_MESSAGES,
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
    "too_many": gettext_noop(
        "More than {limit} lines are wrong; those below are not looked at. Mend these first."
    ),
}


@dataclass(frozen=True)
class DataProblem:
    """One error of a data file at its line, of a workbook at its cell; `suggestion` is the nearest right word, or empty.

    `table` is the table's own fault, where the file is none that can be read; of the file as a whole `line` is 0.
    """

    code: str
    line: int
    params: Mapping[str, str] = field(default_factory=dict)
    suggestion: str = ""
    cell: str = ""
    table: TableFault | None = None

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """What is wrong and the nearest right word, in the reader's language (`translate` is gettext)."""
        if self.table is not None:
            return self.table.sentence(translate)
        return guiding(
            said(MESSAGES[self.code], self.params, translate), self.suggestion, translate, self.params
        )

    @property
    def what(self) -> str:
        """The sentence, in English."""
        return self.sentence()

    def __str__(self) -> str:
        place = f"cell {self.cell}: " if self.cell else f"line {self.line}: " if self.line else ""
        return place + self.what


def read_bytes(name: str, most: int) -> bytes:
    """The file, or, of one that is bigger than `most` bytes (or never ends), a byte more than that. Raises OSError."""
    with open(name, "rb") as file:
        return file.read(most + 1)


def rows_of(
    data: str | bytes, required: tuple[str, ...], optional: tuple[str, ...], decimal: str = ""
) -> tuple[list[TableRow], Signs, list[DataProblem]]:
    """The rows of a data file (`engine.tables`), how its numbers are read, and what is wrong with the file as such.

    ``decimal``: the sign that begins decimals, where a person named it.
    """
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    rows, faults = read_here(read_cells, raw, required, optional, None, Bounds(MAX_BYTES, MAX_LINES))
    broken = {fault.row for fault in faults}
    sound = [row for row in rows if row.number not in broken]
    return sound, numbers_of(sound, ("value",), decimal), [_problem(fault) for fault in faults]


def _problem(fault: TableFault) -> DataProblem:
    line = int(fault.params.get("line", fault.row if fault.where or fault.code == "too_many_faults" else 0))
    cell = fault.where if "!" in fault.where else ""
    return DataProblem(fault.code, line, fault.params, cell=cell, table=fault)


def shown_problems(problems: list[DataProblem]) -> list[DataProblem]:
    """The problems in the order of the lines; where there are too many, the last one says so."""
    ordered = sorted(problems, key=lambda p: p.line)
    if len(ordered) < MAX_PROBLEMS:
        return ordered
    kept = ordered[:MAX_PROBLEMS]
    return [*kept, DataProblem("too_many", kept[-1].line, {"limit": f"{MAX_PROBLEMS:,}"})]
