"""The schedule's own duty: a year's schedule is approved before the day after which it would not change (c8, D7)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from evaluation.models import Cycle, Office, Role
from evaluation.role_holders import holder_id
from schedule.due import schedule_closes_at
from schedule.duty_book import Duty
from schedule.duty_rows import Name, Query, Rows, handed_over
from schedule.models import Schedule
from schedule.models.annual import APPROVE, APPROVED_ONCE


def schedule_duties(year: int, only: Collection[Name] | None = None) -> Iterator[Duty]:
    """One duty: the first schedule of the year. Three queries."""
    if only is not None and not any(kind == APPROVE for kind, _pk in only):
        return
    planning, administration = holder_id(Role.STATE_PLANNING), holder_id(Role.PRESIDENTIAL_ADMINISTRATION)
    cycle = Cycle.objects.filter(year=year).first()
    if cycle is None or planning is None or administration is None:
        return
    approved = Schedule.objects.filter(cycle=cycle, state__in=APPROVED_ONCE).order_by("version")
    yield Duty(
        kind=APPROVE,
        object_type="evaluation.cycle",
        object_id=cycle.pk,
        year=year,
        title=_("the schedule of the evaluation"),
        clause="c8, D7",
        due_at=schedule_closes_at(year),
        holder_id=planning,
        path=f"desk/schedule/{year}/",
        seats=((Office.COORDINATOR, planning),),
        superiors=((Office.HEAD_OF_ADMINISTRATION, administration),),
        done_at=approved.values_list("approved_at", flat=True).first(),
    )


def _query(year: int) -> Query:
    """The same as a row, which is read."""
    return handed_over(schedule_duties(year), "schedule")


ROWS = Rows(_query, schedule_duties)
