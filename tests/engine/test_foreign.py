"""Files of other programs: numbers as the file means them, workbooks and text as they are written, and the one gate."""

from __future__ import annotations

import importlib.util
import io
import re
import sys
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
from openpyxl import Workbook

from engine.foreign.gate import Unreadable, behind_gate, gated_readers, read_here
from engine.foreign.numbers import MESSAGES, NotANumber, Signs, shown_digits, signs_of
from engine.foreign.text import decoded
from engine.table_faults import TableFault
from engine.tables import MAX_COLUMNS, MAX_FAULTS, TableRow, numbers_of, read_table

ROOT = Path(__file__).resolve().parents[2]
KEYS = ("body", "item", "value")


def read_all(*texts: str, delimiter: str = "", told: str = "") -> list[str]:
    """What each text of one file comes to: its number, or the code of why not."""
    signs = signs_of(texts, delimiter, told)
    found, refused = [], []
    for text in texts:
        try:
            found.append(format(signs.read(text), "f"))
        except NotANumber as error:
            refused.append(error.sentence())
            found.append(error.code)
    assert all(sentence and "{" not in sentence for sentence in refused)
    return found


# --- numbers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (["9,125", "9,12"], ["9.125", "9.12"]),
        (["9,125", "9.12"], ["9125", "9.12"]),
        (["9,125", "1.234,5"], ["9.125", "1234.5"]),
        (["9,125", "1,234.5"], ["9125", "1234.5"]),
        (["9,125", "1 234,567"], ["9.125", "1234.567"]),
        (["9,125", "1,000,000"], ["9125", "1000000"]),
        (["9,125", "0,125"], ["9.125", "0.125"]),
        (["9.125"], ["9.125"]),
        (["1.250", "1.250,5"], ["1250", "1250.5"]),
        (["1.250", "0,5"], ["ambiguous", "0.5"]),
        (["9,125"], ["ambiguous"]),
        (["9,125", "0,5", "1,000,000"], ["ambiguous", "0.5", "1000000"]),
    ],
)
def test_the_file_s_own_numbers_tell_the_decimal_sign(texts: list[str], numbers: list[str]) -> None:
    assert read_all(*texts) == numbers


def test_semicolons_tell_it_too_unless_the_numbers_show_otherwise() -> None:
    assert read_all("9,125", delimiter=";") == ["9.125"]
    assert read_all("9,125", "9.5", delimiter=";") == ["9125", "9.5"]
    assert read_all("9.125", delimiter=";") == ["9.125"]
    assert read_all("9,125", delimiter=",") == read_all("9,125", delimiter="\t") == ["ambiguous"]


def test_a_person_s_answer_settles_what_the_file_leaves_open_and_nothing_else() -> None:
    assert read_all("9,125", "9,12", told=",") == ["9.125", "9.12"]
    assert read_all("9,125", "9,12", told=".") == ["9125", "9.12"]


def test_both_readings_of_an_ambiguous_number_are_told_and_can_be_written() -> None:
    with pytest.raises(NotANumber) as caught:
        Signs().read("9,125")
    assert caught.value.params == {"found": "9,125", "decimal": "9.125", "grouped": "9125"}
    assert read_all("9.125", "9125") == ["9.125", "9125"]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1 234,5", "1234.5"), ("1\u00a0234\u202f567", "1234567"), ("1\u2009234.5", "1234.5"), ("1'234.5", "1234.5"),
        ("\u22125,5", "-5.5"), ("–5", "-5"), ("- 5", "-5"), ("(9,25)", "-9.25"), ("(1 234)", "-1234"), ("+5", "5"),
        ("'-5", "-5"), ("'007", "7"), ("\ufeff 5\u00a0", "5"), (".5", "0.5"), ("00,5", "0.5"), ("-0", "0"),
        ("5E-05", "0.00005"), ("1,5e-3", "0.0015"), ("1e16", "10000000000000000"), ("1e+05", "100000"),
        ("0.30000000000000004", "0.3"), ("70.59999999999999", "70.6"), ("0.3333333333333333", "0.3333333333333333"),
        ("0.1234567890123456789012345", "0.1234567890123456789012345"),
    ],
)  # fmt: skip
def test_numbers_as_programs_write_them(text: str, number: str) -> None:
    assert read_all(text) == [number]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_number"), ("many", "not_a_number"), ("5.", "not_a_number"), ("NaN", "not_a_number"),
        ("١٢", "not_a_number"), ("12 34", "grouping"), ("1..5", "grouping"), ("1,23,456", "grouping"),
        ("1.234,", "grouping"), ("94,2 %", "percent_sign"), ("94.2%", "percent_sign"), ("1 234 тг", "words_beside"),
        ("$1,234.00", "words_beside"), ("~5", "words_beside"), ("1.23457E+11", "short_number"), ("-", "dash"),
        ("—", "dash"), ("9.мар", "date_text"), ("09.05.2019", "date_text"), ("2019-05-09", "date_text"),
        ("5-May", "date_text"), ("10:30", "date_text"), ("#N/A", "error_cell"), ("#ДЕЛ/0!", "error_cell"),
        ("#######", "error_cell"),
    ],
)  # fmt: skip
def test_what_is_no_number_has_a_sentence_of_its_own(text: str, code: str) -> None:
    assert read_all(text) == [code]


