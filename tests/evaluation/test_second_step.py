"""The second step: asked of every office that decides, signs, publishes or reads everything; passed by a session."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory

from evaluation.middleware import MfaRequiredMiddleware
from evaluation.models import MFA_OFFICES, Membership, Office, User
from evaluation.models.people import PASSWORD_OFFICES
from evaluation.views import desk_home
from tests.worlds.second_step import code_of, give_generator, shown_by
from tests.worlds.world import World, add_person

pytestmark = pytest.mark.slow

DESK = "/ru/desk/"
SET_UP = "/ru/accounts/2fa/"
PASS = "/ru/accounts/2fa/reauthenticate/"
LANGUAGE = ("/ru/account/", {"do": "language", "language": "kk"})


@pytest.fixture(autouse=True)
def no_memory_of_attempts() -> None:
    """Codes and attempts of other tests must not count."""
    cache.clear()


def signed_in(person: User) -> Client:
    """A session that has only given the password, if ``person`` has no second step; else one that passed it."""
    client = Client()
    client.force_login(person)
    return client


def unprotected(world: World, office: str) -> User:
    person = add_person(world.body("finance"), office, "without-second-step")
    Authenticator.objects.filter(user=person).delete()
    return person


def test_who_needs_it() -> None:
    assert {Office.PREPARER, Office.EXPERT, Office.INTEGRATOR} == PASSWORD_OFFICES
    assert set(Office) == MFA_OFFICES | PASSWORD_OFFICES


@pytest.mark.parametrize("office", sorted(Office))
def test_an_office_that_decides_or_reads_everything_sets_it_up_first(
    world: World, february: object, office: str
) -> None:
    client = signed_in(unprotected(world, office))
    answer = client.get(DESK)
    sent = client.post(*LANGUAGE)
    part = client.get(DESK, headers={"HX-Request": "true"})
    if office in PASSWORD_OFFICES:
        assert (answer.status_code, sent.status_code, part.status_code) == (200, 302, 200)
    else:
        assert (answer.status_code, answer["Location"]) == (302, SET_UP)
        assert (sent.status_code, part.status_code) == (403, 403)
    assert client.get("/ru/decree/").status_code == client.get(SET_UP).status_code == 200


def test_an_office_given_later_asks_for_it_at_once(world: World, february: object) -> None:
    person = add_person(world.body("culture"), Office.PREPARER, "preparer-first")
    client = signed_in(person)
    assert client.get(DESK).status_code == 200
    Membership.objects.create(
        user=person, body=world.body("finance"), office=Office.EVALUATOR, valid_from=date(2019, 1, 1)
    )
    assert client.get(DESK)["Location"] == SET_UP


def test_a_session_opened_before_the_setting_up_gains_nothing_by_it(world: World, february: object) -> None:
    person = unprotected(world, Office.APPROVER)
    early = signed_in(person)
    give_generator(person)
    assert early.get(DESK)["Location"] == f"{PASS}?next=%2Fru%2Fdesk%2F"
    assert early.post(*LANGUAGE).status_code == 403
    assert early.get("/ru/decree/").status_code == 200
    # the password, which it was opened with, adds no key of its own and takes none off
    for page in ("", "totp/activate/", "totp/deactivate/", "webauthn/add/", "webauthn/", "recovery-codes/"):
        answer = early.get(SET_UP + page)
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, PASS), page
    for page in ("/ru/accounts/reauthenticate/", "/ru/accounts/password/change/"):
        assert early.get(page)["Location"].partition("?")[0] == PASS
        assert early.post(page, {"password": "x"}).status_code == 403
    passed = early.post(f"{PASS}?next={DESK}", {"code": code_of(person)})
    assert (passed.status_code, passed["Location"]) == (302, DESK)
    assert early.get(DESK).status_code == 200


def test_the_session_that_sets_it_up_passes_it_too(world: World, february: object) -> None:
    person = unprotected(world, Office.FIRST_HEAD)
    client = signed_in(person)
    word = "a long enough word 27"
    person.set_password(word)
    person.save()
    client.force_login(person)
    assert client.post("/ru/accounts/reauthenticate/", {"password": word}).status_code == 302
    page = client.get(f"{SET_UP}totp/activate/")
    assert page.status_code == 200
    code = shown_by(page.context["form"].secret)
    assert client.post(f"{SET_UP}totp/activate/", {"code": code}).status_code == 302
    assert Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists()
    assert client.get(DESK)["Location"].startswith(PASS)
    # the code that set it up has been shown already
    assert client.post(PASS, {"code": code}).status_code == 200
    assert client.post(PASS, {"code": shown_by(page.context["form"].secret, 1)}).status_code == 302
    assert client.get(DESK).status_code == 200


def test_a_key_that_is_taken_off_counts_no_more(world: World, february: object) -> None:
    person = world.person("finance.approver")
    client = signed_in(person)
    assert client.get(DESK).status_code == 200
    Authenticator.objects.filter(user=person).delete()
    assert client.get(DESK)["Location"] == SET_UP
    give_generator(person)
    assert client.get(DESK)["Location"].startswith(PASS)


def test_a_mark_of_somebody_else_counts_for_nobody(world: World, february: object) -> None:
    other, person = world.person("finance.approver"), unprotected(world, Office.AUDITOR)
    client = signed_in(person)
    give_generator(person)
    session = client.session
    foreign = Authenticator.objects.get(user=other).pk
    session["account_authentication_methods"] = [{"method": "mfa", "id": foreign, "at": 0}]
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    assert client.get(DESK)["Location"].startswith(PASS)


def test_in_the_demo_nobody_is_asked(
    world: World, february: object, rf: RequestFactory, settings: Any
) -> None:
    request = rf.get(DESK)
    request.user = unprotected(world, Office.COORDINATOR)
    request.resolver_match = SimpleNamespace(view_name="desk")  # type: ignore[assignment]
    settings.DEMO_MODE = True
    keeper = MfaRequiredMiddleware(lambda _request: HttpResponse())
    assert keeper.process_view(request, desk_home, (), {}) is None
