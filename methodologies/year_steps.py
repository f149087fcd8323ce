"""Where a year's four methodologies and its list of key indicators stand, for the page of the year (c17, c22)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from evaluation import rights
from evaluation.models import Cycle, Office, Role, User
from evaluation.year_steps import People, Step, in_state_since
from methodologies.kpi_reads import latest_list
from methodologies.models import (
    DEVELOPED_UNDER,
    LEADS,
    KpiListState,
    Methodology,
    MethodologyState,
    Subject,
)
from methodologies.models.kpi_lists import TONES as LIST_TONES
from methodologies.models.methodologies import PUBLIC_STATES, TONES
from methodologies.rights import ON_METHODOLOGIES, writes
from methodologies.selectors import may_see_draft


def steps(year: int, user: User, people: People) -> list[Step]:
    """Five steps: the methodologies in the order of subjects, the list. Five queries besides the standing."""
    latest = {
        record.subject: record
        for record in Methodology.objects.filter(cycle__year=year)
        .defer("document")
        .select_related("cycle")
        .order_by("version")
    }
    since = in_state_since(latest.values())
    found = [
        _methodology(year, subject, latest.get(subject), since, user, people, order)
        for order, subject in enumerate(Subject.values, start=20)
    ]
    return [*found, _list(year, user, people)]


def _methodology(
    year: int,
    subject: str,
    record: Methodology | None,
    since: Mapping[int, datetime],
    user: User,
    people: People,
    order: int,
) -> Step:
    lead = LEADS[subject]
    writer = people.at(Office.METHODOLOGIST, lead)
    planning = people.at(Office.COORDINATOR, Role.STATE_PLANNING)
    working_body = people.at(Office.WORKING_BODY, Role.WORKING_BODY)
    state = None if record is None else MethodologyState(record.state)
    holder, following = {
        None: (writer, _("the lead and its co-developers draft it; state planning agrees")),
        MethodologyState.DRAFT: (writer, _("state planning agrees it")),
        MethodologyState.PLANNING: (planning, _("the working body of the Commission agrees it")),
        MethodologyState.WORKING_BODY: (working_body, _("the lead approves it by order")),
        MethodologyState.AGREED: (people.at(Office.APPROVER, lead), _("it comes into force")),
    }.get(state, ("", ""))
    return Step(
        code=f"methodology-{subject}",
        order=order,
        title=_("Methodology “%(name)s”") % {"name": Subject(subject).label},
        clause=f"c17 {DEVELOPED_UNDER[subject]}",
        state=_("not begun") if record is None else record.get_state_display(),
        tone=TONES[state] if state else "neutral",
        holder=holder,
        since=since.get(record.pk) if record is not None else None,
        following=following,
        url=_methodology_url(year, subject, record, user),
        mine=_next_is_theirs(subject, state, user),
    )


def _methodology_url(year: int, subject: str, record: Methodology | None, user: User) -> str:
    at_desk = rights.standing(user).holds(*ON_METHODOLOGIES)
    if record is None:
        return reverse("methodologies_desk") if at_desk else ""
    if at_desk and may_see_draft(user, record):
        return reverse("methodology_desk", args=[record.pk])
    return reverse("methodology", args=[year, subject]) if record.state in PUBLIC_STATES else ""


def _next_is_theirs(subject: str, state: MethodologyState | None, user: User) -> bool:
    standing = rights.standing(user)
    if state in (None, MethodologyState.DRAFT):
        return writes(user, subject)
    places = {
        MethodologyState.PLANNING: (Role.STATE_PLANNING, Office.COORDINATOR),
        MethodologyState.WORKING_BODY: (Role.WORKING_BODY, Office.WORKING_BODY),
        MethodologyState.AGREED: (LEADS[subject], Office.APPROVER),
    }
    return state in places and standing.holds_in_role(*places[state])


def _list(year: int, user: User, people: People) -> Step:
    found = latest_list(year)
    state = None if found is None else KpiListState(found.state)
    planning = people.at(Office.COORDINATOR, Role.STATE_PLANNING)
    head = people.at(Office.HEAD_OF_ADMINISTRATION, Role.PRESIDENTIAL_ADMINISTRATION)
    decided = _("the Head of the Presidential Administration approves it by order, or returns it")
    right, holder, following = {
        None: ("methodologies.draft_kpis", planning, _("state planning drafts it with last year's list")),
        KpiListState.DRAFT: ("methodologies.draft_kpis", planning, decided),
        KpiListState.SUBMITTED: ("methodologies.approve_kpis", head, _("block 1 measures by it")),
    }.get(state, ("", "", ""))
    begun = found is not None or Cycle.objects.filter(year=year).exists()
    return Step(
        code="kpis",
        order=30,
        title=_("List of key performance indicators"),
        clause="c22",
        state=_("not begun") if found is None else found.get_state_display(),
        tone=LIST_TONES[state] if state else "neutral",
        holder=holder,
        since=in_state_since([found]).get(found.pk) if found is not None else None,
        following=following if begun else _("it is begun when the schedule is drafted"),
        url=reverse("kpis_desk", args=[year])
        if begun and rights.may(user, "methodologies.read_kpis")
        else "",
        mine=begun and bool(right) and rights.may(user, right),
    )
