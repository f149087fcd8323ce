"""The admin: entered by office, registers journaled, nothing deleted, the journal only read."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from evaluation.models import Body, Cycle, JournalEntry, Membership, Office, User
from evaluation.office_admin import ByOffice
from tests.worlds.elements import texts
from tests.worlds.world import World

pytestmark = pytest.mark.slow

REGISTERS = ("body", "scope", "roleholder", "reorganisation", "cycle", "user", "membership")
READ_ONLY = ("interestdeclaration", "journalentry")


def address(model: str, page: str = "changelist", *args: object) -> str:
    return reverse(f"admin:evaluation_{model}_{page}", args=args)


@pytest.mark.parametrize("model", [*REGISTERS, *READ_ONLY])
def test_administrator_reads_every_register(
    world: World, february: object, client: Client, model: str
) -> None:
    world.sign_in(client, "economy.administrator")
    assert client.get(address(model)).status_code == 200


@pytest.mark.parametrize("model", REGISTERS)
def test_administrator_adds_to_every_register(
    world: World, february: object, client: Client, model: str
) -> None:
    world.sign_in(client, "economy.administrator")
    assert client.get(address(model, "add")).status_code == 200


@pytest.mark.parametrize("model", [*REGISTERS, *READ_ONLY])
@pytest.mark.parametrize("key", ["finance.evaluator", "finance.approver", "finance.methodologist"])
def test_scoring_desk_keeps_no_register(
    world: World, february: object, client: Client, model: str, key: str
) -> None:
    world.sign_in(client, key)
    assert client.get(address(model)).status_code == 403
    if model in REGISTERS:
        assert client.post(address(model, "add"), {}).status_code == 403


def test_flags_of_an_account_open_nothing(world: World, february: object, client: Client) -> None:
    person = world.sign_in(client, "agriculture.first_head")
    User.objects.filter(pk=person.pk).update(is_staff=True, is_superuser=True)
    assert client.get("/ru/admin/").status_code == 403
    assert client.get(address("user")).status_code == 403


def test_an_office_of_the_past_opens_nothing(world: World, february: object, client: Client) -> None:
    person = world.sign_in(client, "economy.administrator")
    Membership.objects.filter(user=person).update(valid_until=date(2019, 2, 17))
    assert client.get("/ru/admin/").status_code == 403


@pytest.mark.parametrize("model", READ_ONLY)
def test_journal_and_interests_are_only_read(
    world: World, february: object, client: Client, model: str
) -> None:
    world.sign_in(client, "economy.administrator")
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "add"), {"act": "x"}).status_code == 403


def test_auditor_reads_the_journal_and_nothing_else(world: World, february: object, client: Client) -> None:
    world.sign_in(client, "commission.auditor")
    assert client.get(address("journalentry")).status_code == 200
    assert client.get(address("body")).status_code == 403


def test_a_save_is_in_the_journal_with_what_changed(world: World, february: object, client: Client) -> None:
    administrator = world.sign_in(client, "economy.administrator")
    cycle = Cycle.objects.create(year=2019)
    answer = client.post(address("cycle", "change", cycle.pk), {"year": "2020", "synthetic": "on"})
    assert answer.status_code == 302
    entry = JournalEntry.objects.get(act="cycle.changed")
    assert (entry.actor, entry.object_id, entry.clause) == (administrator, cycle.pk, "c6")
    assert entry.details == {"fields": {"year": [2019, 2020], "synthetic": [False, True]}}
    history = client.get(address("cycle", "history", cycle.pk))
    assert texts(history, ".journal-who") == [administrator.title]


def test_an_account_is_made_without_a_password(world: World, february: object, client: Client) -> None:
    world.sign_in(client, "economy.administrator")
    word = "not-a-short-word-27"
    sent = {
        "username": "new.person",
        "language": "kk",
        "password1": word,
        "password2": word,
        "password": word,
    }
    assert client.post(address("user", "add"), sent).status_code == 302
    assert not User.objects.get(username="new.person").has_usable_password()
    assert word not in str(JournalEntry.objects.get(act="user.added").details)


def test_nobody_sets_anothers_password(world: World, february: object, client: Client) -> None:
    world.sign_in(client, "economy.administrator")
    person = world.person("culture.preparer")
    word = "another-long-word-27"
    for page in ("password/", f"{person.pk}/password/", f"{person.pk}/change/"):
        client.post(address("user") + page, {"password1": word, "password2": word, "usable_password": "true"})
    assert not User.objects.get(pk=person.pk).check_password(word)


def test_a_membership_twice_at_once_is_a_sentence_not_a_crash(
    world: World, february: object, client: Client
) -> None:
    world.sign_in(client, "economy.administrator")
    person, body = world.person("culture.preparer"), world.body("culture")
    sent = {"user": person.pk, "body": body.pk, "office": Office.PREPARER, "valid_from": "2019-02-18"}
    answer = client.post(address("membership", "add"), sent)
    assert answer.status_code == 200
    assert Membership.objects.filter(user=person).count() == 1


def test_nobody_deletes_anything(world: World, february: object, client: Client) -> None:
    world.sign_in(client, "economy.administrator")
    body = world.body("culture")
    assert client.post(address("body", "delete", body.pk), {"post": "yes"}).status_code == 403
    assert Body.objects.filter(pk=body.pk).exists()


def test_every_admin_page_asks_an_office() -> None:
    assert all(isinstance(page, ByOffice) for page in admin.site._registry.values())


def test_a_row_that_is_not_there_is_not_found(world: World, february: object, client: Client) -> None:
    world.sign_in(client, "economy.administrator")
    assert client.get(address("cycle", "change", 999999)).status_code == 404
