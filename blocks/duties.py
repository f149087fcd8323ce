"""What the authorised bodies owe after the reports: partial conclusions, conclusions, and their way on (c46, c49)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from blocks.models import Conclusion, ConclusionState, PartialConclusion
from evaluation.models import JournalEntry, Office, Role
from evaluation.role_holders import holder_id
from evaluation.routing_words import DIRECTION_NAMES
from schedule.due import MILESTONE_CLAUSES, DeadlineBook, book
from schedule.duty_book import Duty, Seat
from schedule.duty_rows import NONE, Name, Query, Rows, due_sql, held_by, one_due
from schedule.milestones import Milestone
from schedule.working_days import due_at

PARTIAL = "partial.deliver"
#: What a block's conclusion owes, by its milestone.
STEPS = {
    "conclusion.deliver": Milestone.CONCLUSIONS,
    "conclusion.finalise": Milestone.AFTER_APPEALS,
    "conclusion.hand_over": Milestone.BLOCK_CONCLUSIONS,
}


@dataclass(frozen=True)
class _Place:
    """One body in one block, with the lead of the block for it; ``anchor`` is its first partial conclusion's id."""

    anchor: int
    body: Any
    block: int
    lead: int


def conclusion_duties(year: int, only: Collection[Name] | None = None) -> Iterator[Duty]:
    """The duties of the authorised bodies in reporting year ``year``, or those named; none while no schedule is approved.

    A conclusion is owed before its row exists, so each is known by the body's first partial conclusion of that
    block. Six queries.
    """
    deadlines = book(year)
    if not deadlines.dates:
        return
    found = (
        PartialConclusion.objects.filter(assignment__cycle__year=year)
        .select_related("assignment__body")
        .defer("assignment__body__name_kk", "assignment__body__name_ru", "assignment__body__name_en")
        .order_by("id")
    )
    if only is not None:
        found = found.filter(pk__in=[pk for kind, pk in only if kind == PARTIAL or kind in STEPS] or NONE)
    partials = list(found)
    planning = holder_id(Role.STATE_PLANNING)
    for partial in partials:
        yield from _partial(partial, year, deadlines)
    places = {(p.body_id, p.block): _Place(p.pk, p.body, p.block, p.lead_id) for p in reversed(partials)}
    conclusions: dict[tuple[int, int], list[Conclusion]] = {}
    fields = ("id", "body_id", "block", "version", "state", "received_at", "recounted")
    versions = Conclusion.objects.filter(cycle__year=year).only(*fields).order_by("version")
    acts = JournalEntry.objects.filter(year=year, act__in=["conclusion.finalise", "conclusion.hand_over"])
    if only is not None:
        versions = versions.filter(body_id__in={body for body, _block in places} or NONE)
    for conclusion in versions:
        conclusions.setdefault((conclusion.body_id, conclusion.block), []).append(conclusion)
    if only is not None:
        acts = acts.filter(object_id__in=[one.pk for those in conclusions.values() for one in those] or NONE)
    done = {(act, pk): at for act, pk, at in acts.values_list("act", "object_id", "at")}
    for key, place in places.items():
        yield from _conclusion(place, conclusions.get(key, []), done, year, deadlines, planning)


