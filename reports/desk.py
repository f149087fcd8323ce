"""Whose turn it is in methodologies, the opening of the year and reports; and the desk's table of reports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluation import rights
from evaluation.desk import Next, Section, Turn
from evaluation.models import Assignment, Office, User
from evaluation.time_zone import last_day_before
from reports.models import Report, ReportState
from reports.models.reports import REPORT_DUE, TO_FILL_IN
from reports.selectors.reports import ReportLine, lines_of
from schedule.due import ByMilestone, deadlines_at_hand
from schedule.milestones import Milestone

#: From how many reports on an evaluator's desk stand as one card that leads to the list.
ONE_CARD_FROM = 4
_EXAMINED_BY = ByMilestone(Milestone.CONCLUSIONS)


def turns(user: User) -> list[Turn]:
    """Everything of this floor that waits for the person. A fixed number of queries for each office that they hold."""
    with deadlines_at_hand():
        return [
            *_own_reports(user),
            *_reports_to_examine(user),
        ]


# --- reports ---------------------------------------------------------------------------------------------------


def _lines(reports: Iterable[Report]) -> Iterator[ReportLine]:
    """The reports' lines, cycle by cycle; there is mostly one."""
    for _year, group in groupby(reports, key=lambda report: report.cycle.year):
        mine = list(group)
        yield from lines_of(mine[0].cycle, mine)


def _reports(where: Q) -> list[Report]:
    found = Report.objects.filter(where).select_related(
        "cycle", "body", "prepared_by", "signed_by", "completion_term"
    )
    return list(found.order_by("-cycle__year", "body__order", "block"))


def waiting(user: User) -> QuerySet[Report]:
    """The reports that wait for the person: to be filled in, signed, or examined. No query."""
    return Report.objects.filter(_own(user) | _to_examine(user))


def _own(user: User) -> Q:
    standing = rights.standing(user)
    prepares, signs = standing.bodies(Office.PREPARER), standing.bodies(Office.FIRST_HEAD)
    owed = Q(body_id__in=prepares, state__in=TO_FILL_IN)
    return owed | Q(body_id__in=signs, state=ReportState.AWAITING_SIGNATURE)


_at_hand: ContextVar[dict[frozenset[int], list[Report]] | None] = ContextVar("own_reports", default=None)


@contextmanager
def reading() -> Iterator[None]:
    """A body's reports are read once while the desk is: cards, what comes next and the table are all of them."""
    token = _at_hand.set({})
    try:
        yield
    finally:
        _at_hand.reset(token)


def _reports_of(bodies: frozenset[int]) -> list[Report]:
    """All reports of these bodies, the newest year first: those at hand, or read now. One query."""
    kept = _at_hand.get()
    if kept is None:
        return _reports(Q(body_id__in=bodies))
    if bodies not in kept:
        kept[bodies] = _reports(Q(body_id__in=bodies))
    return kept[bodies]


def _own_reports(user: User) -> list[Turn]:
    standing = rights.standing(user)
    prepares, signs = standing.bodies(Office.PREPARER), standing.bodies(Office.FIRST_HEAD)
    bodies = prepares | signs
    if not bodies:
        return []
    waiting = [
        report
        for report in _reports_of(bodies)
        if (report.body_id in prepares and report.state in TO_FILL_IN)
        or (report.body_id in signs and report.state == ReportState.AWAITING_SIGNATURE)
    ]
    return [_own_turn(line, len(bodies) > 1) for line in _lines(waiting)]


def _own_turn(line: ReportLine, several: bool) -> Turn:
    report = line.report
    block = {"block": report.get_block_display()}
    ready = _("%(done)s of %(total)s values are ready.") % {"done": line.done, "total": line.total}
    common: dict[str, Any] = {
        "url": reverse("report", args=[report.pk]),
        "due_at": line.due_at,
        "body": report.body.short_name if several else "",
        "waiting_since": report.prepared_at,
        "year": report.cycle.year,
    }
    if report.state == ReportState.AWAITING_SIGNATURE:
        return Turn(
            title=_("Sign the report on block “%(block)s”") % block,
            text=f"{ready} " + _("The first head answers in person for its truth."),
            clause="c40 c64",
            action_label=_("Open and sign"),
            **common,
        )
    if report.state == ReportState.RETURNED:
        return Turn(
            title=_("Complete the returned report on block “%(block)s”") % block,
            text=_("It was returned for completion: %(reason)s") % {"reason": report.returned_because},
            clause="c40",
            action_label=_("Complete the report"),
            tone="refused",
            **common,
        )
    if report.head_remark:
        return Turn(
            title=_("Mend the report on block “%(block)s” as the first head asks") % block,
            text=_("The first head did not sign it: %(reason)s") % {"reason": report.head_remark},
            clause="c40 c64",
            action_label=_("Open the form"),
            tone="refused",
            **common,
        )
    if line.done == line.total:
        return Turn(
            title=_("Hand the report on block “%(block)s” to the first head") % block,
            text=f"{ready} " + _("It is submitted when the first head has signed it."),
            clause="c40 c64",
            action_label=_("Open and hand over"),
            **common,
        )
    return Turn(
        title=_("Fill in the report on block “%(block)s”") % block,
        text=f"{ready} " + _("Then hand it to the first head for signature."),
        clause="c40",
        action_label=_("Open the form"),
        **common,
    )


