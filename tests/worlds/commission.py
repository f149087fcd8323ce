"""The year 2018 of the small world with every block conclusion at the working body: what the whole picture starts from.

def test_…(concluded): …            # Thursday 13 June 2019, four days before the overall evaluation is due
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils.translation import override

from commission import actions
from commission.models import CommissionReport, OverallEvaluation, Publication
from commission.readiness import readiness
from evaluation import clock
from evaluation.acting import without_workers
from evaluation.models import Cycle, User
from tests.worlds.layers import Layers, layer
from tests.worlds.published import PARTS, walk_parts
from tests.worlds.unguarded import unopen
from tests.worlds.world import World

JUNE = datetime(2019, 6, 13, 6, 0, tzinfo=UTC)
COORDINATOR, WORKING_BODY = "economy.coordinator", "commission.working_body"
MEMBER = "commission.commission_member"
WORDS = {"kk": "Комиссияның тұжырымдары.", "ru": "Выводы Комиссии."}
#: Up to the conclusions at the working body: without overall evaluation, report and publication.
TO_CONCLUSIONS = PARTS[:-3]


@dataclass
class Concluded:
    """The world after the appeals."""

    world: World

    @property
    def cycle(self) -> Cycle:
        return Cycle.objects.get(year=2018)

    def person(self, key: str) -> User:
        return self.world.person(key)

    def client(self, key: str) -> Client:
        """That person, signed in."""
        client = Client()
        self.world.sign_in(client, key)
        return client

    def makers(self) -> tuple[User, User]:
        return self.person(COORDINATOR), self.person(WORKING_BODY)

    def overall(self, slug: str) -> OverallEvaluation:
        return OverallEvaluation.objects.exclude(state="superseded").get(cycle=self.cycle, body__slug=slug)

    def submit_all(self) -> None:
        """Every overall evaluation computed and brought to the working body, each by whom it falls to."""
        for maker in self.makers():
            ready = [line.body for line in readiness(self.cycle, maker) if line.mine]
            assert not actions.compute_overalls(self.cycle, ready, maker).refused
            found = [line.overall for line in readiness(self.cycle, maker) if line.mine and line.overall]
            assert not actions.submit_overalls(found, maker).refused

    def drawn_up(self) -> CommissionReport:
        return actions.draw_up_report(self.cycle, self.person(WORKING_BODY), WORDS, "18-3", date(2019, 7, 9))

    def sent(self) -> CommissionReport:
        self.submit_all()
        report = actions.adopt_report(self.drawn_up(), self.person(MEMBER))
        return actions.send_report(report, self.person(WORKING_BODY))

    def cleared(self) -> Publication:
        coordinator = self.person(COORDINATOR)
        publication = actions.prepare_publication(self.cycle, coordinator)
        publication = actions.propose_publication(publication, coordinator)
        return actions.clear_publication(publication, self.person(WORKING_BODY))


def build_concluded(world: World) -> Concluded:
    """Everything up to the block conclusions at the working body."""
    unopen()
    with without_workers(), override("ru"):
        walk_parts(2018, TO_CONCLUSIONS)
    return Concluded(world)


layer("concluded", build_concluded, on="world")


@pytest.fixture
def concluded(db: None, layers: Layers) -> Iterator[Concluded]:
    """The conclusions are with the working body."""
    with clock.frozen(JUNE):
        yield layers.value("concluded")


__all__ = ["Concluded", "build_concluded", "concluded"]
