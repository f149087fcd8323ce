"""Figures of a register or a survey that arrive after the marks were approved: recorded by an act of their own (A-SCORE-4)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from appeals import actions as appeals
from appeals.models import Objection
from blocks import actions as block_actions
from blocks.departures import departures_of
from blocks.late_figures import arrived
from blocks.models import Conclusion, ConclusionFile, Mark, PartialConclusion
from blocks.pdf import conclusion_pdf
from blocks.trace.record import recompute
from evaluation import clock, desk
from evaluation.models import InterestDeclaration, JournalEntry, Membership, Office
from evaluation.presentation import date_text
from evaluation.refusals import Refusal
from reports import actions as report_actions
from reports.entries import ValueEntry
from reports.models import DatumValue
from tests.worlds.busy import no_turn, says_busy
from tests.worlds.elements import element, elements, named, texts
from tests.worlds.paper import text_of
from tests.worlds.scored import MARCH, Scored, scored

__all__ = ["scored"]

pytestmark = pytest.mark.slow

JUNE = datetime(2019, 6, 24, 6, 0, tzinfo=UTC)
LATE = ("culture_index", "", "")
WHY = "the survey is not finished"
LEAD = "communications.approver"


@pytest.fixture
def gap(scored: Scored) -> Scored:
    """Agriculture's block 3 concluded on 11 March without the survey's index, which is still out."""
    partial = direction(scored)
    block_actions.record_values(partial, evaluator(scored), [left_out(scored, partial)])
    return scored


def direction(scored: Scored) -> PartialConclusion:
    return scored.partials()[0]


def evaluator(scored: Scored) -> Any:
    return scored.person(scored.office(direction(scored), "evaluator"))


def left_out(scored: Scored, partial: PartialConclusion) -> ValueEntry:
    proof = scored.proof(partial)
    return ValueEntry(*LATE, status="not_counted", reason=WHY, document_ids=(proof.pk,))


def figure(scored: Scored, number: int = 70, **changes: Any) -> ValueEntry:
    proof = scored.proof(direction(scored))
    given: dict[str, Any] = {"number": Decimal(number), "document_ids": (proof.pk,)}
    return ValueEntry(*LATE, **(given | changes))


def record(scored: Scored, *entries: ValueEntry, by: Any = None) -> None:
    partial = direction(scored)
    report_actions.record_late_values(
        partial.assignment, partial.methodology, by or evaluator(scored), entries
    )


def refused(call: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        call()
    return caught.value


def indicator_of(conclusion: Conclusion) -> str:
    (mark,) = Mark.objects.filter(partial__in=conclusion_partials(conclusion), status="not_counted")
    return mark.indicator


def conclusion_partials(conclusion: Conclusion) -> Any:
    return PartialConclusion.objects.filter(
        assignment__cycle=conclusion.cycle,
        assignment__body=conclusion.body,
        assignment__block=conclusion.block,
    )


# --- the act --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("c47", "c9.3")
def test_a_late_figure_of_a_survey_is_recorded_and_counted_by_a_new_version(gap: Scored) -> None:
    old = gap.conclude()
    code = indicator_of(old)
    before = {mark.indicator: (mark.score, mark.scored_by_id) for mark in Mark.objects.all()}
    with clock.frozen(JUNE):
        record(gap, figure(gap))
        partial = direction(gap)
        assert partial.state == "delivered", "the approved marks are not reopened"
        assert {mark.indicator: (mark.score, mark.scored_by_id) for mark in Mark.objects.all()} == before
        value = DatumValue.objects.get(item="culture_index")
        assert (value.number, value.status, value.given_at) == (Decimal(70), "given", JUNE)
        assert (value.given_by, value.given_for) == (evaluator(gap), partial.evaluator)
        entry = JournalEntry.objects.get(act="partialconclusion.record_late_values")
        assert entry.details["figures"][0]["left_out_because"] == WHY
        assert [one.indicator for one in arrived(old)] == [code]
        assert departures_of(2018) == []
        approver = gap.person(LEAD)
        assert reverse("conclusion", args=[old.pk]) in [
            turn.url for turn in desk.turns_of(approver) if "again" in str(turn.title)
        ]
        new = block_actions.recount_conclusion(old, approver)
        assert not [turn for turn in desk.turns_of(approver) if "again" in str(turn.title)]
    mark = Mark.objects.get(indicator=code)
    assert (mark.status, mark.score) == ("counted", Decimal(70))
    assert (mark.remade_by, mark.remade_at) == (approver, JUNE)
    (told,) = new.recounted
    assert told == {
        "indicator": code,
        "reason": WHY,
        "left_out_at": MARCH.isoformat(),
        "arrived_at": JUNE.isoformat(),
        "partly": False,
    }
    found = recompute(new)
    assert found is not None
    assert found.same, found.differs


@pytest.mark.clause("c61", "c9.3")
def test_only_what_was_left_out_arrives_and_each_figure_has_its_document(gap: Scored) -> None:
    gap.conclude()
    with clock.frozen(JUNE):
        changed = ValueEntry(
            "culture_answers", number=Decimal(60), document_ids=(gap.proof(direction(gap)).pk,)
        )
        refusal = refused(lambda: record(gap, changed))
        assert "clause 61" in refusal.faults[0].sentence
        assert "document" in refused(lambda: record(gap, figure(gap, document_ids=()))).faults[0].sentence
        assert refused(lambda: record(gap, figure(gap, number=700))).faults, "the index has a limit"
        assert refused(lambda: record(gap, left_out(gap, direction(gap)))).code == "incomplete"
        assert refused(lambda: record(gap)).code == "incomplete"
        assert DatumValue.objects.get(item="culture_index").status == "not_counted"
        record(gap, figure(gap))
        assert refused(lambda: record(gap, figure(gap, number=71))).code == "incomplete", "it was given now"


@pytest.mark.clause("c9.3")
def test_a_figure_is_late_only_when_the_conclusion_is_with_the_body(gap: Scored) -> None:
    assert "being scored" in refused(lambda: record(gap, figure(gap))).sentence
    gap.draw_up()
    assert "not been delivered" in refused(lambda: record(gap, figure(gap))).sentence


@pytest.mark.clause("c9.2", "c9.3")
def test_only_an_evaluator_of_the_direction_records_and_nobody_counts_an_own_figure(gap: Scored) -> None:
    old = gap.conclude()
    with clock.frozen(JUNE):
        for who in (
            "finance.evaluator",
            LEAD,
            "agriculture.preparer",
            gap.office(direction(gap), "approver"),
        ):
            with pytest.raises(Refusal) as caught:
                record(gap, figure(gap), by=gap.person(who))
            assert caught.value.code == "right"
        person = evaluator(gap)
        declared = InterestDeclaration.objects.create(
            user=person, body=gap.world.body("agriculture"), reason="Relative", valid_from=MARCH.date()
        )
        assert refused(lambda: record(gap, figure(gap))).code == "right"
        InterestDeclaration.objects.filter(pk=declared.pk).update(valid_until=MARCH.date())
        record(gap, figure(gap))
        Membership.objects.create(user=person, body=old.lead, office=Office.APPROVER, valid_from=MARCH.date())
        fresh = type(person).objects.get(pk=person.pk)
        refusal = refused(lambda: block_actions.recount_conclusion(old, fresh))
        assert (refusal.code, "second person" in refusal.sentence) == ("right", True)


# --- where both dates stand -------------------------------------------------------------------------------------------


@pytest.mark.clause("c47")
def test_both_dates_stand_in_the_pdf_and_the_json_in_three_languages(gap: Scored, client: Client) -> None:
    old = gap.conclude()
    code = indicator_of(old)
    with clock.frozen(JUNE):
        record(gap, figure(gap))
        new = block_actions.recount_conclusion(old, gap.person(LEAD))
        gap.world.sign_in(client, "agriculture.first_head")
        told = json.loads(client.get(reverse("conclusion_trace_json", args=[new.pk])).content)
        (one,) = told["recounted"]
        assert (one["indicator"], one["left_out_at"], one["arrived_at"]) == (
            code,
            MARCH.isoformat(),
            JUNE.isoformat(),
        )
        assert set(one["name"]) == set(one["reason"]) == {"kk", "ru", "en"}
        assert len(set(one["name"].values())) == 3
        for row in ConclusionFile.objects.filter(conclusion=new):
            text = text_of(conclusion_pdf(row)[1])
            left, came = (
                date_text(clock.day_of(moment), row.language, year=True) for moment in (MARCH, JUNE)
            )
            (sentence,) = [
                paragraph
                for section in new.content[row.language]
                for paragraph in section["paragraphs"]
                if came in paragraph
            ]
            for part in (code, one["name"][row.language], WHY, left):
                assert part in sentence
            assert " ".join(sentence.split()) in text
            assert one["name"][row.language] in text


# --- pages ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("c47", "c9.3")
def test_the_whole_way_by_pages(gap: Scored, client: Client) -> None:
    old = gap.conclude()
    partial = direction(gap)
    page = reverse("late_figures", args=[partial.pk])
    marks = reverse("admin:blocks_partialconclusion_change", args=[partial.pk])
    with clock.frozen(JUNE), override("en"):
        gap.world.sign_in(client, gap.office(partial, "evaluator"))
        lead_there = f"a[href='{page}']"
        assert texts(client.get(marks), lead_there) == ["Record a figure that arrived"]
        hint = element(client.get(page), "#id_culture_index_helptext").text
        assert hint == f"Left out because: {WHY}. Indicators: 3.1.2.2."
        sent: dict[str, Any] = {"culture_index": "seventy", "revision": direction(gap).revision}
        answer = client.post(page, {**sent, "file": SimpleUploadedFile("survey ДСП.txt", b"Survey\n")})
        assert answer.status_code == 422
        assert any("is for official use" in one for one in texts(answer, ".messages .alert-text"))
        assert element(answer, "[name=culture_index]")["value"] == "seventy", "what was typed stays"
        closed = {"culture_index": "70.5", "confidentiality": "official_use", "legal_ground": ""}
        answer_closed = client.post(
            page, {**sent, **closed, "file": SimpleUploadedFile("s.txt", b"Closed\n")}
        )
        assert answer_closed.status_code == 422
        fault = element(answer_closed, "#id_legal_ground_error").text
        assert fault.startswith("Error: Name the legal ground")
        with no_turn():
            busy = client.post(page, {**sent, "file": SimpleUploadedFile("survey.txt", b"Another\n")})
        says_busy(busy)
        assert element(busy, "[name=culture_index]")["value"] == "seventy"
        kept = DatumValue.documents.through.objects.count()
        document = answer.context["form"].data["document"]
        answer = client.post(page, {**sent, "culture_index": "70.5", "document": document})
        assert answer.status_code == 302
        value = DatumValue.objects.get(item="culture_index")
        assert (value.number, value.documents.get().filename) == (Decimal("70.5"), "survey ДСП.txt")
        assert DatumValue.documents.through.objects.count() == kept
        assert page not in client.get(marks).content.decode(), "nothing is awaited any more"
        gap.world.sign_in(client, LEAD)
        offered = texts(client.get(reverse("conclusion", args=[old.pk])), ".moves button")
        assert "Count again with the figures that arrived" in offered
        moved = client.post(
            reverse("conclusion_move", args=[old.pk, "recount"]),
            {"revision": Conclusion.objects.get(pk=old.pk).revision},
        )
        assert moved.status_code == 302
        new = Conclusion.objects.get(version=2)
        shown = client.get(reverse("conclusion", args=[new.pk])).content.decode()
        said = (
            "Indicator 3.1.2.2: not counted on 11.03.2019 12:00:00, its figure arrived on 24.06.2019 12:00:00."
            f" {WHY}"
        )
        assert said in texts(shown, ".alert-waiting li")
        told = named(shown, ".long-text p", "Indicator 3.1.2.2 ").text
        assert (
            f"Left out on: 11\N{NO-BREAK SPACE}March 2019. Reason: {WHY}. Figure arrived on: 24\N{NO-BREAK SPACE}June 2019."
            in told
        )


@pytest.mark.clause("c47")
def test_an_authority_without_a_late_figure_is_told_so(scored: Scored, client: Client) -> None:
    scored.conclude()
    partial = direction(scored)
    with override("en"):
        scored.world.sign_in(client, scored.office(partial, "evaluator"))
        shown = client.get(reverse("late_figures", args=[partial.pk])).content.decode()
        assert element(shown, ".empty-title").text == "Nothing is left out here"
        assert not elements(shown, "main form")


@pytest.mark.clause("c57", "c60", "c61")
def test_a_figure_waits_for_the_appeal_so_that_no_objection_loses_its_conclusion(gap: Scored) -> None:
    old, lead = gap.conclude(), gap.person(LEAD)
    with clock.frozen(MARCH + timedelta(hours=1)):
        objection = appeals.open_objection(old, gap.person("agriculture.preparer"))
        appeals.save_point(
            objection,
            gap.person("agriculture.preparer"),
            indicator=indicator_of(old),
            item="functions_automated",
            claimed=Decimal(18),
            argument="The register has eighteen.",
            documents=[gap.proof(direction(gap))],
        )
        record(gap, figure(gap))
        early = refused(lambda: block_actions.recount_conclusion(old, lead))
        assert (early.code, early.clause) == ("early", "c57")
        appeals.file_objection(objection, gap.person("agriculture.first_head"))
    with clock.frozen(JUNE):
        assert refused(lambda: block_actions.recount_conclusion(old, lead)).clause == "c60"
        assert not [turn for turn in desk.turns_of(lead) if "Count conclusion" in str(turn.title)]
        Objection.objects.filter(pk=objection.pk).update(state="withdrawn")
        assert [turn for turn in desk.turns_of(lead) if "Count conclusion" in str(turn.title)]
        assert block_actions.recount_conclusion(old, lead).recounted
