"""What became of last year's recommendations: judged by the block's lead, told in this year's conclusion (c45, c47)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from blocks import actions
from blocks.actions.recommendations import judge_recommendation
from blocks.models import Conclusion, ConclusionState, Recommendation
from evaluation.models import JournalEntry
from tests.blocks.test_marks import refused
from tests.worlds.elements import element, elements
from tests.worlds.scored import Scored, scored
from tests.worlds.unguarded import unguarded

__all__ = ["scored"]  # fixtures

LEAD = "communications.evaluator"


@pytest.fixture
def given(scored: Scored) -> list[Recommendation]:
    """Two recommendations of 2017 whose term is over by March 2019, and one whose term is not."""
    with unguarded(Conclusion):  # born in the state that the walk of 2017 would have brought it to
        conclusion = Conclusion.objects.create(
            cycle=scored.world.cycles[2017],
            body=scored.world.body("agriculture"),
            block=3,
            lead=scored.world.body("communications"),
            methodology=scored.partials()[0].methodology,
            number="2017-3-006-1",
            state=ConclusionState.WITH_WORKING_BODY,
            score=70,
            approved_by=scored.person("communications.approver"),
            approved_at=datetime(2018, 4, 10, 6, 0, tzinfo=UTC),
            received_at=datetime(2018, 4, 13, 6, 0, tzinfo=UTC),
        )
    with unguarded(Recommendation):  # of a year that nobody walked
        return _given(conclusion)


def _given(conclusion: Conclusion) -> list[Recommendation]:
    return [
        Recommendation.objects.create(
            conclusion=conclusion,
            direction="3.1",
            text_kk=f"Ұсыным {place}",
            text_ru=f"Рекомендация {place}",
            text_en=f"Recommendation {place}",
            due_on=due,
        )
        for place, due in enumerate((date(2018, 10, 1), date(2018, 11, 1), date(2019, 6, 3)), 1)
    ]


@pytest.mark.clause("c47")
def test_a_conclusion_tells_what_became_of_last_years_recommendations(
    scored: Scored, given: list[Recommendation]
) -> None:
    for part in scored.partials():
        scored.deliver(part)
    lead, body = scored.person(LEAD), scored.world.body("agriculture")
    refusal = refused(lambda: actions.draw_up_conclusion(scored.cycle, body, 3, lead))
    assert (refusal.code, refusal.clause) == ("incomplete", "c47")
    assert "2" in refusal.sentence
    assert "2017-3-006-1" in refusal.remedy
    judge_recommendation(given[0], lead, "done", "Реестр введен")
    judge_recommendation(given[1], lead, "not_done")
    drawn = actions.draw_up_conclusion(scored.cycle, body, 3, lead)
    told = next(s for s in drawn.content["ru"] if s["code"] == "earlier_recommendations")["paragraphs"]
    assert told == [
        "Дано рекомендаций: 3; исполнено: 1; не исполнено: 1; срок не истёк: 1.",
        "Рекомендация исполнена: Рекомендация 1",
        "Рекомендация не исполнена: Рекомендация 2 Срок исполнения: 1\u00a0ноября 2018\u00a0года.",
    ]
    actions.approve_conclusion(drawn, scored.person("communications.approver"))
    late = refused(lambda: judge_recommendation(given[1], lead, "done"))
    assert (late.code, late.clause) == ("state", "c47")


@pytest.mark.clause("c47")
def test_only_the_lead_judges_and_only_what_was_delivered(
    scored: Scored, given: list[Recommendation]
) -> None:
    for who in ("civil-service.evaluator", "communications.approver", "agriculture.first_head"):
        stranger = scored.person(who)
        assert refused(partial(judge_recommendation, given[0], stranger, "done")).code == "right"
    lead = scored.person(LEAD)
    assert refused(lambda: judge_recommendation(given[0], lead, "given")).code == "incomplete"
    for part in scored.partials():
        scored.give_values(part, **({"documents_electronic": 10} if part.direction == "3.2" else {}))
    judge_recommendation(given[0], lead, "done")
    judge_recommendation(given[1], lead, "done")
    fresh = scored.draw_up().recommendations.all()[0]
    assert refused(lambda: judge_recommendation(fresh, lead, "done")).code == "state"


@pytest.mark.clause("c47")
def test_the_lead_judges_on_last_years_conclusion(
    scored: Scored, given: list[Recommendation], client: Client
) -> None:
    conclusion = given[0].conclusion
    page = reverse("conclusion", args=[conclusion.pk])
    address = reverse("recommendation_judge", args=[conclusion.pk, given[0].pk])
    scored.world.sign_in(client, "agriculture.first_head")
    assert address not in client.get(page).content.decode()
    scored.world.sign_in(client, LEAD)
    assert elements(client.get(page), f"form[action='{address}']")
    refused_page = client.post(address, {"words": "Реестр введен", "revision": conclusion.revision})
    assert refused_page.status_code == 422
    assert element(refused_page, f"#words-{given[0].pk}").text == "Реестр введен", "what was typed is kept"
    sent = {"outcome": "done", "words": "Реестр введен", "revision": conclusion.revision}
    assert client.post(address, sent)["Location"] == page
    assert client.post(address, {**sent, "outcome": "not_done"}).status_code == 409, "the page was older"
    given[0].refresh_from_db()
    assert (given[0].outcome, given[0].outcome_note) == ("done", "Реестр введен")
    entry = JournalEntry.objects.get(act="conclusion.judge_recommendation")
    assert (entry.actor, entry.clause) == (scored.person(LEAD), "c45")
