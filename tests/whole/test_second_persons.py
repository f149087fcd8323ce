"""Whoever approves, agrees, confirms, clears, adopts or lifts is a second person: read from the law of every move."""

from __future__ import annotations

import pytest

from config.documents import machines
from evaluation.models.base import transitions_of
from evaluation.rights import grants_of

#: How moves are called by which a person stands behind what another one wrote.
STANDS_BEHIND = ("approve", "agree", "confirm", "clear", "adopt", "lift")
#: The predicates that compare persons, never accounts: `evaluation/persons.py` alone says who is one person.
BY_ANOTHER = {"is_second_person", "gave_no_mark", "drew_nothing_up", "did_not_ask"}


@pytest.mark.clause("c9.3")
def test_every_move_that_stands_behind_anothers_asks_for_a_second_person() -> None:
    rights = {
        f"{machine._meta.label}.{name}": move.custom["law"].right
        for machine in machines()
        for name, move in transitions_of(machine)
        if name.startswith(STANDS_BEHIND)
    }
    alone = {
        name
        for name, right in rights.items()
        if BY_ANOTHER.isdisjoint(", ".join(grants_of(right)).split(", "))
    }
    assert alone == set()
    assert len(rights) >= 12  # the names above still find them
