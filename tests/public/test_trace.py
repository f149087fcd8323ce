"""The way of a score as the public reads it: the same as at the desk, but for what is withheld (c9.4, c9.5)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from blocks.models import Conclusion
from blocks.trace.nodes import read_trace
from evaluation.models import Body, User
from public.selectors import public_conclusion
from public.trace import PublicSight
from tests.worlds.published import Published, published
from tests.worlds.told import Told, on_page

__all__ = ["published"]

NOT_TOLD = ("for official use, not shown", "withheld: it would tell a value that is not public")

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.mark.clause("c9.4", "c9.5")
def test_the_public_page_tells_the_same_but_what_is_withheld(published: Published, client: Client) -> None:
    world = published.world
    world.sign_in(client, "economy.coordinator")
    desk: dict[int, set[Told]] = {}
    names = {user.get_full_name() or user.username for user in User.objects.all()}
    for block in (1, 2, 3):
        conclusion = Conclusion.objects.get(body__slug="agriculture", cycle__year=2018, block=block)
        with override("en"):
            desk[block] = on_page(
                client.get(reverse("conclusion_trace", args=[conclusion.pk])).content.decode()
            )
            page = Client().get(reverse("score", args=["agriculture", 2018, block])).content.decode()
        public = on_page(page)
        held = {row for row in public if row.value in NOT_TOLD}
        assert public - held <= desk[block]
        whole = {(row.code, row.item, row.element) for row in desk[block]}
        assert {(row.code, row.item, row.element) for row in public} == whole
        assert all(not row.source and not row.hashes for row in held)
        assert bool(held) == (block == 2)
        assert not [name for name in names if name and name in page]


def test_the_trace_costs_the_same_queries_for_any_reader(
    published: Published, django_assert_max_num_queries: Any
) -> None:
    body = Body.objects.get(slug="agriculture")
    public = public_conclusion(body, 2018, 1)
    assert public is not None
    with django_assert_max_num_queries(3):
        read_trace(public.conclusion, PublicSight(public))
