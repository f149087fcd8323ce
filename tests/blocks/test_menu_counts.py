"""The gold counts of the rail: who sees which number, equal to what the desk and the lists show, in no query more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from blocks.selectors.approval import read_queue
from evaluation import clock
from evaluation.models import Membership, Office
from schedule import rail_counts
from tests.worlds.appeals import Delivered, delivered
from tests.worlds.elements import Part, elements, parsed, texts
from tests.worlds.scored import Scored, scored
from tests.worlds.world import SINCE

__all__ = ["delivered", "scored"]


def counts(page: object) -> dict[str, str]:
    """Item of the menu → what is read aloud beside it."""
    links = [link for link in elements(page, ".rail a") if link.all(".rail-count")]
    return {_label(link): link.one(".visually-hidden").text for link in links}


def _label(link: Part) -> str:
    return link.text.removesuffix(link.one(".visually-hidden").text).strip().rstrip("0123456789").strip()


def seen_by(scored: Scored, client: Client, key: str, language: str = "en") -> dict[str, str]:
    scored.world.sign_in(client, key)
    return counts(client.get(f"/{language}/decree/"))


def test_each_office_sees_what_waits_for_it_alone(scored: Scored, client: Client) -> None:
    first = scored.partials()[0]
    evaluator, approver = "civil-service.evaluator", "civil-service.approver"
    assert seen_by(scored, client, evaluator) == {"Reports": "1 awaits you", "Scoring": "2 await you"}
    assert seen_by(scored, client, approver) == {}
    scored.submit(first)
    assert seen_by(scored, client, evaluator) == {"Reports": "1 awaits you", "Scoring": "1 awaits you"}
    assert seen_by(scored, client, approver) == {"For approval": "1 awaits you"}
    assert len(elements(client.get("/en/desk/approve/2018/"), ".queue li")) == 1
    assert seen_by(scored, client, "culture.first_head") == {}


def test_whoever_gave_the_marks_is_not_told_to_approve_them(scored: Scored, client: Client) -> None:
    partial = scored.submit(scored.partials()[0])
    marker = scored.person("civil-service.evaluator")
    Membership.objects.create(
        user=marker,
        body=partial.evaluator,
        office=Office.APPROVER,
        valid_from=SINCE,
    )
    assert "For approval" not in seen_by(scored, client, "civil-service.evaluator")
    assert [line.mine for line in read_queue(marker, 2018).others] == [False]


def test_a_conclusion_received_awaits_its_body_in_the_readers_language(
    delivered: Delivered, client: Client
) -> None:
    assert seen_by(delivered, client, "agriculture.first_head") == {"Conclusions": "1 awaits you"}
    delivered.open()
    found = seen_by(delivered, client, "agriculture.preparer", "ru")
    assert found == {
        "Отчёты": "к исполнению: 1",
        "Заключения": "к исполнению: 1",
        "Возражения": "к исполнению: 1",
    }
    assert set(seen_by(delivered, client, "agriculture.preparer", "kk").values()) == {"орындауға: 1"}
    assert seen_by(delivered, client, "culture.first_head") == {}


def test_the_words_of_the_query_are_kept_and_its_answer_is_not(
    delivered: Delivered, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written once for a person and what they are that day, asked each time, with the time as it is then."""
    written: list[Any] = []
    write = rail_counts._write
    monkeypatch.setattr(rail_counts, "_write", lambda *given: written.append(given) or write(*given))
    rail_counts._kept.clear()
    delivered.open()
    three = {"Reports": "1 awaits you", "Conclusions": "1 awaits you", "Objections": "1 awaits you"}
    assert [seen_by(delivered, client, "agriculture.preparer") for _page in range(3)] == [three] * 3
    assert len(written) == 1
    last = delivered.conclusion.objection_term.due_at
    with clock.frozen(last - timedelta(minutes=1)):
        assert set(seen_by(delivered, client, "agriculture.preparer")) == set(three)
        before = len(written)
    with clock.frozen(last):
        assert set(seen_by(delivered, client, "agriculture.preparer")) == {"Reports"}
    assert len(written) - before <= 1, "at most for another day"
    body = delivered.world.body("agriculture")
    Membership.objects.filter(user=delivered.person("agriculture.preparer"), body=body).delete()
    assert seen_by(delivered, client, "agriculture.preparer") == {}


def test_the_counts_are_in_the_inboxs_one_query(scored: Scored, client: Client) -> None:
    scored.submit(scored.partials()[0])
    scored.world.sign_in(client, "civil-service.approver")
    client.get("/en/decree/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/en/decree/")
    assert texts(parsed(page), ".rail-count") == ["1"]
    assert [
        query["sql"].count("count(DISTINCT") > 2 for query in queries if "schedule_letter" in query["sql"]
    ] == [True]
