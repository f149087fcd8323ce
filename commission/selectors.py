"""What the dashboards, the report and the public read of a year as a whole; each with a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import Count, Exists, OuterRef, QuerySet

from appeals.models import ObjectionState
from appeals.models.objections import OPEN
from blocks.late_figures import recounted_figures
from blocks.models import Conclusion, ConclusionState, PartialConclusion, RecommendationState
from blocks.models.conclusions import FINAL_STATES
from blocks.models.scores import MARKS_STAND
from commission.models import OverallEvaluation, OverallState, Publication, PublicationItem, PublicationState
from evaluation import clock
from evaluation.models import Body, Cycle, Scope
from evaluation.selectors import register_day
from evaluation.state_sets import values_of
from methodologies.models import Methodology
from schedule.due import book
from schedule.milestones import Milestone
from schedule.working_days import due_at


def register_scopes(cycle: Cycle) -> QuerySet[Scope]:
    """Who is evaluated in the cycle, and in which blocks: the register of the year's last day (A-ROUTE-11). No query."""
    rows = Scope.objects.filter(Scope.valid_on(register_day(cycle.year))).select_related("body")
    return rows.order_by("body__order", "number", "pk")


def scopes_of(cycle: Cycle) -> list[Scope]:
    """The same as a list. One query."""
    return list(register_scopes(cycle))


def current_conclusions(
    cycle: Cycle, bodies: Sequence[Body] | None = None
) -> dict[int, dict[int, Conclusion]]:
    """The conclusions in force: body id → block → conclusion, superseded ones left out; of some bodies, if named.
    One query."""
    found: dict[int, dict[int, Conclusion]] = defaultdict(dict)
    rows = Conclusion.objects.filter(cycle=cycle).exclude(state=ConclusionState.SUPERSEDED)
    if bodies is not None:
        rows = rows.filter(body__in=bodies)
    bulky = ("trace", "content", "methodology__document")
    for conclusion in rows.select_related("lead", "methodology").defer(*bulky):
        found[conclusion.body_id][conclusion.block] = conclusion
    return dict(found)


def current_overalls(
    cycle: Cycle, bodies: Sequence[Body] | None = None, *, with_trace: bool = False
) -> dict[int, OverallEvaluation]:
    """The overall evaluations in force by body id; of some bodies, if named. One query."""
    rows = OverallEvaluation.objects.filter(cycle=cycle).exclude(state=OverallState.SUPERSEDED)
    if bodies is not None:
        rows = rows.filter(body__in=bodies)
    bulky = ("methodology__document",) if with_trace else ("methodology__document", "trace")
    return {overall.body_id: overall for overall in rows.select_related("body", "methodology").defer(*bulky)}


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


def picture(cycle: Cycle, scopes: Sequence[Scope] | None = None) -> list[BodyPicture]:
    """Every evaluated body of the year with its scores, in the register's order, or those of ``scopes`` in theirs. Three
    queries, and one for the register."""
    among: dict[str, Any] = {} if scopes is None else {"body__in": [scope.body_id for scope in scopes]}
    conclusions: dict[int, dict[int, tuple[int, Decimal | None]]] = defaultdict(dict)
    in_force = Conclusion.objects.filter(cycle=cycle).exclude(state=ConclusionState.SUPERSEDED).order_by()
    for pk, body, block, score in in_force.filter(**among).values_list("pk", "body_id", "block", "score"):
        conclusions[body][block] = (pk, score)
    made = OverallEvaluation.objects.exclude(state=OverallState.SUPERSEDED).order_by()
    of_both = made.filter(cycle__year__in=[cycle.year - 1, cycle.year], **among)
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
        **{f"assignment__{field}": bodies for field, bodies in among.items()},
    )
    for body, direction, score in partials.values_list(
        "assignment__body_id", "assignment__direction", "score"
    ):
        if score is not None:
            directions[body][direction] = score
    rows = []
    for scope in scopes_of(cycle) if scopes is None else scopes:
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
    moved = [row.movement for row in rows if row.movement is not None]
    fallen = sum(1 for change in moved if change < 0) if moved else None
    return tally_with(cycle, sum(len(row.blocks) for row in rows), fallen)


def tally_with(cycle: Cycle, expected: int, fallen: int | None) -> Tally:
    """The same where it is known how many conclusions are expected and how many bodies fell. One query, besides the
    deadlines."""
    day = book(cycle.year).last_day(Milestone.CONCLUSIONS)
    with connection.cursor() as cursor:
        cursor.execute(
            _TALLY,
            {
                "cycle": cycle.pk,
                "year": cycle.year,
                "now": clock.now(),
                "due": due_at(day) if day else None,
                "draft": ObjectionState.DRAFT.value,
                "accepted": ObjectionState.ACCEPTED.value,
                "open": values_of(OPEN),
                "superseded": ConclusionState.SUPERSEDED.value,
                "done": RecommendationState.DONE.value,
            },
        )
        [row] = cursor.fetchall()
        found = dict(zip((column.name for column in cursor.description), row, strict=True))
    return Tally(expected=expected, fallen=fallen, **found)


_TALLY: Final = """
    WITH first AS (
        SELECT count(*) AS delivered, count(*) FILTER (
            WHERE %(due)s::timestamptz IS NULL OR received_at < %(due)s::timestamptz) AS in_time
        FROM blocks_conclusion WHERE cycle_id = %(cycle)s AND version = 1 AND received_at IS NOT NULL
    ), objected AS (
        SELECT count(*) FILTER (WHERE o.state <> %(draft)s) AS objections,
            count(*) FILTER (WHERE o.state = %(accepted)s) AS accepted,
            count(*) FILTER (WHERE o.state <> %(draft)s AND o.state = ANY(%(open)s)) AS pending,
            count(*) FILTER (WHERE o.state <> %(draft)s AND o.state = ANY(%(open)s) AND t.due_at <= %(now)s) AS overdue
        FROM appeals_objection o LEFT JOIN schedule_term t ON t.id = o.result_term_id WHERE o.cycle_id = %(cycle)s
    ), given AS (
        SELECT count(*) AS recommendations, count(*) FILTER (WHERE r.outcome = %(done)s) AS carried_out
        FROM blocks_recommendation r JOIN blocks_conclusion c ON c.id = r.conclusion_id
            JOIN evaluation_cycle y ON y.id = c.cycle_id AND y.year = %(year)s - 1
        WHERE c.state <> %(superseded)s
    )
    SELECT first.*, objected.*, given.*,
        (SELECT count(*) FROM schedule_extension WHERE cycle_id = %(cycle)s) AS extensions,
        (SELECT at FROM evaluation_journalentry WHERE year = %(year)s ORDER BY at DESC LIMIT 1) AS last_change
    FROM first, objected, given
"""


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
