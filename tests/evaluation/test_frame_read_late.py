"""The frame of a page is read where a template shows it: a part of a page has none and asks for nothing of it."""

from __future__ import annotations

from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from evaluation.context_processors import frame
from tests.worlds.world import World


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
