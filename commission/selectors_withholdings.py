"""What of a body's published results can be withheld at once, what is, and who has the second word (c9.5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from blocks.models import Conclusion
from commission.models import (
    Publication,
    PublicationItem,
    PublicationState,
    Withheld,
    Withholding,
    WithholdingState,
)
from commission.models.withholdings import AWAITS_SECOND, HOLDS
from engine.withholding import is_told_by_others
from evaluation import clock
from evaluation.models import Assignment, Body, Cycle, User
from evaluation.persons import of_person
from evaluation.presentation import name_in
from evaluation.rights import standing
from evaluation.selectors import called

ASKED = (*AWAITS_SECOND, *HOLDS)


@dataclass(frozen=True)
class Target:
    """One thing that is public, as the form names it: "result", "block:2", "file:2", "indicator:2:2.2.1".

    ``name``: of an indicator, in three languages. ``authority``: the id of the body whose result it is.
    ``told_by_others``: an indicator that reads other bodies' figures alone, so that withholding it hides little.
    """

    kind: str
    authority: int
    block: int | None = None
    indicator: str = ""
    name: dict[str, str] | None = None
    told_by_others: bool = False

    @property
    def key(self) -> str:
        """As the form sends it."""
        return ":".join(str(part) for part in (self.kind, self.block, self.indicator) if part)

    def words(self, language: str) -> str:
        """The indicator's code and name."""
        return f"{self.indicator} {name_in(self.name or {}, language)}".strip()


def public_item(cycle: Cycle, body: Body) -> PublicationItem | None:
    """The body's results as they are public; None where none are, or they are withheld already. One query."""
    rows = PublicationItem.objects.filter(
        publication__cycle=cycle,
        publication__state=PublicationState.PUBLISHED,
        overall__body=body,
        withheld=False,
    )
    return rows.select_related("overall").first()


def targets_of(cycle: Cycle, body: Body) -> list[Target]:
    """Everything of the body's year that the public reads: the whole first, then block by block. Three queries."""
    item = public_item(cycle, body)
    if item is None:
        return []
    numbers = item.overall.trace.get("conclusions", {}).values()
    conclusions = Conclusion.objects.filter(cycle=cycle, body=body, number__in=numbers)
    evaluators = dict(
        Assignment.objects.filter(cycle=cycle, body=body).values_list("direction", "evaluator_id")
    )
    found = [Target(Withheld.RESULT, item.overall.maker_id)]
    for conclusion in conclusions.order_by("block").defer("content"):
        lead, block = conclusion.lead_id, conclusion.block
        found += [Target(Withheld.BLOCK, lead, block), Target(Withheld.FILE, lead, block)]
        for direction in conclusion.trace.get("directions", ()):
            authority = evaluators.get(direction["code"], lead)
            found += [
                Target(Withheld.INDICATOR, authority, block, one["code"], one["name"], is_told_by_others(one))
                for criterion in direction["criteria"]
                for one in criterion["indicators"]
            ]
    return found


def is_told_elsewhere(withholding: Withholding) -> bool:
    """Whether it is an indicator that anybody computes from other bodies' figures alone. Three queries, for one."""
    if withholding.kind != Withheld.INDICATOR:
        return False
    meant = (withholding.block, withholding.indicator)
    targets = targets_of(withholding.cycle, withholding.body)
    return any(one.told_by_others for one in targets if (one.block, one.indicator) == meant)


def published_bodies(cycle: Cycle, words: str = "") -> QuerySet[Body]:
    """The bodies whose results of the year are public, in the register's order; with ``words``, those so called."""
    items = PublicationItem.objects.filter(
        publication__cycle=cycle, publication__state=PublicationState.PUBLISHED, withheld=False
    )
    bodies = Body.objects.filter(pk__in=items.values("overall__body"))
    return called(bodies, words).order_by("order", "slug")


def withholdings_of(cycle: Cycle, authorities: Iterable[int] | None) -> QuerySet[Withholding]:
    """Those of the year, of all authorities or of these, the latest first."""
    rows = Withholding.objects.filter(cycle=cycle)
    if authorities is not None:
        rows = rows.filter(authority__in=authorities)
    return rows.select_related("cycle", "body", "authority", "asked_by", "confirmed_by")


def in_effect_now() -> QuerySet[Withholding]:
    """What the public reads a note in the place of, today."""
    return Withholding.objects.filter(Withholding.in_effect(clock.today()))


def same_target(cycle: Cycle, body: Body, target: Target) -> Withholding | None:
    """Another one of the very same that is asked for, or in effect today. One query."""
    rows = Withholding.objects.filter(
        cycle=cycle, body=body, kind=target.kind, block=target.block, indicator=target.indicator
    )
    today = clock.today()
    rows = rows.filter(state__in=ASKED).exclude(until__lt=today)
    return rows.first()


def awaiting_word_of(user: User, authorities: Iterable[int] | None) -> QuerySet[Withholding]:
    """What waits for the word of this person, who did not ask for it and has no tie to the body: of all authorities,
    or of these."""
    rows = Withholding.objects.filter(state__in=AWAITS_SECOND).exclude(
        state=WithholdingState.ASKED, until__lt=clock.today()
    )
    rows = rows.exclude(of_person("asked_by", user), state=WithholdingState.ASKED)
    rows = rows.exclude(of_person("lift_asked_by", user), state=WithholdingState.LIFTING)
    rows = rows.exclude(body__in=standing(user).tied)
    if authorities is not None:
        rows = rows.filter(authority__in=authorities)
    return rows.select_related("cycle", "body").order_by("asked_at", "pk")


def latest_published_year() -> int | None:
    """The latest year with public results. One query."""
    rows = Publication.objects.filter(state=PublicationState.PUBLISHED)
    return rows.order_by("-cycle__year").values_list("cycle__year", flat=True).first()


def over_since(day: Any) -> QuerySet[Withholding]:
    """Those whose term ended before ``day`` while they were in effect."""
    return Withholding.objects.filter(state__in=HOLDS, until__lt=day).select_related(
        "cycle", "body", "authority"
    )
