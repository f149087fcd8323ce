"""Official statistics taken in by an authority, and figures that arrive late: counted by a new version with both dates."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook

from blocks import actions as block_actions
from blocks.actions.scoring import items_read
from blocks.departures import departures_of
from blocks.late_figures import arrived
from blocks.models import Conclusion, ConclusionState, Mark
from blocks.trace.nodes import read_trace
from blocks.trace.record import recompute
from blocks.trace.sight import Sight
from evaluation import clock, desk
from evaluation.models import Assignment, InterestDeclaration, JournalEntry
from evaluation.refusals import Refusal
from methodologies.content import methodology_of
from reports import actions as report_actions
from reports.entries import ValueEntry
from reports.models import DatumValue, Document, StatisticsImport
from schedule.models import Letter
from tests.worlds.elements import element, named, texts
from tests.worlds.opened import Opened, opened
from tests.worlds.scored import MARCH, Scored
from tests.worlds.world import NOW

__all__ = ["opened"]

AUTHOR = "economy.evaluator"
RETRIEVED = date(2019, 3, 1)
JUNE = datetime(2019, 6, 24, 6, 0, tzinfo=UTC)
HEAD = "body,item,kpi,value,status\n"
NOT_OUT = HEAD + "".join(f"agriculture,kpi_fact,kpi-{n},,not_counted: out in June\n" for n in (1, 2))
OUT = HEAD + "agriculture,kpi_fact,kpi-1,100.5,\nagriculture,kpi_fact,kpi-2,50.25,\n"


@pytest.fixture
def year(opened: Opened) -> Iterator[Scored]:
    """Agriculture's block 1 on 11 March: the report accepted, the budget's values recorded."""
    scored = Scored(opened.world, opened.cycle)
    with clock.frozen(NOW):
        report = scored.sign(scored.report("agriculture", 1))
    with clock.frozen(MARCH):
        scored.accept(report)
        second = scored.partials("agriculture", 1)[1]
        proof = scored.proof(second)
        entries = [
            ValueEntry(item.code, number=Decimal(100), document_ids=(proof.pk,))
            for item in items_read(second).values()
            if item.supplier == "authority" and item.default is None
        ]
        block_actions.record_values(second, scored.person("finance.evaluator"), entries)
        yield scored


def take_in(year: Scored, table: str | bytes, by: str = AUTHOR, **changes: Any) -> StatisticsImport:
    given: dict[str, Any] = {
        "authority": year.world.body(by.split(".", maxsplit=1)[0]),
        "filename": "figures.csv",
        "data": table.encode() if isinstance(table, str) else table,
        "source": "Committee on Statistics, series 5",
        "retrieved_on": RETRIEVED,
        "by": year.person(by),
    }
    return report_actions.import_statistics(year.cycle, **(given | changes))


def refused(year: Scored, table: str | bytes, **changes: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        take_in(year, table, **changes)
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


# --- taking in --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("c4", "c9.3")
def test_figures_come_with_source_day_and_checksum_and_the_file_is_their_document(year: Scored) -> None:
    record = take_in(year, OUT)
    assert (record.count, record.retrieved_on, record.imported_at) == (2, RETRIEVED, MARCH)
    assert len(record.sha256) == 64
    value = DatumValue.objects.get(item="kpi_fact", row="kpi-2")
    assert (value.number, value.statistics, value.given_by) == (Decimal("50.25"), record, year.person(AUTHOR))
    document = value.documents.get()
    assert (document.sha256, document.source_kind, document.body.slug) == (record.sha256, 6, "agriculture")
    assert "01.03.2019" in document.title
    journal = JournalEntry.objects.get(act="statisticsimport.import")
    assert journal.details["sha256"] == record.sha256
    with pytest.raises(DatabaseError), transaction.atomic():
        StatisticsImport.objects.update(source="other")


def test_a_workbook_gives_the_same_figures(year: Scored) -> None:
    data = workbook(
        ("item", "body", "kpi", "value"),
        ("kpi_fact", "agriculture", "kpi-1", 100.5),
        ("kpi_fact", "agriculture", "kpi-2", "50.25"),
    )
    take_in(year, data, filename="figures.xlsx")
    assert {v.row: v.number for v in DatumValue.objects.filter(item="kpi_fact")} == {
        "kpi-1": Decimal("100.5"),
        "kpi-2": Decimal("50.25"),
    }


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_numbers_are_read_as_the_file_means_them_on_every_page(year: Scored, language: str) -> None:
    with translation.override(language):
        table = (HEAD + "agriculture,kpi_fact,kpi-1,9;125,\nagriculture,kpi_fact,kpi-2,50;5,\n").replace(
            ",", "|"
        )
        take_in(year, table.replace(";", ",").replace("|", ";"))
        assert DatumValue.objects.get(item="kpi_fact", row="kpi-1").number == Decimal("9.125")


def test_a_number_that_the_file_leaves_open_is_asked_for(year: Scored) -> None:
    data = workbook(("item", "body", "kpi", "value"), ("kpi_fact", "agriculture", "kpi-1", "1,250"))
    refusal = refused(year, data)
    (fault,) = refusal.faults
    assert fault.sentence == (
        "Cell Data!D2: “1,250” can be read as 1.250 or as 1250: no other number of the file tells which. "
        "Write 1.250 or 1250."
    )
    assert refusal.remedy.endswith("the decimal sign of the file can be chosen below.")
    take_in(year, data, filename="figures.xlsx", decimal=",")
    assert DatumValue.objects.get(item="kpi_fact", row="kpi-1").number == Decimal("1.25")


def test_a_refused_file_says_what_to_do_instead(year: Scored) -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    (fault,) = refused(year, locked).faults
    assert fault.sentence == (
        "The workbook opens only with a password. "
        "Take the password off (File, Info, Protect Workbook) and save it anew."
    )


def test_every_bad_line_is_named_and_nothing_is_taken_in(year: Scored) -> None:
    table = (
        HEAD + "nowhere,kpi_fact,kpi-1,1,\nagriculture,spent,,1,\nagriculture,kpi_fact,kpi-9,1,\n"
        "agriculture,kpi_fact,kpi-1,many,\nagriculture,kpi_fact,,1,\nagriculture,kpi_fact,kpi-2,1,later\n"
        "agriculture,kpi_fact,kpi-2,1,\nagriculture,kpi_fact,kpi-2,2,\n"
    )
    refusal = refused(year, table, source=" ", retrieved_on=date(2019, 12, 1))
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
def test_every_bad_cell_is_named(cell: Any, words: str, year: Scored) -> None:
    data = workbook(("body", "item", "kpi", "value"), ("agriculture", "kpi_fact", "kpi-1", cell))
    (fault,) = refused(year, data, filename="figures.xlsx").faults
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
def test_a_table_that_cannot_be_read_is_a_sentence(table: str | bytes, words: str, year: Scored) -> None:
    refusal = refused(year, table)
    assert any(words in fault.sentence for fault in refusal.faults), refusal.faults


def test_only_the_authority_that_answers_for_the_figures_takes_them_in(year: Scored) -> None:
    assert refused(year, OUT, authority=year.world.body("finance")).code == "right"
    assert len(refused(year, OUT, by="finance.evaluator").faults) == 2


@pytest.mark.clause("c9.2")
def test_who_declared_an_interest_takes_in_no_figure_of_that_body(year: Scored) -> None:
    declared = InterestDeclaration.objects.create(
        user=year.person(AUTHOR),
        body=year.world.body("culture"),
        reason="Former service",
        valid_from=date(2019, 1, 1),
    )
    both = OUT + "culture,kpi_fact,kpi-1,7,\n"
    refusal = refused(year, both)
    assert (refusal.code, refusal.clause) == ("right", "c9.2")
    assert "interest in Минкультуры," in refusal.sentence
    assert not Document.objects.filter(supplied_by__slug="economy").exists()
    assert take_in(year, OUT).count == 2  # of other bodies as before
    InterestDeclaration.objects.filter(pk=declared.pk).update(valid_until=date(2019, 3, 1))
    assert take_in(year, both).count == 3  # the declaration has ended


def test_the_trace_says_source_day_and_checksum(year: Scored) -> None:
    record = take_in(year, OUT)
    conclusion = year.draw_up("agriculture", 1)
    trace = read_trace(conclusion, Sight(lambda pk: f"/d/{pk}"))
    indicator = trace.root.children[0].children[0].children[0]
    read = next(one for one in indicator.reads if one.documents)
    assert "Committee on Statistics, series 5" in read.source
    assert "01.03.2019" in read.source
    assert read.documents[0].sha256 == record.sha256
    assert read.documents[0].url == f"/d/{Document.objects.get(sha256=record.sha256).pk}"


# --- figures that arrive late -------------------------------------------------------------------------------------------


@pytest.fixture
def with_a_gap(year: Scored) -> Conclusion:
    """Block 1 concluded and delivered while the statistics are not out."""
    take_in(year, NOT_OUT)
    conclusion = year.conclude("agriculture", 1)
    assert Mark.objects.get(indicator="1.1.1.1").status == "not_counted"
    return conclusion


@pytest.mark.parametrize("text", ["\r\n" + OUT, "sep=,\r\n" + OUT, OUT.replace(",", "\t")])
def test_a_file_as_other_programs_write_it_is_taken_in(year: Scored, text: str) -> None:
    assert take_in(year, text).count == 2


def test_a_comma_in_a_number_that_divides_columns_is_named(year: Scored) -> None:
    with pytest.raises(Refusal) as caught:
        take_in(year, HEAD + "agriculture,kpi_fact,kpi-1,9,25,\n")
    assert [fault.sentence for fault in caught.value.faults] == [
        (
            "Line 2, value: A comma divides the columns of this file, so 9,25 fell into two cells. Write 9.25, or put the "
            "number in quotation marks."
        )
    ]


@pytest.mark.clause("c47", "c61")
def test_an_approved_figure_does_not_change_and_a_missing_one_may_arrive(
    year: Scored, with_a_gap: Conclusion
) -> None:
    take_in(year, OUT)
    with pytest.raises(Refusal) as caught:
        take_in(year, OUT.replace("50.25", "50.5"))
    assert ["objection" in fault.sentence for fault in caught.value.faults] == [True]
    with pytest.raises(Refusal) as caught:
        take_in(year, OUT)
    assert ["nothing new" in fault.sentence for fault in caught.value.faults] == [True]


def test_looking_for_late_figures_asks_nothing_for_a_mark(year: Scored, with_a_gap: Conclusion) -> None:
    with clock.frozen(JUNE):
        take_in(year, OUT)
    methodology_of(with_a_gap.methodology)
    with CaptureQueriesContext(connection) as caught:
        assert [figure.indicator for figure in arrived(with_a_gap)] == ["1.1.1.1"]
    tables = Counter(re.findall(r'FROM "(\w+)"', query["sql"])[0] for query in caught.captured_queries)
    assert Mark.objects.filter(partial__assignment__block=1).count() > 4
    counted = ("blocks_mark", "blocks_partialconclusion", Assignment._meta.db_table)
    assert [tables[table] for table in counted] == [1, 0, 0]


@pytest.mark.clause("c47")
def test_a_late_figure_makes_a_new_version_with_both_dates(year: Scored, with_a_gap: Conclusion) -> None:
    approver = year.person("economy.approver")
    with pytest.raises(Refusal, match="No figure has arrived"):
        block_actions.recount_conclusion(with_a_gap, approver)
    with clock.frozen(JUNE):
        take_in(year, OUT)
        assert [figure.indicator for figure in arrived(with_a_gap)] == ["1.1.1.1"]
        assert departures_of(2018) == []
        assert [turn.url for turn in desk.turns_of(approver) if "again" in str(turn.title)] == [
            reverse("conclusion", args=[with_a_gap.pk])
        ]
        new = block_actions.recount_conclusion(with_a_gap, approver)
    old = Conclusion.objects.get(pk=with_a_gap.pk)
    assert (old.state, old.score) == (ConclusionState.SUPERSEDED, with_a_gap.score)
    assert (new.version, new.supersedes_id, new.state) == (2, old.pk, ConclusionState.DELIVERED)
    assert new.recounted == [
        {
            "indicator": "1.1.1.1",
            "reason": new.recounted[0]["reason"],
            "left_out_at": MARCH.isoformat(),
            "arrived_at": JUNE.isoformat(),
            "partly": False,
        }
    ]
    # kpi-1: 100.5 of 100.5 = 1; kpi-2: 50.25 of 100.5 = 0.5; weights 50 and 50
    assert Mark.objects.get(indicator="1.1.1.1").score == Decimal(75)
    assert new.score != old.score
    assert new.objection_term is not None
    assert Letter.objects.filter(kind="conclusion.recounted", to__username="agriculture.first_head").exists()
    acts = set(JournalEntry.objects.filter(at=JUNE).values_list("act", flat=True))
    assert {"conclusion.recount", "conclusion.recount_from", "partialconclusion.recount_marks"} <= acts
    with clock.frozen(JUNE), pytest.raises(Refusal, match="No figure has arrived"):
        block_actions.recount_conclusion(new, approver)
    with clock.frozen(JUNE):
        assert departures_of(2018) == []


@pytest.mark.clause("c47")
def test_a_figure_that_completes_a_list_says_that_it_was_counted_in_part(year: Scored) -> None:
    take_in(
        year,
        HEAD + "agriculture,kpi_fact,kpi-1,100.5,\nagriculture,kpi_fact,kpi-2,,not_counted: out in June\n",
    )
    old = year.conclude("agriculture", 1)
    assert Mark.objects.get(indicator="1.1.1.1").score == Decimal(100)
    with clock.frozen(JUNE):
        take_in(year, HEAD + "agriculture,kpi_fact,kpi-2,50.25,\n")
        new = block_actions.recount_conclusion(old, year.person("economy.approver"))
    one = next(one for one in new.recounted if one["indicator"] == "1.1.1.1")
    assert (one["partly"], one["reason"]) == (True, "out in June")
    assert Mark.objects.get(indicator="1.1.1.1").score == Decimal(75)
    (told,) = [
        paragraph
        for section in new.content["en"]
        for paragraph in section["paragraphs"]
        if "1.1.1.1" in paragraph and "arrived" in paragraph
    ]
    assert (
        "Counted in part on: 11\N{NO-BREAK SPACE}March 2019. Reason: out in June. Figure arrived on: 24\N{NO-BREAK SPACE}June 2019."
        in told
    )


@pytest.mark.clause("c47")
def test_every_version_comes_to_its_own_digits_again(year: Scored, with_a_gap: Conclusion) -> None:
    with clock.frozen(JUNE):
        take_in(year, OUT)
        new = block_actions.recount_conclusion(with_a_gap, year.person("economy.approver"))
    found = recompute(new)
    assert found is not None
    assert found.same
    told = StringIO()
    call_command("verify_scores", year=2018, stdout=told)
    assert "1 conclusions and 1 superseded versions computed again, 0 differ" in told.getvalue()


@pytest.mark.clause("c47")
def test_only_the_leads_approver_counts_again(year: Scored, with_a_gap: Conclusion) -> None:
    with clock.frozen(JUNE):
        take_in(year, OUT)
        for who in ("economy.evaluator", "finance.approver", "agriculture.first_head"):
            with pytest.raises(Refusal) as caught:
                block_actions.recount_conclusion(with_a_gap, year.person(who))
            assert caught.value.code == "right"


# --- pages ----------------------------------------------------------------------------------------------------------------


def test_the_whole_way_by_pages(year: Scored, client: Client, with_a_gap: Conclusion) -> None:
    with clock.frozen(JUNE), translation.override("en"):
        year.world.sign_in(client, AUTHOR)
        page = reverse("statistics", args=[2018])
        shown = client.get(page).content.decode()
        assert named(shown, "tbody th", "Committee on Statistics, series 5")
        template = client.get(reverse("statistics_template", args=[2018, "economy"])).content.decode(
            "utf-8-sig"
        )
        assert "agriculture,kpi_fact,,,kpi-1,,not_counted: out in June" in template
        bad = client.post(page, form(year, "body,item,value\nagriculture,kpi_fact,1\n"))
        assert bad.status_code == 422
        assert element(bad, "#id_file_error").text.startswith("Error: Line 2, kpi: say which kpi")
        assert client.post(page, form(year, OUT)).status_code == 302
        assert StatisticsImport.objects.count() == 2
        year.world.sign_in(client, "economy.approver")
        address = reverse("conclusion", args=[with_a_gap.pk])
        assert "Count again with the figures that arrived" in texts(client.get(address), ".moves button")
        moved = client.post(
            reverse("conclusion_move", args=[with_a_gap.pk, "recount"]),
            {"revision": Conclusion.objects.get(pk=with_a_gap.pk).revision},
        )
        new = Conclusion.objects.get(version=2)
        assert moved.status_code == 302
        shown = client.get(reverse("conclusion", args=[new.pk])).content.decode()
        said = (
            "Indicator 1.1.1.1: not counted on 11.03.2019 12:00:00, its figure arrived on 24.06.2019 12:00:00."
            " out in June"
        )
        assert said in texts(shown, ".alert-waiting li")
        told = named(shown, ".long-text p", "Indicator 1.1.1.1 ").text
        assert (
            "Left out on: 11\N{NO-BREAK SPACE}March 2019. Reason: out in June. Figure arrived on: 24\N{NO-BREAK SPACE}June 2019."
            in told
        )


def form(year: Scored, table: str) -> dict[str, Any]:
    return {
        "authority": year.world.body("economy").pk,
        "source": "Bulletin",
        "retrieved_on": "2019-06-20",
        "file": SimpleUploadedFile("figures.csv", table.encode()),
    }
