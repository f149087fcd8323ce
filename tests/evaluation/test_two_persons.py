"""The administrator alone is nobody else: offices and accounts of those who decide are changed by two persons."""

from __future__ import annotations

from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from evaluation import clock
from evaluation.account_actions import (
    change_account,
    confirm_change,
    end_office,
    expire_changes,
    give_office,
    refuse_change,
)
from evaluation.account_rights import is_second_person
from evaluation.models import (
    MFA_OFFICES,
    AccountChange,
    AccountChangeState,
    JournalEntry,
    Membership,
    Office,
    User,
)
from evaluation.models.people import PASSWORD_OFFICES
from evaluation.refusals import Refusal
from evaluation.rights import standing
from schedule.models import Letter
from tests.worlds.elements import texts
from tests.worlds.world import NOW, World, add_person

pytestmark = [pytest.mark.slow, pytest.mark.clause("c12")]

ADMINISTRATOR, AUDITOR, COORDINATOR = "economy.administrator", "commission.auditor", "economy.coordinator"
TODAY = date(2019, 2, 18)


def office(
    world: World, name: str, since: date = TODAY, key: str = "culture.preparer", **more: Any
) -> Membership:
    return Membership(
        user=world.person(key), body=world.body("finance"), office=name, valid_from=since, **more
    )


def proposed(world: World, name: str = Office.APPROVER) -> AccountChange:
    change = give_office(office(world, name), world.person(ADMINISTRATOR))
    assert isinstance(change, AccountChange)
    return change


def refused(act: Any, *args: Any) -> Refusal:
    with pytest.raises(Refusal) as found:
        act(*args)
    return found.value


@pytest.mark.parametrize("name", sorted(Office))
def test_who_is_made_by_two(world: World, february: object, name: str) -> None:
    given = give_office(office(world, name), world.person(ADMINISTRATOR))
    assert isinstance(given, AccountChange) is (name in MFA_OFFICES)
    assert Membership.objects.filter(user=given.person if name in MFA_OFFICES else given.user, office=name,
                                     body=world.body("finance")).exists() is (name in PASSWORD_OFFICES)  # fmt: skip


def test_a_second_person_makes_it_so_and_everybody_concerned_is_told(world: World, february: object) -> None:
    change = proposed(world)
    person = world.person("culture.preparer")
    assert not standing(person).holds(Office.APPROVER)
    confirmed = confirm_change(change, world.person(AUDITOR))
    assert confirmed.state == AccountChangeState.CONFIRMED
    assert standing(world.person("culture.preparer")).holds(Office.APPROVER, body=world.body("finance").pk)
    told = Letter.objects.order_by("kind", "to__username").values_list("kind", "to__username")
    concerned = ["commission.auditor", "culture.preparer", "economy.administrator", "economy.first_head"]
    assert list(told) == [(f"account.{kind}", who) for kind in ("decided", "proposed") for who in concerned]
    acts = JournalEntry.objects.order_by("id").values_list("act", "actor__username")
    assert list(acts) == [
        ("accountchange.propose", "economy.administrator"),
        ("accountchange.confirm", "commission.auditor"),
        ("membership.added", "commission.auditor"),
    ]


def test_who_may_be_the_second(world: World, february: object) -> None:
    second = add_person(world.body("economy"), Office.ADMINISTRATOR, "second.administrator")
    twin = add_person(world.body("economy"), Office.ADMINISTRATOR, "twin")
    User.objects.filter(pk=twin.pk).update(email=world.person(ADMINISTRATOR).email.upper())
    elsewhere = add_person(world.body("culture"), Office.COORDINATOR, "no.planning")
    may = {}
    for person in (
        *(world.person(key) for key in world.people),
        second,
        User.objects.get(pk=twin.pk),
        elsewhere,
    ):
        change = proposed(world)
        if is_second_person(person, change):
            confirm_change(change, person)
            may[person.username] = change.pk
            Membership.objects.filter(user__username="culture.preparer", office=Office.APPROVER).delete()
        else:
            assert refused(confirm_change, change, person).code == "right"
            refuse_change(change, world.person(AUDITOR))
    assert set(may) == {"commission.auditor", "economy.coordinator", "second.administrator"}


