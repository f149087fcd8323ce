"""What the authorised bodies owe after the reports: partial conclusions, conclusions, and their way on (c46, c49)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from blocks.models import Conclusion, ConclusionState, PartialConclusion
from evaluation import clock
from evaluation.models import JournalEntry, Office, Role, RoleHolder
from evaluation.routing_words import DIRECTION_NAMES
from schedule.due import MILESTONE_CLAUSES, DeadlineBook
from schedule.duty_book import Duty, Seat
from schedule.milestones import Milestone
from schedule.selectors import read_book
from schedule.working_days import due_at


@dataclass(frozen=True)
class _Place:
    """One body in one block, with the lead of the block for it; ``anchor`` is its first partial conclusion's id."""

    anchor: int
    body: Any
    block: int
    lead: int


def conclusion_duties(year: int) -> Iterator[Duty]:
    """The duties of the authorised bodies in reporting year ``year``; none while no schedule is approved.

    A conclusion is owed before its row exists, so each is known by the body's first partial conclusion of that
    block. Six queries.
    """
    book = read_book(year)
    if not book.dates:
        return
    partials = list(
        PartialConclusion.objects.filter(assignment__cycle__year=year)
        .select_related("assignment__body")
        .defer("assignment__body__name_kk", "assignment__body__name_ru", "assignment__body__name_en")
        .order_by("id")
    )
    planning = RoleHolder.objects.filter(
        RoleHolder.valid_on(clock.today()), role=Role.STATE_PLANNING
    ).values_list("body_id", flat=True)
    holder = planning.first()
    for partial in partials:
        yield from _partial(partial, year, book)
    places = {(p.body_id, p.block): _Place(p.pk, p.body, p.block, p.lead_id) for p in reversed(partials)}
    conclusions: dict[tuple[int, int], list[Conclusion]] = {}
    fields = ("id", "body_id", "block", "version", "state", "received_at", "recounted")
    for conclusion in Conclusion.objects.filter(cycle__year=year).only(*fields).order_by("version"):
        conclusions.setdefault((conclusion.body_id, conclusion.block), []).append(conclusion)
    acts = JournalEntry.objects.filter(year=year, act__in=["conclusion.finalise", "conclusion.hand_over"])
    done = {(act, pk): at for act, pk, at in acts.values_list("act", "object_id", "at")}
    for key, place in places.items():
        yield from _conclusion(place, conclusions.get(key, []), done, year, book, holder)


def _partial(partial: PartialConclusion, year: int, book: DeadlineBook) -> Iterator[Duty]:
    day = book.last_day(Milestone.CONCLUSIONS, partial.block, partial.evaluator_id)
    if day is None:
        return
    yield Duty(
        kind="partial.deliver",
        object_type="blocks.partialconclusion",
        object_id=partial.pk,
        year=year,
        title=format_lazy(
            "{} · {} · {} {}",
            _("partial conclusion"),
            partial.body.short_name,
            partial.direction,
            DIRECTION_NAMES[partial.direction],
        ),
        clause=MILESTONE_CLAUSES[Milestone.CONCLUSIONS],
        due_at=due_at(day),
        holder_id=partial.evaluator_id,
        about_id=partial.body_id,
        path=f"desk/scoring/{partial.pk}/",
        seats=((Office.EVALUATOR, partial.evaluator_id), (Office.APPROVER, partial.evaluator_id)),
        superiors=((Office.FIRST_HEAD, partial.evaluator_id),),
        done_at=partial.delivered_at,
    )


def _conclusion(
    place: _Place,
    versions: list[Conclusion],
    done: dict[tuple[str, int], datetime],
    year: int,
    book: DeadlineBook,
    planning: int | None,
) -> Iterator[Duty]:
    """Delivery to the body (c7.2), the final conclusion to state planning (c7.3), its way to the working body (c7.4).

    What an earlier version did in time is done: one counted again with late figures is bound by no milestone
    (A-SCORE-2), so it owes nothing by that day.
    """
    first = versions[0] if versions else None
    current = next((v for v in versions if v.state != ConclusionState.SUPERSEDED), None)
    page = f"desk/conclusions/{current.pk}/" if current else "desk/"
    lead: tuple[Seat, ...] = ((Office.EVALUATOR, place.lead), (Office.APPROVER, place.lead))
    heads: tuple[Seat, ...] = ((Office.FIRST_HEAD, place.lead),)
    steps: list[
        tuple[str, Milestone, Any, int | None, tuple[Seat, ...], tuple[Seat, ...], datetime | None]
    ] = [
        (
            "conclusion.deliver",
            Milestone.CONCLUSIONS,
            _("conclusion to the body"),
            place.lead,
            lead,
            heads,
            first.received_at if first else None,
        ),
        (
            "conclusion.finalise",
            Milestone.AFTER_APPEALS,
            _("conclusion after appeals to state planning"),
            place.lead,
            lead,
            heads,
            _first_done("conclusion.finalise", versions, done),
        ),
        (
            "conclusion.hand_over",
            Milestone.BLOCK_CONCLUSIONS,
            _("block conclusion to the working body"),
            planning,
            ((Office.COORDINATOR, planning),) if planning else (),
            ((Office.FIRST_HEAD, planning),) if planning else (),
            _first_done("conclusion.hand_over", versions, done),
        ),
    ]
    for kind, milestone, said, owes, seats, superiors, done_at in steps:
        day = book.last_day(milestone, place.block, owes)
        if day is None or owes is None:
            continue
        if current is not None and current.recounted and done_at is None:
            continue
        yield Duty(
            kind=kind,
            object_type="blocks.partialconclusion",
            object_id=place.anchor,
            year=year,
            title=format_lazy("{} · {} · {} {}", said, place.body.short_name, _("block"), place.block),
            clause=MILESTONE_CLAUSES[milestone],
            due_at=due_at(day),
            holder_id=owes,
            about_id=place.body.pk,
            path=page,
            seats=seats,
            superiors=superiors,
            milestone=milestone,
            block=place.block,
            done_at=done_at,
        )


def _first_done(
    act: str, versions: list[Conclusion], done: dict[tuple[str, int], datetime]
) -> datetime | None:
    """When the first of the versions was brought on its way by this act."""
    return min((done[act, one.pk] for one in versions if (act, one.pk) in done), default=None)
