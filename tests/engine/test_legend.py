"""The workbook's sheet of explanations: whole, in the reader's language, and nothing to the import (c17)."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from django.utils.translation import gettext
from openpyxl import Workbook, load_workbook

from engine.formulas import compile_formula
from engine.formulas.examples import EXAMPLES
from engine.formulas.functions import FUNCTIONS
from engine.methodology_format import load_or_raise
from engine.methodology_format.shapes import OneOf
from engine.methodology_workbook import read_workbook, to_workbook
from engine.methodology_workbook.legend import LEGEND
from engine.methodology_workbook.sheets import BLOCK_BOOK, OVERALL_BOOK, Book
from methodologies.files import meanings
from tests.engine.test_format_docs import scope
from tests.worlds.world import World

pytestmark = pytest.mark.slow

EXAMPLE_FILES = Path(__file__).resolve().parents[2] / "examples"
SERVICES = load_or_raise((EXAMPLE_FILES / "services.yaml").read_bytes())
OVERALL = load_or_raise((EXAMPLE_FILES / "overall.yaml").read_bytes())


def page_of(data: bytes) -> list[list[str]]:
    """The rows of the sheet of explanations, which is the first."""
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    assert page.cell(1, 1).value == LEGEND
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    return [
        ["" if cell.value is None else str(cell.value) for cell in row] for row in page.iter_rows(min_row=2)
    ]


@pytest.mark.clause("c17")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_sheet_and_column_is_explained_in_the_reader_s_language(world: World, language: str) -> None:
    with translation.override(language):
        known = meanings()
        books: list[tuple[Any, Book]] = [(SERVICES, BLOCK_BOOK), (OVERALL, OVERALL_BOOK)]
        for methodology, book in books:
            data = to_workbook(methodology, gettext, known)
            names = load_workbook(io.BytesIO(data)).sheetnames
            rows = page_of(data)
            for sheet, name in zip(book.sheets, names[1:], strict=True):
                told = [row for row in rows if row[0] == name and row[1]]
                columns = [one for one in sheet.columns if one.path[-1] not in ("ru", "en")]
                assert len(told) == len(sheet.owners) + len(columns)
                for row, column in zip(told[len(sheet.owners) :], columns, strict=True):
                    assert row[2]
                    assert row[4], column.key
                    if isinstance(column.shape, OneOf) and column.key != "format":
                        for code in column.shape.allowed:
                            words = known.get(column.path[-1], {}).get(str(code))
                            assert words, (column.key, code)
                            assert f"{code} – {words}" in row[4]
                    if column.key.startswith("rounding."):
                        assert "10" in row[4]  # decimal places, though the key ends with the name of a level
            assert read_workbook(data) == methodology
        formulas = [row[4] for row in page_of(to_workbook(SERVICES, gettext, known))]
        assert {text for _what, text in EXAMPLES} <= set(formulas)


def test_the_bodies_that_may_be_named_stand_with_their_addresses(world: World) -> None:
    with translation.override("ru"):
        rows = page_of(to_workbook(SERVICES, gettext, meanings()))
    cell = next(row[4] for row in rows if "agriculture – " in row[4])
    assert "culture – " in cell
    assert "Минсельхоз" in cell


@pytest.mark.parametrize(("_what", "text"), EXAMPLES)
def test_every_example_is_a_formula(_what: str, text: str) -> None:
    assert compile_formula(text, scope()).text == text


def test_the_examples_show_every_family_of_functions() -> None:
    """What a methodologist looks for by an example; the plain ones of arithmetic are known from school."""
    shown = " ".join(text for _what, text in EXAMPLES)
    plain = {
        "max",
        "min",
        "abs",
        "ln",
        "exp",
        "sqrt",
        "power",
        "round",
        "sum",
        "choose",
        "otherwise",
        "weighted_mean",
    }
    families = {name.partition("_")[0] for name in FUNCTIONS if name not in plain}
    assert [one for one in families if f"{one}" not in shown] == []


# --- what the import makes of it -------------------------------------------------------------------------------------


def retitled(workbook: Workbook) -> None:
    workbook.worksheets[0].title = "Қалай толтыру керек"


def moved_to_the_end(workbook: Workbook) -> None:
    workbook.move_sheet(workbook.worksheets[0], len(workbook.worksheets))


def deleted(workbook: Workbook) -> None:
    del workbook[workbook.sheetnames[0]]


def scribbled_on(workbook: Workbook) -> None:
    page: Any = workbook.worksheets[0]
    page["B12"], page["C12"], page["A40"] = "=1/0", "#REF!", "directions"
    page.cell(6_000, 2).value = "far away"


def copied(workbook: Workbook) -> None:
    workbook.copy_worksheet(workbook.worksheets[0])


@pytest.mark.clause("c17")
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("change", [retitled, moved_to_the_end, deleted, scribbled_on, copied])
def test_the_import_passes_it_over(change: Callable[[Workbook], None], language: str) -> None:
    with translation.override(language):
        workbook = load_workbook(io.BytesIO(to_workbook(SERVICES, gettext)))
    change(workbook)
    out = io.BytesIO()
    workbook.save(out)
    assert read_workbook(out.getvalue()) == SERVICES
