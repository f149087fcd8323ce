"""Every sort of place on the scoring desk: rows, what is not counted, experts' judgements, deductions, one document for all (c9.3, c22)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from blocks import actions as block_actions
from blocks.actions.scoring import MarkEntry
from blocks.models import Mark, MarkStatus, PartialConclusion
from blocks.scoring_form import ScoringForm
from blocks.selectors.scores import score_of
from blocks.selectors.workspace import read_workspace
from evaluation.models import JournalEntry
from evaluation.refusals import Refusal
from methodologies import actions as methodology_actions
from reports.entries import ValueEntry
from reports.models import DatumValue, Provenance
from tests.blocks.test_desk import page_of, sent
from tests.worlds.desk import INDICATORS, half_year, long_year, methodology_of_sorts
from tests.worlds.elements import element, texts
from tests.worlds.scored import Scored, scored

__all__ = ["half_year", "long_year", "scored"]

EVALUATOR = "civil-service.evaluator"


class Desk:
    """The evaluator before agriculture's direction 3.1; ``rest`` is the document chosen for everything."""

    def __init__(self, year: Scored, client: Client) -> None:
        self.year, self.client = year, client
        self.partial = year.partials()[0]
        self.rest = year.proof(self.partial).pk
        year.world.sign_in(client, EVALUATOR)

    def send(self, **typed: Any) -> Any:
        """Post the page as it stands with ``typed`` over it ("v__datum_1"); ``rest=False``: with no document chosen."""
        rest = typed.pop("rest", True)
        data = sent(self.year, self.partial, **typed)
        if rest:
            data["proof:rest"] = str(self.rest)
        return self.client.post(page_of(self.partial), data)

    def mark(self, indicator: str) -> Mark | None:
        return self.partial.marks.filter(indicator=indicator).first()


@pytest.fixture
def desk(long_year: Scored, client: Client) -> Desk:
    return Desk(long_year, client)


@pytest.mark.clause("c22", "c9.3")
def test_rows_of_key_indicators_of_programmes_and_of_languages(desk: Desk) -> None:
    page = desk.client.get(page_of(desk.partial))
    places = page.context["form"].places
    names = [name for name in places if name.startswith(("datum_57", "datum_58", "datum_59"))]
    assert names == [
        "datum_57..kpi-1",
        "datum_57..kpi-2",
        "datum_58.kk",
        "datum_58.ru",
        "datum_59..001",
        "datum_59..002",
    ]
    assert places["datum_57..kpi-2"].label == "Datum 57 in English (Indicator 2)"
    assert (places["datum_59..001"].reported, places["datum_59..001"].from_body) == ("12", True)
    typed = {
        "v__datum_57..kpi-1": "100.5",
        "v__datum_57..kpi-2": "50.25",
        "v__datum_58.kk": "90",
        "v__datum_58.ru": "70",
        "v__datum_59..002": "20",
    }
    assert desk.send(**typed).status_code == 302
    stored = {
        (value.item, value.language, value.row): (value.number, value.provenance)
        for value in DatumValue.objects.filter(item__in=("datum_57", "datum_58", "datum_59")).exclude(
            provenance=Provenance.REPORTED
        )
    }
    assert stored == {
        ("datum_57", "", "kpi-1"): (Decimal("100.5"), Provenance.REGISTER),
        ("datum_57", "", "kpi-2"): (Decimal("50.25"), Provenance.REGISTER),
        ("datum_58", "kk", ""): (Decimal(90), Provenance.REGISTER),
        ("datum_58", "ru", ""): (Decimal(70), Provenance.REGISTER),
        ("datum_59", "", "002"): (Decimal(20), Provenance.VERIFIED),
    }
    scores = dict(desk.partial.marks.values_list("indicator", "score"))
    # (100 + 50) / 2; (90 + 70) / 2; (12 as reported + 20 as verified) / 2
    assert (scores["3.1.6.7"], scores["3.1.6.8"], scores["3.1.6.9"]) == (75, 80, 16)


