"""Whose turn it is in scoring: evaluators and approvers of the directions; and the desk of scoring as a whole (c9.3)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from blocks.desk.cards import cards, grouped
from blocks.desk.conclusions import conclusions_of_lead, received, to_draw_up, to_hand_over
from blocks.models import PartialConclusion, PartialState, Report, ReportState
from evaluation import navigation, rights
from evaluation.desk import Turn
from evaluation.models import JournalEntry, Office, Role, User
from schedule.milestones import Milestone

MARKS = "admin:blocks_partialconclusion_changelist"


def turns(user: User) -> list[Turn]:
    """Everything of scoring and conclusions that waits for the person."""
    standing = rights.standing(user)
    scored = standing.bodies(Office.EVALUATOR)
    approved = standing.bodies(Office.APPROVER)
    found: list[Turn] = []
    if scored:
        found += [*_returned(scored), *_to_score(scored), *to_draw_up(scored)]
    if approved:
        found += [*_marks_to_approve(user, approved), *conclusions_of_lead(approved)]
    if standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR):
        found += to_hand_over()
    own = standing.bodies(Office.PREPARER, Office.FIRST_HEAD)
    if own:
        found += received(own)
    return found


def _partials(year: int, state: str) -> str:
    return f"{reverse(MARKS)}?state__exact={state}&cycle__year={year}"


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
    rows = grouped(_scoring(bodies).filter(_sent_back()), "created_at")
    return cards(
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
    rows = grouped(_scoring(bodies).filter(~_sent_back(), Exists(submitted)), "created_at")
    return cards(
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
    waiting = grouped(
        mine.filter(state=PartialState.AWAITING_APPROVAL).exclude(marks__scored_by=user), "created_at"
    )
    approved = grouped(mine.filter(state=PartialState.APPROVED), "approved_at")
    return [
        *cards(
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
        *cards(
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
