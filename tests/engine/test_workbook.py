"""Methodologies as Excel workbooks: without loss, every bad cell named, nothing hostile opened."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from engine import methodology as m
from engine.foreign import archives
from engine.foreign.gate import BEYOND
from engine.foreign.workbook import unescaped
from engine.methodology_files import read_methodology
from engine.methodology_format import FileProblem, dump, load_or_raise
from engine.methodology_format.problems import CELL_MESSAGES
from engine.methodology_workbook import (
    CannotBeWritten,
    looks_like_workbook,
    read_workbook,
    to_workbook,
)
from engine.methodology_workbook.sheets import BLOCK_BOOK, HEADINGS, OVERALL_BOOK, TITLES, escaped
from tests.worlds.methodology_strategies import block_methodologies, overall_methodologies, texts

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [
    *sorted((ROOT / "fixtures" / "methodologies").glob("20*/*.yaml")),
    *(ROOT / "examples" / f"{name}.yaml" for name in ("services", "goals", "features", "overall")),
]
SERVICES = load_or_raise((ROOT / "examples" / "services.yaml").read_bytes())
CALM = settings(
    deadline=None, max_examples=20, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_what_is_shipped_comes_back_the_same(path: Path) -> None:
    methodology = load_or_raise(path.read_bytes())
    found = read_workbook(to_workbook(methodology))
    assert found == methodology
    assert dump(load_or_raise(dump(found))) == dump(methodology)


@CALM
@given(st.one_of(block_methodologies(), overall_methodologies()))
def test_writing_and_reading_are_identity(methodology: m.MethodologyText | m.OverallMethodologyText) -> None:
    assert read_workbook(to_workbook(methodology)) == methodology


@CALM
@given(texts)
@example("=1+1")
@example("+7 (7172)")
@example("a\nb\tc")
@example("_x0041_ _x000D_")
@example(" пробел ")
@example("true")
def test_any_text_survives_and_none_becomes_a_formula(text: str) -> None:
    changed = replace(SERVICES, title=m.Words(text, text, text))
    data = to_workbook(changed)
    assert read_workbook(data) == changed
    page = load_workbook(io.BytesIO(data))["Methodology"]
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)


@pytest.mark.parametrize("end", ["\n", "_x000D_\n", "_x000D_"])
def test_line_ends_of_another_system_are_line_ends(end: str) -> None:
    def change(workbook: Workbook) -> None:
        workbook["Methodology"]["C7"] = f"a{end}b"

    workbook = load_workbook(io.BytesIO(to_workbook(SERVICES)))
    change(workbook)
    out = io.BytesIO()
    workbook.save(out)
    found = read_workbook(out.getvalue())
    assert isinstance(found, m.MethodologyText)
    assert found.title.kk == "a\nb"


def test_a_sign_that_shows_as_nothing_is_named_with_its_cell() -> None:
    def change(workbook: Workbook) -> None:
        workbook["Methodology"]["C7"] = "a_x0007_b"

    assert [(one.code, one.cell) for one in changed(change)] == [("unprintable", "Methodology!C7")]


@given(st.text())
def test_escaping_is_undone(text: str) -> None:
    assert unescaped(escaped(text)) == text


@CALM
@given(st.binary(max_size=300))
@example(b"PK\x03\x04")
def test_no_input_crashes_the_reader(data: bytes) -> None:
    found = read_workbook(data)
    assert isinstance(found, list)
    assert [problem.code for problem in found] == ["not_workbook"]


def test_every_sheet_and_column_has_its_words() -> None:
    for book in (BLOCK_BOOK, OVERALL_BOOK):
        for sheet in book.sheets:
            assert sheet.code in TITLES
            for column in sheet.columns:
                assert any(part in HEADINGS for part in column.path), column.key
            assert all(owner in HEADINGS for owner in sheet.owners)


def test_the_workbook_speaks_the_readers_language_and_is_read_all_the_same() -> None:
    data = to_workbook(SERVICES, lambda words: f"«{words}»")
    assert "«Indicators»" in load_workbook(io.BytesIO(data)).sheetnames
    assert read_workbook(data) == SERVICES


def test_numbers_that_excel_would_round_are_not_written() -> None:
    assert isinstance(SERVICES, m.MethodologyText)
    long = replace(SERVICES, floor=Decimal("1.2345678901234567"))
    with pytest.raises(CannotBeWritten, match="Methodology!C"):
        to_workbook(long)


# --- bad cells ------------------------------------------------------------------------------------------------------
def changed(change: Callable[[Workbook], None]) -> list[FileProblem]:
    workbook = load_workbook(io.BytesIO(to_workbook(SERVICES)))
    change(workbook)
    out = io.BytesIO()
    workbook.save(out)
    found = read_workbook(out.getvalue())
    assert isinstance(found, list)
    return found


def column(page: Any, key: str) -> int:
    return next(cell.column for cell in page[1] if cell.value == key)


def setting(
    sheet: str, key: str, row: int, value: Any, number_format: str = ""
) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        cell: Any = workbook[sheet].cell(row, column(workbook[sheet], key))
        cell.value = value
        if number_format:
            cell.number_format = number_format

    return change


@pytest.mark.parametrize(
    ("sheet", "key", "value", "number_format", "code"),
    [
        ("Indicators", "weight", "много", "", "needs_number"),
        ("Indicators", "weight", "=50+50", "", "formula_cell"),
        ("Indicators", "weight", 0.5, "0%", "percent_cell"),
        ("Indicators", "weight", date(2018, 1, 2), "", "date_cell"),
        ("Indicators", "weight", -1, "", "too_small"),
        ("Indicators", "weight", None, "", "empty_cell"),
        ("Indicators", "weight", "1,250", "@", "ambiguous"),
        ("Indicators", "weight", "50 %", "@", "percent_sign"),
        ("Indicators", "weight", 1e16, "0", "long_number"),
        ("Indicators", "kind", "outcom", "", "not_one_of"),
        ("Indicators", "code", 1.1, "0.0", "number_in_code"),
        ("Indicators", "name.kk", None, "", "empty_words"),
        ("Indicators", "formula", "1 +\n+ services_renderd", "", "formula"),
        ("Indicators", "@criteria", "9.9", "@", "unknown_owner"),
        ("Indicators", "source_kind", 11, "", "too_large"),
        ("Data items", "supplier", "nobody", "", "not_one_of"),
        ("Directions", "evaluator", "#REF!", "", "error_cell"),
    ],
)
def test_a_bad_cell_is_named_with_its_sheet_and_address(
    sheet: str, key: str, value: Any, number_format: str, code: str
) -> None:
    problems = changed(setting(sheet, key, 3, value, number_format))
    page = load_workbook(io.BytesIO(to_workbook(SERVICES)))[sheet]
    where = f"{sheet}!{page.cell(3, column(page, key)).coordinate}"
    found = [problem for problem in problems if problem.code == code]
    assert [problem.cell for problem in found] == [where], [str(problem) for problem in problems]
    assert found[0].what
    assert found[0].instead
    assert str(found[0]).startswith(f"cell {where}: ")


def test_all_bad_cells_are_told_at_once() -> None:
    def change(workbook: Workbook) -> None:
        setting("Indicators", "weight", 3, "x")(workbook)
        setting("Indicators", "kind", 4, "y")(workbook)
        setting("Data items", "unit", 3, "parsec")(workbook)
        workbook["Methodology"]["C5"] = 9

    codes = {problem.code for problem in changed(change)}
    assert {"needs_number", "not_one_of", "unknown_unit"} <= codes


def test_numbers_kept_as_text_are_read_as_the_text_shows_them() -> None:
    workbook = load_workbook(io.BytesIO(to_workbook(SERVICES)))
    page: Any = workbook["Indicators"]
    cell = page.cell(3, column(page, "weight"))
    cell.value, cell.number_format = f"{cell.value},0", "@"
    out = io.BytesIO()
    workbook.save(out)
    assert read_workbook(out.getvalue()) == SERVICES


def test_a_thousand_bad_cells_end_the_reading() -> None:
    def change(workbook: Workbook) -> None:
        for row in range(3, 1500):
            workbook["Units"].cell(row, 2).value = "=1"

    problems = changed(change)
    assert (len(problems), problems[-1].code) == (1001, "too_many")
    assert problems[-1].what.startswith("More than 1,000 things")


def test_a_double_code_names_both_cells() -> None:
    def change(workbook: Workbook) -> None:
        page = workbook["Data items"]
        page.cell(4, column(page, "code")).value = page.cell(3, column(page, "code")).value

    problem = next(one for one in changed(change) if one.code == "duplicate_in_sheet")
    assert problem.cell == "Data items!B4"
    assert "Data items!B3" in problem.what


def test_strange_sheets_and_columns_are_named() -> None:
    def change(workbook: Workbook) -> None:
        workbook["Units"]["A1"] = "unitz"
        workbook["Indicators"].cell(1, 60).value = "wieght"
        workbook["Directions"]["B1"] = "kode"

    codes = {problem.code for problem in changed(change)}
    assert {"unknown_sheet", "unknown_column"} <= codes


def test_lacking_and_double_sheets_and_columns_are_named() -> None:
    def change(workbook: Workbook) -> None:
        workbook["Units"]["A1"] = "items"
        workbook["Criteria"]["B1"] = None

    found = {problem.code: problem for problem in changed(change)}
    assert found["double_sheet"].cell == "Data items!A1"
    assert found["missing_column"].cell == "Criteria!A1"

    def without_the_first(workbook: Workbook) -> None:
        del workbook["Methodology"]

    assert [problem.code for problem in changed(without_the_first)] == ["missing_sheet"]


def test_every_sentence_about_cells_is_shown_here() -> None:
    """The codes that this module's tests provoke, or those of `test_foreign.py`."""
    text = "".join(
        Path(__file__).with_name(name).read_text("utf-8") for name in ("test_workbook.py", "test_foreign.py")
    )
    assert [
        code for code in CELL_MESSAGES if f'"{code}"' not in text and code not in BEYOND
    ] == []  # test_foreign_child