def test_one_row_still_missing_leaves_its_indicator_waiting(desk: Desk) -> None:
    assert desk.send(**{"v__datum_58.kk": "90"}).status_code == 302
    assert DatumValue.objects.filter(item="datum_58").count() == 1
    assert desk.mark("3.1.6.8") is None
    page = desk.client.get(page_of(desk.partial))
    assert page.context["form"].unfinished == "at-datum_1"


@pytest.mark.clause("c9.3")
def test_what_is_not_counted_needs_its_reason_and_marks_so(desk: Desk) -> None:
    answer = desk.send(no__datum_1="1")
    assert answer.status_code == 422
    place = answer.context["form"].places["datum_1"]
    assert place.errors
    assert place.typed.withheld
    assert not DatumValue.objects.filter(item="datum_1").exists()
    assert desk.send(no__datum_1="1", why__datum_1="The register was closed").status_code == 302
    value = DatumValue.objects.get(item="datum_1")
    assert (value.status, value.reason) == ("not_counted", "The register was closed")
    mark = desk.mark("3.1.1.1")
    assert mark is not None
    assert (mark.status, mark.score) == (MarkStatus.NOT_COUNTED, None)
    assert "The register was closed" in mark.reason
    both = desk.send(v__datum_2="5", no__datum_2="1", why__datum_2="Both")
    assert both.status_code == 422
    assert both.context["form"].places["datum_2"].typed.text == "5"


@pytest.mark.clause("c9.3")
@pytest.mark.parametrize("off", ["11", "-1", "10,5"])
def test_a_judgement_off_its_scale_is_refused_at_its_field(desk: Desk, off: str) -> None:
    answer = desk.send(**{"v__datum_60": off, "rationale__3.1.6.10": "By the council's review"})
    assert answer.status_code == 422
    place = answer.context["form"].places["datum_60"]
    assert (place.scale, place.typed.text) == ("scale from 0 to 10", off)
    assert len(place.errors) == 1
    assert texts(answer, "#at-datum_60-errors .desk-error") == place.errors
    assert not DatumValue.objects.filter(item="datum_60").exists()
    assert answer.context["form"].marks["3.1.6.10"].rationale == "By the council's review"


@pytest.mark.clause("c9.3")
def test_an_expert_mark_needs_its_rationale(desk: Desk) -> None:
    answer = desk.send(v__datum_60="8")
    assert answer.status_code == 422
    mark = answer.context["form"].marks["3.1.6.10"]
    assert "needs a rationale" in mark.errors[0]
    assert answer.context["form"].faults == [("rationale-3-2e-1-2e-6-2e-10", mark.errors[0])]
    # the judgement itself stands; while nobody writes why, other work goes on and this indicator waits
    assert DatumValue.objects.get(item="datum_60").provenance == Provenance.SURVEY
    assert desk.send(v__datum_1="5").status_code == 302
    assert desk.mark("3.1.1.1") is not None
    assert desk.mark("3.1.6.10") is None
    assert desk.send(**{"rationale__3.1.6.10": "By the council's review"}).status_code == 302
    given = desk.mark("3.1.6.10")
    assert given is not None
    assert (given.score, given.rationale) == (80, "By the council's review")
    with pytest.raises(Refusal) as caught:
        block_actions.save_marks(
            desk.partial, desk.year.person(EVALUATOR), [MarkEntry("3.1.6.10", desk.rest, " ")]
        )
    assert [fault.field for fault in caught.value.faults] == ["3.1.6.10"]


