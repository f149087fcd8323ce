"""Block conclusions: drawn up when all is in, delivered, corrected as a new version, immutable once approved."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import InternalError, connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from blocks import actions, conclusion_text
from blocks.actions.conclusions import Correction
from blocks.actions.recommendations import edit_recommendation
from blocks.models import Conclusion, ConclusionState, Mark, PartialConclusion
from blocks.selectors.scores import score_of
from blocks.trace.nodes import read_trace
from blocks.trace.record import recompute
from blocks.trace.sight import Sight
from blocks.version_difference import differences
from evaluation import clock
from evaluation.models import JournalEntry
from methodologies.models import Methodology
from reports.models import DatumValue, Report
from schedule.milestones import Milestone
from schedule.models import Letter
from tests.blocks.test_marks import refused
from tests.worlds.elements import element, elements, texts
from tests.worlds.layers import guard_emptying
from tests.worlds.roles import owners_role
from tests.worlds.scored import BLOCK_SCORE, MARCH, SECOND, Scored, scored

__all__ = ["scored"]

#: functions_automated 18 of 20 instead of 15: 3.2.1.1 = 90, 3.2.1 = 82, 3.2 = 75.4, block = 48.95 + 33.93
CORRECTED = Decimal("82.88")


@pytest.mark.clause("c38")
def test_the_lead_cannot_draw_up_before_every_partial_conclusion_is_in(scored: Scored) -> None:
    first, second = scored.partials()
    scored.deliver(second)
    lead = scored.person("communications.evaluator")
    refusal = refused(lambda: actions.draw_up_conclusion(scored.cycle, first.body, 3, lead))
    assert (refusal.code, refusal.clause) == ("incomplete", "c32, c38")
    assert "3.1" in refusal.sentence
    assert "3.2" not in refusal.sentence
    scored.deliver(first)
    letter = Letter.objects.filter(kind="conclusion.draw_up")
    assert [one.to.username for one in letter] == ["communications.evaluator"]
    assert actions.draw_up_conclusion(scored.cycle, first.body, 3, lead).score == BLOCK_SCORE


@pytest.mark.clause("c38")
def test_only_the_blocks_lead_draws_up_and_approves(scored: Scored) -> None:
    drawn = scored.draw_up()
    stranger = scored.person("civil-service.evaluator")
    refusal = refused(lambda: actions.draw_up_conclusion(scored.cycle, drawn.body, 3, stranger))
    assert refusal.code == "right"
    assert (
        refused(lambda: actions.approve_conclusion(drawn, scored.person("civil-service.approver"))).code
        == "right"
    )


@pytest.mark.clause("c47")
def test_the_conclusion_has_its_sections_in_three_languages_and_the_score_by_hand(scored: Scored) -> None:
    drawn = scored.draw_up()
    assert drawn.score == BLOCK_SCORE
    sections = ["final_report", "earlier_recommendations", "findings"]
    for language in ("kk", "ru", "en"):
        assert [section["code"] for section in drawn.content[language]] == sections
    said = " ".join(drawn.content["ru"][0]["paragraphs"])
    assert "80,99" in said
    assert "89,00" in said
    assert "71,20" in said
    assert drawn.trace["value"] == "80.99"


@pytest.mark.clause("c40", "c47")
def test_the_days_of_the_report_are_those_of_the_journal(scored: Scored) -> None:
    drawn = scored.draw_up()
    report = Report.objects.get(cycle=scored.cycle, body=drawn.body, block=drawn.block)
    days = {
        act: clock.day_of(JournalEntry.objects.get(act=act, object_id=report.pk).at)
        for act in ("report.sign", "report.accept")
    }
    assert days == {"report.sign": date(2019, 2, 18), "report.accept": date(2019, 3, 11)}
    assert report.accepted_by == scored.person(scored.office(scored.partials()[0], "evaluator"))
    told = {
        "kk": "қол қойған күн: 2019 жылғы 18 ақпан; есептік ақпарат қабылданған күн: 2019 жылғы 11 наурыз (",
        "ru": "подписана первым руководителем 18 февраля 2019 года, принята 11 марта 2019 года (",
        "en": "signed by the first head on 18 February 2019 and received on 11 March 2019 (",
    }
    for language, words in told.items():
        assert words in drawn.content[language][0]["paragraphs"][-1].replace("\u00a0", " ")


@pytest.mark.clause("c47")
@pytest.mark.parametrize(
    ("change", "another"),
    [
        ({"cycle": 2017, "version": 2}, False),
        ({"title": {"kk": "Әдістеме", "ru": "Методика", "en": "Methodology"}}, False),
        ({"rounding": {"block": 3}}, True),
    ],
)
def test_last_years_score_is_by_another_methodology_only_if_it_counts_otherwise(
    scored: Scored, change: dict[str, Any], another: bool
) -> None:
    drawn = scored.draw_up()
    record = drawn.methodology
    earlier = Methodology.objects.create(
        cycle=record.cycle,
        subject=record.subject,
        version=9,
        document={**record.document, **change},
    )
    assert earlier.digest != drawn.methodology.digest
    previous = Conclusion(score=Decimal(70), methodology=earlier)
    score = score_of(drawn.methodology, drawn.body, drawn.cycle)
    told = conclusion_text.written(conclusion_text.Matter(drawn, score, previous, None, ()))
    said = (
        "Баллы рассчитаны по разным редакциям методики; сопоставимы только показатели, которые не изменились."
    )
    assert (said in told["ru"][0]["paragraphs"]) is another
    assert "Балл предыдущего года: 70,00; изменение: +10,99." in told["ru"][0]["paragraphs"]


@pytest.mark.clause("c46")
def test_delivery_is_the_receipt_and_the_term_of_objections_starts(scored: Scored) -> None:
    delivered = scored.conclude()
    assert delivered.received_at == MARCH
    assert delivered.objection_term is not None
    # received on Monday 11 March 2019; 12, 13, 14, 15 and 18 March are five working days
    assert delivered.objection_term.last_day.isoformat() == "2019-03-18"
    letters = Letter.objects.filter(kind="conclusion.received").values_list("to__username", flat=True)
    assert sorted(letters) == ["agriculture.first_head", "agriculture.preparer"]


@pytest.mark.clause("c57")
def test_it_is_final_only_when_the_term_for_objections_has_passed(scored: Scored) -> None:
    delivered = scored.conclude()
    approver = scored.person("communications.approver")
    assert delivered.objection_term is not None
    with clock.frozen(delivered.objection_term.due_at - SECOND):
        refusal = refused(lambda: actions.finalise_conclusion(delivered, approver))
        assert (refusal.code, refusal.clause) == ("early", "c57")
    with clock.frozen(delivered.objection_term.due_at):
        final = actions.finalise_conclusion(delivered, approver)
        assert final.state == ConclusionState.FINAL
        handed = actions.hand_over_conclusion(final, scored.person("economy.coordinator"))
    assert handed.state == ConclusionState.WITH_WORKING_BODY


@pytest.mark.clause("c46")
@pytest.mark.parametrize("move", ["approve", "deliver"])
def test_the_last_second_is_in_time_and_the_next_is_late(scored: Scored, move: str) -> None:
    record = scored.draw_up()
    approver = scored.person("communications.approver")
    if move == "deliver":
        record = actions.approve_conclusion(record, approver)
    verb = {"approve": actions.approve_conclusion, "deliver": actions.deliver_conclusion}[move]
    with clock.frozen(scored.due()):
        assert refused(lambda: verb(record, approver)).code == "late"
    with clock.frozen(scored.due() - SECOND):
        assert verb(record, approver).state != record.state


def corrected(scored: Scored) -> tuple[Conclusion, Conclusion]:
    old = scored.conclude()
    proof = scored.document("agriculture", "objection.txt")
    new = actions.correct_conclusion(
        old,
        scored.person("communications.approver"),
        [Correction("functions_automated", Decimal(18), proof.pk)],
    )
    return Conclusion.objects.get(pk=old.pk), new


@pytest.mark.clause("c61")
def test_a_correction_is_a_new_version_beside_the_old_one(scored: Scored) -> None:
    old, new = corrected(scored)
    assert (old.state, old.score, old.version) == (ConclusionState.SUPERSEDED, BLOCK_SCORE, 1)
    assert (new.state, new.score, new.version) == (ConclusionState.DELIVERED, CORRECTED, 2)
    assert new.supersedes == old
    assert new.objection_term is None
    assert Mark.objects.get(indicator="3.2.1.1").score == 90
    assert PartialConclusion.objects.get(
        assignment__direction="3.2", assignment__body=old.body
    ).score == Decimal("75.4")
    shown = {(row.kind, row.code): (row.before, row.after) for row in differences(old.trace, new.trace)}
    assert shown[("block", "")] == ("80.99", "82.88")
    assert [Decimal(value or 0) for value in shown[("indicator", "3.2.1.1")]] == [75, 90]
    assert shown[("value", "functions_automated...")] == ("15", "18")
    assert ("indicator", "3.2.1.2") not in shown
    entry = JournalEntry.objects.get(act="conclusion.correct")
    assert (Decimal(entry.details["from"]), Decimal(entry.details["to"])) == (BLOCK_SCORE, CORRECTED)


@pytest.mark.clause("c61")
def test_nobody_but_the_leads_approver_corrects_and_only_values_of_the_block(scored: Scored) -> None:
    old = scored.conclude()
    proof = scored.document("agriculture", "objection.txt")
    wanted = [Correction("functions_automated", Decimal(18), proof.pk)]
    for who in ("agriculture.first_head", "communications.evaluator", "economy.coordinator"):
        assert (
            refused(lambda who=who: actions.correct_conclusion(old, scored.person(who), wanted)).code
            == "right"
        )  # type: ignore[misc]
    approver = scored.person("communications.approver")
    refusal = refused(
        lambda: actions.correct_conclusion(old, approver, [Correction("unknown", Decimal(1), proof.pk)])
    )
    assert (refusal.clause, "unknown" in refusal.sentence) == ("c61", True)
    assert refused(lambda: actions.correct_conclusion(old, approver, [])).code == "incomplete"
    assert Conclusion.objects.get(pk=old.pk).state == ConclusionState.DELIVERED


@pytest.mark.clause("c61")
@pytest.mark.parametrize(
    "change",
    [
        "score = 99",
        "trace = '{}'",
        "content = '{}'",
        "number = 'x'",
        "state = 'draft'",
        "state = 'with_working_body'",
        "received_at = NULL",
    ],
)
def test_the_database_keeps_an_approved_conclusion_as_it_is(scored: Scored, change: str) -> None:
    delivered = scored.conclude()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE blocks_conclusion SET {change} WHERE id = %s", [delivered.pk])  # noqa: S608
    assert Conclusion.objects.get(pk=delivered.pk).score == BLOCK_SCORE


def test_the_journal_is_written_once(scored: Scored) -> None:
    scored.conclude()
    connection.check_constraints()  # leaves no event pending, which would stand in the way of TRUNCATE by itself
    guard_emptying("ENABLE ALWAYS")
    for sql in (
        "DELETE FROM evaluation_journalentry",
        "UPDATE evaluation_journalentry SET act = 'x'",
        "TRUNCATE evaluation_journalentry CASCADE",
    ):
        with (
            pytest.raises(InternalError, match="pgtrigger: Cannot"),
            transaction.atomic(),
            owners_role(),  # the portal's own role may not even try
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


@pytest.mark.clause("c47")
def test_recommendations_change_while_the_conclusion_is_a_draft(scored: Scored) -> None:
    for partial in scored.partials():
        scored.give_values(partial, **({"documents_electronic": 10} if partial.direction == "3.2" else {}))
    drawn = scored.draw_up()
    given = drawn.recommendations.first()
    assert given is not None
    texts = {"kk": "Мәтін", "ru": "Текст", "en": "Text"}
    lead = scored.person("communications.evaluator")
    refusal = refused(lambda: edit_recommendation(given, lead, {"kk": "Мәтін"}, MARCH.date()))
    assert [fault.field for fault in refusal.faults] == ["text_ru", "text_en", "due_on"]
    seen = drawn.revision
    saved = edit_recommendation(given, lead, texts, scored.due(Milestone.PRESIDENT).date(), seen)
    assert (saved.text_kk, saved.text_ru) == ("Мәтін", "Текст")
    assert refused(lambda: edit_recommendation(given, lead, texts, saved.due_on, seen)).code == "stale"
    actions.approve_conclusion(Conclusion.objects.get(pk=drawn.pk), scored.person("communications.approver"))
    assert refused(lambda: edit_recommendation(given, lead, texts, saved.due_on)).code == "state"


@pytest.mark.clause("c9.4")
def test_the_trace_leads_to_every_value_and_its_document(scored: Scored) -> None:
    delivered = scored.conclude()
    trace = read_trace(delivered, Sight(lambda pk: f"/documents/{pk}/"))
    root = trace.root
    assert root.value == "80.99" if root.value.count(".") else root.value == "80,99"
    directions = [child for child in root.children if child.anchor.startswith("d-")]
    assert [child.anchor for child in directions] == ["d-3.1", "d-3.2"]
    leaf = directions[1].children[0].children[0]
    assert leaf.anchor == "i-3.2.1.1"
    assert sorted(read.value.split()[0] for read in leaf.reads) == ["15", "20"]
    register = directions[1].children[0].children[1]
    assert all(read.documents[0].url.startswith("/documents/") for read in register.reads)
    assert {document.sha256 for document in register.proofs} <= {one.sha256 for one in trace.documents}
    assert not leaf.open
    asked = read_trace(delivered, unfolded="3.2.1.1").root.children[1]
    assert [leaf.open for leaf in asked.children[0].children[:2]] == [True, False]
    named = read_trace(delivered).root.children[1].children[0].children[1]
    assert all(document.url == "" for read in named.reads for document in read.documents)


def test_recomputing_gives_the_same_digits_until_a_value_is_touched(scored: Scored) -> None:
    old, new = corrected(scored)
    assert recompute(old) is None
    found = recompute(new)
    assert found is not None
    assert (found.same, found.score) == (True, CORRECTED)
    told = StringIO()
    call_command("verify_scores", year=2018, stdout=told)
    assert "1 conclusions and 1 superseded versions computed again, 0 differ" in told.getvalue()
    DatumValue.objects.filter(item="documents_electronic").update(number=91)
    with pytest.raises(CommandError):
        call_command("verify_scores", year=2018, stdout=told)
    assert new.number in told.getvalue()
    with pytest.raises(CommandError):
        call_command("verify_scores", year=1999, stdout=told)


# --- pages --------------------------------------------------------------------------------------------------------


def test_the_body_sees_its_conclusion_only_once_it_is_delivered(scored: Scored, client: Client) -> None:
    drawn = scored.draw_up()
    scored.world.sign_in(client, "agriculture.first_head")
    page = reverse("conclusion", args=[drawn.pk])
    assert client.get(page).status_code == 404
    approver = scored.person("communications.approver")
    delivered = actions.deliver_conclusion(actions.approve_conclusion(drawn, approver), approver)
    answer = client.get(page)
    assert answer.status_code == 200
    assert f"№\N{NO-BREAK SPACE}{delivered.number} " in element(answer, ".lead").text
    assert client.get(reverse("conclusion_trace", args=[drawn.pk])).status_code == 200
    told = json.loads(client.get(reverse("conclusion_trace_json", args=[drawn.pk])).content)
    assert Decimal(told["score"]) == BLOCK_SCORE
    scored.world.sign_in(client, "culture.first_head")
    for name in ("conclusion", "conclusion_trace", "conclusion_trace_json", "conclusion_files"):
        assert client.get(reverse(name, args=[drawn.pk])).status_code == 404


def test_the_whole_way_by_buttons(scored: Scored, client: Client) -> None:
    for partial in scored.partials():
        scored.deliver(partial)
    body = scored.world.body("agriculture")
    scored.world.sign_in(client, "communications.evaluator")
    assert body.short_name in texts(client.get(reverse("conclusions")), "tbody th")
    sent = {"year": 2018, "body": body.pk, "block": 3}
    assert client.post(reverse("conclusion_draw_up"), sent).status_code == 302
    drawn = Conclusion.objects.get()
    scored.world.sign_in(client, "communications.approver")
    page = reverse("conclusion", args=[drawn.pk])
    for move, state in (("approve", ConclusionState.APPROVED), ("deliver", ConclusionState.DELIVERED)):
        address = reverse("conclusion_move", args=[drawn.pk, move])
        assert elements(client.get(page), f".moves form[action='{address}']")
        revision = Conclusion.objects.get().revision
        assert client.post(address, {"revision": revision}).status_code == 302
        assert Conclusion.objects.get().state == state
    early = client.post(reverse("conclusion_move", args=[drawn.pk, "finalise"]))
    assert early.status_code == 409
    assert client.post(reverse("conclusion_move", args=[drawn.pk, "supersede"])).status_code == 404


def test_many_are_brought_to_the_working_body_after_a_preview(scored: Scored, client: Client) -> None:
    delivered = scored.conclude()
    assert delivered.objection_term is not None
    approver = scored.person("communications.approver")
    many = reverse("conclusion_bulk", args=["hand_over"]) + "?year=2018"
    with clock.frozen(delivered.objection_term.due_at):
        actions.finalise_conclusion(delivered, approver)
        scored.world.sign_in(client, "economy.coordinator")
        assert list(client.get(many).context["applicable"]) == [delivered]
        assert client.post(many).status_code == 302
        assert Conclusion.objects.get().state == ConclusionState.WITH_WORKING_BODY
        assert list(client.get(many).context["applicable"]) == []
        assert client.get(reverse("conclusion_bulk", args=["supersede"])).status_code == 404


def test_a_stale_recommendation_form_keeps_what_was_typed(scored: Scored, client: Client) -> None:
    for partial in scored.partials():
        scored.give_values(partial, **({"documents_electronic": 10} if partial.direction == "3.2" else {}))
    drawn = scored.draw_up()
    given = drawn.recommendations.all()[0]
    scored.world.sign_in(client, "communications.evaluator")
    address = reverse("conclusion_recommendation", args=[drawn.pk, given.pk])
    sent = {"text_kk": "Менің мәтінім", "text_ru": "Мой текст", "text_en": "Mine", "due_on": "2019-12-01"}
    answer = client.post(address, {**sent, "revision": drawn.revision + 5})
    assert answer.status_code == 409
    assert element(answer, f"#ru-{given.pk}").text == "Мой текст"
    given.refresh_from_db()
    assert given.text_ru != "Мой текст"
    assert client.post(address, {**sent, "revision": drawn.revision}).status_code == 302
    given.refresh_from_db()
    assert given.text_ru == "Мой текст"
