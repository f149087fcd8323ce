"""Whose turn it is in the whole picture, the menu's items, the duties and the words of the journal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commission.models import (
    CommissionReport,
    CommissionReportState,
    Publication,
    PublicationState,
    WithholdingState,
)
from commission.models.publications import UNDER_WAY
from commission.readiness import Counts, counts
from commission.selectors import latest_publication, years_counted_again, years_to_correct
from commission.selectors_withholdings import awaiting_word_of
from evaluation import rights
from evaluation.desk import Turn
from evaluation.frame import current_cycle
from evaluation.models import Cycle, Office, User
from evaluation.rights import standing
from schedule.due import book
from schedule.milestones import Milestone


def turns(user: User) -> list[Turn]:
    """What of the whole picture waits for the person, of the year under way and, where it is corrected, of earlier ones.

    A fixed number of queries.
    """
    plans = rights.is_planning_coordinator(user, None)
    works = rights.is_working_body(user, None)
    adopts = standing(user).holds(Office.COMMISSION_MEMBER)
    found = _withholdings(user, everywhere=plans or works)
    if not (plans or works or adopts):
        return found
    cycle = current_cycle()
    if cycle is None:
        return found
    counted = counts(cycle, user)
    found += _overalls(cycle, counted) if plans or works else []
    report = CommissionReport.objects.filter(cycle=cycle).first()
    complete = 0 < counted.bodies == counted.submitted
    if complete or report is not None:
        found += _report(cycle, report, works=works, adopts=adopts)
    if plans or works:
        found += _publication(cycle, report, plans=plans, works=works)
        found += _publications_of_other_years(cycle, plans=plans, works=works)
    if plans:
        found += _corrections(cycle)
    return found


def _withholdings(user: User, *, everywhere: bool) -> list[Turn]:
    """What is to be withheld at once, or public again, and waits for this person's word. One query."""
    approves = standing(user).bodies(Office.APPROVER)
    if not (everywhere or approves):
        return []
    waiting = awaiting_word_of(user, None if everywhere else approves)
    found = []
    for one in waiting:
        said = {"body": one.body.short_name, "year": one.cycle.year}
        if one.state == WithholdingState.ASKED:
            title = _("Withhold at once or not: %(body)s, %(year)s") % said
            text = _("Public until the second person agrees.")
        else:
            title = _("Make public again or not: %(body)s, %(year)s") % said
            text = _("Withheld until the second person agrees.")
        address = reverse("withholding", args=[one.pk])
        found.append(Turn(title, text, "c9.5", address, _("Open the request"), year=one.cycle.year))
    return found


def _corrections(cycle: Cycle) -> list[Turn]:
    """What late figures changed after it was with the working body, or public, of any year. Two queries."""
    found = []
    for year, count in years_counted_again().items():
        if year == cycle.year:
            continue  # among the year's own cards
        title = ngettext(
            "Compute the overall evaluation of %(count)s body for %(year)s again",
            "Compute the overall evaluation of %(count)s bodies for %(year)s again",
            count,
        ) % {"count": count, "year": year}
        text = _("Late figures changed a block conclusion after it went to the working body.")
        found.append(Turn(title, text, "c11", reverse("overall", args=[year]), _("Open the list")))
    for year, count in years_to_correct().items():
        title = ngettext(
            "Correct the published results of %(count)s body for %(year)s",
            "Correct the published results of %(count)s bodies for %(year)s",
            count,
        ) % {"count": count, "year": year}
        text = _(
            "They were computed again with late figures; the correction is agreed with the working body."
        )
        address = reverse("publication", args=[year])
        found.append(Turn(title, text, "c53", address, _("Open the publication")))
    return found


def _last(cycle: Cycle, milestone: Milestone) -> date | None:
    return book(cycle.year).last_day(milestone)