def test_numbers_of_cells_have_the_digits_that_a_spreadsheet_shows() -> None:
    values = (0.30000000000000004, 5e-05, 70.59999999999999, 1 / 3, 12.0, -0.0, 123456789012345)
    assert [shown_digits(value) for value in values] == [
        "0.3", "0.00005", "70.6", "0.333333333333333", "12", "0", "123456789012345",
    ]  # fmt: skip
    for value in (1e16, 10**15, float("inf")):
        with pytest.raises(NotANumber) as caught:
            shown_digits(value)
        assert caught.value.code in {"long_number", "error_cell"}
    assert "too long" in MESSAGES["long_number"][0]


# --- tables -----------------------------------------------------------------------------------------------------------


def book(*sheets: tuple[str, Sequence[Sequence[object]]]) -> Workbook:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets:
        page = made.create_sheet(title)
        for row in rows:
            page.append(row)
    return made


def saved(made: Workbook) -> bytes:
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(data: bytes | str | Workbook) -> list[str]:
    """The rows' values as numbers, or the places and codes of the faults."""
    raw = saved(data) if isinstance(data, Workbook) else data.encode() if isinstance(data, str) else data
    found = read_table(raw, KEYS, ("status",))
    faults = [one for one in found if isinstance(one, TableFault)]
    if faults:
        assert all("{" not in fault.sentence() for fault in faults)
        return [f"{fault.where} {fault.code}".strip() for fault in faults]
    rows = [one for one in found if isinstance(one, TableRow)]
    signs = numbers_of(rows, ("value",))
    return [format(signs.read(row["value"]), "f") for row in rows]


ROWS = (KEYS, ("health", "rate", 9.25))


@pytest.mark.parametrize(
    "data",
    [
        "body;item;value\nhealth;rate;9,25\n".encode("utf-16"),
        "body;item;value\r\nhealth;rate;9,25\r\n".encode("utf-16-le"),
        "body;item;value;status\nhealth;rate;9,25;план\n".encode("cp1251"),
        b"body|item|value\nhealth|rate|9,25\n",
        b"body\titem\tvalue\rhealth\trate\t9,25\r",
        b'"sep=;"\n"body";"item";"value"\n"health";"rate";"9,25"\n',
        b"Body , ITEM,value,,\nhealth,rate,9.25,,\n",
        b"body,item,value,status\nhealth,rate,9.25\n",
        b'\xef\xbb\xbfbody,item,value\n"health","rate","9,25"\n',
    ],
)
def test_text_of_other_programs(data: bytes) -> None:
    assert read(data) == ["9.25"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('body,item,value\nhealth,"rate,9\nhealth,rate,8\n', "open_quote"),
        ('body,item,value\nhealth,"ra"te,9\n', "quote_inside"),
        (f"body,item,value\nhealth,rate,{'9' * 140_000}\n", "long_cell"),
        ('"body,item,value"\n"health,rate,9"\n', "quoted_lines"),
        ("body,item,value\nhealth,ra\u202ete,9\n", "2:item unprintable"),
        ("body,itm,value\nhealth,rate,9\n", "1:itm misspelt_column"),
        ("body,item,value,colour\nhealth,rate,9,red\n", "1:colour unknown_column"),
        ("body,item,value,colour,shape\nhealth,rate,9,red,round\n", "1:colour unknown_columns"),
        (",body,item,value\n0,health,rate,9\n", "2:1 unnamed_column"),
        ("body,item,value,value\nhealth,rate,9,9\n", "1:value double_column"),
        (b"%PDF-1.7\n", "paper"),
        (b"<html><table>", "web_page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "old_workbook"),
        (b"body,item,value\nhealth,rate,\xaf\xab\xa0\n", "not_text"),
    ],
)
def test_what_cannot_be_read_says_what_it_is(text: str | bytes, said: str) -> None:
    assert read(text)[0] == said


