"""Whose turn it is in conclusions: the blocks' leads, state planning, the bodies (c46, c47, c49, c57)."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blocks.desk.cards import cards, grouped
from blocks.models import Conclusion, ConclusionState, PartialConclusion, PartialState
from blocks.selectors.second_person import conclusions_to_approve
from evaluation import clock
from evaluation.desk import Turn
from evaluation.models import Office, Role, User
from evaluation.rights import standing
from schedule.milestones import Milestone


def waiting(user: User) -> tuple[QuerySet[Any], ...]:
    """Of the list of conclusions: what waits for the person, but for drafts to be approved (their own list). No query."""
    held = standing(user)
    authors, approvers, tied = held.bodies(Office.EVALUATOR), held.bodies(Office.APPROVER), held.tied
    over = Q(state=ConclusionState.DELIVERED) & _term_is_over()
    of_lead = Q(lead_id__in=authors, state=ConclusionState.RETURNED)
    of_lead |= Q(lead_id__in=approvers) & (Q(state=ConclusionState.APPROVED) | over)
    mine = of_lead & ~Q(body_id__in=tied)
    mine |= _received(held.bodies(Office.PREPARER, Office.FIRST_HEAD))
    if held.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR):
        mine |= Q(state=ConclusionState.FINAL)
    return Conclusion.objects.filter(mine), _complete(authors, tied)


def _term_is_over() -> Q:
    return Q(objection_term__isnull=True) | Q(objection_term__due_at__lte=clock.now())


def _received(bodies: frozenset[int]) -> Q:
    return Q(body_id__in=bodies, state=ConclusionState.DELIVERED, objection_term__due_at__gt=clock.now())


def _complete(bodies: frozenset[int], tied: frozenset[int]) -> QuerySet[PartialConclusion]:
    """The first direction of each block whose partial conclusions are all in and whose conclusion is not drawn up."""
    keys = ("cycle", "body", "block")
    others = PartialConclusion.objects.filter(
        **{f"assignment__{key}": OuterRef(f"assignment__{key}") for key in keys}
    )
    drawn_up = Conclusion.objects.filter(**{key: OuterRef(f"assignment__{key}") for key in keys})
    first = others.filter(pk__lt=OuterRef("pk"))
    return (
        PartialConclusion.objects.filter(assignment__lead_id__in=bodies)
        .exclude(assignment__body_id__in=tied)
        .filter(~Exists(others.exclude(state=PartialState.DELIVERED)))
        .filter(~Exists(drawn_up))
        .filter(~Exists(first))
    )


def to_draw_up(bodies: frozenset[int], tied: frozenset[int]) -> list[Turn]:
    """Blocks whose partial conclusions are all in and whose conclusion is not drawn up. One query."""
    return cards(
        grouped(_complete(bodies, tied), "delivered_at"),
        Milestone.CONCLUSIONS,
        lambda count, year: (
            ngettext(
                "Draw up %(count)s conclusion for %(year)s",
                "Draw up %(count)s conclusions for %(year)s",
                count,
            )
            % {"count": count, "year": year}
        ),
        _("All partial conclusions are in."),
        "c32 c38 c47",
        lambda year, _rows: f"{reverse('conclusions')}?year={year}#draw-up",
        _("Open the list"),
    )


def returned_conclusions(bodies: frozenset[int], tied: frozenset[int]) -> list[Turn]:
    """Draft conclusions that the approver returned to their author, until they are sent again. One query."""
    back = Conclusion.objects.filter(lead_id__in=bodies, state=ConclusionState.RETURNED)
    back = back.exclude(body_id__in=tied)
    return cards(
        grouped(back, "created_at"),
        Milestone.CONCLUSIONS,
        lambda count, year: (
            ngettext(
                "Returned conclusions: %(count)s for %(year)s",
                "Returned conclusions: %(count)s for %(year)s",
                count,
            )
            % {"count": count, "year": year}
        ),
        _("The approver asks for changes; the remark stands on the page of each."),
        "c46 c47",
        lambda year, rows: _conclusions(year, ConclusionState.RETURNED, rows),
        _("Open the returned conclusions"),
        "refused",
    )


def conclusions_of_lead(user: User, bodies: frozenset[int]) -> list[Turn]:
    """The lead's approver: approve, deliver, and send on after the objections' term."""
    led = Conclusion.objects.filter(lead_id__in=bodies).exclude(body_id__in=standing(user).tied)
    steps = (
        (
            ConclusionState.DRAFT,
            conclusions_to_approve(user, led.filter(state=ConclusionState.DRAFT)),
            "created_at",
            Milestone.CONCLUSIONS,
            lambda count: ngettext("Approve %(count)s conclusion", "Approve %(count)s conclusions", count),
            _("Its score and text no longer change after that."),
            "c46 c47",
        ),
        (
            ConclusionState.APPROVED,
            led.filter(state=ConclusionState.APPROVED),
            "approved_at",
            Milestone.CONCLUSIONS,
            lambda count: ngettext(
                "Deliver %(count)s conclusion to its body",
                "Deliver %(count)s conclusions to their bodies",
                count,
            ),
            _("The moment of receipt starts the five working days for objections."),
            "c46 c57",
        ),
        (
            ConclusionState.DELIVERED,
            led.filter(_term_is_over(), state=ConclusionState.DELIVERED),
            "received_at",
            Milestone.AFTER_APPEALS,
            lambda count: ngettext(
                "Send %(count)s final conclusion to state planning",
                "Send %(count)s final conclusions to state planning",
                count,
            ),
            _("The term for objections has passed. Those with an open objection wait for its result."),
            "c46 c60",
        ),
    )
    found = []
    for state, records, since, milestone, say, text, clause in steps:
        found += cards(
            grouped(records, since),
            milestone,
            lambda count, year, say=say: f"{say(count) % {'count': count}} · {year}",  # type: ignore[misc]
            text,
            clause,
            lambda year, rows, state=state: _conclusions(year, state, rows),  # type: ignore[misc]
            _("Open"),
        )
    return found


def to_hand_over() -> list[Turn]:
    """State planning's coordinator: final conclusions to be brought to the working body."""
    rows = grouped(Conclusion.objects.filter(state=ConclusionState.FINAL), "received_at")
    return cards(
        rows,
        Milestone.BLOCK_CONCLUSIONS,
        lambda count, year: (
            ngettext(
                "Bring %(count)s block conclusion for %(year)s to the working body",
                "Bring %(count)s block conclusions for %(year)s to the working body",
                count,
            )
            % {"count": count, "year": year}
        ),
        _("They are final after the appeal procedure; many can be brought at once."),
        "c49",
        lambda year, rows: _conclusions(year, ConclusionState.FINAL, rows),
        _("Open the final conclusions"),
    )


