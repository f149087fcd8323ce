"""A lost second step is taken off by two persons, and by no other door; proposals that nobody confirms lapse by night."""

from __future__ import annotations

import ast
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.contrib import admin
from django.contrib.auth import get_user
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from config.floors import FLOORS
from evaluation import account_actions, clock
from evaluation.account_actions import confirm_change, give_office, refuse_change, reset_second_step
from evaluation.acting import perform, refusal_of
from evaluation.models import AccountChange, AccountChangeState, JournalEntry, Membership, Office, User
from evaluation.refusals import Refusal
from evaluation.second_step import has_second_factor
from evaluation.tasks import expire_account_changes
from schedule.models import Letter
from tests.worlds.second_step import code_of, give_generator
from tests.worlds.world import NOW, World, add_person

pytestmark = [pytest.mark.slow, pytest.mark.clause("c12")]

ADMINISTRATOR, AUDITOR, COORDINATOR = "economy.administrator", "commission.auditor", "economy.coordinator"
LOST, HEAD = "finance.approver", "finance.first_head"
WORD = "a long enough word 27"
ROOT = Path(__file__).parents[2]


def refused(act: Any, *args: Any) -> Refusal:
    with pytest.raises(Refusal) as found:
        act(*args)
    return found.value


def asked(world: World, key: str = LOST) -> AccountChange:
    return reset_second_step(world.person(key), world.person(ADMINISTRATOR))


def kinds(person: User) -> list[str]:
    return sorted(Authenticator.objects.filter(user=person).values_list("type", flat=True))


def test_two_persons_take_it_off_and_every_session_ends(world: World, february: object) -> None:
    cache.clear()
    person = world.person(LOST)
    person.set_password(WORD)
    person.save()
    RecoveryCodes.activate(person)
    owner, waiting, other = Client(), Client(), Client()
    world.sign_in(owner, LOST)
    world.sign_in(other, HEAD)
    waiting.post("/ru/accounts/login/", {"login": person.username, "password": WORD})
    change = asked(world)
    assert kinds(person) == ["recovery_codes", "totp"]
    assert owner.get("/ru/desk/").status_code == 200
    confirm_change(change, world.person(AUDITOR))
    assert kinds(person) == []
    assert not get_user(owner).is_authenticated  # type: ignore[arg-type]
    assert waiting.session.get("account_login") is None
    assert get_user(other).is_authenticated  # type: ignore[arg-type]
    assert Session.objects.count() == 1
    told = Letter.objects.filter(kind="account.proposed").values_list("to__username", flat=True)
    concerned = {"finance.approver", HEAD, ADMINISTRATOR, AUDITOR, "economy.first_head"}
    assert set(told) == concerned
    assert (
        set(Letter.objects.filter(kind="account.decided").values_list("to__username", flat=True)) == concerned
    )
    acts = JournalEntry.objects.filter(details__has_key="kinds").values_list(
        "act", "actor__username", "details"
    )
    assert list(acts) == [
        (
            "user.second_step_removed",
            AUDITOR,
            {"kinds": ["recovery_codes", "totp"], "sessions": 2, "proposed_by": ADMINISTRATOR},
        )
    ]


def test_who_may_be_the_second(world: World, february: object) -> None:
    second = add_person(world.body("economy"), Office.ADMINISTRATOR, "second.administrator")
    twin = add_person(world.body("commission"), Office.AUDITOR, "twin")
    User.objects.filter(pk=twin.pk).update(email=world.person(LOST).email.upper())
    change = asked(world)
    people = [*(world.person(key) for key in world.people), second, User.objects.get(pk=twin.pk)]
    right = {person.username for person in people if right_of("confirm", change, person)}
    assert right == {AUDITOR, COORDINATOR, "second.administrator", HEAD}
    may_refuse = {person.username for person in people if right_of("refuse", change, person)}
    assert may_refuse == right | {ADMINISTRATOR, LOST}


def right_of(move: str, change: AccountChange, person: User) -> bool:
    refusal = refusal_of(change, move, person)
    return refusal is None or refusal.code != "right"