def _to_examine(user: User) -> Q:
    standing = rights.standing(user)
    mine = Assignment.objects.filter(
        cycle_id=OuterRef("cycle_id"),
        body_id=OuterRef("body_id"),
        block=OuterRef("block"),
        evaluator_id__in=standing.bodies(Office.EVALUATOR),
    )
    return Exists(mine) & Q(state=ReportState.SIGNED) & ~Q(body_id__in=standing.tied)


def _reports_to_examine(user: User) -> list[Turn]:
    """Submitted reports that the person may accept or return; many of them stand as one card."""
    if not rights.standing(user).bodies(Office.EVALUATOR):
        return []
    waiting = _reports(_to_examine(user))
    turns = []
    for year, group in groupby(waiting, key=lambda report: report.cycle.year):
        reports = list(group)
        if len(reports) >= ONE_CARD_FROM:
            turns.append(_examine_all(year, reports))
        else:
            turns += [_examine_one(report) for report in reports]
    return turns


def _examine_one(report: Report) -> Turn:
    deadline = _EXAMINED_BY.deadline(report)
    return Turn(
        title=_("Accept the report on block “%(block)s”, or return it")
        % {"block": report.get_block_display()},
        text=_("The first head has signed it; marks are approved on an accepted report only."),
        clause="c40",
        url=reverse("report", args=[report.pk]),
        action_label=_("Open the report"),
        due_at=deadline.due_at if deadline else None,
        waiting_since=report.signed_at,
        body=report.body.short_name,
        year=report.cycle.year,
    )


def _examine_all(year: int, reports: Sequence[Report]) -> Turn:
    deadline = _EXAMINED_BY.deadline(reports[0])
    return Turn(
        title=ngettext(
            "Accept %(count)s submitted report, or return it",
            "Accept %(count)s submitted reports, or return them",
            len(reports),
        )
        % {"count": len(reports)},
        text=_("Marks are approved on accepted reports only."),
        clause="c40",
        url=reverse("reports") + f"?year={year}&state={ReportState.SIGNED.value}",
        action_label=_("Open the list"),
        due_at=deadline.due_at if deadline else None,
        waiting_since=min(report.signed_at for report in reports if report.signed_at),
        year=year,
    )


# --- what follows, and the table ---------------------------------------------------------------------------------


def next_steps(user: User) -> list[Next]:
    """What happens with the body's reports after its preparers' and first head's turns."""
    standing = rights.standing(user)
    own = standing.bodies(Office.PREPARER, Office.FIRST_HEAD)
    if not own:
        return []
    signs = standing.bodies(Office.FIRST_HEAD)
    waiting = [
        report
        for report in _reports_of(own)
        if report.state == ReportState.SIGNED
        or (report.body_id not in signs and report.state == ReportState.AWAITING_SIGNATURE)
    ]
    found = []
    for report in waiting:
        block = {"block": report.get_block_display()}
        if report.state == ReportState.AWAITING_SIGNATURE:
            due = REPORT_DUE.deadline(report)
            found.append(
                Next(
                    _("The report on block “%(block)s” is signed and submitted") % block,
                    _("the first head"),
                    last_day_before(due.due_at) if due else None,
                    "c64",
                )
            )
        else:
            deadline = _EXAMINED_BY.deadline(report)
            found.append(
                Next(
                    _("The report on block “%(block)s” is accepted or returned") % block,
                    _("the authorised bodies"),
                    last_day_before(deadline.due_at) if deadline else None,
                    "c40",
                )
            )
    return found


def sections(user: User) -> list[Section]:
    """The table of the body's reports for the latest open year, for its preparers and first head."""
    own = rights.standing(user).bodies(Office.PREPARER, Office.FIRST_HEAD)
    if not own:
        return []
    reports = _reports_of(own)
    if not reports:
        return []
    year = reports[0].cycle.year
    lines = list(_lines([report for report in reports if report.cycle.year == year]))
    reused = sum(line.reused for line in lines)
    note = ngettext(
        "%(count)s value is asked once and used in two blocks.",
        "%(count)s values are asked once and used in two blocks.",
        reused,
    )
    return [
        Section(
            title=_("Reports for %(year)s") % {"year": year},
            template="reports/report_table.html",
            context={"lines": lines, "several_bodies": len(own) > 1},
            order=50,
            note=note % {"count": reused} if reused else "",
        )
    ]
