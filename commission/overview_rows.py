"""The overview's table asked of the database: the order of its rows, the spread of its scores; only a page's rows are read.

``commission/overview.py`` says the same of rows that were read, for the file of the whole table;
``tests/commission/test_overview_rows.py`` holds both together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from django.db.models import ExpressionWrapper, OrderBy, OuterRef, QuerySet, Subquery
from django.db.models.fields import DecimalField

from blocks.models import PartialConclusion
from blocks.models.scores import MARKS_STAND
from commission.heatmap import COLOURS, EDGES, SPREAD_OF
from commission.models import OverallEvaluation, OverallState
from commission.selectors import register_scopes
from evaluation.models import Cycle, Scope
from evaluation.models.bodies import LOCAL_KINDS
from evaluation.names import ByReadersName
from evaluation.routing import DIRECTIONS
from evaluation.selectors import register_day
from evaluation.state_sets import values_of


def scopes_in_order(cycle: Cycle, kind: str, sort: str) -> QuerySet[Scope]:
    """Who stands in the table, in the order asked for (``overview.ordered``). No query."""
    rows = register_scopes(cycle)
    if kind in ("central", "local"):
        local = {"body__kind__in": LOCAL_KINDS}
        rows = rows.filter(**local) if kind == "local" else rows.exclude(**local)
    key, descending = sort.removeprefix("-"), sort.startswith("-")
    by = _sorted_by(cycle, key)
    if by is not None:
        rows = rows.order_by(
            OrderBy(by, descending=descending, nulls_last=True), "body__order", "number", "pk"
        )
    return rows


def _sorted_by(cycle: Cycle, key: str) -> Any:
    if key == "name":
        return ByReadersName("body__short_name")
    if key in DIRECTIONS:
        partials = PartialConclusion.objects.filter(
            assignment__cycle=cycle,
            assignment__body=OuterRef("body"),
            assignment__direction=key,
            state__in=MARKS_STAND,
        )
        return Subquery(partials.order_by().values("score")[:1])
    now, before = (_overall(year) for year in (cycle.year, cycle.year - 1))
    if key == "movement":
        return ExpressionWrapper(now - before, output_field=DecimalField())
    return now if key == "overall" else None


def _overall(year: int) -> Subquery:
    made = OverallEvaluation.objects.filter(cycle__year=year, body=OuterRef("body"))
    return Subquery(made.exclude(state=OverallState.SUPERSEDED).order_by().values("score")[:1])


@dataclass(frozen=True)
class Numbers:
    """Of the whole table: the heat's edges and the ends of its scores, blocks that a conclusion is expected on, and how
    many overall evaluations fell since the year before (None: none of both years)."""

    edges: Sequence[Decimal]
    lowest: Decimal | None
    highest: Decimal | None
    expected: int
    fallen: int | None


def numbers(cycle: Cycle, kind: str) -> Numbers:
    """The edges and ends are those of the bodies of ``kind``, the rest of all bodies. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            _NUMBERS,
            {
                "cycle": cycle.pk,
                "year": cycle.year,
                "day": register_day(cycle.year),
                "local": {"central": [False], "local": [True]}.get(kind, [False, True]),
                "local_kinds": [str(one) for one in LOCAL_KINDS],
                "directions": list(DIRECTIONS),
                "stand": values_of(MARKS_STAND),
                "superseded": OverallState.SUPERSEDED.value,
                "steps": len(COLOURS),
            },
        )
        [(count, lowest, highest, edges, expected, moved, fallen)] = cursor.fetchall()
    spread = count >= SPREAD_OF and lowest != highest
    return Numbers(edges if spread else EDGES, lowest, highest, expected, fallen if moved else None)


_NUMBERS: Final = """
    WITH evaluated AS (
        SELECT s.body_id, b.kind = ANY(%(local_kinds)s) AS local,
            s.block1::int + s.block2::int + s.block3::int AS blocks
        FROM evaluation_scope s JOIN evaluation_body b ON b.id = s.body_id
        WHERE s.valid_from <= %(day)s AND (s.valid_until IS NULL OR s.valid_until >= %(day)s)
    ), shown AS (
        SELECT p.score, row_number() OVER (ORDER BY p.score) - 1 AS place, count(*) OVER () AS of_all
        FROM blocks_partialconclusion p JOIN evaluation_assignment a ON a.id = p.assignment_id
            JOIN evaluated e ON e.body_id = a.body_id AND e.local = ANY(%(local)s)
        WHERE a.cycle_id = %(cycle)s AND p.score IS NOT NULL AND p.state = ANY(%(stand)s)
            AND a.direction = ANY(%(directions)s)
    ), ends AS (
        SELECT COALESCE(max(of_all), 0) AS of_all, min(score) AS lowest, max(score) AS highest FROM shown
    ), moves AS (
        SELECT count(*) AS moved, count(*) FILTER (WHERE now.score < before.score) AS fallen
        FROM commission_overallevaluation now
            JOIN evaluated e ON e.body_id = now.body_id
            JOIN commission_overallevaluation before ON before.body_id = now.body_id AND before.state <> %(superseded)s
            JOIN evaluation_cycle c ON c.id = before.cycle_id AND c.year = %(year)s - 1
        WHERE now.cycle_id = %(cycle)s AND now.state <> %(superseded)s
    )
    SELECT ends.of_all, ends.lowest, ends.highest,
        ARRAY(
            SELECT shown.score FROM generate_series(1, %(steps)s - 1) AS edge
                JOIN shown ON shown.place = shown.of_all * edge / %(steps)s ORDER BY edge
        ),
        (SELECT COALESCE(sum(blocks), 0) FROM evaluated), moves.moved, moves.fallen
    FROM ends, moves
"""