def _overalls(cycle: Cycle, counted: Counts) -> list[Turn]:
    found = []
    url = reverse("overall", args=[cycle.year])
    compute, submit = counted.computable, counted.submittable
    if compute:
        found.append(
            Turn(
                ngettext(
                    "Compute the overall evaluation of %(count)s body",
                    "Compute the overall evaluation of %(count)s bodies",
                    compute,
                )
                % {"count": compute},
                _("Every block conclusion of theirs is final."),
                "c11",
                url,
                _("Open the list"),
                last_day=_last(cycle, Milestone.OVERALL),
                year=cycle.year,
            )
        )
    if submit:
        found.append(
            Turn(
                ngettext(
                    "Bring the overall evaluation of %(count)s body to the working body",
                    "Bring the overall evaluation of %(count)s bodies to the working body",
                    submit,
                )
                % {"count": submit},
                _("It is computed; the block conclusions go with it."),
                "c49",
                url,
                _("Open the list"),
                last_day=_last(cycle, Milestone.OVERALL),
                year=cycle.year,
            )
        )
    return found


def _report(cycle: Cycle, report: CommissionReport | None, *, works: bool, adopts: bool) -> list[Turn]:
    common: dict[str, Any] = {
        "clause": "c51",
        "url": reverse("commission_report", args=[cycle.year]),
        "action_label": _("Open the report"),
        "last_day": _last(cycle, Milestone.PRESIDENT),
        "year": cycle.year,
    }
    written = report is not None and bool(report.minutes_number and report.minutes_date)
    found = []
    if works and not written:
        text = _("The Commission's words, and the number and date of its minutes.")
        found.append(
            Turn(_("Draw up the Commission's report for %(year)s") % {"year": cycle.year}, text, **common)
        )
    if adopts and written and report is not None and report.state == CommissionReportState.DRAFT:
        text = _("Adoption freezes the figures.")
        found.append(
            Turn(_("Adopt the Commission's report for %(year)s") % {"year": cycle.year}, text, **common)
        )
    if works and report is not None and report.state == CommissionReportState.ADOPTED:
        text = _("The Commission has adopted the report.")
        found.append(
            Turn(_("Submit the results for %(year)s to the President") % {"year": cycle.year}, text, **common)
        )
    return found


def _publication(cycle: Cycle, report: CommissionReport | None, *, plans: bool, works: bool) -> list[Turn]:
    """The year's first publication, or its correction."""
    publication = latest_publication(cycle)
    sent = report is not None and report.state == CommissionReportState.SENT
    if publication is None:
        publication = Publication(cycle=cycle)
    return _clearance(publication, sent=sent, plans=plans, works=works)


def _publications_of_other_years(cycle: Cycle, *, plans: bool, works: bool) -> list[Turn]:
    """Publications of earlier years that are under way: corrections, and what was not published in its year. One query."""
    sent = CommissionReport.objects.filter(cycle=OuterRef("cycle"), state=CommissionReportState.SENT)
    rows = Publication.objects.filter(state__in=UNDER_WAY).exclude(cycle=cycle).annotate(sent=Exists(sent))
    return [
        turn
        for publication in rows.select_related("cycle").order_by("-cycle__year")
        for turn in _clearance(publication, sent=publication.sent, plans=plans, works=works)
    ]


def _clearance(publication: Publication, *, sent: bool, plans: bool, works: bool) -> list[Turn]:
    """Whose turn it is to list, agree and publish."""
    state, corrects = publication.state, publication.version > 1
    if plans and sent and state == PublicationState.DRAFT:
        title = (
            _("Propose the correction of the published results for %(year)s")
            if corrects
            else _("Prepare the publication of the results for %(year)s")
        )
        text = _("Say what is withheld and why, and propose the list to the working body.")
    elif works and state == PublicationState.PROPOSED:
        title = (
            _("Agree to the correction of the published results for %(year)s")
            if corrects
            else _("Agree to the publication of the results for %(year)s")
        )
        text = _("Nothing under state, official or other secrecy may leave.")
    elif plans and sent and state == PublicationState.CLEARED:
        title = (
            _("Publish the corrected results for %(year)s")
            if corrects
            else _("Publish the results for %(year)s")
        )
        text = _("The working body has agreed; from publication on anyone reads them.")
    else:
        return []
    year = publication.cycle.year
    address = reverse("publication", args=[year])
    return [Turn(title % {"year": year}, text, "c53", address, _("Open the publication"))]