def test_a_foreign_heading_is_told_in_two_sentences_with_its_first_columns() -> None:
    heads = ",".join(f"foreign{number}" for number in range(40))
    found = read_table(f"{heads}\n{'1,' * 40}\n".encode(), KEYS, ("status",))
    foreign, missing = (fault.sentence() for fault in found if isinstance(fault, TableFault))
    assert foreign == (
        "There are no columns foreign0, foreign1, foreign2, foreign3, and 36 more in this row; take them out. "
        "The columns are: body, item, value, status."
    )
    assert missing.startswith("The columns body, item, value are missing in the first row.")


def test_a_heading_without_end_and_faults_without_end_stop_the_reading() -> None:
    wide = ",".join(f"c{n}" for n in range(64_000))
    assert read(f"{wide}\n1\n") == ["too_many_columns"]
    many = read("body,item,value\n" + "a,b,1,extra\n" * 3000)
    assert (len(many), many[-1]) == (MAX_FAULTS + 1, "too_many_faults")
    assert read(book(("S", [("x",) * (MAX_COLUMNS + 1)]))) == ["too_many_columns"]


def test_workbooks_of_other_programs() -> None:
    made = book(("Notes", [("about",)]), ("Data", [(), *ROWS]))
    made["Data"]["C3"].number_format = '0.0"%"'
    assert read(made) == ["9.25"]
    data = io.BytesIO(saved(book(("S", ROWS))))
    with zipfile.ZipFile(data) as usual, zipfile.ZipFile(out := io.BytesIO(), "w") as other:
        for name in usual.namelist():  # as a well-known accounting program names its parts
            other.writestr(name.replace("sharedStrings", "SharedStrings"), usual.read(name))
    assert read(out.getvalue()) == ["9.25"]


def test_what_a_sheet_hides_merges_or_computes_is_refused_at_its_cell() -> None:
    hidden = book(("S", (*ROWS, ("health", "rate", 8))))
    hidden["S"].row_dimensions[3].hidden = True
    assert read(hidden) == ["S!A3 hidden_row"]
    column = book(("S", ROWS))
    column["S"].column_dimensions["C"].hidden = True
    assert "S!C1 hidden_column" in read(column)
    merged = book(("S", (*ROWS, (None, "rate", 8))))
    merged["S"].merge_cells("A2:A3")
    assert "merged_cells" in read(merged)[0]
    assert read(book(("A", ROWS), ("B", ROWS))) == ["several_sheets"]
    alone = book(("A", [("x",)]), ("B", ROWS))
    alone["B"].sheet_state = "hidden"
    assert read(alone) == ["hidden_sheet"]
    cells = book(("S", [*ROWS, ("a", "b", "=1+1"), ("a", "b", 1e16), ("a", "b", "#N/A")]))
    cells["S"]["C2"].number_format = "0%"
    assert read(cells) == [
        "S!C2 percent_cell", "S!C3 formula_cell", "S!C4 long_number", "S!C5 error_cell",
    ]  # fmt: skip
    locked = TableFault("", "locked")
    assert locked.sentence().startswith("The workbook opens only with a password. Take the password off")


