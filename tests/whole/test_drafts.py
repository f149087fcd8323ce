"""A draft is its author's: until it is signed, filed or delivered, the other side finds nothing behind its numbers."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from appeals import actions as appeals
from blocks import actions as block_actions
from blocks.actions.scoring import MarkEntry
from blocks.models import PartialConclusion
from blocks.selectors.workspace import read_workspace
from reports import actions as report_actions
from reports.models import DatumValue, Document, Provenance
from reports.selectors import read_sheet
from reports.selectors.values import values_of
from tests.worlds.appeals import HEAD, PREPARER, Delivered, delivered, refused
from tests.worlds.elements import element, texts
from tests.worlds.opened import Opened, opened
from tests.worlds.scored import Scored, scored

__all__ = ["delivered", "opened", "scored"]

#: Who would open it besides the body: who evaluates it, decides on appeals, oversees and audits.
OTHER_SIDE = (
    "economy.evaluator",
    "civil-service.approver",
    "communications.special_commission_member",
    "economy.coordinator",
    "commission.working_body",
    "commission.auditor",
)
OWN = (PREPARER, HEAD)


def opens(year: Opened, client: Client, document: Document, *people: str) -> set[str]:
    """Of ``people`` those who can open the document, by both addresses; for all others there is no such page."""
    found = set()
    for who in people:
        year.world.sign_in(client, who)
        answers = set()
        for name in ("document", "document_view"):
            answer = client.get(reverse(name, args=[document.pk]))
            if answer.streaming:
                list(answer.streaming_content)  # type: ignore[attr-defined]  # a file read to its end is closed
            answers.add(answer.status_code)
        assert answers in ({200}, {404}), (who, answers)
        if answers == {200}:
            found.add(who)
    return found


# --- reports ------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("c40", "c44")
def test_a_draft_reports_documents_are_the_bodys_until_its_head_signs(opened: Opened, client: Client) -> None:
    report = opened.hand(opened.report("agriculture", 1))
    document = opened.document("agriculture")
    idle = opened.document("agriculture", "unused.txt")
    assert opens(opened, client, document, *OTHER_SIDE, *OWN) == set(OWN)
    report_actions.sign_report(report, opened.person(HEAD))
    assert opens(opened, client, document, *OTHER_SIDE, *OWN) == {*OTHER_SIDE, *OWN}
    # what stands behind no value of the signed report was not handed over with it
    assert opens(opened, client, idle, *OTHER_SIDE, *OWN) == set(OWN)
    # what was known stays known while the body completes a returned report; what it adds waits for the signature
    evaluator = opened.person("economy.evaluator")
    report = report_actions.return_report(opened.report("agriculture", 1), evaluator, "Add the register.")
    added = opened.document("agriculture", "added.txt")
    assert opens(opened, client, document, *OTHER_SIDE) == set(OTHER_SIDE)
    assert opens(opened, client, added, *OTHER_SIDE) == set()


@pytest.mark.clause("c40")
def test_signing_one_report_hands_over_nothing_of_another(opened: Opened, client: Client) -> None:
    other = opened.report("agriculture", 3)
    draft = opened.document("agriculture", "draft-of-block-3.txt")
    [slot, *_rest] = [one for q in read_sheet(other).sheet.questions() if q.item.evidence for one in q.slots]
    entry = next(e for e in opened.entries(other) if (e.item, e.language, e.row) == slot.cell)
    report_actions.save_values(
        other,
        opened.person(PREPARER),
        [type(entry)(entry.item, entry.language, entry.row, number=entry.number, choice=entry.choice,
                     document_ids=(draft.pk,))],
    )  # fmt: skip
    opened.sign(opened.report("agriculture", 1))
    assert opens(opened, client, draft, *OTHER_SIDE) == set()


@pytest.mark.clause("c40")
def test_an_evaluator_reads_no_values_of_a_draft_report(opened: Opened, client: Client) -> None:
    report = opened.fill(opened.report("agriculture", 1), goals_planned=4177)
    page = reverse("report", args=[report.pk])
    seen = {}
    for who in (*OTHER_SIDE, HEAD):
        opened.world.sign_in(client, who)
        answer = client.get(page)
        assert answer.status_code == 200
        seen[who] = "4,177" in answer.content.decode()
    assert seen == {**dict.fromkeys(OTHER_SIDE, False), HEAD: True}
    opened.sign(opened.report("agriculture", 1), goals_planned=4177)
    opened.world.sign_in(client, "economy.evaluator")
    assert element(client.get(page), "#at-goals_planned .place-value").text == "4,177"


@pytest.mark.clause("c9.3", "c40")
def test_nothing_is_scored_on_a_draft_report(opened: Opened) -> None:
    """The desk shows no value of it, and formulas miss it; with the signature both have it."""
    report = opened.fill(opened.report("agriculture", 1), goals_planned=4177)
    assert DatumValue.objects.filter(body=report.body, cycle=opened.cycle, draft=True).exists()
    known: dict[bool, set[str]] = {False: set(), True: set()}
    for signed in (False, True):
        if signed:
            opened.sign(opened.report("agriculture", 1), goals_planned=4177)
        for partial in PartialConclusion.objects.filter(
            assignment__cycle=opened.cycle, assignment__body=report.body, assignment__block=1
        ):
            workspace = read_workspace(partial)
            known[signed] |= {item for (item, _language, _row), hands in workspace.values.items() if hands}
            inputs = values_of(workspace.methodology, opened.cycle, [report.body])[report.body.pk]
            assert (inputs.data.get("goals_planned") is not None) is signed
    assert known[False] == set()
    assert "goals_planned" in known[True]
    assert not DatumValue.objects.filter(body=report.body, draft=True).exists()


# --- objections -----------------------------------------------------------------------------------------------------------


@pytest.mark.clause("c57", "c58")
def test_a_draft_objections_documents_are_the_bodys_until_it_is_filed(
    delivered: Delivered, client: Client
) -> None:
    objection = delivered.open()
    delivered.point(objection)
    document = delivered.proof_of_claim()
    assert opens(delivered, client, document, *OTHER_SIDE, *OWN) == set(OWN)
    appeals.file_objection(objection, delivered.person(HEAD))
    assert opens(delivered, client, document, *OTHER_SIDE, *OWN) == {*OTHER_SIDE, *OWN}


@pytest.mark.clause("c57")
def test_an_objection_that_is_withdrawn_as_a_draft_hands_over_nothing(
    delivered: Delivered, client: Client
) -> None:
    objection = delivered.open()
    delivered.point(objection)
    appeals.withdraw_objection(objection, delivered.person(HEAD))
    assert opens(delivered, client, delivered.proof_of_claim(), *OTHER_SIDE, *OWN) == set(OWN)


# --- marks ----------------------------------------------------------------------------------------------------------------


@pytest.mark.clause("c44", "c46")
def test_the_authoritys_documents_come_to_the_body_with_the_conclusion(
    scored: Scored, client: Client
) -> None:
    partial = scored.mark(scored.partials()[0])
    proof = scored.proof(partial)
    assert opens(scored, client, proof, *OTHER_SIDE, *OWN) == set(OTHER_SIDE)
    drawn = scored.draw_up()
    assert opens(scored, client, proof, *OWN) == set()
    approver = scored.person(f"{drawn.lead.slug}.approver")
    block_actions.deliver_conclusion(block_actions.approve_conclusion(drawn, approver), approver)
    assert opens(scored, client, proof, *OTHER_SIDE, *OWN) == {*OTHER_SIDE, *OWN}


@pytest.mark.clause("c9.3", "c40")
def test_no_mark_and_no_value_rests_on_what_was_not_handed_over(scored: Scored, client: Client) -> None:
    partial = scored.partials()[0]
    draft = scored.document("agriculture", "secret-draft.txt")
    evaluator = scored.person(scored.office(partial, "evaluator"))
    code = scored.entries_of_marks(partial)[0].indicator
    refused(lambda: block_actions.save_marks(partial, evaluator, [MarkEntry(code, draft.pk)]))
    own = next(
        v for v in partial.body.values.filter(cycle=scored.cycle).exclude(provenance=Provenance.REPORTED)
    )
    assert draft not in own.documents.all()
    # nor is it named in the list from which the evaluator chooses, or among the documents of late figures
    scored.world.sign_in(client, scored.office(partial, "evaluator"))
    page = client.get(reverse("admin:blocks_partialconclusion_change", args=[partial.pk])).content.decode()
    assert "secret-draft.txt" not in page
    assert "register-3.1.txt" in texts(page, "[name='proof:rest'] option")
