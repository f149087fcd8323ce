"""The year step by step, every step an action under its clause, by its office, at its legal date.

``Walk(…).run()`` yields a ``Step`` after each; the first refusal ends it. The demo's past years are made with it;
the year under way is walked ``until`` a point in time, so that as many offices as possible have a turn.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import yaml
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection

from appeals import actions as appeals
from appeals.models import ObjectionState, Seat
from appeals.selectors import took_part
from blocks import actions as blocks
from blocks.actions.conclusions import Correction, judge_recommendation
from blocks.actions.scoring import MarkEntry, items_read
from blocks.content import methodology_of
from blocks.entries import ValueEntry
from blocks.models import (
    Conclusion,
    ConclusionState,
    Confidentiality,
    Document,
    KeyPerformanceIndicator,
    PartialConclusion,
    Recommendation,
    RecommendationState,
    Report,
    ReportState,
    SourceKind,
)
from blocks.selectors import read_sheet
from blocks.valuation import direction_alone
from commission import actions as commission
from commission.models import OverallEvaluation, PublicationItem
from commission.selectors import scopes_of
from config.walk.figures import LANGUAGES, PROGRAMMES, Figures
from config.walk.people import People
from evaluation import clock
from evaluation.models import Body, Cycle, Office, Role
from schedule import actions as schedule
from schedule.due import deadlines_at_hand, read_book
from schedule.milestones import Milestone
from schedule.working_days import due_at

LEADS = {
    "1": Role.STATE_PLANNING,
    "2": Role.CIVIL_SERVICE,
    "3": Role.INFORMATISATION,
    "overall": Role.STATE_PLANNING,
}
SEED = "sarap-demo"
SOURCES = {
    "body": SourceKind.REPORT,
    "authority": SourceKind.ADMINISTRATION_CHECKS,
    "statistics": SourceKind.STATISTICS,
    "survey": SourceKind.RESEARCH,
    "expert": SourceKind.EXPERTS,
}


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
class Walk:
    """One year. ``until``: stop when the clock would pass it; ``late_report``: sign one report this much too late."""

    year: int
    seed: str = SEED
    until: datetime | None = None
    late_report: timedelta | None = None
    people: People = field(default_factory=People)

    def __post_init__(self) -> None:
        self.random = Random(f"{self.seed}:{self.year}:walk")  # noqa: S311 — a walk, not a secret
        self._clock: clock.FrozenClock | None = None
        self._number = 0
        self.cycle: Cycle

    # --- time -----------------------------------------------------------------------------------------------
    def at(self, day: date, hour: int = 10, minute: int = 0, second: int = 0) -> None:
        """Stand at this moment of Almaty's clock. Raises ``PastTheEnd`` when it is after ``until``."""
        moment = datetime.combine(day, time(hour, minute, second), clock.ALMATY)
        if self.until is not None and moment > self.until:
            raise PastTheEnd
        if self._clock is None:
            raise RuntimeError("the walk's clock is not running")
        self._clock.move_to(moment)

    def last_day(self, milestone: Milestone, block: int | None = None) -> date:
        day = read_book(self.year).last_day(milestone, block)
        if day is None:
            raise LookupError(f"no approved schedule for {self.year}")
        return day

    def step(self, what: str, clause: str, office: str, legal: date | None, outcome: str) -> Step:
        self._number += 1
        return Step(self._number, what, clause, office, legal, outcome)

    def _frozen(self) -> AbstractContextManager[clock.FrozenClock]:
        return clock.frozen(datetime.combine(date(self.year, 11, 5), time(10), clock.ALMATY))

    # --- the year -------------------------------------------------------------------------------------------
    def run(self) -> Iterator[Step]:
        """Walk the year; raises the first ``Refusal``."""
        with self._frozen() as frozen:
            self._clock = frozen
            self.cycle, _created = Cycle.objects.get_or_create(year=self.year, defaults={"synthetic": True})
            parts = (
                self.schedule,
                self.methodologies,
                self.indicators,
                self.opening,
                self.reports,
                self.scoring,
                self.conclusions,
                self.objections,
                self.after_appeals,
                self.overall,
                self.to_president,
                self.publication,
            )
            try:
                for part in parts:
                    with deadlines_at_hand():  # no part changes the deadlines that it reads
                        yield from part()
            except PastTheEnd:
                return

    def schedule(self) -> Iterator[Step]:
        coordinator = self.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
        head = self.people.in_role(Office.HEAD_OF_ADMINISTRATION, Role.PRESIDENTIAL_ADMINISTRATION)
        legal = date(self.year, 12, 1)
        self.at(date(self.year, 11, 6))
        draft = schedule.draft_schedule(self.cycle, coordinator)
        yield self.step("schedule drafted", "c7, c8", coordinator.username, legal, f"version {draft.version}")
        schedule.submit_schedule(draft, coordinator)
        self.at(date(self.year, 11, 20), 15)
        schedule.approve_schedule(draft, head, f"11-{self.year % 100}/184", date(self.year, 11, 20))
        draft.refresh_from_db()
        yield self.step(
            "schedule approved by order", "c8, D7", head.username, legal, f"order {draft.order_number}"
        )

    def methodologies(self) -> Iterator[Step]:
        planning = self.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
        working_body = self.people.in_role(Office.WORKING_BODY, Role.WORKING_BODY)
        self.at(date(self.year, 11, 26))
        for subject, lead in LEADS.items():
            author = self.people.in_role(Office.METHODOLOGIST, lead)
            approver = self.people.in_role(Office.APPROVER, lead)
            draft = blocks.import_methodology(self.cycle, methodology_document(self.year, subject), author)
            for act, by in (
                (blocks.submit_methodology, author),
                (blocks.agree_methodology, planning),
                (blocks.agree_methodology, working_body),
            ):
                draft = act(draft, by)
            number = f"{subject}-{self.year % 100}/7"
            draft = blocks.approve_methodology(draft, approver, number, date(self.year, 11, 26))
            yield self.step(
                f"methodology {subject} agreed and approved",
                "c17",
                approver.username,
                None,
                f"version {draft.version}",
            )

    def indicators(self) -> Iterator[Step]:
        head = self.people.in_role(Office.HEAD_OF_ADMINISTRATION, Role.PRESIDENTIAL_ADMINISTRATION)
        self.at(date(self.year, 12, 3), 11)
        rows = kpi_rows(self.year)
        blocks.approve_kpis(self.cycle, head, rows, f"12-{self.year % 100}/9", date(self.year, 12, 3))
        yield self.step(
            "list of key indicators approved", "c22", head.username, None, f"{len(rows)} indicators"
        )

    def opening(self) -> Iterator[Step]:
        coordinator = self.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
        self.at(date(self.year + 1, 1, 14))
        blocks.open_cycle(self.cycle, coordinator)
        self.cycle.refresh_from_db()
        reports = Report.objects.filter(cycle=self.cycle).count()
        partials = PartialConclusion.objects.filter(cycle=self.cycle).count()
        yield self.step(
            "cycle opened",
            "c6, c16",
            coordinator.username,
            None,
            f"{reports} reports, {partials} partial conclusions",
        )

    def reports(self) -> Iterator[Step]:
        reports = list(
            Report.objects.filter(cycle=self.cycle).select_related("body", "cycle").order_by("block", "body")
        )
        bodies = {report.body_id: report.body for report in reports}
        kpis = self._kpis()
        first = self.last_day(Milestone.REPORTS, 1)
        returned = {report.pk for report in self.random.sample(reports, k=max(len(reports) // 16, 1))}
        for body in bodies.values():
            self.at(first - timedelta(days=12), 9)
            self._body_documents(body)
        refresh_statistics()
        signed = 0
        for index, report in enumerate(reports):
            self.at(
                self.last_day(Milestone.REPORTS, report.block) - timedelta(days=8 - index % 5), 10 + index % 7
            )
            preparer = self.people.of(Office.PREPARER, report.body)
            head = self.people.of(Office.FIRST_HEAD, report.body)
            entries = self._report_entries(report, kpis.get(report.body_id, []))
            report = blocks.save_values(report, preparer, entries)
            report = blocks.hand_report_for_signature(report, preparer)
            if self.late_report is not None and index == len(reports) - 1:
                self._clock_late(report)
            report = blocks.sign_report(report, head)
            signed += 1
            if signed == 20:
                refresh_statistics()
            if report.pk in returned:
                report = self._return_once(report)
        legal = max(self.last_day(Milestone.REPORTS, block) for block in (1, 2, 3))
        yield self.step(
            "reports filled in and signed by first heads",
            "c40, c64",
            f"preparers and first heads of {len(bodies)} bodies",
            legal,
            f"{signed} reports",
        )

    def _clock_late(self, report: Report) -> None:
        end = due_at(self.last_day(Milestone.REPORTS, report.block))
        if self._clock is not None and self.late_report is not None:
            self._clock.move_to(end - timedelta(seconds=1) + self.late_report)

    def _return_once(self, report: Report) -> Report:
        """The evaluator returns the report for completion; the body completes and signs it again."""
        partial = (
            PartialConclusion.objects.filter(cycle=self.cycle, body=report.body, block=report.block)
            .select_related("evaluator")
            .order_by("direction")[0]
        )
        evaluator = self.people.of(Office.EVALUATOR, partial.evaluator)
        preparer = self.people.of(Office.PREPARER, report.body)
        head = self.people.of(Office.FIRST_HEAD, report.body)
        report = blocks.return_report(report, evaluator, RETURN_REASON)
        report = blocks.hand_report_for_signature(report, preparer)
        return blocks.sign_report(report, head)

    def scoring(self) -> Iterator[Step]:
        refresh_statistics()
        legal = self.last_day(Milestone.CONCLUSIONS)
        self.at(max(self.last_day(Milestone.REPORTS, block) for block in (1, 2, 3)) + timedelta(days=4), 10)
        accepted = 0
        for report in Report.objects.filter(cycle=self.cycle, state=ReportState.SIGNED).select_related(
            "body", "cycle"
        ):
            partial = (
                PartialConclusion.objects.filter(cycle=self.cycle, body=report.body, block=report.block)
                .select_related("evaluator")
                .order_by("direction")[0]
            )
            blocks.accept_report(report, self.people.of(Office.EVALUATOR, partial.evaluator))
            accepted += 1
        yield self.step("reports accepted", "c40", "evaluators", legal, f"{accepted} reports")
        partials = self._partials()
        for index, partial in enumerate(partials):
            self.at(legal - timedelta(days=32 - index % 9), 9 + index % 8, index % 60)
            self._score(partial)
            if index in (10, 60):
                refresh_statistics()
        yield self.step(
            "marks given, each with a document, and approved by a second person",
            "c9.3",
            "evaluators and approvers of the authorised bodies",
            legal,
            f"{len(partials)} directions",
        )
        self.at(legal - timedelta(days=20), 16)
        for partial in self._partials():
            blocks.deliver_partial(partial, self.people.of(Office.APPROVER, partial.evaluator))
        yield self.step(
            "partial conclusions delivered to the blocks' leads",
            "c32, c38",
            "approvers",
            legal,
            f"{len(partials)}",
        )

    def _partials(self) -> list[PartialConclusion]:
        return list(
            PartialConclusion.objects.filter(cycle=self.cycle)
            .select_related("body", "evaluator", "lead", "cycle", "methodology")
            .defer("methodology__document")
            .order_by("direction", "body")
        )

    def _score(self, partial: PartialConclusion) -> None:
        evaluator = self.people.of(Office.EVALUATOR, partial.evaluator)
        approver = self.people.of(Office.APPROVER, partial.evaluator)
        partial = blocks.record_values(partial, evaluator, self._authority_entries(partial))
        proof = self._document(partial.body, partial.evaluator, f"register-{partial.direction}").pk
        measured = direction_alone(methodology_of(partial.methodology), partial.direction)
        marks = [
            MarkEntry(indicator.code, proof)
            for _direction, _criterion, indicator in measured.indicators()
            if indicator.applies_to.covers(partial.body.slug, partial.body.kind)
        ]
        partial = blocks.save_marks(partial, evaluator, marks)
        partial = blocks.submit_marks(partial, evaluator)
        blocks.approve_marks(partial, approver)

    def conclusions(self) -> Iterator[Step]:
        refresh_statistics()
        legal = self.last_day(Milestone.CONCLUSIONS)
        leads = {(p.body_id, p.block): p for p in self._partials()}
        self.at(legal - timedelta(days=12), 11)
        earlier = Recommendation.objects.filter(
            conclusion__cycle__year=self.year - 1, outcome=RecommendationState.GIVEN
        ).exclude(conclusion__state=ConclusionState.SUPERSEDED)
        for given in earlier.select_related("conclusion__lead"):
            outcome = (
                RecommendationState.DONE if self.random.random() < 0.72 else RecommendationState.NOT_DONE
            )
            judge_recommendation(given, self.people.of(Office.EVALUATOR, given.conclusion.lead), outcome)
        for index, partial in enumerate(leads.values()):
            self.at(legal - timedelta(days=9 - index % 3), 9 + index % 8)
            lead_evaluator = self.people.of(Office.EVALUATOR, partial.lead)
            lead_approver = self.people.of(Office.APPROVER, partial.lead)
            drawn = blocks.draw_up_conclusion(self.cycle, partial.body, partial.block, lead_evaluator)
            approved = blocks.approve_conclusion(drawn, lead_approver)
            self.at(legal - timedelta(days=5 - index % 3), 10 + index % 7)
            blocks.deliver_conclusion(approved, lead_approver)
        yield self.step(
            "block conclusions drawn up, approved and delivered",
            "c46, c47",
            "evaluators and approvers of the blocks' leads",
            legal,
            f"{len(leads)} conclusions",
        )

    def objections(self) -> Iterator[Step]:
        legal = self.last_day(Milestone.CONCLUSIONS)
        delivered = list(
            Conclusion.objects.filter(cycle=self.cycle, state=ConclusionState.DELIVERED, score__lt=92)
            .select_related("body", "lead", "cycle", "methodology", "objection_term")
            .order_by("pk")
        )
        objected = self.random.sample(delivered, k=min(7, len(delivered)))
        filed = []
        for conclusion in sorted(objected, key=lambda c: c.pk):
            term = conclusion.objection_term
            if term is None:
                continue
            self.at(term.last_day - timedelta(days=1), 12)
            objection = self._object(conclusion)
            if objection is not None:
                filed.append(objection)
        yield self.step("objections filed with documents", "c57, c58", "first heads", None, f"{len(filed)}")
        accepted = 0
        for index, objection in enumerate(filed):
            self.at(legal + timedelta(days=9 + index % 4), 11)
            accepted += self._decide(objection, accept=index % 3 == 0)
        yield self.step(
            "objections considered by special commissions",
            "c59, c60, c61",
            "special commissions",
            None,
            f"{accepted} of {len(filed)} accepted and corrected",
        )

    def _object(self, conclusion: Conclusion) -> Any:
        """File an objection to the weakest value that a body can dispute; None if there is none."""
        head = self.people.of(Office.FIRST_HEAD, conclusion.body)
        place = disputable(conclusion)
        if place is None:
            return None
        indicator, item, value, better_value = place
        objection = appeals.open_objection(conclusion, head)
        document = self._document(conclusion.body, conclusion.body, "objection")
        grounds = content("recommendations").get("objections", [])
        ground = grounds[self.random.randrange(len(grounds))]["text"]["ru"] if grounds else RETURN_REASON
        appeals.save_point(
            objection,
            head,
            indicator=indicator,
            item=item,
            claimed=better_value,
            argument=ground,
            documents=[document],
        )
        del value
        return appeals.file_objection(objection, head)

    def _decide(self, objection: Any, *, accept: bool) -> int:
        approver = self.people.of(Office.APPROVER, objection.authority)
        took = frozenset(took_part(objection.body_id, self.year))
        seats = [
            (self.people.all(Office.SPECIAL_COMMISSION_MEMBER, objection.authority)[0], Seat.CHAIR),
            (self.people.all(Office.SPECIAL_COMMISSION_MEMBER, objection.authority)[1], Seat.MEMBER),
            (
                self.people.of(Office.WORKING_BODY, self.people.body(Role.WORKING_BODY), not_one_of=took),
                Seat.WORKING_BODY,
            ),
        ]
        appeals.form_commission(objection, approver, seats)
        objection = appeals.hand_to_commission(objection, approver)
        chair = seats[0][0]
        points = list(objection.points.prefetch_related("documents"))
        for point in points:
            appeals.decide_point(
                point,
                chair,
                outcome="accepted" if accept else "not_accepted",
                decision=ACCEPTED_BECAUSE if accept else NOT_ACCEPTED_BECAUSE,
                decided=point.claimed if accept else None,
            )
        if not accept:
            appeals.reject_objection(objection, chair)
            return 0
        objection = appeals.accept_objection(objection, chair)
        corrections = [
            Correction(
                item=point.item,
                number=point.claimed,
                document_id=point.documents.all()[0].pk,
                language=point.language,
                row=point.row,
            )
            for point in points
        ]
        blocks.correct_conclusion(objection.conclusion, approver, corrections)
        return 1

    def after_appeals(self) -> Iterator[Step]:
        legal = self.last_day(Milestone.AFTER_APPEALS)
        self.at(legal - timedelta(days=2), 10)
        current = list(self._delivered())
        for conclusion in current:
            blocks.finalise_conclusion(conclusion, self.people.of(Office.APPROVER, conclusion.lead))
        yield self.step(
            "final conclusions sent to state planning",
            "c46",
            "approvers of the leads",
            legal,
            f"{len(current)}",
        )
        legal = self.last_day(Milestone.BLOCK_CONCLUSIONS)
        coordinator = self.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
        self.at(legal - timedelta(days=3), 10)
        for conclusion in Conclusion.objects.filter(cycle=self.cycle, state=ConclusionState.FINAL):
            blocks.hand_over_conclusion(conclusion, coordinator)
        yield self.step(
            "block conclusions brought to the working body",
            "c49",
            coordinator.username,
            legal,
            f"{len(current)}",
        )

    def _delivered(self) -> Any:
        return Conclusion.objects.filter(cycle=self.cycle, state=ConclusionState.DELIVERED).select_related(
            "lead", "body", "cycle", "objection_term"
        )

    def overall(self) -> Iterator[Step]:
        legal = self.last_day(Milestone.OVERALL)
        self.at(legal - timedelta(days=4), 10)
        coordinator = self.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
        working_body = self.people.in_role(Office.WORKING_BODY, Role.WORKING_BODY)
        planning = self.people.body(Role.STATE_PLANNING)
        scopes = scopes_of(self.cycle)
        for scope in scopes:
            by = working_body if scope.body_id == planning.pk else coordinator
            commission.submit_overall(commission.compute_overall(self.cycle, scope.body, by), by)
        yield self.step(
            "overall evaluation computed and brought to the working body",
            "c11, c49",
            coordinator.username,
            legal,
            f"{len(scopes)} bodies",
        )

    def to_president(self) -> Iterator[Step]:
        legal = self.last_day(Milestone.PRESIDENT)
        self.at(legal - timedelta(days=6), 10)
        working_body = self.people.in_role(Office.WORKING_BODY, Role.WORKING_BODY)
        member = self.people.anyone(Office.COMMISSION_MEMBER)
        day = legal - timedelta(days=6)
        report = commission.draw_up_report(
            self.cycle, working_body, SUMMARY.format(year=self.year), f"{self.year % 100}-3", day
        )
        report = commission.adopt_report(report, member)
        self.at(legal - timedelta(days=2), 10)
        commission.send_report(report, working_body)
        yield self.step(
            "Commission's report adopted and submitted to the President",
            "c51",
            working_body.username,
            legal,
            "submitted",
        )

    def publication(self) -> Iterator[Step]:
        coordinator = self.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
        working_body = self.people.in_role(Office.WORKING_BODY, Role.WORKING_BODY)
        self.at(date(self.year + 1, 7, 24), 10)
        publication = commission.prepare_publication(self.cycle, coordinator)
        publication = commission.propose_publication(publication, coordinator)
        self.at(date(self.year + 1, 7, 29), 10)
        publication = commission.clear_publication(publication, working_body)
        self.at(date(self.year + 1, 8, 1), 9)
        commission.publish_results(publication, coordinator)
        items = PublicationItem.objects.filter(publication=publication).count()
        yield self.step(
            "results agreed by the working body and published",
            "c53",
            coordinator.username,
            None,
            f"{items} bodies",
        )

    # --- values ---------------------------------------------------------------------------------------------
    def _kpis(self) -> dict[int, list[KeyPerformanceIndicator]]:
        found: dict[int, list[KeyPerformanceIndicator]] = {}
        for kpi in KeyPerformanceIndicator.objects.filter(cycle=self.cycle).select_related("body"):
            found.setdefault(kpi.body_id, []).append(kpi)
        return found

    def _body_documents(self, body: Body) -> None:
        self._document(body, body, "report")

    def _document(self, body: Body, supplier: Body, purpose: str) -> Document:
        """The synthetic document of this purpose, made once: text that says what it is."""
        known: dict[tuple[int, str], Document] = self.__dict__.setdefault("_documents", {})
        key = (body.pk, purpose)
        if key not in known:
            office = Office.PREPARER if supplier == body else Office.EVALUATOR
            by = self.people.of(office, supplier)
            text = DOCUMENT.format(
                purpose=purpose, body=body.name_ru, supplier=supplier.name_ru, year=self.year
            )
            upload = ContentFile(text.encode(), name=f"{purpose}-{body.slug}-{self.year}.txt")
            known[key] = blocks.attach_document(
                self.cycle,
                body,
                supplier,
                upload,
                TITLES[purpose.split("-")[0]].format(year=self.year, body=body.short_name_ru, what=purpose),
                SourceKind.REPORT if supplier == body else SourceKind.ADMINISTRATION_CHECKS,
                Confidentiality.OPEN,
                by,
            )
        return known[key]

    def _report_entries(self, report: Report, kpis: list[KeyPerformanceIndicator]) -> list[ValueEntry]:
        figures = Figures(self.seed, self.year, report.body.slug)
        proof = (self._document(report.body, report.body, "report").pk,)
        entries = []
        for question in read_sheet(report).sheet.questions():
            entries += self._entries(question.item, figures, proof, kpis)
        return entries

    def _authority_entries(self, partial: PartialConclusion) -> list[ValueEntry]:
        figures = Figures(self.seed, self.year, partial.body.slug)
        kpis = list(KeyPerformanceIndicator.objects.filter(cycle=self.cycle, body=partial.body))
        proof = (self._document(partial.body, partial.evaluator, f"register-{partial.direction}").pk,)
        entries = []
        for item in items_read(partial).values():
            if item.supplier != "body" and item.default is None:
                entries += self._entries(item, figures, proof, kpis)
        return entries

    def _entries(
        self, item: Any, figures: Figures, proof: tuple[int, ...], kpis: list[KeyPerformanceIndicator]
    ) -> list[ValueEntry]:
        if item.per == "kpi":
            return [
                ValueEntry(
                    item.code,
                    "",
                    kpi.code,
                    number=figures.kpi_fact(kpi.code, kpi.plan, kpi.better),
                    document_ids=proof,
                )
                for kpi in kpis
            ]
        places = {
            "none": [("", "")],
            "language": [(language, "") for language in LANGUAGES],
            "programme": [("", row) for row in PROGRAMMES],
        }[item.per]
        made = []
        for language, row in places:
            figure = figures.of(item.code, language, row)
            made.append(
                ValueEntry(
                    item.code, language, row, number=figure.number, choice=figure.choice, document_ids=proof
                )
            )
        return made


def refresh_statistics() -> None:
    """Tell PostgreSQL how the tables have grown: within one transaction nobody else does, and it would plan badly."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


class PastTheEnd(Exception):
    """The walk has reached the moment until which it goes."""


def disputable(conclusion: Conclusion) -> tuple[str, str, Decimal, Decimal] | None:
    """Indicator, item, value and a better value of the weakest indicator whose value a body reports itself."""
    better = {
        "goals_reached": "goals_planned",
        "rendered_in_time": "rendered",
        "functions_automated": "functions_due",
        "appeals_in_time": "appeals",
        "datasets_updated": "datasets_due",
        "spent": "planned",
        "documents_electronic": "documents",
    }
    values = {}
    indicators = []
    for direction in conclusion.trace.get("directions", []):
        for criterion in direction["criteria"]:
            for indicator in criterion["indicators"]:
                inputs = {i["item"]: i.get("value") for i in indicator["inputs"] if not i.get("element")}
                values.update(inputs)
                if indicator.get("state") == "counted":
                    indicators.append((Decimal(indicator["value"]), indicator["code"], inputs))
    for _score, code, inputs in sorted(indicators, key=lambda row: (row[0], row[1])):
        for item, whole in better.items():
            if inputs.get(item) is None or inputs.get(whole) is None:
                continue
            value, goal = Decimal(inputs[item]), Decimal(inputs[whole])
            if value < goal:
                return code, item, value, ((value + goal) / 2).quantize(Decimal(1))
    return None


def content(name: str) -> dict[str, Any]:
    """A shipped content file as plain data."""
    path = settings.BASE_DIR / "fixtures" / "content" / f"{name}.yaml"
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def methodology_document(year: int, subject: str) -> dict[str, Any]:
    """The shipped illustrative methodology for the year: the text of the nearest year before it, dated anew."""
    edition = 2018 if year >= 2018 else 2016
    name = f"block{subject}.yaml" if subject != "overall" else "overall.yaml"
    path = settings.BASE_DIR / "fixtures" / "methodologies" / str(edition) / name
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {**document, "cycle": year}


def kpi_rows(year: int) -> list[dict[str, Any]]:
    """The shipped illustrative list of key performance indicators for the year, one row per body and indicator."""
    path = settings.BASE_DIR / "fixtures" / "methodologies" / "kpi" / f"{year}.yaml"
    loaded: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [{"body": body, **kpi} for body, kpis in loaded["bodies"].items() for kpi in kpis]


RETURN_REASON = "К значению не приложен подтверждающий документ за отчетный год (учебный пример)."
ACCEPTED_BECAUSE = "Документ подтверждает иное значение; показатель пересчитан (учебный пример)."
NOT_ACCEPTED_BECAUSE = (
    "Документ не относится к отчетному году; значение остается без изменений (учебный пример)."
)
SUMMARY = (
    "Комиссия рассмотрела результаты оценки эффективности деятельности государственных органов за {year} год. "
    "Все данные учебные."
)
DOCUMENT = (
    "УЧЕБНЫЙ ДОКУМЕНТ. Создан порталом Sarap для демонстрации, сведения вымышлены.\n"
    "Назначение: {purpose}\nГосударственный орган: {body}\nПредставлен: {supplier}\nОтчетный год: {year}\n"
)
TITLES = {
    "report": "Отчет за {year} год: подтверждающие материалы ({body})",
    "register": "Справка уполномоченного органа за {year} год ({body}, {what})",
    "objection": "Материалы к возражению за {year} год ({body})",
}
__all__ = ["ObjectionState", "OverallEvaluation", "PastTheEnd", "Step", "Walk"]
