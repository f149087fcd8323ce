"""Official statistics taken in by an authority, and figures that arrive late: counted by a new version with both dates."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.utils import translation
from openpyxl import Workbook

from blocks.trace.nodes import read_trace
from blocks.trace.sight import Sight
from evaluation.models import InterestDeclaration, JournalEntry
from evaluation.refusals import Refusal
from reports.models import DatumValue, Document, StatisticsImport
from tests.worlds.scored import MARCH, Scored
from tests.worlds.statistics import AUTHOR, HEAD, OUT, RETRIEVED, measured, take_in

__all__ = ["measured"]


def refused(measured: Scored, table: str | bytes, **changes: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        take_in(measured, table, **changes)
    assert not StatisticsImport.objects.exists()
    assert not DatumValue.objects.filter(provenance="statistics").exists()
    return caught.value


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = Workbook()
    page: Any = book.active
    page.title = "Data"
    for row in rows:
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.clause("c4", "c9.3")
def test_figures_come_with_source_day_and_checksum_and_the_file_is_their_document(measured: Scored) -> None:
    record = take_in(measured, OUT)
    assert (record.count, record.retrieved_on, record.imported_at) == (2, RETRIEVED, MARCH)
    assert len(record.sha256) == 64
    value = DatumValue.objects.get(item="kpi_fact", row="kpi-2")
    assert (value.number, value.statistics, value.given_by) == (
        Decimal("50.25"),
        record,
        measured.person(AUTHOR),
    )
    document = value.documents.get()
    assert (document.sha256, document.source_kind, document.body.slug) == (record.sha256, 6, "agriculture")
    assert "01.03.2019" in document.title
    journal = JournalEntry.objects.get(act="statisticsimport.import")
    assert journal.details["sha256"] == record.sha256
    with pytest.raises(DatabaseError), transaction.atomic():
        StatisticsImport.objects.update(source="other")


def test_a_workbook_gives_the_same_figures(measured: Scored) -> None:
    data = workbook(
        ("item", "body", "kpi", "value"),
        ("kpi_fact", "agriculture", "kpi-1", 100.5),
        ("kpi_fact", "agriculture", "kpi-2", "50.25"),
    )
    take_in(measured, data, filename="figures.xlsx")
    assert {v.row: v.number for v in DatumValue.objects.filter(item="kpi_fact")} == {
        "kpi-1": Decimal("100.5"),
        "kpi-2": Decimal("50.25"),
    }


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_numbers_are_read_as_the_file_means_them_on_every_page(measured: Scored, language: str) -> None:
    with translation.override(language):
        table = (HEAD + "agriculture,kpi_fact,kpi-1,9;125,\nagriculture,kpi_fact,kpi-2,50;5,\n").replace(
            ",", "|"
        )
        take_in(measured, table.replace(";", ",").replace("|", ";"))
        assert DatumValue.objects.get(item="kpi_fact", row="kpi-1").number == Decimal("9.125")


def test_a_number_that_the_file_leaves_open_is_asked_for(measured: Scored) -> None:
    data = workbook(("item", "body", "kpi", "value"), ("kpi_fact", "agriculture", "kpi-1", "1,250"))
    refusal = refused(measured, data)
    (fault,) = refusal.faults
    assert fault.sentence == (
        "Cell Data!D2: “1,250” can be read as 1.250 or as 1250: no other number of the file tells which. "
        "Write 1.250 or 1250."
    )
    assert refusal.remedy.endswith("the decimal sign of the file can be chosen below.")
    take_in(measured, data, filename="figures.xlsx", decimal=",")
    assert DatumValue.objects.get(item="kpi_fact", row="kpi-1").number == Decimal("1.25")


def test_a_refused_file_says_what_to_do_instead(measured: Scored) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    (fault,) = refused(measured, locked).faults
    assert fault.sentence == (
        "The workbook opens only with a password. "
        "Take the password off (File, Info, Protect Workbook) and save it anew."
    )


def test_every_bad_line_is_named_and_nothing_is_taken_in(measured: Scored) -> None:
    table = (
        HEAD + "nowhere,kpi_fact,kpi-1,1,\nagriculture,spent,,1,\nagriculture,kpi_fact,kpi-9,1,\n"
        "agriculture,kpi_fact,kpi-1,many,\nagriculture,kpi_fact,,1,\nagriculture,kpi_fact,kpi-2,1,later\n"
        "agriculture,kpi_fact,kpi-2,1,\nagriculture,kpi_fact,kpi-2,2,\n"
    )
    refusal = refused(measured, table, source=" ", retrieved_on=date(2019, 12, 1))
    said = [fault.sentence for fault in refusal.faults]
    assert [fault.field for fault in refusal.faults][:2] == ["source", "retrieved_on"]
    starts = ["Line 2, body", "Line 3, item", "Line 4, kpi", "Line 5, value", "Line 6, kpi", "Line 7, status"]
    assert [sentence.partition(": ")[0] for sentence in said[2:]] == [*starts, "Line 9, value"]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("=1+1", "formula"),
        (date(2019, 1, 1), "date"),
        ("many", "number"),
        ("#REF!", "error"),
    ],
)
def test_every_bad_cell_is_named(cell: Any, words: str, measured: Scored) -> None:
    data = workbook(("body", "item", "kpi", "value"), ("agriculture", "kpi_fact", "kpi-1", cell))
    (fault,) = refused(measured, data, filename="figures.xlsx").faults
    assert "Data!D2" in fault.sentence
    assert words in fault.sentence.lower()


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (b"", "no rows"),
        (HEAD, "no rows"),
        ("body,value\na,1\n", "item"),
        ("body,item,value,vlaue\na,b,1,2\n", "vlaue"),
        ("body,item,value,value\na,b,1,2\n", "twice"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"PK\x03\x04 broken", "workbook"),
        (b"x" * 2_000_001, "bytes"),
    ],
)
def test_a_table_that_cannot_be_read_is_a_sentence(table: str | bytes, words: str, measured: Scored) -> None:
    refusal = refused(measured, table)
    assert any(words in fault.sentence for fault in refusal.faults), refusal.faults


def test_only_the_authority_that_answers_for_the_figures_takes_them_in(measured: Scored) -> None:
    assert refused(measured, OUT, authority=measured.world.body("finance")).code == "right"
    assert len(refused(measured, OUT, by="finance.evaluator").faults) == 2


@pytest.mark.clause("c9.2")
def test_who_declared_an_interest_takes_in_no_figure_of_that_body(measured: Scored) -> None:
    declared = InterestDeclaration.objects.create(
        user=measured.person(AUTHOR),
        body=measured.world.body("culture"),
        reason="Former service",
        valid_from=date(2019, 1, 1),
    )
    both = OUT + "culture,kpi_fact,kpi-1,7,\n"
    refusal = refused(measured, both)
    assert (refusal.code, refusal.clause) == ("right", "c9.2")
    assert "interest in Минкультуры," in refusal.sentence
    assert not Document.objects.filter(supplied_by__slug="economy").exists()
    assert take_in(measured, OUT).count == 2  # of other bodies as before
    InterestDeclaration.objects.filter(pk=declared.pk).update(valid_until=date(2019, 3, 1))
    assert take_in(measured, both).count == 3  # the declaration has ended


def test_the_trace_says_source_day_and_checksum(measured: Scored) -> None:
    record = take_in(measured, OUT)
    conclusion = measured.draw_up("agriculture", 1)
    trace = read_trace(conclusion, Sight(lambda pk: f"/d/{pk}"))
    indicator = trace.root.children[0].children[0].children[0]
    read = next(one for one in indicator.reads if one.documents)
    assert "Committee on Statistics, series 5" in read.source
    assert "01.03.2019" in read.source
    assert read.documents[0].sha256 == record.sha256
    assert read.documents[0].url == f"/d/{Document.objects.get(sha256=record.sha256).pk}"


@pytest.mark.parametrize("text", ["\r\n" + OUT, "sep=,\r\n" + OUT, OUT.replace(",", "\t")])
def test_a_file_as_other_programs_write_it_is_taken_in(measured: Scored, text: str) -> None:
    assert take_in(measured, text).count == 2


def test_a_comma_in_a_number_that_divides_columns_is_named(measured: Scored) -> None:
    with pytest.raises(Refusal) as caught:
        take_in(measured, HEAD + "agriculture,kpi_fact,kpi-1,9,25,\n")
    assert [fault.sentence for fault in caught.value.faults] == [
        (
            "Line 2, value: A comma divides the columns of this file, so 9,25 fell into two cells. Write 9.25, or put the "
            "number in quotation marks."
        )
    ]
