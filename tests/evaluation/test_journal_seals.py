"""The journal is one chain: each entry sealed as its act commits, and the first that was touched is named."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from evaluation import journal_seals
from evaluation.acting import note
from evaluation.erasures import ERASING
from evaluation.journal_seals import CHAIN, ERASED, PLACE, ROW, UNSEALED, read_anew
from evaluation.models import Cycle, JournalEntry, JournalSalt, JournalSeal, User
from evaluation.models.journal import name_of
from tests.worlds.unguarded import unguarded
from tests.worlds.world import World

TABLES = (JournalEntry, JournalSalt, JournalSeal)


def acts(world: World, count: int = 5) -> list[JournalEntry]:
    """So many acts, sealed."""
    person, body = world.person("economy.coordinator"), world.body("culture")
    body.journal_subject_id = body.pk  # type: ignore[attr-defined]
    made = []
    for number in range(count):
        details = {"reason": f"Себеп “{number}”\n\t\u0001", "nested": {"zz": [1, 2.50, None], "a": True}}
        made.append(note(body, "change", person, "c20", before="a", after="b", details=details))
    connection.check_constraints()
    return made


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.clause("c9.4")
def test_each_entry_is_sealed_as_its_act_commits(world: World) -> None:
    before = JournalSeal.objects.count()
    made = acts(world)
    seals = list(JournalSeal.objects.filter(entry__in=made))
    assert [seal.position for seal in seals] == list(range(before, before + 5))
    assert [seal.previous for seal in seals[1:]] == [seal.digest for seal in seals[:-1]]
    found = read_anew()
    assert (found.fault, len(found.leaves)) == ("", JournalEntry.objects.count())
    entry = JournalEntry.objects.get(pk=made[0].pk)
    assert (entry.object_name, entry.subject_name) == ("culture", "culture")
    assert entry.actor_name == world.person("economy.coordinator").username


@pytest.mark.parametrize(
    "change",
    [
        "act = 'x.y'",
        "clause = 'c99'",
        "at = at + interval '1 microsecond'",
        "before = 'c'",
        "after = ''",
        "year = 1999",
        "details = '{}'",
        "actor_id = NULL",
        "actor_name = 'somebody'",
        "subject_id = NULL",
        "subject_name = 'agriculture'",
        "object_id = object_id + 1",
        "object_name = 'other'",
        "object_type = 'evaluation.cycle'",
    ],
)
def test_a_changed_entry_is_named(world: World, change: str) -> None:
    made = acts(world)
    with unguarded(*TABLES):
        sql(f"UPDATE evaluation_journalentry SET {change} WHERE id = %s", made[2].pk)  # noqa: S608
    found = read_anew()
    assert (found.fault, found.entry) == (ROW, made[2].pk)
    assert f"{made[2].seal.position + 1}" in journal_seals.sentence(found.fault, found.position)


def _drop_words(entry: JournalEntry) -> None:
    sql("UPDATE evaluation_journalentry SET details = '{}', actor_name = '' WHERE id = %s", entry.pk)
    sql("UPDATE evaluation_journalsalt SET words = '', person = '' WHERE entry_id = %s", entry.pk)


def _drop_row(entry: JournalEntry) -> None:
    sql("DELETE FROM evaluation_journalseal WHERE entry_id = %s", entry.pk)
    sql("DELETE FROM evaluation_journalsalt WHERE entry_id = %s", entry.pk)
    sql("DELETE FROM evaluation_journalentry WHERE id = %s", entry.pk)


def _drop_seal(entry: JournalEntry) -> None:
    sql("DELETE FROM evaluation_journalseal WHERE entry_id = %s", entry.pk)


def _reseal(entry: JournalEntry) -> None:
    """The row and its own seal written anew, by somebody who knows how it is computed."""
    sql("UPDATE evaluation_journalentry SET act = 'x.y' WHERE id = %s", entry.pk)
    [row] = [row for row in journal_seals._rows() if row.entry == entry.pk]
    sql(
        "UPDATE evaluation_journalseal SET digest = %s WHERE entry_id = %s",
        journal_seals.digest_of(row),
        entry.pk,
    )


@pytest.mark.parametrize(
    ("tamper", "fault", "place"),
    [
        (_drop_words, ERASED, 2),
        (_drop_row, PLACE, 2),
        (_drop_seal, PLACE, 2),
        (_reseal, CHAIN, 3),
    ],
)
def test_what_was_removed_or_sealed_anew_is_named(
    world: World, tamper: Callable[[JournalEntry], None], fault: str, place: int
) -> None:
    made = acts(world)
    first = made[0].seal.position
    with unguarded(*TABLES):
        tamper(made[2])
    found = read_anew()
    assert (found.fault, found.position) == (fault, first + place)


def test_a_seal_missing_at_the_end_is_an_entry_without_one(world: World) -> None:
    made = acts(world)
    with unguarded(*TABLES):
        _drop_seal(made[-1])
    found = read_anew()
    assert (found.fault, found.entry) == (UNSEALED, made[-1].pk)


def test_words_erased_by_an_act_keep_the_chain_whole(world: World) -> None:
    made = acts(world)
    with unguarded(*TABLES):
        _drop_words(made[2])
    note(made[2], "erase", None, "c9.5")
    connection.check_constraints()
    assert JournalEntry.objects.latest("pk").act == ERASING
    found = read_anew()
    assert (found.fault, found.erased) == ("", 1)


def test_no_name_asks_the_database(world: World, django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(0):  # type: ignore[attr-defined]
        assert name_of(world.cycle) == "2018"
        assert name_of(world.body("culture")) == "culture"


@pytest.mark.django_db(transaction=True)
def test_two_hundred_acts_at_once_make_one_chain() -> None:
    cycle = Cycle.objects.create(year=2018)
    person = User.objects.create(username="one")
    failed: list[BaseException] = []

    def act(times: int) -> None:
        try:
            for _ in range(times):
                with transaction.atomic():
                    note(cycle, "open", person, "c20")
                    User.objects.select_for_update().get(pk=person.pk)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[10]) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not failed
    found = read_anew()
    assert (found.fault, len(found.leaves)) == ("", 200)
    assert JournalSeal.objects.count() == 200
