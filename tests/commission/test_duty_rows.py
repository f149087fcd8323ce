"""A year's duties counted by the database are the duties that every floor tells: number by number, at any moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from config.country import enlarge
from evaluation import clock
from evaluation.models import Body, Membership, Scope, User
from evaluation.paging import FEW, ROWS
from evaluation.rights import forget_standing, standing
from schedule import duty_rows
from schedule.duty_book import Duty, Progress, duties_of, progress
from schedule.models import Extension
from tests.worlds.commission import WORKING_BODY, Concluded, concluded
from tests.worlds.elements import element, elements, texts
from tests.worlds.pages import page
from tests.worlds.roles import owners_role

__all__ = ["concluded"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

MOMENTS = (
    datetime(2019, 1, 20, 10, tzinfo=clock.ALMATY),
    datetime(2019, 4, 2, 10, tzinfo=clock.ALMATY),
    datetime(2019, 6, 13, 10, tzinfo=clock.ALMATY),
    datetime(2019, 9, 2, 10, tzinfo=clock.ALMATY),
)


#: What each office's pages ask, however many bodies there are, once the year's course is remembered: desk, terms,
#: overview (0: not theirs), public schedule.
QUERIES = {
    "administrator": (9, 0, 0, 10),
    "approver": (21, 25, 0, 10),
    "auditor": (8, 26, 16, 10),
    "commission_member": (10, 26, 16, 10),
    "coordinator": (22, 26, 16, 10),
    "evaluator": (13, 25, 0, 10),
    "expert": (7, 0, 0, 10),
    "first_head": (13, 12, 0, 10),
    "head_of_administration": (11, 26, 16, 10),
    "integrator": (7, 0, 0, 10),
    "methodologist": (8, 0, 0, 10),
    "preparer": (12, 11, 0, 10),
    "special_commission_member": (10, 0, 0, 10),
    "working_body": (17, 26, 16, 10),
}


def keys(duties: list[Duty]) -> list[tuple[str, int]]:
    return [(duty.kind, duty.object_id) for duty in duties]


def one_of_each_office() -> list[User]:
    held = Membership.objects.order_by("office", "user").distinct("office").select_related("user")
    return [one.user for one in held]


def extend(world: Concluded) -> None:
    """A later day for one body's reports of block 1, and one for a lead's conclusions."""
    someone = User.objects.all()[0]
    for milestone, block, slug in (("reports", 1, "agriculture"), ("conclusions", None, "economy")):
        Extension.objects.create(
            cycle=world.cycle,
            milestone=milestone,
            block=block,
            body=world.world.body(slug),
            due_on=date(2019, 6, 28),
            reason="x",
            order_number="1",
            order_date=date(2019, 3, 1),
            recorded_by=someone,
            recorded_at=clock.now(),
        )


@pytest.mark.clause("c7")
def test_the_database_counts_the_duties_that_the_floors_tell(concluded: Concluded) -> None:
    extend(concluded)
    bodies = [concluded.world.body(slug).pk for slug in ("agriculture", "economy", "akmola")]
    for moment in MOMENTS:
        with clock.frozen(moment):
            told, now = duties_of(2018), clock.now()
            assert len(told) > 20
            assert {office for duty in told for office, _body in duty.superiors} <= set(duty_rows.SUPERIORS)
            assert duty_rows.progress(2018, now) == progress(told, now)
            assert duty_rows.of_all(2018, now) == (progress(told, now), duty_rows.by_holder(2018, now))
            for body in bodies:
                assert duty_rows.progress(2018, now, [body]) == progress(told, now, body)
            owed = [duty for duty in told if not duty.optional]
            for body, counted in duty_rows.by_holder(2018, now).items():
                of_body = [duty for duty in owed if duty.holder_id == body]
                assert counted == Progress(
                    len(of_body), sum(d.done for d in of_body), sum(d.overdue(now) for d in of_body)
                )
            waiting = [duty for duty in owed if not duty.done]
            assert duty_rows.open_names(2018, None, 7, 2) == keys(waiting[2:9])
            late = [duty for duty in told if duty.overdue(now)]
            late += [duty for duty in told if duty.done_at is not None and duty.done_at >= duty.due_at]
            found, total = duty_rows.overdue_or_late(2018, now, 12)
            assert (keys(found), total) == (keys(late[:12]), len(late))


@pytest.mark.clause("c63", "c66")
def test_a_person_is_told_of_the_same_duties(concluded: Concluded) -> None:
    for moment in MOMENTS[1:3]:
        with clock.frozen(moment):
            told, now = duties_of(2018), clock.now()
            for person in one_of_each_office():
                forget_standing(person)
                mine = standing(person).offices
                assert keys(duty_rows.told_to(2018, mine)) == [
                    (duty.kind, duty.object_id) for duty in told if not mine.isdisjoint(duty.seats)
                ]
                for oversees in (False, True):
                    late = [
                        duty
                        for duty in told
                        if duty.overdue(now)
                        and mine.isdisjoint(duty.seats)
                        and (oversees or not mine.isdisjoint(duty.superiors))
                    ]
                    found, total = duty_rows.overdue_with_others(2018, now, mine, 10, oversees=oversees)
                    assert (keys(found), total) == (keys(late[:10]), len(late))
                    assert [(d.due_at, str(d.title), d.path, d.done_at) for d in found] == [
                        (d.due_at, str(d.title), d.path, d.done_at) for d in late[:10]
                    ]


def test_terms_of_many_bodies_stand_on_pages(concluded: Concluded) -> None:
    with owners_role():
        enlarge(2 * ROWS + FEW + 1)
    now = clock.now()
    owing = duty_rows.by_holder(2018, now)
    client = concluded.client(WORKING_BODY)
    here = "/en/desk/terms/2018/"
    holders, starts, address = list[tuple[str, ...]](), list[int](), here
    while address:
        shown = page(client, address)
        starts.append(len(holders))
        holders += [
            (line.one("a")["href"], line.one("td.num").text)
            for line in elements(shown, "[aria-label='Who is how far'] tbody tr")
        ]
        following = [link["href"] for link in elements(shown, "a[rel=next]") if "#holders" in link["href"]]
        address = f"{here}{following[0]}" if following else ""
    assert starts == [0, ROWS, 2 * ROWS]
    slugs = dict(Body.objects.values_list("pk", "slug"))
    assert sorted(holders) == sorted((f"?body={slugs[pk]}", str(one.late)) for pk, one in owing.items())
    assert [int(late) for _link, late in holders] == sorted(
        (one.late for one in owing.values()), reverse=True
    )
    # of many bodies those are offered that are called so; the pages keep the words
    options = "select[name=body] option"
    assert len(elements(shown, options)) == 1 + ROWS
    assert texts(shown, "form .frame-note") == [f"{ROWS} of {len(owing)} are shown."]
    found = page(client, f"{here}?q=akmola")
    akmola = [slug for slug in slugs.values() if "akmola" in slug]
    assert {option["value"] for option in elements(found, options)} >= {"", *akmola}
    assert not elements(found, "form .frame-note")
    for link in elements(found, "a[rel=next]"):
        assert "q=akmola" in link["href"]
    nobody = page(client, f"{here}?q=nowhere")
    assert texts(nobody, "form [role=status]") == ["No body is called by these words."]
    assert len(elements(nobody, options)) == 1
    chosen = page(client, f"{here}?q=akmola&body={akmola[-1]}")
    assert not elements(chosen, "[aria-label='Who is how far']")
    [mine] = (owing[pk] for pk, slug in slugs.items() if slug == akmola[-1])
    assert element(chosen, "#open span").text == str(mine.total - mine.done)


def test_more_bodies_ask_no_more_queries(concluded: Concluded) -> None:
    pages = ("desk/", "desk/terms/2018/", "desk/overview/2018/", "schedule/2018/")
    clients = {str(one.memberships.all()[0].office): Client() for one in one_of_each_office()}
    for person, client in zip(one_of_each_office(), clients.values(), strict=True):
        concluded.world.sign_in(client, person.username)

    def asked() -> dict[str, tuple[int, ...]]:
        found = {}
        for office, client in clients.items():
            counted = []
            for path in pages:
                client.get(f"/ru/{path}")
                with CaptureQueriesContext(connection) as caught:
                    answer = client.get(f"/ru/{path}")
                counted.append(len(caught) if answer.status_code == 200 else 0)
            found[office] = tuple(counted)
        return found

    with clock.frozen(MOMENTS[1] + timedelta(days=30)):
        with owners_role():
            enlarge(Scope.objects.count() + 5)
        before = asked()
        with owners_role():
            enlarge(Scope.objects.count() + 9)
        after = asked()
    assert (before, after) == (QUERIES, QUERIES)
