"""The small world with two published years, walked by the portal's own actions: what the public floor's tests read.

    def test_…(published, client):            # the clock stands at SEPTEMBER; what a test changes is undone
        published.world, published.before     # how addresses answered while 2018 was not published yet

2017 and 2018 are walked from the schedule to the publication with the shipped methodologies, without objections, for
four bodies: two ministries, an akimat and the prosecutor's office, to which block 2 alone applies.
Two of them are evaluated since 2018 only. Akmola's results of 2017 and those of the ministry of culture for 2018 are withheld. The document behind the marks in
direction 2.2 of the ministry of agriculture for 2018 is for official use. Every conclusion has its files, small ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

import pytest
from django.db.models import QuerySet
from django.test import Client
from django.utils.translation import override

from blocks.files import build_waiting
from blocks.models import Conclusion, ConclusionFile
from commission import actions as commission
from commission.models import Publication
from config.walk import beginning, ending, scoring, statistics
from config.walk.core import Core, Step
from evaluation import clock
from evaluation.acting import without_workers
from evaluation.models import Cycle, Office, Role, Scope
from reports.models import Confidentiality, Document
from schedule.due import deadlines_at_hand
from tests.worlds.layers import Layers, layer
from tests.worlds.unguarded import unguarded, unopen
from tests.worlds.world import BODIES, World

EVALUATED = ("agriculture", "culture", "akmola", "prosecutor")
SINCE_2018 = ("culture", "prosecutor")
WITHHELD = {2017: "akmola", 2018: "culture"}
REASONS = {
    "kk": "Мемлекеттік құпия (сынақ)",
    "ru": "Государственная тайна (тест)",
    "en": "State secret (test)",
}
#: Monday 2 September 2019: both years are published.
SEPTEMBER = datetime(2019, 9, 2, 6, 0, tzinfo=UTC)


def approve_indicators(walk: Core) -> Iterator[Step]:
    """One key indicator for every body that block 1 measures."""
    rows = [
        {
            "body": slug,
            "code": "kpi-1",
            "names": {"kk": "Өсім", "ru": "Прирост", "en": "Growth"},
            "unit": "%",
            "better": "higher",
            "weight": "100",
            "plan": "100.5",
        }
        for slug in EVALUATED
        if 1 in BODIES[slug][4] and (walk.year >= 2018 or slug not in SINCE_2018)
    ]
    return beginning.list_indicators(walk, rows)


def clear(walk: Core) -> Iterator[Step]:
    """State planning withholds one body's results and proposes the rest, the working body agrees."""
    coordinator = walk.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
    working_body = walk.people.in_role(Office.WORKING_BODY, Role.WORKING_BODY)
    walk.at(date(walk.year + 1, 7, 24))
    publication = commission.prepare_publication(walk.cycle, coordinator)
    item = publication.items.get(overall__body__slug=WITHHELD[walk.year])
    commission.withhold_item(item, coordinator, True, REASONS)
    publication = commission.propose_publication(publication, coordinator)
    commission.clear_publication(publication, working_body)
    yield walk.step("publication cleared", "c53", working_body.username, None, "")


def publish(walk: Core) -> Iterator[Step]:
    """Everybody reads."""
    coordinator = walk.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
    walk.at(date(walk.year + 1, 8, 1), 9)
    commission.publish_results(Publication.objects.get(cycle=walk.cycle), coordinator)
    yield walk.step("results published", "c53", coordinator.username, None, "")


PARTS = (
    beginning.approve_schedule,
    beginning.approve_methodologies,
    approve_indicators,
    beginning.open_the_cycle,
    scoring.fill_in_reports,
    scoring.take_in_reports,
    statistics.take_in_statistics,
    scoring.mark,
    scoring.conclude,
    ending.after_appeals,
    ending.overall,
    ending.to_president,
    clear,
)


def walk_parts(year: int, parts: Sequence[Callable[[Core], Iterator[Step]]]) -> None:
    """Walk these parts of ``year`` in the world of the database."""
    with clock.frozen(datetime.combine(date(year, 11, 5), time(10), clock.ALMATY)) as frozen:
        walk = Core(year)
        walk.clock = frozen
        walk.cycle = Cycle.objects.get(year=year)
        for part in parts:
            with deadlines_at_hand():
                for _step in part(walk):
                    pass


def small_file(row: ConclusionFile) -> tuple[str, bytes]:
    """A file of its own for every conclusion and language, without the seconds that a whole PDF takes."""
    number = row.conclusion.number.replace("/", "-")
    return f"{number}-{row.language}.pdf", f"%PDF-1.7 {row.conclusion.number} {row.language}".encode()


@dataclass
class Published:
    """The world, and how addresses answered (status) the day before 2018 was published."""

    world: World
    before: dict[str, int] = field(default_factory=dict)


def build_published(world: World) -> Published:
    """The small world with both years published."""
    made = Published(world)
    Scope.objects.exclude(body__slug__in=EVALUATED).delete()
    Scope.objects.filter(body__slug__in=SINCE_2018).update(valid_from=date(2018, 6, 1))
    unopen()
    with without_workers(), override("ru"):
        walk_parts(2017, [*PARTS, publish])
        walk_parts(2018, PARTS)
        build_waiting(ConclusionFile, ("conclusion",), small_file)
        with clock.frozen(SEPTEMBER):
            made.before = {address: Client().get(address).status_code for address in addresses_of_2018()}
        walk_parts(2018, [publish])
    with unguarded(Document):  # laid as such, had the walk such a body
        assert document_of("legal-statistics").update(confidentiality=Confidentiality.OFFICIAL_USE) == 1
    return made


def document_of(supplier: str) -> QuerySet[Document]:
    """The document behind the marks that ``supplier`` gave the ministry of agriculture for 2018."""
    return Document.objects.filter(cycle__year=2018, body__slug="agriculture", supplied_by__slug=supplier)


def addresses_of_2018() -> list[str]:
    """Where results of 2018 are read once they are published."""
    number = conclusion_of("agriculture", 2018, 1).number
    return [
        "/ru/results/2018/",
        "/ru/results/2018/results.csv",
        "/ru/results/2018/results.xlsx",
        "/ru/results/2018/results.json",
        "/ru/bodies/agriculture/2018/1/",
        f"/ru/results/2018/files/{number}-ru.pdf",
    ]


def conclusion_of(slug: str, year: int, block: int) -> Conclusion:
    return Conclusion.objects.get(body__slug=slug, cycle__year=year, block=block)


layer("published", build_published, on="world")


@pytest.fixture
def published(db: None, layers: Layers) -> Iterator[Published]:
    """Both years published, on 2 September 2019."""
    with clock.frozen(SEPTEMBER):
        yield layers.value("published")
