"""What bodies owe in reports, for the year's picture, the reminders and the violations (c40, c63, c66)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from evaluation.models import Office, Role
from evaluation.role_holders import holder_id
from reports.models import Report
from reports.models.reports import REPORT_DUE
from schedule.due import book, deadlines_at_hand
from schedule.duty_book import Duty, Seat
from schedule.duty_rows import NONE, Name, Query, Rows, due_sql, held_by
from schedule.milestones import Milestone

KIND = "report.sign"


def report_duties(year: int, only: Collection[Name] | None = None) -> Iterator[Duty]:
    """One duty for every report of the year, or for those named: signed by the first head in time. Four queries."""
    reports = Report.objects.filter(cycle__year=year).select_related("cycle", "completion_term")
    if only is not None:
        reports = reports.filter(pk__in=[pk for kind, pk in only if kind == KIND] or NONE)
    planning = holder_id(Role.STATE_PLANNING)
    superiors: list[Seat] = [(Office.COORDINATOR.value, planning)] if planning is not None else []
    with deadlines_at_hand():
        for report in reports:
            deadline = REPORT_DUE.deadline(report)
            if deadline is None:
                continue
            yield Duty(
                kind=KIND,
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


def _query(year: int) -> Query:
    """The same as rows. The later of the milestone and the term of completion bounds a report (``REPORT_DUE``)."""
    milestone = due_sql(book(year), Milestone.REPORTS, "r.block", "r.body_id")
    planning = holder_id(Role.STATE_PLANNING)
    return Query(
        f"""
        SELECT '{KIND}', r.id, r.body_id, '{Milestone.REPORTS.value}', r.block, due.at, r.signed_at, false,
            ARRAY['{Office.PREPARER.value}:' || r.body_id, '{Office.FIRST_HEAD.value}:' || r.body_id],
            CASE WHEN %(reports_planning)s::bigint IS NULL THEN '{{}}'::text[]
                ELSE ARRAY['{Office.COORDINATOR.value}:' || %(reports_planning)s] END
        FROM reports_report r JOIN evaluation_cycle c ON c.id = r.cycle_id AND c.year = %(reports_year)s
            CROSS JOIN LATERAL (SELECT CASE WHEN r.completion_term_id IS NULL THEN {milestone} ELSE GREATEST(
                {milestone}, (SELECT t.due_at FROM schedule_term t WHERE t.id = r.completion_term_id)) END AS at) due
        WHERE due.at IS NOT NULL AND {held_by("r.body_id")}
        """,
        {"reports_year": year, "reports_planning": planning},
    )


ROWS = Rows(_query, report_duties)