def test_a_refused_form_sent_again_asks_for_no_more_than_before(desk: Desk) -> None:
    """The document for all the rest stays that: it does not become each mark's own, which would then be demanded."""
    answer = desk.send(v__datum_1="5", v__datum_60="11")
    assert answer.status_code == 422
    form = answer.context["form"]
    assert {mark.proof for mark in form.marks.values()} == {""}
    again = {"proof:rest": form.rest, "revision": desk.year.fresh(desk.partial).revision}
    again |= {"v__datum_1": "5", "v__datum_60": "9", "rationale__3.1.6.10": "By the review"}
    assert desk.send(**again).status_code == 302
    assert desk.partial.marks.count() == 2 + 4 + 1


def test_what_is_missing_is_told_by_its_name(desk: Desk) -> None:
    answer = desk.send(then="submit")
    assert answer.status_code == 422
    said = answer.context["form"].marks
    told = "3.1.1.1: values are missing (Datum 1 in English). "
    assert said["3.1.1.1"].errors == [told + "Write them on the direction's page, each with its document."]
    assert "Datum 57 in English (kpi-1); Datum 57 in English (kpi-2)" in said["3.1.6.7"].errors[0]
    with pytest.raises(Refusal) as caught:
        block_actions.save_marks(desk.partial, desk.year.person(EVALUATOR), [MarkEntry("3.1.1.1", desk.rest)])
    assert [fault.sentence for fault in caught.value.faults] == said["3.1.1.1"].errors


@pytest.mark.clause("c9.3", "c18")
def test_a_methodology_that_leaves_the_scale_open_is_not_approved(long_year: Scored) -> None:
    document = methodology_of_sorts()
    del document["items"][-1]["maximum"]
    author = long_year.person("communications.methodologist")
    draft = methodology_actions.import_methodology(
        long_year.world.cycles[2017], document | {"cycle": 2017}, author
    )
    with pytest.raises(Refusal) as caught:
        methodology_actions.submit_methodology(draft, author)
    faults = {fault.field: fault.sentence for fault in caught.value.faults}
    assert "declared scale" in faults["items[datum_60].maximum"]
    assert "items[datum_60].minimum" not in faults


@pytest.mark.clause("c9.3")
def test_without_any_document_the_value_and_the_mark_are_refused_at_their_fields(desk: Desk) -> None:
    answer = desk.send(rest=False, **{"v__datum_1": "5", "rationale__3.1.3.1": "As reported"})
    assert answer.status_code == 422
    assert "choose the document" in answer.context["form"].places["datum_1"].errors[0]
    assert not DatumValue.objects.filter(item="datum_1").exists()
    answer = desk.send(rest=False, **{"rationale__3.1.3.1": "As reported"})
    assert answer.status_code == 422
    mark = answer.context["form"].marks["3.1.3.1"]
    assert "without a document" in mark.errors[0]
    assert texts(answer, "#proof-3-2e-1-2e-3-2e-1-errors .desk-error") == mark.errors
    assert mark.opened
    assert not desk.partial.marks.exists()


def test_the_new_file_chosen_and_not_sent_is_asked_for(desk: Desk) -> None:
    answer = desk.send(rest=False, **{"proof:rest": "new", "v__datum_1": "5"})
    assert answer.status_code == 422
    assert answer.context["form"].upload_error
    assert answer.context["form"].places["datum_1"].typed.text == "5"
    assert not DatumValue.objects.filter(item="datum_1").exists()


def test_the_document_for_all_the_rest_stays_chosen(desk: Desk) -> None:
    answer = desk.send(v__datum_1="5")
    assert answer["Location"].endswith(f"?document={desk.rest}")
    assert desk.client.get(answer["Location"]).context["form"].rest == str(desk.rest)
    assert JournalEntry.objects.filter(act="partialconclusion.save_marks").count() == 1
    # of what the report gives there are six indicators; nothing that lacks a value was marked
    assert desk.partial.marks.count() == 1 + 4 + 1
    assert desk.client.get(page_of(desk.partial)).context["form"].rest == ""