def test_truth_values_as_another_program_writes_them_are_read() -> None:
    """LibreOffice keeps true and false as formulas."""

    workbook = load_workbook(io.BytesIO(to_workbook(SERVICES)))
    page: Any = workbook["Methodology"]
    row = next(row for row in range(2, page.max_row + 1) if page.cell(row, 1).value == "illustrative")
    assert page.cell(row, 3).value is True
    page.cell(row, 3).value = "=TRUE()"
    out = io.BytesIO()
    workbook.save(out)
    assert read_workbook(out.getvalue()) == SERVICES


# --- hostile files ----------------------------------------------------------------------------------------------------
def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def another_workbook() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.worksheets[0].append(["body", "item", "value"])
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (
            {"xl/workbook.xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * (archives.MAX_UNPACKED + 1)},
            "swollen",
        ),
        ({f"xl/{n}.xml": b"<a/>" for n in range(archives.MAX_PARTS + 1)}, "swollen"),
        ({"xl/workbook.xml": b"<a/>", "xl/vbaProject.bin": b"x"}, "active_content"),
        ({"xl/workbook.xml": b"<a/>", "xl/externalLinks/externalLink1.xml": b"<a/>"}, "active_content"),
        ({"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "active_content"),
        ({"xl/workbook.xml": "<a/>".encode("utf-16")}, "not_workbook"),
        ({"xl/workbook.xml": b"<a/>"}, "not_workbook"),
        ({"word/document.xml": b"<a/>"}, "other_document"),
        ({"ppt/presentation.xml": b"<a/>"}, "other_document"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}, "other_document"),
        (
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"},
            "open_document",
        ),
        ({"xl/workbook.bin": b"x"}, "old_workbook"),
    ],
)
def test_a_hostile_archive_is_refused_before_it_is_read(parts: dict[str, bytes], code: str) -> None:
    data = archive(parts)
    assert looks_like_workbook(data)
    found = read_workbook(data)
    assert isinstance(found, list)
    assert [problem.code for problem in found] == [code]


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n",
        b"<html><table>",
        b"body;item;value\nhealth;rate;9\n",
        b"A text of several words.\n",
        archive({"word/document.xml": b"<a/>"}),
        another_workbook(),
    ],
)
def test_what_is_something_else_is_said_to_be_no_methodology(data: bytes) -> None:
    found = read_methodology(data)
    assert isinstance(found, list)
    assert [(problem.code, problem.what, problem.instead) for problem in found] == [
        (
            "not_methodology",
            "This is neither a methodology in YAML nor a workbook with one.",
            "Begin with a workbook downloaded from any methodology of the portal.",
        )
    ]


def test_a_file_too_big_is_not_even_opened() -> None:
    found = read_workbook(b"PK\x03\x04" + b"\0" * archives.MAX_BYTES)
    assert isinstance(found, list)
    assert [problem.code for problem in found] == ["too_big"]


def test_a_cell_far_away_is_refused() -> None:
    def change(workbook: Workbook) -> None:
        workbook["Units"].cell(1_000_000, 2).value = "x"

    assert [problem.code for problem in changed(change)] == ["too_many_cells"]
