"""What every part of the walk stands on: the year's clock, its people, its synthetic documents and values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

import yaml
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection

from blocks.actions.scoring import items_read
from blocks.models import PartialConclusion
from config.walk.figures import LANGUAGES, PROGRAMMES, Figures
from config.walk.halts import reaches
from config.walk.people import People
from evaluation import clock
from evaluation.models import Assignment, Body, Cycle, Office
from methodologies.models import KeyPerformanceIndicator, SourceKind
from reports import actions as reports
from reports.entries import ValueEntry
from reports.models import Confidentiality, Document, Report
from reports.selectors import read_sheet
from reports.selectors.statistics import STATISTICS
from schedule.milestones import Milestone
from schedule.selectors import read_book

SEED = "sarap-demo"


@dataclass(frozen=True)
class Step:
    """What was done: clauses, the office that did it, the legal date that bounded it, and the outcome in words."""

    number: int
    what: str
    clause: str
    office: str
    legal_date: date | None
    outcome: str


@dataclass
class Core:
    """One year's walk. ``late_report``: sign one report this much too late. ``stands_at``: the year is under way and
    its clock stands there; each block of each body then halts at a stage of its own (``halts``)."""

    year: int
    seed: str = SEED
    late_report: timedelta | None = None
    stands_at: datetime | None = None
    people: People = field(default_factory=People)
    halts: dict[tuple[int, int], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.random = Random(f"{self.seed}:{self.year}:walk")  # noqa: S311 — a walk, not a secret
        self.clock: clock.FrozenClock | None = None
        self.cycle: Cycle
        self._number = 0
        self._documents: dict[tuple[int, str], Document] = {}

    def at(self, day: date, hour: int = 10, minute: int = 0) -> None:
        """Stand at this moment of Almaty's clock."""
        self.stand(datetime.combine(day, time(hour, minute), clock.ALMATY))

    def stand(self, moment: datetime) -> None:
        """Stand at this moment (aware)."""
        if self.clock is None:
            raise RuntimeError("the walk's clock is not running")
        self.clock.move_to(moment)

    def last_day(self, milestone: Milestone, block: int | None = None) -> date:
        """The last day of a milestone of the walked year. Raises LookupError without an approved schedule."""
        day = read_book(self.year).last_day(milestone, block)
        if day is None:
            raise LookupError(f"no approved schedule for {self.year}")
        return day

    def reports_day(self) -> date:
        """The last of the blocks' days for reports."""
        return max(self.last_day(Milestone.REPORTS, block) for block in (1, 2, 3))

    def goes_through(self, stage: str, body: int, block: int) -> bool:
        """Whether the body's block goes through ``stage`` (always, unless the year is under way)."""
        return reaches(self.halts.get((body, block)), stage)

    def step(self, what: str, clause: str, office: str, legal: date | None, outcome: str) -> Step:
        """The next numbered step."""
        self._number += 1
        return Step(self._number, what, clause, office, legal, outcome)

    # --- who and what ---------------------------------------------------------------------------------------
    def partials(self) -> list[PartialConclusion]:
        """The year's partial conclusions, direction by direction."""
        return list(
            PartialConclusion.objects.filter(assignment__cycle=self.cycle)
            .select_related(
                "assignment__body",
                "assignment__evaluator",
                "assignment__lead",
                "assignment__cycle",
                "methodology",
            )
            .defer("methodology__document")
            .order_by("assignment__direction", "assignment__body")
        )

    def examiner(self, report: Report) -> Any:
        """The evaluator who takes in the report: of the block's first direction."""
        assignment = (
            Assignment.objects.filter(cycle=self.cycle, body=report.body, block=report.block)
            .select_related("evaluator")
            .order_by("direction")[0]
        )
        return self.people.of(Office.EVALUATOR, assignment.evaluator)

    def document(self, body: Body, supplier: Body, purpose: str) -> Document:
        """The synthetic document of this purpose, made once: text that says what it is."""
        key = (body.pk, purpose)
        if key not in self._documents:
            own = supplier == body
            by = self.people.of(Office.PREPARER if own else Office.EVALUATOR, supplier)
            titles = {
                code: title.format(
                    year=self.year,
                    body=getattr(body, f"short_name_{code}"),
                    what=purpose.partition("-")[2],
                )
                for code, title in TITLES[purpose.split("-")[0]].items()
            }
            text = DOCUMENT.format(
                title=titles["ru"], body=body.name_ru, supplier=supplier.name_ru, year=self.year
            )
            self._documents[key] = reports.attach_document(
                self.cycle,
                body,
                supplier,
                ContentFile(text.encode(), name=f"{purpose}-{body.slug}-{self.year}.txt"),
                titles["ru"],
                SourceKind.REPORT if own else SourceKind.ADMINISTRATION_CHECKS,
                Confidentiality.OPEN,
                by,
                titles=titles,
            )
        return self._documents[key]

    def report_entries(self, report: Report, kpis: list[KeyPerformanceIndicator]) -> list[ValueEntry]:
        """Synthetic values for everything that the report asks."""
        figures = Figures(self.seed, self.year, report.body.slug)
        proof = (self.document(report.body, report.body, "report").pk,)
        return [
            entry
            for question in read_sheet(report).sheet.questions()
            for entry in entries(question.item, figures, proof, kpis)
        ]

    def authority_entries(self, partial: PartialConclusion) -> list[ValueEntry]:
        """Synthetic values for what the authority gives itself: registers and surveys; statistics come as a file."""
        figures = Figures(self.seed, self.year, partial.body.slug)
        items = [
            item
            for item in items_read(partial).values()
            if item.supplier not in ("body", STATISTICS) and item.default is None
        ]
        listed = KeyPerformanceIndicator.objects.filter(cycle=self.cycle, body=partial.body)
        kpis = list(listed) if any(item.per == "kpi" for item in items) else []
        proof = (self.document(partial.body, partial.evaluator, f"register-{partial.direction}").pk,)
        return [entry for item in items for entry in entries(item, figures, proof, kpis)]


