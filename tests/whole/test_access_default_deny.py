"""A view that declares nothing opens to nobody, and nobody deletes in the admin."""

from __future__ import annotations

from types import SimpleNamespace

from django.contrib import admin
from django.http import HttpRequest
from django.test import RequestFactory

from evaluation.middleware import DefaultDenyMiddleware
from tests.worlds.world import World


def test_a_view_without_a_declaration_opens_to_nobody(rf: RequestFactory, world: World) -> None:
    def forgotten(request: HttpRequest) -> None:
        raise AssertionError("the view was reached")

    for who in ("economy.administrator", "administration.head_of_administration"):
        request = rf.get("/ru/forgotten/")
        request.user = world.person(who)
        request.resolver_match = SimpleNamespace(view_name="forgotten", url_name="forgotten")  # type: ignore[assignment]
        answer = DefaultDenyMiddleware(lambda _request: None).process_view(request, forgotten, (), {})  # type: ignore[arg-type, return-value]
        assert answer is not None
        assert answer.status_code == 403


#: Settings of the portal, not records: an administrator may take such a row out, and the journal keeps that.
SETTINGS = {"schedule.LetterTemplateAdmin", "schedule.ReminderOffsetAdmin"}


def test_no_admin_page_lets_anybody_delete_a_record(world: World, february: object) -> None:
    request = RequestFactory().get("/")
    may = set()
    for key in world.people:
        request.user = world.person(key)
        may |= {
            (key.split(".")[1], str(page))
            for page in admin.site._registry.values()
            if page.has_delete_permission(request)
        }
    assert may <= {("administrator", page) for page in SETTINGS}
