"""Long lists as CSV go out piece by piece: the same bytes as a file written whole, in the memory of one piece."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import translation

from evaluation.csv_answers import PIECE, csv_answer

ROWS = 4 * PIECE + 1


def test_no_more_is_read_than_is_sent() -> None:
    """A row is asked for when its piece is: nothing before the first, one piece at a time."""
    read: list[int] = []

    def rows() -> Iterator[list[Any]]:
        for number in range(ROWS):
            read.append(number)
            yield [number, "ә"]

    answer = csv_answer("list.csv", ["number", "letter"], rows())
    assert answer.streaming
    pieces = iter(answer)
    assert (next(pieces), read) == ("\ufeffnumber,letter\r\n".encode(), [])
    sizes = []
    for piece in pieces:
        sizes.append(piece.count(b"\r\n"))
        assert len(read) == sum(sizes)
    assert sizes == [PIECE] * 4 + [1]


@pytest.mark.parametrize(("tamed", "shown"), [(True, "'=1+1"), (False, "=1+1")])
def test_the_bytes_are_those_of_a_file_written_whole(tamed: bool, shown: str) -> None:
    rows = [[number, '"ә"; \n', "=1+1", None] for number in range(ROWS)]
    whole = io.StringIO(newline="")
    csv.writer(whole).writerows([["a", "b", "c", "d"], *([one, two, shown, ""] for one, two, _c, _d in rows)])
    answer = csv_answer("Тізім.csv", ["a", "b", "c", "d"], rows, tamed=tamed)
    assert answer.getvalue() == whole.getvalue().encode("utf-8-sig")
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%D0%A2%D1%96%D0%B7%D1%96%D0%BC.csv"
    assert answer["Content-Type"] == "text/csv; charset=utf-8"


def test_rows_are_told_in_the_language_in_which_they_were_asked_for() -> None:
    """Whatever language is active while they are sent; and that one stays active."""
    with translation.override("ru"):
        answer = csv_answer("list.csv", [], ([translation.get_language()] for _number in range(2)))
    with translation.override("en"):
        assert answer.getvalue() == b"\xef\xbb\xbf\r\nru\r\nru\r\n"
        assert translation.get_language() == "en"
