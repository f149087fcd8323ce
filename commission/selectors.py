"""What the dashboards, the report and the public read of a year as a whole; each with a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from appeals.models import Objection, ObjectionState
from appeals.models.objections import OPEN
from blocks.late_figures import recounted_figures
from blocks.models import Conclusion, ConclusionState, PartialConclusion, RecommendationState
from blocks.models.conclusions import FINAL_STATES
from blocks.models.recommendations import Recommendation
from blocks.models.scores import MARKS_STAND
from commission.models import OverallEvaluation, OverallState, Publication, PublicationItem, PublicationState
from evaluation import clock
from evaluation.models import Body, Cycle, JournalEntry, Scope
from evaluation.selectors import register_day
from methodologies.models import Methodology
from schedule.due import book
from schedule.milestones import Milestone
from schedule.models import Extension
from schedule.working_days import due_at


def scopes_of(cycle: Cycle) -> list[Scope]:
    """Who is evaluated in the cycle, and in which blocks: the register of the year's last day (A-ROUTE-11)."""
    return list(
        Scope.objects.filter(Scope.valid_on(register_day(cycle.year)))
        .select_related("body")
        .order_by("body__order", "number")
    )


def scope_of(cycle: Cycle, body: Body) -> Scope | None:
    """In which blocks the body is evaluated in the cycle; None where it is not. One query."""
    return Scope.objects.filter(Scope.valid_on(register_day(cycle.year)), body=body).first()


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
class BodyPicture:
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


