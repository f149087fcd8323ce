"""The schedule's own duty: a year's schedule is approved before the day after which it would not change (c8, D7)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from evaluation import clock
from evaluation.models import Cycle, Office, Role, RoleHolder
from schedule.due import schedule_closes_at
from schedule.duty_book import Duty
from schedule.models import Schedule
from schedule.models.annual import APPROVE, APPROVED_ONCE


def schedule_duties(year: int) -> Iterator[Duty]:
    """One duty: the first schedule of the year. Three queries."""
    cycle = Cycle.objects.filter(year=year).first()
    holders = dict(
        RoleHolder.objects.filter(
            RoleHolder.valid_on(clock.today()),
            role__in=[Role.STATE_PLANNING, Role.PRESIDENTIAL_ADMINISTRATION],
        ).values_list("role", "body_id")
    )
    planning, administration = (
        holders.get(Role.STATE_PLANNING),
        holders.get(Role.PRESIDENTIAL_ADMINISTRATION),
    )
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
