"""Words of the journal are erased by two persons and an order, the chain stays whole, and nothing else of it changes."""

from __future__ import annotations

# ruff: noqa: S608 - statements are what is refused here
from collections.abc import Callable
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.test import Client
from django.urls import reverse

from evaluation import clock, erasures
from evaluation.account_actions import change_account, confirm_change, refuse_change
from evaluation.acting import note
from evaluation.actions import declare_interest
from evaluation.erasure_actions import propose_erasure, propose_erasure_of_all
from evaluation.erasures import entries_of, first_of, numbers_of, spans
from evaluation.journal_seals import read_anew
from evaluation.models import AccountChange, JournalEntry, JournalSalt, JournalSeal, User
from evaluation.refusals import Refusal
from tests.worlds.elements import texts
from tests.worlds.roles import owners_role
from tests.worlds.world import NOW, World

pytestmark = pytest.mark.clause("c9.5")

ADMINISTRATOR, AUDITOR = "economy.administrator", "commission.auditor"
SAID = "Азаматтың жеке сөзі"
DAY = date(2019, 2, 1)


@pytest.fixture
def said(world: World, february: object) -> list[JournalEntry]:
    """Three acts with personal words, sealed."""
    person = world.person("culture.preparer")
    made = [note(world.cycle, "open", person, "c20", details={"reason": f"{SAID} {n}"}) for n in range(3)]
    connection.check_constraints()
    return made


def number_of(entry: JournalEntry) -> int:
    return JournalSeal.objects.get(entry=entry).position + 1


def proposed(world: World, entries: list[JournalEntry]) -> AccountChange:
    numbers = [number_of(entry) for entry in entries]
    return propose_erasure(
        world.person("culture.preparer"), world.person(ADMINISTRATOR), numbers, "Заңның 8-бабы", "17-П", DAY
    )


