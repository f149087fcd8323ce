"""Whose turn it is in methodologies and in the list of key performance indicators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation import clock, rights
from evaluation.desk import Turn
from evaluation.frame import is_open
from evaluation.models import Cycle, Office, Role, User
from evaluation.next_year import year_in_preparation
from methodologies.models import (
    CO_DEVELOPERS,
    LEADS,
    KpiList,
    KpiListState,
    Methodology,
    MethodologyState,
    Subject,
)
from schedule.models import ScheduleState


def turns(user: User) -> list[Turn]:
    """Everything of this floor that waits for the person. A fixed number of queries for each office that they hold."""
    return [*_methodologies(user), *_lists_of_indicators(user)]


def waiting(user: User) -> QuerySet[Methodology]:
    """The methodologies that wait for the person: to be finished, agreed or approved. No query."""
    standing = rights.standing(user)
    wanted = Q(pk__in=[])
    for subject in Subject.values:
        roles = (LEADS[subject], *CO_DEVELOPERS[subject])
        if any(standing.holds_in_role(role, Office.METHODOLOGIST) for role in roles):
            wanted |= Q(subject=subject, state=MethodologyState.DRAFT)
        if standing.holds_in_role(LEADS[subject], Office.APPROVER):
            wanted |= Q(subject=subject, state=MethodologyState.AGREED)
    if standing.holds_in_role(Role.STATE_PLANNING, Office.COORDINATOR):
        wanted |= Q(state=MethodologyState.PLANNING)
    if standing.holds_in_role(Role.WORKING_BODY, Office.WORKING_BODY):
        wanted |= Q(state=MethodologyState.WORKING_BODY)
    return Methodology.objects.filter(wanted)


def _methodologies(user: User) -> list[Turn]:
    standing = rights.standing(user)
    found = waiting(user).defer("document").select_related("cycle")
    turns = [_methodology_turn(record) for record in found.order_by("cycle__year", "subject")]
    leads = [
        subject for subject in Subject.values if standing.holds_in_role(LEADS[subject], Office.METHODOLOGIST)
    ]
    return turns + (_to_draft(leads) if leads else [])


def _to_draft(subjects: Sequence[str]) -> list[Turn]:
    """Methodologies that nobody has begun for a year in preparation, its schedule approved or not. Three queries."""
    begun = set(
        Methodology.objects.filter(cycle__opened_at__isnull=True).values_list("cycle__year", "subject")
    )
    return [
        Turn(
            title=_("Draft the methodology “%(name)s” for %(year)s")
            % {"name": Subject(subject).label, "year": year},
            text=_("Take in its text, then send it to state planning for agreement."),
            clause="c17",
            url=reverse("methodologies_desk"),
            action_label=_("Take in a text"),
        )
        for year in years_to_prepare()
        for subject in subjects
        if (year, subject) not in begun
    ]


def years_to_prepare() -> list[int]:
    """The years whose texts and lists can be drafted now: in preparation (A-TIME-22), or scheduled and not open. Two queries."""
    current = year_in_preparation(clock.today())
    found = {cycle.year for cycle in unopened_cycles()}
    if not is_open(current):
        found.add(current)
    return sorted(found)


def _methodology_turn(record: Methodology) -> Turn:
    name = {"name": record.get_subject_display(), "year": record.cycle.year}
    titles = {
        MethodologyState.DRAFT: _("Finish the methodology “%(name)s” for %(year)s"),
        MethodologyState.PLANNING: _("Agree the methodology “%(name)s” for %(year)s"),
        MethodologyState.WORKING_BODY: _("Agree the methodology “%(name)s” for %(year)s"),
        MethodologyState.AGREED: _("Approve the methodology “%(name)s” for %(year)s by order"),
    }
    texts = {
        MethodologyState.DRAFT: _("When it is complete, send it to state planning for agreement."),
        MethodologyState.PLANNING: _("It has been sent to state planning; the working body agrees it next."),
        MethodologyState.WORKING_BODY: _("State planning has agreed; after the working body it is approved."),
        MethodologyState.AGREED: _("State planning and the working body have agreed."),
    }
    state = MethodologyState(record.state)
    return Turn(
        title=titles[state] % name,
        text=texts[state],
        clause="c17",
        url=reverse("methodology_desk", args=[record.pk]),
        action_label=_("Open the methodology"),
    )


def unopened_cycles() -> list[Cycle]:
    """The cycles that have an approved schedule and are not open yet."""
    return list(
        Cycle.objects.filter(opened_at__isnull=True, schedules__state=ScheduleState.APPROVED).order_by("year")
    )


def _lists_of_indicators(user: User) -> list[Turn]:
    """The list's turns: state planning drafts and sends it, the Head of the Administration decides (c22). Four queries at most."""
    drafts = rights.may(user, "methodologies.draft_kpis")
    decides = rights.may(user, "methodologies.approve_kpis")
    if not (drafts or decides):
        return []
    newest: dict[int, KpiList] = {}
    found = KpiList.objects.filter(cycle__opened_at__isnull=True).defer("rows").select_related("cycle")
    for one in found.order_by("version"):
        newest[one.cycle_id] = one
    turns = [turn for one in newest.values() if (turn := _list_turn(one, drafts, decides)) is not None]
    if drafts:
        cycles = Cycle.objects.filter(year__in=years_to_prepare(), opened_at__isnull=True)
        turns += [_list_to_begin(cycle) for cycle in cycles.order_by("year") if cycle.pk not in newest]
    return turns


def _list_turn(found: KpiList, drafts: bool, decides: bool) -> Turn | None:
    year = {"year": found.cycle.year}
    if found.state == KpiListState.DRAFT and drafts:
        title = _("Finish the list of key performance indicators for %(year)s") % year
        text = _("When it is complete, send it to the Head of the Presidential Administration.")
    elif found.state == KpiListState.SUBMITTED and decides:
        title = _("Approve the list of key performance indicators for %(year)s") % year
        text = _("State planning has sent it: approve it by order, or return it with a remark.")
    else:
        return None
    return _turn_of_list(found.cycle, title, text, found.moved_at)


def _list_to_begin(cycle: Cycle) -> Turn:
    title = _("Draft the list of key performance indicators for %(year)s") % {"year": cycle.year}
    return _turn_of_list(cycle, title, _("The draft begins with the latest list that was approved."), None)


def _turn_of_list(cycle: Cycle, title: str, text: str, since: datetime | None) -> Turn:
    return Turn(
        title=title,
        text=text,
        clause="c22",
        url=reverse("kpis_desk", args=[cycle.year]),
        action_label=_("Open the list"),
        waiting_since=since,
    )
