"""What state planning and the Commission owe at the end of the year: the overall evaluation and the report (c49, c51)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Min
from django.utils.translation import gettext_lazy as _

from commission.models import CommissionReport, OverallEvaluation
from commission.models.overall import SUBMITTED_ONCE
from commission.selectors import scopes_of
from evaluation import clock
from evaluation.models import Cycle, Office, Role, RoleHolder
from schedule.due import MILESTONE_CLAUSES
from schedule.duty_book import Duty
from schedule.milestones import Milestone
from schedule.selectors import read_book
from schedule.working_days import due_at


def commission_duties(year: int) -> Iterator[Duty]:
    """The overall evaluation of every body, as one duty, and the report to the President. Seven queries."""
    cycle = Cycle.objects.filter(year=year).first()
    book = read_book(year)
    holders = dict(
        RoleHolder.objects.filter(
            RoleHolder.valid_on(clock.today()),
            role__in=[Role.STATE_PLANNING, Role.WORKING_BODY, Role.PRESIDENTIAL_ADMINISTRATION],
        ).values_list("role", "body_id")
    )
    planning, working_body = holders.get(Role.STATE_PLANNING), holders.get(Role.WORKING_BODY)
    overall_day, president_day = book.last_day(Milestone.OVERALL), book.last_day(Milestone.PRESIDENT)
    if cycle is None or overall_day is None or president_day is None or not planning or not working_body:
        return
    # the first that went to the working body: one computed again with late figures owes nothing by that day
    submitted = dict(
        OverallEvaluation.objects.filter(
            cycle=cycle,
            state__in=SUBMITTED_ONCE,
            submitted_at__isnull=False,
        )
        .values_list("body_id")
        .annotate(at=Min("submitted_at"))
    )
    complete = {scope.body_id for scope in scopes_of(cycle)} <= set(submitted)
    yield Duty(
        kind="overall.submit",
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
        done_at=max(submitted.values(), default=None) if complete else None,
    )
    sent_at = CommissionReport.objects.filter(cycle=cycle).values_list("sent_at", flat=True).first()
    administration = holders.get(Role.PRESIDENTIAL_ADMINISTRATION)
    yield Duty(
        kind="report.send",
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
