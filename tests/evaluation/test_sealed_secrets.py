"""Secrets of second steps are encrypted where they lie, with keys that can be changed, and none is believed in the open."""

from __future__ import annotations

import base64
import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.cache import cache
from django.core.checks import Tags, run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django.fixtures import Settings

from config import environment as env
from config.checks import second_steps_have_a_key
from evaluation import sealed_secrets
from evaluation.models import User
from evaluation.refusals import Refusal
from tests.worlds.second_step import shown_by

OLD, NEW, OTHER = (base64.b64encode(bytes([number]) * 32).decode() for number in (1, 2, 3))
WORD = "a long enough word 27"


@pytest.fixture
def person(db: None) -> User:
    cache.clear()
    return User.objects.create_user("somebody", "somebody@example.test", WORD)


def lost() -> list[str]:
    found = run_checks(tags=[Tags.database], databases=["default"])
    return [one.msg for one in found if one.id == "config.E004"]


def seal_anew() -> str:
    said = StringIO()
    call_command("seal_second_steps", stdout=said)
    return said.getvalue()


def test_no_secret_lies_in_the_open_and_keys_are_changed(person: User, settings: Settings) -> None:
    settings.SECOND_STEP_KEYS = []  # the one that follows from the portal's secret
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    codes = RecoveryCodes.activate(person).get_unused_codes()
    for keys, told in (([OLD], "2 "), ([NEW, OLD], "2 ")):
        settings.SECOND_STEP_KEYS = keys
        assert told in seal_anew()
        kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
        assert secret not in kept
        assert not [code for code in codes if code in kept]
        assert kept.count(sealed_secrets.MARK) == 2
    settings.SECOND_STEP_KEYS = [NEW]  # the old one is taken away
    assert lost() == []
    generator, recovery = (
        Authenticator.objects.get(user=person, type=kind) for kind in ("totp", "recovery_codes")
    )
    assert generator.wrap().validate_code(shown_by(secret))
    assert RecoveryCodes(recovery).get_unused_codes() == codes
    sealed_secrets.unseal(Authenticator.objects)
    assert Authenticator.objects.get(pk=generator.pk).data["secret"] == secret
    sealed_secrets.reseal(Authenticator.objects)
    assert Authenticator.objects.get(pk=generator.pk).wrap().validate_code(shown_by(secret, 1))


def test_a_lost_key_is_said_and_what_stands_in_the_open_is_not_believed(
    person: User, settings: Settings, client: Client
) -> None:
    settings.SECOND_STEP_KEYS = [OLD]
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    client.post("/en/accounts/login/", {"login": person.username, "password": WORD})
    settings.SECOND_STEP_KEYS = [OTHER]
    assert lost() == ["1 second steps are sealed by no key of the settings."]
    with pytest.raises(CommandError, match="1 second steps are sealed by a key"):
        seal_anew()
    page = client.post("/en/accounts/2fa/authenticate/", {"code": shown_by(secret)})
    assert page.status_code == 409
    assert "the portal has lost the key of the second step" in page.content.decode()
    assert "_auth_user_id" not in client.session
    with pytest.raises(Refusal):
        sealed_secrets.opened(secret)


def test_production_says_when_it_has_no_key_of_its_own(settings: Settings) -> None:
    settings.PRODUCTION, settings.SECOND_STEP_KEYS = True, []
    assert [one.id for one in second_steps_have_a_key(None)] == ["config.W002"]
    settings.SECOND_STEP_KEYS = env.second_step_keys(f"{NEW}, {OLD}")
    assert settings.SECOND_STEP_KEYS == [NEW, OLD]
    assert second_steps_have_a_key(None) == []


@pytest.mark.parametrize("text", ["short", f"{NEW},x", "=" * 44, base64.b64encode(b"1" * 31).decode()])
def test_a_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(env.EnvironmentRefused, match="SARAP_SECOND_STEP_KEYS"):
        env.second_step_keys(text)
