"""The page of the year that is prepared: who has what since when, what is next, one click to each (c6, c7, c17, c22)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from evaluation import clock
from evaluation.models import Cycle
from evaluation.next_year import begins_on, year_in_preparation
from methodologies import actions as methodologies
from schedule import actions as schedule
from schedule.models import Letter
from tests.worlds.elements import Part, element, elements, texts
from tests.worlds.opened import shipped_document
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

#: Saturday 1 September 2018, 10 o'clock in Almaty: the first day of the preparation; and the evening before.
FIRST = datetime(2018, 9, 1, 4, 0, tzinfo=UTC)
EVE = datetime(2018, 8, 31, 12, 0, tzinfo=UTC)
STEPS = [
    "schedule",
    *(f"methodology-{one}" for one in ("1", "2", "3", "overall")),
    "kpis",
    "register",
    "opening",
]


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2020, 8, 31), 2019),
        (date(2020, 9, 1), 2020),
        (date(2020, 12, 31), 2020),
        (date(2021, 1, 1), 2020),
    ],
)
def test_a_year_is_prepared_from_the_first_of_september(day: date, year: int) -> None:
    assert year_in_preparation(day) == year


@given(st.dates(date(2016, 1, 1), date(2040, 12, 31)))
def test_the_year_in_preparation_is_the_last_that_has_begun(day: date) -> None:
    year = year_in_preparation(day)
    assert begins_on(year) <= day < begins_on(year + 1)


@pytest.fixture
def unprepared(world: World) -> World:
    """The year 2018 of which nothing is begun, not even its cycle."""
    unopen(Cycle.objects.get(year=2018).pk)
    Cycle.objects.filter(year=2018).delete()
    return world


def step(page: Any, code: str) -> Part:
    return element(page, f"tr[data-step='{code}']")


def opened_by(world: World, client: Client, who: str) -> Any:
    world.sign_in(client, who)
    return client.get(reverse("desk_year", args=[2018]))


def test_everybody_with_an_office_is_led_to_it_from_that_day(unprepared: World, client: Client) -> None:
    address = reverse("desk_year", args=[2018])
    people = (
        "economy.coordinator",
        "finance.methodologist",
        "agriculture.first_head",
        "commission.working_body",
    )
    for moment, there in ((EVE, False), (FIRST, True)):
        with clock.frozen(moment):
            for who in people:
                unprepared.sign_in(client, who)
                desk = client.get(reverse("desk"))
                assert bool(elements(desk, f"main a[href='{address}']")) is there, (who, moment)
                assert bool(elements(desk, f"nav a[href='{address}']")) is there, (who, moment)
            assert client.get(reverse("desk_years")).url == reverse(
                "desk_year", args=[2018 if there else 2017]
            )
    with clock.frozen(EVE):  # the page is there before, and says from when
        assert "1\xa0September 2018" in opened_by(unprepared, client, people[0]).content.decode()
        assert client.get(reverse("desk_year", args=[2019])).status_code == 404


def test_the_steps_say_who_has_them_and_lead_there(unprepared: World, client: Client) -> None:
    world = unprepared
    with clock.frozen(FIRST):
        page = opened_by(world, client, "economy.coordinator")
        assert [row["data-step"] for row in elements(page, "tr[data-step]")] == STEPS
        assert step(page, "schedule").one("th > a:not(.clause)")["href"] == reverse(
            "desk_schedule", args=[2018]
        )
        assert step(page, "schedule").texts("td")[1] == "you"
        assert "Methodologist" in step(page, "methodology-2").texts("td")[1]
        draft = schedule.begin_schedule(2018, world.person("economy.coordinator"))
        cycle = Cycle.objects.get(year=2018)
        author = world.person("civil-service.methodologist")
        text = methodologies.import_methodology(cycle, shipped_document("2"), author)
        methodologies.submit_methodology(text, author)
        methodologies.take_kpis(cycle, world.person("economy.coordinator"), [])
        page = opened_by(world, client, "economy.coordinator")
        assert step(page, "methodology-2").texts("td")[1].startswith("you")  # state planning agrees next
        assert "since 1\xa0September 2018" in step(page, "methodology-2").text
        assert step(page, "kpis").one("th > a:not(.clause)")["href"] == reverse("kpis_desk", args=[2018])
    with clock.frozen(FIRST.replace(month=11)):
        schedule.submit_schedule(draft, world.person("economy.coordinator"))
        page = opened_by(
            world, client, "agriculture.preparer"
        )  # who takes no part in it sees states, and no door
        assert "Head of the Presidential Administration" in step(page, "schedule").texts("td")[1]
        assert "since 1\xa0November 2018" in step(page, "schedule").text
        assert "1\xa0December 2018" in step(page, "schedule").text
        for code in ("schedule", "methodology-2", "kpis", "opening"):
            assert not step(page, code).all("th > a:not(.clause)"), code
        head = opened_by(world, client, "administration.head_of_administration")
        assert step(head, "schedule").texts("td")[1].startswith("you")


@pytest.mark.clause("c17")
def test_methodologists_begin_before_the_schedule_is_approved(unprepared: World, client: Client) -> None:
    world = unprepared
    card = f".turn a[href='{reverse('methodologies_desk')}']"
    with clock.frozen(EVE):
        world.sign_in(client, "civil-service.methodologist")
        assert not elements(client.get(reverse("desk")), card)
    with clock.frozen(FIRST):  # the desk says so from that day, before anybody has begun a schedule
        world.sign_in(client, "civil-service.methodologist")
        assert elements(client.get(reverse("desk")), card)
        assert "2018" in texts(client.get(reverse("methodologies_desk")), "#id_year option")
        schedule.begin_schedule(2018, world.person("economy.coordinator"))
        told = Letter.objects.filter(kind="schedule.begun")
        people = set(told.values_list("to__username", flat=True))
        assert people == {name for name in world.people if name.endswith(".methodologist")}
        assert "civil-service.methodologist" in people
        assert {letter.path for letter in told} == {"desk/years/2018/"}


def test_the_page_costs_a_fixed_number_of_queries(
    world: World, client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    with clock.frozen(FIRST):
        opened_by(world, client, "economy.coordinator")
        with django_assert_max_num_queries(32):
            client.get(reverse("desk_year", args=[2018]))