def picture(cycle: Cycle) -> list[BodyPicture]:
    """Every evaluated body of the year with its scores, in the register's order. Four queries."""
    conclusions: dict[int, dict[int, tuple[int, Decimal | None]]] = defaultdict(dict)
    in_force = Conclusion.objects.filter(cycle=cycle).exclude(state=ConclusionState.SUPERSEDED).order_by()
    for pk, body, block, score in in_force.values_list("pk", "body_id", "block", "score"):
        conclusions[body][block] = (pk, score)
    made = OverallEvaluation.objects.exclude(state=OverallState.SUPERSEDED).order_by()
    of_both = made.filter(cycle__year__in=[cycle.year - 1, cycle.year])
    overalls, previous = {}, {}
    for year, body, pk, score, degree in of_both.values_list(
        "cycle__year", "body_id", "pk", "score", "degree"
    ):
        if year == cycle.year:
            overalls[body] = (pk, score, degree)
        else:
            previous[body] = score
    directions: dict[int, dict[str, Decimal]] = defaultdict(dict)
    partials = PartialConclusion.objects.filter(
        assignment__cycle=cycle,
        score__isnull=False,
        state__in=MARKS_STAND,
    )
    for body, direction, score in partials.values_list(
        "assignment__body_id", "assignment__direction", "score"
    ):
        if score is not None:
            directions[body][direction] = score
    rows = []
    for scope in scopes_of(cycle):
        overall_id, overall, degree = overalls.get(scope.body_id, (None, None, ""))
        of_body = sorted(conclusions.get(scope.body_id, {}).items())
        rows.append(
            BodyPicture(
                body=scope.body,
                blocks=scope.blocks,
                directions=dict(directions.get(scope.body_id, {})),
                block_scores={block: score for block, (_pk, score) in of_body if score is not None},
                overall=overall,
                degree=degree,
                previous=previous.get(scope.body_id),
                overall_id=overall_id,
                conclusions={block: pk for block, (pk, _score) in of_body},
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
    #: None while no body has a score in both years.
    fallen: int | None
    extensions: int
    last_change: Any = field(default=None)


def tally(cycle: Cycle, rows: list[BodyPicture] | None = None) -> Tally:
    """The tiles of the dashboard. One query besides the picture and the deadlines."""
    rows = picture(cycle) if rows is None else rows
    expected = sum(len(row.blocks) for row in rows)
    moved = [row.movement for row in rows if row.movement is not None]
    day = book(cycle.year).last_day(Milestone.CONCLUSIONS)
    first = Conclusion.objects.filter(cycle=cycle, version=1, received_at__isnull=False)
    objections = Objection.objects.filter(cycle=cycle).exclude(state=ObjectionState.DRAFT)
    pending = objections.filter(state__in=OPEN)
    given = Recommendation.objects.filter(conclusion__cycle__year=cycle.year - 1).exclude(
        conclusion__state=ConclusionState.SUPERSEDED
    )
    counted: Any = Cycle.objects.values(
        of_delivered=_count(first),
        of_in_time=_count(first.filter(received_at__lt=due_at(day)) if day else first),
        of_objections=_count(objections),
        of_accepted=_count(objections.filter(state=ObjectionState.ACCEPTED)),
        of_pending=_count(pending),
        of_overdue=_count(pending.filter(result_term__due_at__lte=clock.now())),
        of_recommendations=_count(given),
        of_carried_out=_count(given.filter(outcome=RecommendationState.DONE)),
        of_extensions=_count(Extension.objects.filter(cycle=cycle)),
        of_last_change=Subquery(
            JournalEntry.objects.filter(year=cycle.year).order_by("-at").values("at")[:1]
        ),
    ).get(pk=cycle.pk)
    fallen = sum(1 for change in moved if change < 0) if moved else None
    found = {
        name.removeprefix("of_"): value for name, value in counted.items()
    }  # no field of a year is called so
    return Tally(expected=expected, fallen=fallen, **found)


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many, as a part of one statement that counts several."""
    counted = rows.order_by().annotate(how_many=Func(F("pk"), function="COUNT")).values("how_many")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def latest_publication(cycle: Cycle) -> Publication | None:
    """The year's publication that is under way, else the one in effect; None before there is any. One query."""
    return Publication.objects.filter(cycle=cycle).select_related("cycle").order_by("-version").first()


@dataclass(frozen=True)
class Correction:
    """One body's results that a corrected publication gives instead of the earlier ones."""

    body: Body
    before: OverallEvaluation
    after: OverallEvaluation
    conclusions: tuple[Conclusion, ...]

    @property
    def change(self) -> Decimal:
        """The new overall score minus the earlier one."""
        return self.after.score - self.before.score

    @property
    def figures(self) -> list[dict[str, Any]]:
        """The late figures behind it: block, code of the indicator, why and when it was left out, when it came."""
        return [
            {"block": conclusion.block, **figure}
            for conclusion in self.conclusions
            for figure in recounted_figures(conclusion)
        ]


def corrections_of(publication: Publication) -> list[Correction]:
    """What a publication corrects of the one before it, in the register's order; empty for the first. Three queries.

    A body whose results are withheld in either is left out: what is withheld has no number (c9.5).
    """
    rows = PublicationItem.objects.filter(publication__cycle_id=publication.cycle_id, withheld=False)
    rows = rows.select_related("overall__body", "publication")
    shown: dict[int, dict[int, OverallEvaluation]] = defaultdict(dict)
    for item in rows.filter(publication__version__in=[publication.version - 1, publication.version]):
        shown[item.publication.version][item.overall.body_id] = item.overall
    earlier, later = shown[publication.version - 1], shown[publication.version]
    changed = [body for body in later if body in earlier and later[body].pk != earlier[body].pk]
    if not changed:
        return []
    numbers = [
        number
        for body in changed
        for block, number in later[body].trace["conclusions"].items()
        if earlier[body].trace["conclusions"].get(block) != number
    ]
    counted_again: dict[int, list[Conclusion]] = defaultdict(list)
    found = Conclusion.objects.filter(cycle_id=publication.cycle_id, number__in=numbers)
    for conclusion in found.order_by("block").defer("trace", "content"):
        counted_again[conclusion.body_id].append(conclusion)
    return sorted(
        (
            Correction(later[body].body, earlier[body], later[body], tuple(counted_again[body]))
            for body in changed
        ),
        key=lambda one: (one.body.order, one.body.slug),
    )


@dataclass(frozen=True)
class Opening:
    """Whose results a publication withholds that were not withheld before, and whose it opens; in the register's order."""

    withheld: tuple[PublicationItem, ...]
    opened: tuple[PublicationItem, ...]


def opening_of(publication: Publication) -> Opening:
    """What a publication closes and opens against the one before it; of the first, against nothing. One query."""
    rows = PublicationItem.objects.filter(publication__cycle_id=publication.cycle_id)
    rows = rows.filter(publication__version__in=[publication.version - 1, publication.version])
    was: dict[int, bool] = {}
    now: list[PublicationItem] = []
    ordered = rows.select_related("overall__body", "publication").defer("overall__trace")
    for item in ordered.order_by("overall__body__order", "overall__body__slug"):
        if item.publication.version == publication.version:
            now.append(item)
        else:
            was[item.overall.body_id] = item.withheld
    return Opening(
        tuple(item for item in now if item.withheld and not was.get(item.overall.body_id, False)),
        tuple(item for item in now if not item.withheld and was.get(item.overall.body_id, True)),
    )


def computed_again(publication: Publication) -> list[Body]:
    """The bodies whose listed results are no longer those with the working body. One query."""
    newer = OverallEvaluation.objects.filter(
        cycle=publication.cycle_id, state=OverallState.SUBMITTED, corrects__isnull=False
    ).exclude(publication_items__publication=publication)
    return [overall.body for overall in newer.select_related("body").order_by("body__order", "body__slug")]


def years_to_correct() -> dict[int, int]:
    """Published years whose results were computed again: year → how many bodies. One query."""
    listed = PublicationItem.objects.filter(publication__cycle=OuterRef("cycle"), overall=OuterRef("pk"))
    rows = (
        OverallEvaluation.objects.filter(
            ~Exists(listed),
            state=OverallState.SUBMITTED,
            corrects__isnull=False,
            cycle__publications__state=PublicationState.PUBLISHED,
        )
        .values_list("cycle__year")
        .annotate(count=Count("id"))
    )
    return dict(rows.order_by("-cycle__year"))


def years_counted_again() -> dict[int, int]:
    """Years in which block conclusions were counted again after the overall evaluation had gone to the working body,
    and are final: year → how many bodies. One query."""
    again = Conclusion.objects.filter(
        cycle=OuterRef("cycle"),
        body=OuterRef("body"),
        state__in=FINAL_STATES,
        approved_at__gt=OuterRef("computed_at"),
    )
    rows = OverallEvaluation.objects.filter(Exists(again), state=OverallState.SUBMITTED)
    return dict(rows.values_list("cycle__year").annotate(count=Count("id")).order_by("-cycle__year"))


def has_results_by(methodology: Methodology) -> bool:
    """Whether a body's overall evaluation was computed by this text of the overall methodology. One query."""
    return OverallEvaluation.objects.filter(methodology=methodology).exists()
