"""The frame of a page is read where a template shows it: a part of a page has none and asks for nothing of it."""

from __future__ import annotations

from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from evaluation.context_processors import frame
from evaluation.models import Membership, Office
from tests.worlds.world import SINCE, World


def test_nothing_of_a_frame_is_read_before_it_is_shown(world: World, rf: RequestFactory) -> None:
    request = rf.get("/ru/desk/")
    request.user = world.people["agriculture.first_head"]
    with CaptureQueriesContext(connection) as queries:
        context = frame(request)
        assert len(queries) == 0
        assert str(context["body_name"]())
        shown = len(queries)
        assert shown > 0
        assert [group["key"] for group in context["rail"]()]
        assert len(queries) == shown, "all of it is read at once, and once"
        again = frame(request)
        assert str(again["office_name"]())
        assert len(queries) == shown


def test_a_signed_in_page_with_nothing_in_it_costs_five_queries(world: World, client: Client) -> None:
    """Session, account, standing, offices with their bodies, and one for the rail's counts with the letters; the page
    of the Decree reads nothing else. However many bodies and offices there are."""

    def asked() -> int:
        client.get("/ru/decree/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/ru/decree/")
        return len(queries)

    world.sign_in(client, "agriculture.first_head")
    before = asked()
    person = world.people["agriculture.first_head"]
    for body in world.bodies.values():
        for office in (Office.PREPARER, Office.EVALUATOR):
            Membership.objects.get_or_create(user=person, body=body, office=office, valid_from=SINCE)
    assert (before, asked()) == (5, 5)
