"""What the pages of conclusions read: the list with deadlines, what can be drawn up, versions. Fixed numbers of queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from blocks.models import Conclusion, ConclusionFile, ConclusionState, Language, PartialState
from blocks.models.conclusions import (
    AFTER_APPEALS_DUE,
    BLOCK_CONCLUSIONS_DUE,
    DELIVERY_DUE,
    TONES,
    UNAPPROVED,
)
from blocks.rights import visible_conclusions
from evaluation import rights
from evaluation.models import Assignment, Office, User
from schedule.due import ByMilestone, deadlines_at_hand

#: What bounds the next step of a conclusion in each state; nothing after the working body has it.
NEXT_DUE: dict[str, ByMilestone] = {
    ConclusionState.DRAFT: DELIVERY_DUE,
    ConclusionState.RETURNED: DELIVERY_DUE,
    ConclusionState.APPROVED: DELIVERY_DUE,
    ConclusionState.DELIVERED: AFTER_APPEALS_DUE,
    ConclusionState.FINAL: BLOCK_CONCLUSIONS_DUE,
}


@dataclass(frozen=True)
class ConclusionLine:
    """A conclusion in a list, with the last day of its next step (None: no next step, or no schedule)."""

    conclusion: Conclusion
    tone: str
    last_day: date | None

    @property
    def draft(self) -> bool:
        """Whether the score is computed and nobody has approved it."""
        return self.conclusion.state in UNAPPROVED


@dataclass(frozen=True)
class ToDrawUp:
    """A block of a body without a conclusion: how many of its partial conclusions are in."""

    body_id: int
    body_name: str
    block: int
    year: int
    arrived: int
    total: int

    @property
    def ready(self) -> bool:
        """Whether every direction's partial conclusion has reached the lead (c32, c38)."""
        return self.arrived == self.total


def seen_conclusions(user: User) -> QuerySet[Conclusion]:
    """The conclusions that the person may open, without their long texts, with what a list names."""
    return (
        visible_conclusions(user)
        .select_related("cycle", "body", "lead", "objection_term")
        .defer("trace", "content")
    )


def conclusion_years(user: User) -> list[int]:
    """The reporting years of which the person sees conclusions, or is to draw some up; latest first."""
    years = set(visible_conclusions(user).values_list("cycle__year", flat=True).distinct())
    return sorted(years | set(_led(user).values_list("cycle__year", flat=True).distinct()), reverse=True)


def lines_of(conclusions: Sequence[Conclusion]) -> list[ConclusionLine]:
    """The lines of a list. Two queries for each year."""
    with deadlines_at_hand():
        return [
            ConclusionLine(
                one,
                TONES[ConclusionState(one.state)],
                NEXT_DUE[one.state].last_day(one) if one.state in NEXT_DUE else None,
            )
            for one in conclusions
        ]


def _led(user: User) -> QuerySet[Assignment]:
    """What the person's authorities lead, without the bodies to which the person has a tie (c9.2)."""
    standing = rights.standing(user)
    led = Assignment.objects.filter(lead_id__in=standing.bodies(Office.EVALUATOR))
    return led.exclude(body_id__in=standing.tied)


def to_draw_up(user: User, year: int) -> list[ToDrawUp]:
    """The blocks that the person's authority leads and has not drawn up yet, the complete ones first. One query."""
    standing = Conclusion.objects.filter(
        cycle=OuterRef("cycle"), body=OuterRef("body"), block=OuterRef("block")
    )
    rows = (
        _led(user)
        .filter(~Exists(standing), cycle__year=year)
        .values("body_id", "body__short_name_ru", "body__short_name_kk", "body__short_name_en", "block")
        .annotate(total=Count("id"), arrived=Count("id", filter=Q(partial__state=PartialState.DELIVERED)))
        .order_by("block", "body_id")
    )
    found = [
        ToDrawUp(row["body_id"], _short(row), row["block"], year, row["arrived"], row["total"])
        for row in rows
    ]
    return sorted(found, key=lambda one: not one.ready)


def _short(row: Mapping[str, Any]) -> str:
    code = (get_language() or "kk")[:2]
    return str(row.get(f"body__short_name_{code}") or row["body__short_name_ru"])


def versions_of(conclusion: Conclusion) -> list[Conclusion]:
    """All versions of the conclusion that were ever in force, the newest first, with their traces. One query."""
    return list(
        Conclusion.objects.filter(
            cycle_id=conclusion.cycle_id, body_id=conclusion.body_id, block=conclusion.block
        ).order_by("-version")
    )


def files_of(conclusion: Conclusion) -> list[ConclusionFile]:
    """The files in the order of the languages: Kazakh first."""
    return sorted(conclusion.files.all(), key=lambda file: Language.values.index(file.language))
