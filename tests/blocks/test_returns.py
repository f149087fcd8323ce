"""A draft conclusion goes back to its author with a remark, and stays on their desk until it is sent again (c46, c47)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from blocks import actions
from blocks.actions.recommendations import edit_recommendation
from blocks.models import Conclusion, ConclusionState
from blocks.selectors.returns import last_return
from evaluation import clock
from evaluation.models import JournalEntry
from schedule.models import Letter
from tests.blocks.test_desk import turns
from tests.blocks.test_marks import refused
from tests.worlds.elements import element, elements
from tests.worlds.scored import SECOND, Scored, scored

__all__ = ["scored"]

REMARK = "Say why direction 3.2 fell.\nName the document."


@pytest.mark.clause("c47")
def test_a_draft_goes_back_with_a_remark_and_again_to_its_approver(scored: Scored) -> None:
    drawn = scored.draw_up()
    approver, author = (scored.person(f"communications.{office}") for office in ("approver", "evaluator"))
    empty = refused(lambda: actions.send_back_conclusion(drawn, approver, " \n "))
    assert [fault.field for fault in empty.faults] == ["reason"]
    returned = actions.send_back_conclusion(drawn, approver, REMARK, drawn.revision)
    assert returned.state == ConclusionState.RETURNED
    entry = JournalEntry.objects.get(act="conclusion.send_back")
    assert (entry.actor, entry.details["reason"]) == (approver, REMARK)
    letter = Letter.objects.get(kind="conclusion.returned")
    assert letter.to == author
    assert REMARK in letter.text
    told = last_return(returned)
    assert told is not None
    assert (told.remark, told.sent_again) == (REMARK, None)

    # nobody approves what was returned; its author changes it, anew from what is stored or by hand
    assert refused(lambda: actions.approve_conclusion(returned, approver)).code == "state"
    again = actions.draw_up_conclusion(scored.cycle, drawn.body, 3, author)
    assert (again.pk, again.state, again.score) == (drawn.pk, ConclusionState.RETURNED, drawn.score)
    sent = actions.send_conclusion_again(again, author, again.revision)
    assert sent.state == ConclusionState.DRAFT
    assert [one.to for one in Letter.objects.filter(kind="conclusion.sent_again")] == [approver]
    told = last_return(sent)
    assert told is not None
    assert told.sent_again is not None

    # a second return of the same conclusion is told of anew
    actions.send_back_conclusion(sent, approver, "Still not named.")
    assert Letter.objects.filter(kind="conclusion.returned").count() == 2
    told = last_return(sent)
    assert told is not None
    assert (told.remark, told.sent_again) == ("Still not named.", None)


def test_a_returned_draft_keeps_its_recommendations_open(scored: Scored) -> None:
    for partial in scored.partials():
        scored.give_values(partial, **({"documents_electronic": 10} if partial.direction == "3.2" else {}))
    drawn = scored.draw_up()
    actions.send_back_conclusion(drawn, scored.person("communications.approver"), REMARK)
    given = drawn.recommendations.all()[0]
    texts = {"kk": "Менің мәтінім", "ru": "Мой текст", "en": "Mine"}
    edit_recommendation(given, scored.person("communications.evaluator"), texts, given.due_on)
    assert drawn.recommendations.get(pk=given.pk).text_ru == "Мой текст"


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("communications.evaluator", "right"),
        ("civil-service.approver", "right"),
        ("agriculture.first_head", "right"),
    ],
)
def test_only_the_leads_approver_returns_it(scored: Scored, who: str, code: str) -> None:
    drawn = scored.draw_up()
    assert refused(lambda: actions.send_back_conclusion(drawn, scored.person(who), REMARK)).code == code
    returned = actions.send_back_conclusion(drawn, scored.person("communications.approver"), REMARK)
    if who != "communications.evaluator":
        assert refused(lambda: actions.send_conclusion_again(returned, scored.person(who))).code == "right"


@pytest.mark.clause("c7")
def test_a_return_is_bound_by_the_day_of_conclusions(scored: Scored) -> None:
    drawn = scored.draw_up()
    approver = scored.person("communications.approver")
    with clock.frozen(scored.due()):
        assert refused(lambda: actions.send_back_conclusion(drawn, approver, REMARK)).code == "late"
    with clock.frozen(scored.due() - SECOND):
        assert actions.send_back_conclusion(drawn, approver, REMARK).state == ConclusionState.RETURNED


def test_it_stands_on_the_authors_desk_until_it_is_sent_again(scored: Scored, client: Client) -> None:
    drawn = scored.draw_up()
    page = reverse("conclusion", args=[drawn.pk])
    back, again = (reverse("conclusion_move", args=[drawn.pk, move]) for move in ("send_back", "send_again"))
    scored.world.sign_in(client, "communications.approver")
    sent = {"revision": drawn.revision, "reason": REMARK}
    assert element(client.get(page), f"form[action='{back}'] textarea[name=reason]")
    nothing_said = client.post(back, {**sent, "reason": " "})
    assert nothing_said.status_code == 422
    assert elements(nothing_said, "#return-form[open]")
    assert client.post(back, sent).status_code == 302
    assert not elements(client.get(page), ".moves form")
    assert turns(scored, "communications.approver")[0] == []

    scored.world.sign_in(client, "communications.evaluator")
    (card,) = [card for card in turns(scored, "communications.evaluator")[0] if card.tone == "refused"]
    assert card.url == page
    answer = client.get(page)
    assert "Name the document." in element(answer, ".typed").text
    revision = Conclusion.objects.get().revision
    assert client.post(again, {"revision": revision}).status_code == 302
    assert [c for c in turns(scored, "communications.evaluator")[0] if c.tone == "refused"] == []
    queue = reverse("approval_queue", args=[2018])
    assert [card.url for card in turns(scored, "communications.approver")[0]] == [queue]
    scored.world.sign_in(client, "communications.approver")
    assert (
        "Name the document." in element(client.get(page), ".typed").text
    )  # the approver sees what was asked for
