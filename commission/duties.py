"""What state planning and the Commission owe at the end of the year: the overall evaluation and the report (c49, c51)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.models import Count, Max, Min, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from commission.models import CommissionReport, OverallEvaluation
from commission.models.overall import SUBMITTED_ONCE
from evaluation.models import Cycle, Office, Role, Scope
from evaluation.role_holders import holder_id
from evaluation.selectors import register_day
from evaluation.state_sets import values_of
from schedule.due import MILESTONE_CLAUSES, book
from schedule.duty_book import Duty
from schedule.duty_rows import Name, Query, Rows, held_by, seat
from schedule.milestones import Milestone
from schedule.working_days import due_at

KINDS = ("overall.submit", "report.send")


def commission_duties(year: int, only: Collection[Name] | None = None) -> Iterator[Duty]:
    """The overall evaluation of every body, as one duty, and the report to the President. Five queries."""
    deadlines = book(year)
    overall_day, president_day = (
        deadlines.last_day(Milestone.OVERALL),
        deadlines.last_day(Milestone.PRESIDENT),
    )
    planning, working_body = holder_id(Role.STATE_PLANNING), holder_id(Role.WORKING_BODY)
    if overall_day is None or president_day is None or not planning or not working_body:
        return
    cycle = Cycle.objects.filter(year=year).first()
    if cycle is None:
        return
    # the first that went to the working body: one computed again with late figures owes nothing by that day
    submitted = (
        OverallEvaluation.objects.filter(cycle=cycle, state__in=SUBMITTED_ONCE, submitted_at__isnull=False)
        .values("body_id")
        .annotate(at=Min("submitted_at"))
    )
    evaluated = Scope.objects.filter(Scope.valid_on(register_day(year)))
    at = submitted.filter(body_id=OuterRef("body_id")).values("at")
    counted = evaluated.annotate(at=Subquery(at)).aggregate(bodies=Count("pk"), submitted=Count("at"))
    complete = counted["bodies"] == counted["submitted"]
    last = submitted.aggregate(last=Max("at"))["last"]
    yield Duty(
        kind=KINDS[0],
        object_type="evaluation.cycle",
        object_id=cycle.pk,
        year=year,
        title=_("overall evaluation of every body to the working body"),
        clause=MILESTONE_CLAUSES[Milestone.OVERALL],
        due_at=due_at(overall_day),
        holder_id=planning,
        path=f"desk/overall/{year}/",
        seats=((Office.COORDINATOR, planning),),
        superiors=((Office.FIRST_HEAD, planning), (Office.WORKING_BODY, working_body)),
        milestone=Milestone.OVERALL,
        done_at=last if complete else None,
    )
    sent_at = CommissionReport.objects.filter(cycle=cycle).values_list("sent_at", flat=True).first()
    administration = holder_id(Role.PRESIDENTIAL_ADMINISTRATION)
    yield Duty(
        kind=KINDS[1],
        object_type="evaluation.cycle",
        object_id=cycle.pk,
        year=year,
        title=_("the Commission's report to the President"),
        clause=MILESTONE_CLAUSES[Milestone.PRESIDENT],
        due_at=due_at(president_day),
        holder_id=working_body,
        path=f"desk/report/{year}/",
        seats=((Office.COMMISSION_MEMBER, working_body), (Office.WORKING_BODY, working_body)),
        superiors=((Office.HEAD_OF_ADMINISTRATION, administration),) if administration else (),
        milestone=Milestone.PRESIDENT,
        done_at=sent_at,
    )


def _query(year: int) -> Query | None:
    """The same as rows."""
    deadlines = book(year)
    overall_day, president_day = (
        deadlines.last_day(Milestone.OVERALL),
        deadlines.last_day(Milestone.PRESIDENT),
    )
    planning, working_body = holder_id(Role.STATE_PLANNING), holder_id(Role.WORKING_BODY)
    if overall_day is None or president_day is None or not planning or not working_body:
        return None
    administration = holder_id(Role.PRESIDENTIAL_ADMINISTRATION)
    return Query(
        f"""
        SELECT '{KINDS[0]}', c.id, %(overall_holder)s::bigint, '{Milestone.OVERALL.value}', NULL::smallint,
            %(overall_due)s::timestamptz, made.at, false, %(overall_seats)s::text[], %(overall_superiors)s::text[]
        FROM evaluation_cycle c CROSS JOIN LATERAL (
            SELECT CASE WHEN bool_and(evaluated.body_id IS NULL OR one.at IS NOT NULL) THEN max(one.at) END AS at
            FROM (
                SELECT s.body_id FROM evaluation_scope s WHERE s.valid_from <= %(overall_day)s
                    AND (s.valid_until IS NULL OR s.valid_until >= %(overall_day)s)
            ) evaluated FULL JOIN (
                SELECT o.body_id, min(o.submitted_at) AS at FROM commission_overallevaluation o
                WHERE o.cycle_id = c.id AND o.state = ANY(%(overall_submitted)s) AND o.submitted_at IS NOT NULL
                GROUP BY o.body_id
            ) one ON one.body_id = evaluated.body_id
        ) made WHERE c.year = %(overall_year)s AND {held_by("%(overall_holder)s::bigint")}
        UNION ALL
        SELECT '{KINDS[1]}', c.id, %(sent_holder)s, '{Milestone.PRESIDENT.value}', NULL, %(sent_due)s, (
                SELECT r.sent_at FROM commission_commissionreport r WHERE r.cycle_id = c.id ORDER BY r.id LIMIT 1
            ), false, %(sent_seats)s::text[], %(sent_superiors)s::text[]
        FROM evaluation_cycle c WHERE c.year = %(overall_year)s AND {held_by("%(sent_holder)s::bigint")}
        """,
        {
            "overall_year": year,
            "overall_day": register_day(year),
            "overall_holder": planning,
            "overall_due": due_at(overall_day),
            "overall_submitted": values_of(SUBMITTED_ONCE),
            "overall_seats": [seat(Office.COORDINATOR, planning)],
            "overall_superiors": [seat(Office.FIRST_HEAD, planning), seat(Office.WORKING_BODY, working_body)],
            "sent_holder": working_body,
            "sent_due": due_at(president_day),
            "sent_seats": [
                seat(Office.COMMISSION_MEMBER, working_body),
                seat(Office.WORKING_BODY, working_body),
            ],
            "sent_superiors": [seat(Office.HEAD_OF_ADMINISTRATION, administration)] if administration else [],
        },
    )


ROWS = Rows(_query, commission_duties)