def test_values_changed_after_their_marks_are_marked_again_all_at_once(desk: Desk) -> None:
    assert desk.send(v__datum_1="5", v__datum_2="6").status_code == 302
    assert desk.send(v__datum_1="50", v__datum_2="60").status_code == 302
    page = desk.client.get(page_of(desk.partial))
    assert page.context["form"].stale_marks == 2
    offered = element(page, "label:has([name='again:rest'])").text
    assert offered == "Mark again all 2 indicators whose values changed after their marks"
    assert desk.send(rest=False, **{"again:rest": "1", "v__datum_1": "51"}).status_code == 302
    assert [mark.score for one in ("3.1.1.1", "3.1.1.2") if (mark := desk.mark(one))] == [51, 60]


def test_a_double_send_of_what_is_not_complete_says_why_it_is_not_sent(desk: Desk) -> None:
    data = sent(desk.year, desk.partial, v__datum_1="5", then="submit") | {"proof:rest": str(desk.rest)}
    for _time in range(2):
        answer = desk.client.post(page_of(desk.partial), data)
        assert answer.status_code == 422
        assert len(answer.context["form"].refusal.faults) == INDICATORS - 6
    acts = JournalEntry.objects.filter(object_type="blocks.partialconclusion", object_id=desk.partial.pk)
    assert acts.count() == 2


def test_a_value_taken_out_leaves_the_reported_one(desk: Desk) -> None:
    assert desk.send(v__datum_21="40").status_code == 302
    assert desk.send(v__datum_21="").status_code == 302
    assert DatumValue.objects.get(item="datum_21").provenance == Provenance.REPORTED


# --- deductions ----------------------------------------------------------------------------------------------------


def test_deductions_are_given_by_the_authority_that_answers_for_them(scored: Scored, client: Client) -> None:
    """Once, with the authority's first direction of the block; they take off the block's score, not the direction's."""
    first, second = scored.partials()
    assert read_workspace(first).deductions == ()
    form = ScoringForm(read_workspace(second))
    assert [[place.name for place in one.places] for one in form.deductions] == [
        ["report_days_late_3"],
        ["untrue_values_3"],
    ]
    before = score_of(second.methodology, second.body, second.cycle).value
    scored.world.sign_in(client, "communications.evaluator")
    data = sent(scored, second, v__untrue_values_3="2") | {"proof:rest": str(scored.proof(second).pk)}
    assert client.post(page_of(second), data).status_code == 302
    value = DatumValue.objects.get(item="untrue_values_3")
    assert (value.number, value.provenance, value.documents.count()) == (2, Provenance.REGISTER, 1)
    after = score_of(second.methodology, second.body, second.cycle).value
    assert before is not None
    assert after == before - 6
    page = client.get(page_of(second))
    assert page.context["workspace"].deductions[1].result == "6"
    assert page.context["workspace"].value == Decimal("71.2")


# --- results while one types -----------------------------------------------------------------------------------------


def results_of(partial: PartialConclusion) -> str:
    return reverse("admin:blocks_partialconclusion_results", args=[partial.pk])


def test_results_follow_what_is_typed_and_nothing_is_written(desk: Desk) -> None:
    typed = {"v__datum_1": "80", "v__datum_2": "many", "v__datum_21": "40", "v__datum_58.kk": "90"}
    before = JournalEntry.objects.count()
    answer = desk.client.post(results_of(desk.partial), sent(desk.year, desk.partial, **typed))
    shown = {one.dom: one for one in answer.context["results"]}
    first, second = shown["3-2e-1-2e-1-2e-1"], shown["3-2e-1-2e-1-2e-2"]
    assert (first.result, first.computed, first.fresh) == ("80.00", True, True)
    assert (second.result, second.computed, second.fresh) == ("missing: Datum 2 in English", False, False)
    assert shown["3-2e-1-2e-3-2e-1"].result == "40.00"  # verified, beside the reported 12
    assert shown["3-2e-1-2e-6-2e-8"].result == "missing: Datum 58 in English (ru)"
    assert answer.context["value"] is None
    assert answer.content.decode().count("hx-swap-oob") == INDICATORS + 1
    assert not DatumValue.objects.exclude(provenance=Provenance.REPORTED).exists()
    assert JournalEntry.objects.count() == before
    assert desk.client.get(results_of(desk.partial)).status_code == 405