def test_nobody_confirms_an_office_of_their_own(world: World, february: object) -> None:
    given = give_office(office(world, Office.APPROVER, key=AUDITOR), world.person(ADMINISTRATOR))
    assert isinstance(given, AccountChange)
    assert refused(confirm_change, given, world.person(AUDITOR)).code == "right"


def test_no_office_begins_in_the_past(world: World, february: object) -> None:
    by = world.person(ADMINISTRATOR)
    yesterday = TODAY - timedelta(days=1)
    for name in (Office.PREPARER, Office.APPROVER):
        refusal = refused(give_office, office(world, name, yesterday), by)
        assert [fault.field for fault in refusal.faults] == ["valid_from"]
    # with the order, and a second person, on days that no opened year has read
    late = give_office(office(world, Office.PREPARER, yesterday), by, "12-k", yesterday)
    assert isinstance(late, AccountChange)
    confirm_change(late, world.person(AUDITOR))
    assert Membership.objects.get(office=Office.PREPARER, body=world.body("finance"),
                                  user__username="culture.preparer").valid_from == yesterday  # fmt: skip
    read = office(world, Office.APPROVER, date(2018, 12, 31))
    assert refused(give_office, read, by, "12-k", yesterday).faults[0].field == "valid_from"


def test_an_office_ends_no_earlier_than_today(world: World, february: object) -> None:
    by = world.person(ADMINISTRATOR)
    preparer = world.person("culture.preparer").memberships.get()
    approver = world.person("finance.approver").memberships.get()
    assert refused(end_office, preparer, TODAY - timedelta(days=1), by).faults[0].field == "valid_until"
    assert end_office(preparer, TODAY, by) == Membership.objects.get(pk=preparer.pk, valid_until=TODAY)
    change = end_office(approver, TODAY, by)
    assert isinstance(change, AccountChange)
    assert Membership.objects.get(pk=approver.pk).valid_until is None
    confirm_change(change, world.person(COORDINATOR))
    assert Membership.objects.get(pk=approver.pk).valid_until == TODAY


@pytest.mark.parametrize("field", ["username", "email", "title_kk", "title_ru", "title_en"])
def test_who_decides_is_not_renamed_by_one(world: World, february: object, field: str) -> None:
    head = world.person("culture.first_head")
    change = change_account(head, {field: "somebody.else@example.test"}, world.person(ADMINISTRATOR))
    assert isinstance(change, AccountChange)
    assert getattr(User.objects.get(pk=head.pk), field) == getattr(head, field)
    assert refused(confirm_change, change, world.person(ADMINISTRATOR)).code == "right"
    confirm_change(change, world.person("culture.first_head"))  # one's own account, by oneself
    assert getattr(User.objects.get(pk=head.pk), field) == "somebody.else@example.test"


def test_an_account_without_such_an_office_is_kept_by_the_administrator(
    world: World, february: object
) -> None:
    preparer = world.person("culture.preparer")
    changed = change_account(preparer, {"email": "new@example.test"}, world.person(ADMINISTRATOR))
    assert changed == User.objects.get(email="new@example.test")


def test_an_account_is_closed_at_once_and_opened_by_two(world: World, february: object) -> None:
    by, head = world.person(ADMINISTRATOR), world.person("culture.first_head")
    change_account(head, {"is_active": False}, by)
    closed = User.objects.get(pk=head.pk)
    assert not closed.is_active
    assert set(Letter.objects.filter(kind="account.closed").values_list("to__username", flat=True)) == {
        "commission.auditor",
        "economy.first_head",
    }
    assert isinstance(change_account(closed, {"is_active": True}, by), AccountChange)
    assert not User.objects.get(pk=head.pk).is_active


def test_a_proposal_waits_fourteen_days(world: World) -> None:
    with clock.frozen(NOW):
        change = proposed(world)
    with clock.frozen(NOW + timedelta(days=14) - timedelta(microseconds=1)):
        assert expire_changes() == 0
    with clock.frozen(NOW + timedelta(days=14)):
        assert refused(confirm_change, change, world.person(AUDITOR)).code == "late"
        assert expire_changes() == 1
        assert refused(confirm_change, change, world.person(AUDITOR)).code == "state"
    assert AccountChange.objects.get().state == AccountChangeState.EXPIRED


