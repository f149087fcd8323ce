"""The small world's year 2018 opened by the real actions: schedule, methodologies, list of indicators, reports.

def test_…(opened):                                    # world with reports; the clock stands at world.NOW
    report = opened.report("agriculture", 1)
    opened.fill(report); opened.sign(report)
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
import yaml
from django.conf import settings

from blocks import actions as block_actions
from blocks.models import PartialConclusion
from evaluation import clock
from evaluation.models import Cycle, User
from methodologies import actions as methodology_actions
from methodologies.models import LEADS, KpiList, Methodology, SourceKind
from reports import actions as report_actions
from reports.entries import ValueEntry
from reports.models import Confidentiality, Document, Report
from reports.selectors import read_sheet
from tests.worlds.layers import Layers, layer
from tests.worlds.unguarded import unopen
from tests.worlds.world import HOLDERS, NOW, World, build_world

NOVEMBER = datetime(2018, 11, 26, 5, 0, tzinfo=UTC)
JANUARY = datetime(2019, 1, 14, 5, 0, tzinfo=UTC)
PROGRAMMES = ("001", "002")
KPIS = [
    {
        "body": body,
        "code": f"kpi-{number}",
        "names": {"kk": f"Көрсеткіш {number}", "ru": f"Показатель {number}", "en": f"Indicator {number}"},
        "unit": "%",
        "better": "higher",
        "weight": "50",
        "plan": "100.5",
    }
    for body in ("agriculture", "culture", "akmola")
    for number in (1, 2)
]


@cache
def _parsed(subject: str) -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(shipped(subject), Loader=yaml.CSafeLoader)
    return loaded


@cache
def shipped(subject: str) -> str:
    name = "overall.yaml" if subject == "overall" else f"block{subject}.yaml"
    return (settings.BASE_DIR / "fixtures" / "methodologies" / "2018" / name).read_text(encoding="utf-8")


def shipped_document(subject: str) -> dict[str, Any]:
    """The shipped illustrative methodology of 2018; a copy, so that a test may change it."""
    return deepcopy(_parsed(subject))


def upload(name: str = "report.txt", data: bytes = b"Annual report, practice data\n") -> io.BytesIO:
    """A file with a name, as a browser would send it."""
    file = io.BytesIO(data)
    file.name = name
    return file


@dataclass
class Opened:
    """The opened year. People are named "body.office" as in the world."""

    world: World
    cycle: Cycle

    def person(self, key: str) -> User:
        return self.world.person(key)

    def report(self, body: str, block: int) -> Report:
        return Report.objects.select_related("cycle", "body").get(
            cycle=self.cycle, body__slug=body, block=block
        )

    def partial(self, body: str, direction: str) -> PartialConclusion:
        return PartialConclusion.objects.get(
            assignment__cycle=self.cycle, assignment__body__slug=body, assignment__direction=direction
        )

    def document(
        self, body: str, name: str = "report.txt", supplier: str = "", office: str = "preparer"
    ) -> Document:
        supplier = supplier or body
        return report_actions.attach_document(
            self.cycle,
            self.world.body(body),
            self.world.body(supplier),
            upload(name, f"{name} of {body} by {supplier}".encode()),
            "",
            SourceKind.REPORT,
            Confidentiality.OPEN,
            self.person(f"{supplier}.{office}"),
        )

    def entries(self, report: Report, **changes: Any) -> list[ValueEntry]:
        """Lawful entries for everything the report asks; ``changes`` are numbers by item."""
        document = self.document(report.body.slug)
        entries = []
        for question in read_sheet(report).sheet.questions():
            item = question.item
            cells = [slot.cell for slot in question.slots]
            if item.per == "programme":
                cells = [(item.code, "", row) for row in PROGRAMMES]
            for code, language, row in cells:
                entries.append(
                    ValueEntry(
                        code,
                        language,
                        row,
                        number=None if item.value == "choice" else Decimal(str(changes.get(code, 12))),
                        choice=item.choices[0].code if item.choices else "",
                        document_ids=(document.pk,) if item.evidence else (),
                    )
                )
        return entries

    def fill(self, report: Report, **changes: Any) -> Report:
        preparer = self.person(f"{report.body.slug}.preparer")
        return report_actions.save_values(report, preparer, self.entries(report, **changes))

    def hand(self, report: Report, **changes: Any) -> Report:
        report = self.fill(report, **changes)
        return report_actions.hand_report_for_signature(report, self.person(f"{report.body.slug}.preparer"))

    def sign(self, report: Report, **changes: Any) -> Report:
        report = self.hand(report, **changes)
        return report_actions.sign_report(report, self.person(f"{report.body.slug}.first_head"))


def approve_methodology(
    world: World, cycle: Cycle, subject: str, document: Mapping[str, Any] | None = None
) -> Methodology:
    """Take a methodology through all of c17 by the people whom it names."""
    lead = HOLDERS[LEADS[subject]]
    author, approver = world.person(f"{lead}.methodologist"), world.person(f"{lead}.approver")
    draft = methodology_actions.import_methodology(cycle, document or shipped_document(subject), author)
    draft = methodology_actions.submit_methodology(draft, author)
    draft = methodology_actions.agree_methodology(draft, world.person("economy.coordinator"))
    draft = methodology_actions.agree_methodology(draft, world.person("commission.working_body"))
    return methodology_actions.approve_methodology(draft, approver, f"{subject}/7", date(2018, 11, 26))


def approve_list(world: World, cycle: Cycle, rows: Iterable[Mapping[str, Any]]) -> KpiList:
    """Take these rows through all of c22 by the people whom it names."""
    coordinator = world.person("economy.coordinator")
    head = world.person("administration.head_of_administration")
    draft = methodology_actions.take_kpis(cycle, coordinator, rows)
    draft = methodology_actions.submit_kpis(draft, coordinator)
    return methodology_actions.approve_kpis(draft, head, "12/9", date(2018, 11, 26))


def prepare_year(world: World, documents: Mapping[str, Mapping[str, Any]] | None = None) -> Cycle:
    """Everything that comes before the opening: the schedule, the methodologies, the list of indicators.

    ``documents`` are methodologies by subject, in place of the shipped ones.
    """
    unopen(world.cycle.pk)
    world.approve_schedule()
    cycle = Cycle.objects.get(pk=world.cycle.pk)
    with clock.frozen(NOVEMBER):
        for subject in ("1", "2", "3", "overall"):
            approve_methodology(world, cycle, subject, (documents or {}).get(subject))
        approve_list(world, cycle, KPIS)
    return cycle


def open_year(world: World, documents: Mapping[str, Mapping[str, Any]] | None = None) -> Opened:
    """The year 2018, open; by ``documents`` (methodologies by subject) in place of the shipped ones."""
    cycle = prepare_year(world, documents)
    with clock.frozen(JANUARY):
        block_actions.open_cycle(cycle, world.person("economy.coordinator"))
    return Opened(world, Cycle.objects.get(pk=cycle.pk))


layer("opened", open_year, on="world")


@pytest.fixture
def opened(db: None, layers: Layers) -> Iterator[Opened]:
    """The opened year on Monday 18 February 2019, three working days before the reports are due."""
    with clock.frozen(NOW):
        yield layers.value("opened")


__all__ = ["Opened", "build_world", "opened"]
