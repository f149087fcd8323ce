"""What can be wrong with a methodology file: codes, sentences, and what to write instead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from engine.foreign.gate import BEYOND, DAMAGED
from engine.foreign.numbers import MESSAGES as NUMBER_MESSAGES
from engine.formulas import Problem
from engine.formulas.errors import hint
from engine.formulas.terms import gettext_noop, said

# code → (what is wrong, what to write instead)
MESSAGES: dict[str, tuple[str, str]] = {
    # the file
    "not_text": (gettext_noop("The file is not text in UTF-8."), gettext_noop("Save it as UTF-8 text.")),
    "too_big": (
        gettext_noop("The file is bigger than {limit} bytes."),
        gettext_noop("Give one methodology per file."),
    ),
    "not_yaml": (
        gettext_noop("This is not YAML: {detail}."),
        gettext_noop("Check the indentation, the colons and the quotes of this line and the one above it."),
    ),
    "empty_file": (gettext_noop("The file is empty."), gettext_noop("Begin with format: 1.")),
    "several_documents": (
        gettext_noop("A second document begins here."),
        gettext_noop("Give one methodology per file, without a line of three dashes."),
    ),
    "alias": (
        gettext_noop("Anchors and aliases (& and *) are not used in methodology files."),
        gettext_noop("Write the text out in each place."),
    ),
    "tag": (gettext_noop("The tag {tag} is not used in methodology files."), gettext_noop("Leave it out.")),
    "too_nested": (gettext_noop("The file is nested too deeply."), gettext_noop("See the layout in the documentation.")),
    "duplicate_key": (
        gettext_noop("The key {key} stands twice; it stood already in line {first}."),
        gettext_noop("Keep one of the two."),
    ),
    # shapes
    "unknown_key": (
        gettext_noop("There is no key {key} here."),
        gettext_noop("Leave it out, or write it in its place."),
    ),
    "missing_key": (gettext_noop("The key {key} is missing."), gettext_noop("Add {key}: {example}")),
    "needs_mapping": (gettext_noop("Keys with values are needed here, not {found}."), gettext_noop("Write {example}")),
    "needs_list": (gettext_noop("A list is needed here, not {found}."), gettext_noop("Begin each entry with a dash.")),
    "needs_text": (gettext_noop("Text is needed here, not {found}."), gettext_noop("Write {example}")),
    "number_as_text": (
        gettext_noop("{found} is read as a number, but a code is needed."),
        gettext_noop('Write it in quotes: "{found}"'),
    ),
    "blank": (gettext_noop("The text is empty."), gettext_noop("Write the text, or leave the key out if it may be.")),
    "unprintable": (
        gettext_noop("The text holds the sign {sign}, which cannot be printed."),
        gettext_noop("Take it out."),
    ),
    "needs_number": (gettext_noop("A number is needed here, not {found}."), gettext_noop("Write {example}")),
    "needs_whole": (gettext_noop("A whole number is needed here, not {found}."), gettext_noop("Write {example}")),
    "needs_boolean": (gettext_noop("true or false is needed here, not {found}."), gettext_noop("Write true or false.")),
    "too_small": (gettext_noop("{found} is too small."), gettext_noop("Write {least} or more.")),
    "too_large": (gettext_noop("{found} is too large."), gettext_noop("Write {most} or less.")),
    "too_many_digits": (gettext_noop("{found} has too many digits."), gettext_noop("Write at most 30 digits.")),
    "not_one_of": (gettext_noop("{found} is not known here."), gettext_noop("Write one of: {allowed}{suggestion}")),
    "bad_code": (gettext_noop("{found} cannot be a code here."), gettext_noop("Write {rule}.")),
    "too_few": (gettext_noop("The list is empty."), gettext_noop("Give at least one entry.")),
    "bad_applies": (
        gettext_noop("applies_to is all, or kinds and bodies."),
        gettext_noop("Write all, {{kinds: [oblast]}} or {{bodies: [mne]}}."),
    ),
    # sense
    "duplicate_code": (
        gettext_noop("The code {code} stands twice; it stood already in line {first}."),
        gettext_noop("Give each its own code."),
    ),
    "reserved_code": (
        gettext_noop("{code} is a word of the formula language."),
        gettext_noop("Name the item otherwise, for example {code}_value."),
    ),
    "built_in_unit": (gettext_noop("The unit {code} is built in."), gettext_noop("Leave it out of units.")),
    "unknown_unit": (
        gettext_noop("There is no unit {code}."),
        gettext_noop("Declare it in units, or use a built-in one{suggestion}"),
    ),
    "unit_base": (
        gettext_noop("{base} is not a unit declared above or built in."),
        gettext_noop("Declare the base before its multiples, or leave base out."),
    ),
    "own_unit": (
        gettext_noop("The unit own is for values given for each key performance indicator or programme."),
        gettext_noop("Write per: kpi or per: programme, or give the item a unit."),
    ),
    "needs_role": (
        gettext_noop("It is not said which authority answers for this item."),
        gettext_noop("Add role: with one of {roles}."),
    ),
    "needs_choices": (
        gettext_noop("value: choice needs its choices."),
        gettext_noop('Add choices: with codes, names and points, for example "yes", partly, "no".'),
    ),
    "choices_without_choice": (
        gettext_noop("Choices are given only with value: choice."),
        gettext_noop("Write value: choice, or leave choices out."),
    ),
    "bad_default": (
        gettext_noop("{found} is not a lawful value of this item."),
        gettext_noop("Give a default that the item may have, or leave it out."),
    ),
    "check_not_declared": (
        gettext_noop("The item does not declare the check {check}."),
        gettext_noop("Declare it (jump, sum_of, outlier or evidence_of_period), or leave it out here."),
    ),
    "check_on_trial_stops": (
        gettext_noop("The check {check} is on trial, and a check on trial stops nothing."),
        gettext_noop("Leave it out of stops in its first year, or out of on_trial afterwards."),
    ),
    "check_of_choice": (
        gettext_noop("{check} is for numbers."),
        gettext_noop("Leave it out with value: choice."),
    ),
    "check_without_document": (
        gettext_noop("The item asks for no document that could be too old."),
        gettext_noop("Say in evidence which document is asked for, or leave evidence_of_period out."),
    ),
    "sum_part_unknown": (
        gettext_noop("{code} is no other item of this methodology."),
        gettext_noop("Write the codes of the items that the value is the sum of."),
    ),
    "sum_part_unlike": (
        gettext_noop("{code} does not repeat as this item does, or has another unit."),
        gettext_noop("A sum is of items with the same per and the same unit."),
    ),
    "limits_of_choice": (
        gettext_noop("minimum and maximum are for numbers."),
        gettext_noop("Leave them out with value: choice."),
    ),
    "limits_crossed": (
        gettext_noop("The minimum {minimum} is above the maximum {maximum}."),
        gettext_noop("Exchange them."),
    ),
    "share_unit": (
        gettext_noop("A share is a ratio (from 0 to 1) or a per cent (from 0 to 100), not in the unit {unit}."),
        gettext_noop("Write unit: ratio or unit: percent, or value: number."),
    ),
    "money_unit": (
        gettext_noop("A sum of money is in tenge, not in the unit {unit}."),
        gettext_noop(
            "Write one of the units kzt, thousand_kzt, million_kzt, billion_kzt, or value: number."
        ),
    ),
    "limit_below_kind": (
        gettext_noop("With value: {kind} no value is below {least}, so {found} allows nothing more."),
        gettext_noop("Write {least} or more, leave the key out, or write value: number."),
    ),
    "limit_above_kind": (
        gettext_noop("With value: {kind} in this unit no value is above {most}, so {found} allows nothing more."),
        gettext_noop("Write {most} or less, leave the key out, or write value: number."),
    ),
    "former_code_taken": (
        gettext_noop("{code} is the code of another item, now or in earlier years."),
        gettext_noop("Leave it out of formerly, or give the other item its own code."),
    ),
    "former_choice_taken": (
        gettext_noop("{code} is the code of another choice of this item, now or in earlier years."),
        gettext_noop("Leave it out of formerly, or give the other choice its own code."),
    ),
    "combine_renormalise": (
        gettext_noop("Only a mean can be made with renormalise: {rule}; another way of combining cannot."),
        gettext_noop("Write renormalise: within_parent, or leave combine out."),
    ),
    "other_applies": (
        gettext_noop("The formula reads the points of {code}, which does not measure the same bodies."),
        gettext_noop("Give both the same applies_to, or read an indicator that measures all."),
    ),
    "repeated": (gettext_noop("{found} stands twice in the list."), gettext_noop("Keep one.")),
    "degrees_order": (
        gettext_noop("Degrees go from the highest down, each below the one before."),
        gettext_noop("Put from: {found} in its place."),
    ),
    "degrees_end": (
        gettext_noop("Points from 0 to {found} have no degree."),
        gettext_noop("Add a last degree with from: 0."),
    ),
    "no_weight": (
        gettext_noop("All weights here are 0."),
        gettext_noop("Give at least one a weight above 0."),
    ),
    "formulas_too_long": (
        gettext_noop("The formulas have more than {limit} characters in all; those from here on are not read."),
        gettext_noop("Shorten the formulas, or divide the methodology."),
    ),
    "too_many": (
        gettext_noop("More than {limit} things are wrong in this file; the others are not told."),
        gettext_noop("Mend these first."),
    ),
    "formula": (gettext_noop("{sentence}"), gettext_noop("Mend the formula; see “Formulas by example”.")),
}  # fmt: skip

#: What can be wrong with a workbook besides.
CELL_MESSAGES: dict[str, tuple[str, str]] = {
    "not_workbook": (
        gettext_noop("This is not an Excel workbook (.xlsx), or it is damaged."),
        gettext_noop("Open it in the program that made it, and save it anew as .xlsx."),
    ),
    "locked": (
        gettext_noop("The workbook opens only with a password."),
        gettext_noop("Take the password off (File, Info, Protect Workbook) and save it anew."),
    ),
    "old_workbook": (
        gettext_noop("The workbook is kept in another format of Excel (.xls or .xlsb)."),
        gettext_noop("Save it as “Excel Workbook (.xlsx)”."),
    ),
    "open_document": (
        gettext_noop("The table is kept in the format of LibreOffice (.ods)."),
        gettext_noop("Save it as “Excel 2007–365 (.xlsx)”."),
    ),
    "other_document": (
        gettext_noop("This is a text document or a presentation; no table is read out of it."),
        gettext_noop("Copy the table into a workbook, and give that as .xlsx."),
    ),
    "not_methodology": (
        gettext_noop("This is neither a methodology in YAML nor a workbook with one."),
        gettext_noop("Begin with a workbook downloaded from any methodology of the portal."),
    ),
    "web_page": (
        gettext_noop("This is a web page or XML under the name of a table."),
        gettext_noop("Open it in a spreadsheet program and save it as .xlsx."),
    ),
    "paper": (
        gettext_noop("This is a PDF; no table can be read out of it."),
        gettext_noop("Give the table itself, as .xlsx or as CSV UTF-8."),
    ),
    "swollen": (
        gettext_noop("Unpacked the workbook is bigger than {limit} bytes."),
        gettext_noop("Take the pictures and the empty formatted sheets out."),
    ),
    "active_content": (
        gettext_noop("The workbook holds more than values: {part}."),
        gettext_noop("Save it as .xlsx without macros, objects and links to other files."),
    ),
    "too_many_cells": (
        gettext_noop(
            "A sheet is bigger than {rows} rows or {columns} columns, or there are too many sheets."
        ),
        gettext_noop("Delete the empty formatted rows and columns below and beside the table."),
    ),
    "missing_sheet": (
        gettext_noop("There is no sheet whose cell A1 says {sheet}."),
        gettext_noop("Begin with a workbook downloaded from the portal."),
    ),
    "unknown_sheet": (
        gettext_noop("The sheet is not known by {found} in its cell A1."),
        gettext_noop("Put the sheet's code back into A1, or delete the sheet."),
    ),
    "double_sheet": (
        gettext_noop("There are two sheets {sheet}; the first is “{first}”."),
        gettext_noop("Keep one of the two."),
    ),
    "unknown_column": (
        gettext_noop("There is no column {key} on this sheet."),
        gettext_noop("Put the key of row 1 back, or clear the column."),
    ),
    "missing_column": (
        gettext_noop("The column {key} is missing."),
        gettext_noop("Put its key back into row 1."),
    ),
    "unknown_owner": (
        gettext_noop("{found} is not on the sheet that this row belongs to."),
        gettext_noop("Write a code that stands there, or add its row there first."),
    ),
    "empty_words": (
        gettext_noop("The text in this language is missing ({key})."),
        gettext_noop("Write it; every text is given in the three languages."),
    ),
    "empty_cell": (gettext_noop("The cell is empty ({key})."), gettext_noop("Write {example}")),
    "number_in_code": (
        gettext_noop("{found} is a number here, but a code is text."),
        gettext_noop("Format the cell as text and write {found} anew."),
    ),
    "duplicate_in_sheet": (
        gettext_noop("The code {code} stands twice; it stood already in {first}."),
        gettext_noop("Give each its own code."),
    ),
    "formula_cell": (
        gettext_noop("The cell holds a formula of Excel; the portal computes none."),
        gettext_noop("Write the value itself."),
    ),
    "date_cell": (
        gettext_noop("Excel has made a date of this cell."),
        gettext_noop("Format the cell as text and write its value anew."),
    ),
    "percent_cell": (
        gettext_noop("The cell is formatted as a per cent."),
        gettext_noop("Write {found} as an ordinary number."),
    ),
    "damaged": DAMAGED,
    **BEYOND,
    **NUMBER_MESSAGES,
}
_SENTENCES = {**MESSAGES, **CELL_MESSAGES}


@dataclass(frozen=True)
class FileProblem:
    """One error of a methodology file at its place.

    `path` names the place by codes (directions[1.1].criteria[1.1.1].weight); `line` and `column` count from 1.
    `formula` is the formula's own problem when the error is inside one. `cell` ("Indicators!H7") is the place in a
    workbook; `line` and `column` then count inside the cell. What is wrong with the file as a whole has line 0.
    """

    code: str
    path: str
    line: int
    column: int
    params: Mapping[str, str] = field(default_factory=dict)
    formula: Problem | None = None
    suggestion: str = ""
    cell: str = ""

    def said_what(self, translate: Callable[[str], str] = str) -> str:
        """What is wrong, in the reader's language (`translate` is gettext)."""
        if self.formula is not None:
            return self.formula.sentence(translate)
        return said(_SENTENCES[self.code][0], self.params, translate)

    def said_instead(self, translate: Callable[[str], str] = str) -> str:
        """What to write instead, in the reader's language."""
        if self.suggestion:
            return hint(self.suggestion, self.params, translate)
        return said(_SENTENCES[self.code][1], self.params, translate)

    @property
    def what(self) -> str:
        """What is wrong, in English."""
        return self.said_what()

    @property
    def instead(self) -> str:
        """What to write instead, in English."""
        return self.said_instead()

    def __str__(self) -> str:
        place = f"cell {self.cell}: " if self.cell else f"line {self.line}: " if self.line else ""
        return f"{place}{self.path or 'file'}: {self.what} {self.instead}"
