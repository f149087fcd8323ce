"""How far the overall evaluation of each body is, and what it still waits for (c11, c49)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from blocks.models import Conclusion, ConclusionState
from commission.models import OverallEvaluation, OverallState
from commission.selectors import FINAL_STATES, current_conclusions, scopes_of
from evaluation import rights
from evaluation.models import Body, Cycle, User


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
