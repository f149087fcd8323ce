"""The schedule's own duty: a year's schedule is approved before the day after which it would not change (c8, D7)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.utils.translation import gettext_lazy as _

from evaluation.models import Cycle, Office, Role
from evaluation.role_holders import holder_id
from evaluation.state_sets import values_of
from schedule.due import schedule_closes_at
from schedule.duty_book import Duty
from schedule.duty_rows import Name, Query, Rows, seat
from schedule.models import Schedule
from schedule.models.annual import APPROVE, APPROVED_ONCE


def schedule_duties(year: int, only: Collection[Name] | None = None) -> Iterator[Duty]:
    """One duty: the first schedule of the year. Three queries."""
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


def _query(year: int) -> Query | None:
    """The same as a row."""
    planning, administration = holder_id(Role.STATE_PLANNING), holder_id(Role.PRESIDENTIAL_ADMINISTRATION)
    if planning is None or administration is None:
        return None
    return Query(
        f"""
        SELECT '{APPROVE}', c.id, %(schedule_planning)s::bigint, NULL::text, NULL::smallint,
            %(schedule_due)s::timestamptz, (
                SELECT s.approved_at FROM schedule_schedule s
                WHERE s.cycle_id = c.id AND s.state = ANY(%(schedule_approved)s) ORDER BY s.version LIMIT 1
            ), false, ARRAY[%(schedule_seat)s], ARRAY[%(schedule_superior)s]
        FROM evaluation_cycle c WHERE c.year = %(schedule_year)s
        """,
        {
            "schedule_year": year,
            "schedule_planning": planning,
            "schedule_due": schedule_closes_at(year),
            "schedule_approved": values_of(APPROVED_ONCE),
            "schedule_seat": seat(Office.COORDINATOR, planning),
            "schedule_superior": seat(Office.HEAD_OF_ADMINISTRATION, administration),
        },
    )


ROWS = Rows(_query, schedule_duties)
