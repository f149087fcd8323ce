"""What the desk counts of the overall evaluation in the database is what the page lists, for each office, at each step."""

from __future__ import annotations

import pytest

from blocks.models import Conclusion, ConclusionState
from commission import actions
from commission.readiness import Counts, counts, readiness
from config.country import enlarge
from evaluation.models import Body, InterestDeclaration, Scope
from evaluation.rights import forget_standing
from tests.worlds.commission import COORDINATOR, MEMBER, WORKING_BODY, Concluded, concluded
from tests.worlds.pages import queries
from tests.worlds.roles import owners_role
from tests.worlds.unguarded import unguarded
from tests.worlds.world import SINCE

__all__ = ["concluded"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def same(world: Concluded) -> list[tuple[int, int]]:
    """Of each office what it is to compute and to bring; checked against the list."""
    found = []
    for key in (COORDINATOR, WORKING_BODY, MEMBER):
        person = world.person(key)
        lines = readiness(world.cycle, person)
        counted = counts(world.cycle, person)
        assert counted == Counts(
            len(lines),
            sum(line.submitted for line in lines),
            sum(line.mine and line.computable for line in lines),
            sum(line.mine and line.submittable for line in lines),
        )
        found.append((counted.computable, counted.submittable))
    return found


@pytest.mark.clause("c9.2", "c11", "c49")
def test_the_desk_counts_what_the_list_shows(concluded: Concluded) -> None:
    bodies = Scope.objects.count()
    assert same(concluded) == [(bodies - 1, 0), (1, 0), (0, 0)]
    coordinator, working_body = concluded.makers()
    culture, akmola, economy = (concluded.world.body(slug) for slug in ("culture", "akmola", "economy"))
    for body in (culture, akmola):
        actions.compute_overall(concluded.cycle, body, coordinator)
    actions.compute_overall(concluded.cycle, economy, working_body)
    assert same(concluded) == [(bodies - 3, 2), (0, 1), (0, 0)]
    actions.submit_overall(concluded.overall("culture"), coordinator)
    assert same(concluded) == [(bodies - 3, 1), (0, 1), (0, 0)]

    def becomes(slug: str, **changed: str) -> list[tuple[int, int]]:
        one = Conclusion.objects.filter(body__slug=slug, cycle=concluded.cycle)[0]
        with unguarded():
            Conclusion.objects.filter(pk=one.pk).update(**changed)
        return same(concluded)

    # a block that is not with the working body yet, one that is not final, one counted again, one of none
    assert becomes("akmola", state=ConclusionState.FINAL) == [(bodies - 3, 0), (0, 1), (0, 0)]
    assert becomes("akmola", state=ConclusionState.DELIVERED) == [(bodies - 3, 0), (0, 1), (0, 0)]
    assert becomes("culture", number="again") == [(bodies - 2, 0), (0, 1), (0, 0)]
    assert becomes("economy", state=ConclusionState.SUPERSEDED) == [(bodies - 2, 0), (0, 0), (0, 0)]


def test_parts_of_state_planning_and_declared_interests_are_counted_by_the_same_right(
    concluded: Concluded,
) -> None:
    coordinator = concluded.person(COORDINATOR)
    bodies = Scope.objects.count()
    with unguarded():
        Body.objects.filter(slug="culture").update(parent=concluded.world.body("economy"))
    InterestDeclaration.objects.create(
        user=coordinator, body=concluded.world.body("akmola"), reason="x", valid_from=SINCE
    )
    for person in concluded.makers():
        forget_standing(person)
    assert same(concluded) == [(bodies - 2, 0), (2, 0), (0, 0)]


def test_counting_is_one_query_however_many_bodies(concluded: Concluded) -> None:
    coordinator, cycle = concluded.person(COORDINATOR), concluded.cycle
    counts(cycle, coordinator)
    assert queries(lambda: counts(cycle, coordinator)) == 1
    with owners_role():
        enlarge(Scope.objects.count() + 5)
    assert queries(lambda: counts(cycle, coordinator)) == 1
    same(concluded)