def _partial(partial: PartialConclusion, year: int, deadlines: DeadlineBook) -> Iterator[Duty]:
    day = deadlines.last_day(Milestone.CONCLUSIONS, partial.block, partial.evaluator_id)
    if day is None:
        return
    yield Duty(
        kind=PARTIAL,
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
    deadlines: DeadlineBook,
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
        day = deadlines.last_day(milestone, place.block, owes)
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


def _query(year: int) -> Query | None:
    """The same as rows. A block's directions have one lead, which drew up its conclusions, the first of them version 1."""
    deadlines = book(year)
    if not deadlines.dates:
        return None
    lead = f"ARRAY['{Office.EVALUATOR.value}:' || %s, '{Office.APPROVER.value}:' || %s]"
    head = f"ARRAY['{Office.FIRST_HEAD.value}:' || %s]"
    # a term that is one for all stands beside the step, so that a step that nobody is late with reads no row
    one_for_all = {kind: one_due(deadlines, milestone) for kind, milestone in STEPS.items()}
    steps = ", ".join(
        f"('{kind}', '{milestone.value}', {one_for_all[kind] or 'NULL::timestamptz'})"
        for kind, milestone in STEPS.items()
    )
    whens = " ".join(
        f"WHEN '{kind}' THEN {due_sql(deadlines, milestone, 'place.block', 'owes.holder')}"
        for kind, milestone in STEPS.items()
        if one_for_all[kind] is None
    )
    due = f"CASE step.kind {whens} ELSE step.due END" if whens else "step.due"
    done = """CASE step.kind WHEN 'conclusion.deliver' THEN v.received_at
                WHEN 'conclusion.finalise' THEN v.finalised_at ELSE v.handed_over_at END"""
    # a block's steps are its lead's, and the last of each state planning's
    all_held = held_by("%(blocks_planning)s::bigint")
    of_partial = due_sql(deadlines, Milestone.CONCLUSIONS, "a.block", "a.evaluator_id")
    return Query(
        f"""
        SELECT '{PARTIAL}', p.id, a.evaluator_id, NULL, NULL, {of_partial}, p.delivered_at, false,
            {lead % ("a.evaluator_id", "a.evaluator_id")}, {head % "a.evaluator_id"}
        FROM blocks_partialconclusion p JOIN evaluation_assignment a ON a.id = p.assignment_id
            JOIN evaluation_cycle c ON c.id = a.cycle_id AND c.year = %(blocks_year)s
        WHERE {of_partial} IS NOT NULL AND {held_by("a.evaluator_id")}
        UNION ALL
        SELECT step.kind, place.anchor, owes.holder, step.milestone, place.block, {due}, {done}, false,
            CASE WHEN step.kind = 'conclusion.hand_over'
                THEN ARRAY['{Office.COORDINATOR.value}:' || owes.holder] ELSE {lead % ("owes.holder", "owes.holder")} END,
            {head % "owes.holder"}
        FROM (
            SELECT a.body_id, a.block, min(p.id) AS anchor, min(a.lead_id) AS lead_id
            FROM blocks_partialconclusion p JOIN evaluation_assignment a ON a.id = p.assignment_id
                JOIN evaluation_cycle c ON c.id = a.cycle_id AND c.year = %(blocks_year)s
            WHERE {held_by("a.lead_id")} OR {all_held}
            GROUP BY a.body_id, a.block
        ) place
        LEFT JOIN (
            SELECT c.body_id, c.block, max(c.received_at) FILTER (WHERE c.version = 1) AS received_at,
                bool_or(c.state <> '{ConclusionState.SUPERSEDED.value}' AND c.recounted <> '[]') AS recounted,
                min(j.at) FILTER (WHERE j.act = 'conclusion.finalise') AS finalised_at,
                min(j.at) FILTER (WHERE j.act = 'conclusion.hand_over') AS handed_over_at
            FROM blocks_conclusion c JOIN evaluation_cycle y ON y.id = c.cycle_id AND y.year = %(blocks_year)s
                LEFT JOIN evaluation_journalentry j ON j.year = y.year AND j.object_id = c.id
                    AND j.act IN ('conclusion.finalise', 'conclusion.hand_over')
            WHERE {all_held} OR (c.body_id, c.block) IN (SELECT a.body_id, a.block FROM evaluation_assignment a
                JOIN evaluation_cycle y ON y.id = a.cycle_id AND y.year = %(blocks_year)s WHERE {held_by("a.lead_id")})
            GROUP BY c.body_id, c.block
        ) v ON v.body_id = place.body_id AND v.block = place.block
        CROSS JOIN (VALUES {steps}) AS step (kind, milestone, due)
        CROSS JOIN LATERAL (SELECT CASE step.kind WHEN 'conclusion.hand_over' THEN %(blocks_planning)s::bigint
            ELSE place.lead_id END AS holder) owes
        WHERE {due} IS NOT NULL AND owes.holder IS NOT NULL
            AND NOT (COALESCE(v.recounted, false) AND {done} IS NULL)
        """,
        {"blocks_year": year, "blocks_planning": holder_id(Role.STATE_PLANNING)},
    )


ROWS = Rows(_query, conclusion_duties)
