"""Tables that people upload: what other programs write is read, or refused at its place in a sentence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.table_faults import MESSAGES, TableFault
from engine.tables import TableRow, read_table

HEAD = "body,item,value"


def read(text: str) -> list[TableRow] | list[TableFault]:
    return read_table(text.encode(), ("body", "item", "value"), ("status",))


def cells(text: str) -> list[tuple[int, dict[str, str]]]:
    return [(row.number, dict(row.cells)) for row in read(text) if isinstance(row, TableRow)]


ONE = {"body": "health", "item": "rate", "value": "9,25"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ('\r\nbody,item,value\r\nhealth,rate,"9,25"\r\n', 3),
        ('\r\n , ,\r\nbody,item,value\r\n\r\nhealth,rate,"9,25"\r\n', 5),
        ("sep=;\r\nbody;item;value\r\nhealth;rate;9,25\r\n", 3),
        ("SEP=\t\nbody\titem\tvalue\nhealth\trate\t9,25\n", 3),
        ("body\titem\tvalue\r\nhealth\trate\t9,25\r\n", 2),
        ("\nbody;item;value\nhealth;rate;9,25\n", 3),
    ],
)
def test_what_other_programs_write_is_read_with_the_lines_of_the_file(text: str, number: int) -> None:
    assert cells(text) == [(number, ONE)]


@pytest.mark.parametrize(
    ("row", "where", "found", "dot"),
    [("health,rate,9,25", "2:value", "9,25", "9.25"), ("health,rate,-9,25,", "2:value", "-9,25", "-9.25")],
)
def test_a_number_that_fell_into_two_cells_is_named(row: str, where: str, found: str, dot: str) -> None:
    assert read(f"{HEAD}\n{row}\n") == [TableFault(where, "split_number", {"found": found, "dot": dot})]
    assert "{found}" in MESSAGES["split_number"]


def test_a_row_that_is_long_for_another_reason_is_told_so() -> None:
    assert read(f"{HEAD}\nhealth,rate,9,late\n") == [TableFault("2:4", "extra_cell", {})]


@pytest.mark.parametrize("text", ["", "\n", "\r\n\r\n , \r\n", "sep=;\n", HEAD])
def test_a_table_without_rows_is_told_so(text: str) -> None:
    assert read(text) == [TableFault("", "no_rows", {})]


@given(st.binary(max_size=200) | st.text(alphabet='sep=;,\t|"\r\n a1\0', max_size=80).map(str.encode))
def test_whatever_comes_in_is_rows_or_faults_with_their_sentence(data: bytes) -> None:
    found = read_table(data, ("body", "item"))
    assert found
    assert all(isinstance(one, TableRow) or one.sentence() for one in found)
