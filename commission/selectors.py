"""What the dashboards, the report and the public read of a year as a whole; each with a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q

from appeals.models import Objection, ObjectionState
from blocks.models import Conclusion, ConclusionState, PartialConclusion, PartialState, RecommendationState
from blocks.models.conclusions import Recommendation
from commission.models import OverallEvaluation, OverallState
from evaluation import clock
from evaluation.models import Body, Cycle, JournalEntry, Scope
from schedule.due import book
from schedule.milestones import Milestone
from schedule.working_days import due_at

FINAL_STATES = (ConclusionState.FINAL, ConclusionState.WITH_WORKING_BODY)


def scopes_of(cycle: Cycle) -> list[Scope]:
    """Who is evaluated in the cycle, and in which blocks: the register as it stands when the evaluation is made."""
    from datetime import date

    day = date(cycle.evaluation_year, 1, 1)
    return list(
        Scope.objects.filter(Scope.valid_on(day)).select_related("body").order_by("body__order", "number")
    )


def current_conclusions(cycle: Cycle, body: Body | None = None) -> dict[int, dict[int, Conclusion]]:
    """The conclusions in force: body id → block → conclusion, superseded ones left out; of one body, if named.
    One query."""
    found: dict[int, dict[int, Conclusion]] = defaultdict(dict)
    rows = Conclusion.objects.filter(cycle=cycle).exclude(state=ConclusionState.SUPERSEDED)
    if body is not None:
        rows = rows.filter(body=body)
    bulky = ("trace", "content", "methodology__document")
    for conclusion in rows.select_related("lead", "methodology").defer(*bulky):
        found[conclusion.body_id][conclusion.block] = conclusion
    return dict(found)


def current_overalls(cycle: Cycle, body: Body | None = None) -> dict[int, OverallEvaluation]:
    """The overall evaluations in force by body id; of one body, if named. One query."""
    rows = OverallEvaluation.objects.filter(cycle=cycle).exclude(state=OverallState.SUPERSEDED)
    if body is not None:
        rows = rows.filter(body=body)
    return {
        overall.body_id: overall
        for overall in rows.select_related("body", "methodology").defer("trace", "methodology__document")
    }


def bodies_without_overall(cycle: Cycle) -> list[Body]:
    """The evaluated bodies whose overall evaluation is not with the working body yet. Two queries."""
    submitted = set(
        OverallEvaluation.objects.filter(cycle=cycle, state=OverallState.SUBMITTED).values_list(
            "body_id", flat=True
        )
    )
    return [scope.body for scope in scopes_of(cycle) if scope.body_id not in submitted]


@dataclass(frozen=True)
class Row:
    """One body in the whole picture: scores by direction and block, overall, degree, movement to the year before."""

    body: Body
    blocks: tuple[int, ...]
    directions: dict[str, Decimal]
    block_scores: dict[int, Decimal]
    overall: Decimal | None
    degree: str
    previous: Decimal | None
    overall_id: int | None = None
    conclusions: dict[int, int] = field(default_factory=dict)

    @property
    def movement(self) -> Decimal | None:
        """Overall score minus the one of the year before; None when either is missing."""
        return None if self.overall is None or self.previous is None else self.overall - self.previous


def picture(cycle: Cycle) -> list[Row]:
    """Every evaluated body of the year with its scores, in the register's order. Six queries."""
    conclusions = current_conclusions(cycle)
    overalls = current_overalls(cycle)
    before = Cycle.objects.filter(year=cycle.year - 1).first()
    previous = {body: overall.score for body, overall in current_overalls(before).items()} if before else {}
    directions: dict[int, dict[str, Decimal]] = defaultdict(dict)
    partials = PartialConclusion.objects.filter(
        cycle=cycle, score__isnull=False, state__in=[PartialState.APPROVED, PartialState.DELIVERED]
    )
    for body, direction, score in partials.values_list("body_id", "direction", "score"):
        if score is not None:
            directions[body][direction] = score
    rows = []
    for scope in scopes_of(cycle):
        overall = overalls.get(scope.body_id)
        rows.append(
            Row(
                body=scope.body,
                blocks=scope.blocks,
                directions=dict(directions.get(scope.body_id, {})),
                block_scores={
                    block: conclusion.score
                    for block, conclusion in sorted(conclusions.get(scope.body_id, {}).items())
                    if conclusion.score is not None
                },
                overall=overall.score if overall else None,
                degree=overall.degree if overall else "",
                previous=previous.get(scope.body_id),
                overall_id=overall.pk if overall else None,
                conclusions={
                    block: conclusion.pk for block, conclusion in conclusions.get(scope.body_id, {}).items()
                },
            )
        )
    return rows


@dataclass(frozen=True)
class Tally:
    """The year in numbers: conclusions delivered in time of all expected, objections, recommendations, falls."""

    expected: int
    delivered: int
    in_time: int
    objections: int
    accepted: int
    pending: int
    overdue: int
    recommendations: int
    carried_out: int
    fallen: int
    extensions: int
    last_change: Any = field(default=None)


def tally(cycle: Cycle, rows: list[Row] | None = None) -> Tally:
    """The tiles of the dashboard. A fixed number of queries."""
    from schedule.models import Extension

    rows = picture(cycle) if rows is None else rows
    expected = sum(len(row.blocks) for row in rows)
    day = book(cycle.year).last_day(Milestone.CONCLUSIONS)
    first = Conclusion.objects.filter(cycle=cycle, version=1, received_at__isnull=False)
    in_time = Q(received_at__lt=due_at(day)) if day else Q()
    delivered = first.aggregate(all=Count("id"), in_time=Count("id", filter=in_time))
    objections = Objection.objects.filter(cycle=cycle).exclude(state=ObjectionState.DRAFT)
    open_states = [ObjectionState.FILED, ObjectionState.IN_REVIEW]
    counted = objections.aggregate(
        all=Count("id"),
        accepted=Count("id", filter=Q(state=ObjectionState.ACCEPTED)),
        pending=Count("id", filter=Q(state__in=open_states)),
        overdue=Count("id", filter=Q(state__in=open_states, result_term__due_at__lte=clock.now())),
    )
    earlier = Recommendation.objects.filter(conclusion__cycle__year=cycle.year - 1).exclude(
        conclusion__state=ConclusionState.SUPERSEDED
    )
    recommendations = earlier.aggregate(
        all=Count("id"), done=Count("id", filter=Q(outcome=RecommendationState.DONE))
    )
    return Tally(
        expected=expected,
        delivered=delivered["all"],
        in_time=delivered["in_time"],
        objections=counted["all"],
        accepted=counted["accepted"],
        pending=counted["pending"],
        overdue=counted["overdue"],
        recommendations=recommendations["all"],
        carried_out=recommendations["done"],
        fallen=sum(1 for row in rows if row.movement is not None and row.movement < 0),
        extensions=Extension.objects.filter(cycle=cycle).count(),
        last_change=JournalEntry.objects.filter(year=cycle.year)
        .order_by("-at")
        .values_list("at", flat=True)
        .first(),
    )
