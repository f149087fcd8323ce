"""A year's duties counted by the database are the duties that every floor tells: number by number, at any moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.country import enlarge
from evaluation import clock
from evaluation.models import Membership, Scope, User
from evaluation.rights import forget_standing, standing
from schedule import duty_rows
from schedule.duty_book import Duty, Progress, duties_of, progress
from schedule.models import Extension
from tests.worlds.commission import COORDINATOR, WORKING_BODY, Concluded, concluded
from tests.worlds.roles import owners_role

__all__ = ["concluded"]

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

MOMENTS = (
    datetime(2019, 1, 20, 10, tzinfo=clock.ALMATY),
    datetime(2019, 4, 2, 10, tzinfo=clock.ALMATY),
    datetime(2019, 6, 13, 10, tzinfo=clock.ALMATY),
    datetime(2019, 9, 2, 10, tzinfo=clock.ALMATY),
)


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
            assert duty_rows.progress(2018, now) == progress(told, now)
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


def test_more_bodies_ask_no_more_queries(concluded: Concluded) -> None:
    clients = {}
    for key in ("agriculture.preparer", "economy.approver", COORDINATOR, WORKING_BODY):
        clients[key] = concluded.client(key)

    def asked() -> dict[tuple[str, str], int]:
        found = {}
        for key, client in clients.items():
            for page in ("desk/", "desk/terms/2018/", "desk/overview/2018/"):
                client.get(f"/ru/{page}")
                with CaptureQueriesContext(connection) as caught:
                    client.get(f"/ru/{page}")
                    found[key, page] = len(caught)
        return found

    with clock.frozen(MOMENTS[1] + timedelta(days=30)):
        with owners_role():
            enlarge(Scope.objects.count() + 5)
        before = asked()
        with owners_role():
            enlarge(Scope.objects.count() + 9)
        after = asked()
    most = {"desk/": 60, "desk/terms/2018/": 60, "desk/overview/2018/": 45}
    assert all(count <= most[page] for (_who, page), count in {**before, **after}.items())
    assert after == before
