"""A link for a password that was asked for is sent, whatever was away meanwhile, and no row keeps one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from evaluation import clock, password_links
from evaluation.account_actions import send_password_link
from evaluation.attempts import ATTEMPTS, LONGEST_PAUSE, WORKER_LOST
from evaluation.models import JournalEntry, LinkPurpose, LinkState, Membership, Office, PasswordLink, User
from tests.worlds.elements import texts
from tests.worlds.world import NOW, World

pytestmark = pytest.mark.slow

RESET = "/ru/accounts/password/reset/"
HEAD, ADMINISTRATOR = "agriculture.first_head", "economy.administrator"
DOWN = "tests.schedule.test_letters_delivery.DownBackend"


@pytest.fixture(autouse=True)
def no_memory_of_attempts() -> None:
    """Attempts of other tests must not count."""
    cache.clear()


@pytest.fixture
def now() -> Iterator[clock.FrozenClock]:
    """A clock that the test moves."""
    with clock.frozen(NOW) as frozen:
        yield frozen


def rows() -> list[tuple[str | None, str, str]]:
    return list(PasswordLink.objects.order_by("id").values_list("to__username", "address", "state"))


def test_what_was_asked_while_no_worker_was_woken_is_sent_by_the_clock(world: World, client: Client) -> None:
    person = world.person(HEAD)
    for to in (person.email, "nobody@example.test", person.email.upper()):
        client.post(RESET, {"email": to})
    assert rows() == [(None, person.email, "waiting"), (None, "nobody@example.test", "waiting")]
    assert password_links.deliver() == 1
    assert [message.to for message in mail.outbox] == [[person.email]]
    assert rows() == [(person.username, "", "sent")]
    assert password_links.deliver() == 0


def test_the_mail_away_and_back(world: World, now: clock.FrozenClock, settings: Any) -> None:
    person, other = world.person(HEAD), world.person("culture.preparer")
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DOWN
    password_links.ask_for_address(person.email)
    send_password_link(other, world.person(ADMINISTRATOR))
    assert password_links.deliver() == 0
    password_links.ask_for_address(person.email)
    assert password_links.deliver() == 0  # asked for again meanwhile: still one
    assert list(PasswordLink.objects.values_list("state", "attempts")) == [("waiting", 1)] * 2
    settings.EMAIL_BACKEND = working
    assert password_links.deliver() == 0  # not before the pause is over
    now.tick(timedelta(minutes=1))
    assert password_links.deliver() == 2
    assert {message.to[0] for message in mail.outbox} == {person.email, other.email}
    told = JournalEntry.objects.filter(act="user.password_link").values_list("object_id", "actor__username")
    assert set(told) == {(person.pk, None), (other.pk, ADMINISTRATOR)}


def test_a_link_that_kills_its_worker_each_time_is_given_up_and_holds_up_nobody(
    world: World, now: clock.FrozenClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    person, other = world.person(HEAD), world.person("culture.preparer")
    for asked in (person, other):
        password_links.ask(asked, LinkPurpose.FORGOTTEN)
    make = password_links.message_with_link

    def kills(to: User, purpose: LinkPurpose) -> EmailMessage:
        if to == person:
            raise SystemExit  # as a worker that is killed: nothing after this line happens
        return make(to, purpose)

    monkeypatch.setattr(password_links, "message_with_link", kills)
    for worker in range(ATTEMPTS):
        with pytest.raises(SystemExit):
            password_links.deliver()
        assert password_links.deliver() == (1 if worker == 0 else 0)
        now.tick(LONGEST_PAUSE)
    assert password_links.deliver() == 0
    link = PasswordLink.objects.get(to=person)
    assert (link.state, link.attempts, link.failure) == (LinkState.FAILED, ATTEMPTS, WORKER_LOST)
    assert [message.to for message in mail.outbox] == [[other.email]]


def test_after_the_last_attempt_the_administrator_sees_it_and_sends_it_again(
    world: World, client: Client, now: clock.FrozenClock, settings: Any
) -> None:
    person = world.person(HEAD)
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DOWN
    password_links.ask(person, LinkPurpose.FORGOTTEN)
    for _attempt in range(ATTEMPTS):
        password_links.deliver()
        now.tick(LONGEST_PAUSE)
    link = PasswordLink.objects.get()
    assert (link.state, link.attempts) == (LinkState.FAILED, ATTEMPTS)
    settings.EMAIL_BACKEND = working
    assert password_links.deliver() == 0
    world.sign_in(client, ADMINISTRATOR)
    assert person.username in " ".join(texts(client.get(reverse("work")), "main"))
    again = reverse("work_again", args=["password-links", link.pk])
    assert client.post(again).status_code == 302
    assert password_links.deliver() == 1
    assert client.post(again).status_code == 409
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_one_that_cannot_be_written_keeps_none_back(world: World, monkeypatch: Any) -> None:
    really = password_links.message_with_link
    broken, whole = world.person(HEAD), world.person("culture.preparer")

    def write(person: User, purpose: LinkPurpose) -> Any:
        if person == broken:
            raise RuntimeError("a template is broken")
        return really(person, purpose)

    monkeypatch.setattr(password_links, "message_with_link", write)
    for person in (broken, whole):
        password_links.ask(person, LinkPurpose.FORGOTTEN)
    assert password_links.deliver() == 1
    assert rows() == [(broken.username, "", "waiting"), (whole.username, "", "sent")]


def test_an_account_closed_meanwhile_gets_none(world: World) -> None:
    person = world.person(HEAD)
    password_links.ask(person, LinkPurpose.SENT)
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert password_links.deliver() == 0
    assert rows() == [(person.username, "", "failed")]
    assert mail.outbox == []


def test_no_row_keeps_a_link(world: World) -> None:
    password_links.ask(world.person(HEAD), LinkPurpose.SENT)
    password_links.deliver()
    assert "/reset/key/" in str(mail.outbox[0].body)
    kept = str(list(PasswordLink.objects.values())) + str(list(JournalEntry.objects.values()))
    assert "/reset/key/" not in kept
    assert str(mail.outbox[0].body).partition("/reset/key/")[2].split()[0].rstrip("/") not in kept


def test_the_first_administrator_is_told_when_the_mail_is_back(
    world: World, february: object, settings: Any, capsys: Any
) -> None:
    Membership.objects.filter(office=Office.ADMINISTRATOR).update(
        valid_until=clock.today() - timedelta(days=1)
    )
    working, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, DOWN
    call_command("appoint", "new@example.test", "administrator", "economy", "--order", "1", "--title", "A")
    assert "waits for the mail server" in capsys.readouterr().out
    settings.EMAIL_BACKEND = working
    PasswordLink.objects.update(try_at=None)
    assert password_links.deliver() == 1