def test_results_of_a_value_taken_away_and_of_one_not_counted(desk: Desk) -> None:
    entries = [ValueEntry("datum_21", number=Decimal(40), document_ids=(desk.rest,))]
    block_actions.record_values(desk.partial, desk.year.person(EVALUATOR), entries)
    typed = {"v__datum_21": "", "no__datum_1": "1", "why__datum_1": "Closed"}
    answer = desk.client.post(results_of(desk.partial), sent(desk.year, desk.partial, **typed))
    shown = {one.dom: one.result for one in answer.context["results"]}
    assert shown["3-2e-1-2e-3-2e-1"] == "12.00"  # as reported again
    assert shown["3-2e-1-2e-1-2e-1"] == "not counted: Closed"
    assert DatumValue.objects.get(item="datum_21", provenance=Provenance.VERIFIED).number == 40


# --- numbers of queries ------------------------------------------------------------------------------------------------


def counted(ask: Any) -> int:
    ask()  # what a process reads once
    with CaptureQueriesContext(connection) as seen:
        assert ask().status_code == 200
    return len(seen)


def test_the_desk_asks_as_often_whatever_is_typed_and_stored(desk: Desk, client: Client) -> None:
    page, results = page_of(desk.partial), results_of(desk.partial)
    data = sent(desk.year, desk.partial)
    few = counted(lambda: client.get(page)), counted(lambda: client.post(results, data))
    assert desk.send(**{f"v__datum_{n}": "5" for n in range(1, 11)}).status_code == 302
    typed = sent(desk.year, desk.partial) | {f"v:datum_{n}": "7" for n in range(1, 11)}
    many = counted(lambda: client.get(page)), counted(lambda: client.post(results, typed))
    assert many == few


#: Queries of the desk by who looks: who scores (one asks what may still be attached today), who approves, both of the
#: block's lead, and who audits. Everybody is asked for the second step.
QUERIES = {
    EVALUATOR: 25,
    "civil-service.approver": 23,
    "communications.evaluator": 20,
    "communications.approver": 20,
    "commission.auditor": 20,
}


def asked_by_everybody(year: Scored, client: Client) -> dict[str, int]:
    address, found = page_of(year.partials()[0]), {}
    for who in QUERIES:
        year.world.sign_in(client, who)
        found[who] = counted(lambda: client.get(address))
    return found


def test_the_desk_asks_a_fixed_number_of_times_for_sixty_indicators(
    long_year: Scored, client: Client
) -> None:
    assert asked_by_everybody(long_year, client) == QUERIES


def test_and_as_often_for_thirty(half_year: Scored, client: Client) -> None:
    assert len(read_workspace(half_year.partials()[0]).lines) == INDICATORS // 2
    assert asked_by_everybody(half_year, client) == QUERIES


@pytest.mark.parametrize(
    "who", [EVALUATOR, "civil-service.approver", "communications.evaluator", "commission.auditor"]
)
def test_the_queue_asks_as_often_for_many_as_for_one(desk: Desk, client: Client, who: str) -> None:
    desk.year.world.sign_in(client, who)
    address = f"{reverse('admin:blocks_partialconclusion_changelist')}?whose=all&assignment__block__exact=3"
    many = counted(lambda: client.get(address))
    rows = client.get(address).context["cl"].queryset
    assert rows.count() > 5
    PartialConclusion.objects.filter(pk__in=[row.pk for row in rows if row.pk != desk.partial.pk]).delete()
    assert client.get(address).context["cl"].queryset.count() == 1
    assert counted(lambda: client.get(address)) == many
