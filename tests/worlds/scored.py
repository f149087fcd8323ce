"""Agriculture's block 3 of 2018 on its way from the report to the conclusion, by the real actions, with figures by hand.

def test_…(scored):                                        # reports accepted, the authorities' values recorded
    partial = scored.mark(scored.partial("agriculture", "3.1"))

The score by hand, from FIGURES and the shipped methodology of 2018:
    3.1.1 = 0.6 × 100 + 0.4 × 80 = 92       3.1.2 = 0.5 × 99 + 0.5 × 70 = 84.5      3.1 = 0.6 × 92 + 0.4 × 84.5 = 89
    3.2.1 = 0.4 × 75 + 0.4 × 90 + 0.2 × 50 = 76          3.2.2 = 60                 3.2 = 0.7 × 76 + 0.3 × 60 = 71.2
    block 3 = 0.55 × 89 + 0.45 × 71.2 = 80.99
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from blocks import actions as block_actions
from blocks.actions.scoring import MarkEntry, items_read
from blocks.models import Conclusion, PartialConclusion
from blocks.selectors.scores import score_of
from blocks.selectors.scoring import direction_points
from evaluation import clock
from evaluation.models import Cycle
from reports import actions as report_actions
from reports.entries import ValueEntry
from reports.models import Document, Report
from schedule.milestones import Milestone
from schedule.selectors import read_book
from schedule.working_days import due_at
from tests.worlds.layers import Layers, layer
from tests.worlds.opened import NOW, Opened

#: Monday 11 March 2019, 11:00 in Almaty: reports are in, marks are given.
MARCH = datetime(2019, 3, 11, 6, 0, tzinfo=UTC)

FIGURES = {
    "staff": 100,
    "staff_left": 5,
    "vacancies_filled": 10,
    "filled_by_competition": 8,
    "overtime_hours": 480,
    "culture_answers": 50,
    "culture_index": 70,
    "functions_due": 20,
    "functions_automated": 15,
    "documents": 100,
    "documents_electronic": 90,
    "rendered": 200,
    "rendered_once_only": 100,
    "security_findings": 3,
    "security_remedied": 1,
}
DIRECTION_SCORES = {"3.1": Decimal("89"), "3.2": Decimal("71.2")}
BLOCK_SCORE = Decimal("80.99")


@dataclass
class Scored(Opened):
    """The opened year with what scoring needs."""

    def office(self, partial: PartialConclusion, office: str) -> str:
        """The key of the person who holds the office in the partial's authority."""
        return f"{partial.evaluator.slug}.{office}"

    def fresh(self, partial: PartialConclusion) -> PartialConclusion:
        return PartialConclusion.objects.select_related(
            "assignment__cycle",
            "assignment__body",
            "assignment__evaluator",
            "assignment__lead",
            "methodology",
        ).get(pk=partial.pk)

    def partials(self, body: str = "agriculture", block: int = 3) -> list[PartialConclusion]:
        found = PartialConclusion.objects.filter(
            assignment__cycle=self.cycle, assignment__body__slug=body, assignment__block=block
        )
        return [self.fresh(one) for one in found.order_by("assignment__direction")]

    def accept(self, report: Report) -> Report:
        partial = self.partials(report.body.slug, report.block)[0]
        return report_actions.accept_report(report, self.person(self.office(partial, "evaluator")))

    def proof(self, partial: PartialConclusion) -> Document:
        """The authority's document on the body, the same at every asking."""
        return self.document(
            partial.body.slug, f"register-{partial.direction}.txt", partial.evaluator.slug, "evaluator"
        )

    def give_values(self, partial: PartialConclusion, **changes: int) -> PartialConclusion:
        """The authority's values for everything that the body does not supply."""
        proof = self.proof(partial)
        figures = {**FIGURES, **changes}
        entries = [
            ValueEntry(item.code, number=Decimal(figures[item.code]), document_ids=(proof.pk,))
            for item in items_read(partial).values()
            if item.supplier != "body" and item.default is None
        ]
        return block_actions.record_values(partial, self.person(self.office(partial, "evaluator")), entries)

    def entries_of_marks(self, partial: PartialConclusion) -> list[MarkEntry]:
        proof = self.proof(partial)
        codes = direction_points(partial, score_of(partial.methodology, partial.body, partial.cycle))
        return [MarkEntry(code, proof.pk) for code in codes]

    def mark(self, partial: PartialConclusion) -> PartialConclusion:
        return block_actions.save_marks(
            partial, self.person(self.office(partial, "evaluator")), self.entries_of_marks(partial)
        )

    def submit(self, partial: PartialConclusion) -> PartialConclusion:
        partial = self.mark(partial)
        return block_actions.submit_marks(partial, self.person(self.office(partial, "evaluator")))

    def approve(self, partial: PartialConclusion) -> PartialConclusion:
        partial = self.submit(partial)
        return block_actions.approve_marks(partial, self.person(self.office(partial, "approver")))

    def deliver(self, partial: PartialConclusion) -> PartialConclusion:
        partial = self.approve(partial)
        return block_actions.deliver_partial(partial, self.person(self.office(partial, "approver")))

    def draw_up(self, body: str = "agriculture", block: int = 3) -> Conclusion:
        for partial in self.partials(body, block):
            self.deliver(partial)
        lead = self.partials(body, block)[0].lead
        return block_actions.draw_up_conclusion(
            self.cycle, self.world.body(body), block, self.person(f"{lead.slug}.evaluator")
        )

    def conclude(self, body: str = "agriculture", block: int = 3) -> Conclusion:
        """The conclusion delivered to the body."""
        drawn = self.draw_up(body, block)
        approver = self.person(f"{drawn.lead.slug}.approver")
        return block_actions.deliver_conclusion(block_actions.approve_conclusion(drawn, approver), approver)

    def due(self, milestone: Milestone = Milestone.CONCLUSIONS, block: int = 3) -> datetime:
        """The first moment that is late."""
        day = read_book(self.cycle.year).last_day(milestone, block)
        assert day is not None
        return due_at(day)


def prepare_scoring(year: Opened, body: str = "agriculture") -> Scored:
    """The year opened, the body's reports on blocks 2 and 3 in, block 3 accepted, all values of block 3 recorded."""
    scored = Scored(year.world, Cycle.objects.get(pk=year.cycle.pk))
    with clock.frozen(NOW):
        scored.sign(scored.report(body, 2), rendered=FIGURES["rendered"])
        report = scored.sign(
            scored.report(body, 3),
            functions_due=FIGURES["functions_due"],
            functions_automated=FIGURES["functions_automated"],
        )
    with clock.frozen(MARCH):
        scored.accept(report)
        for partial in scored.partials(body):
            scored.give_values(partial)
    return scored


layer("scored", prepare_scoring, on="opened")


@pytest.fixture
def scored(db: None, layers: Layers) -> Iterator[Scored]:
    """Agriculture's block 3 ready to be marked, on Monday 11 March 2019."""
    with clock.frozen(MARCH):
        yield layers.value("scored")


SECOND = timedelta(seconds=1)
__all__ = ["SECOND", "Scored", "prepare_scoring", "scored"]