def test_what_changed_meanwhile_is_not_written_over(world: World, february: object) -> None:
    head, by = world.person("culture.first_head"), world.person(ADMINISTRATOR)
    first = change_account(head, {"email": "a@example.test"}, by)
    second = change_account(head, {"email": "b@example.test"}, by)
    confirm_change(first, world.person(AUDITOR))  # type: ignore[arg-type]
    assert refused(confirm_change, second, world.person(AUDITOR)).code == "state"
    twice = proposed(world), proposed(world)
    confirm_change(twice[0], world.person(AUDITOR))
    assert refused(confirm_change, twice[1], world.person(AUDITOR)).code == "state"


@pytest.mark.parametrize("key", ["culture.preparer", AUDITOR, COORDINATOR, "finance.approver"])
def test_only_an_administrator_proposes(world: World, february: object, key: str) -> None:
    assert refused(give_office, office(world, Office.PREPARER), world.person(key)).code == "right"
    assert (
        refused(change_account, world.person("akmola.preparer"), {"email": "x@y.z"}, world.person(key)).code
        == "right"
    )


# --- the doors ----------------------------------------------------------------------------------------------------


def test_the_admin_only_proposes(world: World, february: object, client: Client) -> None:
    world.sign_in(client, ADMINISTRATOR)
    person = world.person("culture.preparer")
    sent = {
        "user": person.pk,
        "body": world.body("finance").pk,
        "office": "approver",
        "valid_from": "2019-02-18",
    }
    answer = client.post(reverse("admin:evaluation_membership_add"), sent)
    change = AccountChange.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("account_change", args=[change.pk]))
    assert not Membership.objects.filter(user=person, office=Office.APPROVER).exists()
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "Подтвердить" not in texts(page, "main button")
    head = world.person("culture.first_head")
    fields = {"username": head.username, "email": "mine@example.test", "title_ru": head.title_ru, "language": "ru",
              "is_active": "on"}  # fmt: skip
    client.post(reverse("admin:evaluation_user_change", args=[head.pk]), fields)
    assert User.objects.get(pk=head.pk).email == head.email
    held = head.memberships.get()
    client.post(reverse("admin:evaluation_membership_change", args=[held.pk]),
                {"valid_until": "2019-03-01", "valid_from": "2010-01-01", "office": "auditor"})  # fmt: skip
    assert Membership.objects.filter(pk=held.pk, valid_from=held.valid_from, office="first_head",
                                     valid_until=None).exists()  # fmt: skip
    assert AccountChange.objects.count() == 3


def test_the_second_person_confirms_from_the_desk(world: World, february: object, client: Client) -> None:
    change = proposed(world)
    page = reverse("account_change", args=[change.pk])
    world.sign_in(client, AUDITOR)
    assert page in client.get(reverse("desk")).content.decode()
    assert client.post(page, {"do": "confirm"}).status_code == 302
    assert AccountChange.objects.get().state == AccountChangeState.CONFIRMED
    assert page not in client.get(reverse("desk")).content.decode()


def test_a_link_for_the_password_goes_to_the_person_alone(
    world: World, february: object, client: Client, django_capture_on_commit_callbacks: Any
) -> None:
    world.sign_in(client, ADMINISTRATOR)
    person = world.person("culture.preparer")
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("account_link", args=[person.pk]), follow=True)
    links = [message for message in mail.outbox if "/reset/key/" in str(message.body)]
    assert [message.to for message in links] == [[person.email]]
    assert "/reset/key/" not in answer.content.decode()
    assert not Letter.objects.filter(text__contains="/reset/key/").exists()
    assert JournalEntry.objects.get(act="user.password_link").object_id == person.pk


def test_the_machine_appoints_the_first_of_an_office_and_no_second(world: World, february: object) -> None:
    given = ("new@example.test", "administrator", "economy", "--order", "1", "--title", "Administrator")
    with pytest.raises(CommandError):
        call_command("appoint", *given)
    Membership.objects.filter(office=Office.ADMINISTRATOR).update(valid_until=TODAY - timedelta(days=1))
    call_command("appoint", *given, stdout=StringIO())
    person = User.objects.get(username="new@example.test")
    assert standing(person).holds(Office.ADMINISTRATOR, body=world.body("economy").pk)
    assert not person.has_usable_password()
    assert [message.to for message in mail.outbox] == [["new@example.test"]]
    assert set(JournalEntry.objects.values_list("act", "actor")) == {
        ("user.added", None),
        ("membership.added", None),
    }
