"""Sending letters: once whatever runs how often, nothing lost by a killed worker or an absent mail server."""

from __future__ import annotations

import smtplib
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.test import Client
from django.urls import include, path

from evaluation import clock
from evaluation.attempts import ATTEMPTS, LONGEST_PAUSE, WORKER_LOST
from evaluation.models import User
from schedule import tasks
from schedule.letters import write_letters
from schedule.models import Letter, LetterState
from tests.worlds.elements import element, named, texts

NOW = datetime(2019, 2, 18, 6, tzinfo=UTC)


@pytest.fixture
def now() -> Iterator[clock.FrozenClock]:
    with clock.frozen(NOW) as frozen:
        yield frozen


def people(count: int) -> list[User]:
    return [
        User.objects.create(username=f"person-{number}", email=f"person-{number}@example.test", language="en")
        for number in range(count)
    ]


def write(to: list[User], key: str = "k") -> None:
    write_letters(
        to,
        "schedule.extended",
        key=key,
        about=None,
        path="schedule/2018/",
        year=2018,
        milestone="reports",
        day=date(2019, 2, 28),
        order="5",
    )


def states() -> list[str]:
    return list(Letter.objects.order_by("id").values_list("state", flat=True))


@pytest.mark.django_db
def test_run_twice_sent_once_in_text_and_html_with_an_identity(now: clock.FrozenClock) -> None:
    write(people(3))
    assert (tasks.deliver_letters(), tasks.deliver_letters()) == (3, 0)
    assert len(mail.outbox) == 3
    message = mail.outbox[0]
    letter = Letter.objects.order_by("id")[0]
    assert message.extra_headers["Message-ID"] == f"<letter-{letter.pk}@sarap>"
    assert "/en/schedule/2018/" in message.body
    html = message.alternatives[0][0]  # type: ignore[attr-defined]
    assert element(html, "html")["lang"] == "en"
    assert element(html, "h2").text == letter.subject
    assert (letter.state, letter.sent_at, letter.attempts) == ("sent", NOW, 1)


@pytest.mark.django_db
def test_the_same_letter_is_written_once(now: clock.FrozenClock) -> None:
    to = people(2)
    write([*to, to[0]])
    write(to)
    assert Letter.objects.count() == 2


@pytest.mark.django_db
def test_a_person_without_an_address_reads_in_the_portal(now: clock.FrozenClock) -> None:
    person = people(1)[0]
    person.email = ""
    person.save()
    write([person])
    assert tasks.deliver_letters() == 1
    assert (states(), mail.outbox) == (["sent"], [])


class Killed(BaseException):
    """A worker that the system ends in the middle; nothing in the code catches it."""


