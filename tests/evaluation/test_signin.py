"""Signing in: by user name or address with a password, the second step for those who must, no sign-up."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client

from evaluation.models import User
from tests.worlds.second_step import code_of
from tests.worlds.world import World

pytestmark = pytest.mark.slow

WORD = "a long enough word 27"
LOGIN = "/ru/accounts/login/"
#: A moment at which a code generator's step begins, in seconds since 1970.
STEP_BEGINS = 60_000_000 * 30


@pytest.fixture(autouse=True)
def no_memory_of_attempts() -> None:
    """Attempts of other tests must not count."""
    cache.clear()


def with_password(world: World, key: str) -> User:
    person = world.person(key)
    person.set_password(WORD)
    person.save()
    return person


@pytest.mark.parametrize("by", ["username", "email"])
def test_name_or_address_with_the_password_opens_the_desk(world: World, client: Client, by: str) -> None:
    person = with_password(world, "agriculture.preparer")
    answer = client.post(LOGIN, {"login": getattr(person, by), "password": WORD})
    assert (answer.status_code, answer["Location"]) == (302, "/ru/desk/")
    assert get_user(client) == person  # type: ignore[arg-type]


def test_a_person_comes_back_to_the_page_they_asked_for(world: World, client: Client) -> None:
    person = with_password(world, "agriculture.preparer")
    asked = client.get("/kk/account/")
    answer = client.post(
        asked["Location"], {"login": person.username, "password": WORD, "next": "/kk/account/"}
    )
    assert answer["Location"] == "/kk/account/"


def test_a_wrong_word_lets_nobody_in_and_tells_nothing(world: World, client: Client) -> None:
    person = with_password(world, "agriculture.preparer")
    wrong = client.post(LOGIN, {"login": person.username, "password": "something else 27"})
    nobody = client.post(LOGIN, {"login": "nobody.at.all", "password": "something else 27"})
    assert wrong.status_code == nobody.status_code == 200
    assert not get_user(client).is_authenticated  # type: ignore[arg-type]
    errors = [answer.context["form"].non_field_errors() for answer in (wrong, nobody)]
    assert errors[0]
    assert errors[0] == errors[1]


def test_an_account_that_is_closed_lets_nobody_in(world: World, client: Client) -> None:
    person = with_password(world, "agriculture.preparer")
    User.objects.filter(pk=person.pk).update(is_active=False)
    client.post(LOGIN, {"login": person.username, "password": WORD})
    assert not get_user(client).is_authenticated  # type: ignore[arg-type]


def test_second_step_is_asked_before_anything_opens(world: World, client: Client) -> None:
    person = with_password(world, "finance.evaluator")
    answer = client.post(LOGIN, {"login": person.username, "password": WORD})
    assert answer["Location"] == "/ru/accounts/2fa/authenticate/"
    assert not get_user(client).is_authenticated  # type: ignore[arg-type]
    assert client.get("/ru/desk/").status_code == 302
    assert client.post(answer["Location"], {"code": "000000"}).status_code == 200
    assert not get_user(client).is_authenticated  # type: ignore[arg-type]
    assert client.post(answer["Location"], {"code": code_of(person)}).status_code == 302
    assert get_user(client) == person  # type: ignore[arg-type]
    assert client.get("/ru/admin/").status_code == 200


@pytest.mark.parametrize(("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_good_while_it_is_typed(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, steps: int, taken: bool
) -> None:
    """A step of 30 seconds may end between reading and sending; a code of the step before is taken, an older one not."""
    person = with_password(world, "finance.evaluator")
    monkeypatch.setattr("time.time", lambda: STEP_BEGINS)
    code = code_of(person, steps)
    answer = client.post(LOGIN, {"login": person.username, "password": WORD})
    assert (client.post(answer["Location"], {"code": code}).status_code == 302) is taken
    assert get_user(client).is_authenticated is taken  # type: ignore[arg-type]


def test_a_code_is_good_once(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    """Whoever reads it over a shoulder cannot use it, not even in the later steps in which it would still be taken."""
    # a memory that lives by the test's clock
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    cache.clear()
    person = with_password(world, "finance.evaluator")
    monkeypatch.setattr("time.time", lambda: STEP_BEGINS)
    code = code_of(person, 1)
    answer = client.post(LOGIN, {"login": person.username, "password": WORD})
    assert client.post(answer["Location"], {"code": code}).status_code == 302
    client.post("/ru/accounts/logout/")
    for seconds in (0, 31, 59):
        monkeypatch.setattr("time.time", lambda now=STEP_BEGINS + seconds: now)
        client.post(LOGIN, {"login": person.username, "password": WORD})
        spelt = f"{code[:3]} {code[3:]}"
        assert client.post(answer["Location"], {"code": spelt}).status_code == 200
        assert not get_user(client).is_authenticated  # type: ignore[arg-type]


def test_nobody_signs_up(db: None, client: Client) -> None:
    sent = {"username": "new", "password1": WORD, "password2": WORD}
    assert client.post("/ru/accounts/signup/", sent).status_code == 404
    assert not User.objects.exists()


def test_admin_has_no_sign_in_that_skips_the_second_step(world: World, client: Client) -> None:
    person = with_password(world, "finance.evaluator")
    answer = client.post("/ru/admin/login/", {"username": person.username, "password": WORD})
    assert answer["Location"].startswith(LOGIN)
    assert not get_user(client).is_authenticated  # type: ignore[arg-type]