def test_text_in_an_encoding_that_cannot_be_told_is_refused() -> None:
    assert decoded("Отчёт № 5".encode("cp1251")) == "Отчёт № 5"
    for data in ("Отчёт".encode("cp866"), "Отчёт".encode()[:-1], b"a\0b"):
        with pytest.raises(Unreadable):
            decoded(data)


# --- the gate ---------------------------------------------------------------------------------------------------------


@behind_gate(lambda unreadable: unreadable.code)
def stumbling(error: type[BaseException]) -> str:
    raise error


def test_whatever_a_library_raises_comes_out_as_a_code_with_its_sentence() -> None:
    assert read_here(stumbling, ZeroDivisionError) == "damaged"
    assert read_here(stumbling, RecursionError) == "too_deep"
    assert read_here(stumbling, MemoryError) == "too_much_memory"
    assert TableFault("", "damaged").sentence().startswith("The file is damaged")
    with pytest.raises(KeyboardInterrupt):
        read_here(stumbling, KeyboardInterrupt)


@pytest.fixture(scope="module")
def fuzz() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_files", ROOT / "bench" / "fuzz_files.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["fuzz_files"] = module
    spec.loader.exec_module(module)
    return module


def test_every_reader_of_foreign_files_stands_behind_the_gate(fuzz: ModuleType) -> None:
    assert {
        "engine.tables.read_cells",
        "engine.methodology_files.read_methodology",
        "reports.evidence.readable",
        "reports.file_kinds.fault_of",
    } <= gated_readers()
    assert fuzz.READERS


FLOORS = (
    "engine", "evaluation", "schedule", "methodologies", "reports", "blocks", "appeals", "commission", "public", "config",
)  # fmt: skip
#: Modules that read what others made, all behind the gate, and those that read the portal's own files.
READ_FOREIGN = {
    "engine/foreign/active_text.py", "engine/foreign/archives.py", "engine/foreign/reader.py", "engine/foreign/text.py", "engine/foreign/xml_parts.py",
    "engine/methodology_format/nodes.py", "reports/evidence.py", "reports/image_files.py",
}  # fmt: skip
READ_OUR_OWN = {
    "blocks/conclusion_text.py", "config/documents.py", "config/walk/core.py", "evaluation/decree.py",
    "evaluation/register.py", "public/exports.py",
}  # fmt: skip
_READING = re.compile(
    r"load_workbook|csv\.(reader|DictReader)|ZipFile\(|yaml\.(safe_load|load|parse)\((?!.*read_text)|"
    r"ElementTree\.(parse|fromstring|iterparse|XMLPullParser)|Image\.open|pickle\.loads?"
)


def test_workbooks_of_methodologies_are_read_through_the_gate_alone() -> None:
    callers = {
        path.relative_to(ROOT).as_posix()
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        if "methodology_workbook" in (code := path.read_text(encoding="utf-8"))
        and re.search(r"(?<!def )\bread_workbook\(", code)
    }
    assert callers - {"engine/methodology_workbook/__init__.py"} == {"engine/methodology_files.py"}


def test_nothing_else_opens_a_foreign_file() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for floor in FLOORS
        for path in (ROOT / floor).rglob("*.py")
        if _READING.search(path.read_text(encoding="utf-8"))
    }
    assert found - READ_OUR_OWN == READ_FOREIGN


def test_a_sample_of_broken_files_is_read_or_refused_by_all_of_them(fuzz: ModuleType) -> None:
    """`make fuzz` tries ten thousand; this is the same in small."""
    good = {
        extension: [read_here(fuzz.fault_of, extension, one) for one in files]
        for extension, files in fuzz.good_files().items()
        if extension in fuzz.KINDS
    }
    assert set(good.pop("pdf")) == {"", "locked"}
    assert all(fault == "" for faults in good.values() for fault in faults)
    tried, failures = fuzz.try_all(400, seed=3, here=True)
    assert (sum(tried.values()), failures) == (400, [])
    tried, failures = fuzz.try_all(20, seed=4)
    assert (sum(tried.values()), failures) == (20, [])


def test_numbers_are_exact_to_all_their_digits() -> None:
    assert Signs().read("123456789012345678901234567890.5") == Decimal("123456789012345678901234567890.5")
