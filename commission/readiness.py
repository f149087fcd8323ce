"""How far the overall evaluation of each body is, and what it still waits for (c11, c49)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from blocks.models import Conclusion, ConclusionState
from commission.models import OverallEvaluation, OverallState
from commission.selectors import FINAL_STATES, current_conclusions, scopes_of
from evaluation import rights
from evaluation.models import Body, Cycle, Role, User
from evaluation.selectors import register_day
from evaluation.state_sets import values_of


@dataclass(frozen=True)
class Readiness:
    """One body's way to the overall evaluation. ``mine``: the person who looks makes it (c9)."""

    body: Body
    blocks: tuple[int, ...]
    conclusions: dict[int, Conclusion]
    overall: OverallEvaluation | None
    mine: bool

    @property
    def waiting(self) -> list[int]:
        """The blocks without a final conclusion."""
        return [
            block
            for block in self.blocks
            if block not in self.conclusions or self.conclusions[block].state not in FINAL_STATES
        ]

    @property
    def to_hand_over(self) -> list[int]:
        """The blocks whose final conclusion is not with the working body yet (c49)."""
        return [
            block
            for block in self.blocks
            if block in self.conclusions and self.conclusions[block].state == ConclusionState.FINAL
        ]

    @property
    def stale(self) -> bool:
        """Whether a block's score changed after the overall evaluation was computed."""
        if self.overall is None:
            return False
        counted = self.overall.trace.get("conclusions", {})
        return any(counted.get(str(block)) != one.number for block, one in self.conclusions.items())

    @property
    def submitted(self) -> bool:
        """Whether it is with the working body (c49)."""
        return self.overall is not None and self.overall.state == OverallState.SUBMITTED

    @property
    def computable(self) -> bool:
        """Every conclusion is final and there is something to compute."""
        return not self.waiting and (self.overall is None or self.stale)

    @property
    def submittable(self) -> bool:
        """Whether c49 may follow: computed on the scores of now, every block final and handed over."""
        return (
            self.overall is not None
            and not self.submitted
            and not self.stale
            and not self.waiting
            and not self.to_hand_over
        )

    @property
    def missing(self) -> str:
        """What the next step waits for, in words; empty when it waits for nothing."""
        if self.submitted and not self.stale:
            return ""
        if self.waiting:
            blocks = ", ".join(map(str, self.waiting))
            return _("no final conclusion: block %(blocks)s") % {"blocks": blocks}
        if self.to_hand_over:
            blocks = ", ".join(map(str, self.to_hand_over))
            return _("bring to the working body first: block %(blocks)s") % {"blocks": blocks}
        return ""

    @property
    def cells(self) -> list[dict[str, Any]]:
        """The three blocks in a row: the score, "waiting", or that the block does not apply."""
        return [
            {
                "applies": block in self.blocks,
                "conclusion": self.conclusions.get(block),
                "final": block in self.conclusions and block not in self.waiting,
            }
            for block in (1, 2, 3)
        ]


def readiness(cycle: Cycle, user: User) -> list[Readiness]:
    """Every evaluated body of the year with what it waits for. Three queries besides the standing."""
    conclusions = current_conclusions(cycle)
    overalls = {
        overall.body_id: overall
        for overall in OverallEvaluation.objects.filter(cycle=cycle)
        .exclude(state=OverallState.SUPERSEDED)
        .select_related("body", "cycle", "maker")
    }
    return [
        Readiness(
            scope.body,
            scope.blocks,
            conclusions.get(scope.body_id, {}),
            overalls.get(scope.body_id),
            rights.may(
                user,
                "commission.compute_overallevaluation",
                OverallEvaluation(cycle=cycle, body=scope.body),
            ),
        )
        for scope in scopes_of(cycle)
    ]


@dataclass(frozen=True)
class Counts:
    """How many bodies are evaluated in the year and with the working body, and how many are this person's to compute
    and to bring there: the numbers of ``readiness``."""

    bodies: int
    submitted: int
    computable: int
    submittable: int


def counts(cycle: Cycle, user: User) -> Counts:
    """Counted in the database, for the desk. One query besides the standing.

    Whose an overall evaluation is depends on whether the body is of state planning's house (``is_overall_maker``): each
    body of that house stands for itself, of all others one stands for all when the right is asked.
    """
    house = rights.houses_of_role(rights.standing(user), Role.STATE_PLANNING)
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNTED,
            {
                "cycle": cycle.pk,
                "day": register_day(cycle.year),
                "house": sorted(house),
                "final": values_of(FINAL_STATES),
                "with_planning": ConclusionState.FINAL.value,
                "conclusion_superseded": ConclusionState.SUPERSEDED.value,
                "superseded": OverallState.SUPERSEDED.value,
                "submitted": OverallState.SUBMITTED.value,
            },
        )
        rows = cursor.fetchall()
    mine = [
        (computable, submittable)
        for body, _bodies, _submitted, computable, submittable in rows
        if rights.may(
            user, "commission.compute_overallevaluation", OverallEvaluation(cycle=cycle, body_id=body)
        )
    ]
    return Counts(
        bodies=sum(row[1] for row in rows),
        submitted=sum(row[2] for row in rows),
        computable=sum(one[0] for one in mine),
        submittable=sum(one[1] for one in mine),
    )


_COUNTED = """
    SELECT min(s.body_id), count(*), count(*) FILTER (WHERE o.state = %(submitted)s),
        count(*) FILTER (WHERE has.final AND (o.id IS NULL OR has.stale)),
        count(*) FILTER (WHERE has.final AND o.state <> %(submitted)s AND NOT has.stale AND NOT has.with_planning)
    FROM evaluation_scope s
        LEFT JOIN commission_overallevaluation o
            ON o.cycle_id = %(cycle)s AND o.body_id = s.body_id AND o.state <> %(superseded)s
        LEFT JOIN (
            SELECT c.body_id,
                array_agg(c.block) FILTER (WHERE c.state = ANY(%(final)s)) AS final,
                array_agg(c.block) FILTER (WHERE c.state = %(with_planning)s) AS with_planning,
                bool_or((o.trace #>> ARRAY['conclusions', c.block::text]) IS DISTINCT FROM c.number) AS stale
            FROM blocks_conclusion c LEFT JOIN commission_overallevaluation o
                ON o.cycle_id = %(cycle)s AND o.body_id = c.body_id AND o.state <> %(superseded)s
            WHERE c.cycle_id = %(cycle)s AND c.state <> %(conclusion_superseded)s
            GROUP BY c.body_id
        ) held ON held.body_id = s.body_id
        CROSS JOIN LATERAL (SELECT array_remove(ARRAY[
            CASE WHEN s.block1 THEN 1 END, CASE WHEN s.block2 THEN 2 END, CASE WHEN s.block3 THEN 3 END
        ], NULL)::smallint[] AS blocks) asked
        CROSS JOIN LATERAL (SELECT
            asked.blocks <@ COALESCE(held.final, '{}') AS final,
            asked.blocks && COALESCE(held.with_planning, '{}') AS with_planning,
            COALESCE(held.stale, false) AS stale
        ) has
    WHERE s.valid_from <= %(day)s AND (s.valid_until IS NULL OR s.valid_until >= %(day)s)
    GROUP BY CASE WHEN s.body_id = ANY(%(house)s::bigint[]) THEN s.body_id END
"""