@pytest.mark.django_db
def test_a_worker_killed_between_two_letters_loses_none_and_doubles_none(
    now: clock.FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(people(5))
    render = tasks.as_message

    def killed_at_the_third(letter: Letter) -> Any:
        if len(mail.outbox) == 2:
            raise Killed
        return render(letter)

    monkeypatch.setattr(tasks, "as_message", killed_at_the_third)
    with pytest.raises(Killed):
        tasks.deliver_letters()
    assert states() == ["sent", "sent", "waiting", "waiting", "waiting"]
    monkeypatch.undo()
    assert tasks.deliver_letters() == 2
    now.tick(timedelta(minutes=1))
    assert tasks.deliver_letters() == 1  # the one in its hands, after its pause
    assert sorted(message.to[0] for message in mail.outbox) == [f"person-{n}@example.test" for n in range(5)]


@pytest.mark.django_db
def test_a_letter_that_kills_its_worker_each_time_is_given_up_and_holds_up_nobody(
    now: clock.FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(people(3))
    render, first = tasks.as_message, Letter.objects.order_by("id")[0]

    def kills(letter: Letter) -> Any:
        if letter.pk == first.pk:
            raise Killed
        return render(letter)

    monkeypatch.setattr(tasks, "as_message", kills)
    for worker in range(ATTEMPTS):
        with pytest.raises(Killed):
            tasks.deliver_letters()
        first.refresh_from_db()
        assert (first.state, first.attempts) == ("waiting", worker + 1)
        assert tasks.deliver_letters() == (2 if worker == 0 else 0)  # the others leave by the next worker
        now.tick(LONGEST_PAUSE)
    assert tasks.deliver_letters() == 0
    first.refresh_from_db()
    assert (first.state, first.attempts, first.failure) == ("failed", ATTEMPTS, WORKER_LOST)
    assert len(mail.outbox) == 2


class DownBackend(EmailBackend):
    """A mail server that refuses everybody."""

    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected("the server is away")


@pytest.mark.django_db
def test_an_absent_mail_server_keeps_the_row_and_it_is_tried_again_later(
    now: clock.FrozenClock, settings: Any
) -> None:
    write(people(2))
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = f"{__name__}.DownBackend"
    assert tasks.deliver_letters() == 0
    letter = Letter.objects.order_by("id")[0]
    assert (letter.state, letter.attempts, letter.failure) == ("waiting", 1, "the server is away")
    assert letter.try_at == NOW + timedelta(minutes=1)
    settings.EMAIL_BACKEND = working
    assert tasks.deliver_letters() == 0  # not before its pause is over
    now.tick(timedelta(minutes=1))
    assert tasks.deliver_letters() == 2
    assert states() == ["sent", "sent"]
    assert Letter.objects.filter(failure="").count() == 2


@pytest.mark.django_db
def test_a_day_without_a_mail_server_is_survived_and_then_said(now: clock.FrozenClock, settings: Any) -> None:
    write(people(1))
    settings.EMAIL_BACKEND = f"{__name__}.DownBackend"
    for _hour in range(12):
        tasks.deliver_letters()
        now.tick(timedelta(hours=1))
    assert states() == [LetterState.WAITING]
    for _hour in range(12):
        tasks.deliver_letters()
        now.tick(timedelta(hours=1))
    assert states() == [LetterState.FAILED]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_none_twice() -> None:
    write(people(12), key="two workers")
    Letter.objects.update(
        state=LetterState.WAITING, sent_at=None
    )  # the waking on commit has sent them already
    mail.outbox.clear()
    start = threading.Barrier(2)
    counts: list[int] = []

    def work() -> None:
        try:
            start.wait(timeout=30)
            counts.append(tasks.deliver_letters())
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=60)
    assert sum(counts) == 12
    assert sorted(message.to[0] for message in mail.outbox) == sorted(
        f"person-{n}@example.test" for n in range(12)
    )
    assert set(states()) == {"sent"}


@pytest.mark.django_db(transaction=True)
def test_a_letter_in_another_workers_hands_is_left_alone() -> None:
    write(people(2), key="claimed")
    Letter.objects.update(state=LetterState.WAITING)
    mail.outbox.clear()
    first = Letter.objects.order_by("id")[0]
    claimed, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                Letter.objects.select_for_update().get(pk=first.pk)
                claimed.set()
                done.wait(timeout=30)
        finally:
            connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert claimed.wait(timeout=30)
    sent = tasks.deliver_letters()
    done.set()
    holder.join(timeout=30)
    assert sent == 1
    assert states() == ["waiting", "sent"]


@pytest.mark.django_db
def test_an_absent_broker_stops_no_act_and_loses_no_letter(
    now: clock.FrozenClock, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def away(*_args: object) -> None:
        raise OSError("the broker is away")

    monkeypatch.setattr(tasks.deliver_letters, "delay", away)
    with django_capture_on_commit_callbacks(execute=True) as woken:
        write(people(2))
    assert len(woken) == 1
    assert states() == ["waiting", "waiting"]
    now.tick(timedelta(hours=1))
    assert tasks.deliver_letters() == 2  # beat's next minute after the broker is back


# --- The demo's outbox ----------------------------------------------------------------------------------------

urlpatterns: list[Any] = []


def _addresses() -> list[Any]:
    from django.conf.urls.i18n import i18n_patterns

    from config.urls import urlpatterns as portal

    return [*i18n_patterns(path("", include("schedule.demo_urls"))), *portal]


@pytest.mark.django_db
def test_outbox_shows_every_letter_as_its_reader_gets_it(
    client: Client, settings: Any, now: clock.FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.urlpatterns", _addresses())
    settings.ROOT_URLCONF = __name__
    to = people(2)
    write(to)
    shown = client.get("/en/demo/outbox/").content.decode()
    assert shown.count("Your term is extended until") == 2
    one = client.get(f"/en/demo/outbox/?to={to[0].pk}&kind=schedule.extended").content.decode()
    assert one.count("Your term is extended until") == 1
    assert "No letters." in texts(client.get("/en/demo/outbox/?state=failed"), "main p")
    letter = Letter.objects.order_by("id")[0]
    page = client.get(f"/en/demo/outbox/{letter.pk}/")
    assert named(page, ".panel p", "By order No. 5 the term “reports” of the evaluation for 2018 is extended")
    assert "Open in Sarap: http" in element(page, "pre.letter-plain").text


def test_outbox_has_no_address_outside_the_demo(client: Client, db: None) -> None:
    assert client.get("/en/demo/outbox/").status_code == 404


def test_beat_wakes_the_sending_every_minute(settings: Any) -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["letters"]
    assert (entry["task"], entry["schedule"]) == (tasks.deliver_letters.name, 60.0)
