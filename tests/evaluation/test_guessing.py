"""Who guesses passwords, codes or addresses: slowed down where they stand, told nothing, and keeping nobody out."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib.auth import get_user
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evaluation.models import PasswordLink, User
from evaluation.passwords import link_of
from tests.worlds.second_step import code_of
from tests.worlds.world import World

pytestmark = pytest.mark.slow

WORD = "a long enough word 27"
LOGIN = "/ru/accounts/login/"
RESET = "/ru/accounts/password/reset/"
GUESSER, HOME = "198.51.100.7", "203.0.113.9"
HEAD = "agriculture.first_head"


@pytest.fixture(autouse=True)
def no_memory_of_attempts() -> None:
    """Attempts of other tests must not count."""
    cache.clear()


def the_head(world: World) -> User:
    person = world.person(HEAD)
    person.set_password(WORD)
    person.save()
    return person


def tries(client: Client, person: User, word: str, where: str) -> Any:
    return client.post(LOGIN, {"login": person.username, "password": word}, REMOTE_ADDR=where)


def test_wrong_passwords_stop_the_guesser_and_not_the_head(world: World, client: Client) -> None:
    person = the_head(world)
    for number in range(5):
        tries(client, person, f"guess {number}", GUESSER)
    stopped = tries(client, person, WORD, GUESSER)
    assert stopped.status_code == 200
    assert "Слишком много попыток" in stopped.context["form"].non_field_errors()[0]
    let_in = tries(Client(), person, WORD, HOME)
    assert (let_in.status_code, let_in["Location"]) == (302, "/ru/accounts/2fa/authenticate/")


def test_one_address_guesses_no_more_at_many_accounts(world: World, client: Client) -> None:
    people = [world.person(f"{body}.preparer") for body in ("agriculture", "culture", "akmola")]
    said = [
        tries(client, people[number % 3], "guess", GUESSER).context["form"].non_field_errors()[0]
        for number in range(11)
    ]
    assert len(set(said[:10])) == 1
    assert "Слишком много попыток" in said[10]


def second_step(person: User, code: str, where: str) -> bool:
    """Whether the code lets a new session in after the right password."""
    client = Client()
    answer = tries(client, person, WORD, where)
    client.post(answer["Location"], {"code": code}, REMOTE_ADDR=where)
    return bool(get_user(client).is_authenticated)  # type: ignore[arg-type]


def test_wrong_codes_stop_the_one_who_has_the_password_and_not_the_head(world: World) -> None:
    person = the_head(world)
    assert not any(second_step(person, "000000", GUESSER) for _try in range(5))
    assert not second_step(person, code_of(person), GUESSER)
    assert second_step(person, code_of(person), HOME)


def test_six_digits_are_not_guessed_from_everywhere_together(world: World, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "code_of_account": "2/h/key"}
    person = the_head(world)
    right = code_of(person)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    assert not any(second_step(person, "000000", f"198.51.100.{number}") for number in range(2))
    assert not second_step(person, right, HOME)
    assert second_step(person, codes[0], HOME)
    assert not second_step(person, codes[0], HOME)


def test_a_reset_tells_nothing(world: World, client: Client) -> None:
    person = world.person(HEAD)
    asked = {}
    for to in (person.email, "nobody@example.test"):
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(RESET, {"email": to.upper()})
        assert (answer.status_code, answer["Location"]) == (302, f"{RESET}done/")
        asked[to] = [query["sql"].replace(to, "") for query in queries]
        assert not any("evaluation_user" in sql for sql in asked[to])
        assert PasswordLink.objects.get(address=to).to is None
    known, unknown = (
        [sql.partition("INSERT")[2].partition("VALUES")[0] for sql in sqls] for sqls in asked.values()
    )
    assert known == unknown
    assert mail.outbox == []


def test_a_reset_sends_to_known_addresses_only_and_once(
    world: World, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    person = world.person(HEAD)
    User.objects.filter(pk=person.pk).update(email=person.email.title())
    with django_capture_on_commit_callbacks(execute=True):
        client.post(RESET, {"email": "nobody@example.test"})
        client.post(RESET, {"email": person.email})
    assert [message.to for message in mail.outbox] == [[person.email.title()]]
    link = next(word for word in str(mail.outbox[0].body).split() if "/reset/key/" in word)
    page = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    sent = client.post(page.redirect_chain[-1][0], {"password1": WORD, "password2": WORD})
    assert sent.status_code == 302
    assert User.objects.get(pk=person.pk).check_password(WORD)
    assert "password1" not in Client().get(link.removeprefix("http://localhost:8000")).content.decode()


def test_a_closed_account_gets_no_link(
    world: World, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    person = world.person(HEAD)
    User.objects.filter(pk=person.pk).update(is_active=False)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(RESET, {"email": person.email})
    assert mail.outbox == []


def test_a_link_leads_to_the_portals_own_address(world: World) -> None:
    assert link_of(world.person(HEAD)).startswith("http://localhost:8000/ru/accounts/password/reset/key/")


@pytest.mark.parametrize("page", ["/ru/", "/ru/accounts/login/", "/ru/no-such-page/", "/healthz"])
def test_every_answer_names_what_a_page_may_use(db: None, client: Client, page: str) -> None:
    policy = client.get(page)["Permissions-Policy"]
    assert "camera=()" in policy
    assert "geolocation=()" in policy
    assert "publickey-credentials-get=(self)" in policy
