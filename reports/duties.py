"""What bodies owe in reports, for the year's picture, the reminders and the violations (c40, c63, c66)."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from evaluation import clock
from evaluation.models import Office, Role, RoleHolder
from reports.models import Report
from reports.models.reports import REPORT_DUE
from schedule.due import deadlines_at_hand
from schedule.duty_book import Duty, Seat
from schedule.milestones import Milestone


def report_duties(year: int) -> Iterator[Duty]:
    """One duty for every report of the year: signed by the first head in time. Four queries."""
    reports = Report.objects.filter(cycle__year=year).select_related("cycle", "completion_term")
    planning = (
        RoleHolder.objects.filter(RoleHolder.valid_on(clock.today()), role=Role.STATE_PLANNING)
        .values_list("body_id", flat=True)
        .first()
    )
    superiors: list[Seat] = [(Office.COORDINATOR.value, planning)] if planning is not None else []
    with deadlines_at_hand():
        for report in reports:
            deadline = REPORT_DUE.deadline(report)
            if deadline is None:
                continue
            yield Duty(
                kind="report.sign",
                object_type="reports.report",
                object_id=report.pk,
                year=year,
                title=format_lazy(_("Report on block {block}"), block=report.block),
                clause="c40 c64",
                due_at=deadline.due_at,
                holder_id=report.body_id,
                about_id=report.body_id,
                path=f"desk/reports/{report.pk}/",
                seats=[
                    (Office.PREPARER.value, report.body_id),
                    (Office.FIRST_HEAD.value, report.body_id),
                ],
                superiors=superiors,
                milestone=Milestone.REPORTS,
                block=report.block,
                done_at=report.signed_at,
            )
