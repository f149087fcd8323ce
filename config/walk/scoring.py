"""The walk's middle: reports, their examination, marks, partial and block conclusions (c9.3, c32, c38, c40, c45–c47)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import override

from blocks import actions as blocks
from blocks.actions.recommendations import judge_recommendation
from blocks.actions.scoring import MarkEntry
from blocks.models import (
    ConclusionState,
    PartialConclusion,
    PartialState,
    Recommendation,
    RecommendationState,
)
from config.walk.core import Core, Step, refresh_statistics
from config.walk.halts import halts_of
from engine.questions import direction_alone
from evaluation.models import Office
from methodologies.content import methodology_of
from methodologies.models import KeyPerformanceIndicator
from reports import actions as reports
from reports.models import Report, ReportState
from reports.selectors import read_sheet
from schedule.milestones import Milestone
from schedule.working_days import due_at

RETURN_REASON = (
    "Документ, приложенный к значению «{value}», не подтверждает его за отчётный год (учебный пример)."
)


def fill_in_reports(walk: Core) -> Iterator[Step]:
    """Preparers fill in, first heads sign; a few reports are returned for completion and signed again."""
    filled = list(
        Report.objects.filter(cycle=walk.cycle).select_related("body", "cycle").order_by("block", "body")
    )
    if walk.stands_at is not None:
        walk.halts = halts_of(((report.body_id, report.block) for report in filled), walk.random)
    kpis: dict[int, list[KeyPerformanceIndicator]] = {}
    for kpi in KeyPerformanceIndicator.objects.filter(cycle=walk.cycle).select_related("body"):
        kpis.setdefault(kpi.body_id, []).append(kpi)
    bodies = {report.body_id: report.body for report in filled}
    walk.at(walk.last_day(Milestone.REPORTS, 1) - timedelta(days=12), 9)
    for body in bodies.values():
        walk.document(body, body, "report")
    refresh_statistics()
    returned = {report.pk for report in walk.random.sample(filled, k=max(len(filled) // 16, 1))}
    for index, report in enumerate(filled):
        legal = walk.last_day(Milestone.REPORTS, report.block)
        walk.at(legal - timedelta(days=8 - index % 5), 10 + index % 7)
        preparer = walk.people.of(Office.PREPARER, report.body)
        head = walk.people.of(Office.FIRST_HEAD, report.body)
        report = reports.save_values(
            report, preparer, walk.report_entries(report, kpis.get(report.body_id, []))
        )
        report = reports.hand_report_for_signature(report, preparer)
        if walk.late_report is not None and index == len(filled) - 1:
            walk.stand(due_at(legal) - timedelta(seconds=1) + walk.late_report)
        report = reports.sign_report(report, head)
        if report.pk in returned and walk.stands_at is None:
            return_and_complete(walk, report)
        if index == 20:
            refresh_statistics()
    yield walk.step(
        "reports filled in and signed by first heads",
        "c40, c64",
        f"preparers and first heads of {len(bodies)} bodies",
        walk.reports_day(),
        f"{len(filled)} reports",
    )


def return_and_complete(walk: Core, report: Report) -> None:
    """The evaluator returns the report for completion; the body completes and signs it again, or halts before."""
    with override("ru"):
        sheet = read_sheet(report)
        slot = next(iter(sheet.slots.values()))
        reason = RETURN_REASON.format(value=sheet.label(slot))
    report = reports.return_report(report, walk.examiner(report), reason, places=[slot.key])
    if walk.goes_through("resubmitted", report.body_id, report.block):
        report = reports.hand_report_for_signature(report, walk.people.of(Office.PREPARER, report.body))
    if walk.goes_through("resigned", report.body_id, report.block):
        reports.sign_report(report, walk.people.of(Office.FIRST_HEAD, report.body))


def take_in_reports(walk: Core) -> Iterator[Step]:
    """Evaluators accept the reports."""
    walk.at(walk.reports_day() + timedelta(days=4), 10)
    accepted = 0
    for report in Report.objects.filter(cycle=walk.cycle, state=ReportState.SIGNED).select_related(
        "body", "cycle"
    ):
        if walk.goes_through("accepted", report.body_id, report.block):
            reports.accept_report(report, walk.examiner(report))
            accepted += 1
        elif not walk.goes_through("resigned", report.body_id, report.block) and walk.stands_at is not None:
            walk.stand(walk.stands_at - timedelta(days=2))
            return_and_complete(walk, report)
            walk.at(walk.reports_day() + timedelta(days=4), 10)
    legal = walk.last_day(Milestone.CONCLUSIONS)
    yield walk.step("reports accepted", "c40", "evaluators", legal, f"{accepted} reports")


def mark(walk: Core) -> Iterator[Step]:
    """Evaluators give their own values and mark, approvers approve and deliver to the blocks' leads."""
    refresh_statistics()
    legal = walk.last_day(Milestone.CONCLUSIONS)
    partials = walk.partials()
    ahead = 46 if walk.stands_at is not None else 32
    for index, partial in enumerate(partials):
        walk.at(legal - timedelta(days=ahead - index % 9), 9 + index % 8, index % 60)
        mark_direction(walk, partial)
        if index in (10, 60):
            refresh_statistics()
    yield walk.step(
        "marks given, each with a document, and approved by a second person",
        "c9.3",
        "evaluators and approvers of the authorised bodies",
        legal,
        f"{len(partials)} directions",
    )
    walk.at(legal - timedelta(days=ahead - 12), 16)
    delivered = 0
    for partial in walk.partials():
        if partial.state == PartialState.APPROVED and goes_on(walk, partial, "partial_delivered"):
            blocks.deliver_partial(partial, walk.people.of(Office.APPROVER, partial.evaluator))
            delivered += 1
    what = "partial conclusions delivered to the blocks' leads"
    yield walk.step(what, "c32, c38", "approvers", legal, f"{delivered}")


