"""The auditor's page and file, the journal of signing in, and what an administrator does not read in the journal."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from evaluation.acting import note
from evaluation.models import Cycle, JournalEntry, Membership, User
from tests.worlds.elements import texts
from tests.worlds.world import World

pytestmark = pytest.mark.slow

WORD = "a long enough word 27"
AUDITOR = "commission.auditor"
ADMINISTRATOR = "economy.administrator"


@pytest.fixture(autouse=True)
def no_memory_of_attempts() -> None:
    """Attempts of other tests must not count."""
    cache.clear()


def visited(world: World) -> User:
    """A preparer who mistyped the password once, signed in and out."""
    person = world.person("culture.preparer")
    person.set_password(WORD)
    person.save()
    client = Client()
    for word in ("wrong", WORD):
        client.post("/ru/accounts/login/", {"login": person.email, "password": word})
    client.post("/ru/accounts/logout/")
    return person


def test_signing_in_is_in_the_journal_without_what_was_typed(world: World, february: object) -> None:
    person = visited(world)
    Client().post("/ru/accounts/login/", {"login": "a-password-in-the-place-of-a-name", "password": "x"})
    kept = JournalEntry.objects.order_by("id").values_list("act", "actor", "object_id", "details")
    where = {"from": "127.0.0.1"}
    assert list(kept) == [
        ("user.sign_in_failed", None, person.pk, where),
        ("user.sign_in", person.pk, person.pk, where),
        ("user.sign_out", person.pk, person.pk, where),
    ]


@pytest.mark.clause("c44")
def test_the_auditor_finds_by_person_body_kind_and_days(
    world: World, february: object, client: Client
) -> None:
    person = visited(world)
    cycle = world.cycle
    note(cycle, "changed", world.person(ADMINISTRATOR), "c6")
    world.sign_in(client, AUDITOR)
    page = reverse("audit")

    def found(**asked: str) -> list[str]:
        return [text.split()[-2] for text in texts(client.get(page, asked), "tbody th")]

    with override("ru"):
        account, year = (str(model._meta.verbose_name).split()[-1] for model in (User, Cycle))
    everything = found()
    assert len(everything) == 4
    assert found(kind="failures") == found(kind="visits")[:1] == [account]
    assert found(kind="registers") == [year]
    assert found(person=person.username, kind="visits") == [account] * 2
    assert found(since="2019-02-18", until="2019-02-18") == everything
    assert found(until="2019-02-17") == found(since="2019-02-19") == []
    assert found(body="culture") == []
    assert client.get(page, {"since": "nonsense", "body": "no-such"}).status_code == 200


def test_an_office_is_told_of_with_the_account_that_holds_it(
    world: World, february: object, client: Client
) -> None:
    person = world.person("culture.preparer")
    note(Membership.objects.get(user=person), "changed", world.person(ADMINISTRATOR), "c6")
    world.sign_in(client, AUDITOR)
    (about,) = texts(client.get(reverse("audit"), {"kind": "offices"}), "tbody th")
    assert f" · {person.username}" in " ".join(about.split())


def test_the_page_asks_the_same_of_the_database_for_many_entries(
    world: World, february: object, client: Client
) -> None:
    world.sign_in(client, AUDITOR)
    client.get(reverse("audit"))
    counts = []
    for more in (1, 60):
        for _entry in range(more):
            note(world.cycle, "changed", world.person(ADMINISTRATOR), "c6")
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("audit"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert len(page.context["lines"]) == 50


def test_the_file_holds_no_formula_and_its_taking_is_on_record(
    world: World, february: object, client: Client
) -> None:
    person = world.person("culture.preparer")
    User.objects.filter(pk=person.pk).update(title_ru="=HYPERLINK(1)", title_kk="", title_en="")
    note(world.cycle, "changed", world.person("culture.preparer"), "c6", details={"reason": "=1+1"})
    world.sign_in(client, AUDITOR)
    answer = client.get(reverse("audit_file"), {"kind": "registers"})
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][1] == "'=HYPERLINK(1)"
    assert rows[1][0] == "2019-02-18T12:00:00+06:00"
    taken = JournalEntry.objects.get(act="user.journal_taken")
    assert taken.details == {"lines": 1, "kind": "registers"}


def test_an_administrator_reads_no_details_of_the_journal(
    world: World, february: object, client: Client
) -> None:
    entry = note(world.cycle, "changed", world.person(ADMINISTRATOR), "c6", details={"draft": "a claim"})
    page = reverse("admin:evaluation_journalentry_change", args=[entry.pk])
    rows = reverse("admin:evaluation_journalentry_changelist")
    shown = {}
    for who in (ADMINISTRATOR, AUDITOR):
        world.sign_in(client, who)
        shown[who] = "a claim" in client.get(page).content.decode()
        assert client.get(rows, {"q": "claim"}).context["cl"].result_count == 0
    assert shown == {ADMINISTRATOR: False, AUDITOR: True}


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        ("journalentry", {"details__icontains": "claim"}),
        ("journalentry", {"details__draft__startswith": "a"}),
        ("user", {"password__startswith": "pbkdf2"}),
        ("user", {"last_login__gt": "2019-01-01"}),
        ("interestdeclaration", {"reason__startswith": "F"}),
        ("membership", {"user__password__startswith": "a"}),
    ],
)
def test_a_list_answers_no_questions_that_its_filters_do_not_ask(
    world: World, february: object, client: Client, model: str, asked: dict[str, Any]
) -> None:
    world.sign_in(client, ADMINISTRATOR)
    assert client.get(reverse(f"admin:evaluation_{model}_changelist"), asked).status_code == 400


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        ("journalentry", {"act__exact": "cycle.changed", "year__exact": "2018"}),
        ("membership", {"valid_from_from": "2015-01-01", "valid_from_to": "2019-12-31"}),
        ("journalentry", {"at__year": "2019", "at__month": "2"}),
        ("body", {"kind__exact": "central"}),
        ("membership", {"office__exact": "auditor"}),
        ("user", {"is_active__exact": "1"}),
    ],
)
def test_and_all_that_they_do(
    world: World, february: object, client: Client, model: str, asked: dict[str, Any]
) -> None:
    note(world.cycle, "changed", world.person(ADMINISTRATOR), "c6")
    world.sign_in(client, ADMINISTRATOR)
    assert client.get(reverse(f"admin:evaluation_{model}_changelist"), asked).status_code == 200
