"""A small world for tests: two ministries, an akimat, the authorities, and one person for every office in each.

    def test_…(world, client):
        world.sign_in(client, "agriculture.first_head")

A person's key is "body.office". Bodies' slugs are the keys of ``BODIES``. The year under way is 2018 (evaluated in
2019), 2017 stands beside it. Evaluators, approvers and the others of ``MFA_OFFICES`` have a code generator set up.
What happened in the year is made with the floors' own actions, at the legal time: ``world.approve_schedule()``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from evaluation import clock
from evaluation.models import (
    MFA_OFFICES,
    Body,
    BodyKind,
    Cycle,
    Membership,
    Office,
    Role,
    RoleHolder,
    Scope,
    User,
)
from tests.worlds.entering import enter
from tests.worlds.layers import Layers, layer
from tests.worlds.second_step import give_generator

#: Monday 18 February 2019, 12:00 in Almaty: three working days before the reports of 2018 are due.
NOW = datetime(2019, 2, 18, 6, 0, tzinfo=UTC)
SINCE = date(2015, 1, 1)

#: slug: (kind, slug of the whole it is part of, short name, number in the list of evaluated bodies, blocks)
BODIES: dict[str, tuple[str, str | None, str, int | None, tuple[int, ...]]] = {
    "agriculture": (BodyKind.CENTRAL, None, "Минсельхоз", 6, (1, 2, 3)),
    "culture": (BodyKind.CENTRAL, None, "Минкультуры", 16, (1, 2, 3)),
    "akmola": (BodyKind.OBLAST, None, "Акмолинская область", 21, (1, 2, 3)),
    "economy": (BodyKind.CENTRAL, None, "МНЭ", 18, (1, 2, 3)),
    "finance": (BodyKind.CENTRAL, None, "Минфин", 13, (1, 2, 3)),
    "civil-service": (BodyKind.CENTRAL, None, "АДГСПК", 1, (1, 2, 3)),
    "prosecutor": (BodyKind.CENTRAL, None, "Генпрокуратура", 2, (2,)),
    "legal-statistics": (BodyKind.PART, "prosecutor", "КПСиСУ", None, ()),
    "communications": (BodyKind.CENTRAL, None, "МИК", 5, (1, 2, 3)),
    "chancellery": (BodyKind.APPARATUS, None, "Канцелярия Премьер-Министра", None, ()),
    "administration": (BodyKind.APPARATUS, None, "Администрация Президента", None, ()),
    "commission": (BodyKind.COMMISSION, None, "Комиссия", None, ()),
    "integrator": (BodyKind.ORGANISATION, None, "Сервисный интегратор", None, ()),
}

HOLDERS: dict[str, str] = {
    Role.PRESIDENTIAL_ADMINISTRATION: "administration",
    Role.PM_CHANCELLERY: "chancellery",
    Role.STATE_PLANNING: "economy",
    Role.CIVIL_SERVICE: "civil-service",
    Role.BUDGET_EXECUTION: "finance",
    Role.LEGAL_STATISTICS: "legal-statistics",
    Role.INFORMATISATION: "communications",
    Role.WORKING_BODY: "commission",
    Role.INTEGRATOR: "integrator",
}

_EVALUATED = (Office.PREPARER, Office.FIRST_HEAD)
_AUTHORITY = (Office.EVALUATOR, Office.APPROVER, Office.METHODOLOGIST, Office.SPECIAL_COMMISSION_MEMBER)

#: Which offices are held in which body; the body's key and the office make the person's key.
OFFICES: dict[str, tuple[str, ...]] = {
    "agriculture": _EVALUATED,
    "culture": _EVALUATED,
    "akmola": _EVALUATED,
    "economy": (*_EVALUATED, *_AUTHORITY, Office.COORDINATOR, Office.ADMINISTRATOR),
    "finance": (*_EVALUATED, *_AUTHORITY),
    "civil-service": (*_EVALUATED, *_AUTHORITY),
    "prosecutor": _EVALUATED,
    "legal-statistics": _AUTHORITY,
    "communications": (*_EVALUATED, *_AUTHORITY),
    "chancellery": _AUTHORITY,
    "administration": (*_AUTHORITY, Office.HEAD_OF_ADMINISTRATION),
    "commission": (Office.WORKING_BODY, Office.COMMISSION_MEMBER, Office.AUDITOR, Office.EXPERT),
    "integrator": (Office.INTEGRATOR,),
}


@dataclass
class World:
    """The bodies by slug, the people by "body.office", the cycles by year."""

    bodies: dict[str, Body] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    cycles: dict[int, Cycle] = field(default_factory=dict)

    def body(self, slug: str) -> Body:
        return self.bodies[slug]

    def person(self, key: str) -> User:
        """The person of "body.office", read afresh so that nothing cached of them survives."""
        return User.objects.get(pk=self.people[key].pk)

    @property
    def cycle(self) -> Cycle:
        """The year under way."""
        return self.cycles[2018]

    def sign_in(self, client: Client, key: str) -> User:
        """Sign the person in to ``client``."""
        person = self.person(key)
        enter(client, person)
        return person

    def approve_schedule(self, year: int = 2018) -> None:
        """The schedule of ``year``, drafted, submitted and approved in the November before the evaluation."""
        from schedule.actions import approve_schedule, draft_schedule, submit_schedule

        coordinator = self.person("economy.coordinator")
        head = self.person("administration.head_of_administration")
        with clock.frozen(datetime(year, 11, 20, 5, 0, tzinfo=UTC)):
            schedule = draft_schedule(self.cycles[year], coordinator)
            schedule = submit_schedule(schedule, coordinator)
            approve_schedule(schedule, head, order_number="1", order_date=date(year, 11, 20))


def build_world() -> World:
    """Write the world into the test's database. Fast: some thirty inserts."""
    world = World()
    for slug, (kind, parent, short, number, blocks) in BODIES.items():
        body = Body.objects.create(
            slug=slug,
            kind=kind,
            parent=world.bodies[parent] if parent else None,
            valid_from=SINCE,
            order=number or 90,
            accountable_to_president=slug == "prosecutor",
            **{f"{name}_{code}": short for name in ("name", "short_name") for code in ("kk", "ru", "en")},
        )
        world.bodies[slug] = body
        if number:
            scope = {f"block{n}": n in blocks for n in (1, 2, 3)}
            Scope.objects.create(body=body, number=number, valid_from=SINCE, **scope)
    for role, slug in HOLDERS.items():
        RoleHolder.objects.create(role=role, body=world.bodies[slug], valid_from=SINCE)
    for slug, offices in OFFICES.items():
        for office in offices:
            world.people[f"{slug}.{Office(office).value}"] = add_person(world.bodies[slug], office)
    for year in (2017, 2018):
        world.cycles[year] = Cycle.objects.create(
            year=year, opened_at=datetime(year, 11, 25, 5, 0, tzinfo=UTC), synthetic=True
        )
    return world


def add_person(body: Body, office: str, username: str = "") -> User:
    """A new account that holds ``office`` in ``body`` since 2015, named by its office."""
    name = username or f"{body.slug}.{Office(office).value}"
    person = User.objects.create(
        username=name,
        email=f"{name}@example.test",
        title_ru=f"{Office(office).value}, {body.slug}",
        language="ru",
    )
    Membership.objects.create(user=person, body=body, office=office, valid_from=SINCE)
    if office in MFA_OFFICES:
        give_generator(person)
    return person


layer("world", build_world)


@pytest.fixture
def world(db: None, layers: Layers) -> World:
    """The small world, on Monday 18 February 2019 unless the test freezes another moment."""
    found = layers.top("world")
    return found if isinstance(found, World) else found.world


@pytest.fixture
def february(world: World) -> Iterator[clock.FrozenClock]:
    """The portal's clock stands at ``NOW``."""
    with clock.frozen(NOW) as frozen:
        yield frozen
