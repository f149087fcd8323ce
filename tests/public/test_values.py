"""The public floor's plain values: places, orders, what a spreadsheet may not run, and the one door to the database."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.conf import settings
from openpyxl import load_workbook

from engine.methodology import Degree, Words
from evaluation.models import Body, Cycle
from public import exports
from public.results import Result, YearResults, median, ordered, places_for, ranked

NAMES = Words("жоғары", "высокая", "high")
HIGH, MEDIUM = Degree("high", Decimal(90), NAMES), Degree("medium", Decimal(70), NAMES)


def result(
    name: str, overall: str | None, kind: str = "central", order: int = 1, previous: str | None = None
) -> Result:
    body = Body(slug=name, kind=kind, order=order)
    for code in ("kk", "ru", "en"):
        setattr(body, f"name_{code}", name)
        setattr(body, f"short_name_{code}", name)
    return Result(
        2018,
        body,
        withheld=overall is None,
        overall=None if overall is None else Decimal(overall),
        previous=None if previous is None else Decimal(previous),
    )


ROWS = [
    result("a", "80", order=1),
    result("b", "91", order=2, previous="95"),
    result("c", "80", order=3, previous="70"),
    result("d", None, order=4),
    result("e", "70", kind="oblast", order=5),
]


def test_equal_scores_share_a_place_and_kinds_have_their_own() -> None:
    assert [row.rank for row in ranked(ROWS)] == [2, 1, 2, None, 1]


@pytest.mark.parametrize(
    ("sort", "order"),
    [("-overall", "baced"), ("overall", "eacbd"), ("name", "abcde"), ("-movement", "cbade")],
)
def test_orders_leave_what_has_no_value_last(sort: str, order: str) -> None:
    assert "".join(row.body.slug for row in ordered(ROWS, sort)) == order


def test_withheld_has_neither_movement_nor_place() -> None:
    withheld = replace(ROWS[3], previous=Decimal(80))
    assert withheld.movement is None
    assert ranked([withheld])[0].rank is None


@pytest.mark.parametrize(
    ("score", "places"),
    [("89.97", 2), ("89.94", 1), ("90.00", 1), ("69.95", 2), ("42.42", 1), ("89.996", 3), ("89.9999", 4)],
)
def test_no_score_is_written_as_one_of_a_higher_degree(score: str, places: int) -> None:
    assert places_for(Decimal(score), [HIGH, MEDIUM]) == places


def test_median() -> None:
    assert median([]) is None
    assert median([Decimal(3), Decimal(1), Decimal(2)]) == 2
    assert median([Decimal(1), Decimal(2)]) == Decimal("1.5")


def year(*results: Result) -> YearResults:
    return YearResults(Cycle(year=2018, synthetic=True), datetime(2019, 8, 1, tzinfo=UTC), results, {}, None)


FORMULA = '=HYPERLINK("http://example.test","x")'


def test_csv_tames_names_that_look_like_formulas() -> None:
    text = exports.as_csv(year(result(FORMULA, "81.25"))).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))
    assert row["name_ru"] == "'" + FORMULA
    assert row["overall"] == "81.25"


def test_workbook_keeps_names_as_text_and_scores_as_numbers() -> None:
    sheet = load_workbook(io.BytesIO(exports.as_xlsx(year(result(FORMULA, "81.25"))))).worksheets[0]
    assert (sheet.cell(2, 2).value, sheet.cell(2, 2).data_type) == (FORMULA, "s")
    assert (sheet.cell(2, 4).value, sheet.cell(2, 4).data_type) == (81.25, "n")


@pytest.mark.clause("c9.5")
def test_selectors_alone_ask_the_database_for_results() -> None:
    asking = {
        path.name
        for path in (settings.BASE_DIR / "public").rglob("*.py")
        if re.search(r"\.objects\b|get_object_or_404|\.raw\(|cursor\(", path.read_text(encoding="utf-8"))
    }
    assert asking == {
        f"selectors{name}.py" for name in ("", "_closed", "_corrections", "_files", "_journal", "_papers")
    }
