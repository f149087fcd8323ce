"""What the frame of every page shows of a person and of the year. Reads; each answer costs one query at most."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from evaluation import clock
from evaluation.by_edition import of_course
from evaluation.models import Cycle, Membership, Office

#: Whose line stands in the page's corner when a person holds several offices: the one that answers for most.
_FOREMOST = (
    Office.HEAD_OF_ADMINISTRATION,
    Office.FIRST_HEAD,
    Office.WORKING_BODY,
    Office.APPROVER,
    Office.COORDINATOR,
    Office.METHODOLOGIST,
    Office.EVALUATOR,
    Office.PREPARER,
)


def offices_of(user: Any) -> list[Membership]:
    """The person's offices of today with their bodies, the foremost first; read once per person object."""
    kept = user.__dict__.get("_offices_of_today")
    if kept is None:
        rank = {office.value: place for place, office in enumerate(_FOREMOST)}
        found = Membership.objects.filter(Membership.valid_on(clock.today()), user_id=user.pk)
        kept = sorted(
            found.select_related("body"),
            key=lambda one: (rank.get(one.office, len(rank)), one.office, one.body.order),
        )
        user.__dict__["_offices_of_today"] = kept
    return list(kept)


def main_office(user: Any) -> Membership | None:
    """The office that stands beside the person's name; None for an account without an office today."""
    held = offices_of(user)
    return held[0] if held else None


_cycles_at_hand: ContextVar[list[list[Cycle]] | None] = ContextVar("cycles_at_hand", default=None)


@contextmanager
def cycles_at_hand() -> Iterator[None]:
    """Read the years of the evaluation once while a page is made."""
    token = _cycles_at_hand.set([])
    try:
        yield
    finally:
        _cycles_at_hand.reset(token)


def cycles() -> list[Cycle]:
    """Every year of the evaluation, the latest first: those at hand, or read now. One query."""
    kept = _cycles_at_hand.get()
    if kept:
        return kept[0]
    found = of_course("cycles", lambda: list(Cycle.objects.order_by("-year")))
    if kept is not None:
        kept.append(found)
    return found


def is_open(year: int) -> bool:
    """Whether the year's evaluation was opened."""
    return any(cycle.year == year and cycle.opened_at is not None for cycle in cycles())


def current_cycle() -> Cycle | None:
    """The evaluation under way: of the calendar year before today's (c6, c40), else the latest one before it."""
    last_year, found = clock.today().year - 1, cycles()
    return next((cycle for cycle in found if cycle.year <= last_year), found[-1] if found else None)
