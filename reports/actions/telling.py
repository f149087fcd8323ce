"""Who is told of an act on a report, and the letter about it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from evaluation import clock
from evaluation.models import Assignment, Block, Membership, Office, User
from reports.models import Report
from schedule.letters import write_letters


def people_of_body(report: Report) -> list[User]:
    """The preparers and the first head of the report's body today."""
    return _holders([report.body_id], Office.PREPARER, Office.FIRST_HEAD)


def evaluators_of(report: Report) -> list[User]:
    """The evaluators of the report's block of this body today."""
    bodies = Assignment.objects.filter(
        cycle_id=report.cycle_id, body_id=report.body_id, block=report.block
    ).values_list("evaluator_id", flat=True)
    return _holders(bodies, Office.EVALUATOR)


def _holders(bodies: Iterable[int], *offices: str) -> list[User]:
    """The people who hold one of the offices in one of the bodies today. One query."""
    on = Membership.valid_on(clock.today(), "memberships__")
    people = User.objects.filter(
        on, memberships__office__in=offices, memberships__body_id__in=bodies, is_active=True
    )
    return list(people.distinct())


def tell_of_report(report: Report, people: Iterable[User], kind: str, **context: Any) -> None:
    """A letter about an act on the report to each of the people; one for each act, however often it is called."""
    write_letters(
        people,
        kind,
        key=f"{kind}:{report.pk}:{report.revision}",
        about=report.body,
        path=f"desk/reports/{report.pk}/",
        body=report.body,
        block=Block(report.block).label,  # not its display: each letter is in its reader's language
        year=report.cycle.year,
        **context,
    )