def refused(act: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as found:
        act()
    return found.value


def denied(*statements: str) -> str:
    """As the owner of the tables, who may write anything that no guard refuses."""

    def tried() -> None:
        with transaction.atomic(), owners_role(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    with pytest.raises(DatabaseError) as refusal:
        tried()
    return str(refusal.value)


def test_two_persons_erase_and_the_chain_stays_whole(world: World, said: list[JournalEntry]) -> None:
    before = list(JournalSeal.objects.order_by("position").values_list("digest", flat=True))
    change = proposed(world, said[:2])
    assert SAID in JournalEntry.objects.get(pk=said[0].pk).details["reason"], "nothing before it is confirmed"
    confirm_change(change, world.person(AUDITOR))
    connection.check_constraints()
    for entry in said[:2]:
        fresh = JournalEntry.objects.get(pk=entry.pk)
        assert (fresh.details, fresh.actor_name) == ({}, "")
        assert (fresh.act, fresh.at, fresh.actor_id, fresh.object_id, fresh.object_name) == (
            entry.act, entry.at, entry.actor_id, entry.object_id, "2018",
        )  # fmt: skip
        salt = JournalSalt.objects.get(pk=entry.pk)
        assert (salt.person, salt.words, bool(salt.keys)) == ("", "", True)
    assert SAID in JournalEntry.objects.get(pk=said[2].pk).details["reason"]
    acts = JournalEntry.objects.filter(act="journalentry.erase").order_by("pk")
    assert [(act.object_id, act.actor, act.details["order"]) for act in acts] == [
        (entry.pk, world.person(AUDITOR), "17-П") for entry in said[:2]
    ]
    found = read_anew()
    assert (found.fault, found.erased) == ("", 2)
    assert [leaf.hex() for leaf in found.leaves[: len(before)]] == before
    told = StringIO()
    call_command("verify_journal", stdout=told)
    numbers = ", ".join(str(number_of(act)) for act in acts)
    assert f"Words of 2 entries were erased, by the acts that are entries {numbers}." in told.getvalue()


def test_one_person_erases_nothing(world: World, said: list[JournalEntry]) -> None:
    change = proposed(world, said[:1])
    for name in (ADMINISTRATOR, "culture.preparer", "economy.approver"):
        assert refused(lambda name=name: confirm_change(change, world.person(name))).code == "right", name
    assert refused(lambda: propose_erasure(
        world.person("culture.preparer"), world.person(AUDITOR), [1], "x", "1", DAY)
    ).code == "right"  # fmt: skip
    refuse_change(change, world.person(AUDITOR))
    assert refused(lambda: confirm_change(change, world.person(AUDITOR))).code == "state"
    assert JournalSalt.objects.filter(words="").count() == 0


def test_what_a_proposal_lacks_is_said(world: World, said: list[JournalEntry]) -> None:
    person, by = world.person("culture.preparer"), world.person(ADMINISTRATOR)
    refusal = refused(lambda: propose_erasure(person, by, [], " ", "", None))
    assert [fault.field for fault in refusal.faults] == ["numbers", "ground", "order_number", "order_date"]
    change = proposed(world, said[:1])
    twice = proposed(world, said[:1])
    confirm_change(change, world.person(AUDITOR))
    connection.check_constraints()
    assert refused(lambda: confirm_change(twice, world.person(AUDITOR))).code == "state", "erased meanwhile"
    erasing = JournalEntry.objects.get(act="journalentry.erase")
    for numbers in ([10**9], [number_of(erasing)], [number_of(said[0])]):
        refusal = refused(lambda numbers=numbers: propose_erasure(person, by, numbers, "x", "1", DAY))
        assert [fault.field for fault in refusal.faults] == ["numbers"], numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3", [3]), ("3, 7–9", [3, 7, 8, 9]), ("9-7", []), ("0", []), ("1;2", [1, 2]), ("1 - 2,", [1, 2]),
        ("x", []), ("", []), ("1,,2", []), ("1-501", []), ("1" * 16, []), ("²", []),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, numbers: list[int]) -> None:
    assert numbers_of(text) == numbers


def test_nothing_else_of_an_entry_changes_even_for_the_owner(world: World, said: list[JournalEntry]) -> None:
    confirmed, other = said[0].pk, said[1].pk
    confirm_change(proposed(world, said[:1]), world.person(AUDITOR))
    connection.check_constraints()
    waiting = proposed(world, [said[2]])
    entry, salt = "evaluation_journalentry", "evaluation_journalsalt"
    for statement in (
        f"UPDATE {entry} SET details = '{{}}', actor_name = '' WHERE id = {other}",
        f"UPDATE {entry} SET details = '{{}}', actor_name = '' WHERE id = {said[2].pk}",
        f"UPDATE {entry} SET details = '{{\"a\": 1}}' WHERE id = {confirmed}",
        f"UPDATE {entry} SET actor_name = 'x' WHERE id = {confirmed}",
        f"UPDATE {entry} SET act = 'x' WHERE id = {confirmed}",
        f"UPDATE {entry} SET actor_id = NULL WHERE id = {confirmed}",
        f"UPDATE {entry} SET at = now() WHERE id = {confirmed}",
        f"UPDATE {entry} SET after = 'x' WHERE id = {confirmed}",
        f"DELETE FROM {entry} WHERE id = {confirmed}",
        f"UPDATE {salt} SET words = 'x' WHERE entry_id = {confirmed}",
        f"UPDATE {salt} SET keys = '' WHERE entry_id = {confirmed}",
        f"UPDATE {salt} SET words = '', person = '' WHERE entry_id = {other}",
        f"DELETE FROM {salt} WHERE entry_id = {confirmed}",
        f"UPDATE evaluation_journalseal SET words = '' WHERE entry_id = {confirmed}",
        f"UPDATE evaluation_accountchange SET fields = '{{\"entries\": [{other}]}}' WHERE id = {waiting.pk}",
        f"UPDATE evaluation_accountchange SET person_id = proposed_by_id WHERE id = {waiting.pk}",
    ):
        assert "Cannot update" in denied(statement), statement


def test_the_page_proposes_and_the_second_person_sees_what(
    world: World, said: list[JournalEntry], client: Client
) -> None:
    person = world.person("culture.preparer")
    address = reverse("account_erasure", args=[person.pk])
    world.sign_in(client, ADMINISTRATOR)
    assert client.get(address).status_code == 200
    assert (
        client.post(
            address, {"numbers": "x", "ground": "y", "order_number": "1", "order_date": "2019-02-01"}
        ).status_code
        == 422
    )
    number = number_of(said[0])
    sent = client.post(
        address,
        {"numbers": str(number), "ground": "8-бап", "order_number": "17-П", "order_date": "2019-02-01"},
    )
    change = AccountChange.objects.get(kind="erasure")
    assert sent["Location"] == reverse("account_change", args=[change.pk])
    world.sign_in(client, AUDITOR)
    page = client.get(sent["Location"]).content.decode()
    shown = " ".join(texts(page, "dl.facts dd"))
    assert "8-бап" in shown
    assert f"{number}" in shown
    assert SAID not in page
    file = client.get(reverse("audit_file")).getvalue().decode()
    assert f",{number}\r\n" in file
    client.post(sent["Location"], {"do": "confirm"})
    connection.check_constraints()
    assert SAID + " 0" not in client.get(reverse("audit_file")).getvalue().decode()
    assert read_anew().erased == 1


# --- all entries of a person --------------------------------------------------------------------------------------------

PERSON = "culture.preparer"


@pytest.fixture
def lived(world: World, said: list[JournalEntry]) -> dict[str, set[int]]:
    """Kind → the numbers of the person's entries of this kind, besides the three acts; others' among them."""
    person, by = world.person(PERSON), world.person(ADMINISTRATOR)
    with clock.frozen(NOW):
        change_account(person, {"email": "one@example.test"}, by)
        declared = declare_interest(person, world.body("finance"), "A relative")
        note(world.cycle, "open", by, "c20", details={"of": f"asked by {person.username}"})
        note(world.cycle, "open", by, "c20", details={"of": "nobody"})
        note(world.person("finance.preparer"), "changed", by, "c12")
        connection.check_constraints()
    found = {
        "acted": JournalEntry.objects.filter(actor=person),
        "about": JournalEntry.objects.filter(
            Q(object_type="evaluation.user", object_id=person.pk)
            | Q(object_type="evaluation.interestdeclaration", object_id=declared.pk)
        ),
        "named": JournalEntry.objects.filter(
            Q(details__of__icontains=person.username) | Q(details__fields__has_key="email")
        ),
    }
    return {kind: {number_of(entry) for entry in entries} for kind, entries in found.items()}


def found_of(world: World, *whose: str) -> set[int]:
    return set(first_of(entries_of(world.person(PERSON), whose)))


def test_all_entries_of_a_person_are_found_by_kind(world: World, lived: dict[str, set[int]]) -> None:
    assert [len(numbers) for numbers in lived.values()] == [4, 2, 2]
    for kind, numbers in lived.items():
        assert found_of(world, kind) == numbers, kind
    assert found_of(world, "acted", "about", "named") == set.union(*lived.values())
    assert found_of(world) == set()
    # another account with the same address is the same person
    twin = User.objects.create(username="twin", email="ONE@example.test")
    note(world.cycle, "open", twin, "c20")
    connection.check_constraints()
    assert len(found_of(world, "acted")) == 5


def test_all_of_them_are_proposed_from_the_list_and_erased_by_two(
    world: World, lived: dict[str, set[int]], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse("account_erasure", args=[world.person(PERSON).pk]) + "?whose=acted&whose=about"
    world.sign_in(client, ADMINISTRATOR)
    page = client.get(address).content.decode()
    numbers = sorted(lived["acted"] | lived["about"])
    assert [int(one) for one in texts(page, "tbody td[data-label='Number']")] == numbers
    assert SAID not in page
    given = {"ground": "8-бап", "order_number": "17-П", "order_date": "2019-02-01"}
    assert client.post(address, {**given, "seen": str(len(numbers) - 1)}).status_code == 422
    sent = client.post(address, {**given, "seen": str(len(numbers))})
    change = AccountChange.objects.get(kind="erasure")
    assert sent["Location"] == reverse("account_change", args=[change.pk])
    world.sign_in(client, AUDITOR)
    shown = " ".join(texts(client.get(sent["Location"]).content.decode(), "dl.facts dd"))
    assert f"{spans(numbers)} ({len(numbers)})" in shown
    client.post(sent["Location"], {"do": "confirm"})
    connection.check_constraints()
    # what the erasure itself rests on stays
    assert found_of(world, "acted", "about") == set()
    assert JournalEntry.objects.filter(act="journalentry.erase").count() == len(numbers)
    assert read_anew().fault == ""


def test_more_than_one_order_takes_are_erased_oldest_first(
    world: World, lived: dict[str, set[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasures, "AT_ONCE", 3)
    change = propose_erasure_of_all(
        world.person(PERSON), world.person(ADMINISTRATOR), ["acted"], "x", "1", DAY, seen=4
    )
    entries = JournalSeal.objects.filter(entry__in=change.fields["entries"])
    assert {seal.position + 1 for seal in entries} == set(sorted(lived["acted"])[:3])


def test_a_person_of_whom_nothing_is_left_is_said(world: World) -> None:
    refusal = refused(
        lambda: propose_erasure_of_all(
            world.person("akmola.preparer"), world.person(ADMINISTRATOR), ["acted"], "x", "1", DAY
        )
    )
    assert [fault.field for fault in refusal.faults] == ["seen"]


@pytest.mark.parametrize(
    ("numbers", "said"), [([], ""), ([3], "3"), ([9, 3, 7, 8], "3, 7–9"), ([1, 2], "1–2")]
)
def test_runs_of_numbers_are_written_short(numbers: list[int], said: str) -> None:
    assert spans(numbers) == said
    assert numbers_of(spans(numbers)) == sorted(numbers)
