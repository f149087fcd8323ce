"""The administrator's page of work in the background: worker, queues, failures with their reasons, another attempt."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from amqp.exceptions import ChannelError
from django.test import Client

from evaluation import views_work, work_queues
from evaluation.models import JournalEntry
from schedule.models import Letter
from schedule.models.letters import LetterState
from tests.worlds.elements import element, elements, named, texts
from tests.worlds.report_acts import refused
from tests.worlds.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(world: World) -> list[Letter]:
    """One letter for each state, the failed ones with what the mail server said."""
    from evaluation import clock

    to = world.person("economy.evaluator")
    states = [LetterState.WAITING, LetterState.SENT, LetterState.FAILED, LetterState.WAITING]
    return Letter.objects.bulk_create(
        Letter(
            to=to,
            key=f"k{number}",
            kind="report.signed",
            language="ru",
            subject="Confidential subject",
            text="…",
            written_at=clock.now(),
            state=state,
            sent_at=clock.now() if state == LetterState.SENT else None,
            attempts=8 if state == LetterState.FAILED else number,
            failure="550 no such user" if state == LetterState.FAILED or number == 3 else "",
        )
        for number, state in enumerate(states)
    )


def opened(world: World, client: Client) -> Any:
    world.sign_in(client, "economy.administrator")
    return client.get("/en/desk/work/")


def test_queues_are_counted_and_failures_have_their_reasons(
    world: World, client: Client, letters: list[Letter], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views_work, "workers", lambda: views_work.Workers(("celery@one",), True, 7))
    shown = opened(world, client)
    assert named(shown, "tbody tr", "E-mail letters").texts("td")[:3] == ["2", "1", "1"]
    assert [queue.code for queue in work_queues.registered()] == [
        "password-links",
        "letters",
        "scans",
        "conclusions",
        "reports",
    ]
    facts = texts(shown, ".facts dd")
    assert facts[0] == "answers celery@one"
    assert facts[1:3] == ["7", "2"]
    assert " free of " in facts[3]
    failing = elements(shown, "main ul.plain-list li")
    assert [one.one("code").text for one in failing] == ["550 no such user", "550 no such user"]
    assert len(elements(shown, "main ul.plain-list form")) == 1, "what is tried by itself needs no button"
    assert "Confidential subject" not in shown.content.decode()


def test_a_silent_worker_or_broker_is_said_with_what_to_do(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views_work, "workers", lambda: views_work.Workers((), True, 12))
    assert element(opened(world, client), ".alert-refused .alert-title").text == "No worker answers"
    monkeypatch.setattr(views_work, "workers", lambda: views_work.Workers((), False, None))
    shown = opened(world, client)
    assert element(shown, ".alert-refused .alert-title").text == "The broker does not answer"
    assert element(shown, ".facts abbr").text == "–"


def test_what_was_given_up_is_tried_again_and_on_record(
    world: World, client: Client, letters: list[Letter]
) -> None:
    failed = letters[2]
    world.sign_in(client, "economy.administrator")
    address = f"/en/desk/work/letters/{failed.pk}/again/"
    assert client.post(address)["Location"] == "/en/desk/work/"
    fresh = Letter.objects.get(pk=failed.pk)
    assert (fresh.state, fresh.attempts) == (LetterState.WAITING, 0)
    assert JournalEntry.objects.get(act="letter.try_again").details["kind"] == "report.signed"
    assert client.post(address).status_code == 409, "it waits already"
    assert client.post("/en/desk/work/nothing/1/again/").status_code == 404
    queue = work_queues.of_code("letters")
    assert queue is not None
    refused("right", lambda: queue.again(failed.pk, world.person("economy.evaluator")))


class Channel:
    """A broker's channel as redis gives it: an empty queue is none that it knows."""

    def __init__(self, waiting: int) -> None:
        self.waiting = waiting

    def queue_declare(self, queue: str, passive: bool) -> Any:
        assert (queue, passive) == ("celery", True)
        if not self.waiting:
            raise ChannelError("NOT_FOUND - no queue 'celery' in vhost '/'")
        return SimpleNamespace(message_count=self.waiting)


def test_an_empty_queue_is_nought_and_no_fault_of_the_broker() -> None:
    assert [views_work._calls(Channel(waiting)) for waiting in (0, 3)] == [0, 3]
