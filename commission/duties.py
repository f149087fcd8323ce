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
from schedule.due import MILESTONE_CLAUSES, book
from schedule.duty_book import Duty
from schedule.duty_rows import Name, Query, Rows, handed_over
from schedule.milestones import Milestone
from schedule.working_days import due_at

KINDS = ("overall.submit", "report.send")


def commission_duties(year: int, only: Collection[Name] | None = None) -> Iterator[Duty]:
    """The overall evaluation of every body, as one duty, and the report to the President. Five queries."""
    if only is not None and not any(kind in KINDS for kind, _pk in only):
        return
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
    last = submitted.aggregate(last=Max("at"))["last"] if complete else None
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
        done_at=last,
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


def _query(year: int) -> Query:
    """The same as rows: there are two, which are read."""
    return handed_over(commission_duties(year), "commission")


ROWS = Rows(_query, commission_duties)