def test_whose_step_it_is_says_that_it_is_not_lost(world: World, february: object, client: Client) -> None:
    change = asked(world)
    world.sign_in(client, LOST)
    page = reverse("account_change", args=[change.pk])
    assert client.post(page, {"do": "confirm"}).status_code == 403
    assert client.post(page, {"do": "refuse"}).status_code == 302
    assert AccountChange.objects.get().state == AccountChangeState.REFUSED
    assert kinds(world.person(LOST)) == ["totp"]


def test_the_head_confirms_from_the_desk_and_no_other_head_sees_it(
    world: World, february: object, client: Client
) -> None:
    page = reverse("account_change", args=[asked(world).pk])
    other = Client()
    world.sign_in(other, "culture.first_head")
    assert page not in other.get(reverse("desk")).content.decode()
    assert other.get(page).status_code == 404
    world.sign_in(client, HEAD)
    assert page in client.get(reverse("desk")).content.decode()
    assert client.post(page, {"do": "confirm"}).status_code == 302
    assert not has_second_factor(world.person(LOST))


def test_what_was_set_up_since_stays(world: World, february: object) -> None:
    change, person = asked(world), world.person(LOST)
    Authenticator.objects.filter(user=person).delete()
    give_generator(person)
    assert refused(confirm_change, change, world.person(AUDITOR)).code == "state"
    assert kinds(person) == ["totp"]


def test_it_is_asked_once_and_only_where_there_is_one(world: World, february: object) -> None:
    asked(world)
    assert refused(asked, world).code == "state"
    assert refused(asked, world, "culture.preparer").code == "state"
    assert refused(reset_second_step, world.person(HEAD), world.person(AUDITOR)).code == "right"


def test_for_the_only_administrator_the_machine_proposes_and_a_second_person_confirms(
    world: World, february: object
) -> None:
    person = world.person(ADMINISTRATOR)
    call_command("propose_second_step", person.email.upper(), "--order", "No. 7", stdout=StringIO())
    change = AccountChange.objects.get()
    assert (change.person, change.order_number, kinds(person)) == (person, "No. 7", ["totp"])
    entry = JournalEntry.objects.get(act="accountchange.propose")
    assert (entry.details["order"], entry.details["fields"]["from_machine"]) == ("No. 7", True)
    told = set(Letter.objects.filter(kind="account.proposed").values_list("to__username", flat=True))
    assert told == {ADMINISTRATOR, AUDITOR, "economy.first_head"}
    assert refused(confirm_change, change, person).code == "right"
    confirm_change(change, world.person(AUDITOR))
    assert kinds(person) == []


@pytest.mark.parametrize(
    ("key", "order", "second", "said"),
    [
        (LOST, "No. 7", False, "No administrator has the address"),
        (ADMINISTRATOR, " ", False, "Name the order"),
        (ADMINISTRATOR, "No. 7", True, "There is another administrator"),
    ],
)
def test_what_the_machine_does_not_propose(
    world: World, february: object, key: str, order: str, second: bool, said: str
) -> None:
    if second:
        add_person(world.body("economy"), Office.ADMINISTRATOR, "second.administrator")
    with pytest.raises(CommandError, match=said):
        call_command("propose_second_step", world.person(key).email, "--order", order)
    assert not AccountChange.objects.exists()


# --- no other door --------------------------------------------------------------------------------------------------


