"""Two administrators, or two second persons, at the same moment: one act stands, the other reads why not."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from evaluation import clock
from evaluation.account_actions import (
    change_account,
    confirm_change,
    end_office,
    give_office,
    refuse_change,
    reset_second_step,
)
from evaluation.models import AccountChange, JournalEntry, Membership, Office, User
from evaluation.refusals import Refusal
from tests.worlds.layers import Layers
from tests.worlds.together import at_once
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