def goes_on(walk: Core, partial: PartialConclusion, stage: str) -> bool:
    """A block that halts at its marks halts in its first direction; the other directions go on."""
    first = partial.direction.endswith(".1")
    accepted = walk.goes_through("accepted", partial.body_id, partial.block)
    return accepted and (not first or walk.goes_through(stage, partial.body_id, partial.block))


def mark_direction(walk: Core, partial: PartialConclusion) -> None:
    """One direction of one body: the authority's values, the marks with their document, the second person."""
    evaluator = walk.people.of(Office.EVALUATOR, partial.evaluator)
    partial = blocks.record_values(partial, evaluator, walk.authority_entries(partial))
    proof = walk.document(partial.body, partial.evaluator, f"register-{partial.direction}").pk
    measured = direction_alone(methodology_of(partial.methodology), partial.direction)
    marks = [
        MarkEntry(indicator.code, proof)
        for _direction, _criterion, indicator in measured.indicators()
        if indicator.applies_to.covers(partial.body.slug, partial.body.kind)
    ]
    if not goes_on(walk, partial, "marked"):
        return
    partial = blocks.save_marks(partial, evaluator, marks)
    partial = blocks.submit_marks(partial, evaluator)
    if goes_on(walk, partial, "marks_approved"):
        blocks.approve_marks(partial, walk.people.of(Office.APPROVER, partial.evaluator))


def conclude(walk: Core) -> Iterator[Step]:
    """The leads judge earlier recommendations, draw up the blocks' conclusions, approve and deliver them."""
    refresh_statistics()
    legal = walk.last_day(Milestone.CONCLUSIONS)
    walk.at(legal - timedelta(days=29), 11)
    judge_earlier(walk)
    leads = {(partial.body_id, partial.block): partial for partial in walk.partials()}
    delivered = 0
    for index, ((body, block), partial) in enumerate(leads.items()):
        if not walk.goes_through("drawn", body, block):
            continue
        walk.at(legal - timedelta(days=(28 if walk.stands_at else 9) - index % 3), 9 + index % 8)
        evaluator = walk.people.of(Office.EVALUATOR, partial.lead)
        approver = walk.people.of(Office.APPROVER, partial.lead)
        conclusion = blocks.draw_up_conclusion(walk.cycle, partial.body, block, evaluator)
        if not walk.goes_through("approved", body, block):
            continue
        conclusion = blocks.approve_conclusion(conclusion, approver)
        if not walk.goes_through("received", body, block):
            continue
        if walk.stands_at is None:
            walk.at(legal - timedelta(days=5 - index % 3), 10 + index % 7)
        elif walk.goes_through("received_early", body, block):
            walk.at(legal - timedelta(days=20), 10 + index % 7)
        else:
            walk.stand(walk.stands_at - timedelta(hours=20 + index % 5))
        blocks.deliver_conclusion(conclusion, approver)
        delivered += 1
    yield walk.step(
        "block conclusions drawn up, approved and delivered",
        "c46, c47",
        "evaluators and approvers of the blocks' leads",
        legal,
        f"{delivered} conclusions",
    )


def judge_earlier(walk: Core) -> None:
    """What became of last year's recommendations (c45)."""
    earlier = Recommendation.objects.filter(
        conclusion__cycle__year=walk.year - 1, outcome=RecommendationState.GIVEN
    ).exclude(conclusion__state=ConclusionState.SUPERSEDED)
    for given in earlier.select_related("conclusion__lead").order_by("pk"):
        outcome = RecommendationState.DONE if walk.random.random() < 0.72 else RecommendationState.NOT_DONE
        judge_recommendation(given, walk.people.of(Office.EVALUATOR, given.conclusion.lead), outcome)
