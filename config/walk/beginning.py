"""The walk's beginning: the schedule, the methodologies, the list of indicators, the cycle's opening (c6–c8, c17, c22)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from blocks import actions as blocks
from blocks.models import PartialConclusion
from config.walk.core import Core, Step, shipped
from evaluation.models import Office, Role
from evaluation.selectors import scopes_of
from methodologies import actions as methodologies
from methodologies.models import LEADS
from reports.models import Report
from schedule import actions as schedule


def approve_schedule(walk: Core) -> Iterator[Step]:
    """State planning drafts, the Head of the Presidential Administration approves by order, before 1 December."""
    coordinator = walk.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
    head = walk.people.in_role(Office.HEAD_OF_ADMINISTRATION, Role.PRESIDENTIAL_ADMINISTRATION)
    legal = date(walk.year, 12, 1)
    walk.at(date(walk.year, 11, 6))
    draft = schedule.draft_schedule(walk.cycle, coordinator)
    yield walk.step("schedule drafted", "c7, c8", coordinator.username, legal, f"version {draft.version}")
    schedule.submit_schedule(draft, coordinator)
    day = date(walk.year, 11, 20)
    walk.at(day, 15)
    approved = schedule.approve_schedule(draft, head, f"11-{walk.year % 100}/184", day)
    outcome = f"order {approved.order_number}"
    yield walk.step("schedule approved by order", "c8, D7", head.username, legal, outcome)


def approve_methodologies(walk: Core, subjects: Iterable[str] = tuple(LEADS)) -> Iterator[Step]:
    """Each methodology: drafted by its lead, agreed by state planning and by the working body, approved by order."""
    planning = walk.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
    working_body = walk.people.in_role(Office.WORKING_BODY, Role.WORKING_BODY)
    day = date(walk.year, 11, 26)
    walk.at(day)
    for subject in subjects:
        lead = LEADS[subject]
        author = walk.people.in_role(Office.METHODOLOGIST, lead)
        approver = walk.people.in_role(Office.APPROVER, lead)
        draft = methodologies.import_methodology(walk.cycle, methodology_document(walk.year, subject), author)
        draft = methodologies.submit_methodology(draft, author)
        draft = methodologies.agree_methodology(draft, planning)
        draft = methodologies.agree_methodology(draft, working_body)
        number = f"{[*LEADS].index(subject) + 1}-{walk.year % 100}/7"
        draft = methodologies.approve_methodology(draft, approver, number, day)
        what = f"methodology {subject} agreed and approved"
        yield walk.step(what, "c17", approver.username, None, f"version {draft.version}")


def methodology_document(year: int, subject: str) -> dict[str, Any]:
    """The shipped illustrative methodology for the year: the edition in force then, dated anew."""
    edition = "2018" if year >= 2018 else "2016"
    name = "overall.yaml" if subject == "overall" else f"block{subject}.yaml"
    return {**shipped("methodologies", edition, name), "cycle": year}


def approve_indicators(walk: Core) -> Iterator[Step]:
    """The list of key performance indicators: drafted by state planning, approved by order of the Head."""
    listed = shipped("methodologies", "kpi", f"{walk.year}.yaml")["bodies"]
    measured = {scope.body.slug for scope in scopes_of(walk.year).values() if 1 in scope.blocks}
    rows = [{"body": body, **row} for body, own in listed.items() if body in measured for row in own]
    yield from list_indicators(walk, rows)


def list_indicators(walk: Core, rows: list[dict[str, Any]]) -> Iterator[Step]:
    """These rows through every state of a list."""
    coordinator = walk.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
    head = walk.people.in_role(Office.HEAD_OF_ADMINISTRATION, Role.PRESIDENTIAL_ADMINISTRATION)
    day = date(walk.year, 12, 3)
    walk.at(day, 11)
    draft = methodologies.take_kpis(walk.cycle, coordinator, rows)
    draft = methodologies.submit_kpis(draft, coordinator)
    methodologies.approve_kpis(draft, head, f"12-{walk.year % 100}/9", day)
    yield walk.step("list of key indicators approved", "c22", head.username, None, f"{len(rows)} indicators")


def open_the_cycle(walk: Core) -> Iterator[Step]:
    """Reports and partial conclusions come to be, routed by the Decree."""
    coordinator = walk.people.in_role(Office.COORDINATOR, Role.STATE_PLANNING)
    walk.at(date(walk.year + 1, 1, 14))
    walk.cycle = blocks.open_cycle(walk.cycle, coordinator)
    reports = Report.objects.filter(cycle=walk.cycle).count()
    partials = PartialConclusion.objects.filter(assignment__cycle=walk.cycle).count()
    outcome = f"{reports} reports, {partials} partial conclusions"
    yield walk.step("cycle opened", "c6, c16", coordinator.username, None, outcome)
