"""Official statistics that arrive late: counted by a new version that says both dates."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from blocks import actions as block_actions
from blocks.departures import departures_of
from blocks.late_figures import arrived
from blocks.models import Conclusion, ConclusionState, Mark
from blocks.trace.record import recompute
from evaluation import clock, desk
from evaluation.models import Assignment, JournalEntry
from evaluation.refusals import Refusal
from methodologies.content import methodology_of
from reports.models import StatisticsImport
from schedule.models import Letter
from tests.worlds.elements import element, named, texts
from tests.worlds.scored import MARCH, Scored
from tests.worlds.statistics import AUTHOR, HEAD, JUNE, NOT_OUT, OUT, measured, take_in

__all__ = ["measured"]


@pytest.fixture
def with_a_gap(measured: Scored) -> Conclusion:
    """Block 1 concluded and delivered while the statistics are not out."""
    take_in(measured, NOT_OUT)
    conclusion = measured.conclude("agriculture", 1)
    assert Mark.objects.get(indicator="1.1.1.1").status == "not_counted"
    return conclusion


@pytest.mark.clause("c47", "c61")
def test_an_approved_figure_does_not_change_and_a_missing_one_may_arrive(
    measured: Scored, with_a_gap: Conclusion
) -> None:
    take_in(measured, OUT)
    with pytest.raises(Refusal) as caught:
        take_in(measured, OUT.replace("50.25", "50.5"))
    assert ["objection" in fault.sentence for fault in caught.value.faults] == [True]
    with pytest.raises(Refusal) as caught:
        take_in(measured, OUT)
    assert ["nothing new" in fault.sentence for fault in caught.value.faults] == [True]


def test_looking_for_late_figures_asks_nothing_for_a_mark(measured: Scored, with_a_gap: Conclusion) -> None:
    with clock.frozen(JUNE):
        take_in(measured, OUT)
    methodology_of(with_a_gap.methodology)
    with CaptureQueriesContext(connection) as caught:
        assert [figure.indicator for figure in arrived(with_a_gap)] == ["1.1.1.1"]
    tables = Counter(re.findall(r'FROM "(\w+)"', query["sql"])[0] for query in caught.captured_queries)
    assert Mark.objects.filter(partial__assignment__block=1).count() > 4
    counted = ("blocks_mark", "blocks_partialconclusion", Assignment._meta.db_table)
    assert [tables[table] for table in counted] == [1, 0, 0]


@pytest.mark.clause("c47")
def test_a_late_figure_makes_a_new_version_with_both_dates(measured: Scored, with_a_gap: Conclusion) -> None:
    approver = measured.person("economy.approver")
    with pytest.raises(Refusal, match="No figure has arrived"):
        block_actions.recount_conclusion(with_a_gap, approver)
    with clock.frozen(JUNE):
        take_in(measured, OUT)
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
def test_a_figure_that_completes_a_list_says_that_it_was_counted_in_part(measured: Scored) -> None:
    take_in(
        measured,
        HEAD + "agriculture,kpi_fact,kpi-1,100.5,\nagriculture,kpi_fact,kpi-2,,not_counted: out in June\n",
    )
    old = measured.conclude("agriculture", 1)
    assert Mark.objects.get(indicator="1.1.1.1").score == Decimal(100)
    with clock.frozen(JUNE):
        take_in(measured, HEAD + "agriculture,kpi_fact,kpi-2,50.25,\n")
        new = block_actions.recount_conclusion(old, measured.person("economy.approver"))
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
def test_every_version_comes_to_its_own_digits_again(measured: Scored, with_a_gap: Conclusion) -> None:
    with clock.frozen(JUNE):
        take_in(measured, OUT)
        new = block_actions.recount_conclusion(with_a_gap, measured.person("economy.approver"))
    found = recompute(new)
    assert found is not None
    assert found.same
    told = StringIO()
    call_command("verify_scores", year=2018, stdout=told)
    assert "1 conclusions and 1 superseded versions computed again, 0 differ" in told.getvalue()


@pytest.mark.clause("c47")
def test_only_the_leads_approver_counts_again(measured: Scored, with_a_gap: Conclusion) -> None:
    with clock.frozen(JUNE):
        take_in(measured, OUT)
        for who in ("economy.evaluator", "finance.approver", "agriculture.first_head"):
            with pytest.raises(Refusal) as caught:
                block_actions.recount_conclusion(with_a_gap, measured.person(who))
            assert caught.value.code == "right"


# --- pages ----------------------------------------------------------------------------------------------------------------


def test_the_whole_way_by_pages(measured: Scored, client: Client, with_a_gap: Conclusion) -> None:
    with clock.frozen(JUNE), translation.override("en"):
        measured.world.sign_in(client, AUTHOR)
        page = reverse("statistics", args=[2018])
        shown = client.get(page).content.decode()
        assert named(shown, "tbody th", "Committee on Statistics, series 5")
        file = client.get(reverse("statistics_template", args=[2018, "economy"]))
        template = file.getvalue().decode("utf-8-sig")
        assert "agriculture,kpi_fact,,,kpi-1,,not_counted: out in June" in template
        bad = client.post(page, form(measured, "body,item,value\nagriculture,kpi_fact,1\n"))
        assert bad.status_code == 422
        assert element(bad, "#id_file_error").text.startswith("Error: Line 2, kpi: say which kpi")
        assert client.post(page, form(measured, OUT)).status_code == 302
        assert StatisticsImport.objects.count() == 2
        measured.world.sign_in(client, "economy.approver")
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


def form(measured: Scored, table: str) -> dict[str, Any]:
    return {
        "authority": measured.world.body("economy").pk,
        "source": "Bulletin",
        "retrieved_on": "2019-06-20",
        "file": SimpleUploadedFile("figures.csv", table.encode()),
    }
