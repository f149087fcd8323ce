"""Two administrators, or two second persons, at the same moment: one act stands, the other reads why not."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evaluation import clock
from evaluation.account_actions import (
    change_account,
    confirm_change,
    end_office,
    give_office,
    refuse_change,
    reset_second_step,
)
from evaluation.actions import declare_interest
from evaluation.erasure_actions import propose_erasure
from evaluation.models import (
    AccountChange,
    Cycle,
    InterestDeclaration,
    JournalEntry,
    JournalSeal,
    Membership,
    Office,
    Role,
    RoleHolder,
    User,
)
from evaluation.refusals import Refusal
from tests.worlds.layers import Layers
from tests.worlds.together import at_once, in_turn
from tests.worlds.unguarded import unopen
from tests.worlds.world import NOW, World

pytestmark = [pytest.mark.slow, pytest.mark.clause("c12"), pytest.mark.django_db(transaction=True)]

ADMINISTRATOR, AUDITOR, COORDINATOR = "economy.administrator", "commission.auditor", "economy.coordinator"
PREPARER, HEAD = "culture.preparer", "culture.first_head"


def one_stands(*acts: Any) -> Any:
    """What the act that stood gave; the other was refused for what it found."""
    results = at_once(*acts)
    assert [one.code for one in results if isinstance(one, Refusal)] == ["state"], results
    return next(one for one in results if not isinstance(one, Refusal))


def told(act: str, name: str) -> list[Any]:
    """[before, after] of a field, as the journal tells it, in order."""
    entries = JournalEntry.objects.filter(act=act).order_by("id")
    return [one.details["fields"][name] for one in entries]


def office(world: World) -> Membership:
    return Membership(user=world.person(PREPARER), body=world.body("finance"), office=Office.PREPARER,
                      valid_from=clock.today())  # fmt: skip


def test_of_two_acts_on_one_account_one_stands(transactional_db: None, layers: Layers) -> None:
    world: World = layers.value("world")
    with clock.frozen(NOW):
        by, auditor, coordinator = (world.person(key) for key in (ADMINISTRATOR, AUDITOR, COORDINATOR))

        held = world.person(PREPARER).memberships.get()
        days = date(2030, 1, 1), date(2031, 1, 1)
        ended = one_stands(*(lambda day=day: end_office(held, day, by) for day in days))
        assert Membership.objects.get(pk=held.pk).valid_until == ended.valid_until
        assert JournalEntry.objects.filter(act="membership.ended").count() == 1

        one_stands(*(lambda: give_office(office(world), by) for _twice in range(2)))
        assert JournalEntry.objects.filter(act="membership.added").count() == 1

        # both are made, and the second one's entry begins where the first one's ends
        results = at_once(
            lambda: change_account(world.person(PREPARER), {"email": "one@example.test"}, by),
            lambda: change_account(world.person(PREPARER), {"email": "two@example.test"}, by),
        )
        assert all(isinstance(one, User) for one in results)
        changes = told("user.changed", "email")
        assert all(first[1] == second[0] for first, second in pairwise(changes))
        assert len(changes) == 2

        head = world.person(HEAD)
        proposed = [change_account(head, {"email": f"{name}@example.test"}, by) for name in ("three", "four")]
        confirmed = one_stands(
            lambda: confirm_change(proposed[0], auditor),  # type: ignore[arg-type]
            lambda: confirm_change(proposed[1], coordinator),  # type: ignore[arg-type]
        )
        assert confirmed.fields["email"] == told("user.changed", "email")[-1]
        assert User.objects.get(pk=head.pk).email == confirmed.fields["email"][1]

        lost = one_stands(*(lambda: reset_second_step(head, by) for _twice in range(2)))
        decided = one_stands(lambda: confirm_change(lost, auditor), lambda: refuse_change(lost, coordinator))
        assert AccountChange.objects.get(pk=lost.pk).state == decided.state


def opens(year: int) -> None:
    """What opening a year does first and last: its row held, and opened (``blocks.actions.opening.open_cycle``)."""
    cycle = Cycle.objects.select_for_update().get(year=year)
    cycle.opened_at = clock.now()
    cycle.save(update_fields=["opened_at"])


def test_what_a_year_reads_as_it_is_opened_is_closed_at_that_moment(
    transactional_db: None, layers: Layers
) -> None:
    world: World = layers.value("world")
    culture = world.body("culture")
    unopen()
    with clock.frozen(NOW):
        client = Client()
        world.sign_in(client, ADMINISTRATOR)
        scope, role = culture.scopes.get(), RoleHolder.objects.get(role=Role.STATE_PLANNING)
        year = Cycle.objects.get(year=2017)

        def sends(model: str, row: Any, **given: Any) -> Any:
            page = reverse(
                f"admin:evaluation_{model}_{'change' if row else 'add'}", args=[row.pk] if row else []
            )
            return lambda: client.post(page, given).status_code

        names = {f"{name}_{code}": "Other" for name in ("name", "short_name") for code in ("kk", "ru", "en")}
        body = {**names, "slug": "other", "kind": "central", "valid_from": "2016-01-01", "order": "7"}
        new = {"body": world.body("legal-statistics").pk, "number": "70", "block1": "on"}
        for status, act in (
            (409, sends("body", culture, **body)),
            (
                409,
                sends("scope", scope, body=scope.body_id, number="1", block2="on", valid_from="2015-01-01"),
            ),
            (409, sends("roleholder", role, role=role.role, body=culture.pk, valid_from="2016-01-01")),
            (409, sends("cycle", year, year="2016")),
            (422, sends("scope", None, **new, valid_from="2017-12-31")),
        ):
            unopen()
            assert in_turn(lambda: opens(2017), act)[1] == status
        assert not JournalEntry.objects.filter(act__regex=r"^(body|scope|roleholder|cycle)\.").exists()
        # and where no year is opened meanwhile, the same is saved
        unopen()
        assert in_turn(lambda: None, sends("scope", None, **new, valid_from="2017-12-31"))[1] == 302

        # an office from a past day, proposed by order before the year was opened and confirmed after
        unopen()
        given = Membership(user=world.person(PREPARER), body=world.body("finance"), office=Office.EVALUATOR,
                           valid_from=date(2017, 6, 1))  # fmt: skip
        proposed = give_office(given, world.person(ADMINISTRATOR), "5", date(2017, 5, 30))
        auditor = world.person(AUDITOR)
        refused = in_turn(lambda: opens(2017), lambda: confirm_change(proposed, auditor))[1]  # type: ignore[arg-type]
        assert refused.code == "state"
        assert not Membership.objects.filter(
            office=Office.EVALUATOR, body=given.body, user=given.user
        ).exists()


def test_two_accounts_of_one_person_declare_one_interest(transactional_db: None, layers: Layers) -> None:
    world: World = layers.value("world")
    one, other = world.person(PREPARER), world.person(HEAD)
    User.objects.filter(pk=other.pk).update(email=one.email)
    with clock.frozen(NOW):
        results = in_turn(
            lambda: declare_interest(one, world.body("finance"), "A relative"),
            lambda: declare_interest(world.person(HEAD), world.body("finance"), "A relative"),
        )
    assert [one.code for one in results if isinstance(one, Refusal)] == ["state"]
    assert InterestDeclaration.objects.count() == 1


def test_two_orders_erase_one_entry_once(transactional_db: None, layers: Layers) -> None:
    world: World = layers.value("world")
    with clock.frozen(NOW):
        by, person = world.person(ADMINISTRATOR), world.person(PREPARER)
        change_account(person, {"email": "one@example.test"}, by)
        numbers = [JournalSeal.objects.get(entry__act="user.changed").position + 1]
        orders = [
            propose_erasure(person, by, numbers, "The law", number, NOW.date()) for number in ("1", "2")
        ]
        auditor, coordinator = world.person(AUDITOR), world.person(COORDINATOR)
        erased, refused = in_turn(
            lambda: confirm_change(orders[0], auditor), lambda: confirm_change(orders[1], coordinator)
        )
    assert erased.state == "confirmed"
    assert isinstance(refused, Refusal)
    assert refused.code == "state"
    assert JournalEntry.objects.filter(act="journalentry.erase").count() == 1
