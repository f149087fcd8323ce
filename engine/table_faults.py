"""What can be wrong with a table that people upload: each fault with its place and its sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.formulas.terms import gettext_noop, said
from engine.methodology_format.problems import CELL_MESSAGES

MESSAGES: dict[str, str] = {
    "not_text": gettext_noop(
        "The file is neither a workbook nor text in UTF-8. Save it as .xlsx or as CSV UTF-8."
    ),
    "too_big": gettext_noop("The file has {size} bytes; at most {limit} are read. Divide it."),
    "no_rows": gettext_noop("There are no rows under the first one."),
    "too_many_rows": gettext_noop("There are more than {rows} rows; divide the file."),
    "too_many_columns": gettext_noop(
        "There are more than {columns} columns. Leave only those that are asked for."
    ),
    "too_many_faults": gettext_noop(
        "More than {limit} places are wrong; those below are not looked at. Mend these first."
    ),
    "missing_column": gettext_noop("The column {key} is missing in the first row. The columns are: {known}."),
    "missing_columns": gettext_noop(
        "The columns {keys} are missing in the first row. The columns are: {known}."
    ),
    "unknown_column": gettext_noop("There is no column {key}; take it out. The columns are: {known}."),
    "unknown_columns": gettext_noop("There are no columns {keys}; take them out. The columns are: {known}."),
    "many_unknown_columns": gettext_noop(
        "There are no columns {keys}, and {count} more in this row; take them out. The columns are: {known}."
    ),
    "misspelt_column": gettext_noop("There is no column {key}. Did you mean {near}?"),
    "double_column": gettext_noop("The column {key} stands twice in the first row."),
    "extra_cell": gettext_noop("The row has more cells than there are columns."),
    "unnamed_column": gettext_noop(
        "The column has no heading, and yet holds a value. Name it, or take it out (some programs put row numbers there)."
    ),
    "unprintable": gettext_noop("The cell holds the sign {sign}, which cannot be printed. Take it out."),
    "split_number": gettext_noop(
        "A comma divides the columns of this file, so {found} fell into two cells. Write {dot}, or put the number in "
        "quotation marks."
    ),
    "open_quote": gettext_noop(
        "A quotation mark in line {line} is not closed, so the rest of the file would be one cell. Close it, or take it out."
    ),
    "quote_inside": gettext_noop(
        "A quoted cell in line {line} goes on behind its closing quotation mark. Double the marks inside, or take them out."
    ),
    "long_cell": gettext_noop(
        "A cell in line {line} has more than 100,000 signs; perhaps a quotation mark before it is not closed."
    ),
    "quoted_lines": gettext_noop(
        "Each line of the file is one cell in quotation marks. Save the table anew as CSV UTF-8, or as .xlsx."
    ),
    "several_sheets": gettext_noop(
        "Several sheets hold such a table: {sheets}. Leave one of them in the file."
    ),
    "hidden_sheet": gettext_noop("The table stands on the hidden sheet {sheet}. Show it, or take it out."),
    "hidden_row": gettext_noop(
        "The row is hidden, so nobody sees what would be taken in. Show it (clear the filter), or delete it."
    ),
    "hidden_column": gettext_noop(
        "The column is hidden, so nobody sees what would be taken in. Show it, or delete it."
    ),
    "merged_cells": gettext_noop(
        "The cells {cells} are merged. Take the merging back and write the value in each of them."
    ),
}
#: By these the first row is no heading of the table that is asked for.
HEADING_FAULTS = (
    "missing_column",
    "missing_columns",
    "unknown_column",
    "unknown_columns",
    "many_unknown_columns",
    "misspelt_column",
)
#: What is said of cells and workbooks besides, and of a file on which the reader stumbles: what is wrong, what to do.
_WITH_REMEDY = {code: both for code, both in CELL_MESSAGES.items() if code not in MESSAGES}


@dataclass(frozen=True)
class TableFault:
    """One fault: its place ("7:value", "Sheet1!C7", or empty for the file), code and parameters."""

    where: str
    code: str
    params: Mapping[str, str] = field(default_factory=dict)
    row: int = field(default=1, compare=False)

    def sentence(self, translate: Callable[[str], str] = str) -> str:
        """What is wrong and what to do instead, in the reader's language (`translate` is gettext)."""
        if self.code in MESSAGES:
            return said(MESSAGES[self.code], self.params, translate)
        return " ".join(said(part, self.params, translate) for part in _WITH_REMEDY[self.code])
