"""Demo mode: one click signs in as any office, the clock moves forward; outside it none of this exists."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from evaluation import clock, demo, desk
from evaluation.models import DemoClock, Office, User
from evaluation.rights import standing
from evaluation.views_demo import count_turns
from tests.worlds.demo import demo_mode
from tests.worlds.elements import element
from tests.worlds.world import World

__all__ = ["demo_mode"]

NAMES = ("demo", "demo_sign_in", "demo_clock", "demo_clock_move", "demo_outbox", "demo_outbox_letter")


@pytest.mark.parametrize("name", NAMES)
def test_outside_demo_mode_the_addresses_do_not_exist(name: str) -> None:
    for args in ([], [1]):
        with pytest.raises(NoReverseMatch):
            reverse(name, args=args)


@pytest.mark.parametrize(
    "path", ["demo/", "demo/sign-in/", "demo/clock/", "demo/clock/move/", "demo/outbox/"]
)
def test_outside_demo_mode_nobody_is_answered(db: None, client: Client, path: str) -> None:
    assert client.get(f"/ru/{path}").status_code == 404
    assert client.post(f"/ru/{path}", {"account": "1", "to": "day"}).status_code == 404


def test_one_click_signs_in_as_any_office(demo_mode: None, world: World, client: Client) -> None:
    page = client.get("/ru/demo/")
    head = world.people["agriculture.first_head"]
    assert element(page, f"button[name=account][value='{head.pk}']").text == "Первый руководитель"
    answer = client.post("/ru/demo/sign-in/", {"account": head.pk})
    assert (answer.status_code, answer["Location"]) == (302, "/ru/desk/")
    assert element(client.get("/ru/desk/"), ".who-body").text == "Минсельхоз"
    evaluator = world.people["finance.evaluator"]
    client.post("/ru/demo/sign-in/", {"account": evaluator.pk})
    assert int(client.session["_auth_user_id"]) == evaluator.pk


def test_nobody_signs_in_by_a_link(demo_mode: None, world: World, client: Client) -> None:
    person = world.people["agriculture.first_head"]
    assert client.get("/ru/demo/sign-in/", {"account": person.pk}).status_code == 405
    assert client.post("/ru/demo/sign-in/", {"account": "x"}).status_code == 404
    assert client.post("/ru/demo/sign-in/", {"account": "999999"}).status_code == 404


def test_counting_turns_asks_every_desk_once(demo_mode: None, world: World, client: Client) -> None:
    assert client.get("/ru/demo/", {"turns": "1"}).status_code == 200


def test_clock_moves_to_the_morning_of_the_next_day(demo_mode: None, db: None, client: Client) -> None:
    before = clock.today()
    answer = client.post("/ru/demo/clock/move/", {"to": "day", "next": "/ru/decree/"})
    assert (answer.status_code, answer["Location"]) == (302, "/ru/decree/")
    assert clock.today() == before + timedelta(days=1)
    assert clock.now().astimezone(clock.ALMATY).hour == 10


@pytest.mark.parametrize(
    "to", ["", "yesterday", "2010-01-01T10:00:00+05:00", "2019-02-30T10:00:00+05:00", "2099-01-01"]
)
def test_clock_goes_neither_back_nor_astray(demo_mode: None, db: None, client: Client, to: str) -> None:
    client.post("/ru/demo/clock/move/", {"to": to})
    assert not DemoClock.objects.exists()


def test_clock_never_leads_to_another_site(demo_mode: None, db: None, client: Client) -> None:
    answer = client.post("/ru/demo/clock/move/", {"to": "day", "next": "https://example.org/"})
    assert answer["Location"] == "/ru/demo/clock/"


def test_stop_is_the_last_day_s_morning_and_then_the_moment_after_its_end() -> None:
    last = demo.LastDay("reports", datetime(2019, 2, 21).date())  # noqa: DTZ001 - a date
    before = datetime(2019, 2, 18, 9, 0, tzinfo=clock.ALMATY)
    first = demo.stop_of(last, before)
    assert first is not None
    assert (first.at, first.past) == (datetime(2019, 2, 21, 10, 0, tzinfo=clock.ALMATY), False)
    second = demo.stop_of(last, first.at)
    assert second is not None
    assert (second.at, second.past) == (datetime(2019, 2, 22, 0, 5, tzinfo=clock.ALMATY), True)
    assert demo.stop_of(last, second.at) is None


def test_milestones_of_the_year_are_stops(demo_mode: None, world: World) -> None:
    with clock.frozen(datetime(2018, 11, 19, 5, 0, tzinfo=clock.ALMATY)):
        world.approve_schedule()
    with clock.frozen(datetime(2019, 2, 18, 11, 0, tzinfo=clock.ALMATY)):
        stop = demo.next_milestone()
    assert stop is not None
    assert (stop.day.isoformat(), stop.clause) == ("2019-02-21", "c7.1")


def test_clock_s_row_is_read_once_and_a_move_is_seen(settings: object, db: None) -> None:
    settings.DEMO_MODE = True  # type: ignore[attr-defined]
    with CaptureQueriesContext(connection) as queries, clock.read_once():
        first = clock.today()
        assert clock.today() == first
        assert len(queries) == 1
        clock.move_to(demo.tomorrow())
        assert clock.today() == first + timedelta(days=1)
    assert clock.today() == first + timedelta(days=1)


def test_turns_counted_together_are_those_of_each_desk(
    demo_mode: None, world: World, february: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    def provider(user: User) -> list[desk.Turn]:
        mine = standing(user).holds(Office.EVALUATOR, body=world.body("finance").pk)
        return [desk.Turn("x", "y", "c9.3", "/", "z")] if mine else []

    cache.clear()
    monkeypatch.setattr(desk, "_turns", [provider])
    counted = count_turns()
    assert {pk for pk, turns in counted.items() if turns} == {world.people["finance.evaluator"].pk}


def test_the_bar_of_a_page_costs_one_query(demo_mode: None, world: World, client: Client) -> None:
    """The clock's row and the schedule's dates come together; the bar says the milestone as before."""
    with clock.frozen(datetime(2018, 11, 19, 5, 0, tzinfo=clock.ALMATY)):
        world.approve_schedule()
    clock.move_to(datetime(2019, 2, 18, 11, 0, tzinfo=clock.ALMATY), allow_back=True)
    client.get("/ru/verify/")
    with CaptureQueriesContext(connection) as queries:
        page = client.get("/ru/verify/")
    assert element(page, "button[value=milestone]").text == "к 21\N{NO-BREAK SPACE}фев"
    assert len(queries) == 1, queries.captured_queries
