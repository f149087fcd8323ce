"""An office is one of a body: the same office in a body that fills no role in law opens nothing that the role opens."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from evaluation import clock
from evaluation.models import Office
from tests.whole.access_matrix import OTHERS, Row, all_rows
from tests.whole.test_access_matrix import outcome_for
from tests.worlds.elements import element
from tests.worlds.layers import Layers
from tests.worlds.world import NOW, World, add_person

#: Offices whose rights the law gives to whoever fills a role (c8, c10–c12, c14, c22), with the one of the matrix.
OF_A_ROLE = {
    Office.COORDINATOR: "economy.coordinator",
    Office.WORKING_BODY: "commission.working_body",
    Office.HEAD_OF_ADMINISTRATION: "administration.head_of_administration",
    Office.METHODOLOGIST: "finance.methodologist",
}
#: Lists that show each person their own: they open empty to one who has nothing.
OWN_LISTS = {
    "admin:blocks_partialconclusion_changelist",
    "admin:methodologies_methodology_changelist",
    "admin:index",
    "approval_many",
    "approval_queue",
    "approvals",
    "conclusion_bulk",
    "conclusions",
    "desk_terms",
    "methodologies_desk",
    "objections",
    "reports",
    "statistics",
    "statistics_index",
}
ROWS = [
    row
    for row in all_rows()
    if row.method == "GET"
    and row.view not in OWN_LISTS
    and not row.view.startswith("mfa_")  # everybody's own second factor
    and not row.view.endswith("_latest")  # leads to the year's page, which asks
    and row.outcomes.get(OTHERS, 404) in (403, 404)
    and any(row.outcomes.get(known) in (200, 302) for known in OF_A_ROLE.values())
]


@pytest.mark.clause("c10")
@pytest.mark.django_db
@pytest.mark.parametrize(
    "row", [pytest.param(row, marks=pytest.mark.layer(row.on), id=str(row)) for row in ROWS]
)
def test_the_same_office_in_another_body_opens_nothing(row: Row, layers: Layers, world: World) -> None:
    below = layers.value(row.on)
    with clock.frozen(row.at), override("ru"):
        url = row.address(below)
        wrong = []
        for office, known in OF_A_ROLE.items():
            if row.outcomes.get(known) not in (200, 302):
                continue
            key = f"impostor.{office}"
            world.people[key] = add_person(world.body("culture"), office, key)
            outcome = outcome_for(world, key, "GET", url, {})
            if outcome not in (403, 404):
                wrong.append(f"{office}: {outcome}")
    assert wrong == []


@pytest.mark.clause("c8", "c22")
@pytest.mark.parametrize(
    ("name", "office", "words"),
    [
        ("desk_schedule", Office.COORDINATOR, "This page is for state planning"),
        ("cycle", Office.WORKING_BODY, "The opening of the evaluation is for"),
        ("kpis_desk", Office.METHODOLOGIST, "The list is for the Head"),
    ],
)
def test_the_refusal_says_whose_page_it_is(
    world: World, client: Client, name: str, office: str, words: str
) -> None:
    world.people["impostor"] = add_person(world.body("culture"), office, "impostor")
    world.sign_in(client, "impostor")
    with clock.frozen(NOW):
        answer = client.get(reverse(name, args=[2018]))
    assert answer.status_code == 403
    assert words in element(answer, ".lead").text
