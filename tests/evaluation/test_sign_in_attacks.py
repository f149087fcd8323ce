"""Attacks on the sign-in: what time tells, how limits are slipped, whose session it becomes."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.auth.hashers import get_hasher
from django.core.cache import cache
from django.test import Client

from evaluation.models import User
from tests.worlds.second_step import code_of
from tests.worlds.world import World

pytestmark = [pytest.mark.slow, pytest.mark.clause("c44")]

WORD = "a long enough word 27"
LOGIN = "/ru/accounts/login/"
GUESSER, HOME = "198.51.100.7", "203.0.113.9"
HEAD = "finance.first_head"


@pytest.fixture(autouse=True)
def no_memory_of_attempts() -> None:
    """Attempts of other tests must not count."""
    cache.clear()


@pytest.fixture
def head(world: World) -> User:
    """Somebody with a password and a second step."""
    person = world.person(HEAD)
    person.set_password(WORD)
    person.save()
    return person


def let_in(named: str, word: str = WORD, where: str = GUESSER, **headers: str) -> bool:
    """Whether name and password lead on, to the second step."""
    answer = Client().post(LOGIN, {"login": named, "password": word}, REMOTE_ADDR=where, headers=headers)
    return answer.status_code == 302


def test_time_tells_nobody_which_accounts_there_are(world: World, head: User, monkeypatch: Any) -> None:
    """The hasher is what costs time: it runs as often for a name that nobody has as for any other."""
    closed, unset = world.person("culture.preparer"), world.person("akmola.preparer")
    User.objects.filter(pk=closed.pk).update(is_active=False, password=head.password)
    User.objects.filter(pk=unset.pk).update(password="!")
    runs: list[str] = []
    hasher = type(get_hasher())
    really = hasher.encode
    monkeypatch.setattr(hasher, "encode", lambda self, *given: runs.append("") or really(self, *given))
    counted = {}
    for kind, named in {
        "name": head.username,
        "no name": "nobody.at.all",
        "closed": closed.username,
        "unset": unset.username,
        "address": head.email,
        "no address": "nobody@example.test",
        "closed address": closed.email,
    }.items():
        runs.clear()
        cache.clear()
        assert not let_in(named, "a wrong word 27")
        counted[kind] = len(runs)
    by_name = {counted[kind] for kind in ("name", "no name", "closed", "unset")}
    by_address = {counted[kind] for kind in ("address", "no address", "closed address")}
    assert (len(by_name), len(by_address)) == (1, 1), counted
    assert by_name == by_address == {1}


def test_another_spelling_of_the_account_is_no_further_attempt(head: User) -> None:
    spelt = [
        head.username,
        head.username.upper(),
        head.email,
        head.email.title(),
        head.username.replace("i", "ı"),
    ]
    for named in spelt:
        assert not let_in(named, "a wrong word 27")
    if not User.objects.filter(username__iexact=spelt[-1]).exists():  # as this database compares letters
        assert not let_in(head.username, "a wrong word 27")
    assert not let_in(head.username)
    assert not let_in(head.email)
    assert let_in(head.username, where=HOME)


def test_a_forged_address_of_the_reader_slips_no_limit(head: User, settings: Any) -> None:
    for proxies, forged in ((0, "{}"), (1, "{}, 198.51.100.7")):
        cache.clear()
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        for number in range(5):
            headers = {
                "X-Forwarded-For": forged.format(f"192.0.2.{number}"),
                "X-Real-IP": f"192.0.2.{number}",
            }
            assert not let_in(head.username, "a wrong word 27", **headers)
        assert not let_in(head.username, **{"X-Forwarded-For": forged.format("192.0.2.99")})


def test_a_network_of_addresses_is_one_guesser(head: User) -> None:
    for number in range(5):
        assert not let_in(head.username, "a wrong word 27", f"2001:db8:1:2::{number:x}")
    assert not let_in(head.username, where="2001:db8:1:2:ffff::1")
    assert let_in(head.username, where="2001:db8:1:3::1")


def test_a_network_of_addresses_is_one_guesser_of_codes(head: User) -> None:
    def step(code: str, where: str) -> bool:
        client = Client()
        client.post(LOGIN, {"login": head.username, "password": WORD}, REMOTE_ADDR=where)
        client.post("/ru/accounts/2fa/authenticate/", {"code": code}, REMOTE_ADDR=where)
        return bool(get_user(client).is_authenticated)  # type: ignore[arg-type]

    assert not any(step("000000", f"2001:db8:1:2::{number:x}") for number in range(5))
    assert not step(code_of(head), "2001:db8:1:2:ffff::1")
    assert step(code_of(head), HOME)


def test_recovery_codes_are_not_guessed_from_many_addresses(head: User) -> None:
    assert {len(code) for code in RecoveryCodes.activate(head).get_unused_codes()} == {12}


# --- sessions ----------------------------------------------------------------------------------------------------------


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def test_a_session_planted_before_the_sign_in_is_not_the_one_after(head: User) -> None:
    victim, thief = Client(), Client()
    victim.post(LOGIN, {"login": head.username, "password": WORD})
    planted = key_of(victim)
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    victim.post("/ru/accounts/2fa/authenticate/", {"code": code_of(head)})
    assert get_user(victim).is_authenticated  # type: ignore[arg-type]
    assert key_of(victim) != planted
    assert not get_user(thief).is_authenticated  # type: ignore[arg-type]


def test_a_copy_of_a_session_gains_nothing_by_the_owners_second_step(head: User) -> None:
    owner, thief = Client(), Client()
    session = owner.session
    session.update(
        {
            "_auth_user_id": str(head.pk),
            "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
            "_auth_user_hash": head.get_session_auth_hash(),
        }
    )
    session.save()
    thief.cookies[settings.SESSION_COOKIE_NAME] = copied = key_of(owner)
    assert owner.get("/ru/desk/").status_code == 302
    passed = owner.post("/ru/accounts/2fa/reauthenticate/?next=/ru/desk/", {"code": code_of(head)})
    assert (passed.status_code, passed["Location"]) == (302, "/ru/desk/")
    assert key_of(owner) != copied
    assert owner.get("/ru/desk/").status_code == 200
    assert not get_user(thief).is_authenticated  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "away", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_on_leads_nowhere_else(world: World, client: Client, away: str) -> None:
    person = world.person("culture.preparer")
    person.set_password(WORD)
    person.save()
    answer = client.post(LOGIN, {"login": person.username, "password": WORD, "next": away})
    assert (answer.status_code, answer["Location"]) == (302, "/ru/desk/")