def received(bodies: frozenset[int]) -> list[Turn]:
    """The body: conclusions received whose term for objections runs. One query, one card for each body and term."""
    running = Conclusion.objects.filter(_received(bodies))
    found = []
    for conclusion in (
        running.select_related("body", "cycle", "objection_term")
        .defer("trace", "content")
        .order_by(F("objection_term__due_at").asc(), "block")
    ):
        term = conclusion.objection_term
        assert term is not None  # noqa: S101 - the filter asks for one
        found.append(
            Turn(
                _("Conclusion on block %(block)s for %(year)s received")
                % {"block": conclusion.block, "year": conclusion.cycle.year},
                _(
                    "If you disagree, object with supporting documents; without an objection it becomes final."
                ),
                "c57 c58",
                reverse("conclusion", args=[conclusion.pk]),
                _("Read the conclusion"),
                due_at=term.due_at,
                waiting_since=conclusion.received_at,
                body=conclusion.body.short_name if len(bodies) > 1 else "",
                year=conclusion.cycle.year,
            )
        )
    return found


def _conclusions(year: int, state: str, rows: list[dict[str, Any]]) -> str:
    """To where drafts are approved; of other states to the one conclusion itself, or to the filtered list of several."""
    if state == ConclusionState.DRAFT:
        return reverse("approval_queue", args=[year])
    if sum(row["count"] for row in rows) == 1:
        return reverse("conclusion", args=[rows[0]["one"]])
    return f"{reverse('conclusions')}?year={year}&state={state}"
