"""The page of who evaluates whom: the same matrix, with the exceptions marked."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from evaluation.models import RoleHolder
from tests.worlds.elements import element
from tests.worlds.world import World


@pytest.mark.clause("c24")
def test_page_marks_the_exceptions(world: World, february: object, client: Client) -> None:
    page = client.get("/ru/routing/2018/").content.decode()
    assert page.count('class="matrix-exception"') > 0
    economy = page.split('<th scope="row">МНЭ', 1)[1].split("</tr>", 1)[0]
    assert "Канцелярия Премьер-Министра" in economy
    assert "#c24" in economy


def test_page_costs_the_same_for_any_number_of_bodies(
    world: World, february: object, client: Client, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert client.get("/ru/routing/2018/").status_code == 200


def test_a_gap_in_the_register_is_told_not_crashed(world: World, february: object, client: Client) -> None:
    RoleHolder.objects.filter(body=world.body("finance")).update(valid_until=date(2016, 12, 31))
    answer = client.get("/ru/routing/2018/")
    assert answer.status_code == 422
    assert element(answer, ".lead a.clause")["href"].endswith("#c10")