def test_no_door_of_the_administrator_takes_one_off(world: World, february: object, client: Client) -> None:
    world.sign_in(client, ADMINISTRATOR)
    person = world.person(LOST)
    key = Authenticator.objects.create(user=person, type=Authenticator.Type.WEBAUTHN, data={})
    client.post("/ru/accounts/2fa/reauthenticate/", {"code": code_of(world.person(ADMINISTRATOR))})
    tried = {
        f"/ru/admin/mfa/authenticator/{key.pk}/delete/": {"post": "yes"},
        "/ru/admin/mfa/authenticator/": {
            "action": "delete_selected",
            "_selected_action": key.pk,
            "post": "yes",
        },
        reverse("admin:evaluation_user_delete", args=[person.pk]): {"post": "yes"},
        reverse("admin:evaluation_user_changelist"): {
            "action": "delete_selected",
            "_selected_action": person.pk,
            "post": "yes",
        },
        reverse("mfa_remove_webauthn", args=[key.pk]): {},
        reverse("account_second_step", args=[person.pk]): {},
        reverse("account_link", args=[person.pk]): {},
    }
    answers = {address: client.post(address, sent).status_code for address, sent in tried.items()}
    assert list(answers.values()) == [404, 404, 403, 200, 404, 302, 302], answers
    assert kinds(person) == ["totp", "webauthn"]
    change = AccountChange.objects.get()
    assert (change.state, change.proposed_by) == (AccountChangeState.PROPOSED, world.person(ADMINISTRATOR))
    assert client.post(reverse("account_change", args=[change.pk]), {"do": "confirm"}).status_code == 403
    client.post(f"{reverse('mfa_deactivate_totp')}?user={person.pk}", {"user": person.pk})
    assert kinds(world.person(ADMINISTRATOR)) == []  # their own
    assert kinds(person) == ["totp", "webauthn"]
    assert Authenticator not in admin.site._registry


def test_one_function_takes_second_steps_off_and_one_action_calls_it() -> None:
    """Read from the source: a door that comes later is found here."""
    deletes, calls = set(), set()
    for path in (path for floor in FLOORS for path in (ROOT / floor).rglob("*.py")):
        source = path.read_text(encoding="utf-8")
        if "Authenticator" not in source and "take_off" not in source:
            continue
        for function in (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)):
            text = ast.unparse(function)
            if "Authenticator" in text and ".delete(" in text:
                deletes.add(f"{path.relative_to(ROOT)}: {function.name}")
            if "take_off(" in text and function.name != "take_off":
                calls.add(f"{path.relative_to(ROOT)}: {function.name}")
    assert deletes == {"evaluation/second_step.py: take_off"}
    assert calls == {"evaluation/account_actions.py: _carry_out"}


# --- what nobody confirms --------------------------------------------------------------------------------------------


def test_what_nobody_confirmed_lapses_by_night_and_is_told(world: World, monkeypatch: Any) -> None:
    with clock.frozen(NOW):
        first = asked(world)
        given = give_office(
            Membership(
                user=world.person("culture.preparer"),
                body=world.body("finance"),
                office=Office.APPROVER,
                valid_from=clock.today(),
            ),
            world.person(ADMINISTRATOR),
        )
        assert expire_account_changes() == 0
    with clock.frozen(NOW + timedelta(days=14)):
        really = account_actions._tell
        monkeypatch.setattr(
            account_actions, "_tell", lambda change, kind: fail_for(first, change, kind, really)
        )
        assert expire_account_changes() == 1
        monkeypatch.setattr(account_actions, "_tell", really)
        assert AccountChange.objects.get(pk=given.pk).state == AccountChangeState.EXPIRED
        assert AccountChange.objects.get(pk=first.pk).state == AccountChangeState.PROPOSED
        assert expire_account_changes() == 1
        assert expire_account_changes() == 0
    entries = JournalEntry.objects.filter(act="accountchange.expire").values_list("actor", "before", "after")
    assert list(entries) == [(None, "proposed", "expired")] * 2
    told = Letter.objects.filter(kind="account.lapsed").values_list("to__username", flat=True)
    assert {LOST, HEAD, ADMINISTRATOR, AUDITOR, "culture.preparer"} <= set(told)


def fail_for(first: AccountChange, change: AccountChange, kind: str, really: Any) -> None:
    if change.pk == first.pk:
        raise RuntimeError("this letter cannot be written")
    really(change, kind)


def test_nobody_makes_no_move_of_persons(world: World, february: object) -> None:
    change = asked(world)
    with pytest.raises(TypeError):
        perform(change, "confirm", None)
    with pytest.raises(TypeError):
        perform(change, "refuse", None)
    assert refused(perform, change, "expire", None).code == "early"
    refuse_change(change, world.person(ADMINISTRATOR))
    assert refused(perform, change, "expire", None).code == "state"
