"""Whose turn it is in scoring and conclusions: one card for each kind of act, with how many and the earliest deadline.

Each group costs a fixed number of queries, however much waits: the records are counted in the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
)
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blocks.models import Conclusion, ConclusionState, PartialConclusion, PartialState, Report, ReportState
from evaluation import clock, navigation, rights
from evaluation.desk import Turn
from evaluation.models import JournalEntry, Office, Role, User
from schedule.due import book as deadlines
from schedule.milestones import Milestone

MARKS = "admin:blocks_partialconclusion_changelist"


def turns(user: User) -> list[Turn]:
    """Everything of scoring and conclusions that waits for the person."""
    standing = rights.standing(user)
    scored = standing.bodies(Office.EVALUATOR)
    approved = standing.bodies(Office.APPROVER)
    found: list[Turn] = []
    if scored:
        found += [*_returned(scored), *_to_score(scored), *_to_draw_up(scored)]
    if approved:
        found += [*_marks_to_approve(user, approved), *_conclusions_of_lead(approved)]
    if standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR):
        found += _to_hand_over()
    own = standing.bodies(Office.PREPARER, Office.FIRST_HEAD)
    if own:
        found += _received(own)
    return found


# --- cards -----------------------------------------------------------------------------------------------------


def _grouped(records: QuerySet[Any], since: str) -> list[dict[str, Any]]:
    """Per year and block: how many, since when the longest waits, and one of them. One query.

    ``free``: conclusions counted again with late figures, which no milestone binds (A-SCORE-2).
    """
    counted_again = ExpressionWrapper(~Q(recounted=[]), BooleanField())
    free = counted_again if records.model is Conclusion else Value(False)
    rows = (
        records.order_by()
        .annotate(free=free)
        .values("cycle__year", "block", "free")
        .annotate(count=Count("id", distinct=True), since=Min(since), one=Max("id"))
    )
    return list(rows.order_by("-cycle__year", "block"))


def _due(milestone: Milestone, rows: Iterable[dict[str, Any]]) -> date | None:
    """The earliest last day of the groups by their blocks; None without an approved schedule, or where none binds."""
    bound = [row for row in rows if not row["free"]]
    found = [deadlines(row["cycle__year"]).last_day(milestone, row["block"]) for row in bound]
    return min((day for day in found if day is not None), default=None)


def _cards(
    rows: list[dict[str, Any]],
    milestone: Milestone,
    title: Callable[[int, int], str],
    text: str,
    clause: str,
    url: Callable[[int, list[dict[str, Any]]], str],
    label: str,
    tone: str = "waiting",
) -> list[Turn]:
    """One card a year: the count of all blocks, and the earliest of their deadlines."""
    cards = []
    for year in sorted({row["cycle__year"] for row in rows}, reverse=True):
        mine = [row for row in rows if row["cycle__year"] == year]
        count = sum(row["count"] for row in mine)
        since: list[datetime] = [row["since"] for row in mine if row["since"] is not None]
        cards.append(
            Turn(
                title(count, year),
                text,
                clause,
                url(year, mine),
                label,
                last_day=_due(milestone, mine),
                tone=tone,
                waiting_since=min(since, default=None),
            )
        )
    return cards


def _partials(year: int, state: str) -> str:
    return f"{reverse(MARKS)}?state__exact={state}&cycle__year={year}"


def _one_or_list(rows: list[dict[str, Any]], list_url: str) -> str:
    """To the one thing itself, or to the filtered list of several."""
    if sum(row["count"] for row in rows) == 1:
        return reverse("conclusion", args=[rows[0]["one"]])
    return list_url


def _conclusions(year: int, state: str, rows: list[dict[str, Any]]) -> str:
    return _one_or_list(rows, f"{reverse('conclusions')}?year={year}&state={state}")


# --- evaluators and approvers of the directions ------------------------------------------------------------------


def _sent_back() -> Exists:
    entries = JournalEntry.objects.filter(
        object_type=PartialConclusion._meta.label_lower,
        object_id=OuterRef("pk"),
        act="partialconclusion.send_back",
    )
    return Exists(entries)


def _scoring(bodies: Iterable[int]) -> QuerySet[PartialConclusion]:
    return PartialConclusion.objects.filter(evaluator_id__in=bodies, state=PartialState.SCORING)


def _returned(bodies: frozenset[int]) -> list[Turn]:
    """Marks that the approver returned."""
    rows = _grouped(_scoring(bodies).filter(_sent_back()), "created_at")
    return _cards(
        rows,
        Milestone.CONCLUSIONS,
        lambda count, year: (
            ngettext(
                "Returned marks: %(count)s direction for %(year)s",
                "Returned marks: %(count)s directions for %(year)s",
                count,
            )
            % {"count": count, "year": year}
        ),
        _("The approver asks for changes; the reason is in the journal of each."),
        "c9.3",
        lambda year, _rows: _partials(year, PartialState.SCORING),
        _("Open the returned marks"),
        "refused",
    )


def _to_score(bodies: frozenset[int]) -> list[Turn]:
    """Directions whose bodies' reports are in, to be scored for the first time."""
    submitted = Report.objects.filter(
        cycle=OuterRef("cycle"),
        body=OuterRef("body"),
        block=OuterRef("block"),
        state__in=[ReportState.SIGNED, ReportState.ACCEPTED],
    )
    rows = _grouped(_scoring(bodies).filter(~_sent_back(), Exists(submitted)), "created_at")
    return _cards(
        rows,
        Milestone.CONCLUSIONS,
        lambda count, year: (
            ngettext(
                "Score %(count)s direction for %(year)s", "Score %(count)s directions for %(year)s", count
            )
            % {"count": count, "year": year}
        ),
        _(
            "Give your values, and mark each indicator with the document behind the mark; a second person approves."
        ),
        "c9.3",
        lambda year, _rows: _partials(year, PartialState.SCORING),
        _("Open the scoring desk"),
    )