def entries(
    item: Any, figures: Figures, proof: tuple[int, ...], kpis: list[KeyPerformanceIndicator]
) -> Iterator[ValueEntry]:
    """Synthetic values of one data item, in every row it repeats in."""
    if item.per == "kpi":
        for kpi in kpis:
            fact = figures.kpi_fact(kpi.code, kpi.plan, kpi.better)
            yield ValueEntry(item.code, "", kpi.code, number=fact, document_ids=proof)
        return
    places = {
        "none": [("", "")],
        "language": [(language, "") for language in LANGUAGES],
        "programme": [("", row) for row in PROGRAMMES],
    }[item.per]
    for language, row in places:
        figure = figures.of(item.code, language, row)
        yield ValueEntry(
            item.code, language, row, number=figure.number, choice=figure.choice, document_ids=proof
        )


def refresh_statistics() -> None:
    """Tell PostgreSQL how the tables have grown: within one transaction nobody else does, and it would plan badly."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def shipped(*path: str) -> dict[str, Any]:
    """A shipped YAML file below ``fixtures`` as plain data."""
    text = settings.BASE_DIR.joinpath("fixtures", *path).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


DOCUMENT = (
    "УЧЕБНЫЙ ДОКУМЕНТ. Создан порталом «Сарап» для демонстрации, сведения вымышлены.\n"
    "Документ: {title}\nГосударственный орган: {body}\nПредставлен: {supplier}\nОтчётный год: {year}\n"
)
TITLES = {
    "report": {
        "kk": "{year} жылғы есеп: растайтын материалдар ({body})",
        "ru": "Отчёт за {year} год: подтверждающие материалы ({body})",
        "en": "Report for {year}: supporting materials ({body})",
    },
    "register": {
        "kk": "Уәкілетті органның {year} жылғы анықтамасы ({body}, {what}-бағыт)",
        "ru": "Справка уполномоченного органа за {year} год ({body}, направление {what})",
        "en": "Certificate of the authorised body for {year} ({body}, direction {what})",
    },
    "objection": {
        "kk": "{year} жылғы қарсылыққа материалдар ({body})",
        "ru": "Материалы к возражению за {year} год ({body})",
        "en": "Materials to the objection for {year} ({body})",
    },
}
