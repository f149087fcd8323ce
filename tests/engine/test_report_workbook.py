"""A report's workbook, both ways: what is written comes back, and every fault is told at its cell by its code."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from engine.checks.base import ERROR, WARNING, Fault, Refused, check_of, fault_from, known_codes
from engine.methodology import Words
from engine.report_workbook import checking
from engine.report_workbook.layout import Given
from engine.report_workbook.marking import marked
from engine.report_workbook.reading import read_workbook
from tests.worlds.workbooks import VALUES, book_of_a_report, checked, filled, item, repacked, saved, told

PROGRAMMES = "Программы"
FIRST = "Сведения!A1"


def values(data: bytes) -> dict[str, Any]:
    found = checked(data).values
    return {
        cell[0] + (f".{cell[1] or cell[2]}" if cell[1] or cell[2] else ""): one.given
        for cell, one in found.items()
    }


# --- what is written --------------------------------------------------------------------------------------------------


def test_structure_is_locked_without_a_password_and_sheets_are_open() -> None:
    workbook = load_workbook(io.BytesIO(filled(book_of_a_report())))
    assert workbook.security.lockStructure
    assert not workbook.security.workbookPassword
    assert workbook.sheetnames == ["Сведения", "Значения", "Программы", "sarap"]
    page = workbook[VALUES]
    assert not page.protection.sheet
    assert page.auto_filter.ref == "A1:G9"
    assert "Как считать" in page["A2"].comment.text
    (picker,) = page.data_validations.dataValidation
    assert (picker.formula1, str(picker.sqref)) == (
        "'sarap'!$L$1:$L$2",
        "D7",
    ) or picker.formula1 == "sarap!$L$1:$L$2"
    assert page["F2"].value == 10
    assert workbook["sarap"].sheet_state == "veryHidden"


def test_an_untouched_workbook_has_no_fault_and_says_what_stood_there() -> None:
    found = checked(filled(book_of_a_report()))
    assert found.faults == ()
    assert {cell: one.given for cell, one in found.values.items()} == {("fact", "", "001"): Given(Decimal(4))}
    assert found.was["fact", "", "001"] == Given(Decimal(4))
    assert found.revision == 7


@pytest.mark.parametrize(
    ("cell", "typed", "name", "wanted"),
    [
        ("D3", "1 234,5", "spent", "1234.5"),
        ("D3", "1\u00a0234,5", "spent", "1234.5"),
        ("D3", "'1234.5", "spent", "1234.5"),
        ("D3", "1234.5", "spent", "1234.5"),
        ("D3", 0.1 + 0.2, "spent", "0.3"),
        ("D4", 45, "in_time", "45"),
        ("D4", "45 %", "in_time", "45"),
        ("D4", "45,5%", "in_time", "45.5"),
        ("D5", "45 %", "part", "0.45"),
        ("D5", 0.45, "part", "0.45"),
        ("D6", "−3", "growth", "-3"),
    ],
)
def test_numbers_as_people_write_them(cell: str, typed: Any, name: str, wanted: str) -> None:
    data = filled(book_of_a_report(), {cell: typed})
    assert told(checked(data)) == []
    assert values(data)[name].number == Decimal(wanted)


@pytest.mark.parametrize(("cell", "wanted"), [("D4", "45"), ("D5", "0.45")])
def test_a_cell_shown_in_per_cent(cell: str, wanted: str) -> None:
    def percent(workbook: Workbook) -> None:
        workbook[VALUES][cell] = 0.45
        workbook[VALUES][cell].number_format = "0%"

    data = filled(book_of_a_report(), spoil=percent)
    assert told(checked(data)) == []
    assert wanted in {str(one.number) for one in values(data).values() if one.number is not None} | {
        str(one.number.normalize()) for one in values(data).values() if one.number is not None
    }


def test_answers_by_code_or_name_in_any_language_and_reasons() -> None:
    for said in ("yes", "Yes kk", " yes RU "):
        assert values(filled(book_of_a_report(), {"D7": said}))["open"] == Given(choice="yes")
    assert values(filled(book_of_a_report(), {"E2": "Нет \n данных"}))["served"] == Given(reason="Нет данных")


# --- every fault at its cell ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ({"D2": "много"}, ["D2 R-NUM-01"]),
        ({"D2": "–"}, ["D2 R-NUM-01"]),
        ({"D2": 12.5}, ["D2 R-NUM-04"]),
        ({"D2": -1}, ["D2 R-NUM-05"]),
        ({"D3": "1,250"}, ["D3 R-NUM-02"]),
        ({"D3": "12 34"}, ["D3 R-NUM-02"]),
        ({"D3": "0,000001"}, ["D3 R-NUM-08"]),
        ({"D3": "1" * 30}, ["D3 R-NUM-03"]),
        ({"D4": 145}, ["D4 R-NUM-07"]),
        ({"D5": 45}, ["D5 R-NUM-07"]),
        ({"D4": 0.45}, ["D4 R-PCT-02"]),
        ({"D6": -6}, ["D6 R-NUM-05"]),
        ({"D6": 51}, ["D6 R-NUM-06"]),
        ({"D6": "5 %"}, ["D6 R-PCT-01"]),
        ({"D7": "maybe"}, ["D7 R-CHO-01"]),
        ({"D2": "#REF!"}, ["D2 R-CEL-01"]),
        ({"D2": "#Н/Д"}, ["D2 R-CEL-01"]),
        ({"D2": "=B2+1"}, ["D2 R-CEL-02"]),
        ({"D2": date(2025, 5, 9)}, ["D2 R-CEL-04"]),
        ({"D2": time(9, 5)}, ["D2 R-CEL-04"]),
        ({"D2": True}, ["D2 R-CEL-05"]),
        ({"D2": 1, "E2": "и причина"}, ["D2 R-WHY-01"]),
        ({"E2": "ы" * 301}, ["E2 R-WHY-02"]),
        ({"E2": "a\u0085b"}, []),
        ({"A2": "srved"}, ["A2 R-ROW-03", "A10 R-ROW-01"]),
        ({"A3": "served"}, ["A3 R-ROW-02", "A10 R-ROW-01"]),
        ({"A2": None}, ["A2 R-ROW-04", "A10 R-ROW-01"]),
        ({"D1": "Факт"}, ["D1 R-COL-01"]),
        ({"H5": "сноска"}, ["H5 R-ROW-04"]),
        ({"D40": 7}, ["D40 R-ROW-04"]),
        ({"XFD1048576": "x"}, ["XFD1048576 R-ROW-04"]),
        ({"D40": " ", "B1000": "\u00a0"}, []),
        ({"D2": "x", "D4": 145, "H5": 1}, ["D2 R-NUM-01", "D4 R-NUM-07", "H5 R-ROW-04"]),
    ],
)
def test_each_fault_at_its_cell(cells: dict[str, Any], wanted: list[str]) -> None:
    if "A2" in cells and cells["A2"] is None:
        wanted = ["B2 R-ROW-04", "A10 R-ROW-01"]
    found = checked(filled(book_of_a_report(), cells))
    assert sorted(told(found)) == sorted(f"{VALUES}!{one}" for one in wanted)


def test_merged_hidden_and_foreign() -> None:
    def spoil(workbook: Workbook) -> None:
        page = workbook[VALUES]
        page["D3"], page["D4"] = 5, 50
        page.row_dimensions[3].hidden = True
        page.merge_cells("D5:D6")
        workbook.create_sheet("Черновик")["C3"] = "сумма"
        workbook[PROGRAMMES].column_dimensions["B"].hidden = True

    assert told(checked(filled(book_of_a_report(), spoil=spoil))) == [
        "Значения!D5 R-ROW-05",
        "Значения!D3 R-ROW-06",
        "Черновик!C3 R-SHT-02",
    ]


def test_values_on_a_hidden_sheet_count_and_are_told() -> None:
    def hide(workbook: Workbook) -> None:
        page = workbook[VALUES]
        page["D3"], page["D4"], page.sheet_state = 5, 50, "hidden"

    found = checked(filled(book_of_a_report(), spoil=hide))
    assert told(found) == ["Значения!D3 R-ROW-06", "Значения!D4 R-ROW-06"]
    assert not found.errors
    given = [one.given.number for one in found.values.values() if one.sheet == VALUES]
    assert given == [5, 50]


def test_a_fault_tells_the_unit_in_the_language_of_its_reader() -> None:
    book = book_of_a_report((item("served"),))
    place = replace(book.places[0], unit="саны", unit_words=Words("саны", "единиц", "number"))
    book = replace(book, places=(place,))

    def write(workbook: Workbook) -> None:
        workbook[VALUES]["D2"] = "45 %"

    [fault] = checked(filled(book, spoil=write), book).faults
    assert fault.wanted("ru").startswith("Значение спрашивается не в процентах (единица: единиц).")
    assert "(unit: number)" in fault.wanted("en")


def test_programmes() -> None:
    def spoil(workbook: Workbook) -> None:
        page = workbook[PROGRAMMES]
        page["A3"], page["B3"] = "002", 7
        page["B4"] = 8
        page["A5"], page["B5"] = "0 0 3", 1
        page["A6"], page["B6"] = "001", 1
        page["A7"], page["C7"] = "007", "нет данных"

    found = checked(filled(book_of_a_report(), spoil=spoil))
    assert told(found) == [f"{PROGRAMMES}!{one}" for one in ("A4 R-PRG-01", "A5 R-PRG-01", "A6 R-PRG-02")]
    assert found.values["fact", "", "002"].given == Given(Decimal(7))
    assert found.values["fact", "", "007"].given == Given(reason="нет данных")


def test_sorted_rows_and_a_renamed_sheet() -> None:
    def sort(workbook: Workbook) -> None:
        page = workbook[VALUES]
        page["D3"] = 77
        rows = [[page.cell(row, column).value for column in range(1, 8)] for row in range(2, 10)]
        for number, row in enumerate(reversed(rows), start=2):
            for column, value in enumerate(row, start=1):
                page.cell(number, column).value = value

    data = filled(book_of_a_report(), spoil=sort)
    assert told(checked(data)) == []
    assert values(data)["spent"].number == Decimal(77)

    def rename(workbook: Workbook) -> None:
        workbook[VALUES].title = "Лист1"

    assert told(checked(filled(book_of_a_report(), spoil=rename))) == [
        "Значения!A1 R-SHT-01",
        "Лист1!A1 R-SHT-02",
    ]


def test_a_formula_with_its_result_is_taken_and_told() -> None:
    def formula(name: str, part: bytes) -> bytes:
        return part.replace(b"<v>41</v>", b"<f>40+1</f><v>41</v>") if name.endswith("sheet2.xml") else part

    data = repacked(filled(book_of_a_report(), {"D2": 41}), formula)
    found = checked(data)
    assert told(found) == ["Значения!D2 R-CEL-03"]
    assert not found.errors
    assert values(data)["served"].number == 41


def test_days_of_1904_are_days_too() -> None:
    def late(workbook: Workbook) -> None:
        workbook.epoch = CALENDAR_MAC_1904
        workbook[VALUES]["D2"] = date(2025, 5, 9)

    (fault,) = checked(filled(book_of_a_report(), spoil=late)).faults
    assert (fault.cell, fault.code, fault.found) == ("D2", "R-CEL-04", "2025-05-09")


def test_a_wrong_dimension_and_a_text_that_is_not_there() -> None:
    def small(name: str, part: bytes) -> bytes:
        return part.replace(b'<dimension ref="A1:G9" />', b'<dimension ref="A1"/>').replace(
            b'<dimension ref="A1:G9"/>', b'<dimension ref="A1"/>'
        )

    assert values(repacked(filled(book_of_a_report(), {"D3": 5}), small))["spent"].number == 5

    def lying(name: str, part: bytes) -> bytes:
        if not name.endswith("sheet2.xml"):
            return part
        return re.sub(rb'<c r="D2"[^>]*>.*?</c>', b'<c r="D2" t="s"><v>99999</v></c>', part)

    found = checked(repacked(filled(book_of_a_report(), {"D2": "text"}), lying))
    assert told(found) == ["Значения!D2 R-CEL-01"]


# --- faults and refusals ----------------------------------------------------------------------------------------------


@settings(max_examples=60)
@given(
    sheet=st.text(max_size=5),
    cell=st.text(max_size=5),
    code=st.sampled_from([*known_codes(), "", "R-XXX-99"]),
)
def test_a_fault_has_a_sheet_a_cell_and_a_code_or_is_not_made(sheet: str, cell: str, code: str) -> None:
    try:
        fault = Fault(sheet, cell, code)
    except ValueError:
        return
    assert fault.sheet.strip()
    assert fault.cell[0].isalpha()
    assert fault.cell[-1].isdigit()
    assert check_of(fault.code).code == code


def test_a_refusal_names_an_error() -> None:
    warning = check_of("R-ROW-06").at("Лист", "A1")
    for faults in ((), (warning,)):
        with pytest.raises(ValueError, match="at least one error"):
            Refused(faults)
    assert Refused((warning, check_of("R-NUM-04").at("Лист", "A1"))).faults


def test_every_check_says_its_sentence_in_three_languages() -> None:
    seen = {}
    for code in known_codes():
        said = check_of(code).words
        assert all(text.strip() and text.strip()[-1] in ".)}" for text in (said.kk, said.ru, said.en)), code
        names = [
            sorted(part.split("}")[0] for part in text.split("{")[1:]) for text in (said.kk, said.ru, said.en)
        ]
        assert set(names[0]) == set(names[1]) == set(names[2]), code
        assert seen.setdefault(said.ru, code) == code


def test_faults_are_kept_and_made_again_with_their_words() -> None:
    for fault in checked(filled(book_of_a_report(), {"D2": "много", "D6": 51, "D7": "?", "D4": 0.45})).faults:
        again = fault_from(fault.as_data())
        assert [again.wanted(one) for one in ("kk", "ru", "en")] == [
            fault.wanted(one) for one in ("kk", "ru", "en")
        ]
        assert again == fault


def test_so_many_faults_of_one_code_are_told() -> None:
    def many(workbook: Workbook) -> None:
        for row in range(20, 20 + checking.MAX_OF_A_CODE + 50):
            workbook[VALUES].cell(row, 9).value = "x"

    assert len(checked(filled(book_of_a_report(), spoil=many)).faults) == checking.MAX_OF_A_CODE


def test_the_marked_workbook_holds_what_was_typed_and_says_what_is_wrong() -> None:
    data = filled(
        book_of_a_report(), {"D2": "много", "D3": 5, "D6": "=1+1", "XFD1048576": "x", "A9": None, "B9": None}
    )
    book, found = book_of_a_report(), read_workbook(data)
    assert isinstance(found, list)
    faults = checked(data).faults
    page = load_workbook(io.BytesIO(marked(book, found, faults, "kk")))[VALUES]
    assert [page[cell].value for cell in ("D2", "D3", "XFD1048576")] == ["много", 5, "x"]
    assert page["D6"].data_type == "s"
    assert page["D2"].comment.text.startswith("R-NUM-01: Санды тек цифрмен жазыңыз")
    assert page["D2"].fill.fgColor.rgb == "00F6C6BF"
    marked_cells = {
        fault.cell: fault.code for fault in faults if fault.kind == ERROR and fault.sheet == VALUES
    }
    assert all(code in page[cell].comment.text for cell, code in marked_cells.items())
    # what came back marked is the same workbook: mended, it is taken
    mended = load_workbook(io.BytesIO(marked(book, found, faults, "kk")))
    for cell in ("D2", "D6", "XFD1048576"):
        mended[VALUES][cell] = None
    assert told(checked(saved(mended))) == []


# --- what the methodology declares ------------------------------------------------------------------------------------

PARTS = (item("men"), item("women"))


@pytest.mark.parametrize(
    ("more", "cells", "wanted"),
    [
        ({"jump": Decimal(20)}, {"D4": 12}, []),
        (
            {"jump": Decimal(20)},
            {"D4": 13},
            [f"{VALUES}!D4 R-WRN-01 «13»: Отличие от прошлого года больше 20%: было 10, внесено 13."],
        ),
        (
            {"sum_of": ("men", "women")},
            {"D2": 4, "D3": 5, "D4": 10},
            [f"{VALUES}!D4 R-WRN-02 «10»: Итог не равен сумме частей: сумма частей – 9, внесено 10."],
        ),
        ({"sum_of": ("men", "women")}, {"D2": 4, "D3": 5, "D4": 9}, []),
    ],
)
def test_what_a_methodology_asks_of_its_values(
    more: dict[str, Any], cells: dict[str, Any], wanted: list[str]
) -> None:
    book = book_of_a_report((*PARTS, item("all", **more)))
    found = checked(filled(book, cells), book)
    assert [fault.line("ru").partition(" Если это опечатка")[0] for fault in found.faults] == wanted
    assert not found.errors


@pytest.mark.parametrize(("trial", "kind"), [((), "error"), (("sum_of",), "warning")])
def test_a_check_that_stops_warns_while_it_is_on_trial(trial: tuple[str, ...], kind: str) -> None:
    total = item("all", sum_of=("men", "women"), stops=("sum_of",), on_trial=trial)
    book = book_of_a_report((*PARTS, total))
    assert [
        (one.cell, one.kind) for one in checked(filled(book, {"D2": 4, "D3": 5, "D4": 10}), book).faults
    ] == [("D4", kind)]


# --- what a methodology declares of its items -------------------------------------------------------------------------


def declared(**more: Any) -> Any:
    """served jumps beyond 20 per cent of last year's 10; spent is the sum of the two others in tenge."""
    return book_of_a_report(
        (
            item("served", jump=Decimal(20), **more),
            item("spent", sum_of=("paid", "owed"), stops=("sum_of",)),
            item("paid"),
            item("owed"),
        )
    )


def test_what_a_methodology_asks_about_is_told_at_the_cell() -> None:
    book = declared()
    found = checked(filled(book, {"D2": 12, "D3": 9, "D4": 4, "D5": 5}), book)
    assert told(found) == []
    found = checked(filled(book, {"D2": 13, "D3": "10", "D4": 4, "D5": 5}), book)
    assert told(found) == ["Значения!D3 R-WRN-02", "Значения!D2 R-WRN-01"]
    assert [fault.kind for fault in found.faults] == [ERROR, WARNING]
    correct = "Исправьте его: с таким значением отчёт не передаётся."
    explain = "Если это опечатка, исправьте значение; если оно верно, поясните."
    assert [fault.wanted("ru") for fault in found.faults] == [
        f"Итог не равен сумме частей: сумма частей – 9, внесено 10. {correct}",
        f"Отличие от прошлого года больше 20%: было 10, внесено 13. {explain}",
    ]


def test_a_check_on_trial_only_warns() -> None:
    book = declared(on_trial=("jump",), stops=("jump",))
    found = checked(filled(book, {"D2": 13}), book)
    assert [(fault.cell, fault.code, fault.kind) for fault in found.faults] == [("D2", "R-WRN-01", WARNING)]