def _marks_to_approve(user: User, bodies: frozenset[int]) -> list[Turn]:
    """Marks to be approved by a second person, and approved directions to be delivered to the lead."""
    mine = PartialConclusion.objects.filter(evaluator_id__in=bodies)
    waiting = _grouped(
        mine.filter(state=PartialState.AWAITING_APPROVAL).exclude(marks__scored_by=user), "created_at"
    )
    approved = _grouped(mine.filter(state=PartialState.APPROVED), "approved_at")
    return [
        *_cards(
            waiting,
            Milestone.CONCLUSIONS,
            lambda count, year: (
                ngettext(
                    "Approve the marks of %(count)s direction for %(year)s",
                    "Approve the marks of %(count)s directions for %(year)s",
                    count,
                )
                % {"count": count, "year": year}
            ),
            _("You are the second person: look through the marks and the documents, approve or return them."),
            "c9.3",
            lambda year, _rows: _partials(year, PartialState.AWAITING_APPROVAL),
            _("Open the marks"),
        ),
        *_cards(
            approved,
            Milestone.CONCLUSIONS,
            lambda count, year: (
                ngettext(
                    "Deliver %(count)s partial conclusion for %(year)s to the block's lead",
                    "Deliver %(count)s partial conclusions for %(year)s to the block's lead",
                    count,
                )
                % {"count": count, "year": year}
            ),
            _("The lead cannot close the block's conclusion before they are in."),
            "c32 c38",
            lambda year, _rows: _partials(year, PartialState.APPROVED),
            _("Open the approved marks"),
        ),
    ]


# --- the blocks' leads, state planning, the bodies ------------------------------------------------------------------


def _to_draw_up(bodies: frozenset[int]) -> list[Turn]:
    """Blocks whose partial conclusions are all in and whose conclusion is not drawn up. One query."""
    same = {"cycle": OuterRef("cycle"), "body": OuterRef("body"), "block": OuterRef("block")}
    others = PartialConclusion.objects.filter(**same)
    first = others.filter(pk__lt=OuterRef("pk"))
    complete = (
        PartialConclusion.objects.filter(lead_id__in=bodies)
        .filter(~Exists(others.exclude(state=PartialState.DELIVERED)))
        .filter(~Exists(Conclusion.objects.filter(**same)))
        .filter(~Exists(first))
    )
    return _cards(
        _grouped(complete, "delivered_at"),
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


def _conclusions_of_lead(bodies: frozenset[int]) -> list[Turn]:
    """The lead's approver: approve, deliver, and send on after the objections' term."""
    led = Conclusion.objects.filter(lead_id__in=bodies)
    over = Q(objection_term__isnull=True) | Q(objection_term__due_at__lte=clock.now())
    steps = (
        (
            ConclusionState.DRAFT,
            led.filter(state=ConclusionState.DRAFT),
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
            led.filter(over, state=ConclusionState.DELIVERED),
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
        found += _cards(
            _grouped(records, since),
            milestone,
            lambda count, year, say=say: f"{say(count) % {'count': count}} · {year}",  # type: ignore[misc]
            text,
            clause,
            lambda year, rows, state=state: _conclusions(year, state, rows),  # type: ignore[misc]
            _("Open"),
        )
    return found


def _to_hand_over() -> list[Turn]:
    """State planning's coordinator: final conclusions to be brought to the working body."""
    rows = _grouped(Conclusion.objects.filter(state=ConclusionState.FINAL), "received_at")
    return _cards(
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


def _received(bodies: frozenset[int]) -> list[Turn]:
    """The body: conclusions received whose term for objections runs. One query, one card for each body and term."""
    running = Conclusion.objects.filter(
        body_id__in=bodies, state=ConclusionState.DELIVERED, objection_term__due_at__gt=clock.now()
    )
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
            )
        )
    return found


def menu(user: Any) -> list[navigation.NavItem]:
    """The ways to the scoring desk and to the conclusions, for those who have something there."""
    if not user.is_authenticated:
        return []
    standing = rights.standing(user)
    items = []
    if standing.holds(Office.EVALUATOR, Office.APPROVER):
        items.append(navigation.NavItem(_("Scoring"), reverse(MARKS), 30))
    if standing.holds(*_READERS):
        items.append(navigation.NavItem(_("Conclusions"), reverse("conclusions"), 35))
    return items


_READERS = (
    Office.PREPARER,
    Office.FIRST_HEAD,
    Office.EVALUATOR,
    Office.APPROVER,
    Office.COORDINATOR,
    Office.WORKING_BODY,
    Office.COMMISSION_MEMBER,
    Office.AUDITOR,
)


def register_all() -> None:
    """Called from the app's ``ready``."""
    from django.utils.translation import gettext_lazy

    from evaluation import desk, journal

    desk.register(turns)
    navigation.register(menu)
    journal.register(
        {
            "partialconclusion.record_values": gettext_lazy("The authority's values saved"),
            "partialconclusion.save_marks": gettext_lazy("Marks saved"),
            "partialconclusion.correct_marks": gettext_lazy("Marks corrected on appeal"),
            "conclusion.draw_up": gettext_lazy("Conclusion drawn up"),
            "conclusion.correct": gettext_lazy("Corrected version drawn up"),
            "conclusion.judge_recommendation": gettext_lazy("Execution of a recommendation judged"),
            "conclusion.edit_recommendation": gettext_lazy("Recommendation changed"),
        }
    )
